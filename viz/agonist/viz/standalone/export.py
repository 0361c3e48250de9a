"""Lessons as pages that need no server: one HTML file each, with the view and recorded runs inside.

Such a page plays, scrubs, chooses colours, tasks and muscles, compares the recorded lives and saves pictures. Where the
files of Pyodide were at hand, the model itself lies beside the pages (`pack`), and a recorded patient can be made live.
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

from agonist.experiments.files import alone, named, write_whole
from agonist.model.parameters import nearest
from agonist.model.reading import shown
from agonist.viz import messages
from agonist.viz.frontend.widget import bundle, style
from agonist.viz.session.history import History
from agonist.viz.session.outbox import finite
from agonist.viz.session.patient_life import PatientLife, changes, scenario_of
from agonist.viz.session.recipe import Recipe
from agonist.viz.session.visitor import lessons
from agonist.viz.standalone import pack

ROWS = 700  # of one recorded life
PANELS_AT = 9  # moments at which the panels that need the model are recorded
NOTE = (
    "Recorded: this page replays lives that were computed beforehand. To change the patient, run the app itself "
    "(pip install agonist, then agonist app), or export these pages with the files of Pyodide at hand "
    "(agonist app --export FOLDER --pyodide FOLDER): then the model runs in the browser."
)
LIVE_NOTE = (
    "Pages without a server: recorded at first, and live where you ask for it. Nothing is fetched from anywhere."
)
BESIDE = "live"  # folder of the pack, beside the pages
OWN = "pyodide"  # folder beside the pages in which Pyodide's files are found without being named

HERE = Path(__file__).parent
SCRIPTS = (HERE / "controls.js", HERE / "live.js")


def filled(template: str, **parts: str) -> str:
    """A page from its template: every @@name@@ replaced once, in one go, so that no part is read as a template."""
    text = (HERE / template).read_text(encoding="utf-8")
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
    panels: list[dict[str, object]] = []
    for _ in range(PANELS_AT):
        history.append(life.advance(life.horizon / PANELS_AT, ROWS // PANELS_AT))
        if not ghost:
            panels.append({"day": life.day, **_panels(life)})
    return {
        "run": name,
        "label": label,
        "title": life.title,
        "ghost": ghost,
        "topology": life.topology(),
        "at": 0.0,
        "horizon": life.horizon,
        "task": life.task,
        "marks": [] if ghost else life.marks(),
        "panels": panels,
        "windows": life.windows,
        "view": life.view,
        "rows": base64.b64encode(np.ascontiguousarray(history.rows, np.float32).tobytes()).decode(),
    }


def _panels(life: PatientLife) -> dict[str, Any]:
    members = life.topology()["tasks"][life.task]["members"]
    first = max((m for m in members if m["role"] == "agonist"), key=lambda m: float(m["share0"]))["muscle"]
    return {name: life.panel(name, first, life.task) for name in ("curve", "portrait", "assess")}


def page_of(name: str, live: dict[str, object] | None = None) -> str:
    """The page of one lesson; `live` names the scripts beside it that make it live."""
    recipe = Recipe(name)
    runs = [recorded(recipe, "main", "this patient", False)]
    calm = quiet(recipe)
    if calm.dropped:
        runs.append(recorded(calm, "ghost1", "the same patient, if nothing had happened", True))
    scenario = scenario_of(recipe)
    knobs = [knob._asdict() for knob in scenario.knobs]
    lesson = {
        "name": name,
        "title": scenario.title,
        **asdict(scenario.lesson),
        "knobs": knobs,
        "changed": changes(recipe),
    }
    lesson.pop("questions")
    others = {code: messages.translated(code, name, lesson) for code in messages.LANGUAGES}
    record = {"name": name, "lesson": lesson, "lessons": others, "runs": runs, "pack": live}
    text = json.dumps(finite(record), separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
    code = bundle(*SCRIPTS).replace("</script", "<\\/script")
    sheet = style() + (HERE / "controls.css").read_text(encoding="utf-8")
    note = LIVE_NOTE if live else NOTE
    return filled("lesson.html", title=html.escape(scenario.title), style=sheet, note=note, record=text, code=code)


def beside(out: Path, lessons: Sequence[str], pyodide: str | None) -> dict[str, Any] | None:
    """Write the pack beside the pages; None where no files of Pyodide were named or found. Raises ValueError."""
    if pyodide is None and not (out / OWN).is_dir():
        return None
    found = pack.runtime(Path(pyodide) if pyodide is not None else out / OWN)
    names = pack.write(out / BESIDE, found, list(lessons))
    size = sum((out / BESIDE / name).stat().st_size for name in names)
    print(
        f"agonist: {out / BESIDE}: the model for the browser, Pyodide {found.version}, {size / 1e6:.0f} MB", flush=True
    )
    return {"folder": BESIDE, "files": names, "megabytes": round(size / 1e6)}


def export(folder: str, wanted: Sequence[str] | None = None, pyodide: str | None = None) -> int:
    """Write the lessons into a folder; 0 at the end.

    Args:
        folder: where the pages are written.
        wanted: names of lessons; all if left out.
        pyodide: folder with Pyodide's files; without it, the folder ``pyodide`` beside the pages if there is one.

    Raises:
        ValueError: an unknown lesson, or a folder that is not Pyodide's; nothing is written then.
    """
    titles = lessons()
    for name in wanted or ():
        if name not in titles:
            raise ValueError(f"unknown lesson {shown(name)}; {nearest(name, list(titles))}")
    out = Path(folder)
    chosen = list(wanted or titles)
    live = beside(out, chosen, pyodide)
    with named(out), alone(out):
        for name in chosen:
            write_whole(out / f"{name}.html", page_of(name, live))
            print(f"agonist: {out / name}.html", flush=True)
        items = "".join(f'<li><a href="{name}.html">{html.escape(titles[name])}</a></li>' for name in chosen)
        write_whole(out / "index.html", filled("index.html", items=items, note=LIVE_NOTE if live else NOTE))
    print(f"agonist: open {out / 'index.html'}; it needs no server and no network")
    if live is None:
        print("agonist: recorded pages; with --pyodide FOLDER (the files of Pyodide) the model runs in the browser")
    return 0
