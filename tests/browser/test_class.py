"""A class: pupils join with a phone, each with an own patient, guess and run; the teacher sees it, pushes and freezes."""

from __future__ import annotations

import csv
import io

import pytest
from browsers import DRAWN, PHONE, Room


@pytest.fixture(scope="module")
def lesson():
    """A server for a class on this machine alone: the pupils' address and the teacher's."""
    with Room() as room:
        yield room.pupils, room.teacher


def come(browser, address: str, **options):
    context = browser.new_context(**options)
    page = context.new_page()
    page.goto(address)
    page.wait_for_function(DRAWN, timeout=90_000)
    return page


def test_a_class_from_the_code_to_the_answers(browser, lesson):
    address, way_in = lesson
    teacher = come(browser, way_in)
    teacher.locator(".ag-qr svg").wait_for(timeout=60_000)
    assert address in teacher.locator(".ag-room-address").inner_text()
    assert "teacher" not in teacher.evaluate("location.href")
    pupils = [come(browser, address, **PHONE) for _ in range(3)]
    teacher.get_by_text("3 here, 3 joined").wait_for(timeout=15_000)
    assert not pupils[0].locator(".ag-qr").count()
    assert not pupils[0].locator('[data-step="teacher"]').count(), "the note is the teacher's"
    _push_and_run(teacher, pupils)
    _large(teacher)
    _freeze(teacher, pupils)
    _a_reload_keeps_the_place(teacher, pupils)
    with teacher.expect_download() as loaded:
        teacher.get_by_role("button", name="Save answers").click()
    rows = list(csv.DictReader(io.StringIO(loaded.value.path().read_text())))
    assert {row["guess"] for row in rows if row["pupil"] in "123"} >= {
        "nothing: the tissue is whole",
        "it wastes and stays weak",
    }
    assert any(row["name"] == "Ada" for row in rows)
    assert all(float(row["during"]) > 0 for row in rows if row["reading"].startswith("torque_max") and row["during"])
    for page in (teacher, *pupils):
        page.context.close()


def _push_and_run(teacher, pupils) -> None:
    teacher.locator(".ag-top .v-select").first.click()
    teacher.locator(".menuable__content__active .v-list-item", has_text="A swollen knee").click()
    teacher.wait_for_function("agonistStage.horizon === 12", timeout=15_000)
    teacher.get_by_role("button", name="Push this lesson to all").click()
    for k, page in enumerate(pupils):
        page.locator(".ag-lesson h2", has_text="A swollen knee").wait_for(timeout=15_000)
        page.locator(".ag-option").nth(2 * (k % 2)).click()
        assert f"seed={k + 1}" in page.evaluate("agonistStage.address.query")
    teacher.get_by_text("Guesses (3)").wait_for(timeout=15_000)
    assert teacher.locator(".ag-class-chart .n").first.text_content() == "2"
    for page in pupils[:2]:
        page.evaluate("agonistStage.host.send({k: 'jump', days: 12})")
    teacher.get_by_text("Outcomes (2)").wait_for(timeout=60_000)
    assert teacher.locator(".ag-class-chart circle").count() == 6


def _large(teacher) -> None:
    """For the last row: the way in and the votes fill the window, and Escape ends it."""
    teacher.get_by_role("button", name="Large").click()
    teacher.locator(".ag-class-whole").wait_for()
    window = teacher.viewport_size
    code, votes = (
        teacher.locator(f".ag-class-whole {part}").first.bounding_box()
        for part in (".ag-qr svg", ".ag-class-chart svg")
    )
    assert (
        code["width"] > 0.5 * window["height"] and code["y"] >= 0 and votes["y"] + votes["height"] <= window["height"]
    )
    assert (
        teacher.locator(".ag-class-chart text").first.evaluate(
            "(n) => parseFloat(getComputedStyle(n).fontSize) * n.getScreenCTM().a"
        )
        >= 18
    )
    teacher.keyboard.press("Escape")
    teacher.locator(".ag-class-whole").wait_for(state="detached")


def _freeze(teacher, pupils) -> None:
    pupils[2].evaluate("document.querySelector('.ag-play').click()")
    pupils[2].wait_for_function("agonistStage.playing && agonistStage.day > 0.2", timeout=15_000)
    teacher.get_by_role("button", name="Freeze all").click()
    pupils[2].wait_for_function("!agonistStage.playing && document.querySelector('.ag-held')", timeout=10_000)
    day = pupils[2].evaluate("agonistStage.run.edge")
    pupils[2].evaluate("agonistStage.host.send({k: 'jump', days: 5})")
    pupils[2].wait_for_timeout(800)
    assert pupils[2].evaluate("agonistStage.run.edge") - day < 0.7
    teacher.get_by_role("button", name="Let all go on").click()
    pupils[2].wait_for_function("!document.querySelector('.ag-held')", timeout=10_000)
    pupils[2].wait_for_function(
        f"agonistStage.playing && agonistStage.day > {day} + 0.3", timeout=15_000
    )  # who played plays on


def _a_reload_keeps_the_place(teacher, pupils) -> None:
    pupils[0].get_by_label("your name, if you like").fill("Ada")
    pupils[0].wait_for_timeout(800)
    teacher.get_by_role("button", name="Freeze all").click()
    pupils[0].locator(".ag-held").wait_for(timeout=10_000)
    pupils[0].reload()
    pupils[0].wait_for_function(DRAWN, timeout=60_000)
    pupils[0].locator(".ag-held").wait_for(timeout=10_000)  # a reload is no way out
    teacher.get_by_role("button", name="Let all go on").click()
    pupils[0].wait_for_function("!document.querySelector('.ag-held')", timeout=10_000)
    teacher.get_by_text("3 here, 3 joined").wait_for(timeout=60_000)


def test_nobody_leads_without_the_key(browser, lesson):
    address, _ = lesson
    page = come(browser, f"{address}#teacher=guessed")
    page.wait_for_timeout(1500)
    assert not page.locator(".ag-qr").count() and page.get_by_text("your name, if you like").count()
    page.context.close()
