"""`agonist again`: make what lies in a folder again, by its own command, and say whether it is the same."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from agonist.experiments.commands import Commands, add_command

SHOWN = 12  # names in a line


def add(subparsers: Commands) -> None:
    """The options of `agonist again`."""
    parser = add_command(
        subparsers,
        "again",
        "make the numbers and figures of a folder again, and compare",
        "agonist again results/gluteal-inhibition-maintained-1",
    )
    parser.add_argument("folder", metavar="FOLDER", help="a folder of results, or a crate of `agonist share`")
    parser.add_argument("--trust", action="store_true", help="run the Python files that its command names, too")
    parser.add_argument("--out", metavar="FOLDER", help="where it is made (default: FOLDER-again)")


def call(arguments: argparse.Namespace) -> int:
    """Make it again; 0 the same, 1 something differs or is gone."""
    from agonist.experiments.remaking import again

    folder = Path(arguments.folder)
    out = Path(arguments.out) if arguments.out else folder.with_name(f"{Path(os.path.realpath(folder)).name}-again")
    found = again(folder, out, arguments.trust)
    print(f"made again in {found.folder} by: {found.command}")
    print(f"the same: {_told(found.same)}")
    if found.different:
        print(f"different: {_told(found.different)}")
    if found.gone:
        print(f"gone from {folder}: {_told(found.gone)}")
    if found.note:
        print(f"note: {found.note}")
    return 1 if found.different or found.gone else 0


def _told(names: tuple[str, ...]) -> str:
    """Names in a line; of many (the columns of a sweep) the first and how many more."""
    more = len(names) - SHOWN
    return (", ".join(names[:SHOWN]) or "nothing") + (f" and {more} more" if more > 0 else "")
