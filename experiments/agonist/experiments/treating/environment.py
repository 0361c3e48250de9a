"""A game of treatment for learning machines: a Gymnasium environment over the words of a course.

Each step is a week: the action says what it asks (cue, load, feedback, stimulation, rest), the observation what can be
measured at its end. After the last week a year of usual life goes by. The score of an episode is

    100 x (part of the own healthy share that is kept, at the worst of three readings in that year)  -  work in minutes

and rewards add up to it: minus the work of each week, and what is kept at the end. People of training and held-out
people are drawn from different seeds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from agonist.experiments.treating.course import BY_NAME, TERMS, Phase, entries, nothing, work_of
from agonist.experiments.treating.lives import READ, Case, case_of
from agonist.model.assessment.patient import Patient
from agonist.model.body.wiring import Floats, Ints
from agonist.model.keys import real, table, whole
from agonist.model.measures import helpers
from agonist.model.parameters import nearest
from agonist.model.persons import People, Person
from agonist.model.reading import quoted
from agonist.model.scenario import Scenario

try:
    import gymnasium
    from gymnasium import spaces
except ImportError:
    raise ValueError("the environment needs an extra that is not installed: pip install 'agonist[gym]'") from None

NAME = "agonist/Treatment-v0"
POOLS = {"training": 1, "held out": 2}  # seed of the people
PEOPLE = 32  # of each pool
WORTH = 100.0  # minutes of work that the whole share is worth
SEEN = ("share", "own share", "effort", "failed", "week")
MOST = 10.0
Action = Ints  # a step on the grid of each word, [words]
Seen = np.ndarray[Any, np.dtype[np.float32]]  # what can be measured, [SEEN]
USUAL = ("practice", "walk")  # words of daily life


class Start(NamedTuple):
    """One person at the beginning of treatment, and the own share in health."""

    patient: Patient
    moment: object
    own: float


class Treatment(gymnasium.Env):
    """Weeks of treatment for one person after another.

    Args:
        scenario: what they have lived; any whose end leaves a share short.
        people: ``training`` or ``held out``.
        weeks: length of a course.
        learner: of their motor cortex.

    Action: a step on the grid of each word (`course.TERMS`), as whole numbers. Observation: share of the muscle, own
    healthy share, effort, failed movements, week over all weeks. Raises ValueError for unknown names.
    """

    metadata: dict[str, object] = {"render_modes": []}

    def __init__(
        self,
        scenario: str | Path | Scenario = "gluteal-inhibition",
        people: str = "training",
        weeks: int = 6,
        learner: str = "maintained",
    ) -> None:
        if people not in POOLS:
            raise ValueError(f"unknown people {quoted(people)}; it needs {' or '.join(POOLS)}")
        self.case: Case = case_of(scenario, {}, 1, 1, learner, None, None, float(weeks), weeks)
        self.people, self.weeks = people, weeks
        self.grids = [np.arange(t.low, t.high + 0.5 * t.step, t.step) for t in TERMS]
        self.action_space = spaces.MultiDiscrete([len(grid) for grid in self.grids])
        self.observation_space = spaces.Box(0.0, MOST, (len(SEEN),), np.float32)
        self._known: dict[int, Start] = {}
        self._now: Start | None = None
        self._week = 0

    def phase(self, action: Action) -> Phase:
        """What an action asks, by word. Raises ValueError for what is not in the action space."""
        steps = np.asarray(action)
        if steps.dtype.kind not in "iu" or not self.action_space.contains(steps.astype(np.int64)):
            most = ", ".join(f"{t.name} 0 to {len(grid) - 1}" for t, grid in zip(TERMS, self.grids, strict=True))
            raise ValueError(
                f"an action is {len(TERMS)} whole numbers ({most}), not {quoted(action)}; action({{...}}) makes one of words"
            )
        return {t.name: round(float(grid[k]), 6) for t, grid, k in zip(TERMS, self.grids, steps, strict=True)}

    def action(self, phase: Phase) -> Action:
        """The action that is nearest to a phase. Raises ValueError for an unknown word, or a value out of its range."""
        for name, value in table("action", phase).items():
            if name not in BY_NAME:
                raise ValueError(f"action: unknown word {quoted(name)}; {nearest(name, list(BY_NAME))}")
            real(f"action, {name}", value, BY_NAME[name].low, BY_NAME[name].high)
        full = {**nothing(), **phase}
        return np.array(
            [int(np.argmin(np.abs(grid - full[t.name]))) for t, grid in zip(TERMS, self.grids, strict=True)]
        )

    def reset(
        self, *, seed: int | None = None, options: dict[str, object] | None = None
    ) -> tuple[Seen, dict[str, Any]]:
        """A person at the beginning of treatment; `options` may hold `person`, a place in the pool from 0."""
        super().reset(seed=seed)
        place = (options or {}).get("person")
        place = int(self.np_random.integers(PEOPLE)) if place is None else whole("person", place, 0, PEOPLE - 1)
        if place not in self._known:
            self._known[place] = self._start(place)
        self._now, self._week = self._known[place], 0
        self._now.patient.restore(self._now.moment)
        return self._seen(), {"person": place}

    def step(self, action: Action) -> tuple[Seen, float, bool, bool, dict[str, Any]]:
        """A week; after the last one a year. Raises ValueError for an action out of its space, or after the end."""
        if self._now is None or self._week >= self.weeks:
            raise ValueError("no course is under way; reset() begins one")
        patient, phase = self._now.patient, self.phase(action)
        for entry in entries(phase, patient.time_day, 1.0, self.case.place._replace(share=round(self._now.own, 3))):
            patient.do(entry.pop("do"), **entry)
        patient.advance(weeks=1.0)
        self._week += 1
        minutes = work_of(phase, 1.0, self.case.place)
        seen, reward, told = self._seen(), -minutes, {"work_min": minutes}
        over = self._week == self.weeks
        if over:
            told["kept"] = self._kept()
            reward += WORTH * told["kept"]
        return seen, reward, over, False, told

    def _person(self, place: int) -> Person:
        who = People(PEOPLE, POOLS[self.people])
        return who.person(who.number(place))

    def _start(self, place: int) -> Start:
        """A person, lived to the beginning of treatment; the own share is that of a twin in whom nothing happened."""
        who = self._person(place)
        own = self._patient(_calm(self.case.scenario), who)
        own.advance(self.case.day)
        patient = self._patient(self.case.scenario, who)
        patient.advance(self.case.day)
        return Start(patient, patient.snapshot(), _share(own, self.case))

    def _patient(self, scenario: Scenario, who: Person) -> Patient:
        return Patient(scenario, seed=int(who.number or 0), learner=self.case.learner, who=who)

    def _seen(self) -> Seen:
        assert self._now is not None
        patient, task = self._now.patient, self.case.place.task
        effort, failed = (patient.value("tasks", task, v) for v in ("effort", "failed"))
        values = (_share(patient, self.case), self._now.own, effort, failed, self._week / self.weeks)
        return np.asarray(np.clip(np.nan_to_num(values), 0.0, MOST), np.float32)

    def _kept(self) -> float:
        """Part of the own share at the worst of the readings in the year after, at most all of it."""
        assert self._now is not None
        patient, parts, gone = self._now.patient, [], 0.0
        for day in READ.values():
            patient.advance(day - gone)
            gone = day
            parts.append(_share(patient, self.case) / self._now.own)
        return float(min(1.0, *parts))


def _calm(scenario: Scenario) -> Scenario:
    """The scenario with its usual practice alone: what is practised from the first day."""
    plan = [
        {"do": word, **dict(arguments)}
        for word, arguments in scenario.plan
        if word in USUAL and not dict(arguments).get("day")
    ]
    return scenario.with_(plan=plan, arms={}, events={}, read=[])


def _share(patient: Patient, case: Case) -> float:
    """Share of the muscle in the last movement of its task."""
    task = case.place.task
    torque = {m: patient.value("members", (task, m), "torque_nm") for m in helpers(patient.structure, task)}
    whole = sum(torque.values())
    return torque[case.place.muscle] / whole if whole > 0.0 else math.nan


Policy = Callable[[Seen, "Treatment"], Action]


def constant(*phases: Phase) -> Policy:
    """A policy that asks these phases in equal parts of the course, whatever it sees."""

    def policy(seen: Seen, world: Treatment) -> Action:
        return world.action(phases[min(len(phases) - 1, int(float(seen[4]) * len(phases) + 1e-6))])

    return policy


def until_back(cue: float = 0.2, part: float = 0.9) -> Policy:
    """A policy that asks a cue while the share is below a part of the own one, and nothing more then."""

    def policy(seen: Seen, world: Treatment) -> Action:
        return world.action({"cue": cue} if float(seen[0]) < part * float(seen[1]) else {})

    return policy


def scores(policy: Policy, people: str = "held out", places: Sequence[int] = range(8), **world: Any) -> Floats:
    """The score of a policy for each of some people of a pool."""
    env = Treatment(people=people, **world)
    found = []
    for place in places:
        seen, _ = env.reset(options={"person": place})
        total, over = 0.0, False
        while not over:
            seen, reward, over, _, _ = env.step(policy(seen, env))
            total += float(reward)
        found.append(total)
    return np.array(found)


if NAME not in gymnasium.registry:
    gymnasium.register(NAME, entry_point=f"{__name__}:Treatment")
