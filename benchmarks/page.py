"""How fast the page is: updates a second with few and many muscles, server time, answer to a click, many visitors.

Run it with nothing else on the machine: ``python benchmarks/page.py [--sessions 20] [--seconds 10] [--json]``. It
starts a server of its own, drives chromium without a screen, and prints one table. CPU is the server's alone.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pupils
from browsers import DRAWN, Served, launch

WAIT_S = 120.0  # the longest wait for a patient
CHANGE_S = 3.0  # between one visitor that leaves and the next, in the long watch over memory

BODY = """title = "{title}"
days = 365
watch = "hip_extension_right"

[body]
model = "rlu2023"
sides = {sides}
split = {split}
"""
PRACTICE = '\n[[plan]]\ndo = "practice"\ntask = "{task}"\nreps = 160\nload = 0.35\n'
INHIBIT = '\n[[plan]]\ndo = "inhibit"\nmuscle = "gluteus_maximus"\nside = "right"\nfraction = 0.5\n'
INHIBIT += "day = 30\ndays = 60\n"
SMALL = BODY.format(title="few", sides='["right"]', split="[]") + PRACTICE.format(task="hip_extension") + INHIBIT
LARGE = (
    BODY.format(title="many muscles", sides='["left", "right"]', split="[]")
    + "".join(PRACTICE.format(task=t) for t in ("hip_extension", "knee_extension", "plantarflexion", "hip_abduction"))
    + INHIBIT
)
APP = """
import os
import sys
from agonist.viz.session import visitor
from agonist.viz.session.recipe import Recipe
text = open(os.environ["BENCH_SCENARIO"]).read()
visitor.read_query = lambda query, default: Recipe("bench", text=text)
from agonist.viz.serve import serve
serve(port=int(sys.argv[-1]), open_browser=False)
"""
RATE = """async (seconds) => {
    const from = agonistDraws, start = performance.now();
    await new Promise(r => setTimeout(r, seconds * 1000));
    return (agonistDraws - from) / ((performance.now() - start) / 1000);
}"""
CLICK = """async () => {
    const play = document.querySelector(".ag-play"), took = [];
    for (let k = 0; k < 10; k++) {
        const start = performance.now(), was = play.textContent;
        play.click();
        while (play.textContent === was) await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        took.push(performance.now() - start);
        await new Promise(r => setTimeout(r, 300));
    }
    return took.sort((a, b) => a - b)[Math.floor(took.length / 2)];
}"""
YEAR = """async () => {
    const start = performance.now(), from = agonistStage.run.edge;
    agonistStage.jump(365);
    while (agonistStage.run.edge < from + 364.9) await new Promise(requestAnimationFrame);
    return (performance.now() - start) / 1000;
}"""


class Server(Served):
    """A page on a scenario, in a process of its own."""

    def __init__(self, scenario: str) -> None:
        self.folder = Path(tempfile.mkdtemp())
        (self.folder / "scenario.toml").write_text(scenario)
        (self.folder / "page.py").write_text(APP)
        super().__init__([str(self.folder / "page.py")], {"BENCH_SCENARIO": str(self.folder / "scenario.toml")})

    def close(self) -> None:
        """End the process and remove its folder."""
        super().close()
        shutil.rmtree(self.folder, ignore_errors=True)


def visit(browser: Any, server: Server) -> Any:
    """A visitor whose first picture is drawn."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(server.address, timeout=300_000)
    page.wait_for_function(DRAWN, timeout=600_000)
    return page


def measure(browser: Any, scenario: str, seconds: float) -> dict[str, float]:
    """All figures of one body."""
    with Server(scenario) as server:
        page = visit(browser, server)
        page.evaluate("agonistStage.jump(1)")
        page.wait_for_function("agonistStage.run.edge >= 1", timeout=600_000)
        found = {"muscles": page.evaluate("agonistStage.run.topology.muscles.length")}
        page.evaluate("agonistStage.setSpeed(1); agonistStage.startPlaying()")
        time.sleep(1.0)
        used, start = server.cpu_s, time.monotonic()
        found["updates_per_s"] = page.evaluate(RATE, seconds)
        found["server_cpu_percent"] = 100.0 * (server.cpu_s - used) / (time.monotonic() - start)
        found["click_ms"] = page.evaluate(CLICK)
        page.evaluate("agonistStage.playing && agonistStage.pause()")
        found["year_s"] = page.evaluate(YEAR)
        page.context.close()
        return found


class Crowd:
    """Visitors without a browser (`pupils.py`) who all play at a day a second: thirty browsers would measure the machine."""

    def __init__(self, server: Server) -> None:
        self.server, self.room = server, pupils.Class()
        self.here: list[pupils.Pupil] = []

    def come(self) -> None:
        """One more, who plays as soon as the patient is there."""
        self.here.append(self.room.come(self.server.address))
        self.room.until(self.here[-1], lambda one: one.ready_at > 0.0, WAIT_S)
        self.room.wait(self.here[-1].say("stage", {"k": "play", "speed": 1, "at": 0}))

    def go(self, which: int = 0) -> None:
        """One of them closes the tab."""
        self.room.leave(self.here.pop(which))

    def percent(self, seconds: float) -> float:
        """Of one core, what the server uses in so many seconds."""
        used, start = self.server.cpu_s, time.monotonic()
        time.sleep(seconds)
        return 100.0 * (self.server.cpu_s - used) / (time.monotonic() - start)

    def rows(self) -> int:
        """Chunks that have come to all of them."""
        return sum(one.frames for one in self.here)


def crowd(scenario: str, sessions: int, seconds: float) -> dict[str, float]:
    """Processor time and memory with many visitors that all play, and after they have left; who comes and goes leaves nothing."""
    with Server(scenario) as server:
        visitors = Crowd(server)
        visitors.come()
        visitors.go()
        time.sleep(2.0)
        base = server.memory_mb
        for _ in range(sessions):
            visitors.come()
        cpu, began, had = visitors.percent(seconds), time.monotonic(), visitors.rows()
        time.sleep(5.0)
        came = (visitors.rows() - had) / (time.monotonic() - began) / sessions
        full = server.memory_mb
        while visitors.here:
            visitors.go()
        time.sleep(6.0)
        left = server.memory_mb
        for _ in range(15):
            visitors.come()
            visitors.go()
        time.sleep(3.0)
        found = {
            "sessions": sessions,
            "base_mb": base,
            "mb_per_session": (full - base) / sessions,
            "cpu_percent": cpu,
            "messages_per_s_and_visitor": came,
            "after_all_left_mb": left,
            "after_15_more_mb": server.memory_mb,
            "threads_at_end": server.threads,
        }
    return found


def hour(scenario: str, sessions: int, minutes: float) -> dict[str, object]:
    """Memory of the server each minute while half of the visitors stay and the other half come and go."""
    with Server(scenario) as server:
        visitors = Crowd(server)
        for _ in range(sessions):
            visitors.come()
        start, samples, percent, visits = time.monotonic(), [round(server.memory_mb, 1)], [], sessions
        while time.monotonic() - start < 60.0 * minutes:
            used, minute = server.cpu_s, time.monotonic()
            while time.monotonic() - minute < 60.0:
                visitors.go(sessions // 2)
                visitors.come()
                visits += 1
                time.sleep(CHANGE_S)
            percent.append(round(100.0 * (server.cpu_s - used) / (time.monotonic() - minute), 1))
            samples.append(round(server.memory_mb, 1))
            print(f"minute {len(percent)}: {samples[-1]} MB, {percent[-1]} % of a core, {visits} visits", flush=True)
        while visitors.here:
            visitors.go()
        time.sleep(10.0)
        return {
            "sessions": sessions,
            "minutes": minutes,
            "visits": visits,
            "threads_at_end": server.threads,
            "after_all_left_mb": server.memory_mb,
            "mb_each_minute": samples,
            "cpu_percent_each_minute": percent,
        }


def alone(browser: Any, pyodide: str, seconds: float) -> dict[str, float]:
    """A lesson without a server, made live: until it lives, updates while it plays, a year."""
    from agonist.viz.standalone.export import export

    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(sys.stderr):
        export(folder, ["gluteal-inhibition"], pyodide)
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.goto((Path(folder) / "gluteal-inhibition.html").as_uri())
        page.wait_for_function(DRAWN)
        start = time.monotonic()
        page.get_by_role("button", name="Make it live").click()
        page.wait_for_function("window.agonistLive && agonistStage.run?.count", timeout=180_000)
        found = {"live_after_s": time.monotonic() - start}
        page.evaluate("agonistStage.setSpeed(1); agonistStage.startPlaying()")
        time.sleep(1.0)
        found["updates_per_s"] = page.evaluate(RATE, seconds)
        page.evaluate("agonistStage.playing && agonistStage.pause()")
        found["year_s"] = page.evaluate(YEAR)
        page.context.close()
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--hour", type=float, metavar="MINUTES", help="only watch the memory for so many minutes")
    parser.add_argument("--pyodide", metavar="FOLDER", help="Pyodide's files: also measure the page without a server")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    from playwright.sync_api import sync_playwright

    if chosen.hour:
        print(json.dumps(hour(SMALL, chosen.sessions, chosen.hour), indent=2))
        return
    with sync_playwright() as driver:
        browser = launch(driver)
        found = {name: measure(browser, text, chosen.seconds) for name, text in (("few", SMALL), ("many", LARGE))}
        if chosen.sessions:
            found["crowd"] = crowd(SMALL, chosen.sessions, 2.0 * chosen.seconds)
        if chosen.pyodide:
            found["alone"] = alone(browser, chosen.pyodide, chosen.seconds)
    if chosen.json:
        print(json.dumps(found, indent=2))
        return
    for name, row in found.items():
        print(name, ", ".join(f"{key} {value:.4g}" for key, value in row.items()))
    print("load average", os.getloadavg())


if __name__ == "__main__":
    main()
