"""What a new teacher meets in the first hour: a muscle to press, a way on, Back, keys, a broken link, a bar that stays as it is."""

from __future__ import annotations

import pytest

FILLED = """() => {
    const box = (what) => document.querySelector(what).getBoundingClientRect();
    const last = [...document.querySelectorAll('.ag-tab-box canvas, .ag-tab-box .ag-scroll, .ag-tab-box .ag-note')];
    return { empty: box('.ag-views').bottom - Math.max(...last.map((n) => n.getBoundingClientRect().bottom)),
        sizes: [box('.ag-tab-box').height, box('.ag-chart.ag-share').height].map(Math.round).join() };
}"""
BELOW = """(() => { const box = (what) => document.querySelector(what).getBoundingClientRect();
    return box('.ag-legend').bottom - box('.ag-transport').top; })()"""
TALL = "document.querySelector('.ag-transport').offsetHeight"
HAND = ".ag-hand:not([hidden])"


def test_a_pressed_muscle_offers_what_can_be_done_and_the_life_plays_on(desk):
    """Half inhibited within two presses, on the healthy day 1; its share falls while it plays, and undo takes it back."""
    visitor = desk("healthy", 1366, 768)
    assert "Press a muscle" in visitor.tell("agonistStage.now.textContent")
    visitor.page.locator('.ag-muscle[data-muscle="gluteus_maximus_right"]').first.click()
    row = visitor.page.locator(HAND)
    assert "glut. maximus" in row.inner_text() and row.evaluate("(n) => n.offsetHeight") < 50  # one row
    row.get_by_role("button", name="inhibit by half").click()
    visitor.wait("agonistStage.playing && agonistStage.day > 20")
    share = "agonistStage.run.mean('share', agonistStage.slots.get(agonistStage.chosen), {})"
    assert visitor.tell(share.format(18)) < 0.6 * visitor.tell(share.format(0.9))
    visitor.page.wait_for_function("location.search.includes('inhibit')")
    assert "gluteus maximus loses 50 %" in visitor.tell("agonistStage.now.textContent")
    row.get_by_role("button", name="undo").click()
    visitor.wait("!agonistStage.run.marks.some((m) => m.word === 'inhibit') && agonistStage.day > 20")
    assert visitor.tell(share.format(18)) > 0.9 * visitor.tell(share.format(0.9))
    visitor.page.keyboard.press("Escape")
    visitor.wait("document.querySelector('.ag-hand').hidden")


def test_by_keyboard_the_row_has_the_focus_and_gives_it_back(desk):
    visitor = desk("healthy")
    muscle = visitor.page.locator('.ag-muscle[data-muscle="semitendinosus_right"]').first
    visitor.page.keyboard.press("Tab")
    muscle.focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_function("document.activeElement.closest('.ag-hand')")
    visitor.page.keyboard.press("Escape")
    visitor.page.wait_for_function("document.activeElement.dataset.muscle === 'semitendinosus_right'")


def test_back_finds_the_lesson_before_and_the_next_one_is_a_press_away(visit):
    visitor = visit("?lesson=gluteal-inhibition")
    visitor.tell("agonistStage.jump(40)")
    visitor.wait("location.search.includes('day=40')")
    visitor.page.locator(".ag-onward button").click()
    visitor.wait(
        "location.search.includes('lesson=leg-lift') && document.querySelector('.ag-lesson h2').textContent.includes('lift')"
    )
    visitor.page.go_back()
    visitor.wait("location.search.includes('lesson=gluteal-inhibition')")
    visitor.wait(
        "window.agonistDraws > 0 && agonistStage.run.edge > 39.9 && agonistStage.address.query.includes('gluteal')", 90
    )


def test_the_charts_fill_their_card_alike_in_every_view(desk):
    visitor = desk("gluteal-inhibition", 1920, 1080)
    sizes = set()
    for view in ("portrait", "muscle", "tissue", "onset", "weights", "curve", "details", "assess"):
        visitor.tell(f"agonistStage.open('{view}')")
        visitor.page.wait_for_timeout(400)
        found = visitor.page.evaluate(FILLED)
        assert found["empty"] < 40, (view, found)
        sizes.add(found["sizes"])
    assert len(sizes) == 1, sizes


@pytest.mark.parametrize("code", ["en", "de", "es"])
def test_the_key_of_the_picture_is_above_the_bar_on_a_small_laptop(visit, code):
    visitor = visit(f"?lesson=gluteal-inhibition&lang={code}", 1366, 768)
    assert visitor.tell(BELOW) <= 1


def test_keys_count_wherever_nothing_is_typed(desk):
    visitor = desk("healthy")
    visitor.tell("document.activeElement.blur()")
    visitor.page.keyboard.press("p")
    visitor.wait("agonistStage.presenting")
    visitor.page.keyboard.press("Escape")
    visitor.wait("!agonistStage.presenting")
    visitor.tell("document.activeElement.blur()")
    visitor.page.keyboard.press(" ")
    visitor.wait("agonistStage.playing")
    visitor.page.keyboard.press(" ")
    visitor.wait("!agonistStage.playing")
    visitor.tell(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'p', ctrlKey: true, bubbles: true }))"
    )
    assert not visitor.tell("agonistStage.presenting"), "Ctrl and P is the browser's: it prints"


def test_the_bar_of_a_small_phone_keeps_its_height(visit):
    visitor = visit("?lesson=gluteal-inhibition&day=440.25", 360, 640, has_touch=True)
    visitor.wait("agonistStage.day > 440")
    tall = visitor.tell(TALL)
    assert tall < 120
    visitor.tell("agonistStage.transport.progress(0.4, 'computing')")
    assert visitor.tell(TALL) == tall and visitor.tell("document.documentElement.scrollWidth") <= 360
    visitor.tell("agonistStage.transport.progress(1)")


def test_a_broken_link_opens_as_far_as_it_can_be_followed_and_says_all(visit):
    visitor = visit("?lesson=knee-effusion&day=abc&seed=x&foo=1")
    said = visitor.page.locator(".ag-message").inner_text()
    assert all(part in said for part in ("'foo'", "day = 'abc'", "seed = 'x'")) and len(said.splitlines()) >= 3
    assert visitor.tell("agonistStage.address.query").startswith("lesson=knee-effusion&seed=1")
