"""A class of joined phones in headless browsers: ``python benchmarks/phones.py [--phones 30] [--minutes 5] [--every 2] [--json]``.

Starts ``agonist app --class`` for this machine alone, opens the teacher's page and so many phones (chromium without a screen,
390 x 844), one after another as pupils would come, and plays a lesson with them: join, push, guess, run, freeze, let go, save,
play. All browsers are on this machine too, so times are upper bounds; a phone stops drawing once its first picture is there,
because a real one draws with a processor of its own. Processor time and memory are those of the server alone.

Each figure is printed as soon as it is known. A phone that is lost is counted and left out, and every wait has an end: a busy
machine gives worse figures, not none. The load average before and after stands beside them.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from browsers import PHONE, Room, launch

NUMBER = """(() => { const wait = setInterval(() => {
    if (!(window.agonistDraws > 0 && window.agonistStage?.run?.count)) return;
    clearInterval(wait);
    window.readyMs = performance.now();
    if (innerWidth < 500) agonistStage.close();
}, 50); })()"""  # the page itself tells when its patient was there; a phone draws no more
LESSON, DAYS = "A swollen knee", 12
PLAY = "agonistStage.host.send({k: 'play', speed: 1, at: 0})"
THERE = f"document.querySelector('.ag-lesson h2')?.textContent.startsWith('{LESSON}')"
HELD = "document.querySelector('.ag-held')"
Figures = dict[str, Any]


class Class:
    """The teacher's page and the phones that are still there; no wait is longer than `patience_s`."""

    def __init__(self, browser: Any, room: Room, patience_s: float) -> None:
        self.browser, self.room, self.patience_s = browser, room, patience_s
        self.phones: list[Any] = []
        self.lost = 0
        self.teacher = self.come(room.teacher, viewport={"width": 1366, "height": 768})

    def come(self, address: str, **options: Any) -> Any:
        """A page that has been asked for; it is not waited for."""
        page = self.browser.new_context(**options).new_page()
        page.set_default_timeout(1000.0 * self.patience_s)
        page.add_init_script(NUMBER)
        page.goto(address, wait_until="commit")
        return page

    def each(self, act: Callable[[Any, int], Any]) -> list[Any]:
        """What every phone answers; one that does not answer is lost."""
        from playwright.sync_api import Error

        answers, still = [], []
        for k, page in enumerate(self.phones):
            try:
                answers.append(act(page, k))
                still.append(page)
            except Error:
                self.lost += 1
        self.phones = still
        return answers

    def all_say(self, expression: str) -> float:
        """Seconds until every phone that is left says yes."""
        start = time.monotonic()
        self.each(lambda page, _: page.wait_for_function(expression))
        return time.monotonic() - start

    def teacher_reads(self, text: str) -> float:
        """Seconds until the teacher's page says so; nan where it never does."""
        from playwright.sync_api import Error

        start = time.monotonic()
        try:
            self.teacher.get_by_text(text).first.wait_for()
        except Error:
            return float("nan")
        return time.monotonic() - start


def join(room: Class, count: int, every: float) -> Figures:
    """Phones come one after another; how long each waited for its patient, by its own clock."""
    from playwright.sync_api import Error

    room.teacher.wait_for_function("window.readyMs")
    empty = room.room.memory_mb
    for _ in range(count):
        start = time.monotonic()
        try:
            room.phones.append(room.come(room.room.pupils, **PHONE))
        except Error:
            room.lost += 1
        time.sleep(max(0.0, every - (time.monotonic() - start)))
    took = room.each(lambda page, _: page.wait_for_function("window.readyMs").json_value() / 1000.0)
    seen = room.teacher_reads(f"{len(room.phones)} here")
    return {
        "joined": len(took), "ready_s_median": statistics.median(took) if took else float("nan"),
        "ready_s_longest": max(took, default=float("nan")), "seen_by_teacher_s": seen,
        "mb_per_phone": (room.room.memory_mb - empty) / max(1, len(took)),
    }  # fmt: skip


def push_and_guess(room: Class) -> Figures:
    """The teacher gives everybody the lesson; everybody guesses and runs; the teacher sees both."""
    teacher, count = room.teacher, len(room.phones)
    teacher.locator(".ag-top .v-select").first.click()
    teacher.locator(".menuable__content__active .v-list-item", has_text=LESSON).click()
    teacher.wait_for_function(f"agonistStage.horizon === {DAYS}")
    teacher.get_by_role("button", name="Push this lesson to all").click()
    pushed = room.all_say(THERE)
    room.each(lambda page, k: page.locator(".ag-option").nth(k % 3).click())
    guessed = room.teacher_reads(f"Guesses ({count})")
    room.each(lambda page, _: page.evaluate(f"agonistStage.host.send({{k: 'jump', days: {DAYS}}})"))
    return {
        "lesson_at_all_s": pushed,
        "guesses_at_teacher_s": guessed,
        "outcomes_at_teacher_s": room.teacher_reads(f"Outcomes ({count})"),
    }


def freeze(room: Class) -> Figures:
    """The teacher stops every phone, and lets all go on."""
    room.teacher.get_by_role("button", name="Freeze all").click()
    stopped = room.all_say(HELD)
    room.teacher.get_by_role("button", name="Let all go on").click()
    return {"frozen_s": stopped, "free_again_s": room.all_say(f"!{HELD}")}


def saved(room: Class) -> Figures:
    """Pupils in the saved answers, and those with a guess."""
    with room.teacher.expect_download() as loaded:
        room.teacher.get_by_role("button", name="Save answers").click()
    rows = list(csv.DictReader(io.StringIO(loaded.value.path().read_text())))
    guessed = {row["pupil"] for row in rows if row["guess"]}
    return {"pupils_in_answers": len({row["pupil"] for row in rows}), "with_a_guess": len(guessed)}


def played(room: Class, minutes: float) -> Figures:
    """All phones play at a day a second: processor time and memory of the server, minute by minute."""
    server, percent, memory = room.room, [], [room.room.memory_mb]
    room.each(lambda page, _: page.evaluate(PLAY))
    for _ in range(max(1, round(minutes))):
        used, start = server.cpu_s, time.monotonic()
        time.sleep(60.0 * min(1.0, minutes))
        percent.append(100.0 * (server.cpu_s - used) / (time.monotonic() - start))
        memory.append(server.memory_mb)
    return {"cpu_percent_each_minute": [round(p) for p in percent], "mb_each_minute": [round(m) for m in memory]}


def gone(room: Class) -> Figures:
    """Everybody goes home."""
    room.each(lambda page, _: page.context.close())
    return {"all_left_seen_s": room.teacher_reads("0 here"), "mb_after_all_left": round(room.room.memory_mb)}


def seen_by(page: Any) -> str:
    """What stands on a page, in one line, for whoever wonders why it does not go on."""
    from playwright.sync_api import Error

    try:
        return " ".join(page.locator("body").inner_text(timeout=5000).split())[:600]
    except Error as error:
        return str(error).splitlines()[0]


def lesson(room: Class, steps: list[Callable[[], Figures]], tell: Callable[[Figures], None]) -> Figures:
    """A whole lesson, step by step; what breaks off says where."""
    from playwright.sync_api import Error

    found: Figures = {"load_before": os.getloadavg()}
    for step in steps:
        try:
            new = step()
        except Error as error:
            new = {"broke_off": str(error).splitlines()[0], "teacher_saw": seen_by(room.teacher)}
        tell(new)
        found |= new
        if "broke_off" in new:
            break
    ended = {"phones_lost": room.lost, "cores": os.cpu_count(), "load_after": os.getloadavg()}
    tell(ended)
    return found | ended


def say(new: Figures) -> None:
    """Print figures as they come."""
    for name, value in new.items():
        print(name, f"{value:.4g}" if isinstance(value, float) else value, file=sys.stderr, flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=5.0, help="how long all phones play")
    parser.add_argument("--every", type=float, default=2.0, metavar="SECONDS", help="between one phone and the next")
    parser.add_argument("--patience", type=float, default=120.0, metavar="SECONDS", help="the longest single wait")
    parser.add_argument("--json", action="store_true", help="print all figures once more, as JSON")
    chosen = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with Room() as served, sync_playwright() as driver:
        room = Class(launch(driver), served, chosen.patience)
        steps = [
            lambda: join(room, chosen.phones, chosen.every), lambda: push_and_guess(room), lambda: freeze(room),
            lambda: saved(room), lambda: played(room, chosen.minutes), lambda: gone(room),
        ]  # fmt: skip
        found = lesson(room, steps, say)
    if chosen.json:
        print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
