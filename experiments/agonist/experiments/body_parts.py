"""What a body consists of and can do: its joints, angles, muscles, groups and tasks."""

from __future__ import annotations

from agonist.model.body import anatomy
from agonist.model.body.graph import build
from agonist.model.body.groups import groups_of
from agonist.model.body.tasks import named_task, task_names
from agonist.model.parameters import nearest
from agonist.model.reading import shown
from agonist.model.scenario import Scenario, load, resolve, shipped


def parts_of(name: str) -> dict[str, dict[str, str] | list[str]]:
    """What a body consists of, by kind: angles, joints, muscles, groups and tasks. Raises ValueError for an unknown one."""
    body = _anatomy(name)
    muscles = sorted({m.anatomical_name for m in body.muscles})
    groups = {group: ", ".join(members) for group, members in groups_of(body, muscles).items()}
    angles = {n: f"{low:g} to {high:g} deg" for n, (low, high) in body.coordinates.items()}
    plain = sorted({j.removesuffix("_left").removesuffix("_right") for j in body.joints})
    return {"joints": plain, "angles": angles, "muscles": muscles, "groups": groups, "tasks": tasks_of(name)}


def tasks_of(name: str | Scenario) -> dict[str, str]:
    """The tasks that a body can do, each with its text; the body by name, or that of a scenario. Raises ValueError."""
    body, found = _anatomy(name), {}
    for task in task_names(body.folder):
        try:
            build(body, [task])
            found[task] = named_task(task, body.folder).text
        except ValueError:  # this body has no axis, angle or muscle for it
            continue
    return found


def _anatomy(name: str | Scenario) -> anatomy.Anatomy:
    """A body by name, or that of a scenario."""
    if isinstance(name, str) and name in anatomy.bodies():
        return anatomy.load(name, sides=("left", "right"))
    if not isinstance(name, Scenario) and name not in shipped() and not name.lower().endswith(".toml"):
        raise ValueError(
            f"unknown body {shown(name)}; {nearest(name, [*anatomy.bodies(), *shipped()], 'agonist scenarios')}"
        )
    found: anatomy.Anatomy | None = resolve(load(name)).subject.anatomy
    label = name.name if isinstance(name, Scenario) else name
    if found is None:
        raise ValueError(f"{label}: its body is a graph; `agonist graph` shows it")
    return found
