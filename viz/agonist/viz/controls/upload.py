"""Bring a scenario of one's own: a file field, and what is refused before anything is opened."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import anywidget
import solara
import traitlets

from agonist.model.reading import decoded
from agonist.viz.controls.parts import Redraw
from agonist.viz.frontend.widget import VIEW
from agonist.viz.session.messages import STRANGE
from agonist.viz.session.visitor import UPLOAD_BYTES, Session


class FileField(anywidget.AnyWidget):
    """A file field of the browser; `brought(name, size, content)` hears of a file. Larger ones come without content."""

    _esm = VIEW / "upload.js"
    label = traitlets.Unicode().tag(sync=True)
    most = traitlets.Int(UPLOAD_BYTES).tag(sync=True)

    def __init__(self, **traits: object) -> None:
        super().__init__(**traits)
        self.brought: Callable[[str, int, bytes], None] = lambda name, size, content: None
        self.on_msg(lambda widget, said, buffers: self._hear(said, buffers))

    def _hear(self, said: Any, buffers: Any) -> None:
        with contextlib.suppress(*STRANGE):  # no page of ours says anything else
            content = bytes(buffers[0]) if buffers else b""
            self.brought(str(said["name"])[:200], max(int(said["size"]), len(content)), content)


def text_of(name: str, size: int, content: bytes) -> str:
    """The text of a file that was brought. Raises ValueError in one line where it cannot be a scenario."""
    if size > UPLOAD_BYTES:
        raise ValueError(f"{name}: {size} bytes; a scenario is a text of at most {UPLOAD_BYTES} bytes")
    if not content.strip():
        raise ValueError(f"{name}: the file is empty; a scenario starts with its title")
    try:
        return decoded(content, name)
    except ValueError:
        raise ValueError(f"{name}: not a text file in UTF-8; save it as UTF-8 and bring it again") from None


@solara.component
def Bring(session: Session, refresh: Redraw) -> None:
    """The field; a wrong file gives one line and leaves the patient as it was."""
    element = FileField.element(label=session.say("Choose a scenario file (.toml), or drop it here"))

    def brought(name: str, size: int, content: bytes) -> None:
        texts: list[str] = []
        read = session.attempt(lambda: texts.append(text_of(name, size, content)))
        refresh(read and session.bring(texts[0]))

    def connect() -> Any:
        solara.get_widget(element).brought = brought
        return None

    solara.use_effect(connect)
