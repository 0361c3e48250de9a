"""What happens is said on the page, lines are empty where nobody does anything, and nothing lies behind the bar of time."""

from __future__ import annotations

import pytest

ABOVE = """(what) => {
  const box = document.querySelector(what).getBoundingClientRect(), bar = document.querySelector('.ag-transport').getBoundingClientRect();
  return box.height > 0 && box.bottom <= bar.top + 1;
}"""


def test_what_happens_is_said_in_the_language_of_the_page(visit):
    """A sentence above the charts, by the day shown; the same in the marks of the bar."""
    visitor = visit("?lesson=gluteal-inhibition&lang=de")
    visitor.tell("agonistStage.jump(60)")
    visitor.wait("agonistStage.run.edge > 59.9 && agonistStage.day > 59.9")
    visitor.tell("agonistStage.seek(40)")
    visitor.wait("agonistStage.now.textContent === 'Tag 30 bis 90: Gluteus maximus verliert 50 % seiner Erregbarkeit'")
    assert visitor.tell("document.querySelector('.ag-marks .ag-span').title") == visitor.tell(
        "agonistStage.now.textContent"
    )
    visitor.tell("agonistStage.seek(10)")
    visitor.wait("agonistStage.now.textContent === ''")
    missing = visitor.tell("[...agonistSpeech.missing]")
    assert not [text for text in missing if "excitability" in text or text in ("PNG", "SVG")]


def test_a_task_that_nobody_does_has_no_line(desk):
    """Three weeks on crutches: no share and no effort beside the chart, and a bar of the lesson's table that is empty."""
    visitor = desk("leg-unloading")
    visitor.ahead("3 months")
    shown = "agonistStage.share.told(agonistStage.state()).map((l) => l.value).filter(Number.isFinite).length"
    for day, lines in ((10, True), (30, False), (60, True)):
        visitor.tell(f"agonistStage.seek({day})")
        assert bool(visitor.tell(shown)) is lines, day
    assert visitor.tell(
        "agonistStage.run.means('share', agonistStage.share.options.series(agonistStage.state())[0].item).some(Number.isNaN)"
    )


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1366, 768), (1024, 768)])
def test_nothing_that_is_needed_lies_behind_the_bar(desk, width, height):
    """The switch for all links, saving, and the shares whole."""
    visitor = desk("healthy", width, height)
    for what in (".ag-all-links", ".ag-save", ".ag-share"):
        assert visitor.page.evaluate(ABOVE, what), what


def test_the_life_is_never_cut_by_the_chart_to_draw_in(desk):
    """Fibres that grow past the range in which a student draws: the range follows the life."""
    visitor = desk("eccentric-training")
    visitor.ahead("3 months")
    part = "window.agonistStage.run"
    most = visitor.tell(f"Math.max(...{part}.beats.map((i) => {part}.value(i, 'fibre', agonistStage.chosen)))")
    visitor.still()
    seen = visitor.tell("Math.max(...[...document.querySelectorAll('.ag-sketch')].map((c) => Number(c.dataset.most)))")
    assert most > 1.1 and seen >= most


def test_nothing_on_a_phone_is_too_small_for_a_finger(desk):
    """Whatever is pressed is 44 px high and wide, but for muscles in the drawing, and what is hidden."""
    visitor = desk("gluteal-inhibition", 390, 844)
    visitor.still()
    small = visitor.tell(
        """[...document.querySelectorAll('.ag-root button, .ag-root select, .ag-root summary, .ag-root label, .ag-side [role=tab], .ag-top button, .ag-top a')]
        .map((n) => [n, n.getBoundingClientRect()])
        .filter(([n, r]) => r.width > 0 && !n.closest('svg') && (r.height < 43.5 || r.width < 43.5))
        .map(([n, r]) => `${n.className} ${n.textContent.slice(0, 20)} ${r.width | 0} x ${r.height | 0}`)"""
    )
    assert not small
