"""One module a command: `add(subparsers)` says its options, `call(arguments)` carries it out.

A module imports what is heavy inside ``call``, so that help stays quick. With ``--json`` the standard output holds one
JSON object and nothing else; progress and warnings go to the standard error. A command whose name is a Python keyword
lives in a module with a trailing underscore (``import_.py``).
"""

from __future__ import annotations

import argparse
import json
import math
from typing import Any, Protocol


class Commands(Protocol):
    """Where a command is added: the subparsers of `argparse`."""

    def add_parser(self, name: str, **options: object) -> argparse.ArgumentParser:
        """A parser of one command."""


def add_command(subparsers: Commands, name: str, summary: str, example: str) -> argparse.ArgumentParser:
    """A new command with the sentence that the help shows and one or more example lines."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        name,
        help=summary,
        description=f"{summary[:1].upper()}{summary[1:]}.",
        epilog=f"example: {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    return parser


def add_json(parser: argparse.ArgumentParser) -> None:
    """The option `--json`: one JSON object on standard output, for machines."""
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")


def plain(value: object) -> Any:
    """The value in the types that JSON knows: named tuples as objects, arrays as lists, no NaN or infinity (null)."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def print_json(value: object) -> None:
    """Print a value as one JSON object."""
    print(json.dumps(plain(value), indent=2, ensure_ascii=False, allow_nan=False))
