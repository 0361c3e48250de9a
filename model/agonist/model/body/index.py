"""``bodies.toml``: which tables make a body and what their columns are called; closed, every key and type checked."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from agonist.model.body.tables import read_toml
from agonist.model.keys import closed, table, text
from agonist.model.parameters import nearest
from agonist.model.reading import is_number, is_there, quoted, shown, told_path

NAME = "bodies.toml"
BODY_KEYS = ("text", "parameters", "grid", "midline", "limits", "units_known")
GRID_KEYS = ("file", "coordinates", "axes", "change_of", "hold", "ignore", "others_move")


class GridEntry(NamedTuple):
    """One grid: its file, and the names here of its columns of angles and of arms."""

    file: str
    coordinates: Mapping[str, str]
    axes: Mapping[str, str]
    change_of: str = ""
    hold: str = ""
    ignore: tuple[str, ...] = ()
    others_move: bool = False


class BodyEntry(NamedTuple):
    """One body of a folder."""

    name: str
    text: str
    parameters: tuple[str, ...]
    grids: tuple[GridEntry, ...]
    midline: tuple[str, ...]
    limits: Mapping[str, tuple[float, float]]
    units_known: bool = False


class Index(NamedTuple):
    """All bodies of a folder by name, still as they are written, and the groups of joints."""

    place: str
    bodies: Mapping[str, Any]
    groups: Mapping[str, str]


def read_index(folder: Path) -> Index:
    """The index of a folder of tables. Raises ValueError, with one line, where there is none or it is broken."""
    path = folder / NAME
    if not (is_there(path) and path.is_file()):
        raise ValueError(f"{told_path(folder)}: {_lacks(folder)}")
    given, place = read_toml(path), str(path)
    closed(place, given, ("body", "groups"), needed=("body", "groups"))
    return Index(place, table(f"{place}, body", given["body"]), _texts(f"{place}, groups", given["groups"]))


def _lacks(folder: Path) -> str:
    """Why no body can be read from a folder that holds no index."""
    if is_there(folder):
        return f"holds no {NAME}, so no body can be read from it" if folder.is_dir() else "is a file; it needs a folder"
    beside = [each.name for each in folder.parent.iterdir() if each.is_dir()] if is_there(folder.parent) else []
    close = difflib.get_close_matches(folder.name.lower(), beside, 1)
    return f"there is no such folder{f'; did you mean {shown(close[0])}?' if close else ''}"


def body_entry(index: Index, name: str) -> BodyEntry:
    """One body of an index. Raises ValueError, with one line, for an unknown name, key or a value of another type."""
    if name not in index.bodies:
        raise ValueError(f"unknown body {shown(name)}; {nearest(name, list(index.bodies))}")
    place = f"{index.place}, body {name}"
    given = table(place, index.bodies[name])
    closed(place, given, BODY_KEYS, needed=("text", "parameters", "grid"))
    grids = given["grid"]
    if not isinstance(grids, list) or not grids:
        raise ValueError(f"{place}, grid = {quoted(grids)}; it needs [[body.{name}.grid]] entries")
    for n, entry in enumerate(grids):
        if entry in grids[:n]:
            raise ValueError(f"{place}, grid {n + 1}: the same grid stands twice; keep one of them")
    return BodyEntry(
        name,
        text(f"{place}, text", given["text"]),
        _files(f"{place}, parameters", given["parameters"]),
        tuple(grid_entry(f"{place}, grid {n}", entry) for n, entry in enumerate(grids, start=1)),
        _names(f"{place}, midline", given.get("midline", [])),
        _limits(f"{place}, limits", given.get("limits", {})),
        _yes(place, "units_known", given),
    )


def grid_entry(place: str, value: object) -> GridEntry:
    """One grid of a body. Raises ValueError, with one line that names the key and what would be right."""
    given = table(place, value)
    closed(place, given, GRID_KEYS, needed=("file", "coordinates", "axes"))
    (file,) = _files(f"{place}, file", [given["file"]])
    coordinates, axes = (_columns(f"{place}, {key}", given[key]) for key in ("coordinates", "axes"))
    if len(coordinates) not in (1, 2):
        raise ValueError(f"{place}, coordinates: names {len(coordinates)} joint angles; it needs one or two")
    both = sorted({*coordinates} & {*axes})
    if both:
        raise ValueError(f"{place}: column {both[0]!r} is an angle and an arm; it can be one of them")
    words = [given.get(key, "") for key in ("change_of", "hold")]
    for key, word in zip(("change_of", "hold"), words, strict=True):
        if word not in ("", *coordinates.values()):
            raise ValueError(f"{place}, {key} = {quoted(word)}; it needs {' or '.join(coordinates.values())}")
    ignore = tuple(name.lower() for name in _names(f"{place}, ignore", given.get("ignore", [])))
    return GridEntry(file, coordinates, axes, words[0], words[1], ignore, _yes(place, "others_move", given))


def _yes(place: str, key: str, given: Mapping[str, object]) -> bool:
    value = given.get(key, False)
    if not isinstance(value, bool):
        raise ValueError(f"{place}, {key} = {quoted(value)}; it needs true or false")
    return value


def _texts(place: str, value: object) -> dict[str, str]:
    return {name: text(f"{place}, {name}", each) for name, each in table(place, value).items()}


def _names(place: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) and name for name in value):
        raise ValueError(f"{place} = {quoted(value)}; it needs a list of names")
    return tuple(value)


def _files(place: str, value: object) -> tuple[str, ...]:
    """Names of tables: in the folder itself and ending in ``.csv``, as the digest of a body reads its folder."""
    names = _names(place, value)
    for name in names:
        if not name.endswith(".csv") or Path(name).name != name or "\\" in name or name.startswith("."):
            raise ValueError(f"{place}: {quoted(name)} is no table of this folder; it needs a name such as 'arm.csv'")
    if not names or len(set(names)) < len(names):
        raise ValueError(f"{place} = {quoted(value)}; it needs one table or more, and none twice")
    return names


def _columns(place: str, value: object) -> dict[str, str]:
    """Names here by names of columns, which count in small letters, as those of a table do."""
    found = {column.lower().strip(): name for column, name in _texts(place, value).items()}
    if not found:
        raise ValueError(f"{place}: it needs the name of a column and what it is here")
    names = list(found.values())
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{place}: two columns are {shown(name)}; each needs a name of its own")
    return found


def _limits(place: str, value: object) -> dict[str, tuple[float, float]]:
    found = {}
    for name, pair in table(place, value).items():
        if not isinstance(pair, list) or len(pair) != 2 or not all(map(is_number, pair)) or not pair[0] < pair[1]:
            raise ValueError(f"{place}, {name} = {quoted(pair)}; it needs [from, to] in degrees")
        found[name] = (float(pair[0]), float(pair[1]))
    return found
