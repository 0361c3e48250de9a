"""Groups of muscles: what a therapist or a scanner names as one, as lists of anatomical names.

They are data: ``tables/groups.toml``, or a file of that name beside the tables of a body of one's own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agonist.model.body.compartments import SPOKEN
from agonist.model.body.index import read_index
from agonist.model.body.tables import read_toml
from agonist.model.parameters import nearest
from agonist.model.reading import quoted

if TYPE_CHECKING:
    from agonist.model.body.anatomy import Anatomy

NAME = "groups.toml"
FILE = Path(__file__).parent.parent / "tables" / NAME
SHIPPED = "default"


def groups_of(anatomy: Anatomy, names: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The groups of a body by name, each as anatomical names out of `names` (those that the body has).

    A body's own groups stand before those that ship. Raises ValueError, with one line, for a broken file.
    """
    model = getattr(anatomy, "model", "")
    found = dict(_table(FILE, FILE.stat().st_mtime_ns, model))
    own = None if anatomy is None else anatomy.folder / NAME
    if own is not None and own.is_file():
        mine = _table(own, own.stat().st_mtime_ns, model)
        _check(own, mine, anatomy)
        found |= mine
    held = {group: tuple(m for m in members if m in names) for group, members in found.items()}
    return {group: members for group, members in held.items() if members and group not in names}


def shipped() -> dict[str, tuple[str, ...]]:
    """The groups that ship for every body, as anatomical names."""
    return dict(_table(FILE, FILE.stat().st_mtime_ns, SHIPPED))


def _check(path: Path, rows: Mapping[str, Sequence[str]], anatomy: Anatomy) -> None:
    """Raise ValueError for a group of one's own with a muscle that no body of its folder has, or of no such body."""
    bodies = (*read_index(path.parent).bodies, SHIPPED)
    for name in read_toml(path):
        if name not in bodies:
            raise ValueError(
                f"{path}: groups stand in a table of their body, such as [{anatomy.model}]; no body of this folder is called "
                f"{quoted(name)}; {nearest(name, bodies)}"
            )
    for group, members in rows.items():
        for muscle in members:
            if muscle not in anatomy.known_names:
                raise ValueError(
                    f"{path}, {group}: no muscle is called {quoted(muscle)}; {nearest(muscle, sorted(anatomy.known_names), 'agonist bodies BODY')}"
                )
        if not members or len(set(members)) < len(members) or group in anatomy.known_names or group in SPOKEN:
            raise ValueError(
                f"{path}, {group}: it needs muscles, none twice, and a name that is no muscle's and no word"
            )


@lru_cache(maxsize=16)
def _table(path: Path, _changed: int, model: str) -> dict[str, tuple[str, ...]]:
    tables = read_toml(path)
    rows: dict[str, Any] = {**_rows(path, tables, SHIPPED), **_rows(path, tables, model)}
    for group, members in rows.items():
        if not isinstance(members, list) or not all(isinstance(m, str) for m in members):
            raise ValueError(f"{path}, {group} = {members!r}; it needs a list of anatomical names")
    return {group: tuple(members) for group, members in rows.items()}


def _rows(path: Path, tables: dict[str, Any], name: str) -> dict[str, Any]:
    rows = tables.get(name, {})
    if not isinstance(rows, dict):
        raise ValueError(f"{path}, {name}: it needs a table [{name}] of groups")
    return rows
