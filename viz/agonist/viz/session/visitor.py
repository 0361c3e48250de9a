"""One visitor: a controller, what the page shows of it, and the wishes of its buttons. No Solara here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, NamedTuple

from agonist.model import scenario as scenarios
from agonist.viz.session.controller import Controller
from agonist.viz.session.panels import label_of, turned
from agonist.viz.session.patient_life import PatientLife, scenario_of
from agonist.viz.session.protocol import Life
from agonist.viz.session.recipe import Recipe, read_query

UPLOAD_BYTES = 200_000
FIRST = ("gluteal-inhibition", "knee-effusion")


class Entry(NamedTuple):
    """One line of the timeline: its source and place there, when it happens, what it is, whether it counts."""

    source: str
    place: int
    day: float
    until: float | None
    label: str
    kept: bool


def lessons() -> dict[str, str]:
    """Titles of the scenarios that ship, by name, the usual first one in front."""
    titles = {name: scenarios.load(name).title for name in scenarios.shipped()}
    return dict(sorted(titles.items(), key=lambda item: (item[0] not in FIRST, item[0])))


class Session:
    """One visitor's patient. `make` turns a recipe into a life; tests give a made-up one."""

    def __init__(self, query: str = "", make: Callable[[Recipe], Life] = PatientLife, threaded: bool = True) -> None:
        self.message = ""
        self.welcomed = False
        self.make = make
        default = next(iter(lessons()))
        try:
            recipe = read_query(query, default)
            self.controller = Controller(make, recipe, threaded=threaded)
        except ValueError as error:
            self.message = str(error)
            self.controller = Controller(make, Recipe(default), threaded=threaded)

    @property
    def recipe(self) -> Recipe:
        """The recipe of the patient."""
        return self.controller.recipe

    def attempt(self, act: Callable[[], Any]) -> bool:
        """Carry out a wish; a mistake becomes the message of the page."""
        try:
            act()
        except ValueError as error:
            self.message = str(error)
            return False
        self.message = ""
        return True

    def open(self, **changes: Any) -> bool:
        """Another lesson, seed or learner: a new patient."""
        fresh = {"edits": (), "dropped": (), "settings": ()} if "scenario" in changes else {}
        return self.attempt(lambda: self.controller.open(replace(self.recipe, **{"text": "", **fresh, **changes})))

    def change(self, recipe: Recipe, at: float = 0.0) -> bool:
        """The same patient under another recipe, lived again from a day on."""
        return self.attempt(lambda: self.controller.change(recipe, at))

    def compare(self, recipe: Recipe, label: str) -> bool:
        """Another life beside this one."""
        return self.attempt(lambda: self.controller.compare(recipe, label))

    def bring(self, text: str) -> bool:
        """A scenario that the user brought as a file."""
        return self.attempt(lambda: self.controller.open(self.brought(text)))

    def brought(self, text: str) -> Recipe:
        """The recipe of a scenario that the user brought. Raises ValueError where it is too long."""
        if len(text.encode()) > UPLOAD_BYTES:
            raise ValueError(f"a scenario is a text of at most {UPLOAD_BYTES} bytes")
        return Recipe("your scenario", self.recipe.seed, self.recipe.learner, text=text)

    def lesson(self) -> dict[str, Any]:
        """The lesson as the view reads it."""
        scenario = scenario_of(self.recipe)
        return {"title": scenario.title, **asdict(scenario.lesson)}

    def timeline(self) -> list[Entry]:
        """Every entry of the plan and of the user, in order of days."""
        base = scenario_of(replace(self.recipe, edits=(), dropped=()))
        knobs, _ = scenarios.split_settings(base, dict(self.recipe.settings))
        own = []
        for k, (word, arguments) in enumerate(base.plan):
            said = turned(arguments, knobs, base.name)
            day = float(said.get("day") or 0.0)
            own.append(Entry("scenario", k, day, said.get("days"), label_of(word, said), k not in self.recipe.dropped))
        added = [
            Entry("own", k, e.day, None, label_of(e.word, dict(e.arguments)), True)
            for k, e in enumerate(self.recipe.edits)
        ]
        return sorted(own + added, key=lambda e: e.day)

    def moved(self, place: int, day: float) -> tuple[Recipe, float]:
        """The recipe with one of the user's entries at another day, and the day from which it lives differently."""
        edit = self.recipe.edits[place]
        return self.recipe.without_edit(place).with_edit(edit._replace(day=day)), min(day, edit.day)

    def undo(self) -> bool:
        """Take the last change back."""
        return self.attempt(self.controller.undo)

    def redo(self) -> bool:
        """Take the last undo back."""
        return self.attempt(self.controller.redo)

    def alone(self) -> bool:
        """Only this patient again."""
        return self.attempt(self.controller.forget_comparisons)

    def close(self) -> None:
        """The visitor has left."""
        self.controller.close()
