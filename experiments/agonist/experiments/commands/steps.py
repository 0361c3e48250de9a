"""`agonist steps`: what happens in a rest, a night and a bout, in the order in which both engines do it."""

from __future__ import annotations

import argparse
import inspect
from typing import TYPE_CHECKING

from agonist.experiments.commands import Commands, add_command, add_json, print_json
from agonist.experiments.options import needless

if TYPE_CHECKING:
    from collections.abc import Callable, Collection


def add(subparsers: Commands) -> None:
    """The options of `agonist steps`."""
    parser = add_command(
        subparsers, "steps", "print what happens in a rest, a night and a bout, in order", "agonist steps --outer"
    )
    parser.add_argument("--outer", action="store_true", help="only the outermost steps")
    parser.add_argument(
        "--rules",
        nargs="?",
        const="",
        metavar="WORD",
        help="instead: every rule that can be replaced, with its arguments; only those with WORD in them",
    )
    add_json(parser)


def rules(word: str) -> list[dict[str, str]]:
    """Rules, learners and units by the name under which a user's own stands in. Raises ValueError where none has the word."""
    from agonist.model.own.parts import UNITS, known, known_rules

    held = known_rules()
    found = [
        {
            "name": name,
            "arguments": _arguments(held[name]) if name in held else "",
            "text": (inspect.getdoc(held[name]) or "").partition("\n")[0] if name in held else _kind(name, UNITS),
        }
        for name in known()
    ]
    kept = [one for one in found if word.lower() in f"{one['name']} {one['text']}".lower()]
    if not kept:
        raise ValueError(f"--rules {word}: no rule has it in its name or its sentence")
    return kept


def _arguments(rule: Callable[..., object]) -> str:
    return f"({', '.join(inspect.signature(rule).parameters)})"


def _kind(name: str, units: Collection[str]) -> str:
    return (
        "a class with verbs, of which yours is a subclass"
        if name in units
        else "called after each bout with the motor cortex"
    )


def _line(one: dict[str, str]) -> str:
    return f"{one['name']}{one['arguments']}: {one['text']}"


def call(arguments: argparse.Namespace) -> int:
    """Print the order; 0 done."""
    from agonist.model.steps import steps, told

    if arguments.rules is not None:
        needless(arguments, ("outer",), "has no part in --rules: they are no steps")
        found_rules = rules(arguments.rules)
        print_json({"rules": found_rules}) if arguments.json else print("\n".join(map(_line, found_rules)))
        return 0
    found = steps(deep=not arguments.outer)
    if arguments.json:
        print_json({"steps": [step._asdict() for step in found]})
    else:
        print(told(found))
    return 0
