"""What a treatment search tells: the best course, what it is held against, and the work and effect of each."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from agonist.experiments.causes import Given, caused
from agonist.experiments.files import write_whole
from agonist.experiments.instruments.bench import Bench, at_bench
from agonist.experiments.instruments.shown import shown
from agonist.experiments.summary import counted, plain, table
from agonist.experiments.treating.course import TERMS, plan_of, told
from agonist.experiments.treating.lives import BACK, FOLLOWED, case_of
from agonist.experiments.treating.search import Found, Tried, front, search
from agonist.model.keys import MOST_SEED, keyed, real, whole
from agonist.model.persons import Person
from agonist.model.runs import with_own

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from agonist.model.scenario import Scenario

BEST = "best.toml"
WEEKS, STARTS = (1.0, 104.0), (1.0, 36_000.0)  # of a course: how long, and the day on which it may begin
SOURCES = (
    "Akiba et al. 2019 Proc KDD 25:2623 (Optuna)",
    "Ozaki et al. 2022 J Artif Intell Res 73:1209 (tree-structured Parzen estimator for several aims)",
)


@shown
class Treatment(NamedTuple):
    """The answer of `agonist treat`."""

    found: Found
    sources: tuple[str, ...] = SOURCES

    def lines(self) -> list[str]:
        """Courses as a table: what each asks, what is missing a year on, who is back."""
        found, people = self.found, len(self.found.case.persons)
        place = found.case.place
        head = [f"{plain(place.muscle)} in {plain(place.task)}", "work, min", "missing", "back"]
        rows = [self._row("this course", found.best)]
        rows += [self._row(f"  without {name}", one) for name, one in found.without.items()]
        rows.append(self._row("untreated", found.untreated))
        rows += [
            self._row("general training" + (", equal work" if one.work == round(found.best.work, 3) else ""), one)
            for one in found.general
        ]
        if found.held_out is not None:
            rows.append(
                self._row(f"this course, {found.held_out_people} other people", found.held_out, found.held_out_people)
            )
        verdict = "" if found.best.back == people else f"\nno course of {len(found.tried)} brings all of them back"
        span = f"{found.case.weeks:g} weeks each, from day {found.case.day:g}"
        return [
            *table(head, rows, 44),
            "",
            f"the course ({span}): {told(found.best.course.phases)}{verdict}",
            f"work: activation x time under load, besides usual life; missing: part of the own healthy share, at the worst of "
            f"three readings within {FOLLOWED:g} days after; back: from {100.0 * BACK:g} % of it at all of them",
            f"{found.case.learner} learner, {counted(len(found.tried), 'course')}, {self._who()}",
        ]

    def _who(self) -> str:
        """Whom the course is for: people who differ, or one person, lived several times."""
        case, count = self.found.case, len(self.found.case.persons)
        number = case.scenario.person.number
        one = f"person {number}, lived {count} times" if number is not None else ""
        return one or counted(count, "person", "people")

    def _row(self, name: str, one: Tried, people: int | None = None) -> list[str]:
        count = people or len(self.found.case.persons)
        return [f"  {name}", f"{one.work:.1f}", f"{100.0 * one.missing:.0f} %", f"{one.back} of {count}"]

    def rows(self) -> list[dict[str, object]]:
        """Every course that was tried, and those beside it, a row each."""
        found = self.found
        kinds = [("tried", found.tried), ("best", (found.best,)), ("untreated", (found.untreated,))]
        kinds += [("general", found.general), *((f"without {n}", (one,)) for n, one in found.without.items())]
        kinds += [("held out", (found.held_out,))] if found.held_out else []
        return [self._flat(kind, one) for kind, some in kinds for one in some]

    def _flat(self, kind: str, one: Tried) -> dict[str, object]:
        asked = {
            f"{t.name} {n}": phase[t.name] if kind != "general" else ""
            for n, phase in enumerate(one.course.phases, start=1)
            for t in TERMS
        }
        return {"kind": kind, "work_min": one.work, "missing": one.missing, "back": one.back, **asked}

    def as_json(self) -> dict[str, object]:
        """All of it as one plain object."""
        found, case = self.found, self.found.case
        return {
            "scenario": case.scenario.name,
            "muscle": case.place.muscle,
            "learner": case.learner,
            "people": len(case.persons),
            "courses": len(found.tried),
            "day": case.day,
            "phase_weeks": case.weeks,
            "best": self._short(found.best),
            "plan": plan_of(found.best.course, case.place),
            "untreated": self._short(found.untreated),
            "general": [self._short(one) for one in found.general],
            "without": {name: self._short(one) for name, one in found.without.items()},
            "held_out": None
            if found.held_out is None
            else self._short(found.held_out) | {"people": found.held_out_people},
            "front": [self._short(one) for one in front(found.tried)],
        }

    def _short(self, one: Tried) -> dict[str, object]:
        return {"work_min": one.work, "missing": one.missing, "back": one.back, "phases": list(one.course.phases)}

    @property
    def besides(self) -> tuple[str, ...]:
        """Files that `treat` writes into a folder beside numbers and figures."""
        return (BEST,)

    def figures(self) -> Mapping[str, Figure]:
        """Work against what is missing, and the year after."""
        return {"": importlib.import_module("agonist.viz.figures.treatment").treatment_figure(self.found)}

    def scenario(self) -> str:
        """The scenario with the best course, as the text of a file that `agonist run` takes."""
        case = self.found.case
        plan = plan_of(self.found.best.course, case.place)
        windows = {
            "before": [20.0, 30.0],
            "during": [case.day - 10.0, case.day],
            "after": [case.end + 355.0, case.end + 365.0],
        }
        knobs = {
            k.name: {
                "value": float(case.settings.get(k.name, k.value)),
                "unit": k.unit,
                "low": k.low,
                "high": k.high,
                "text": k.text,
            }
            for k in case.scenario.knobs
        }
        parameters = {n: v for n, v in case.settings.items() if case.scenario.knob(n) is None}
        return case.scenario.with_(
            title=f"{case.scenario.title}; then the course of least work",
            days=case.end + FOLLOWED,
            windows=windows,
            knobs=knobs,
            parameters={**dict(case.scenario.parameters), **parameters},
            read=[],
            events={},
            arms={},
            add=plan,
        ).toml()


def treat(
    scenario: str | Path | Scenario,
    courses: int = 120,
    people: int = 8,
    held_out: int = 16,
    weeks: float = 6.0,
    phases: int = 2,
    start_day: float | None = None,
    muscle: str | None = None,
    learner: str = "maintained",
    seed: int = 1,
    settings: Mapping[str, float] | None = None,
    bench: Bench | None = None,
    rules: Mapping[str, object] | None = None,
    person: Person | Mapping[str, float | str] | None = None,
    cause: Given = None,
) -> Treatment:
    """Search the course of treatment that brings the own share back with least work, and hold it against others.

    Args:
        scenario: name, file or `Scenario` whose end leaves a person short of the own share.
        courses: how many are tried, those of an interrupted search counted in.
        people: who differ, and whom a course must work for.
        held_out: others who live the best course.
        weeks: how long a course may last.
        phases: equal parts in which it may change.
        start_day: the day on which it begins; None is 90 days after the last thing that happens.
        muscle: whose share it is about; None takes the one that is inhibited most.
        learner: the default or a rival.
        seed: chooses people and the course of the search.
        settings: knobs and rows of the parameter table.
        bench: where the lives are lived; in its folder the scenario with the best course is written as ``best.toml``.
        rules: parts of your own, as in `agonist.run`.
        person: who lives it, as in `agonist.run`; None is the scenario's.
        cause: treated instead of what the scenario does, with the settings ``dose`` and ``held_days``.

    Raises:
        ValueError: unknown names, values out of range, nothing to treat, or the extra `treat` is not installed.
    """
    held, mind = with_own(scenario, learner, rules, person)
    courses, people, held_out = whole("courses", courses), whole("people", people), whole("held_out", held_out, 0)
    seed = whole("seed", seed, 0, MOST_SEED)
    desk, held = at_bench(bench), held if cause is None else caused(held, cause, muscle, keyed("settings", settings))
    weeks, phases = real("weeks", weeks, *WEEKS), whole("phases", phases)
    start_day = None if start_day is None else real("start_day", start_day, *STARTS)
    case = case_of(held, keyed("settings", settings), people, seed, mind, muscle, start_day, weeks, phases)
    answer = Treatment(search(case, courses, held_out, seed, desk))
    if bench is not None and bench.out is not None:
        write_whole(Path(bench.out) / BEST, answer.scenario())
    return answer
