"""A lesson ends where it ends and answers the guess; what to try sets the numbers; a link holds the patient and the day."""

from __future__ import annotations

import re
from pathlib import Path

from agonist.model import scenario as scenarios

FULL = """() => { const chart = agonistStage.share, own = chart.line, seen = [];
    chart.line = (...given) => { if (given[2] === agonistStage.run) seen.push(given[6].length); return own.apply(chart, given); };
    chart.draw(agonistStage.state());
    chart.line = own;
    return seen.length > 5 && seen.every((parts) => parts === 0); }"""  # every line of the patient, where other lives stand beside
GHOSTS = "[...agonistStage.store.runs.values()].filter(r => r.ghost)"
OWN = Path(scenarios.FOLDER) / "knee-effusion.toml"


def run_lesson(visitor, query_days: float = 455.0) -> None:
    """Press the button, turn the speed up, and wait for the end."""
    visitor.button("Run the lesson").click()
    visitor.wait("agonistStage.playing")
    visitor.tell("agonistStage.setSpeed(30.4375)")
    visitor.wait(f"!agonistStage.playing && agonistStage.day > {query_days - 0.1}", 60)


def test_the_space_bar_pauses_a_lesson_that_was_just_started(desk):
    """The button that started it keeps nothing: else the bar would press it again."""
    visitor = desk("gluteal-inhibition")
    visitor.button("Run the lesson").click()
    visitor.wait("agonistStage.playing && agonistStage.day > 1")
    visitor.page.keyboard.press("Space")
    visitor.wait("!agonistStage.playing", 10)
    visitor.page.keyboard.press("Space")
    visitor.wait("agonistStage.playing", 10)


def test_a_lesson_stops_at_its_end_and_answers_the_guess(desk):
    visitor = desk("gluteal-inhibition")
    visitor.button("at once").click()
    run_lesson(visitor)
    assert abs(visitor.tell("agonistStage.day") - 455.0) < 0.01 and visitor.tell("agonistStage.run.edge") < 456.0
    happened = visitor.page.locator('[data-step="happened"]')
    assert happened.get_attribute("open") is not None
    text = happened.inner_text()
    assert "You said “at once”. The lesson comes to: “not by itself”." in text
    assert {"before", "during", "after"} <= set(re.findall(r"\w+", text)) and len(re.findall(r"\d+ %", text)) >= 9
    said = visitor.page.locator(".ag-status > span", has_text="That was the lesson")
    said.wait_for(state="attached")  # it fades where it has to stand above the bar
    assert visitor.page.locator('[data-step="notice"]').get_attribute("open") is not None
    visitor.button("Play").click()
    visitor.wait("agonistStage.day > 460")


def test_guesses_and_open_steps_survive_the_tabs_and_a_reload(visit):
    visitor = visit("?lesson=gluteal-inhibition")
    visitor.button("not by itself").click()
    visitor.step("sure")
    visitor.side("Do")
    visitor.side("Lesson")
    for _ in range(2):
        visitor.page.locator('[aria-pressed="true"]', has_text="not by itself").wait_for()
        assert visitor.page.locator('[data-step="sure"]').get_attribute("open") is not None
        visitor.page.reload()
        visitor.wait("window.agonistDraws > 0", 60)


def test_the_student_draws_the_expected_curve_and_sees_the_life_beside_it(desk):
    visitor = desk("gluteal-inhibition")
    canvas = visitor.page.locator(".ag-sketch")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    visitor.page.mouse.move(box["x"] + 60, box["y"] + 40)
    visitor.page.mouse.down()
    visitor.page.mouse.move(box["x"] + 290, box["y"] + 100, steps=8)
    visitor.page.mouse.up()
    drawn = "JSON.parse(sessionStorage.getItem('agonist gluteal-inhibition')).curve.filter(v => v != null)"
    assert visitor.tell(f"{drawn}.length") > 20
    canvas.focus()
    before = visitor.tell(f"{drawn}.at(-1)")
    for key in ("ArrowRight", "ArrowUp", "ArrowUp"):
        visitor.page.keyboard.press(key)
    assert visitor.tell(f"{drawn}[2]") != before
    visitor.tell("agonistStage.host.send({k: 'jump', days: 456})")
    visitor.page.get_by_text(re.compile(r"Your line was \d+ points off")).wait_for(timeout=60_000)


def test_what_to_try_sets_the_numbers_and_runs_beside_the_life_before(desk):
    visitor = desk("gluteal-inhibition")
    visitor.step("try")
    visitor.button("Half the inhibition.").click()
    visitor.wait(f"agonistStage.run.edge > 454 && {GHOSTS}.length === 1 && {GHOSTS}[0].edge > 454", 90)
    assert visitor.page.locator(".ag-number-in-text").first.inner_text() == "25 %"
    said = visitor.page.locator(".ag-compare").inner_text()
    assert "Half the inhibition" in said and "A the life before" in said and visitor.page.evaluate(FULL)
    visitor.button("Hold it for ten days only.").click()
    visitor.wait(f"{GHOSTS}.length === 2 && agonistStage.run.edge > 454", 90)
    assert "B Half the inhibition" in visitor.page.locator(".ag-compare").inner_text()


def test_a_number_in_the_story_is_dragged_and_everything_follows(desk):
    visitor = desk("knee-effusion")
    visitor.ahead("1 week")
    number = visitor.page.get_by_role("slider", name="how much fluid the knee holds")
    assert number.inner_text() == "60 mL"
    box = number.bounding_box()
    visitor.page.mouse.move(box["x"] + 5, box["y"] + 5)
    visitor.page.mouse.down()
    visitor.page.mouse.move(box["x"] + 85, box["y"] + 5, steps=5)
    visitor.page.mouse.up()
    fluid = "Math.max(...agonistStage.run.topology.joints.map((j, k) => agonistStage.run.read('effusion_ml', k, 3)))"
    visitor.wait(f"agonistStage.run.edge > 6.9 && {fluid} > 90", 90)
    assert float(number.get_attribute("aria-valuenow")) > 100
    number.focus()
    was = float(number.get_attribute("aria-valuenow"))
    visitor.page.keyboard.press("ArrowLeft")
    assert float(number.get_attribute("aria-valuenow")) < was


def test_one_number_goes_through_its_range_and_a_dot_is_lived(desk):
    """More fluid, less torque: a life for each amount; pressing one turns the number in the story."""
    visitor = desk("knee-effusion")
    visitor.step("through")
    step = visitor.page.locator('[data-step="through"]')
    step.get_by_role("button", name="how much fluid the knee holds").click()
    step.get_by_text("Each dot is a whole life").wait_for(timeout=60_000)
    canvas = step.locator("canvas")
    said = canvas.get_attribute("aria-label")
    assert said.startswith("maximal voluntary torque") and re.search(r"0\.00: (99|100|101) %.*150: (8|9)\d %", said)
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] - 67, "y": box["height"] / 2})
    visitor.wait("document.querySelector('.ag-number-in-text').textContent === '150 mL'")
    assert visitor.tell("agonistStage.run.edge") == 0


def test_reset_brings_the_lesson_back_as_it_stands(visit):
    visitor = visit("?lesson=knee-effusion&seed=4")
    visitor.button("it wastes and stays weak").click()
    visitor.step("try")
    visitor.button("Half the fluid.").click()
    visitor.wait("agonistStage.run.edge > 11.9", 90)
    visitor.button("Reset").click()
    visitor.wait(f"agonistStage.run.edge === 0 && agonistStage.day === 0 && {GHOSTS}.length === 0")
    visitor.page.wait_for_function("document.querySelectorAll('.ag-option[aria-pressed=\"true\"]').length === 0")
    visitor.page.wait_for_function("!location.search.includes('set') && location.search.includes('seed=1')")


def test_reload_and_back_keep_the_patient_and_the_day(visit):
    visitor = visit("?lesson=knee-effusion&seed=3")
    visitor.step("try")
    visitor.button("Half the fluid.").click()
    visitor.wait("agonistStage.day > 11.9", 90)  # its rows come before the word that it has landed
    visitor.tell("agonistStage.seek(4.25)")
    visitor.page.wait_for_function("location.search.includes('day=4.25')")
    for way in ("reload", "back"):
        if way == "reload":
            visitor.page.reload()
        else:
            visitor.page.goto("about:blank")
            visitor.page.go_back()
        visitor.wait("window.agonistDraws > 0 && agonistStage.run.edge >= 4.2", 60)
        assert abs(visitor.tell("agonistStage.run.edge") - 4.25) < 0.1
        assert visitor.page.locator(".ag-number-in-text").first.inner_text() == "30 mL"
        assert "seed=3" in visitor.tell("location.search")


def test_a_scenario_of_ones_own_travels_in_the_link(visit, browser):
    visitor = visit()
    visitor.side("Keep")
    text = OWN.read_text().replace("A swollen knee", "My own knee")
    visitor.page.locator("input[type=file]").set_input_files(
        [{"name": "own.toml", "mimeType": "text/plain", "buffer": text.encode()}]
    )
    visitor.page.wait_for_function("location.hash.startsWith('#own=')", timeout=60_000)
    link = visitor.tell("location.search + location.hash")
    other = visit(link)
    other.page.locator(".ag-lesson h2", has_text="My own knee").wait_for(timeout=60_000)
    assert not other.page.get_by_text("unknown lesson").count()


def test_strange_keys_and_wrong_values_of_a_link_get_one_line(visit):
    visitor = visit("?scenario=knee-effusion")
    visitor.page.get_by_text("this link says 'scenario', which means nothing here and was left out").wait_for()
    visitor = visit("?lesson=knee-effusion&seed=abc")
    message = visitor.page.locator(".ag-message").inner_text()
    assert "seed = 'abc' is no whole number" in message and "int()" not in message


def test_whoever_skips_to_the_end_is_answered_too(desk):
    visitor = desk("knee-effusion")
    visitor.button("nothing: the tissue is whole").click()
    visitor.ahead("1 month")
    answer = visitor.page.locator(".ag-verdict")
    answer.wait_for()
    assert "nothing: the tissue is whole" in answer.inner_text() and "it falls at once" in answer.inner_text()
