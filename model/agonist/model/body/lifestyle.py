"""The day that is lived as fibre lengths: what a body sits, stands and reaches its muscles into.

A muscle reads a day by the length at which it works and is pulled (`rules.fibres.lived_length`): hours in which it is
slack and silent hardly count beside half an hour of stretch, and hours of walking count more than hours of sitting.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agonist.model.body.pieces import HOURS, SMALL, Angles, Piece, frozen, pieces_of, within
from agonist.model.body.wiring import Floats
from agonist.model.maths import weighted
from agonist.model.parameters import TABLE
from agonist.model.rules import fibres

if TYPE_CHECKING:
    from agonist.model.body.anatomy import Anatomy

LONG_HOURS = 0.5  # a position stretches a muscle that it makes longer than the longest half hour of the day
UPRIGHT_DEG = 45.0  # a joint that is bent further is not upright: sitting, squatting
ARM_M = 0.002  # a muscle with a shorter arm than this does not turn a joint
TAKEN = {"posture": "stated", "lying": "lying"}  # kinds of change that take hours for themselves, and their pieces


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
        angles = frozen({**dict(piece.angles), **dict(within(anatomy.coordinates, tuple(turned.items())))})
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
            "length_mean": float(day.mean[i]),
            "length_weight": float(day.weight[i]),
            "length_least": float(least[i]),
        }
        for i, m in enumerate(anatomy.muscles)
    }


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
