"""The state portrait as it is drawn: where practice leads, and words that stay legible on its lines."""

from __future__ import annotations

import json

from agonist.viz.frontend.widget import bundle

DRAW = """(flow) => {
  const done = [], here = document.getElementById("here");
  Object.assign(here.style, { width: "420px", height: "220px" });
  const portrait = new Drawn.Portrait(), text = (kind) => (said, x, y) => done.push([kind, said, Math.round(x), Math.round(y)]);
  const pen = document.createElement("canvas").getContext("2d"), fill = pen.fill.bind(pen);
  const spy = new Proxy(pen, {
    get: (of, name) => (name === "fillText" || name === "strokeText" ? text(name) : name === "fill" ? () => { done.push(["fill", of.fillStyle]); fill(); }
      : typeof of[name] === "function" ? of[name].bind(of) : of[name]),
    set: (of, name, value) => { of[name] = value; return true; },
  });
  const theme = { dark: false, ink: "#000000", soft: "#555555", surface: "#ffffff", accent: "#00aa88", synergy: "#0000ff", warm: "#ff0000" };
  portrait.landscape(spy, 420, 220, flow, { theme, day: 1, run: { mean: () => 0.1 } });
  return done;
}"""


def drawn(browser, flow: dict) -> list[list]:
    """What the pen was told of a landscape."""
    page = browser.new_page()
    page.set_content("<!doctype html><div class='ag-root ag-stage' id='here'></div>")
    page.add_script_tag(content=bundle() + "\nwindow.Drawn = { Portrait };", type="module")
    page.wait_for_function("window.Drawn")
    done = page.evaluate(DRAW, json.loads(json.dumps(flow)))
    page.close()
    return done


def landscape(watershed: float) -> dict:
    """Two valleys, at the ends, and what parts them."""
    gain = [0.35 + 0.65 * k / 40 for k in range(41)]
    flow = [0.2 * (g - watershed) for g in gain]
    height = [-0.1 * (g - watershed) ** 2 for g in gain]
    points = [
        {"at": 0.35, "share": 0.05, "stable": True},
        {"at": watershed, "share": 0.2, "stable": False},
        {"at": 1.0, "share": 0.38, "stable": True},
    ]
    return {
        "kind": "landscape",
        "gain": gain,
        "flow": flow,
        "height": height,
        "points": points,
        "label": "gluteus maximus right",
        "slot": 0,
        "now": 0.5,
        "lost": 0.0,
    }


def test_arrows_say_where_practice_leads(browser):
    for watershed in (0.5, 0.9):
        fills = [colour for kind, colour, *_ in drawn(browser, landscape(watershed)) if kind == "fill"]
        more, less = fills.count("#0000ff"), fills.count("#ff0000")
        assert more + less > 10 and abs(more / (more + less) - (1.0 - watershed) / 0.65) < 0.1


def test_every_word_of_the_landscape_has_a_clear_ground(browser):
    done = drawn(browser, landscape(0.6))
    for said in ("now", "valley", "watershed"):
        written = [(kind, *rest) for kind, text, *rest in done if str(text).startswith(said)]
        assert (
            written and written[0][0] == "strokeText" and {kind for kind, *_ in written} == {"strokeText", "fillText"}
        )
