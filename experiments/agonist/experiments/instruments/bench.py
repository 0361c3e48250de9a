"""Where the lives of an instrument are lived: cost first, progress, and a folder from which the same call goes on."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from tqdm import tqdm

from agonist.experiments.interrupts import Stopped
from agonist.experiments.summary import counted
from agonist.experiments.sweeps.run import checked_folder, checked_jobs, run_sweep
from agonist.experiments.sweeps.spec import CASE, Sweep
from agonist.experiments.sweeps.store import read, rows_source
from agonist.model.body.wiring import Floats
from agonist.model.compiler.jit import source_hash
from agonist.model.keys import flag, whole
from agonist.model.layout import LANES
from agonist.model.reading import quoted
from agonist.model.runs import Outcome, Request
from agonist.model.scenario import Scenario

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


BESIDES = "start, theory and figure some 5 s more"
KEPT = 512  # worlds that are remembered, built
CHUNK = 64  # lives between two looks at the progress line, where nothing is kept
HELD = ("RunId", "iteration", "seed", "scenario", "learner", CASE, "status", "error")  # columns that are no measures


Case = Mapping[str, Any]  # what tells one life from the others: plain JSON values by name


class Life(NamedTuple):
    """One life that is asked for: the number of its case, the case, the seed."""

    number: int
    case: Case
    seed: int


Live = Callable[[Sequence[Life], int], Sequence[Mapping[str, float]]]  # (lives, threads): measures of each, by name


@dataclass(frozen=True)
class Asked:
    """A question: cases of plain JSON values, each lived for every seed.

    `live` gives each life the same names of measures; NaN where there is none. All that decides a number must stand in
    the cases, the seeds, the scenario or the sources of the package: what is kept in a folder is known by these.
    """

    name: str
    cases: tuple[Case, ...]
    live: Live
    scenario: Scenario
    seeds: tuple[int, ...] = (1,)
    units: Mapping[str, str] = field(default_factory=dict)

    @property
    def lives(self) -> int:
        """How many lives that is."""
        return len(self.cases) * len(self.seeds)

    def digest(self) -> str:
        """Hash of the question and of the code of instruments: equal for equal questions only."""
        text = f"{self.name} {json.dumps(self.cases, sort_keys=True)} {_code()}"
        return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()

    def life(self, number: int) -> Life:
        """A life by its number; all cases of a seed stand together."""
        seed, case = divmod(number, len(self.cases))
        return Life(case, self.cases[case], self.seeds[seed])


def _code() -> str:
    """Digest of the sources of instruments and of the asking layer around them: an edited one keeps nothing old."""
    found, here = hashlib.blake2b(digest_size=8), Path(__file__).parent
    for path in sorted(path for place in (here, here.parent, here.parent / "varying") for path in place.glob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()


@dataclass(frozen=True)
class Measured:
    """What lives left: numbers by measure, each [cases, seeds]."""

    cases: tuple[Case, ...]
    seeds: tuple[int, ...]
    found: dict[str, Floats]

    def __getitem__(self, name: str) -> Floats:
        """Numbers of one measure, [cases, seeds]."""
        return self.found[name]


class Cost(NamedTuple):
    """What a question will cost: lives, those still to live, and about how many seconds on `jobs` threads."""

    lives: int
    to_do: int
    seconds: float
    jobs: int

    def line(self) -> str:
        """The cost as a sentence."""
        kept = f", {self.lives - self.to_do:,} of them kept" if self.to_do < self.lives else ""
        return f"{counted(self.lives, 'life', 'lives')}{kept}: about {_duration(self.seconds)} on {counted(self.jobs, 'thread')}"


def _duration(seconds: float) -> str:
    return f"{max(seconds, 1.0):.0f} s" if seconds < 120.0 else f"{seconds / 60.0:.0f} min"


def at_bench(bench: object) -> Bench:
    """The bench of a question: the one that was given, or a new one. Raises ValueError for what is none."""
    if bench is not None and not isinstance(bench, Bench):
        raise ValueError(f"bench = {quoted(bench)}; it needs a Bench, such as Bench(out='results')")
    return Bench() if bench is None else bench


class OnlyCost(Exception):
    """A bench that was asked for the cost alone has said it."""


@dataclass
class Bench:
    """Where lives are lived: threads, a folder to keep them in (None keeps nothing), and what is shown.

    `rounds` tells how often an adaptive question may come back, and `also` how many lives are lived besides it, for its
    cost; `lived` and `seconds` count up.
    """

    jobs: int = 2
    out: Path | None = None
    resume: bool = True
    progress: bool = False
    only_cost: bool = False
    rounds: int = 1
    also: int = 0
    lived: int = 0
    seconds: float = 0.0
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.jobs = checked_jobs(self.jobs)
        self.out = None if self.out is None else checked_folder(self.out)
        self.resume, self.progress = flag("resume", self.resume), flag("progress", self.progress)
        self.only_cost, self.rounds = flag("only_cost", self.only_cost), whole("rounds", self.rounds)

    def live(self, asked: Asked) -> Measured:
        """Live a question. Raises ValueError that names the first life that failed, KeyboardInterrupt where it was stopped.

        The first question of a bench says its cost on standard error; with `only_cost` nothing else happens.
        """
        if self.must_say:
            self.say(f"{asked.name}: {self._costed(asked)}")
        started = time.perf_counter()
        found = self._kept(asked) if self.out else self._unkept(asked)
        self.seconds += time.perf_counter() - started
        self.lived += asked.lives
        return found

    @property
    def must_say(self) -> bool:
        """Whether a cost has still to be said."""
        return (self.progress or self.only_cost) and not self.said

    def say(self, cost: str) -> None:
        """Say on standard error what a question will cost, before it begins; where that is all, raises OnlyCost."""
        cost = f"{cost}; {BESIDES}"
        self.said.append(cost)
        if self.only_cost:
            raise OnlyCost(cost)
        print(cost, file=sys.stderr)

    def _costed(self, asked: Asked) -> str:
        cost = self.cost(asked)
        if self.rounds == 1:
            return cost.line()
        every = _duration(cost.seconds * self.rounds)
        return (
            f"{cost.line()}, and at most {self.rounds - 1} such rounds more: about {every} together, if all are needed"
        )

    def cost(self, asked: Asked) -> Cost:
        """What a question will cost, from some lives spread over it: worlds that are built, and lives that are lived."""
        to_do = asked.lives - self._already(asked)
        pilot = min(asked.lives, LANES * self.jobs)
        if not to_do:
            return Cost(asked.lives, 0, 0.0, self.jobs)
        spread, seconds = max(asked.lives // pilot, 1), []
        for first in (0, min(1, spread - 1), min(1, spread - 1)):  # what is made once; anew; again
            lives = [asked.life(first + n * asked.lives // pilot) for n in range(pilot)]
            started = time.perf_counter()
            asked.live(lives, self.jobs)
            seconds.append((time.perf_counter() - started) / pilot)
        made, lived = max(seconds[1] - seconds[2], 0.0), seconds[2]
        worlds = min(len(asked.cases), to_do) if len(asked.cases) <= KEPT else to_do
        return Cost(asked.lives + self.also, to_do + self.also, made * worlds + lived * (to_do + self.also), self.jobs)

    def folder(self, asked: Asked) -> Path:
        """Where the lives of a question are kept; another question, or another version, has another folder."""
        known = f"{json.dumps(as_sweep(asked).canonical(), sort_keys=True)} {source_hash()} {rows_source()}"
        name = hashlib.blake2b(known.encode(), digest_size=6).hexdigest()
        return Path(self.out or ".") / "lives" / f"{asked.name}-{name}"

    def _already(self, asked: Asked) -> int:
        parts = self.folder(asked) / "parts" if self.out and self.resume else None
        done = len(list(parts.glob("part-*.parquet"))) if parts and parts.is_dir() else 0
        return min(asked.lives, done * as_sweep(asked).part)

    def _unkept(self, asked: Asked) -> Measured:
        rows: list[Mapping[str, float]] = []
        with tqdm(total=asked.lives, desc=asked.name, unit="life", leave=False, disable=not self.progress) as line:
            for first in range(0, asked.lives, CHUNK):
                lives = [asked.life(n) for n in range(first, min(first + CHUNK, asked.lives))]
                rows += asked.live(lives, self.jobs)
                line.update(len(lives))
        return _measured(asked, {name: [row.get(name, np.nan) for row in rows] for name in rows[0]})

    def _kept(self, asked: Asked) -> Measured:
        folder = self.folder(asked)
        done = run_sweep(
            as_sweep(asked),
            folder,
            jobs=self.jobs,
            resume=self.resume,
            progress=self.progress,
            simulate=engine_of(asked),
        )
        if done.asked:  # also where these lives were all lived by then: a question may have more
            print("nothing is lost: the same command goes on", file=sys.stderr)
            raise Stopped(done.asked)
        if done.errors:
            raise ValueError(f"{folder}: {done.errors[0]}")
        table = read(folder)
        for said in table["error"].to_pylist() if done.runs_failed else ():
            if said:
                raise ValueError(f"{asked.name}: {said}")
        names = [name for name in table.column_names if name not in HELD]
        return _measured(asked, {name: table[name].to_numpy(zero_copy_only=False) for name in names})


def _measured(asked: Asked, columns: Mapping[str, ArrayLike]) -> Measured:
    """Columns in the order of the lives as arrays [cases, seeds]."""
    shape = len(asked.seeds), len(asked.cases)
    arrays = {n: np.array(values, dtype=float).reshape(shape).T.copy() for n, values in columns.items()}
    return Measured(asked.cases, asked.seeds, arrays)


def as_sweep(asked: Asked) -> Sweep:
    """The same question as a sweep over the numbers of its cases."""
    numbers = tuple(map(float, range(len(asked.cases))))
    return Sweep((asked.scenario,), ("maintained",), asked.seeds, values=((CASE, numbers),), asked=asked.digest())


def engine_of(asked: Asked) -> Callable[..., list[Outcome]]:
    """What lives the runs of a question for a sweep."""

    def simulate(requests: Sequence[Request], threads: int = 1) -> list[Outcome]:
        numbers = [int(dict(request.settings).get(CASE, 0)) for request in requests]
        lives = [Life(n, asked.cases[n], request.seed) for n, request in zip(numbers, requests, strict=True)]
        return [Outcome(dict(found), dict(asked.units), None, None) for found in asked.live(lives, threads)]

    return simulate
