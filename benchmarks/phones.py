"""A class of phones: ``python benchmarks/phones.py [--phones 30] [--drawn 3] [--minutes 5] [--every 2] [--json]``.

Starts ``agonist app --class`` for this machine alone, opens the teacher's page and so many phones, one after another as pupils would
come, and plays a lesson with them: join, push, guess, run, freeze, let go, save, play. A few phones (``--drawn``) are chromium
without a screen, 390 x 844; the others speak the page's own protocol (``pupils.py``): a real phone draws with a processor of its
own, and thirty browsers on one machine measure that machine and not the server. A drawn phone stops drawing once its first picture
is there. Processor time and memory are those of the server alone; the teacher's page is a browser and goes on drawing.

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

import pupils
from browsers import PHONE, Room, launch
from playwright.sync_api import Error, sync_playwright

NUMBER = """(() => { const wait = setInterval(() => {
    if (!(window.agonistDraws > 0 && window.agonistStage?.run?.count)) return;
    clearInterval(wait);
    window.readyMs = performance.now();
    if (innerWidth < 500) agonistStage.close();
}, 50); })()"""  # the page itself tells when its patient was there; a phone draws no more
LESSON, DAYS = "A swollen knee", 12
THERE = f"document.querySelector('.ag-lesson h2')?.textContent.startsWith('{LESSON}')"
HELD = "document.querySelector('.ag-held')"
ANSWER = """(name) => new Promise((done) => {
    const start = performance.now(), tabs = [...document.querySelectorAll(".ag-side .v-tab")];
    const at = tabs.findIndex((t) => t.textContent.trim() === name), was = document.querySelector(".ag-side .v-window-item--active");
    tabs[at].click();
    const look = () => {
        const now = document.querySelector(".ag-side .v-window-item--active");
        if (now && now !== was && now.querySelector(".ag-panel-body")?.innerText.trim()) done((performance.now() - start) / 1000);
        else setTimeout(look, 10);
    };
    look();
})"""  # a tab of the teacher's page that the server fills
EACH_S = 6.0  # between two looks at how soon the teacher is answered
Figures = dict[str, Any]


class Drawn:
    """A phone in a browser."""

    def __init__(self, page: Any, address: str) -> None:
        self.page = page
        page.goto(address, wait_until="commit")

    def ready_s(self) -> float:
        """How long it waited for its patient, by its own clock."""
        return float(self.page.wait_for_function("window.readyMs").json_value()) / 1000.0

    def has_lesson(self) -> None:
        """Wait until the pushed lesson is there."""
        self.page.wait_for_function(THERE)

    def guess(self, k: int) -> None:
        """Choose what to expect."""
        self.page.locator(".ag-option").nth(k % 3).click()

    def stands(self, held: bool) -> None:
        """Wait until it is held, or let go."""
        self.page.wait_for_function(HELD if held else f"!{HELD}")

    def send(self, message: dict[str, Any]) -> None:
        """Tell the server, as the stage does."""
        self.page.evaluate(f"agonistStage.host.send({json.dumps(message)})")

    def leave(self) -> None:
        """Close the tab."""
        self.page.context.close()


class Spoken:
    """A phone without a browser."""

    def __init__(self, room: pupils.Class, address: str, patience_s: float) -> None:
        self.room, self.patience_s, self.start = room, patience_s, time.monotonic()
        self.pupil = room.come(address)

    def _until(self, true: Callable[[pupils.Pupil], bool]) -> None:
        self.room.until(self.pupil, true, self.patience_s)

    def ready_s(self) -> float:
        """How long it waited for the first row of its patient."""
        self._until(lambda pupil: pupil.ready_at > 0.0)
        return self.pupil.ready_at - self.start

    def has_lesson(self) -> None:
        """Wait until the pushed lesson is there."""
        self._until(lambda pupil: str(pupil.lesson.get("title", "")).startswith(LESSON))

    def guess(self, k: int) -> None:
        """Choose what to expect."""
        choices = self.pupil.lesson["choices"]
        self.room.wait(self.pupil.say("lesson", {"k": "guess", "choice": choices[k % len(choices)]}))

    def stands(self, held: bool) -> None:
        """Wait until it is held, or let go."""
        self._until(lambda pupil: pupil.held == held)

    def send(self, message: dict[str, Any]) -> None:
        """Tell the server, as the stage does."""
        self.room.wait(self.pupil.say("stage", message))

    def leave(self) -> None:
        """Close the tab."""
        self.room.leave(self.pupil)


class Class:
    """The teacher's page and the phones that are still there; no wait is longer than `patience_s`."""

    def __init__(self, browser: Any, room: Room, patience_s: float) -> None:
        self.browser, self.room, self.patience_s = browser, room, patience_s
        self.spoken = pupils.Class()
        self.phones: list[Any] = []
        self.lost = 0
        self.teacher = self._page(viewport={"width": 1366, "height": 768})
        self.teacher.goto(room.teacher, wait_until="commit")

    def _page(self, **options: Any) -> Any:
        page = self.browser.new_context(**options).new_page()
        page.set_default_timeout(1000.0 * self.patience_s)
        page.add_init_script(NUMBER)
        return page

    def come(self, drawn: bool) -> None:
        """A phone that has been asked for; it is not waited for."""
        address = self.room.pupils
        self.phones.append(
            Drawn(self._page(**PHONE), address) if drawn else Spoken(self.spoken, address, self.patience_s)
        )

    def each(self, act: Callable[[Any, int], Any]) -> list[Any]:
        """What every phone answers; one that does not answer is lost."""
        answers, still = [], []
        for k, phone in enumerate(self.phones):
            try:
                answers.append(act(phone, k))
                still.append(phone)
            except (Error, OSError, KeyError) as error:  # of them TimeoutError, ConnectionError
                self.lost += 1
                print(f"phone {k} is lost: {error!r}", file=sys.stderr)
        self.phones = still
        return answers

    def all_say(self, wait: Callable[[Any], None]) -> float:
        """Seconds until every phone that is left says yes."""
        start = time.monotonic()
        self.each(lambda phone, _: wait(phone))
        return time.monotonic() - start

    def teacher_reads(self, text: str) -> float:
        """Seconds until the teacher's page says so; nan where it never does."""
        start = time.monotonic()
        try:
            self.teacher.get_by_text(text).first.wait_for()
        except Error:
            return float("nan")
        return time.monotonic() - start

    def teacher_asks(self, seconds: float) -> list[float]:
        """For so long, how soon the teacher's page answers to a click on a tab that the server fills, s."""
        took, end = [], time.monotonic() + seconds
        while time.monotonic() < end:
            for name in ("Plan", "Class"):
                took.append(float(self.teacher.evaluate(ANSWER, name)))
            time.sleep(max(0.0, min(EACH_S, end - time.monotonic())))
        return took


def join(room: Class, count: int, drawn: int, every: float) -> Figures:
    """Phones come one after another; how long each waited for its patient, by its own clock."""
    room.teacher.wait_for_function("window.readyMs")
    empty, used, began = room.room.memory_mb, room.room.cpu_s, time.monotonic()
    asked: list[float] = []
    for k in range(count):
        start = time.monotonic()
        try:
            room.come(k < drawn)
        except (Error, OSError):
            room.lost += 1
        if k % 4 == 3:
            asked += room.teacher_asks(0.01) if every > 0.5 else []
        time.sleep(max(0.0, every - (time.monotonic() - start)))
    took = room.each(lambda phone, _: phone.ready_s())
    seen = room.teacher_reads(f"{len(room.phones)} here")
    return {
        "joined": len(took),
        "ready_s_median": statistics.median(took) if took else float("nan"),
        "ready_s_longest": max(took, default=float("nan")),
        "seen_by_teacher_s": seen,
        "teacher_answered_s_longest": max(asked, default=float("nan")),
        "cpu_s_per_phone": (room.room.cpu_s - used) / max(1, len(took)),
        "within_s": time.monotonic() - began,
        "mb_per_phone": (room.room.memory_mb - empty) / max(1, len(took)),
    }


def push_and_guess(room: Class) -> Figures:
    """The teacher gives everybody the lesson; everybody guesses and runs; the teacher sees both."""
    teacher, count = room.teacher, len(room.phones)
    teacher.locator(".ag-top .v-select").first.click()
    teacher.locator(".menuable__content__active .v-list-item", has_text=LESSON).click()
    teacher.wait_for_function(f"agonistStage.horizon === {DAYS}")
    teacher.get_by_role("button", name="Push this lesson to all").click()
    pushed = room.all_say(lambda phone: phone.has_lesson())
    room.each(lambda phone, k: phone.guess(k))
    guessed = room.teacher_reads(f"Guesses ({count})")
    room.each(lambda phone, _: phone.send({"k": "jump", "days": DAYS}))
    return {
        "lesson_at_all_s": pushed,
        "guesses_at_teacher_s": guessed,
        "outcomes_at_teacher_s": room.teacher_reads(f"Outcomes ({count})"),
    }


def freeze(room: Class) -> Figures:
    """The teacher stops every phone, and lets all go on."""
    room.teacher.get_by_role("button", name="Freeze all").click()
    stopped = room.all_say(lambda phone: phone.stands(True))
    room.teacher.get_by_role("button", name="Let all go on").click()
    return {"frozen_s": stopped, "free_again_s": room.all_say(lambda phone: phone.stands(False))}


def saved(room: Class) -> Figures:
    """Pupils in the saved answers, and those with a guess."""
    with room.teacher.expect_download() as loaded:
        room.teacher.get_by_role("button", name="Save answers").click()
    rows = list(csv.DictReader(io.StringIO(loaded.value.path().read_text())))
    guessed = {row["pupil"] for row in rows if row["guess"]}
    return {"pupils_in_answers": len({row["pupil"] for row in rows}), "with_a_guess": len(guessed)}


def played(room: Class, minutes: float) -> Figures:
    """All phones play at a day a second: processor time and memory of the server, minute by minute, and who waits for what."""
    server, percent, memory, asked = room.room, [], [room.room.memory_mb], []
    room.each(lambda phone, _: phone.send({"k": "play", "speed": 1, "at": 0}))
    spoken = [phone.pupil for phone in room.phones if isinstance(phone, Spoken)]
    time.sleep(2.0)
    before = [pupil.received for pupil in spoken]
    began = time.monotonic()
    for pupil in spoken:
        pupil.gap_s = 0.0
    for _ in range(max(1, round(minutes))):
        used, start = server.cpu_s, time.monotonic()
        asked += room.teacher_asks(60.0 * min(1.0, minutes))
        percent.append(100.0 * (server.cpu_s - used) / (time.monotonic() - start))
        memory.append(server.memory_mb)
    sent = [pupil.received - was for pupil, was in zip(spoken, before, strict=True)]
    return {
        "cpu_percent_each_minute": [round(p) for p in percent],
        "mb_each_minute": [round(m) for m in memory],
        "teacher_answered_s_median": statistics.median(asked),
        "teacher_answered_s_longest_playing": max(asked),
        "rows_gap_s_longest": max((pupil.gap_s for pupil in spoken), default=float("nan")),
        "kb_per_phone_and_s": sum(sent) / max(1, len(sent)) / (time.monotonic() - began) / 1000.0,
        "threads": server.threads,
    }


def gone(room: Class) -> Figures:
    """Everybody goes home."""
    room.each(lambda phone, _: phone.leave())
    return {
        "all_left_seen_s": room.teacher_reads("0 here"),
        "mb_after_all_left": round(room.room.memory_mb),
        "threads_after": room.room.threads,
    }


def seen_by(page: Any) -> str:
    """What stands on a page, in one line, for whoever wonders why it does not go on."""
    try:
        return " ".join(page.locator("body").inner_text(timeout=5000).split())[:600]
    except Error as error:
        return str(error).splitlines()[0]


def lesson(room: Class, steps: list[Callable[[], Figures]], tell: Callable[[Figures], None]) -> Figures:
    """A whole lesson, step by step; what breaks off says where."""
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
    parser.add_argument("--drawn", type=int, default=3, help="phones in a browser; the others speak its protocol alone")
    parser.add_argument("--minutes", type=float, default=5.0, help="how long all phones play")
    parser.add_argument("--every", type=float, default=2.0, metavar="SECONDS", help="between one phone and the next")
    parser.add_argument("--patience", type=float, default=120.0, metavar="SECONDS", help="the longest single wait")
    parser.add_argument("--json", action="store_true", help="print all figures once more, as JSON")
    chosen = parser.parse_args()
    with Room() as served, sync_playwright() as driver:
        room = Class(launch(driver), served, chosen.patience)
        steps = [
            lambda: join(room, chosen.phones, chosen.drawn, chosen.every), lambda: push_and_guess(room), lambda: freeze(room),
            lambda: saved(room), lambda: played(room, chosen.minutes), lambda: gone(room),
        ]  # fmt: skip
        found = lesson(room, steps, say)
    if chosen.json:
        print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
