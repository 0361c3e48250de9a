"""Mutations that are led by what they reach: `python tests/fuzz_guided.py MINUTES [SEED]`, or AGONIST_FUZZ_MINUTES=5 bash .ci/run.

An input that reaches a line of the program that none before it reached is mutated further. What fails is cut as short as it stays
failing and kept in `tests/fuzz_kept/KIND`, where `tests/test_fuzz.py` reads it ever after; with --keep, so is what reached something new.
"""

from __future__ import annotations

import hashlib
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import CodeType

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import fuzz  # noqa: E402

KEPT = HERE / "fuzz_kept"
LONGEST = 4000  # bytes of what is kept without having failed
WATCH, ONCE = sys.monitoring.COVERAGE_ID, sys.monitoring.DISABLE


class Reached:
    """Lines of the program that were reached for the first time since it was last asked."""

    def __init__(self) -> None:
        self.fresh = 0
        sys.monitoring.use_tool_id(WATCH, "fuzz")
        sys.monitoring.register_callback(WATCH, sys.monitoring.events.LINE, self.line)
        sys.monitoring.set_events(WATCH, sys.monitoring.events.LINE)

    def line(self, code: CodeType, number: int) -> object:
        """Count a line of ours once; it is never told again."""
        self.fresh += "agonist" in code.co_filename and "site-packages" not in code.co_filename
        return ONCE

    def asked(self) -> int:
        """How many since the last time."""
        found, self.fresh = self.fresh, 0
        return found

    def stop(self) -> None:
        """Watch no more."""
        sys.monitoring.set_events(WATCH, 0)
        sys.monitoring.register_callback(WATCH, sys.monitoring.events.LINE, None)
        sys.monitoring.free_tool_id(WATCH)


def shrunk(content: bytes, fails: Callable[[bytes], bool]) -> bytes:
    """The content without the pieces that the failure does not need."""
    size = max(1, len(content) // 2)
    while size:
        at = 0
        while at < len(content):
            shorter = content[:at] + content[at + size :]
            content, at = (shorter, at) if fails(shorter) else (content, at + size)
        size //= 2
    return content


def keep(kind: str, content: bytes) -> Path:
    """Write an input to the folder of its kind."""
    path = KEPT / kind / hashlib.sha256(content).hexdigest()[:12]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def kept() -> dict[str, list[bytes]]:
    """What is kept, by kind."""
    found: dict[str, list[bytes]] = {}
    for path in sorted(KEPT.glob("*/*")):
        found.setdefault(path.parent.name, []).append(path.read_bytes())
    return found


def main(minutes: float, seed: int, keeps: bool) -> int:
    """Search for so long; how many failures were found."""
    draw, tried, grown, failed, known = random.Random(seed), 0, 0, 0, kept()
    with tempfile.TemporaryDirectory() as folder:
        kinds = fuzz.kinds(Path(folder))
        corpus = {kind: [*contents, *known.get(kind, [])] for kind, (_, contents, _) in kinds.items()}
        reached = Reached()
        for kind, (path, _, read) in kinds.items():
            for content in corpus[kind]:
                fuzz.borne(path, content, read)
        reached.asked()
        ends = time.monotonic() + 60 * minutes
        while time.monotonic() < ends:
            kind = draw.choice(list(kinds))
            path, _, read = kinds[kind]
            content = fuzz.mutated(draw.choice(corpus[kind]), draw)
            said, tried = fuzz.borne(path, content, read), tried + 1
            if reached.asked():
                corpus[kind].append(content)
                grown += 1
                if keeps and len(content) <= LONGEST:
                    keep(kind, content)
            if said:
                failed += 1
                last = said.strip().splitlines()[-1].split(":")[0]
                short = shrunk(content, lambda it, p=path, r=read, w=last: w in fuzz.borne(p, it, r))
                print(f"{kind}: {keep(kind, short)}: {said}", flush=True)
    print(
        f"{failed} findings in {tried} inputs (seed {seed}), {grown} of which reached lines that none before them did"
    )
    return failed


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--keep"]
    chosen = int(words[1]) if len(words) > 1 else time.time_ns() % 10**9
    sys.exit(bool(main(float(words[0]), chosen, "--keep" in sys.argv)))
