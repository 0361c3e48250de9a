"""The views of one moment that need the model: computed when they are looked at and due, and never twice in a second."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from agonist.viz.session.protocol import Life

if TYPE_CHECKING:
    from agonist.viz.session.controller import Controller

LOG = logging.getLogger(__name__)
VIEW_S = 1.2
COMPUTED = ("curve", "portrait", "assess")


def post_view(controller: Controller) -> None:
    """Send the view that the page looks at, where it is due. An assessment takes its time: it waits for a page at rest."""
    wish, name = controller.playback, controller.playback.look["panel"]
    if name not in COMPUTED or not controller.outbox.greeted or not (wish.panel_due or wish.playing):
        return
    if wish.playing and (name == "assess" or time.monotonic() - controller.paneled < VIEW_S):
        return
    controller.paneled, wish.panel_due = time.monotonic(), False
    controller.outbox.tell("panel", run=controller.main.name, name=name, value=value_of(controller, name))


def value_of(controller: Controller, name: str) -> dict[str, Any]:
    """Data of a view; of one that cannot be computed, why: an empty panel would teach nothing."""
    look = controller.playback.look
    try:
        return life_shown(controller).panel(name, look["muscle"], look["task"])
    except Exception as error:  # whatever it is, the page goes on
        LOG.warning("a view could not be computed: %s: %s", type(error).__name__, error)
        return {"fault": f"This could not be computed: {error}"}


def life_shown(controller: Controller) -> Life:
    """The life at the moment shown: the live one, or the same recipe lived up to there again."""
    main, shown = controller.main.life, controller.playback.shown
    assert main is not None
    if shown is None or abs(shown - main.day) < 0.02:
        return main
    again = controller.make(controller.recipe)
    again.advance(shown, 1)
    return again
