"""Postures of the day as fibre lengths: what a body sits, stands and reaches its muscles into.

A day is a list of pieces, each some hours at joint angles with some activity. A muscle reads it by the length at which
it works and is pulled (`rules.fibres.lived_length`): hours in which it is slack and silent hardly count beside half an
hour of stretch, and hours of walking count more than hours of sitting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agonist.model.body.index import read_index
from agonist.model.body.tables import read_toml
from agonist.model.body.wiring import Floats
from agonist.model.keys import closed
from agonist.model.maths import weighted
from agonist.model.parameters import TABLE, nearest
from agonist.model.reading import is_number, quoted
from agonist.model.rules import fibres

if TYPE_CHECKING:
    from agonist.model.body.anatomy import Anatomy

NAME = "postures.toml"
FILE = Path(__file__).parent.parent / "tables" / NAME
KINDS = ("", "active", "asleep")
HOURS = 24.0
LONG_HOURS = 0.5  # a position stretches a muscle that it makes longer than the longest half hour of the day
SMALL = 1e-9
UPRIGHT_DEG = 45.0  # a joint that is bent further is not upright: sitting, squatting
ARM_M = 0.002  # a muscle with a shorter arm than this does not turn a joint
TAKEN = {"posture": "stated", "lying": "lying"}  # kinds of change that take hours for themselves, and their pieces
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


class Held(NamedTuple):
    """A change of the day, from one day of life to another.

    `kind` posture and lying take `hours` for themselves; fixed (a cast, a shoe) holds its angles through `hours` of
    whatever the body does, waking hours first, but for postures that name the joint; tilted adds its angles to `hours` of
    what is done upright; active sets the hours of movement.
    """

    from_day: float
    to_day: float
    kind: str
    hours: float
    angles: Angles = ()
    activity: float = -1.0
    still: tuple[str, ...] = ()  # muscles that a cast keeps silent
    taut: tuple[str, ...] = ()  # muscles that are stretched to tolerance


class Day(NamedTuple):
    """Fibre lengths of a day, [muscles], in healthy optimal lengths.

    The length by where a muscle works and is pulled, the mean of that weight (of maximal force), and the length of the
    longest half hour.
    """

    mean: Floats
    weight: Floats
    longest: Floats


@cache
def usual_pieces(model: str) -> tuple[Piece, ...]:
    """The usual day that ships for a body, by the name of its model; else the one of a person on two legs."""
    tables = read_toml(FILE)
    return tuple(map(_piece, tables.get(model, tables["default"])["usual"]))


def _piece(row: Mapping[str, Any]) -> Piece:
    return Piece(
        float(row["hours"]), frozen(row["angles"]), row.get("kind", ""), float(row.get("activity", -1.0)), (),
        frozen(row.get("loads", {})),
    )  # fmt: skip


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
                raise ValueError(f"{own}: no body of this folder is called {name!r}; {nearest(name, known)}")
        entry = tables.get(anatomy.model, tables.get("default"))
        if entry is not None:
            rows = entry.get("usual") if isinstance(entry, dict) else entry
            return checked_day(f"{own}, {anatomy.model}", rows, anatomy.coordinates)
    return tuple(p._replace(angles=_within(anatomy.coordinates, p.angles)) for p in usual_pieces(anatomy.model))


def checked_day(place: str, rows: Any, coordinates: Mapping[str, tuple[float, float]]) -> tuple[Piece, ...]:
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
            raise ValueError(f"{place}: unknown joint angle {name!r}; {nearest(name, tuple(coordinates))}")
        _check_number(f"{place}, angles, {name}", angle, *coordinates[name])


def _check_number(place: str, value: Any, low: float, high: float) -> None:
    if not is_number(value) or not low <= value <= high:
        raise ValueError(f"{place} = {quoted(value)}; it needs a number {low:g} to {high:g}")


def _within(coordinates: Mapping[str, tuple[float, float]], angles: Angles) -> Angles:
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


@lru_cache(maxsize=4096)
def lengths_at(anatomy: Anatomy, angles: Angles) -> Floats:
    """Fibre lengths at joint angles, [muscles]. Raises ValueError for an unknown or impossible angle."""
    return np.asarray(anatomy.lengths(dict(angles)))


@lru_cache(maxsize=4096)
def loaded(anatomy: Anatomy, angles: Angles, loads: Angles) -> Floats:
    """How far each muscle pulls along loaded axes, [muscles], 0..1: sum of way x arm over that of its arms' sizes."""
    ways = dict(loads)
    way = np.array([ways.get(axis, ways.get(_unsided(axis), 0.0)) for axis in anatomy.axes])
    arms = np.asarray(anatomy.arms_m(dict(angles)))
    arms = np.where(np.abs(arms) > ARM_M, arms, 0.0) * (way != 0.0)
    size = np.abs(arms).sum(axis=1)
    return np.asarray(np.clip((arms * way).sum(axis=1) / np.where(size > 0.0, size, 1.0), 0.0, 1.0))


@lru_cache(maxsize=4096)
def weights_at(anatomy: Anatomy, piece: Piece) -> Floats:
    """What each fibre feels of a piece of the day, [muscles], of maximal force: its activity and its passive pull."""
    rest, slack, quiet = (TABLE[name].value for name in ("rest_weight", "slack_length", "activity_still"))
    share = loaded(anatomy, piece.angles, piece.loads) if piece.loads else np.ones(len(anatomy.muscles))
    active = (quiet + (piece.active - quiet) * share).tolist() if piece.loads else (piece.active * share).tolist()
    own = [0.0 if m.name in piece.still else a for m, a in zip(anatomy.muscles, active, strict=True)]
    pairs = zip(own, lengths_at(anatomy, piece.angles).tolist(), strict=True)
    felt = np.array([fibres.pull(a, length, rest, slack) for a, length in pairs])
    taut = np.array([m.name in piece.taut for m in anatomy.muscles])
    return np.where(taut, np.maximum(felt, TABLE["end_force"].value), felt)


def day_of(anatomy: Anatomy, pieces: Sequence[Piece]) -> Day:
    """Length by work and pull, and length of the longest half hour, over the pieces of a day."""
    lengths = np.array([lengths_at(anatomy, p.angles) for p in pieces])
    hours = np.array([p.hours for p in pieces])
    felt = np.array([weights_at(anatomy, p._replace(hours=0.0)) for p in pieces])
    pull = weighted(hours, felt)
    order = np.argsort(-lengths, axis=0, kind="stable")
    down, spent = np.take_along_axis(lengths, order, axis=0), hours[order]
    before = np.cumsum(spent, axis=0) - spent
    counted = np.clip(LONG_HOURS - before, 0.0, spent)
    longest = (counted * down).sum(axis=0) / counted.sum(axis=0)
    return Day(weighted(hours, felt * lengths) / pull, pull / hours.sum(), longest)


@lru_cache(maxsize=64)
def usual_day(anatomy: Anatomy) -> Day:
    """Fibre lengths of the usual day of a body."""
    return day_of(anatomy, pieces_of(anatomy))


def _filled(pieces: Sequence[Piece], hours: float, active: float | None) -> list[Piece]:
    """The usual day in so many hours, with so many of them movement; in proportion where nothing is said."""
    moving = sum(p.hours for p in pieces if p.kind == "active")
    active = moving * hours / HOURS if active is None else min(active, hours)
    more, rest = active / moving, (hours - active) / (HOURS - moving)
    return [p._replace(hours=p.hours * (more if p.kind == "active" else rest)) for p in pieces]


def _with_fixed(pieces: list[Piece], fixed: Held) -> list[Piece]:
    """The day with some angles held whatever the body does, first through its waking hours.

    A posture that names the joint is said more exactly than what holds it for the rest of the day, so it stays.
    """
    free = [p for p in pieces if not _named(p, fixed.angles)]
    waking = sum(p.hours for p in free if p.kind != "asleep")
    sleeping = sum(p.hours for p in free) - waking
    by_day = min(1.0, fixed.hours / waking) if waking > SMALL else 0.0
    by_night = min(1.0, max(0.0, fixed.hours - waking) / sleeping) if sleeping > SMALL else 0.0
    found = [p for p in pieces if _named(p, fixed.angles)]
    for piece in free:
        part = by_night if piece.kind == "asleep" else by_day
        held = frozen({**dict(piece.angles), **dict(fixed.angles)})
        found += [
            piece._replace(hours=piece.hours * part, angles=held, still=(*piece.still, *fixed.still)),
            piece._replace(hours=piece.hours * (1.0 - part)),
        ]
    return [p for p in found if p.hours > SMALL]


def _tilted(anatomy: Anatomy, pieces: list[Piece], held: Held) -> list[Piece]:
    """The day with angles added to what is done upright: awake, and with the turned joints not bent far."""
    upright = [
        p for p in pieces if p.kind in ("", "active") and all(abs(_of(p, n)) <= UPRIGHT_DEG for n, _ in held.angles)
    ]
    hours = sum(p.hours for p in upright)
    part = min(1.0, held.hours / hours) if hours > SMALL else 0.0
    found = [p for p in pieces if p not in upright]
    for piece in upright:
        turned = {name: _of(piece, name) + more for name, more in held.angles}
        angles = frozen({**dict(piece.angles), **dict(_within(anatomy.coordinates, tuple(turned.items())))})
        found += [
            piece._replace(hours=piece.hours * part, angles=angles),
            piece._replace(hours=piece.hours * (1.0 - part)),
        ]
    return [p for p in found if p.hours > SMALL]


def _of(piece: Piece, name: str) -> float:
    return dict(piece.angles).get(name, 0.0)


def _named(piece: Piece, angles: Angles) -> bool:
    """Whether a word has put the joints of some angles into this position."""
    both = {_unsided(name) for name, _ in piece.angles} & {name for name, _ in angles}
    own = {name for name, _ in piece.angles} & ({name for name, _ in angles} | {_unsided(name) for name, _ in angles})
    return piece.kind == "stated" and bool(both or own)


def _unsided(name: str) -> str:
    return name.removesuffix("_left").removesuffix("_right")


def lived_pieces(anatomy: Anatomy, holding: Sequence[Held]) -> list[Piece]:
    """The usual day with these changes. Raises ValueError where its 24 hours do not suffice."""
    postures = [h for h in holding if h.kind in TAKEN]
    taken = sum(h.hours for h in postures)
    if taken > HOURS + SMALL:
        raise ValueError(f"postures take {taken:g} hours of the day; it has {HOURS:g}")
    active = next((h.hours for h in reversed(holding) if h.kind == "active"), None)
    pieces = _filled(pieces_of(anatomy), max(0.0, HOURS - taken), active)
    pieces = [p for p in pieces if p.hours > SMALL]
    pieces += [Piece(h.hours, h.angles, TAKEN[h.kind], h.activity, taut=h.taut) for h in postures if h.hours > SMALL]
    for held in holding:
        pieces = _with_fixed(pieces, held) if held.kind == "fixed" else pieces
        pieces = _tilted(anatomy, pieces, held) if held.kind == "tilted" else pieces
    return pieces


def lived_day(anatomy: Anatomy, holding: Sequence[Held]) -> Day:
    """Fibre lengths of the usual day with these changes. Raises ValueError where its 24 hours do not suffice."""
    return day_of(anatomy, lived_pieces(anatomy, holding))


def start_values(anatomy: Anatomy) -> dict[str, dict[str, float]]:
    """Inputs of every muscle on the usual day, by muscle and variable: what a healthy life begins with."""
    day, least = usual_day(anatomy), moved_least(anatomy)
    return {
        m.name: {
            "length_mean": float(day.mean[i]), "length_weight": float(day.weight[i]), "length_least": float(least[i]),
        }
        for i, m in enumerate(anatomy.muscles)
    }  # fmt: skip


def moved_least(anatomy: Anatomy) -> Floats:
    """Shortest fibre lengths of the usual day's postures in which the body works, [muscles], at most the optimum.

    Postures in which muscles are no more active than at rest (sitting, lying) do not count, whatever they shorten, unless
    the day has no other.
    """
    pieces = pieces_of(anatomy)
    working = [p for p in pieces if p.active > TABLE["activity_still"].value] or pieces
    lengths = np.array([lengths_at(anatomy, p.angles) for p in working])
    least: Floats = np.minimum(lengths.min(axis=0), 1.0)
    return least
