"""Lives and lines are told apart without colour: on the page, in the picture that is saved, and in print."""

from __future__ import annotations

import itertools

import pytest

from agonist.model.units.cortex import LEARNERS
from agonist.viz.frontend.widget import bundle
from agonist.viz.session.beside import MOST

DRAWN = """(count) => Array.from({ length: count }, (_, k) => {
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
    canvas.width = canvas.height = 24;
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, 24, 24);
    window.Drawn.drawSign(pen, k, 12, 12, { colour: "#000", surface: "#fff" });
    return pen.getImageData(0, 0, 24, 24).data.join();
})"""
LINES = """(chart) => {
    const stage = agonistStage, state = stage.state(), drawn = stage[chart], pen = drawn.canvas.getContext("2d"), lives = new Map(), letters = new Set();
    const own = { line: drawn.line, fillText: pen.fillText };
    let now = null;
    drawn.line = function (p, area, run, ...rest) { now = run.label; const path = own.line.call(this, p, area, run, ...rest); now = null; return path; };
    pen.stroke = function () {
        if (now && this.lineWidth > 1.5) lives.set(now, [...(lives.get(now) || []), this.getLineDash().join()]);
        return CanvasRenderingContext2D.prototype.stroke.call(this);
    };
    pen.fillText = function (text, ...rest) { letters.add(text); return own.fillText.call(this, text, ...rest); };
    drawn.draw(state);
    delete drawn.line;
    delete pen.stroke;
    delete pen.fillText;
    return { styles: [...lives].map(([life, dashes]) => [life, [...new Set(dashes)]]), letters: [..."ABCDE"].filter((l) => letters.has(l)) };
}"""
MOST_LINES = (
    "Math.max(...agonistStage.run.topology.tasks.map((t) => t.members.filter((m) => m.role === 'agonist').length))"
)


def test_every_sign_is_known_by_its_shape(browser, desk):
    """As many signs as a chart of any lesson has lines, no two alike in black and white."""
    most = max(desk(lesson).tell(MOST_LINES) for lesson in ("gait-feedback", "re-education", "rounded-shoulders"))
    page = browser.new_page()
    page.set_content("<p>")
    page.add_script_tag(content=bundle() + "\nwindow.Drawn = { drawSign };", type="module")
    page.wait_for_function("window.Drawn")
    drawn = page.evaluate(DRAWN, 14)
    page.close()
    assert most <= len(drawn)
    assert not [(a, b) for a, b in itertools.combinations(range(len(drawn)), 2) if drawn[a] == drawn[b]]


def test_as_many_lives_as_may_stand_beside_are_told_apart(desk):
    """Each has a broken line of its own and its letter, in every chart over days; the key and the tab name it by that letter."""
    visitor = desk("gluteal-inhibition")
    visitor.ahead("1 month")
    visitor.side("Compare")
    visitor.settled()
    for n, learner in enumerate(LEARNERS[1 : MOST + 1]):
        visitor.page.locator(".ag-side .ag-choice", has_text=f"learner: {learner},").first.click()
        visitor.wait(f"agonistStage.store.ghosts.length === {n + 1}")
    visitor.wait("agonistStage.store.ghosts.every((g) => g.edge > agonistStage.run.edge - 0.01)")
    for chart in ("share", "effort", "muscle", "tissue"):
        visitor.tell("agonistStage.open('tissue')" if chart == "tissue" else "agonistStage.open('muscle')")
        visitor.still()
        seen = visitor.page.evaluate(LINES, chart)
        assert all(len(styles) == 1 for _, styles in seen["styles"]), seen
        assert len({styles[0] for _, styles in seen["styles"]}) == MOST + 1 == len(seen["styles"]), seen
        assert seen["letters"] == list("ABCDE")[:MOST], (chart, seen)
    key = visitor.page.locator(".ag-compare").inner_text()
    beside = visitor.page.locator(".ag-side").inner_text()
    for letter in "ABCDE"[:MOST]:
        assert f"{letter} learner" in key and f"{letter} · learner" in beside
    assert len({part.strip()[2:] for part in key.partition("Beside:")[2].split(";")}) == MOST


@pytest.mark.parametrize("kind", ["SVG"])
def test_the_saved_picture_names_the_lives(desk, tmp_path, kind):
    visitor = desk("gluteal-inhibition")
    visitor.ahead("1 month")
    visitor.tell("agonistStage.branch()")
    visitor.wait("agonistStage.store.ghosts.length === 1")
    with visitor.page.expect_download() as loaded:
        visitor.button(f"save {kind}").click()
    loaded.value.save_as(tmp_path / "picture.svg")
    text = (tmp_path / "picture.svg").read_text()
    assert "Full line: this patient" in text and "A as it was" in text
