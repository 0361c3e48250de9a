"""Kill sweeps, and workers near the end, again and again: `python benchmarks/kills.py 200 200`.

Every trial starts a small sweep in a process of its own, kills it (or one of its two workers) at a random moment, and gives the
same command again. Afterwards every file must hold the bytes of a sweep to which nothing happened; nobody may hang, no process
may be left, and no temporary file but what a killed writer could not take away.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.forkserver as forkserver
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ |= {
    "AGONIST_JIT": "0",
    "OMP_NUM_THREADS": "1",
}  # the lives are fakes: nothing is compiled; a fork wants one thread
sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import pandas  # noqa: F401, loaded once for all who are forked
import sweep_fakes

from agonist.experiments.sweeps import run_sweep
from agonist.experiments.sweeps.store import LEFT

PARTS, HANGS_S, LEAVES_S = 12, 120.0, 60.0
SIGNALS = (signal.SIGKILL,) * 8 + (signal.SIGINT, signal.SIGTERM)


def live(folder: Path, engine: str) -> None:
    """One sweep of twelve parts, in this process."""
    context = multiprocessing.get_context("forkserver")  # workers are there at once, so that kills fall into their work
    multiprocessing.get_context = lambda method=None: context
    forkserver._forkserver.ensure_running = lambda: None  # it runs: that of the parent
    asked = sweep_fakes.asked(iterations=4, n=24, part=8)
    simulate = sweep_fakes.slow if engine == "processes" else sweep_fakes.quick
    sys.exit(run_sweep(asked, folder, engine=engine, jobs=2, progress=False, simulate=simulate).status)


def started(folder: Path, engine: str) -> int:
    """The same in a process and a group of its own; its number."""
    child = os.fork()
    if child:
        return child
    os.setsid()
    code = 70
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1), os.dup2(null, 2)
        live(folder, engine)
    except SystemExit as left:
        code = int(left.code or 0)
    except KeyboardInterrupt:
        code = 130
    finally:
        os._exit(code)


def ended(child: int, limit_s: float = HANGS_S) -> int | None:
    """Its exit status, negative for a signal; None, and it is killed, where it hangs."""
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        known, status = os.waitpid(child, os.WNOHANG)
        if known:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def workers() -> list[int]:
    """The workers that there are: trials run one after another, and share the process that makes workers."""
    found, maker = [], forkserver._forkserver._forkserver_pid
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError, IndexError):
            number = int(entry.name)
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            if int(parent) == maker and state != "Z":
                found.append(number)
    return found


def content(folder: Path) -> dict[str, bytes]:
    """Bytes of every file by name; what a killed writer left is none of it."""
    files = (p for p in sorted(folder.rglob("*")) if p.is_file() and not LEFT.fullmatch(p.name))
    return {str(p.relative_to(folder)): p.read_bytes() for p in files}


def killed_sweep(folder: Path, engine: str, draw: random.Random) -> str:
    """Kill the whole sweep at any moment from its start to its end, perhaps twice."""
    for _ in range(draw.choice((1, 1, 1, 2))):
        child = started(folder, engine)
        time.sleep(draw.uniform(0.0, 0.5 if engine == "threads" else 2.0))
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, draw.choice(SIGNALS))
        if ended(child) is None:
            return "the killed sweep hangs"
        end = time.monotonic() + LEAVES_S
        while workers() and time.monotonic() < end:
            time.sleep(0.02)
        if left := workers():
            [os.kill(each, signal.SIGKILL) for each in left]
            return "workers outlive their sweep"
    return ""


def killed_worker(folder: Path, engine: str, draw: random.Random) -> str:
    """Kill one of two workers when few parts are left."""
    child, when = started(folder, "processes"), draw.choice((PARTS - 3, PARTS - 2, PARTS - 1, PARTS))
    end = time.monotonic() + HANGS_S
    while time.monotonic() < end:
        if len(list((folder / "parts").glob("part-*"))) >= when and (alive := workers()):
            time.sleep(draw.uniform(0.0, 0.15))
            with contextlib.suppress(ProcessLookupError):
                os.kill(draw.choice(alive), signal.SIGKILL)
            break
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            break
        time.sleep(0.002)
    status = ended(child)
    return "" if status == 0 else "the sweep hangs" if status is None else f"the sweep ends with {status}"


def trials(count: int, kill: Callable[[Path, str, random.Random], str], engines: tuple[str, ...]) -> list[str]:
    """What went wrong in so many trials."""
    wrong = []
    with tempfile.TemporaryDirectory() as scratch:
        assert ended(started(Path(scratch) / "right", "threads")) == 0
        right = content(Path(scratch) / "right")
        for n in range(count):
            draw, folder = random.Random(f"{kill.__name__} {n}"), Path(scratch) / f"{n}"
            engine = engines[n % len(engines)]
            said = kill(folder, engine, draw)
            status = ended(started(folder, "threads"))
            if status != 0:
                said += "; the resume hangs" if status is None else f"; the resume ends with {status}"
            if content(folder) != right:
                said += "; other bytes"
            if said:
                wrong.append(f"{kill.__name__} {n} ({engine}): {said.removeprefix('; ')}")
                print(wrong[-1], flush=True)
            shutil.rmtree(folder, ignore_errors=True)
    return wrong


if __name__ == "__main__":
    multiprocessing.set_forkserver_preload(["pandas", "sweep_fakes", "agonist.experiments.sweeps.worker"])
    forkserver.ensure_running()
    sweeps, near_the_end = (int(word) for word in (*sys.argv[1:], "200", "200")[:2])
    found = trials(sweeps, killed_sweep, ("threads", "threads", "threads", "processes"))
    found += trials(near_the_end, killed_worker, ("processes",))
    print(f"{sweeps} sweeps and {near_the_end} workers killed: {len(found)} went wrong")
    sys.exit(bool(found))
