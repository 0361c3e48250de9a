"""One run, or one run for each learner: the same door for the command line and for Python."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from agonist.model.assessment.looking import TrialWatch, looker, values
from agonist.model.engine import at_moment
from agonist.model.keys import MOST_SEED, among, flag, keyed, lines, whole, words
from agonist.model.own.parts import is_own_learner
from agonist.model.parameters import nearest
from agonist.model.persons import Person, person_from
from agonist.model.reading import quoted
from agonist.model.record import Record
from agonist.model.runs import Request, cut_short, live_record
from agonist.model.scenario import Scenario, load, shipped
from agonist.model.shown import html
from agonist.model.study import check_asked
from agonist.model.units.cortex import LEARNERS

ENGINES = ("compiled", "agents")
ALL = "all"
MOST_ROWS = 1_000_000_000  # of a clock between two samples: more than a life has
Progress = Callable[[int, int], bool]


def run(
    scenario: str | Path | Scenario,
    seed: int = 1,
    learner: str | Callable[..., None] = "maintained",
    engine: str = "compiled",
    days: float | None = None,
    settings: Mapping[str, float] | None = None,
    every: int | None = None,
    progress: bool = False,
    rules: Mapping[str, object] | None = None,
    person: Person | Mapping[str, float | str] | None = None,
    read: Sequence[str] = (),
) -> Record:
    """Live one life and keep its series.

    Args:
        scenario: name of a shipped scenario, path of a scenario file, or a `Scenario`.
        seed: whole number from 0; the same seed gives the same life in both engines.
        learner: one of `agonist.agents.LEARNERS`, or your own: a function of the motor cortex, or ``file.py:name``.
        engine: ``compiled``, or ``agents`` for the Mesa body; they agree to the last bit.
        days: length of the life; None takes the scenario's.
        settings: knobs of the scenario and rows of the parameter table, by name.
        every: keep each k-th row of the clock; None keeps about 4000 samples.
        progress: show a progress bar on standard error.
        rules: parts of your own by what they stand in for (`agonist.model.own.parts`): functions, classes, or
            ``file.py:name``. They run in both engines, and the recipe names them.
        person: who lives it (number, age, sex, traits by name, or a `Person`); None is the scenario's.
        read: readings in words besides those of the scenario; they stand in the record's `read`.

    Raises:
        ValueError: unknown name or value out of range; one line that says what would be right.
    """
    check(seed, learner, engine, every)
    progress = flag("progress", progress)
    named = str(scenario) if isinstance(scenario, Path) else scenario
    read = lines("read", () if read is None else read)
    if person is not None or read:
        named = with_study(load(named), person, read)
        asked_within(named, read, days, keyed("settings", settings))
    asked = Request.of(
        named,
        settings,
        seed=int(seed),
        learner=learner,
        days=days,
        rules=rules,
    )
    check_asked(asked.held(), keyed("settings", settings))
    with bar(asked.learner, progress) as told:
        return live_record(asked, every, told) if engine == "compiled" else _by_agents(asked, every, told)


def asked_within(scenario: Scenario, read: Sequence[str], days: float | None, settings: Mapping[str, float]) -> None:
    """Raises ValueError for a reading that was asked for besides the scenario's own and lies beyond the life."""
    texts = (read,) if isinstance(read, str) else tuple(read)
    kept = cut_short(replace(scenario, read=texts), days, settings).read
    late = next((text for text in texts if text not in kept), None)
    if late is not None:
        raise ValueError(f"reading {quoted(late)}: it lies beyond the life of {days:g} days")


def with_study(scenario: Scenario, person: Person | Mapping[str, float | str] | None, read: Sequence[str]) -> Scenario:
    """A scenario with another person and further readings. Raises ValueError with one line."""
    texts = (read,) if isinstance(read, str) else tuple(read)
    who = scenario.person if person is None else person
    return replace(
        scenario,
        person=person_from("person", who, scenario.people),
        read=tuple(dict.fromkeys([*scenario.read, *texts])),
    )


def _by_agents(asked: Request, every: int | None, told: Progress) -> Record:
    """One life of the Mesa body, row by row."""
    from agonist.agents import Body

    settings: dict[str, Any] = dict(asked.settings)
    body = Body(
        asked.scenario,
        asked.learner,
        asked.seed,
        days=asked.days,
        collect=False,
        every=every,
        rules={part.name: part for part in asked.rules},
        **settings,
    )
    prepared, seen = body.prepared, []
    rows, looks = prepared.run.rows, list(prepared.run.looks)
    look = looker(prepared.resolved.subject, prepared.resolved.watch, prepared.columns)
    trials = TrialWatch(prepared.resolved, prepared.run, prepared.columns)
    while body.running:
        while looks and rows.second[body.lived] >= looks[0]:
            seen += look([prepared.run], looks[0], at_moment(body.block, [prepared.run], body.lived, looks.pop(0)))
        body.step()
        trials.see(body.lived - 1, body.block.state)
        told(body.lived, len(body.days))
    seen += trials.found()
    return replace(body.record(), read=values(prepared.columns, seen)) if seen else body.record()


class Scenarios(dict[str, str]):
    """Names of the shipped scenarios with their titles."""

    def __repr__(self) -> str:
        wide = max(map(len, self), default=0)
        return "\n".join(f"{name:{wide}}  {title}" for name, title in self.items())

    def _repr_html_(self) -> str:
        """A table for a notebook."""
        return html("agonist.run(NAME)", ["scenario", "title"], self.items())


def scenarios() -> Scenarios:
    """The scenarios that come with the package: name and title. `Scenario` objects are read by `agonist.model.scenario.load`."""
    return Scenarios({name: load(name).title for name in shipped()})


def check(seed: int, learner: object, engine: str, every: int | None = None) -> None:
    """Raise ValueError for a seed, learner, engine or thinning that cannot be."""
    whole("seed", seed, 0, MOST_SEED)
    if not among(learner, LEARNERS) and not is_own_learner(learner):
        raise ValueError(f"unknown learner {quoted(learner)}; {nearest(learner, LEARNERS)}")
    if not among(engine, ENGINES):
        raise ValueError(f"engine = {quoted(engine)}; it needs {' or '.join(ENGINES)}")
    if every is not None:
        whole("every", every, 1, MOST_ROWS)


def several(learners: object) -> tuple[Any, ...]:
    """Learners as Python names them: one, a list of them, or ``all``. Raises ValueError for what is neither."""
    found = words("learners", learners)
    return tuple(LEARNERS) if found == (ALL,) else found


def known_learner(asked: str) -> str:
    """The name of a learner, shipped or one's own. Raises ValueError for another."""
    if asked not in LEARNERS and not is_own_learner(asked):
        raise ValueError(f"unknown learner {quoted(asked)}; {nearest(asked, [*LEARNERS, ALL])}")
    return asked


@contextlib.contextmanager
def bar(label: str, shown: bool = True) -> Iterator[Progress]:
    """A progress bar on standard error, as a function of (rows done, rows); never stops a run."""
    lines: list[Any] = []  # none before anything is done: a mistake is told without a bar

    def told(done: int, rows: int) -> bool:
        if not lines:
            lines.append(
                tqdm(
                    total=rows, desc=label, unit="row", unit_scale=True, leave=False, disable=not shown, file=sys.stderr
                )
            )
        lines[0].update(done - lines[0].n)
        return False

    try:
        yield told
    finally:
        for line in lines:
            line.close()
