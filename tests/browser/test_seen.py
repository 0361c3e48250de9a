"""Seen from the last row, on a phone, by keyboard; and a page that does not start says so and starts again."""

from __future__ import annotations

import base64
import io
import time

import pytest
from PIL import Image

SIZES = {"old projector": (1024, 768), "new projector": (1920, 1080)}
LETTERS = """() => {
    const seen = (n) => { const r = n.getBoundingClientRect(); return r.width > 0 && r.height > 0 && r.top < innerHeight; };
    const own = (n) => [...n.childNodes].some((c) => c.nodeType === 3 && c.textContent.trim());
    return [...document.querySelectorAll('.ag-stage *')].filter((n) => own(n) && seen(n) && !n.closest('svg, .ag-title, option'))
        .filter((n) => parseFloat(getComputedStyle(n).fontSize) < 18).map((n) => n.className + ' ' + n.textContent.slice(0, 30));
}"""
DRAWN = """() => [...document.querySelectorAll('.ag-stage svg.ag-body text')]
    .map((n) => n.getBoundingClientRect().height).filter((h) => h < 18)"""
INSIDE = """(selector) => { const r = document.querySelector(selector).getBoundingClientRect();
    return r.width > 0 && r.top >= -1 && r.left >= -1 && r.bottom <= innerHeight + 1 && r.right <= innerWidth + 1; }"""

ROWS_OF_TABS = "new Set([...document.querySelectorAll('.ag-side .v-tab')].map((n) => Math.round(n.getBoundingClientRect().top))).size"


@pytest.mark.parametrize("size", SIZES)
def test_the_last_row_reads_a_presentation(desk, size):
    visitor = desk("gluteal-inhibition", *SIZES[size])
    visitor.ahead("3 months")
    visitor.button("Present").click()
    visitor.wait("agonistStage.presenting && document.querySelector('.ag-presented')")
    visitor.page.wait_for_timeout(400)
    assert visitor.tell(f"({LETTERS})()") == [] and visitor.tell(f"({DRAWN})()") == []
    for selector in (".ag-body", ".ag-chart.ag-share", ".ag-tab-box canvas", ".ag-play", ".ag-scrub", ".ag-headline"):
        assert visitor.page.evaluate(INSIDE, selector), selector
    filled = visitor.tell(
        """(() => { const boxes = ['.ag-picture', '.ag-views', '.ag-transport'].map((s) => document.querySelector(s).getBoundingClientRect());
        return boxes.reduce((sum, r) => sum + r.width * r.height, 0) / innerWidth / innerHeight; })()"""
    )
    charts = visitor.tell(
        """(() => { const box = document.querySelector('.ag-views').getBoundingClientRect();
        return [...document.querySelectorAll('.ag-views canvas')].reduce((sum, c) => sum + c.clientHeight, 0) / box.height; })()"""
    )
    assert filled > 0.85 and charts > 0.7
    visitor.page.keyboard.press("Escape")
    visitor.wait("!agonistStage.presenting")
    assert visitor.page.locator(".ag-side").is_visible()


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768), (1440, 900)])
def test_play_is_always_in_sight(desk, size):
    visitor = desk("knee-effusion", *size)
    assert visitor.page.evaluate(INSIDE, ".ag-play")
    assert visitor.tell(ROWS_OF_TABS) == 1
    visitor.tell("window.scrollTo(0, 150)")
    visitor.page.wait_for_timeout(200)
    assert visitor.page.evaluate(INSIDE, ".ag-play")


def test_on_a_phone_the_lesson_comes_first_and_play_stays(visit):
    visitor = visit("?lesson=knee-effusion", 390, 844, has_touch=True)
    top = "document.querySelector('{}').getBoundingClientRect().top"
    assert (
        visitor.tell(top.format(".ag-lesson h2")) < visitor.tell(top.format(".ag-body"))
        and visitor.tell(top.format(".ag-lesson h2")) < 400
    )
    for place in (0, 700, 1500):
        visitor.tell(f"window.scrollTo(0, {place})")
        visitor.page.wait_for_timeout(150)
        assert visitor.page.evaluate(INSIDE, ".ag-play")
    assert visitor.tell("document.documentElement.scrollWidth") <= 390
    visitor.page.get_by_role("tab", name="Assess").click()
    visitor.page.locator(".ag-tab-box .ag-table td").first.wait_for()
    words = "Math.min(...[...document.querySelectorAll('.ag-tab-box th[scope=row]')].map(n => n.clientWidth))"
    assert (
        visitor.tell(words) > 120
        and visitor.tell("(n => n.scrollWidth - n.clientWidth)(document.querySelector('.ag-tab-box .ag-scroll'))") < 2
    )


def test_few_stops_to_play_by_keyboard(visit):
    visitor = visit("?lesson=acl-reconstruction")
    stops = 0
    while stops < 14:
        stops += 1
        visitor.page.keyboard.press("Tab")
        if visitor.tell("document.activeElement.classList.contains('ag-play')"):
            break
    assert stops <= 12
    visitor.page.reload()
    visitor.wait("window.agonistDraws > 0", 60)
    visitor.page.keyboard.press("Tab")
    assert visitor.tell("document.activeElement.textContent") == "Skip to Play"
    visitor.page.keyboard.press("Enter")
    assert visitor.tell("document.activeElement.classList.contains('ag-play')")


def test_the_axis_shows_the_whole_lesson_before_it_is_lived(desk):
    """An empty chart has the days and the spans of its lesson; at the speed of the lesson they stay, at a slower one they grow."""
    visitor = desk("gluteal-inhibition")
    axis = "agonistStage.window()"
    assert visitor.tell(axis) == [0, 455]
    visitor.tell("agonistStage.setSpeed(1)")
    visitor.ahead("1 week")
    assert visitor.tell(axis)[1] < 30
    visitor.tell("agonistStage.setSpeed(7)")
    assert visitor.tell(axis) == [0, 455]
    visitor.choose("re-education")
    visitor.wait("agonistStage.horizon === 420 && agonistStage.speed === 7")


SIGNED = """(chart) => {
    const stage = agonistStage, signs = stage[chart].options.series(stage.state()).map((s) => s.sign);
    return signs.every(Number.isInteger) && new Set(signs).size === signs.length;
}"""
DASHED = """() => {
    const pen = agonistStage.share.canvas.getContext("2d"), set = pen.setLineDash, found = new Set();
    pen.setLineDash = function (dash) { if (this.lineWidth > 1.5) found.add(dash.join()); return set.call(this, dash); };
    agonistStage.share.draw(agonistStage.state());
    delete pen.setLineDash;
    return [...found];
}"""


def test_lines_are_told_apart_without_colour(desk):
    """Every line of a chart has a sign of its own; broken lines are other lives, and nothing else."""
    visitor = desk("re-education")
    visitor.ahead("1 week")
    assert [visitor.page.evaluate(SIGNED, chart) for chart in ("share", "effort", "muscle", "tissue")] == [True] * 4
    assert visitor.tell(DASHED) == [""]


def test_the_graph_shows_the_links_of_the_chosen_muscle_unless_all_are_asked_for(desk):
    visitor = desk("gluteal-inhibition")
    visitor.wait("agonistStage.graph.moving")
    others = """[...agonistStage.graph.moving].filter(l => l.kind !== 'crossing' && l.from !== agonistStage.chosen && l.to !== agonistStage.chosen).length"""
    assert visitor.tell(others) == 0
    visitor.page.get_by_label("all links").check()
    visitor.wait(f"{others} > 0")


BROKEN = """if (!sessionStorage.getItem('broken')) {
    sessionStorage.setItem('broken', '1');
    Object.defineProperty(window, 'agonistDraws', { get: () => 0, set: () => {} });
}"""


def test_a_page_that_does_not_start_says_so_and_starts_again_once(visit, browser, server):
    """The first time the view never draws; the page notices within some seconds and loads itself anew."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(BROKEN)
    page.goto(server)
    page.get_by_text("This page did not start: starting again").wait_for(timeout=40_000)
    page.wait_for_function("window.agonistDraws > 0", timeout=60_000)
    assert not page.locator(".ag-starting").is_visible()
    context.close()


@pytest.mark.parametrize(("locale", "said", "again"), [
    ("en-GB", "This page did not start.", "Start again"), ("de-AT", "Diese Seite ist nicht gestartet.", "Noch einmal starten"),
])  # fmt: skip
def test_a_page_that_never_starts_offers_a_button(browser, server, locale, said, again):
    context = browser.new_context(locale=locale)
    page = context.new_page()
    page.add_init_script("Object.defineProperty(window, 'agonistDraws', { get: () => 0, set: () => {} });")
    page.goto(server)
    page.get_by_text(said, exact=True).wait_for(timeout=60_000)
    assert page.get_by_role("button", name=again).is_visible()
    context.close()


def band(frame: str) -> bool:
    """Whether a picture of the page has the colour of a notice across its top."""
    with Image.open(io.BytesIO(base64.b64decode(frame))) as picture:
        found = picture.convert("RGB").getpixel((picture.width // 12, 8))
    return max(abs(a - b) for a, b in zip(found, (0xFF, 0xF4, 0xE5), strict=True)) < 8


def test_a_slow_processor_is_told_of_while_the_scripts_are_still_read(browser, server):
    """The page is a twentieth as fast; its scripts hold it for a quarter of a minute, and the line stands before they end."""
    context = browser.new_context(viewport={"width": 1024, "height": 768}, locale="de-DE")
    page, frames = context.new_page(), []
    line = context.new_cdp_session(page)

    def seen(found: dict) -> None:
        frames.append((time.monotonic(), band(found["data"])))
        line.send("Page.screencastFrameAck", {"sessionId": found["sessionId"]})

    line.on("Page.screencastFrame", seen)
    line.send("Page.startScreencast", {"format": "png", "maxWidth": 400, "maxHeight": 300})
    line.send("Emulation.setCPUThrottlingRate", {"rate": 20})
    page.goto(server, wait_until="commit")
    start = time.monotonic()
    page.wait_for_load_state("load", timeout=120_000)
    loaded = time.monotonic() - start
    line.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    said = next(at for at, stands in frames if stands) - start
    assert said < min(8.0, loaded)
    assert "noch" in page.evaluate("getComputedStyle(document.body, '::before').content")
    context.close()


def test_a_slow_network_is_told_of_within_eight_seconds(browser, server):
    context = browser.new_context()
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 100, "downloadThroughput": 60_000, "uploadThroughput": 60_000},
    )
    page.goto(server, wait_until="commit")
    page.wait_for_function(
        "document.body && getComputedStyle(document.body, '::before').opacity === '1'"
        " && getComputedStyle(document.body, '::before').content.includes('still starting')",
        timeout=14_000,
    )
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
    )
    page.wait_for_function("window.agonistDraws > 0", timeout=60_000)
    page.wait_for_function("document.documentElement.classList.contains('ag-started')")
    context.close()


def test_a_saved_picture_holds_what_is_seen(visit, tmp_path):
    visitor = visit("?lesson=gluteal-inhibition&seed=3")
    visitor.ahead("3 months")
    visitor.page.get_by_role("tab", name="Assess").click()
    visitor.page.locator(".ag-tab-box .ag-table td").first.wait_for(timeout=60_000)
    with visitor.page.expect_download() as loaded:
        visitor.button("save SVG").click()
    text = loaded.value.path().read_text(encoding="utf-8")
    for part in (
        "The gluteus maximus is inhibited", "Lesson gluteal-inhibition; Seed 3", "day 91", "Who does the work",
        "maximal voluntary torque", "linearGradient", "opposes, inhibits",
    ):  # fmt: skip
        assert part in text, part
    with visitor.page.expect_download() as loaded:
        visitor.button("save PNG").click()
    loaded.value.save_as(tmp_path / "seen.png")
    assert (tmp_path / "seen.png").stat().st_size > 40_000


LINE = """() => {
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) { window.line = this; return send.call(this, data); };
}"""  # the line to the server, for a test that cuts it


def test_a_page_that_loses_its_network_goes_on(visit):
    visitor = visit("?lesson=healthy")
    visitor.ahead("1 week")
    visitor.tell(LINE)
    visitor.tell("agonistStage.look({})")
    visitor.wait("window.line")
    visitor.page.wait_for_timeout(500)  # nothing is on the way
    visitor.tell("window.same = line, line.close()")
    visitor.wait("line !== same")
    visitor.wait("window.agonistStage.run.edge > 6.9 && window.same")
    visitor.side("Plan")
    visitor.page.get_by_text("What happens to this patient").wait_for()
    visitor.ahead("1 week")
    behind = "clearTimeout(agonistStage.addressing), history.replaceState(null, '', '?lesson=healthy')"
    visitor.tell(f"{behind}, agonistStage.look({{}}), line.close()")  # something is: its answer is lost
    visitor.wait("!window.same && window.agonistDraws > 0 && agonistStage.run.edge > 13.9")
    visitor.side("Plan")
    visitor.page.get_by_text("What happens to this patient").wait_for()


def test_a_network_lost_again_before_it_is_back_loses_no_question(visit):
    """What was asked in the moment between two losses has no answer either: the page starts anew."""
    visitor = visit("?lesson=healthy")
    visitor.ahead("1 week")
    visitor.tell(LINE)
    visitor.tell("agonistStage.look({})")
    visitor.wait("window.line")
    visitor.page.wait_for_timeout(500)
    visitor.tell("window.same = line, line.close()")
    visitor.wait("line !== same && (agonistStage.look({}), line.close(), true)")
    visitor.wait("!window.same && window.agonistDraws > 0 && agonistStage.run.edge > 6.9")


@pytest.mark.parametrize(
    ("width", "height", "charts"),
    [(1280, 720, [".ag-chart.ag-share"]), (1024, 768, [".ag-chart.ag-share", ".ag-chart.ag-low"])],
)
def test_on_a_small_projector_body_and_charts_are_above_the_bar_of_time(desk, width, height, charts):
    visitor = desk("gluteal-inhibition", width, height)
    top = visitor.page.locator(".ag-transport").bounding_box()["y"]
    for seen in (".ag-body-box", *charts):
        box = visitor.page.locator(seen).bounding_box()
        assert box["y"] > 0 and box["y"] + box["height"] <= top, seen


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768), (390, 844)])
def test_what_the_page_has_done_is_said_in_the_window(desk, size):
    visitor = desk("healthy", *size)
    visitor.tell("agonistStage.say('at day 3')")
    said = visitor.page.locator(".ag-status > span")
    assert said.inner_text() == "at day 3"
    box, bar = said.bounding_box(), visitor.page.locator(".ag-transport").bounding_box()
    assert box["y"] >= 0 and box["y"] + box["height"] <= size[1], "in the window"
    if size[0] == 1366:
        assert box["y"] > bar["y"], "in the bar"
        assert visitor.tell("document.documentElement.scrollHeight") <= 820


def test_a_screen_reader_hears_what_the_charts_show(desk):
    visitor = desk("gluteal-inhibition")
    visitor.ahead("1 week")
    visitor.still()
    said = visitor.page.locator(".ag-chart.ag-share").get_attribute("aria-label")
    assert said.startswith("Who does the work: share of the task: glut. maximus 3"), said
    assert "semimembr. 2" in said and "max. torque 38" in visitor.page.locator(".ag-chart.ag-low").get_attribute(
        "aria-label"
    )
