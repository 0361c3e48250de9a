"""The view as a widget: one ES module for a Solara page, a notebook and a page without a server."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import anywidget
import traitlets

from agonist.model.lessons import UNITS
from agonist.viz import messages
from agonist.viz.session.outbox import finite
from agonist.viz.session.readings import SAID

VIEW = Path(__file__).parent
ORDER = (
    "speech", "util", "calm", "rests", "store", "anatomy", "muscles", "shapes", "names", "body", "labels", "places", "graph", "signs", "charts",
    "readings", "sketch", "through", "sides", "moments", "portrait", "transport", "outcome", "lesson", "happenings", "heat", "picture", "touch", "layout",
    "clock", "present", "stage", "widget",
)  # fmt: skip


@cache
def bundle(*more: Path) -> str:
    """The modules of the view as one, and then `more`: in the order of their needs, imports between them left out."""
    paths = [*(VIEW / f"{name}.js" for name in ORDER), *more]
    spoken = f"const MESSAGES = {json.dumps({code: messages.page(code) for code in messages.LANGUAGES}, ensure_ascii=False)};\n"
    spoken += f"const UNITS = {json.dumps(UNITS)};\nconst SAID = {json.dumps(SAID)};\n"
    return spoken + "\n".join(_inlined(path, last=path == paths[-1]) for path in paths)


def _inlined(path: Path, last: bool) -> str:
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"^import .*$|^export \{[^}]*\};$", "", text, flags=re.MULTILINE)
    return text if last else re.sub(r"^export default .*$|^export ", "", text, flags=re.MULTILINE)


@cache
def style() -> str:
    """The style sheet of the view."""
    return (VIEW / "view.css").read_text(encoding="utf-8")


class View(anywidget.AnyWidget):
    """The stage, or the lesson beside it (`part`); messages of the browser go to `answer`."""

    _esm = bundle()
    _css = style()
    part = traitlets.Unicode("stage").tag(sync=True)
    dark = traitlets.Bool(False).tag(sync=True)
    lesson = traitlets.Unicode("{}").tag(sync=True)
    language = traitlets.Unicode("").tag(sync=True)

    def __init__(self, **traits: object) -> None:
        super().__init__(**traits)
        self.answer = lambda message: None
        self.on_msg(lambda widget, content, buffers: self._answer(content))

    def _answer(self, content: object) -> None:
        if isinstance(content, dict):
            self.answer(content)


class Part(View):
    """The lesson or a map beside the stage: what draws it has come with the stage, and a slow network carries it once."""

    _esm = """export default { async render(given) {
  while (!window.agonistRender) await new Promise((again) => setTimeout(again, 40));
  return window.agonistRender(given);
} };"""
    _css = ""


def as_text(lesson: dict[str, object]) -> str:
    """A lesson as the widget carries it."""
    return json.dumps(finite(lesson), allow_nan=False)
