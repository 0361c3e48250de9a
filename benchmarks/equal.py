"""The same bits everywhere: random settings lived by agents, by the compiled engine alone and in lanes, and in WebAssembly.

    uv run python benchmarks/equal.py [--settings 300] [--browser]

A setting is a scenario, a learner, a seed and some knobs and parameters anywhere in their ranges, for one or two days. With
`--browser` the first block of every scenario is lived once more by its WebAssembly, which Node.js runs (`node` on the path).
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from agonist.experiments import run
from agonist.model import blocks, engine
from agonist.model.clock import live
from agonist.model.compiler import webassembly
from agonist.model.compiler.kinds import WORDS
from agonist.model.layout import LANES
from agonist.model.parameters import TABLE
from agonist.model.runs import Request, prepare, preparer
from agonist.model.scenario import load, shipped
from agonist.model.units.cortex import LEARNERS

PAGE, LINE = 65536, 64  # bytes of a page of WebAssembly's memory, and of a line of a cache
NODE = """
const fs = require("fs"), [wasm, image, args, out] = process.argv.slice(2);
const bytes = fs.readFileSync(image);
const memory = new WebAssembly.Memory({ initial: bytes.length / 65536 });
new Uint8Array(memory.buffer).set(bytes);
const given = JSON.parse(fs.readFileSync(args)).map(([kind, n]) => kind === "i64" ? BigInt(n) : n);
WebAssembly.instantiate(fs.readFileSync(wasm), { env: { memory } }).then(({ instance }) => {
  instance.exports.entry(...given);
  fs.writeFileSync(out, new Uint8Array(memory.buffer));
});
"""


def drawn(dice: random.Random) -> Request:
    """A life of random settings; one that cannot be built is drawn again."""
    while True:
        name = dice.choice(sorted(shipped()))
        knobs = {k.name: dice.uniform(k.low, k.high) for k in load(name).knobs if dice.random() < 0.5}
        rows = dice.sample(sorted(TABLE), dice.randrange(12))
        turned = knobs | {row: dice.uniform(TABLE[row].low, TABLE[row].high) for row in rows}
        learner, seed, days = dice.choice(LEARNERS), dice.randrange(10_000), dice.choice((1.0, 2.0))
        request = Request.of(name, turned, seed=seed, learner=learner, days=days)
        try:
            prepare(request)
        except ValueError:
            continue
        return request


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two final states are the same to the last bit."""
    return all(one[area].tobytes() == other[area].tobytes() for area in one)


def equal(request: Request) -> bool:
    """Whether agents, one lane and a full block end alike."""
    asked: dict[str, Any] = {"seed": request.seed, "learner": request.learner, "days": request.days}
    asked["settings"] = dict(request.settings)
    alone, agents = (run(request.scenario, engine=name, **asked) for name in ("compiled", "agents"))
    one = prepare(request).run
    runs = [one, *(one._replace(seed=seed) for seed in range(90_000, 90_000 + LANES - 1))]
    lanes = dict(engine.live_all(runs, lambda _: (), None))
    return same(alone.final, agents.final) and same(alone.final, lanes[0].final)


def in_browser(scenario: str, folder: Path) -> bool:
    """Whether a block of eight lives ends alike in WebAssembly."""
    make = preparer()
    runs = [make(Request.of(scenario, seed=seed, days=2.0)).run for seed in range(1, LANES + 1)]
    block, clock = blocks.build_block(runs), runs[0].rows
    watch = blocks.block_watch(runs, (), blocks.sampling(len(clock.second), None))
    series, totals = blocks.sheets(watch)
    wiring, events = runs[0].structure.wiring, blocks.block_events(runs)
    given = [block, wiring, clock, events, watch, series, totals, runs[0].learner, 0, len(clock.second), LANES]
    found = by_node(given, folder)
    live(*given)
    return found == block.state.tobytes()


def by_node(given: list[Any], folder: Path) -> bytes:
    """The state of a block after the same call in Node.js."""
    image, places = bytearray(PAGE), {}

    def placed(item: Any) -> int:
        owner = item  # views of one memory stay views of one memory
        while isinstance(owner.base, np.ndarray):
            owner = owner.base
        if id(owner) not in places:
            image.extend(bytes((owner.ctypes.data - len(image)) % LINE))
            places[id(owner)] = (len(image), owner)
            image.extend(owner.tobytes())
        return int(places[id(owner)][0] + item.ctypes.data - owner.ctypes.data)

    def words(items: Any) -> int:
        found: list[int] = []
        for item in items:
            array = hasattr(item, "dtype") and item.ndim
            found += (
                [placed(item), *item.shape, *[0] * (WORDS - 1 - item.ndim)]
                if array
                else [int(item), *[0] * (WORDS - 1)]
            )
        image.extend(bytes(-len(image) % LINE))
        at = len(image)
        image.extend(np.array(found, dtype=np.int64).tobytes())
        return at

    arguments = [
        ("i64", int(a)) if isinstance(a, int) else ("ptr", words(a if hasattr(a, "_fields") else [a])) for a in given
    ]
    state = placed(given[0].state)
    image.extend(bytes(-len(image) % PAGE + PAGE))
    piece = next(p for p in live.pieces if p.lanes == LANES)
    files = [folder / name for name in ("entry.wasm", "image", "arguments", "after", "run.js")]
    files[0].write_bytes(live.kept(piece, webassembly))
    files[1].write_bytes(image)
    files[2].write_text(json.dumps(arguments))
    files[4].write_text(NODE)
    subprocess.run(["node", files[4], *files[:4]], check=True)
    return files[3].read_bytes()[state : state + given[0].state.nbytes]


def main() -> int:
    """Live, compare and tell as JSON; 1 if any two differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--settings", type=int, default=300, metavar="N", help="random settings (default: 300)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the settings (default: 1)")
    parser.add_argument("--browser", action="store_true", help="WebAssembly too, by Node.js")
    arguments = parser.parse_args()
    dice, wrong = random.Random(arguments.seed), []
    for _ in range(arguments.settings):
        request = drawn(dice)
        if not equal(request):
            wrong.append(str(request))
    told: dict[str, Any] = {"settings": arguments.settings, "differ": wrong}
    if arguments.browser:
        with tempfile.TemporaryDirectory() as folder:
            list(engine.live_all([prepare(Request.of("healthy", seed=s, days=1.0)).run for s in (1, 2)], lambda _: ()))
            told["in WebAssembly"] = {name: in_browser(name, Path(folder)) for name in sorted(shipped())}
    print(json.dumps(told, indent=2))
    return 1 if wrong or not all(told.get("in WebAssembly", {}).values()) else 0


if __name__ == "__main__":
    sys.exit(main())
