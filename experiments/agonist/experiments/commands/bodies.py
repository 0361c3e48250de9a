"""`agonist bodies`: which bodies there are, and the joints, muscles, groups and tasks of one."""

from __future__ import annotations

import argparse

from agonist.experiments.commands import Commands, add_command, add_json, print_json


def add(subparsers: Commands) -> None:
    """The options of `agonist bodies`."""
    parser = add_command(
        subparsers,
        "bodies",
        "list the bodies, or the joints, muscles, groups and tasks of one",
        "agonist bodies rlu2023",
    )
    parser.add_argument("name", nargs="?", metavar="BODY", help="a name of the list, or a scenario whose body it is")
    add_json(parser)


def call(arguments: argparse.Namespace) -> int:
    """List all, or describe one; 0 done."""
    from agonist.experiments.body_parts import parts_of
    from agonist.model.body.anatomy import bodies

    if arguments.name is None:
        found = dict(bodies())
        if arguments.json:
            print_json(found)
        else:
            print("\n".join(f"{name:10} {text}" for name, text in found.items()))
        return 0
    parts = parts_of(arguments.name)
    if arguments.json:
        print_json(parts)
    else:
        print(
            "\n".join(f"{kind}\n" + "\n".join(f"  {line}" for line in _lines(names)) for kind, names in parts.items())
        )
    return 0


def _lines(names: dict[str, str] | list[str]) -> list[str]:
    return [f"{k}: {v}" for k, v in names.items()] if isinstance(names, dict) else list(names)
