"""`agonist steps`: what happens in a rest, a night and a bout, in the order in which both engines do it."""

from __future__ import annotations

import argparse
from typing import Any

from agonist.experiments.commands import add_command, add_json, print_json


def add(subparsers: Any) -> None:
    """The options of `agonist steps`."""
    parser = add_command(
        subparsers, "steps", "print what happens in a rest, a night and a bout, in order", "agonist steps --outer"
    )
    parser.add_argument("--outer", action="store_true", help="only the outermost steps")
    add_json(parser)


def call(arguments: argparse.Namespace) -> int:
    """Print the order; 0 done."""
    from agonist.model.steps import steps, told

    found = steps(deep=not arguments.outer)
    if arguments.json:
        print_json({"steps": [step._asdict() for step in found]})
    else:
        print(told(found))
    return 0
