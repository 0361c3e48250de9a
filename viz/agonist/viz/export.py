"""Lessons as pages that need no server: one HTML file each, with the view and recorded runs inside.

What such a page can do: play, scrub, choose colours, tasks and muscles, compare the recorded lives, save pictures. What
it cannot: live a life that was not recorded. That would need the model in the browser, and so NumPy for WebAssembly,
which no package index offers; see docs/teaching.md.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from agonist.experiments.files import write_whole
from agonist.model.parameters import nearest
from agonist.viz.history import History
from agonist.viz.patient_life import PatientLife, scenario_of
from agonist.viz.recipe import Recipe
from agonist.viz.session import lessons
from agonist.viz.widget import bundle, style

ROWS = 700  # of one recorded life
PANELS_AT = 9  # moments at which the panels that need the model are recorded
NOTE = (
    "Recorded: this page replays lives that were computed beforehand. To change the patient, run the app itself: "
    "pip install agonist, then agonist app."
)

STATIC = Path(__file__).parent / "static"


def filled(template: str, **parts: str) -> str:
    """A page from its template: every @@name@@ replaced once, in one go, so that no part is read as a template."""
    text = (STATIC / template).read_text(encoding="utf-8")
    return re.sub("@@([a-z]+)@@", lambda found: parts[found.group(1)], text)


def quiet(recipe: Recipe) -> Recipe:
    """The same patient when nothing happens: every entry that starts after day 0 is left out."""
    life = PatientLife(recipe)
    plan = life.resolved.scenario.plan
    dropped = tuple(k for k, (word, arguments) in enumerate(plan) if dict(arguments).get("day") not in (None, 0, 0.0))
    return replace(recipe, dropped=dropped)


def recorded(recipe: Recipe, name: str, label: str, ghost: bool) -> dict[str, Any]:
    """One life as the static page holds it: rows as base64 of float32."""
    life = PatientLife(recipe)
    history = History(life.width, kept=10 * ROWS)
    history.append(life.row()[None, :])
    panels: list[dict[str, Any]] = []
    for _ in range(PANELS_AT):
        history.append(life.advance(life.horizon / PANELS_AT, ROWS // PANELS_AT))
        if not ghost:
            panels.append({"day": life.day, **_panels(life)})
    return {
        "run": name, "label": label, "title": life.title, "ghost": ghost, "topology": life.topology(), "at": 0.0,
        "horizon": life.horizon, "task": life.task, "marks": [] if ghost else life.marks(), "panels": panels,
        "rows": base64.b64encode(np.ascontiguousarray(history.rows, np.float32).tobytes()).decode(),
    }  # fmt: skip


def _panels(life: PatientLife) -> dict[str, Any]:
    members = life.topology()["tasks"][life.task]["members"]
    first = max((m for m in members if m["role"] == "agonist"), key=lambda m: float(m["share0"]))["muscle"]
    return {name: life.panel(name, first, life.task) for name in ("curve", "portrait", "assess")}


def page_of(name: str) -> str:
    """The page of one lesson."""
    recipe = Recipe(name)
    runs = [recorded(recipe, "main", "this patient", False)]
    calm = quiet(recipe)
    if calm.dropped:
        runs.append(recorded(calm, "ghost1", "the same patient, if nothing had happened", True))
    scenario = scenario_of(recipe)
    record = {"lesson": {"title": scenario.title, **asdict(scenario.lesson)}, "runs": runs}
    text = json.dumps(record, separators=(",", ":"), allow_nan=True).replace("NaN", "null").replace("<", "\\u003c")
    code = bundle().replace("</script", "<\\/script")
    return filled("lesson.html", title=html.escape(scenario.title), style=style(), note=NOTE, record=text, code=code)


def export(folder: str, wanted: Sequence[str] | None = None) -> int:
    """Write the lessons into a folder; 0 at the end. Raises ValueError for an unknown lesson."""
    titles = lessons()
    for name in wanted or ():
        if name not in titles:
            raise ValueError(f"unknown lesson {name!r}; {nearest(name, list(titles))}")
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    chosen = list(wanted or titles)
    for name in chosen:
        write_whole(out / f"{name}.html", page_of(name))
        print(f"agonist: {out / name}.html", flush=True)
    items = "".join(f'<li><a href="{name}.html">{html.escape(titles[name])}</a></li>' for name in chosen)
    write_whole(out / "index.html", filled("index.html", items=items, note=NOTE))
    print(f"agonist: open {out / 'index.html'}; it needs no server and no network")
    return 0
