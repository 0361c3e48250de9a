"""Readings over trials: what single repetitions came to, as they were lived and not as a test would show it.

share soleus in plantarflexion right over trials of block 3           mean over a block, the first of which is block 1
share soleus in plantarflexion right over last 50 trials of block 3
effort plantarflexion right over trials 6 to 30 of block 4
spread of share soleus in plantarflexion right over trials            standard deviation between trials
share soleus in plantarflexion right over each trial of block 4       a number a trial
share soleus in plantarflexion right over every 50 trials             a number at trial 50, 100, ...
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from agonist.model.blocks import Channel, at_rows
from agonist.model.body.subject import Subject
from agonist.model.body.wiring import Floats, Ints, Structure
from agonist.model.layout import MEMBERS
from agonist.model.parameters import nearest
from agonist.model.plan import Practice, seconds_of, trial_gap, trial_rows
from agonist.model.reading import shown

OF_MEMBERS = {"share": "torque_nm", "activation": "activation", "command": "command", "habit_weight": "fast"}
OF_TASK = {"effort": "effort", "reached_nm": "torque_nm", "demanded_nm": "demand_nm", "plan_missed": "plan_missed"}
MISSED = {"error_nm": (0.0, 1.0), "planned_nm": (1.0, -1.0)}  # of the demand: a + b times the part that the plan missed
NAMES = (*OF_MEMBERS, *OF_TASK, *MISSED)
SELECTION = re.compile(
    r"(?:each (?P<each>trial)|every (?P<step>\d+) trials|(?:(?P<end>first|last) (?P<count>\d+) )?trials|trials (?P<from>\d+) to (?P<to>\d+))"
    r"(?: of block (?P<block>\d+))?(?: @ trial (?P<one>\d+))?"
)
MOST_SINGLE = 100_000
FORMS = "'over trials', 'over last 50 trials of block 3', 'over trials 6 to 30 of block 3' or 'over each trial'"


Chosen = tuple[str, tuple[int, ...]]  # label, places among all trials of the life


def chosen(place: str, text: str, task: str, practices: Sequence[Practice], days: float) -> list[Chosen]:
    """The trials that words speak of, as (label, places among all trials of the life).

    Raises ValueError, with one line, for words that are none and for trials that the life does not have.
    """
    found = SELECTION.fullmatch(" ".join(text.split()))
    if found is None:
        raise ValueError(f"{place}: {shown(text)} are no trials; it needs {FORMS}")
    blocks = [p for p in practices if p.once]
    mine = _places(place, found["block"], task, blocks, days)
    if found["end"]:
        count = int(found["count"])
        part = mine[:count] if found["end"] == "first" else mine[-count:]
    elif found["from"]:
        count = int(found["to"])
        part = mine[int(found["from"]) - 1 : count]
    else:
        count, part = 0, mine
    if count > len(mine) or not part:
        raise ValueError(f"{place}: there are {len(mine)} such trials")
    if not (found["each"] or found["step"] or found["one"]):
        return [("", tuple(part))]
    step = int(found["step"] or 1)
    if not 1 <= step <= len(part) or len(part) // step > MOST_SINGLE:
        raise ValueError(f"{place}: every {step} of {len(part)} trials; it needs 1 to {MOST_SINGLE:,} of them")
    told: list[tuple[str, tuple[int, ...]]] = [(f"trial {n + 1}", (part[n],)) for n in range(step - 1, len(part), step)]
    return told if found["one"] is None else _alone(place, f"trial {found['one']}", told)


def _alone(place: str, label: str, told: Sequence[Chosen]) -> list[Chosen]:
    """The one of several trials that a key names."""
    if one := [t for t in told if t[0] == label]:
        return one
    raise ValueError(f"{place}: there is no {label} among these, which are {told[0][0]} to {told[-1][0]}")


def _places(place: str, block: str | None, task: str, blocks: Sequence[Practice], days: float) -> list[int]:
    """Places of the trials of a block, or of all trials of a task, among the trials of the life in time."""
    if block is not None and not 1 <= int(block) <= len(blocks):
        raise ValueError(f"{place}: block {block}; the life has {len(blocks)} blocks of trials, the first is block 1")
    if block is not None and blocks[int(block) - 1].task != task:
        raise ValueError(f"{place}: block {block} is of {blocks[int(block) - 1].task}")
    moments = sorted(
        (seconds_of(p.from_day) + (k + 1) * trial_gap(p), n) for n, p in enumerate(blocks) for k in range(p.bouts)
    )
    lived = [n for second, n in moments if second <= seconds_of(days)]
    found = [k for k, n in enumerate(lived) if (blocks[n].task == task if block is None else n == int(block) - 1)]
    if not found:
        raise ValueError(f"{place}: no such trial is lived; the word 'trials' asks for them")
    return found


def check_name(place: str, name: str) -> None:
    """Raise ValueError for a measure that a trial does not show."""
    if name not in NAMES:
        raise ValueError(f"{place}: {name} is not seen in a trial; {nearest(name, NAMES)}")


def sample_of(run: Any, practices: Sequence[Practice]) -> Ints:
    """Which row of a clock is the sample of which trial, [rows]; -1 for none."""
    return at_rows(len(run.rows.second), trial_rows(run.rows, practices)[0])


def channels_of(structure: Structure, tasks: Sequence[str]) -> tuple[Channel, ...]:
    """What is recorded of the trials of some tasks."""
    found = [Channel("tasks", t, v) for t in tasks for v in OF_TASK.values()]
    return (
        *found,
        *(Channel("members", (t, m), v) for t, m in structure.names.members if t in tasks for v in OF_MEMBERS.values()),
    )


def of_trials(
    subject: Subject, task: str, muscles: Sequence[str], name: str, samples: Floats, channels: Sequence[Channel]
) -> Floats:
    """A measure of every trial, [trials]; of several muscles their sum (share) or mean."""
    at: Mapping[Channel, int] = {c: k for k, c in enumerate(channels)}
    if name in OF_TASK:
        return samples[:, at[Channel("tasks", task, OF_TASK[name])]]
    if name in MISSED:
        demand_nm, missed = (samples[:, at[Channel("tasks", task, v)]] for v in ("demand_nm", "plan_missed"))
        usual, part = MISSED[name]
        return np.asarray(demand_nm * (usual + part * missed))
    values = np.array([samples[:, at[Channel("members", (task, m), OF_MEMBERS[name])]] for m in muscles])
    if name != "share":
        return np.asarray(values.mean(axis=0))
    start, names = subject.structure.start["members"], subject.structure.names.members
    helping = [m for u, (t, m) in enumerate(names) if t == task and start[u, MEMBERS.capacity_share] > 0.0]
    whole = sum(samples[:, at[Channel("members", (task, m), "torque_nm")]] for m in helping)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(values.sum(axis=0) / whole)


def over(values: Floats, how: Any, other: Floats | None) -> float:
    """Mean, spread, covariance or correlation over trials; a correlation with what never varies is nan."""
    if other is not None:
        (own, both), (_, its) = np.cov(values, other, ddof=1)
        scale = np.sqrt(own * its) if how[0] == "correlation" else 1.0
        return float(both / scale) if scale > 0.0 else float("nan")
    return float(values.std(ddof=1)) if how and len(values) > 1 else float(values.mean())
