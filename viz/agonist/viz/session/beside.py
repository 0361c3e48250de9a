"""Other futures of a patient: a branch from a day on, and a new life beside the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agonist.viz.session.protocol import Trace
from agonist.viz.session.recipe import Recipe

if TYPE_CHECKING:
    from agonist.viz.session.controller import Controller

MOST = 5  # lives beside the patient: more lines than that nobody reads


def branch(controller: Controller, at: float) -> None:
    """What if something else had happened from a day on? The old future stays as a dotted run."""
    with controller.wake:
        controller.leave_ghost("as it was")
        controller.rebuild(controller.recipe, controller.make(controller.recipe), at)
        controller.playback.playing, controller.playback.until, controller.playback.shown = False, None, None
        controller.wake.notify()
    controller.say("branched at day {day}: now do something, or turn a number, and play", day=round(at, 1))
    controller.stale = True


def make_room(controller: Controller) -> None:
    """The oldest lives beside the patient give way to one more."""
    for ghost in controller.ghosts[: max(0, len(controller.ghosts) - MOST + 1)]:
        controller.forget(ghost)


def live_beside(controller: Controller, recipe: Recipe, label: str, before: str) -> None:
    """A new life from day 0 to the end of the lesson; the one before it stays beside, as far as the new one lives.

    `label` names the new life, `before` the old one where nothing has named it yet; a life that is lived already goes to the
    end, and none stands there twice. Raises ValueError.
    """
    if recipe == controller.recipe:
        return _to_the_end(controller)
    life = controller.make(recipe)
    with controller.wake:
        controller.past.append(controller.recipe)
        controller.future.clear()
        controller.names += 1
        old = controller.main
        for ghost in [g for g in controller.ghosts if g.recipe == recipe]:
            controller.forget(ghost)
        make_room(controller)
        named = before if old.label == "this patient" else old.label
        left = Trace(f"ghost{controller.names}", named, old.life, old.history, ghost=True, recipe=controller.recipe)
        controller.ghosts.append(left)
        controller.take(recipe, life)
        controller.main.label = label
        controller.playback.until, controller.playback.started_at = life.horizon, 0.0
        controller.wake.notify()
    controller.stale = True


def _to_the_end(controller: Controller) -> None:
    """The life as it is, lived to the end of the lesson."""
    with controller.wake:
        life, edge, wish = controller.main.life, controller.main.history.edge, controller.playback
        wish.playing, wish.shown, wish.started_at = False, None, edge
        wish.until = max(edge, life.horizon if life else edge)
        controller.tell_after("state", playing=False)
