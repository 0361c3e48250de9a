"""Which other lives may stand beside a patient, all on the same random numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from agonist.model.parameters import TABLE
from agonist.model.record import SWITCHES
from agonist.model.units.cortex import LEARNERS
from agonist.viz.session.beside import MOST
from agonist.viz.session.recipe import Recipe
from agonist.viz.session.visitor import Session

__all__ = ["MOST", "learners", "offers"]


MINDS = {
    "maintained": "keeps what is used",
    "threshold": "keeps what is used, first edition",
    "error": "corrects errors",
    "forgetting": "corrects errors and forgets",
    "search": "tries, and keeps what helps",
    "use": "corrects errors, drawn to the usual",
    "optimal": "takes the least effort",
    "frozen": "learns nothing",
    "modules": "commands muscles in fixed groups",
    "value": "asks for what has paid off",
}  # each learning rule in a few words


def without(session: Session) -> Iterator[tuple[str, Recipe]]:
    """The same patient without the user's changes, and without one entry of the plan."""
    recipe = session.recipe
    if recipe.edits or recipe.dropped:
        yield session.say("without my changes"), replace(recipe, edits=(), dropped=())
    for entry in session.timeline():
        if entry.kept and not entry.idle:
            other = recipe.toggled(entry.place) if entry.source == "scenario" else recipe.without_edit(entry.place)
            yield session.say("without {what}", what=entry.label), other


def minds(session: Session) -> Iterator[tuple[str, Recipe]]:
    """The same patient with another learning rule."""
    recipe = session.recipe
    for name in learners():
        if name != recipe.learner:
            yield f"{session.say('learner')}: {name}, {session.say(MINDS[name])}", replace(recipe, learner=name)


def switched(session: Session) -> Iterator[tuple[str, Recipe]]:
    """The same patient with one contested link on or off."""
    recipe, say = session.recipe, session.say
    for label, name in SWITCHES.items():
        if name in TABLE:
            row = TABLE[name]
            now = dict(recipe.settings).get(name, row.value)
            to = 0.0 if now > 0 else row.value or (row.low + row.high) / 2
            turned = say("on ({value})", value=session.write(to)) if to else say("off")
            yield f"{say(label)}: {turned}", recipe.with_setting(name, to)


def learners() -> tuple[str, ...]:
    """Names of the learners, the default first."""
    return tuple(sorted(LEARNERS, key=lambda name: (name != "maintained", name)))


def offers(session: Session) -> list[tuple[str, list[tuple[str, Recipe]]]]:
    """Every life that may be put beside the patient: titles, and under each labels with recipes."""
    recipe = session.recipe
    seed = recipe.seed + 1 + len(session.controller.ghosts)
    return [
        ("Leave something out", list(without(session))),
        ("Another mind", list(minds(session))),
        ("A contested link switched", list(switched(session))),
        ("Chance", [(f"{session.say('seed')} {seed}", replace(recipe, seed=seed))]),
    ]
