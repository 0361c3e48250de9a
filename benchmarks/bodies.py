"""Measure the Mesa face: `python benchmarks/bodies.py`. Rows of the clock per second of processor time, best of five.

Each figure is one life of the main scenario: 13 muscles, one task, a record of every row.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable

from agonist.agents import Body

REPEATS = 5


def rate(rows: int, live: Callable[[], object]) -> float:
    """Rows per second of processor time, the best of a few repeats."""
    taken = []
    for _ in range(REPEATS):
        started = time.process_time()
        live()
        taken.append(time.process_time() - started)
    return rows / min(taken)


def stepped(rows: int, **options: object) -> float:
    """Rows per second when each is a step."""
    body = Body(**options)  # type: ignore[arg-type]
    body.step()

    def live() -> None:
        for _ in range(rows):
            body.step()

    return rate(rows, live)


def advanced(rows: int) -> float:
    """Rows per second inside one compiled call."""
    body = Body(engine="compiled", collect=False)
    body.step()
    return rate(rows, lambda: body.advance(rows))


def main() -> None:
    """Print all figures."""
    body = Body()
    body.run_for(20)
    copies = rate(1, lambda: copy.deepcopy(body))
    figures = {
        "agents, rows/s": stepped(100, collect=False),
        "agents with a data collector, rows/s": stepped(100),
        "compiled, a call for each row, rows/s": stepped(1000, engine="compiled", collect=False),
        "compiled with a data collector, rows/s": stepped(200, engine="compiled"),
        "compiled, all rows in one call, rows/s": advanced(1000),
        "copies of a body, 1/s": copies,
    }
    for name, value in figures.items():
        print(f"{value:12,.0f}  {name}")


if __name__ == "__main__":
    main()
