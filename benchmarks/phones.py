"""A class of joined phones in headless browsers: ``python benchmarks/phones.py [--phones 30] [--minutes 5] [--every 2] [--json]``.

Starts ``agonist app --class`` for this machine alone, opens the teacher's page and so many phones (chromium without a screen,
390 x 844), one after another as pupils would come, and plays a lesson with them: join, push, guess, run, play, freeze, let go,
save. All browsers are on this machine too, so times are upper bounds; processor time and memory are those of the server alone.
The load average before and after stands beside the figures.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from page import FLAGS, cpu_seconds, memory_mb

COMMAND = "from agonist.experiments.cli import main; raise SystemExit(main())"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
READY = "window.agonistDraws > 0 && agonistStage.run?.count"
LESSON, DAYS = "A swollen knee", 12
PLAY = "agonistStage.close(); agonistStage.host.send({k: 'play', speed: 1, at: 0})"  # lives on, draws nothing: a phone draws itself
PATIENCE_MS = 300_000


class Room:
    """A class on a server of its own: the pupils' address and the teacher's."""

    def __init__(self) -> None:
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            port = door.getsockname()[1]
        words = [
            sys.executable,
            "-c",
            COMMAND,
            "app",
            "--class",
            "--host",
            "127.0.0.1",
            "--no-open",
            "--port",
            str(port),
        ]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdout
        said = [self.process.stdout.readline() for _ in range(2)]
        self.pupils, self.teacher = (re.search(r"http://\S+", line)[0] for line in said)  # type: ignore[index]
        self._wait(port)

    def _wait(self, port: int) -> None:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                time.sleep(0.2)
        raise SystemExit("the server did not start")

    def close(self) -> None:
        """End the server."""
        self.process.terminate()
        self.process.wait(timeout=30)


def come(browser: Any, address: str, **options: Any) -> Any:
    """A page that has been asked for; it is not waited for."""
    page = browser.new_context(**options).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address, wait_until="commit", timeout=PATIENCE_MS)
    return page


def until(ready: Callable[[], bool], seconds: float = 300.0) -> float:
    """Seconds until something is so; nan where it never was."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        if ready():
            return time.monotonic() - start
        time.sleep(0.1)
    return float("nan")


def joined(browser: Any, address: str, phones: int, every: float) -> tuple[list[Any], list[float]]:
    """Phones that come one after another, and how long each waited for its patient, s."""
    pages: list[Any] = []
    came: list[float] = []
    took: dict[int, float] = {}

    def look() -> None:
        for k, page in enumerate(pages):
            if k not in took and page.evaluate(f"() => Boolean({READY})"):
                took[k] = time.monotonic() - came[k]

    for _ in range(phones):
        came.append(time.monotonic())
        pages.append(come(browser, address, **PHONE))
        until(lambda: (look(), time.monotonic() - came[-1] >= every)[1])
    until(lambda: (look(), len(took) == phones)[1])
    return pages, [took.get(k, float("nan")) for k in range(phones)]


def push_and_guess(teacher: Any, phones: list[Any]) -> dict[str, float]:
    """The teacher gives everybody the lesson; everybody guesses; the teacher sees it."""
    teacher.locator(".ag-top .v-select").first.click()
    teacher.locator(".menuable__content__active .v-list-item", has_text=LESSON).click()
    teacher.wait_for_function(f"agonistStage.horizon === {DAYS}", timeout=PATIENCE_MS)
    teacher.get_by_role("button", name="Push this lesson to all").click()
    there = "() => document.querySelector('.ag-lesson h2')?.textContent.startsWith('A swollen knee')"
    pushed = until(lambda: all(page.evaluate(there) for page in phones))
    for k, page in enumerate(phones):
        page.evaluate("(k) => document.querySelectorAll('.ag-option')[k].click()", k % 3)
    guessed = until(lambda: teacher.get_by_text(f"Guesses ({len(phones)})").count() > 0)
    for page in phones:
        page.evaluate(f"agonistStage.host.send({{k: 'jump', days: {DAYS}}})")
    ran = until(lambda: teacher.get_by_text(f"Outcomes ({len(phones)})").count() > 0)
    return {"lesson_at_all_s": pushed, "guesses_at_teacher_s": guessed, "outcomes_at_teacher_s": ran}


def freeze(teacher: Any, phones: list[Any]) -> dict[str, float]:
    """The teacher stops every phone, and lets all go on."""
    held = "() => Boolean(document.querySelector('.ag-held'))"
    teacher.get_by_role("button", name="Freeze all").click()
    stopped = until(lambda: all(page.evaluate(held) for page in phones), 60.0)
    teacher.get_by_role("button", name="Let all go on").click()
    return {"frozen_s": stopped, "free_again_s": until(lambda: not any(page.evaluate(held) for page in phones), 60.0)}


def saved(teacher: Any) -> dict[str, float]:
    """Pupils in the saved answers, and those with a guess."""
    with teacher.expect_download() as loaded:
        teacher.get_by_role("button", name="Save answers").click()
    rows = list(csv.DictReader(io.StringIO(loaded.value.path().read_text())))
    return {
        "pupils_in_answers": len({row["pupil"] for row in rows}),
        "with_a_guess": len({row["pupil"] for row in rows if row["guess"]}),
    }


def played(room: Room, phones: list[Any], minutes: float) -> dict[str, Any]:
    """All phones play at a day a second: processor time and memory of the server, minute by minute."""
    pid, percent, memory = room.process.pid, [], [memory_mb(room.process.pid)]
    for page in phones:
        page.evaluate(PLAY)
    for _ in range(max(1, round(minutes))):
        used, start = cpu_seconds(pid), time.monotonic()
        time.sleep(60.0 * min(1.0, minutes))
        percent.append(100.0 * (cpu_seconds(pid) - used) / (time.monotonic() - start))
        memory.append(memory_mb(pid))
    return {"cpu_percent_each_minute": [round(p) for p in percent], "mb_each_minute": [round(m) for m in memory]}


def lesson(browser: Any, room: Room, phones: int, minutes: float, every: float) -> dict[str, Any]:
    """A whole lesson with a class."""
    before = os.getloadavg()
    teacher = come(browser, room.teacher, viewport={"width": 1366, "height": 768})
    teacher.wait_for_function(READY, timeout=PATIENCE_MS)
    empty = memory_mb(room.process.pid)
    pages, took = joined(browser, room.pupils, phones, every)
    here = until(lambda: teacher.get_by_text(f"{phones} here, {phones} joined").count() > 0, 60.0)
    found: dict[str, Any] = {
        "phones": phones, "ready_s_median": statistics.median(took), "ready_s_longest": max(took), "seen_by_teacher_s": here,
        "pages_that_never_came": sum(t != t for t in took),
    }  # fmt: skip
    found |= push_and_guess(teacher, pages) | freeze(teacher, pages)
    found["mb_per_phone"] = (memory_mb(room.process.pid) - empty) / phones
    found |= saved(teacher) | played(room, pages, minutes)
    for page in pages:
        page.context.close()
    left = until(lambda: teacher.get_by_text(f"0 here, {phones} joined").count() > 0, 60.0)
    found |= {"all_left_seen_s": left, "mb_after_all_left": round(memory_mb(room.process.pid))}
    return found | {"cores": os.cpu_count(), "load_before": before, "load_after": os.getloadavg()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=5.0, help="how long all phones play")
    parser.add_argument("--every", type=float, default=2.0, metavar="SECONDS", help="between one phone and the next")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    from playwright.sync_api import sync_playwright

    room = Room()
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
            found = lesson(browser, room, chosen.phones, chosen.minutes, chosen.every)
    finally:
        room.close()
    if chosen.json:
        print(json.dumps(found, indent=2))
        return
    for name, value in found.items():
        print(name, f"{value:.4g}" if isinstance(value, float) else value)


if __name__ == "__main__":
    main()
