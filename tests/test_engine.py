"""The compiled engine: a run has the same bits in any company, and its lanes are vectors."""

from __future__ import annotations

import inspect
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import agonist
from agonist.model import blocks, clock, engine, runs
from agonist.model.compiler import jit
from agonist.model.layout import LANES
from agonist.model.runs import Request, prepare, preparer, simulate

HIP = "gluteal-inhibition"
DAYS = 3.0
VARIABLES = ("share", "effort", "failed")

compiled = pytest.mark.skipif(not jit.COMPILED, reason="plain Python")


def requests(count: int) -> list[Request]:
    """Lives that differ in seed, and every third in a parameter and a learner as well."""
    return [
        Request.of(HIP, {"exploration_sd": 0.1} if n % 3 == 0 else {}, seed=n, days=DAYS,
                   learner="search" if n % 3 == 0 else "maintained")
        for n in range(count)
    ]  # fmt: skip


def numbers(outcome: runs.Outcome) -> np.ndarray:
    """Every number of an outcome."""
    assert outcome.series is not None
    return np.concatenate([np.array(list(outcome.measures.values())), *outcome.series.values()])


def lived(asked: list[Request], **how: int) -> list[np.ndarray]:
    """Every number of every life."""
    return [numbers(o) for o in simulate(asked, every=7, variables=VARIABLES, **how)]


@pytest.fixture(scope="module")
def alone() -> list[np.ndarray]:
    """Each life lived alone."""
    return [lived([r])[0] for r in requests(13)]


def assert_same(first: list[np.ndarray], second: list[np.ndarray]) -> None:
    """The same numbers to the last bit."""
    assert len(first) == len(second)
    for a, b in zip(first, second, strict=True):
        assert np.array_equal(a, b, equal_nan=True)
        assert np.isfinite(a).sum() > 50


@pytest.mark.parametrize("count", range(1, 14))
def test_a_life_is_the_same_in_any_company(alone: list[np.ndarray], count: int) -> None:
    """1 to 13 lives: every number of lanes, and blocks that are not full."""
    assert_same(lived(requests(count)), alone[:count])


def test_order_does_not_matter(alone: list[np.ndarray]) -> None:
    """Lives that are asked for in another order share other blocks."""
    order = [7, 3, 12, 0, 5, 11, 1, 9, 2, 10, 4, 8, 6]
    asked = requests(13)
    assert_same(lived([asked[n] for n in order]), [alone[n] for n in order])


@pytest.mark.parametrize("threads", [2, 5])
def test_threads_do_not_matter(alone: list[np.ndarray], threads: int) -> None:
    """Blocks on several threads."""
    assert_same(lived(requests(13), threads=threads), alone)


def test_portions_do_not_matter(alone: list[np.ndarray], monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorter compiled calls, and fewer runs prepared at a time."""
    monkeypatch.setattr(engine, "ROWS_PER_CALL", 7)
    monkeypatch.setattr(runs, "CHUNK", 5)
    assert_same(lived(requests(13)), alone)


def test_runs_that_differ_in_their_seed_share_the_plan() -> None:
    """And nothing else: what is shared is the same as what is prepared anew."""
    make = preparer()
    first, second = (make(Request.of(HIP, seed=s, days=DAYS)) for s in (1, 2))
    assert first.run.rows is second.run.rows
    assert (first.run.seed, second.run.seed, second.request.seed) == (1, 2, 2)
    assert second.run.events == prepare(Request.of(HIP, seed=2, days=DAYS)).run.events


def in_a_process(code: str, **environment: str) -> str:
    """What Python prints in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | environment, capture_output=True, text=True, check=True
    )
    return done.stdout


BITS = (
    f"from agonist.model.runs import Request, simulate\n"
    f"found = simulate([Request.of({HIP!r}, seed=s, days=0.3) for s in (1, 2)])\n"
    "print([v.hex() for o in found for v in o.measures.values()])"
)


@compiled
def test_plain_python_lives_the_same_life() -> None:
    """Switched off, or without llvmlite, the model still runs, slowly, with the same bits."""
    fast = in_a_process(BITS)
    assert in_a_process(BITS, AGONIST_JIT="0") == fast
    assert in_a_process(f"import sys\nsys.modules['llvmlite'] = None\n{BITS}") == fast


def test_the_engine_imports_little() -> None:
    """A worker of a sweep loads no Mesa, no page, no plots, no tables."""
    loaded = in_a_process("import sys, agonist.model.runs\nprint(' '.join(sys.modules))").split()
    assert not {"mesa", "solara", "matplotlib", "pandas", "numba"} & set(loaded)


def state_after(first: float, last: float, alone: bool, step: Callable[..., None] = clock.live) -> np.ndarray:
    """State of a life, among empty lanes or by itself, after the days from one to another."""
    run = prepare(Request.of(HIP, seed=3, days=60.0)).run
    block, events = blocks.build_block([run]), blocks.block_events([run])
    watch = blocks.block_watch([run], [], blocks.sampling(len(run.rows.second), None))
    if alone:
        block, events = blocks.alone(run.structure, block, run.seed), events._replace(index=events.index // LANES)
    rows = (int(np.searchsorted(run.rows.second, day * 86400.0)) for day in (first, last))
    sheets = np.zeros((0, 0, 1)), np.zeros((0, 0, 2, LANES))
    step(block, run.structure.wiring, run.rows, events, watch, *sheets, run.learner, *rows, 1)
    return blocks.lane_of(block)


@pytest.mark.parametrize(("begins", "step"), [(0.0, clock.live), (29.0, inspect.unwrap(clock.live))])
def test_a_life_by_itself_has_the_same_bits(begins: float, step: Callable[..., None]) -> None:
    """How far apart the numbers of a life stand changes none of them, in machine code and in plain Python.

    Day 30, on which the inhibition begins, lies within.
    """
    among, by_itself = (state_after(begins, 31.0, alone, step) for alone in (False, True))
    assert among.tobytes() == by_itself.tobytes()
    assert among.tobytes() != state_after(begins, 29.5, alone=True, step=step).tobytes()


def assembly(lanes: int) -> str:
    """Machine code of a life for so many lanes, as text."""
    from agonist.model.compiler import machine, native
    from agonist.model.compiler.kinds import kind_of

    run = prepare(Request.of(HIP, days=DAYS)).run
    block, (series, totals) = engine.build_block([run]), (np.zeros((1, 1, LANES)), np.zeros((1, 1, 2, LANES)))
    watch = engine.block_watch([run], [], engine.sampling(len(run.rows.second), None))
    given = (block, run.structure.wiring, run.rows, engine.block_events([run]), watch, series, totals, 0, 0, 1, lanes)
    text = machine.Module(lanes, jit.STAGES).entry(clock.live.__wrapped__, tuple(map(kind_of, given)), "entry")
    return str(native.target().emit_assembly(native.optimised(text, native.target())))


@compiled
@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="reads x86 instructions")
def test_lanes_are_vectors() -> None:
    """Nearly every multiplication and division works on several runs at once: nothing has silently become scalar."""
    found = re.findall(r"\bv?(?:mul|div)(p|s)d\b", assembly(LANES))
    assert found.count("p") > 1000
    assert found.count("s") < 0.01 * len(found)
    assert "fma" not in assembly(LANES)


@compiled
def test_an_edited_rule_is_compiled_anew(tmp_path: Path) -> None:
    """The cache is named after the source, so that no old rule lives on in it."""
    for root in map(Path, agonist.__path__):
        shutil.copytree(root, tmp_path / "agonist", dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    code = (
        "from agonist.model.compiler.jit import entry, kernel_hash\nfrom agonist.model.rules import nerve\n"
        "print(kernel_hash(), entry(nerve.h_reflex)(0.5, 0.0, 0.0, 1.0))"
    )
    where = {"PYTHONPATH": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    before = in_a_process(code, **where).split()
    rule = tmp_path / "agonist" / "model" / "rules" / "nerve.py"
    rule.write_text(rule.read_text().replace("return 100.0 * ", "return 200.0 * "))
    after = in_a_process(code, **where).split()
    assert (before[1], after[1]) == ("50.0", "100.0")
    assert before[0] != after[0]


@compiled
def test_a_statement_that_cannot_be_compiled_is_named() -> None:
    """Whoever writes a new kind of statement is told where it stands."""
    from agonist.model.compiler.kinds import Unwritable

    def odd(x: float) -> float:
        with open(str(x)):
            return x

    with pytest.raises(Unwritable, match=r"test_engine\.py:\d+: .*odd: `with open"):
        jit.entry(odd)(1.0)


def peaks() -> Iterator[float]:
    """Peak memory of a process in kB with few and with many short lives."""
    for count in (8, 808):
        code = (
            "from pathlib import Path\nfrom agonist.model.runs import Request, simulate\n"
            f"kept = simulate([Request.of({HIP!r}, seed=s, days=0.1) for s in range({count})])\n"
            "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
        )
        yield float(in_a_process(code))


@compiled
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_run_takes_little_memory() -> None:
    """Under 20 kB for each further run that is kept: 10^5 of them fit into 2 GiB."""
    few, many = peaks()
    assert (many - few) / 800 < 20.0


def test_lives_of_other_loads_share_a_clock_and_no_bit_changes() -> None:
    """A sweep over loads fills its lanes; each life is the one that is lived alone with its load in the plan."""
    loads = (0.2, 0.35, 0.5)
    asked = [runs.Request.of("gluteal-inhibition", {"load": load}, days=40.0) for load in loads]
    one = runs.preparer()
    assert len({id(one(request).run.rows) for request in asked}) == 1
    together = runs.simulate(asked)
    for request, outcome in zip(asked, together, strict=True):
        for window, reading in runs.live_record(request).by_window.items():
            alone = {f"share.{window}.{m}": share for m, share in reading.share.items()}
            alone |= {f"onset_ms.{window}.{m}": onset for m, onset in reading.onset_ms.items()}
            alone |= {f"effort.{window}": reading.effort, f"failed.{window}": reading.failed}
            measured = [outcome.measures[name] for name in alone]
            assert np.array_equal(measured, list(alone.values()), equal_nan=True)
