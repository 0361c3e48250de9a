"""`agonist cite`: how to cite the program, and where its numbers come from."""

from __future__ import annotations

import argparse
from importlib import metadata
from pathlib import Path

from agonist.experiments.commands import Commands, add_command, add_json, print_json
from agonist.model import parameters
from agonist.model.parameters import TABLE, Parameter, nearest
from agonist.model.reading import shown

TABLES = Path(parameters.__file__).parent / "tables"


def add(subparsers: Commands) -> None:
    """The options of `agonist cite`."""
    parser = add_command(
        subparsers, "cite", "say how to cite agonist and the sources of its numbers", "agonist cite reciprocal_gain"
    )
    parser.add_argument("parameters", nargs="*", metavar="PARAMETER", help="only the sources of these parameters")
    parser.add_argument("--markdown", action="store_true", help="the parameters as tables for docs/parameters.md")
    add_json(parser)


def citation() -> str:
    """The program as one line of a reference list."""
    about = metadata.metadata("agonist")
    title, version, licence = (about[field] for field in ("Summary", "Version", "License-Expression"))
    return f"The agonist authors. agonist: {title}. Version {version}, {licence}."


def rows(names: list[str]) -> list[Parameter]:
    """The rows of these parameters, or of all; ValueError for a name that the table does not hold."""
    for name in names:
        if name not in TABLE:
            raise ValueError(f"unknown parameter {shown(name)}; {nearest(name, list(TABLE), 'agonist cite --json')}")
    return [TABLE[name] for name in names] or list(TABLE.values())


def headers() -> dict[str, list[str]]:
    """What the header lines of each table say about its origin, by file."""
    found = {}
    for path in sorted(TABLES.rglob("*.csv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        found[path.relative_to(TABLES).as_posix()] = [line[1:].strip() for line in lines if line.startswith("#")]
    return {name: comments for name, comments in found.items() if comments}


def _origins() -> dict[str, list[str]]:
    by_origin: dict[str, list[str]] = {}
    for name, comments in headers().items():
        by_origin.setdefault(comments[0], []).append(name)
    return by_origin


HEAD = "| name | value | range | unit | what | source | mark |\n|---|---|---|---|---|---|---|"
TITLE = "# Parameters\n\nMade by `agonist cite --markdown`. The mark says what kind of evidence stands behind a number."


def _cells(row: Parameter) -> str:
    cells = (
        f"`{row.name}`",
        f"{row.value:g}",
        f"{row.low:g} to {row.high:g}",
        row.unit,
        row.text,
        row.source,
        row.mark,
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def markdown(chosen: list[Parameter]) -> str:
    """The rows as Markdown, one table for each group."""
    parts = [TITLE]
    for group in dict.fromkeys(row.group for row in chosen):
        body = "\n".join(_cells(row) for row in chosen if row.group == group)
        parts.append(f"## {group}\n\n{HEAD}\n{body}")
    return "\n\n".join(parts) + "\n"


def _print_rows(chosen: list[Parameter]) -> None:
    for row in chosen:
        print(f"{row.name} = {row.value:g} {row.unit} ({row.low:g} to {row.high:g}): {row.text}")
        print(f"    {row.mark}: {row.source}")


def _print_sources(chosen: list[Parameter]) -> None:
    by_source: dict[tuple[str, str], list[str]] = {}
    for row in chosen:
        by_source.setdefault((row.source, row.mark), []).append(row.name)
    for (source, mark), names in sorted(by_source.items()):
        print(f"- {source} [{mark}]: {', '.join(names)}")


def call(arguments: argparse.Namespace) -> None:
    """Print the citation and the sources, as text or as one JSON object."""
    chosen = rows(arguments.parameters)
    if arguments.json and arguments.markdown:
        raise ValueError("--markdown and --json ask for two forms; keep one of them")
    if arguments.json:
        print_json({"citation": citation(), "parameters": chosen, "tables": headers()})
    elif arguments.markdown:
        print(markdown(chosen), end="")
    elif arguments.parameters:
        _print_rows(chosen)
    else:
        print(f"Please cite:\n{citation()}\n\nSources of the parameters [kind of evidence]:")
        _print_sources(chosen)
        print("\nSources of the tables:")
        for origin, names in _origins().items():
            print(f"- {origin} In {', '.join(names)}.")
