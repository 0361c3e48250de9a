"""The names in the muscle graph: none on another and none on a node, each beside its own, and those that matter always there."""

from __future__ import annotations

import pytest
from graph_names import CROSSED, MISSING, OUTSIDE, OVERLAPS

SIZES = {"desk": (1440, 900), "phone": (390, 844), "small projector": (1024, 768)}
LOOK = """async (look) => {
    agonistStage.look(look);
    const drawn = agonistDraws;
    while (agonistDraws === drawn) await new Promise(requestAnimationFrame);
}"""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lesson", ["gluteal-inhibition", "re-education", "acl-reconstruction"])
def test_no_two_names_overlap(desk, lesson, size):
    visitor = desk(lesson, *SIZES[size])
    for task in range(visitor.tell("agonistStage.run.topology.tasks.length")):
        visitor.page.evaluate(LOOK, {"task": task})
        assert visitor.tell(OVERLAPS) == [] and visitor.tell(OUTSIDE) == [] and visitor.tell(MISSING) == []
        assert visitor.tell(CROSSED) == []
    visitor.page.evaluate(LOOK, {"muscle": 0})  # a muscle of the other side takes part in no task shown
    assert visitor.tell(OVERLAPS) == [] and visitor.tell(MISSING) == []


def test_the_full_name_of_every_node_can_be_asked_for(desk):
    visitor = desk("acl-reconstruction")
    graph, tip = visitor.page.locator(".ag-graph"), visitor.page.locator(".ag-tip")
    graph.focus()
    seen = set()
    for _ in range(visitor.tell("agonistStage.graph.nodes.length + agonistStage.graph.joints.length")):
        visitor.page.keyboard.press("ArrowRight")
        seen.add(tip.inner_text())
    assert {"biceps femoris long head, right", "gastrocnemius lateral, left", "knee, left"} <= seen
    assert len(seen) == visitor.tell("agonistStage.graph.nodes.length + agonistStage.graph.joints.length")
    visitor.page.keyboard.press("ArrowRight")
    visitor.page.keyboard.press("Enter")
    visitor.wait("agonistStage.chosen === agonistStage.graph.pointed.index")
    visitor.page.keyboard.press("Escape")
    assert tip.is_hidden() and visitor.tell("agonistStage.day") == 0


APART = """(() => {
  const graph = agonistStage.graph, [w, h] = [graph.canvas.clientWidth, graph.canvas.clientHeight];
  const places = [...graph.nodes, ...graph.joints].map((n) => graph.at(n, w, h));
  let least = Infinity;
  places.forEach(([x, y], k) => places.slice(k + 1).forEach(([a, b]) => (least = Math.min(least, Math.hypot(a - x, b - y)))));
  return [least, graph.size, graph.side];
})()"""


@pytest.mark.parametrize("lesson", ["back-pain", "knee-replacement"])
def test_no_node_of_a_side_in_the_margin_stands_on_another(desk, lesson):
    visitor = desk(lesson)
    least, size, side = visitor.tell(APART)
    assert side == "right" and least > 1.2 * size


def test_the_head_of_the_table_of_a_lesson_lies_on_none_of_its_rows(desk):
    """Wherever the lesson is scrolled to."""
    visitor = desk("healthy")
    visitor.ahead("1 year")
    visitor.page.locator('[data-step="happened"] tbody tr').first.wait_for()
    low = visitor.tell(
        """(() => { const table = document.querySelector('[data-step="happened"] table'), column = table.closest(".ag-panel-body"), found = [];
        for (let y = 0; y < column.scrollHeight; y += 15) { column.scrollTop = y;
          found.push(table.querySelector("tbody th").getBoundingClientRect().top - table.querySelector("thead th").getBoundingClientRect().bottom); }
        column.scrollTop = 0; return Math.min(...found); })()"""
    )
    assert low > -1
