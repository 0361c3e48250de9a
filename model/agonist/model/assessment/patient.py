"""One virtual patient: time goes on, things happen, and assessments look without touching."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from agonist.model.assessment.assess import assess, assess_one
from agonist.model.assessment.holding import held_short
from agonist.model.assessment.looking import read_now
from agonist.model.assessment.test_bench import Bench, Laboratory
from agonist.model.blocks import (
    Channel,
    Run,
    block_watch,
    build_block,
    events_of,
    index_of,
    lane_state,
    learner_code,
    sampling,
)
from agonist.model.body.wiring import Floats
from agonist.model.engine import carry
from agonist.model.interventions.remarks import remarks
from agonist.model.keys import MOST_SEED, keyed, real, whole
from agonist.model.own.parts import learner_named
from agonist.model.own.reach import taking_part
from agonist.model.parameters import nearest
from agonist.model.persons import Person, brought, lived_by, person_from, scaled
from agonist.model.plan import DAYS_PER_WEEK, SECONDS_PER_DAY, Impulse, Practice, lay_out, seconds_of, within_a_life
from agonist.model.reading import quoted
from agonist.model.runs import with_own
from agonist.model.scenario import Resolved, Scenario, load, resolve, shipped
from agonist.model.study import check_asked
from agonist.model.vocabulary import Effects, apply, happenings

PEOPLE = Path(__file__).parent.parent / "people"
MOMENT = 5  # parts of a snapshot
MINUTES_PER_DAY, HOURS_PER_DAY = 1440.0, 24.0


def people() -> dict[str, Path]:
    """The people that come with the package, by the name of their body."""
    return {path.stem: path for path in sorted(PEOPLE.glob("*.toml"))}


def scenario_of(body: str | Path | Scenario) -> Scenario:
    """A person by body name, or any scenario. Raises ValueError for an unknown name."""
    known = people()
    if isinstance(body, str) and body in known:
        return load(known[body])
    try:
        return load(body)
    except ValueError as error:
        if isinstance(body, str) and not body.lower().endswith(".toml"):
            raise ValueError(
                f"unknown body or scenario {quoted(body)}; {nearest(body, [*known, *shipped()], 'agonist scenarios')}"
            ) from None
        raise error


class Patient:
    """A body that lives on from one call to the next, in one lane of the compiled engine.

    `body` names a person (leg, shoulder), a scenario or a scenario file; `settings` are knobs and parameters; `person`
    (or `who`, its other name) says which person it is: a `Person`, or number, age, sex and traits by name; None is the
    scenario's. `learner` and `rules` may be your own, as in `agonist.run`.
    Raises ValueError with one line where a name or a value is wrong.
    """

    def __init__(
        self,
        body: str | Path | Scenario = "leg",
        seed: int = 1,
        learner: str | Callable[..., None] = "maintained",
        settings: Mapping[str, float] | None = None,
        person: Person | Mapping[str, object] | None = None,
        rules: Mapping[str, object] | None = None,
        who: Person | Mapping[str, object] | None = None,
    ) -> None:
        scenario, learner = with_own(scenario_of(body), learner, rules)
        asked = keyed("settings", settings)
        check_asked(scenario, asked)
        if person is not None and who is not None:
            raise ValueError("person and who are two names of one thing; keep person")
        said = who if person is None else person
        if said is not None:
            scenario = replace(scenario, person=person_from("person", said, scenario.people))
        self.resolved: Resolved = resolve(scenario, asked)
        self.who = self.resolved.person
        self.subject = self.resolved.subject
        self.structure = self.subject.structure
        self.seed, self.learner = whole("seed", seed, 0, MOST_SEED), learner
        self._effects = self.resolved.effects.copy()
        self._said: tuple[str, ...] = ()
        self._met = 0  # impulses that the past or the present has dealt with
        empty = lay_out((), self.structure.names.tasks, 0, 0, ())
        self._differences = self.who.of(self.structure, self.resolved.parameters)
        run = Run(
            self.structure,
            self.resolved.parameters,
            empty,
            (),
            {},
            self.seed,
            learner_code(self.learner),
            self.resolved.watch,
            own=taking_part(self.resolved.subject.own, self.learner),
        )
        self._run = lived_by(run, self._differences)
        self._block = build_block([self._run])
        self._second = 0
        self.history: list[tuple[float, str, dict[str, Any]]] = []
        self._meet()

    def __repr__(self) -> str:
        body, names = self.resolved.scenario.name, self.structure.names
        done = ", ".join(word for _, word, _ in self.history) or "nothing yet"
        who = f"{len(names.muscles)} muscles, {len(names.tasks)} tasks"
        learner = learner_named(self._run.own, self.learner)
        return f"<Patient {body!r}, seed {self.seed}, learner {learner}: day {self.time_day:g}; {who}; done: {done}>"

    def __copy__(self) -> Patient:
        """A patient of its own: a copy that shared the body would live the life of the other."""
        return copy.deepcopy(self)

    @property
    def time_day(self) -> float:
        """Age of the simulation, days."""
        return self._second / SECONDS_PER_DAY

    @property
    def practices(self) -> tuple[Practice, ...]:
        """What is practised, from when to when."""
        return self._effects.practised()

    def do(self, word: str, **arguments: Any) -> tuple[str, ...]:
        """Let something happen: a word of the vocabulary with its arguments, from now unless `day` says when.

        Returns what it stops besides, or why it does nothing, one line each. Raises ValueError with one line, and then
        nothing has happened.
        """
        planned = self._effects.copy()
        apply(self.subject, word, arguments, planned, now=self.time_day, parameters=self.resolved.parameters)
        self._check_future(planned)
        happenings(self.subject, planned)
        known = self.practices
        self._effects = planned
        self.history.append((self.time_day, word, dict(arguments)))
        before, self._said = (
            self._said,
            remarks(self.resolved._replace(effects=planned, practices=self.practices, days=math.inf)),
        )
        self._meet()
        told = tuple(line for line in self._said if line not in before)
        return told + held_short([one for one in self.practices if one not in known], self._laboratory)

    def _laboratory(self) -> Laboratory:
        return Laboratory(self.subject, {}, Bench(self.subject, self._block.state))

    def _check_future(self, planned: Effects) -> None:
        new = [i.day for i in planned.impulses[len(self._effects.impulses) :]]
        new += [e.from_day for e in planned.exposures[len(self._effects.exposures) :]]
        if any(day < self.time_day - 1e-9 for day in new):
            raise ValueError(f"day {min(new):g} has passed; it is day {self.time_day:g}")

    def _meet(self) -> None:
        """Bring the inputs to what holds now, and apply what happens now."""
        now = self._second
        for impulse in happenings(self.subject, replace(self._effects, impulses=[])):
            if seconds_of(impulse.day) <= now:
                self._apply(impulse)
        for impulse in self._effects.impulses[self._met :]:
            if seconds_of(impulse.day) == now:
                self._apply(impulse)
        self._met = len(self._effects.impulses)

    def _apply(self, impulse: Impulse) -> None:
        at = index_of(self.structure, Channel(impulse.area, impulse.unit, impulse.variable))
        now, value = self._block.state[at], impulse.value
        factor = self._differences.doses.get((impulse.area, impulse.variable))
        if factor is not None and impulse.op != "multiply":
            value = scaled((impulse.area, impulse.variable, factor), value)
        after = {"set": value, "add": now + value, "multiply": now * value}[impulse.op]
        self._block.state[at : at + 1] = after

    def advance(self, days: float = 0.0, *, weeks: float = 0.0, hours: float = 0.0, minutes: float = 0.0) -> None:
        """Live on for a while. Raises ValueError for a negative span, and for one that is longer than a life."""
        for name, span in (("days", days), ("weeks", weeks), ("hours", hours), ("minutes", minutes)):
            real(f"advance, {name}", span, 0.0)
        span = days + DAYS_PER_WEEK * weeks + hours / HOURS_PER_DAY + minutes / MINUTES_PER_DAY
        if not (np.isfinite(span) and span >= 0.0):
            raise ValueError(f"cannot advance by {span:g} days; it needs a span of 0 or more")
        within_a_life(self.time_day + span)
        self._live(self._second + seconds_of(span))

    def _live(self, until: int) -> None:
        if until == self._second:
            return
        after = [i for i in happenings(self.subject, self._effects) if seconds_of(i.day) > self._second]
        clock = lay_out(self.practices, self.structure.names.tasks, self._second, until, after)
        events = events_of(self.structure, after, clock, self._second + 1, until)
        run = self._run._replace(rows=clock, events=brought(self.structure, events, self._differences))
        carry(self._block, [run], block_watch([run], (), sampling(len(clock.second), None)))
        self._second = until

    def value(self, area: str, unit: object, variable: str) -> float:
        """One quantity of the state by area, unit and name, as in `layout`."""
        return float(self._block.state[index_of(self.structure, Channel(area, unit, variable))])

    def state(self) -> dict[str, Floats]:
        """A copy of the whole state, by area: [units, size]."""
        return lane_state(self._block, self.structure, 0)

    def assess(self, name: str | None = None, **where: Any) -> Any:
        """Every assessment by name and unit, or the one of this name; looking changes nothing.

        `where` may hold task, muscle, group, joint or angle (a name), side, load (of the healthy maximum), angle_deg
        and `under` (cue, stimulation, feedback: what stays on). Raises ValueError for an unknown name.
        """
        if name is None:
            return assess(self.subject, self.state())
        return assess_one(self.subject, self.state(), name, where)

    def read(self, *texts: str) -> Any:
        """Readings in words at this moment, such as ``read("effort gait right")``; looking changes nothing.

        One number for one text, a dictionary for more. Raises ValueError for a wrong name, or for words of time.
        """
        now = Bench(self.subject, self._block.state)
        found = {text: read_now(Laboratory(self.subject, {}, now), self.resolved.watch, text) for text in texts}
        return next(iter(found.values())) if len(texts) == 1 else found

    def snapshot(self) -> Any:
        """Everything needed to come back to this moment."""
        return (
            self._block.state.copy(),
            self._second,
            self._effects.copy(),
            self._met,
            (tuple(self.history), self._said),
        )

    def restore(self, moment: object) -> None:
        """Come back to a moment of this patient, as `snapshot` gave it. Raises ValueError for anything else."""
        if (
            not isinstance(moment, tuple)
            or len(moment) != MOMENT
            or getattr(moment[0], "shape", 0) != self._block.state.shape
        ):
            raise ValueError(f"moment = {quoted(moment)}; it needs what `snapshot` of this patient gave")
        state, self._second, effects, self._met, (history, self._said) = moment
        self._block.state[:] = state
        self._effects, self.history = effects.copy(), list(history)
