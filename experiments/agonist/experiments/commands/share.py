"""`agonist share`: pack a run, a sweep or an answer so that others can read it without us."""

from __future__ import annotations

import argparse
from pathlib import Path

from agonist.experiments.commands import Commands, add_command


def add(subparsers: Commands) -> None:
    """The options of `agonist share`."""
    parser = add_command(
        subparsers,
        "share",
        "pack a folder of results as an RO-Crate, with netCDF and GraphML",
        "agonist share results/gluteal-inhibition-maintained-1",
    )
    parser.add_argument("folder", metavar="FOLDER", help="what `agonist run`, `sweep` or an instrument has written")
    parser.add_argument("--out", metavar="FOLDER", help="the crate, a new folder (default: FOLDER-crate)")


def call(arguments: argparse.Namespace) -> int:
    """Pack; 0 done."""
    from agonist.experiments.sharing import crate

    folder = Path(arguments.folder)
    out = Path(arguments.out) if arguments.out else folder.with_name(f"{folder.resolve().name}-crate")
    print(f"written: {out}: {', '.join(crate(folder, out))}")
    return 0
