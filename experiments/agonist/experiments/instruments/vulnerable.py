"""Who is vulnerable: the least lasting dose of every muscle of every task, to whom it loses, and what of the graph tells."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.stats import spearmanr

from agonist.experiments.body_parts import tasks_of
from agonist.experiments.causes import INHIBITION, Cause, Given, cause_of
from agonist.experiments.instruments.bench import Asked, Bench, Case, at_bench
from agonist.experiments.instruments.places import (
    HEALTHY_DAY,
    KEPT,
    MAINTAINED,
    Place,
    daily,
    ended,
    place,
    world,
)
from agonist.experiments.instruments.shown import shown
from agonist.experiments.instruments.signed import RANDOM_BODY, graph_measures, random_body
from agonist.experiments.instruments.worlds import of_worlds
from agonist.experiments.summary import plain, table
from agonist.experiments.target_muscle import capacity_shares
from agonist.model.body.anatomy import bodies
from agonist.model.body.wiring import Floats
from agonist.model.engine import Lived
from agonist.model.keys import each, keyed, real, wholes
from agonist.model.measures import shares
from agonist.model.parameters import nearest
from agonist.model.persons import Person
from agonist.model.reading import quoted
from agonist.model.runs import Prepared, with_own
from agonist.model.scenario import Scenario, resolve, shipped
from agonist.model.scenario import load as load_scenario

if TYPE_CHECKING:
    from matplotlib.figure import Figure


SPELL_DAY, REST_DAY = 60.0, 180.0  # of the dose, and after it
LOW, HIGH, ROUNDS = 0.1, 0.9, 7  # brackets of 0.006 at the end
MOST = 12  # muscles of one task that are tried: of more, evenly by capacity
RANDOM = (3, 8, 20)
LEAST_LOAD, MOST_LOAD = 0.05, 0.8  # of daily practice, of the healthy maximum
FEWEST = (
    6  # muscles whose order is compared: five are ordered by one of eight measures by chance alone in one case of eight
)
TOLD_APART = 2.0 / 2**ROUNDS  # of the range: less than two of the last brackets between the ends are no order
MORE = 1.25  # of the range: counts as the dose of a muscle that none loses
DRAWS, SURE = 200, (2.5, 97.5)
SOURCES = (
    "Hagberg et al. 2008 Proc 7th Python in Science Conf 11 (networkx)",
    "Gu et al. 2015 Nature Communications 6:8414 (average controllability of a node)",
    "Freeman 1977 Sociometry 40:35 (betweenness); Brin & Page 1998 Comput Netw 30:107 (PageRank)",
)
SHOWN = 12  # of the most and of the least vulnerable in the table of a terminal


class Victim(NamedTuple):
    """One muscle of one task: the least dose of sixty days that lasts (NaN: none), who gains most by it, and graph measures."""

    body: str
    task: str
    muscle: str
    dose: float
    to: str
    gained: float
    measures: dict[str, float]


class Told(NamedTuple):
    """How a graph measure goes with the least lasting dose: Spearman's rank correlation with its interval over muscles."""

    measure: str
    rho: float
    low: float
    high: float


def _range(cause: Cause) -> tuple[float, float]:
    """Doses between which the least lasting one is looked for."""
    return (LOW, HIGH) if cause.inhibits else (cause.low, cause.high)


def _part(cause: Cause, dose: float) -> float:
    """A dose as a part of its range."""
    least, most = _range(cause)
    return (dose - least) / (most - least)


def _row(v: Victim, cause: Cause) -> list[str]:
    """A muscle in the table; where no dose lasts nobody has taken anything over."""
    lost = not np.isnan(v.dose)
    part = 100.0 * v.gained
    gained = [plain(v.to), f"{part:+.0f} %" if part >= 1.0 else f"{part:+.2g} %"] if lost and part > 0.0 else ["-", "-"]
    capacity = f"{100.0 * v.measures['capacity']:.0f} %"
    return [
        f"  {v.body}: {plain(v.task)}: {plain(v.muscle)}",
        f"{v.dose:{'.3f' if cause.inhibits else '.3g'}}" if lost else "never",
        capacity,
        *gained,
    ]


@shown
class Vulnerable(NamedTuple):
    """Every muscle that was tried, the most vulnerable first."""

    victims: tuple[Victim, ...]
    skipped: tuple[str, ...]
    cause: Cause = INHIBITION  # what the doses are doses of
    sources: tuple[str, ...] = SOURCES

    def told(self) -> list[Told]:
        """Which measure predicts the least lasting dose, the best first; muscles that no dose loses count as the highest.

        Empty below `FEWEST` muscles, in which any order is met by chance, and where all doses are one as far as they are known.
        """
        if len(self.victims) < FEWEST:
            return []
        dose = np.nan_to_num([_part(self.cause, v.dose) for v in self.victims], nan=MORE)
        if np.ptp(dose) < TOLD_APART:
            return []
        found = []
        draw = np.random.default_rng(1).integers(0, len(dose), (DRAWS, len(dose)))
        for name in self.victims[0].measures:
            values = np.array([v.measures[name] for v in self.victims])
            if np.ptp(values) > 0.0 and np.ptp(dose) > 0.0:
                drawn = [
                    spearmanr(values[d], dose[d])[0] for d in draw if np.ptp(values[d]) > 0.0 and np.ptp(dose[d]) > 0.0
                ]
                low, high = np.nanpercentile(drawn, SURE)
                found.append(Told(name, float(spearmanr(values, dose)[0]), float(low), float(high)))
        return sorted(found, key=lambda each: -abs(each.rho))

    def lines(self) -> list[str]:
        """Who is lost to whom, and what tells."""
        rows = [_row(v, self.cause) for v in self.victims]
        left = len(rows) - 2 * SHOWN
        if left > 1:
            rows = [
                *rows[:SHOWN],
                [f"  ... and {left} between, in rows() and the table", "", "", "", ""],
                *rows[-SHOWN:],
            ]
        first = table([f"sixty days of {self.what()}", "lasts from", "of capacity", "who gains", "share"], rows, 48)
        named = [[f"  {t.measure}", f"{t.rho:+.2f}", f"{t.low:+.2f} to {t.high:+.2f}"] for t in self.told()]
        ranked = table(["rank correlation with the least lasting dose", "rho", "95 %"], named, 48)
        if not named:
            ranked = [
                f"which measure of the graph tells: {len(self.victims)} muscles are too few, or their doses are alike"
            ]
        return [*first, "", *ranked, *(f"left out: {said}" for said in self.skipped)]

    def what(self) -> str:
        """What is held."""
        return "inhibition of one muscle" if self.cause.inhibits else f"{self.cause.word}, dose in {self.cause.unit}"

    def rows(self) -> list[dict[str, object]]:
        """One row a muscle and task."""
        return [
            {key: value for key, value in v._asdict().items() if key != "measures"} | v.measures for v in self.victims
        ]

    def as_json(self) -> dict[str, object]:
        """All of it as one plain object."""
        return {"cause": self.cause, "victims": self.victims, "told": self.told(), "left_out": self.skipped}

    def figures(self) -> Mapping[str, Figure]:
        """Least lasting doses over the measure that tells most, and the correlations of all."""
        return {"": importlib.import_module("agonist.viz.figures.mechanisms").vulnerable_figure(self)}


def vulnerable(
    what: Sequence[str | Path | Scenario] = ("rlu2023", "thsh"),
    random: Sequence[int] = RANDOM,
    load: float = 0.35,
    bench: Bench | None = None,
    rules: Mapping[str, object] | None = None,
    learner: str = MAINTAINED,
    settings: Mapping[str, float] | None = None,
    person: Person | Mapping[str, float | str] | None = None,
    cause: Given = None,
) -> Vulnerable:
    """Inhibit every muscle of every task, one at a time for sixty days, and find the least dose that lasts.

    Args:
        what: bodies by name (every task), and scenarios (their watched task), also of imported bodies and graphs.
        random: random signed graphs of so many muscles, 2 to 600, besides.
        load: load of the daily practice of bodies and graphs, of the healthy maximum.
        bench: where the lives are lived; None keeps nothing.
        rules, person: parts of your own, and who lives it, as in `agonist.run`.
        learner: the default or a rival.
        settings: rows of the parameter table.
        cause: what the dose is a dose of, as in a plan, such as ``keep effusion ml=0..60``; None is an inhibition.

    Raises:
        ValueError: unknown names, sizes out of range.
    """
    bench, found, said = at_bench(bench), [], cause_of(cause)
    skipped: list[str] = []
    what = bodies_of(what)
    sizes, held = (
        wholes("random", random, 2, 600) if not isinstance(random, tuple | list) or random else (),
        keyed("settings", settings),
    )
    part = real("load", load, LEAST_LOAD, MOST_LOAD)
    if not what and not sizes:
        raise ValueError("what: it needs the name of a body or a scenario, or random a size")
    wanted = [
        (body, with_own(scenario, learner, rules, person)) for body, scenario in _wanted(what, sizes, part, skipped)
    ]
    bench.rounds = (ROUNDS + 2) * len(wanted)
    for body, (scenario, mind) in wanted:
        try:
            found += _task(body, scenario, mind, held, cause, bench)
        except ValueError as error:
            skipped.append(f"{body}: {error}")
    if not found:
        more = f" (and so for {len(skipped) - 1} more)" if len(skipped) > 1 else ""
        raise ValueError(f"nothing to try: {skipped[-1]}{more}")
    ranked = sorted(found, key=lambda v: np.nan_to_num(_part(said, v.dose), nan=np.inf))
    return Vulnerable(tuple(ranked), tuple(skipped), said)


MOST_LETTERS = 4095  # of a path, as systems have it


def bodies_of(what: object) -> tuple[str | Path | Scenario, ...]:
    """Bodies and scenarios, one or a list of them. Raises ValueError for what is neither."""
    listed = (what,) if isinstance(what, str | Path | Scenario) else each("what", what)
    for one in listed:
        if not isinstance(one, str | Path | Scenario) or len(str(one)) > MOST_LETTERS:
            raise ValueError(f"what = {quoted(one)}; it needs names of bodies, scenarios, or files")
    return listed


def _wanted(
    what: Sequence[str | Path | Scenario], sizes: Sequence[int], load_part: float, skipped: list[str]
) -> list[tuple[str, Scenario]]:
    found: list[tuple[str, Scenario]] = []
    for one in what:
        if isinstance(one, str) and one in bodies():
            for task in tasks_of(one):
                try:
                    found.append((one, daily(one, task, load_part)))
                except ValueError as error:
                    skipped.append(f"{one}, {task}: {error}")
        else:
            if isinstance(one, str) and one not in shipped() and not Path(one).exists():
                raise ValueError(
                    f"unknown body or scenario {quoted(one)}; {nearest(one, [*bodies(), *shipped()], 'agonist bodies')}"
                )
            scenario = load_scenario(str(one) if isinstance(one, Path) else one)
            found.append((scenario.name, scenario))
    return found + [(f"{RANDOM_BODY}{n}", random_body(n, load_part)) for n in sizes]


def _task(
    body: str, scenario: Scenario, mind: str, settings: Mapping[str, float], cause: Given, bench: Bench
) -> list[Victim]:
    resolved = resolve(scenario, settings)
    sizes = capacity_shares(resolved)
    if len(sizes) < 2:
        raise ValueError(f"{resolved.watch} has one muscle")
    ranked = sorted(sizes, key=lambda m: -sizes[m])
    tried = [ranked[int(k)] for k in np.unique(np.linspace(0, len(ranked) - 1, min(MOST, len(ranked))).round())]
    here = {m: place(scenario, mind, m, settings, cause) for m in tried}
    least, most = _range(here[tried[0]].cause)
    high, _ = _ends(here, scenario, sizes, np.full(len(tried), most), bench)
    there = high < KEPT
    low, top = np.full(len(tried), least), np.full(len(tried), most)
    for _ in range(ROUNDS):
        middle = 0.5 * (low + top)
        lost = _ends(here, scenario, sizes, middle, bench)[0] < KEPT
        low, top = np.where(lost, low, middle), np.where(lost, middle, top)
    _, gains = _ends(here, scenario, sizes, np.where(there, top, most), bench)
    measures = graph_measures(resolved.subject.graph, resolved.watch, sizes)
    names = list(sizes)
    return [
        Victim(
            body,
            resolved.watch,
            m,
            float(top[k]) if there[k] else float("nan"),
            names[int(np.argmax(gains[k]))],
            float(gains[k].max()),
            measures[m],
        )
        for k, m in enumerate(tried)
    ]


def _ends(
    here: Mapping[str, Place], scenario: Scenario, sizes: Mapping[str, float], doses: Floats, bench: Bench
) -> tuple[Floats, Floats]:
    """State of each muscle that was inhibited [muscles], and what every muscle of the task has gained, [muscles, all]."""
    cases = tuple(
        {
            "muscle": m,
            "days": HEALTHY_DAY + SPELL_DAY + REST_DAY,
            "learner": here[m].learner,
            "settings": {**here[m].settings, "dose": float(d), "duration": SPELL_DAY},
            "cause": here[m].cause,
        }
        for m, d in zip(here, doses, strict=True)
    )

    def read(one: Prepared, life: Lived, case: Case) -> dict[str, float]:
        seen = dict(zip(one.view.muscles, shares(one.view, life.means)[-1], strict=True))
        gained = {f"gained.{m}": float(seen[m] - size) for m, size in sizes.items()}
        return ended(here[case["muscle"]], one, life, case) | gained

    live = of_worlds(lambda case: world(here[case["muscle"]], case), read)
    found = bench.live(Asked("vulnerable", cases, live, scenario))
    return found["state"][:, 0], np.stack([found[f"gained.{m}"][:, 0] for m in sizes], axis=1)
