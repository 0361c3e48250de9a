"""Trials: single repetitions of a task, one after the other, with what each of them is asked or shown.

A block is a line of words: how many trials, then what they are: ``100`` plain ones, ``52 share=0.3`` with feedback on the
share of the muscle, ``52 share=0.2..0.3`` with a target that rises from trial to trial, ``change=0.05`` against the share of
its capacity, ``perturb=10`` with a torque against the task (N m), ``clamp=0.02`` with an error that is shown whatever is done,
``channel`` with none, ``catch`` with neither perturbation nor error, ``load=0.4`` at another load or ``torque=40`` at a torque
(N m), ``reps=100`` where each of them is so many like repetitions; ``ratio=1.5`` asks for so many times the usual ratio of the
muscle to the one that ``against`` names, ``onset=30`` for a start so many ms before movement.

With a muscle, error, clamp and channel are of its share. Without one they are of the torque that the planned command misses, in
parts of what is usually sent: a channel shows no error, so the plan learns nothing from it, and a catch trial is one
without the perturbation.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import NamedTuple

from agonist.model.body.subject import Subject
from agonist.model.interventions.training import drives_on_time, share_at
from agonist.model.layout import MEMBERS
from agonist.model.own.variant import in_force
from agonist.model.parameters import nearest
from agonist.model.plan import SECONDS_PER_DAY, Impulse, Practice, trial_gap
from agonist.model.reading import shown
from agonist.model.rules import recruitment
from agonist.model.spreadsheet import NUMBER
from agonist.model.start import through_of
from agonist.model.vocabulary import MUSCLE, SIDE, TASK, Argument, Call, Effects, word

MOST_TRIALS = 100_000
NONE, FREE = -1.0, -9.0  # no target; no clamp
AIMS = ("share", "change", "ratio", "onset")  # what feedback can ask of a muscle
OF_TASK = ("external_nm", "plan_clamp", "device")  # inputs of the task; the others are of its muscles
FLAGS = ("channel", "catch")
ALONE = (
    *((AIMS[n], other) for n in range(len(AIMS)) for other in AIMS[n + 1 :]),
    *(("onset", held) for held in ("clamp", *FLAGS)),  # the error of an onset is shown as it is
    ("load", "torque"),
    ("clamp", "channel"),
    ("clamp", "catch"),
    ("channel", "catch"),
    ("catch", "perturb"),
)  # one would be passed over
STEADY = ("load", "torque", "reps")  # of a whole block
RANGES = {
    "share": (0.0, 1.0),
    "change": (-1.0, 1.0),
    "perturb": (-500.0, 500.0),
    "clamp": (-1.0, 1.0),
    "load": (0.0, 1.5),
    "reps": (1.0, 10_000.0),
    "torque": (0.0, 1000.0),
    "ratio": (0.0, 10.0),
    "onset": (-1000.0, 300.0),
}


class Block(NamedTuple):
    """Like trials in a row: how many, first and last value of each number that is asked, and what they are."""

    count: int  # type: ignore[assignment]
    numbers: dict[str, tuple[float, float]]
    flags: tuple[str, ...]

    def at(self, name: str, trial: int) -> float:
        """The number of one trial, on the way from the first to the last."""
        first, last = self.numbers[name]
        return first if self.count == 1 else first + (last - first) * trial / (self.count - 1)


def block(text: str) -> Block:
    """A block from its words. Raises ValueError with one line that says what would be right."""
    place, words = f"block {shown(text)}", text.split()
    if not words or not re.fullmatch("[0-9]+", words[0]) or not 1 <= int(words[0]) <= MOST_TRIALS:
        raise ValueError(f"{place}: it needs a number of trials first, 1 to {MOST_TRIALS:,}, such as '50 share=0.3'")
    numbers: dict[str, tuple[float, float]] = {}
    flags: list[str] = []
    for one in words[1:]:
        name, mark, value = one.partition("=")
        if name in numbers or name in flags:
            raise ValueError(f"{place}: {name} is said twice; keep one of them")
        if name in FLAGS and not mark:
            flags.append(name)
        elif name in RANGES and mark:
            numbers[name] = _span(place, name, value)
        else:
            raise ValueError(f"{place}: unknown {shown(name)}; {nearest(name, [*RANGES, *FLAGS])}")
    for pair in ALONE:
        if set(pair) <= {*numbers, *flags}:
            raise ValueError(f"{place}: {' and '.join(pair)} rule each other out; keep one of them")
    return Block(int(words[0]), numbers, tuple(flags))


def _span(place: str, name: str, value: str) -> tuple[float, float]:
    low, high = RANGES[name]
    first, _, last = value.partition("..")
    plain = all(NUMBER.fullmatch(text) for text in (first, last or first))
    span = (float(first), float(last or first)) if plain else (math.nan, math.nan)
    if name in STEADY and span[0] != span[1]:
        raise ValueError(f"{place}: {name} = {value}: a block has one {name}; write a block for each")
    if not all(low <= v <= high for v in span):
        raise ValueError(
            f"{place}: {name} = {value}; it needs a number {low:g} to {high:g}, or two of them as 0.1..0.2"
        )
    return span


@word(
    "trials",
    "Single repetitions in blocks, with targets, perturbations, error clamps, channels and catch trials.",
    TASK,
    SIDE,
    MUSCLE._replace(text="optional: muscle whose share, ratio or onset feedback shows"),
    Argument("against", "muscle", text="optional: muscle or group that a ratio is taken against", beside="muscle"),
    Argument(
        "blocks",
        "texts",
        text="lines such as '100', '52 share=0.2..0.3', '20 onset=30', '10 perturb=20', '5 catch', '20 clamp=0.02', '30 channel'",
    ),
    Argument("load", "number", "of healthy maximum", 0.0, 1.5, 0.3, "load, where a block says no other"),
    Argument("seconds", "number", "s", 0.0, 600.0, 0.5, "time under load of one repetition; 0 leaves fatigue out"),
    Argument("rest_s", "number", "s", 0.5, 3600.0, 0.5, "pause between trials"),
    group="training",
)
def trials(call: Call, effects: Effects) -> None:
    """Blocks of trials one after the other, from the moment of the word on."""
    (task, *others) = call.tasks()
    if others:
        raise ValueError(f"{call['task']} is {' and '.join([task, *others])}; say left or right")
    blocks = [block(text) for text in call["blocks"]]
    shown = _members(call, task, blocks)
    begin, last = call.day, {"target": NONE}
    if any(_at_device(one, call["muscle"] is None) for one in blocks):
        _put(call, effects, begin, task, shown, {"device": 1.0})
    for one in blocks:
        load = _load(call, task, one)
        reps = one.at("reps", 0) if "reps" in one.numbers else 1.0
        practice = Practice(
            task, reps, load, one.count, call["seconds"], begin, rest_s=call["rest_s"], what="trials", once=True
        )
        effects.practices.append(practice)
        gap = trial_gap(practice)
        last = _ask(call, effects, task, shown, one, begin, gap, last)
        begin += one.count * gap / SECONDS_PER_DAY
    after = begin + 1.0 / SECONDS_PER_DAY
    _put(
        call,
        effects,
        after,
        task,
        shown,
        {"target": NONE, "clamp": FREE, "plan_clamp": FREE, "strategy": 0.0, "external_nm": 0.0, "device": 0.0}
        | ({"timed": 0.0} if any("onset" in one.numbers for one in blocks) else {}),
    )


def _load(call: Call, task: str, one: Block) -> float:
    """Load of a block, of the healthy maximum. Raises ValueError for a torque beyond what a load can be."""
    if "torque" not in one.numbers:
        return one.at("load", 0) if "load" in one.numbers else float(call["load"])
    most = healthy_torque_nm(call.subject, task, call.parameter)
    asked, (_, high) = one.at("torque", 0), RANGES["load"]
    if asked > high * most:
        raise ValueError(
            f"torque = {asked:g} N m; the healthy maximum is {most:.0f}, and it needs 0 to {high * most:.0f}"
        )
    return asked / most


def healthy_torque_nm(subject: Subject, task: str, parameter: Callable[[str], float]) -> float:
    """Maximal voluntary torque of a task in the healthy body, N m; `parameter` gives a row of the table by its name."""
    structure, own = subject.structure, subject.own
    mine = [u for u, (t, _) in enumerate(structure.names.members) if t == task]
    capacity = structure.start["members"][mine, MEMBERS.capacity_nm]
    able, opposing = float(capacity[capacity > 0.0].sum()), float(-capacity[capacity < 0.0].sum())
    taken = in_force(own, recruitment.held_back)(
        parameter("coactivation"), able, opposing, parameter("coactivation_most")
    )
    summed = in_force(own, recruitment.voluntary)(able, taken, opposing / able)
    return summed * through_of(structure)[structure.names.tasks.index(task)]


def _at_device(one: Block, of_torque: bool) -> bool:
    """Whether a block needs a device: one that perturbs, or that holds the error of the torque."""
    return "perturb" in one.numbers or (of_torque and ("channel" in one.flags or "clamp" in one.numbers))


def _members(call: Call, task: str, blocks: list[Block]) -> list[tuple[str, str]]:
    """The muscles whose share is shown. Raises ValueError where it is asked for and they take no part."""
    wanted = next((n for b in blocks for n in b.numbers if n in AIMS), None)
    if call["muscle"] is None:
        if wanted is not None:
            raise ValueError(f"muscle is missing; '{wanted}' is of a muscle")
        return []
    if (call["against"] is None) == any("ratio" in b.numbers for b in blocks):
        raise ValueError(
            "a ratio needs 'against' another muscle, and 'against' a block with a ratio, such as '50 ratio=1.5'"
        )
    mine, known = set(call.muscles()), call.subject.structure.names.members
    found = [(t, m) for t, m in known if t == task and m in mine]
    if not found:
        raise ValueError(f"{call['muscle']!r} takes no part in {task}")
    if call["against"] is not None:
        other = call.subject.muscles(call["against"], call.values["side"])
        if mine & {*other} or not any((task, m) in known for m in other):
            raise ValueError(f"against {call['against']!r}: it needs another muscle that takes part in {task}")
    return found


def _ask(
    call: Call,
    effects: Effects,
    task: str,
    shown: list[tuple[str, str]],
    one: Block,
    begin: float,
    gap: int,
    before: dict[str, float],
) -> dict[str, float]:
    """What each trial of a block is asked and shown, said where it changes; what the last trial is asked.

    `before` is what the last block asked: a clamp, a channel or a catch trial without an own target keeps that one.
    """
    said: dict[str, float] = {}
    last = before.get("target", NONE)
    held = sum(float(call.subject.graph.edges[m, t, "drives"]["capacity_share"]) for t, m in shown)
    for trial in range(one.count if any(a != b for a, b in one.numbers.values()) else 1):
        moment = begin + (trial + 1) * gap / SECONDS_PER_DAY
        values = _values(one, trial, held, last) if shown else _of_torque(one, trial)
        if "onset" in one.numbers:
            values |= {"onset": one.at("onset", trial)}
        elif "onset" in before:
            values |= {"timed": 0.0}
        _put(call, effects, moment, task, shown, {k: v for k, v in values.items() if said.get(k) != v})
        said = values
    return said


def _values(one: Block, trial: int, held: float, last: float) -> dict[str, float]:
    """Inputs of one trial; `held` is the share of the capacity."""
    clamped = bool(one.flags) or "clamp" in one.numbers
    target = NONE if not clamped else last if last >= 0.0 else held
    if "share" in one.numbers:
        target = one.at("share", trial)
    if "ratio" in one.numbers:
        target = share_at(one.at("ratio", trial), held)
    if "onset" in one.numbers:
        target = 0.0  # only says that something is shown
    if "change" in one.numbers:
        target = min(max(held + one.at("change", trial), 0.0), 1.0)
    clamp = one.at("clamp", trial) if "clamp" in one.numbers else 0.0 if clamped else FREE
    free = "catch" in one.flags or "perturb" not in one.numbers
    dropped = {"strategy": 0.0} if target < 0.0 else {}  # a deliberate change ends with the feedback
    return {"target": target, "clamp": clamp, "external_nm": 0.0 if free else one.at("perturb", trial), **dropped}


def _of_torque(one: Block, trial: int) -> dict[str, float]:
    """Inputs of one trial that shows no muscle's share."""
    clamp = one.at("clamp", trial) if "clamp" in one.numbers else 0.0 if "channel" in one.flags else FREE
    free = "catch" in one.flags or "perturb" not in one.numbers
    return {"plan_clamp": clamp, "external_nm": 0.0 if free else one.at("perturb", trial)}


def _put(
    call: Call, effects: Effects, moment: float, task: str, shown: list[tuple[str, str]], values: dict[str, float]
) -> None:
    for name, value in values.items():
        if name in OF_TASK:
            effects.impulses.append(Impulse(moment, "tasks", task, name, "set", value))
        elif name == "onset":
            drives = drives_on_time(call, shown, value)
            effects.impulses += [Impulse(moment, "members", unit, "timed", "set", drives[unit]) for unit in shown]
        else:
            part = value / len(shown) if shown and name == "target" and value >= 0.0 else value
            effects.impulses += [Impulse(moment, "members", unit, name, "set", part) for unit in shown]
