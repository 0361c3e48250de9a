"""Nothing on the page is cut: what it says, the title of a lesson, the window itself; one arm has the room of its picture."""

from __future__ import annotations

import pytest

CLOSING = "That was the lesson. Compare it with what you expected; Play goes on beyond it."
CUT = """(() => {
    const line = document.querySelector('.ag-status > span');
    return line.scrollHeight > line.clientHeight + 1 || line.scrollWidth > line.clientWidth + 1;
})()"""
TITLE = """(() => {
    const text = document.querySelector('.ag-top .v-select__selection');
    return text.scrollWidth <= text.clientWidth + 1;
})()"""
SMALLEST = """(() => Math.min(...[...document.querySelectorAll('.ag-names text')].map(
    (n) => parseFloat(n.style.fontSize) * n.getScreenCTM().a)))()"""

ROWS = """(() => {
    const shown = [...document.querySelectorAll('.ag-controls button')].filter((b) => b.offsetHeight);
    return new Set(shown.map((b) => Math.round((b.offsetTop + b.offsetHeight / 2) / 20))).size;
})()"""


@pytest.mark.parametrize("code", ["en", "de", "es"])
def test_what_the_page_says_is_never_cut(visit, code):
    """In the bar where there is room, above it where there is none."""
    visitor = visit(f"?lesson=healthy&lang={code}", 1440, 900)
    for width, height in ((1440, 900), (1366, 768), (1024, 768), (390, 844)):
        visitor.page.set_viewport_size({"width": width, "height": height})
        visitor.still()
        for said in (CLOSING, "at day 3"):
            visitor.tell(f"agonistStage.say({said!r})")
            assert not visitor.tell(CUT), (width, said)
            box = visitor.page.locator(".ag-status > span").bounding_box()
            assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] + box["height"] <= height
            assert box["width"] > 30, "no word stands letter by letter"


@pytest.mark.parametrize("lesson", ["acl-reconstruction", "re-education", "gait-feedback"])
def test_long_titles_are_whole_on_a_laptop_and_the_page_fits(desk, lesson):
    visitor = desk(lesson)
    assert visitor.tell(TITLE)
    assert visitor.tell("document.documentElement.scrollHeight") <= 900


def test_one_arm_has_the_room_of_its_picture(desk):
    """The shoulder is drawn as large as a hip, with the landmarks around it where there is room for them."""
    visitor = desk("rounded-shoulders")
    box = visitor.page.locator(
        ".ag-muscle[data-muscle^='pect_minor'] .ag-rim, .ag-muscle[data-muscle^='pectoralis_minor'] .ag-rim"
    )
    assert box.first.bounding_box()["height"] > 26  # 15 with the whole body
    whole = visitor.page.locator(".ag-body").bounding_box()
    for name in visitor.page.locator(".ag-names text").all():
        place = name.bounding_box()
        assert place["x"] >= whole["x"] - 1 and place["x"] + place["width"] <= whole["x"] + whole["width"] + 1, (
            name.inner_text()
        )
    assert visitor.tell(SMALLEST) > 9
    visitor.page.set_viewport_size({"width": 1024, "height": 768})
    visitor.still()
    assert visitor.tell(SMALLEST) > 8
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    visitor.still()
    assert box.first.bounding_box()["height"] > 18 and visitor.tell(SMALLEST) > 8  # 11 with long names
    visitor.page.set_viewport_size({"width": 1920, "height": 1080})
    visitor.still()
    assert {"acromion", "clavicle", "inferior angle"} <= set(visitor.page.locator(".ag-landmark").all_text_contents())


@pytest.mark.parametrize("code", ["en", "de", "es"])
def test_the_bar_of_a_presentation_is_one_row_on_a_small_projector(visit, code):
    visitor = visit(f"?lesson=healthy&lang={code}", 1024, 768)
    visitor.tell("document.activeElement.blur()")
    visitor.page.keyboard.press("p")
    visitor.wait("agonistStage.presenting")
    visitor.still()
    assert visitor.tell(ROWS) == 1
