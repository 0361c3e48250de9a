"""Pieces of a usual day, each some hours at joint angles: as they ship, or as a body has its own, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from agonist.model.body.index import read_index
from agonist.model.body.tables import read_toml
from agonist.model.keys import closed
from agonist.model.parameters import TABLE, nearest
from agonist.model.reading import is_number, quoted, shown

if TYPE_CHECKING:
    from agonist.model.body.anatomy import Anatomy

NAME = "postures.toml"
FILE = Path(__file__).parent.parent / "tables" / NAME
KINDS = ("", "active", "asleep")
HOURS = 24.0
SMALL = 1e-9
ACTIVITY = {"": "activity_still", "active": "activity_moving", "stated": "activity_still"}  # others are silent

Angles = tuple[tuple[str, float], ...]


class Piece(NamedTuple):
    """Hours of a day at joint angles in degrees.

    `kind` is active, asleep or nothing; stated or lying where a word made the piece. `activity` is that of the muscles,
    of their maximum, below 0 the usual one of the kind; where the piece `loads` axes it is that of the muscles that pull
    along them, and the others rest. The muscles of `still` are silent: they are in a cast; those of `taut` are stretched
    as far as the person tolerates.
    """

    hours: float
    angles: Angles
    kind: str = ""
    activity: float = -1.0
    still: tuple[str, ...] = ()
    loads: Angles = ()  # axes with the direction in which muscles must pull
    taut: tuple[str, ...] = ()

    @property
    def active(self) -> float:
        """Activity of the muscles, of their maximum."""
        usual = TABLE[ACTIVITY[self.kind]].value if self.kind in ACTIVITY else 0.0
        return self.activity if self.activity >= 0.0 else usual


@cache
def usual_pieces(model: str) -> tuple[Piece, ...]:
    """The usual day that ships for a body, by the name of its model; else the one of a person on two legs."""
    tables = read_toml(FILE)
    return tuple(map(_piece, tables.get(model, tables["default"])["usual"]))


def _piece(row: Mapping[str, Any]) -> Piece:
    return Piece(
        float(row["hours"]),
        frozen(row["angles"]),
        row.get("kind", ""),
        float(row.get("activity", -1.0)),
        (),
        frozen(row.get("loads", {})),
    )


@lru_cache(maxsize=64)
def pieces_of(anatomy: Anatomy) -> tuple[Piece, ...]:
    """The usual day of a body: its own, from ``postures.toml`` beside its tables, else the one that ships.

    Of a day that ships a body takes the angles that it has, as far as its tables go. Raises ValueError, with one line,
    for a day of its own that is no day.
    """
    own = anatomy.folder / NAME
    if own.is_file():
        tables = read_toml(own)
        known = (*read_index(anatomy.folder).bodies, "default")
        for name in tables:
            if name not in known:
                raise ValueError(f"{own}: no body of this folder is called {shown(name)}; {nearest(name, known)}")
        entry = tables.get(anatomy.model, tables.get("default"))
        if entry is not None:
            rows = entry.get("usual") if isinstance(entry, dict) else entry
            return checked_day(f"{own}, {anatomy.model}", rows, anatomy.coordinates)
    return tuple(p._replace(angles=within(anatomy.coordinates, p.angles)) for p in usual_pieces(anatomy.model))


def checked_day(place: str, rows: object, coordinates: Mapping[str, tuple[float, float]]) -> tuple[Piece, ...]:
    """The pieces of a day, checked. Raises ValueError, with one line that says what would be right.

    Args:
        place: what messages call the day.
        rows: tables with ``hours``, ``angles`` (degrees) and, if they like, ``name``, ``kind``, ``activity``, ``loads``.
        coordinates: range in degrees of each joint angle that the body has.
    """
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise ValueError(f"{place}: it needs [[usual]] pieces with hours and angles")
    for n, row in enumerate(rows, start=1):
        _check_row(f"{place}, usual piece {n}", row, coordinates)
    pieces = tuple(map(_piece, rows))
    hours = {kind: sum(p.hours for p in pieces if p.kind == kind) for kind in KINDS}
    if abs(sum(hours.values()) - HOURS) > SMALL * HOURS:
        raise ValueError(f"{place}, usual: the hours come to {sum(hours.values()):g}; a day has {HOURS:g}")
    if not (hours["active"] and hours["asleep"]):
        raise ValueError(f"{place}, usual: it needs a piece of kind 'active' and one of kind 'asleep', each with hours")
    return pieces


def _check_row(place: str, row: Any, coordinates: Mapping[str, tuple[float, float]]) -> None:
    closed(place, row, ("name", "hours", "angles", "kind", "activity", "loads"))
    if str(row.get("kind", "")) not in KINDS:
        raise ValueError(f"{place}, kind = {quoted(row['kind'])}; it needs 'active', 'asleep' or nothing")
    _check_number(f"{place}, hours", row.get("hours"), 0.0, HOURS)
    if "activity" in row:
        _check_number(f"{place}, activity", row["activity"], 0.0, 1.0)
    if not isinstance(row.get("loads", {}), Mapping):
        raise ValueError(f"{place}, loads: it needs directions by axis, such as {{ {next(iter(coordinates))} = -1 }}")
    for axis, way in row.get("loads", {}).items():
        _check_number(f"{place}, loads, {axis}", way, -1.0, 1.0)
    if not isinstance(row.get("angles"), Mapping):
        raise ValueError(
            f"{place}, angles: it needs degrees by joint angle, such as {{ {next(iter(coordinates))} = 0 }}"
        )
    for name, angle in row["angles"].items():
        if name not in coordinates:
            raise ValueError(f"{place}: unknown joint angle {shown(name)}; {nearest(name, tuple(coordinates))}")
        _check_number(f"{place}, angles, {name}", angle, *coordinates[name])


def _check_number(place: str, value: Any, low: float, high: float) -> None:
    if not is_number(value) or not low <= value <= high:
        raise ValueError(f"{place} = {quoted(value)}; it needs a number {low:g} to {high:g}")


def within(coordinates: Mapping[str, tuple[float, float]], angles: Angles) -> Angles:
    """The angles that a body has, none beyond its tables."""
    return tuple(
        (name, min(max(a, coordinates[name][0]), coordinates[name][1])) for name, a in angles if name in coordinates
    )


def frozen(angles: Mapping[str, float]) -> Angles:
    """Angles by name in canonical order."""
    return tuple(sorted((name, float(angle)) for name, angle in angles.items()))


def asleep(anatomy: Anatomy) -> Angles:
    """The angles at which a body lies."""
    return next(p.angles for p in pieces_of(anatomy) if p.kind == "asleep")
