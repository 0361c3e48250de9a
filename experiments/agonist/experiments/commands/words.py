"""`agonist words`: the vocabulary: what can happen, be practised and be held, with arguments, units and ranges."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from agonist.experiments.commands import Commands, add_command, add_json, print_json

if TYPE_CHECKING:
    from agonist.model.vocabulary import Argument, Word


def add(subparsers: Commands) -> None:
    """The options of `agonist words`."""
    parser = add_command(
        subparsers,
        "words",
        "list the words that scenarios and patients know, or describe one",
        'agonist words "stimulate muscle"',
    )
    parser.add_argument("name", nargs="?", metavar="WORD", help="a word of the list")
    add_json(parser)


def call(arguments: argparse.Namespace) -> int:
    """List all, or describe one; 0 done. Raises ValueError for an unknown word."""
    from agonist.model import interventions
    from agonist.model.vocabulary import find

    found = [find(arguments.name)] if arguments.name else list(interventions.WORDS.values())
    if arguments.json:
        print_json({"words": [as_json(word) for word in found]})
    elif arguments.name:
        print("\n".join(lines(found[0])))
    else:
        wide = max(len(word.name) for word in found)
        print("\n".join(f"{word.name:{wide}}  {word.text}" for word in found))
    return 0


def as_json(word: Word) -> dict[str, object]:
    """A word as a plain object."""
    from agonist.model.vocabulary import all_arguments

    arguments = {
        a.name: {k: v for k, v in a._asdict().items() if k != "name" and v not in ("", ())} for a in all_arguments(word)
    }
    return {"name": word.name, "text": word.text, "group": word.group, "lasts": word.lasts, "arguments": arguments}


def lines(word: Word) -> list[str]:
    """A word in lines: a sentence, then an argument a line."""
    from agonist.model.vocabulary import all_arguments

    return [f"{word.name}: {word.text}", "", *(f"  {_argument(a)}" for a in all_arguments(word))]


def _argument(argument: Argument) -> str:
    from agonist.model.vocabulary_table import range_of

    usual = "" if argument.default in (None, "") else f" = {argument.default}"
    return f"{argument.name}{usual}  {range_of(argument)}  {argument.text}".rstrip()
