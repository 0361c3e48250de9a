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

from browsers import DRAWN, Served, launch, wait_for
from playwright.sync_api import Error

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
QUIET = "agonistStage.close(); agonistStage.host.send({k: 'play', speed: 1, at: 0})"  # plays, but draws nothing
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
        wait_for(self.address, self.process)

    def close(self) -> None:
        """End the process and remove its folder."""
        super().close()
        shutil.rmtree(self.folder, ignore_errors=True)


def visit(browser: object, server: Server) -> object:
    """A visitor whose first picture is drawn."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()  # type: ignore[attr-defined]
    page.goto(server.address, timeout=300_000)
    page.wait_for_function(DRAWN, timeout=600_000)
    return page


def measure(browser: object, scenario: str, seconds: float) -> dict[str, float]:
    """All figures of one body."""
    server = Server(scenario)
    page = visit(browser, server)
    page.evaluate("agonistStage.jump(1)")  # type: ignore[attr-defined]
    page.wait_for_function("agonistStage.run.edge >= 1", timeout=600_000)  # type: ignore[attr-defined]
    found = {"muscles": page.evaluate("agonistStage.run.topology.muscles.length")}  # type: ignore[attr-defined]
    page.evaluate("agonistStage.setSpeed(1); agonistStage.startPlaying()")  # type: ignore[attr-defined]
    time.sleep(1.0)
    used, start = server.cpu_s, time.monotonic()
    found["updates_per_s"] = page.evaluate(RATE, seconds)  # type: ignore[attr-defined]
    found["server_cpu_percent"] = 100.0 * (server.cpu_s - used) / (time.monotonic() - start)
    found["click_ms"] = page.evaluate(CLICK)  # type: ignore[attr-defined]
    page.evaluate("agonistStage.playing && agonistStage.pause()")  # type: ignore[attr-defined]
    found["year_s"] = page.evaluate(YEAR)  # type: ignore[attr-defined]
    page.context.close()  # type: ignore[attr-defined]
    server.close()
    return found


def quiet(page: Any) -> None:
    """Let a page play and draw nothing; one that has just started anew by itself is waited for."""
    try:
        page.evaluate(QUIET)
    except Error:  # a slow server: the page has started once more by itself
        page.wait_for_function(DRAWN, timeout=600_000)
        page.evaluate(QUIET)


def crowd(browser: object, scenario: str, sessions: int) -> dict[str, float]:
    """Memory with many visitors that all play, and after they have left; visitors that come and go leave nothing."""
    server = Server(scenario)
    visit(browser, server).context.close()  # type: ignore[attr-defined]
    time.sleep(2.0)
    base = server.memory_mb
    pages = []
    for _ in range(sessions):
        pages.append(visit(browser, server))
        quiet(pages[-1])
    time.sleep(5.0)
    used, start = server.cpu_s, time.monotonic()
    time.sleep(5.0)
    cpu = 100.0 * (server.cpu_s - used) / (time.monotonic() - start)
    full = server.memory_mb
    for page in pages:
        page.context.close()  # type: ignore[attr-defined]
    time.sleep(6.0)
    left, rounds = server.memory_mb, []
    for _ in range(3):
        for page in [visit(browser, server) for _ in range(5)]:
            quiet(page)
            page.context.close()  # type: ignore[attr-defined]
        time.sleep(3.0)
        rounds.append(server.memory_mb)
    threads = server.threads
    server.close()
    return {
        "sessions": sessions,
        "base_mb": base,
        "mb_per_session": (full - base) / sessions,
        "cpu_percent": cpu,
        "after_all_left_mb": left,
        "after_15_more_mb": rounds[-1],
        "threads_at_end": threads,
    }


def hour(browser: object, scenario: str, sessions: int, minutes: float) -> dict[str, object]:
    """Memory of the server each minute while half of the visitors stay and the other half come and go."""
    server = Server(scenario)
    pages = [visit(browser, server) for _ in range(sessions)]
    for page in pages:
        quiet(page)
    start, samples, visits = time.monotonic(), [], sessions
    while time.monotonic() - start < 60.0 * minutes:
        pages.pop(sessions // 2).context.close()  # type: ignore[attr-defined]
        pages.append(visit(browser, server))
        quiet(pages[-1])
        visits += 1
        if time.monotonic() - start >= 60.0 * len(samples):
            samples.append(round(server.memory_mb, 1))
            print(f"minute {len(samples) - 1}: {samples[-1]} MB, {visits} visits", flush=True)
        time.sleep(CHANGE_S)
    threads = server.threads
    for page in pages:
        page.context.close()  # type: ignore[attr-defined]
    time.sleep(10.0)
    left = server.memory_mb
    server.close()
    return {
        "sessions": sessions,
        "minutes": minutes,
        "visits": visits,
        "threads_at_end": threads,
        "after_all_left_mb": left,
        "mb_each_minute": samples,
    }


def alone(browser: object, pyodide: str, seconds: float) -> dict[str, float]:
    """A lesson without a server, made live: until it lives, updates while it plays, a year."""
    from agonist.viz.standalone.export import export

    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(sys.stderr):
        export(folder, ["gluteal-inhibition"], pyodide)
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()  # type: ignore[attr-defined]
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
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--hour", type=float, metavar="MINUTES", help="only watch the memory for so many minutes")
    parser.add_argument("--pyodide", metavar="FOLDER", help="Pyodide's files: also measure the page without a server")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = launch(driver)
        if chosen.hour:
            print(json.dumps(hour(browser, SMALL, chosen.sessions, chosen.hour), indent=2))
            return
        found = {name: measure(browser, text, chosen.seconds) for name, text in (("few", SMALL), ("many", LARGE))}
        if chosen.sessions:
            found["crowd"] = crowd(browser, SMALL, chosen.sessions)
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
