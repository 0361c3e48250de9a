"""A presentation of every lesson: the body has the room, names are large and none lies on another, links of the graph are seen."""

from __future__ import annotations

import pytest
from graph_names import CROSSED, MISSING, OUTSIDE, OVERLAPS

LESSONS = (
    "healthy", "knee-effusion", "acl-reconstruction", "desk-work", "rounded-shoulders", "gluteal-inhibition", "leg-lift",
    "cascade", "re-education", "gait-feedback",
)  # fmt: skip
SIZES = {"old projector": (1024, 768), "new projector": (1920, 1080)}
LETTERS_PX, SCALE = 17.9, 1.3  # of names; px for a unit of the drawing, of which a leg has some 220
BODY = """(() => {
    const root = agonistStage.body.root, box = root.getBoundingClientRect(), scale = root.getScreenCTM().a;
    const shown = (n) => n.getBoundingClientRect().width > 0;
    const names = [...root.querySelectorAll(".ag-names text")].map(
        (n) => ({ text: n.textContent, px: parseFloat(n.style.fontSize) * scale, box: n.getBoundingClientRect() }));
    const past = (a, b) => a.left >= b.right - 1 || a.top + 3 >= b.bottom - 3;
    const meets = (a) => (b) => !past(a.box, b.box) && !past(b.box, a.box);
    const on = names.flatMap((a, k) => names.slice(0, k).filter(meets(a)).map((b) => [a.text, b.text]));
    const inside = ({ left, right, top, bottom }) => left > box.left - 1 && right < box.right + 1 && top > box.top - 1 && bottom < box.bottom + 1;
    const out = names.filter((n) => !inside(n.box)).map((n) => n.text);
    const chosen = [...root.querySelectorAll(".ag-muscle.ag-chosen")].filter(shown).length;
    return { scale, least: Math.min(...names.map((n) => n.px)), on, out, chosen, count: names.length };
})()"""
COLUMNS = """(() => {
    const graph = agonistStage.graph, out = graph.nodes.filter((n) => n.out);
    const of = (side, front) => out.filter((n) => (n.muscle.side || "right") === side && n.front === front).map((n) => n.x);
    const mean = (all) => all.reduce((a, b) => a + b, 0) / all.length;
    return ["right", "left"].filter((s) => of(s, true).length && of(s, false).length).map((s) => Math.abs(mean(of(s, true)) - mean(of(s, false))) / graph.size);
})()"""
LETTERS = "Math.min(...agonistStage.graph.labels.filter((l) => l.shown).map((l) => parseFloat(/([0-9.]+)px/.exec(l.font || '19px')[1])))"
LEGEND = "document.querySelector('.ag-legend').scrollWidth <= document.querySelector('.ag-legend').clientWidth + 1"
IN_SIGHT = """(() => { const b = document.querySelector('.ag-play').getBoundingClientRect();
    return b.top >= 0 && b.bottom <= innerHeight && document.elementFromPoint(b.left + 20, b.top + 20).closest('.ag-play') !== null; })()"""


def presented(desk, lesson: str, size: tuple[int, int]):
    """The page with a lesson on a projector."""
    visitor = desk(lesson, *size)
    visitor.tell("agonistStage.present(true)")
    visitor.still()
    return visitor


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lesson", LESSONS)
def test_the_body_has_the_room_and_its_names_are_read(desk, lesson, size):
    """On a small projector one face, that of the chosen muscle; every name of 18 px, inside, and on no other."""
    visitor = presented(desk, lesson, SIZES[size])
    body = visitor.tell(BODY)
    assert body["scale"] >= SCALE and body["least"] >= LETTERS_PX and body["count"] > 5, body
    assert not body["on"] and not body["out"] and body["chosen"] == 1, body
    assert visitor.tell(IN_SIGHT)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lesson", LESSONS)
def test_the_graph_has_room_between_its_columns(desk, lesson, size):
    visitor = presented(desk, lesson, SIZES[size])
    visitor.page.get_by_label("Picture").select_option("graph")
    visitor.still()
    apart = visitor.tell(COLUMNS)
    assert apart and min(apart) >= 3.0, apart
    assert (
        visitor.tell(OVERLAPS) == []
        and visitor.tell(OUTSIDE) == []
        and visitor.tell(MISSING) == []
        and visitor.tell(CROSSED) == []
    )
    assert visitor.tell(LETTERS) >= LETTERS_PX and visitor.tell(LEGEND) and visitor.tell(IN_SIGHT)


def test_the_other_face_is_a_choice_away(desk):
    """The face of the chosen muscle is shown; another muscle turns the body, and so does the hand."""
    visitor = presented(desk, "healthy", SIZES["old projector"])
    faces = "agonistStage.body.figures.map((f) => f.style.display !== 'none')"
    assert visitor.tell(faces) == [False, True]
    visitor.page.get_by_label("Picture").select_option("front")
    visitor.still()
    assert visitor.tell(faces) == [True, False] and visitor.tell(BODY)["least"] >= LETTERS_PX
    visitor.page.get_by_label("Picture").select_option("body")
    visitor.tell(
        "agonistStage.look({ muscle: agonistStage.run.topology.muscles.findIndex((m) => m.name.startsWith('iliacus')) })"
    )
    visitor.still()
    assert visitor.tell(faces) == [True, False]
    visitor.tell("agonistStage.present(false)")
    visitor.still()
    assert visitor.tell(faces) == [True, True]
