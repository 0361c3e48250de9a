"""The drawing of the body: every muscle of every body has its shape, names stand apart, and an unknown muscle is not lost."""

from __future__ import annotations

import json

import pytest

from agonist.model.body.anatomy import bodies, load
from agonist.viz.frontend.widget import bundle, style

LEAST_PX = 11.0  # letters of muscle names; those of landmarks are a tenth smaller
PAGE = "<!doctype html><style>%s</style><div class='ag-root ag-stage' id='here' style='width:%dpx;height:%dpx;position:relative'></div>"
SHOW = """(asked) => {
  const side = (name) => /_(left|right)$/.exec(name)?.[1] || "";
  const topology = { muscles: asked.names.map((name) => ({ name, side: side(name) })), joints: [{ name: "knee_right", side: "right" }] };
  const body = new Drawn.Body(topology, () => {}), root = body.root, all = (css) => [...root.querySelectorAll(css)];
  document.getElementById("here").replaceChildren(root);
  const state = { muscle: () => 0, joint: () => 0, paint: "activation", theme: { dark: false }, chosen: asked.chosen, members: new Set(), task: 0 };
  body.draw(state, asked.letters);
  const box = root.getBoundingClientRect(), seen = root.viewBox.baseVal, scale = Math.min(box.width / seen.width, box.height / seen.height);
  const placed = (n) => {
    const r = n.getBoundingClientRect();
    return { text: n.textContent, x: r.x, y: r.y, w: r.width, h: parseFloat(n.style.fontSize) * scale };
  };
  return {
    unknown: asked.names.filter((name) => !Drawn.regionOf(name)), spindles: body.elsewhere.length, deep: root.classList.contains("ag-see-deep"),
    shapes: all(".ag-muscle").length, bones: all(".ag-bone").length, marks: all(".ag-landmark").map((n) => n.textContent),
    broken: all("path").filter((p) => /NaN|undefined/.test(p.getAttribute("d"))).length, names: all(".ag-name:not(.ag-landmark)").map(placed), scale,
    feet: all(".ag-figure-name, .ag-figure-side").map((n) => n.getBoundingClientRect()).map((r) => [r.x, r.right, r.y, r.bottom]),
  };
}"""


@pytest.fixture
def draw(browser):
    """A function that draws muscles in a box of so many pixels and says what is seen."""
    pages = []

    def drawn(names: list[str], width: int = 520, height: int = 380, letters: int = 11, chosen: int = 0) -> dict:
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        pages.append(page)
        page.set_content(PAGE % (style(), width, height))
        page.add_script_tag(content=bundle() + "\nwindow.Drawn = { Body, regionOf };", type="module")
        page.wait_for_function("window.Drawn")
        return page.evaluate(SHOW, json.loads(json.dumps({"names": names, "letters": letters, "chosen": chosen})))

    yield drawn
    for page in pages:
        page.close()


@pytest.mark.parametrize("body", sorted(bodies()))
def test_every_muscle_of_a_body_has_its_shape(draw, body):
    names = [muscle.name for muscle in load(body, sides=("right",)).muscles]
    seen = draw(names, 900, 700)
    assert not seen["unknown"] and not seen["spindles"] and not seen["broken"]
    assert seen["shapes"] >= 0.6 * len(names) and seen["bones"] > 30 and len(seen["marks"]) >= 5


@pytest.mark.parametrize(
    ("width", "height", "letters"), [(480, 340, 11), (820, 460, 11), (380, 520, 19), (760, 860, 19)]
)
def test_names_are_read_and_stand_apart(draw, width, height, letters):
    names = [
        f"{name}_right"
        for name in (
            "gluteus_maximus",
            "gluteus_medius",
            "piriformis",
            "semitendinosus",
            "semimembranosus",
            "biceps_femoris_long_head",
            "adductor_magnus",
            "iliacus",
            "psoas_major",
            "rectus_femoris",
        )
    ]
    seen = draw(names, width, height, letters)["names"]
    assert len(seen) >= (8 if width > 400 else 6)  # of one face alone the muscles behind
    assert all(n["h"] >= 0.97 * letters >= 0.97 * LEAST_PX for n in seen)
    for k, a in enumerate(seen):
        for b in seen[k + 1 :]:
            apart_x = a["x"] + a["w"] <= b["x"] or b["x"] + b["w"] <= a["x"]
            assert apart_x or abs(a["y"] - b["y"]) >= 0.9 * a["h"], (a, b)


LEG = ("vastus_medialis", "rectus_femoris", "semitendinosus", "gastrocnemius_medial_head")


def test_the_side_that_is_modelled_has_the_room(draw):
    """A leg alone is drawn larger than two, with what a hand feels for; of the other side the column is left."""
    one = draw([f"{name}_right" for name in LEG], 500, 300)
    two = draw([f"{name}_{side}" for name in LEG for side in ("right", "left")], 500, 300)
    assert one["scale"] > 1.2 * two["scale"] and "patella" in one["marks"]


@pytest.mark.parametrize(
    ("width", "height", "letters"), [(500, 300, 11), (380, 520, 19), (360, 300, 11), (760, 860, 19)]
)
@pytest.mark.parametrize("sides", [("right",), ("right", "left")])
def test_front_back_and_sides_are_written_beside_each_other(draw, sides, width, height, letters):
    feet = draw([f"{name}_{side}" for name in LEG for side in sides], width, height, letters)["feet"]
    assert len(feet) == (
        6 if width > 400 or letters < 19 else 3
    )  # large letters leave a small picture room for one face
    for k, (left, right, top, bottom) in enumerate(feet):
        assert all(right <= a + 1 or b <= left + 1 or bottom <= c or d <= top for a, b, c, d in feet[k + 1 :]), feet


def test_what_the_drawing_does_not_know_stands_under_it(draw):
    seen = draw(["gluteus_maximus_right", "musculus_novus_right"])
    assert seen["unknown"] == ["musculus_novus_right"] and seen["spindles"] == 1
    assert any(n["text"] == "musculus novus, right" for n in seen["names"])


def test_a_chosen_deep_muscle_is_seen_through_those_above(draw):
    names = ["gluteus_maximus_right", "piriformis_right"]
    assert draw(names, chosen=1)["deep"] and not draw(names, chosen=0)["deep"]


def test_a_name_is_pressed_like_its_muscle(desk):
    """On a phone most muscles are smaller than a finger, in the drawing and in the graph."""
    visitor = desk("gluteal-inhibition", 390, 844)
    for name, muscle in (("TFL", "tensor_fasciae_latae"), ("semitend.", "semitendinosus")):
        text = visitor.page.locator(".ag-names .ag-name", has_text=name)
        text.evaluate(
            "(name) => name.scrollIntoView({ block: 'center' })"
        )  # clear of the bar of time, at once: names are drawn anew
        text.click()
        visitor.wait(f"agonistStage.run.topology.muscles[agonistStage.chosen]?.name.startsWith('{muscle}')")
    visitor.page.keyboard.press("Escape")
    visitor.wait("!agonistStage.dirty")  # names of the graph stand for the muscle that is chosen now
    visitor.still()
    visitor.tell("""agonistStage.graph.canvas.scrollIntoView({ block: "center" })""")
    visitor.wait("!agonistStage.dirty")
    visitor.still()
    place = visitor.tell("""(() => { const stage = agonistStage, name = stage.graph.labels.find((l) => l.node && l.shown && l.muscle.startsWith("iliacus"));
        const box = stage.graph.canvas.getBoundingClientRect(); return [box.left + name.x + name.width / 2, box.top + name.y + name.height / 2]; })()""")
    visitor.page.mouse.click(*place)
    visitor.wait("agonistStage.run.topology.muscles[agonistStage.chosen]?.name.startsWith('iliacus')")
    visitor.page.keyboard.press("Escape")
