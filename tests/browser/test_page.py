"""What a teacher does with the page, done in a browser."""

from __future__ import annotations

import csv
import io

from agonist.model import scenario as scenarios

LEARNT = "[...agonistStage.store.runs.values()].filter(r => r.ghost)"


def test_the_page_opens_with_a_body_a_graph_and_the_share(visit):
    visitor = visit()
    assert visitor.page.title() == "agonist"
    assert visitor.tell("document.documentElement.lang") == "en"
    assert visitor.page.locator(".ag-muscle[data-muscle]").count() > 5
    assert visitor.tell("agonistStage.run.topology.links.length") > 10
    shares = visitor.tell(
        "agonistStage.run.topology.tasks[agonistStage.task].members.map(m => agonistStage.run.read('share', m.slot, 0))"
    )
    assert abs(sum(shares) - 1.0) < 1e-3


def test_play_moves_and_pause_stops(desk):
    visitor = desk()
    visitor.button("Play").click()
    visitor.wait("agonistStage.day > 1 && agonistDraws > 30")
    visitor.button("Pause").click()
    day = visitor.tell("agonistStage.day")
    visitor.page.wait_for_timeout(700)
    assert visitor.tell("agonistStage.day") == day
    assert visitor.page.get_by_role("status").first.inner_text().startswith("paused at day")


def test_play_that_is_pressed_before_a_jump_has_landed_plays_on_from_there(desk):
    visitor = desk("healthy")
    visitor.ahead("1 month")
    visitor.tell("agonistStage.seek(3)")
    visitor.tell("agonistStage.startPlaying(); agonistStage.receive({ k: 'state', day: 30 })")
    assert visitor.tell("agonistStage.playing && agonistStage.day") >= 30
    visitor.wait("agonistStage.day > 30.5")
    visitor.button("Pause").click()


def test_a_bout_forwards_and_back(desk):
    visitor = desk()
    visitor.button("One bout on").click()
    visitor.wait("agonistStage.day > 0 && agonistStage.run.count > 1")
    visitor.button("One bout back").click()
    visitor.wait("agonistStage.day === 0")


def test_something_is_done_to_the_patient_now(desk):
    visitor = desk("healthy")
    visitor.ahead("1 week")
    visitor.side("Do")
    visitor.button("muscle").click()
    visitor.button("inhibit").click()
    visitor.tell("agonistStage.seek(6.5)")
    visitor.page.get_by_text("now (day 6.5)").wait_for()
    visitor.tell("agonistStage.seek(Infinity)")
    visitor.page.get_by_text("now (day 7.0)").wait_for()
    visitor.page.locator(".ag-do").click()
    visitor.wait(
        "agonistStage.run.marks.some(m => m.label.startsWith('inhibit') && m.day > 6) && agonistStage.run.edge > 6.9"
    )
    visitor.ahead("1 day")
    lost = "Math.min(...agonistStage.run.topology.muscles.map((m, i) => agonistStage.run.read('excitability', i, 1e9)))"
    assert visitor.tell(lost) < 0.9
    visitor.side("Plan")
    visitor.button("Undo").click()
    visitor.wait("!agonistStage.run.marks.some(m => m.label.startsWith('inhibit') && m.day > 6)")


def test_scrubbing_shows_any_moment_at_once(desk):
    visitor = desk()
    visitor.ahead("3 months")
    took = visitor.tell(
        """async () => {
            const start = performance.now(), drawn = agonistDraws;
            agonistStage.seek(20);
            while (agonistDraws === drawn) await new Promise(requestAnimationFrame);
            return performance.now() - start;
        }"""
    )
    assert took < 500.0
    assert visitor.page.locator(".ag-day").inner_text().startswith("day 20")


def test_a_branch_keeps_the_old_future_beside(desk):
    visitor = desk()
    visitor.ahead("3 months")
    visitor.tell("agonistStage.seek(40)")
    visitor.button("Branch here").click()
    visitor.wait(f"{LEARNT}.length === 1 && Math.abs(agonistStage.run.edge - 40) < 1")
    visitor.wait(f"{LEARNT}[0].edge > 80")
    visitor.button("Play").click()
    visitor.wait("agonistStage.day > 41")


def test_a_branch_in_which_the_cause_is_left_out_stands_beside_the_old_future(desk):
    """As the ten minutes in front of a class go: the cause began some days before the branch."""
    visitor = desk("gluteal-inhibition")
    visitor.ahead("3 months")
    visitor.tell("agonistStage.seek(34)")
    visitor.button("Branch here").click()
    visitor.wait(f"{LEARNT}.length === 1 && Math.abs(agonistStage.run.edge - 34) < 1")
    visitor.side("Plan")
    visitor.page.locator(".ag-line", has_text="inhibit").get_by_role("button", name="leave out").click()
    visitor.wait("!agonistStage.run.marks.some((m) => m.word === 'inhibit') && agonistStage.run.edge > 33.9")
    assert visitor.tell(f"{LEARNT}.length === 1 && {LEARNT}[0].edge > 80")
    shares = "[agonistStage.run, ...agonistStage.store.ghosts].map((r) => r.mean('share', agonistStage.slots.get(agonistStage.chosen), 33.5))"
    now, then = visitor.tell(shares)
    assert now > 1.3 * then


def test_two_minds_side_by_side_on_the_same_chance(desk):
    visitor = desk()
    visitor.ahead("1 month")
    visitor.side("Compare")
    visitor.button("learner: error", exact=False).first.click()
    visitor.wait(f"{LEARNT}.length === 1 && Math.abs({LEARNT}[0].edge - agonistStage.run.edge) < 0.1")
    assert "learner: error" in visitor.page.locator(".ag-compare").inner_text()
    visitor.ahead("1 week")
    visitor.wait(f"Math.abs({LEARNT}[0].edge - agonistStage.run.edge) < 0.1")


def test_a_lesson_asks_first_and_then_runs(desk):
    visitor = desk("gluteal-inhibition")
    visitor.button("Run the lesson").click()
    visitor.wait("agonistStage.playing && agonistStage.day > 5")
    visitor.button("Pause").click()
    choices = visitor.page.locator(".ag-step .ag-option")
    if choices.count():
        choices.first.click()
        assert visitor.page.locator(".ag-said").first.inner_text()


def test_what_is_kept_can_be_read_again(visit):
    visitor = visit("?lesson=gluteal-inhibition&seed=3")
    visitor.ahead("1 day")
    visitor.side("Keep")
    with visitor.page.expect_download() as loaded:
        visitor.button("CSV").click()
    rows = list(csv.reader(io.StringIO(loaded.value.path().read_text())))
    assert rows[0][0] == "day [day]" and len(rows) > 5 and float(rows[-1][0]) >= 0.99
    with visitor.page.expect_download() as loaded:
        visitor.button("TOML").click()
    again = scenarios.read_text(loaded.value.path().read_text(), "again.toml")
    assert again.title == scenarios.load("gluteal-inhibition").title
    with visitor.page.expect_download() as loaded:
        visitor.button("save PNG").click()
    assert loaded.value.path().read_bytes()[:4] == b"\x89PNG"


def test_a_lesson_is_taken_home_on_paper(desk):
    visitor = desk("knee-effusion")
    visitor.side("Keep")
    sheets = {}
    for who in ("students", "the teacher"):
        with visitor.page.expect_download() as loaded:
            visitor.button(f"Sheet for {who}", exact=False).click()
        sheets[who] = loaded.value.path().read_text(encoding="utf-8")
    answer = scenarios.load("knee-effusion").lesson.questions[0].answer
    assert answer in sheets["the teacher"] and answer not in sheets["students"]
    assert all(f"<h1>{scenarios.load('knee-effusion').title}" in sheet for sheet in sheets.values())


def test_a_wrong_number_says_what_would_be_right(desk):
    visitor = desk("gluteal-inhibition", 1024, 768)
    visitor.side("Numbers")
    field = visitor.page.get_by_role("textbox", name="How much of the motoneurons' excitability is lost", exact=True)
    for wrong in ("7", "lots"):
        field.fill(wrong)
        field.press("Enter")
        visitor.page.get_by_text("it needs a number 0 to 0.9 of excitability").first.wait_for()
    cut = "[...document.querySelectorAll('.ag-number .v-label')].filter(n => n.scrollWidth > n.clientWidth + 1).map(n => n.textContent)"
    assert visitor.tell(cut) == []


def test_another_person_lives_the_lesson_beside_the_first(desk):
    visitor = desk("gluteal-inhibition")
    visitor.ahead("1 month")
    visitor.side("Numbers")
    visitor.settled()
    field = visitor.page.get_by_role("textbox", name="age", exact=True)
    field.fill("70")
    field.press("Enter")
    visitor.wait("[...agonistStage.store.runs.values()].some((r) => r.ghost) && location.search.includes('who=')")
    assert visitor.tell("new URLSearchParams(location.search).get('who')") == '{"age":70.0}'
    visitor.button("the mean person again").click()
    visitor.wait("!location.search.includes('who=')")


def test_a_wrong_link_opens_something_and_says_so(visit):
    visitor = visit("?lesson=nonsense")
    assert visitor.page.get_by_text("unknown lesson 'nonsense'").is_visible()


def test_a_small_screen_shows_everything_without_scrolling_sideways(visit):
    visitor = visit(width=390, height=844, has_touch=True)
    assert visitor.tell("document.documentElement.scrollWidth") <= 390
    assert visitor.button("Play").is_visible()
    visitor.button("Play").click()
    visitor.wait("agonistStage.day > 0.5")


def test_the_keyboard_is_enough(desk):
    visitor = desk()
    visitor.button("Play").focus()
    visitor.page.keyboard.press("Enter")
    visitor.wait("agonistStage.playing && agonistStage.day > 0.3")
    visitor.page.keyboard.press("Enter")
    visitor.wait("!agonistStage.playing")
    region = visitor.page.locator(".ag-muscle[data-muscle]").nth(2)
    region.focus()
    visitor.page.keyboard.press("Enter")
    name = region.get_attribute("data-muscle")
    assert visitor.tell("agonistStage.run.topology.muscles[agonistStage.chosen].name") == name
    visitor.page.locator(".ag-scrub").focus()
    visitor.page.keyboard.press("Home")
    visitor.wait("agonistStage.day === 0")


def test_still_pictures_for_who_asks_for_reduced_motion(visit):
    visitor = visit(reduced_motion="reduce")
    assert visitor.tell("agonistStage.still") is True


def test_dark_follows_the_reader(visit):
    visitor = visit(color_scheme="dark")
    visitor.wait("document.querySelector('.ag-stage').classList.contains('ag-dark')")


def test_visitors_do_not_share_a_patient(visit):
    first, second = visit(), visit()
    first.ahead("1 week")
    assert second.tell("agonistStage.run.edge") == 0
