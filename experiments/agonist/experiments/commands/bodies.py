"""`agonist bodies`: which bodies there are, and the joints, muscles, groups and tasks of one."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from agonist.experiments.commands import Commands, add_command, add_json, print_json
from agonist.model.reading import shown

if TYPE_CHECKING:
    from agonist.model.body.anatomy import Anatomy
    from agonist.model.scenario import Scenario


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


def parts_of(name: str) -> dict[str, dict[str, str] | list[str]]:
    """What a body consists of, by kind: angles, joints, muscles, groups and tasks. Raises ValueError for an unknown one."""
    from agonist.model.body.groups import groups_of

    body = _anatomy(name)
    muscles = sorted({m.anatomical_name for m in body.muscles})
    groups = {group: ", ".join(members) for group, members in groups_of(body, muscles).items()}
    angles = {n: f"{low:g} to {high:g} deg" for n, (low, high) in body.coordinates.items()}
    plain = sorted({j.removesuffix("_left").removesuffix("_right") for j in body.joints})
    return {"joints": plain, "angles": angles, "muscles": muscles, "groups": groups, "tasks": tasks_of(name)}


def tasks_of(name: str | Scenario) -> dict[str, str]:
    """The tasks that a body can do, each with its text; the body by name, or that of a scenario. Raises ValueError."""
    from agonist.model.body.graph import build
    from agonist.model.body.tasks import named_task, task_names

    body, found = _anatomy(name), {}
    for task in task_names(body.folder):
        try:
            build(body, [task])
            found[task] = named_task(task, body.folder).text
        except ValueError:  # this body has no axis, angle or muscle for it
            continue
    return found


def _anatomy(name: str | Scenario) -> Anatomy:
    """A body by name, or that of a scenario."""
    from agonist.model.body import anatomy
    from agonist.model.parameters import nearest
    from agonist.model.scenario import Scenario, load, resolve, shipped

    if isinstance(name, str) and name in anatomy.bodies():
        return anatomy.load(name, sides=("left", "right"))
    if not isinstance(name, Scenario) and name not in shipped() and not name.endswith(".toml"):
        raise ValueError(
            f"unknown body {shown(name)}; {nearest(name, [*anatomy.bodies(), *shipped()], 'agonist scenarios')}"
        )
    found: Anatomy | None = resolve(load(name)).subject.anatomy
    label = name.name if isinstance(name, Scenario) else name
    if found is None:
        raise ValueError(f"{label}: its body is a graph; `agonist graph` shows it")
    return found
