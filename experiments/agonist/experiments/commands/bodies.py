"""`agonist bodies`: which bodies there are, and the joints, muscles, groups and tasks of one."""

from __future__ import annotations

import argparse

from agonist.experiments.commands import Commands, add_command, add_json, print_json
from agonist.model.reading import shown


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
    from agonist.model.body import anatomy
    from agonist.model.body.graph import build
    from agonist.model.body.groups import groups_of
    from agonist.model.body.tasks import named_task, task_names
    from agonist.model.parameters import nearest
    from agonist.model.scenario import load, resolve, shipped

    if name in anatomy.bodies():
        body = anatomy.load(name, sides=("left", "right"))
    elif name in shipped() or name.endswith(".toml"):
        body = resolve(load(name)).subject.anatomy
    else:
        raise ValueError(
            f"unknown body {shown(name)}; {nearest(name, [*anatomy.bodies(), *shipped()], 'agonist scenarios')}"
        )
    if body is None:
        raise ValueError(f"{name}: its body is a graph; `agonist graph` shows it")
    muscles = sorted({m.anatomical_name for m in body.muscles})
    groups = {group: ", ".join(members) for group, members in groups_of(body, muscles).items()}
    angles = {n: f"{low:g} to {high:g} deg" for n, (low, high) in body.coordinates.items()}
    plain = sorted({j.removesuffix("_left").removesuffix("_right") for j in body.joints})
    tasks = {}
    for task in task_names(body.folder):
        try:
            build(body, [task])
            tasks[task] = named_task(task, body.folder).text
        except ValueError:  # this body has no axis, angle or muscle for it
            continue
    return {"joints": plain, "angles": angles, "muscles": muscles, "groups": groups, "tasks": tasks}
