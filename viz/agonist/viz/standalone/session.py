"""A visitor whose whole page runs in the browser: the session, and what the panels beside the stage show of it.

Nothing here knows of a browser. Messages are plain dictionaries: `receive` takes those of the page, `send` carries the
answers and the rows, and whoever holds the room calls `turn` as often as `turn` says.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from agonist.model.plan import LONGEST_DAY
from agonist.model.vocabulary import WORDS
from agonist.viz import messages
from agonist.viz.session import angles, export, forms
from agonist.viz.session.comparisons import MOST, learners, offers
from agonist.viz.session.messages import number
from agonist.viz.session.touch import touch
from agonist.viz.session.visitor import Session
from agonist.viz.standalone import forms_data as sheets


class StandaloneSession:
    """One visitor. `query` is the recipe of a link; `send(message, buffers)` tells the page."""

    def __init__(self, query: str, send: Callable[..., None]) -> None:
        self.send = send
        self.session = Session(query, threaded=False)
        self.controller = self.session.controller
        self.controller.outbox.send = send
        self.controller.changed = self.tell
        self.acts: dict[str, Callable[[dict[str, Any]], Any]] = {
            "do": self._do, "put": self._put, "leave-out": self._leave_out, "remove": self._remove, "move": self._move,
            "turn": self._turn_number, "bring": self._bring, "take": self._take, "change": self._change,
            "undo": lambda message: self.controller.undo(), "redo": lambda message: self.controller.redo(),
            "alone": lambda message: self.controller.forget_comparisons(), "clear": self._clear,
            "lesson-run": self.session.hear, "try": self.session.hear, "guess": self.session.hear, "next": self.session.hear,
            "reset": lambda message: self.session.reset(), "touch": partial(touch, self.session),
        }  # fmt: skip

    def turn(self) -> float:
        """Live on by the time that has passed; how long nothing needs to be done after that, s."""
        self.controller.turn()
        return self.controller.pause_s()

    def receive(self, message: dict[str, object]) -> None:
        """A message of the page; one that no page of ours would send is dropped."""
        kind = str(message.get("k"))
        act = self.acts.get(kind)
        if kind == "hello":
            self.session.language = messages.chosen(str(message.get("language") or ""))
        if act is None:
            self.controller.receive(message)
            if kind in ("hello", "look"):
                self._body()  # the forms start from the muscle that is looked at
            if kind == "hello":
                self.tell()
            return
        with contextlib.suppress(StopIteration):
            self.session.attempt(lambda: act(message))
        self.tell()

    def tell(self) -> None:
        """Say how everything beside the stage stands."""
        self.send({"k": "session", **self.state()})

    def _body(self) -> None:
        """Say what may be done to this patient."""
        session = self.session
        self.send({"k": "sheets", "words": sheets.vocabulary(session), "numbers": sheets.numbers(session)})

    def state(self) -> dict[str, Any]:
        """What the panels beside the stage show."""
        session, recipe = self.session, self.session.recipe
        return {
            "message": session.told(session.message),
            "lesson": session.lesson(),
            "seed": recipe.seed,
            "learner": recipe.learner,
            "learners": list(learners()),
            "query": recipe.query(),
            "own": bool(recipe.text),
            "day": self.controller.day,
            "undo": bool(self.controller.past),
            "redo": bool(self.controller.future),
            "changed": bool(recipe.edits or recipe.dropped),
            "timeline": [e._asdict() for e in session.timeline()],
            "offers": [{"title": t, "labels": [label for label, _ in lives]} for t, lives in offers(session)],
            "ghosts": [ghost.label for ghost in self.controller.ghosts],
            "full": len(self.controller.ghosts) >= MOST,
            "set": dict(recipe.settings),
        }

    # ---- wishes; each raises ValueError in one line ------------------------------------------------------------
    def _do(self, message: dict[str, Any]) -> None:
        word = WORDS[str(message["word"])]
        numbers = {a.name: a for a in angles.fields(self.session, word) if a.kind == "number"}
        values = {
            name: forms.as_number(text, numbers[name].low, numbers[name].high, numbers[name].unit)
            if name in numbers and text not in (None, "")
            else text
            for name, text in dict(message["values"]).items()
        }
        day = str(message.get("day") or "")
        forms.act(self.session, word, values, forms.as_number(day, 0.0, LONGEST_DAY, "days") if day else None)

    def _clear(self, message: dict[str, object]) -> None:
        self.controller.change(replace(self.session.recipe, edits=(), dropped=()), 0.0)

    def _put(self, message: dict[str, Any]) -> None:
        group, place = int(message["group"]), int(message["place"])
        label, recipe = offers(self.session)[group][1][place]
        self.controller.compare(recipe, label)

    def _lived(self, message: dict[str, object]) -> float:
        """The day of a message, of those that were lived."""
        return number(message["day"], 0.0, self.controller.main.history.edge)

    def _leave_out(self, message: dict[str, Any]) -> None:
        self.controller.change(self.session.recipe.toggled(int(message["place"])), self._lived(message))

    def _remove(self, message: dict[str, Any]) -> None:
        self.controller.change(self.session.recipe.without_edit(int(message["place"])), self._lived(message))

    def _move(self, message: dict[str, Any]) -> None:
        day = forms.as_number(message["to"], 0.0, LONGEST_DAY, "days")
        self.controller.change(*self.session.moved(int(message["place"]), day))

    def _turn_number(self, message: dict[str, object]) -> None:
        name, text = str(message["name"]), str(message.get("value") or "")
        row = next(r for r in sheets.numbers(self.session) if r["name"] == name)
        value = forms.as_number(text, row["low"], row["high"], row["unit"]) if text else None
        kept = None if value == row["value"] else value
        self.controller.change(self.session.recipe.with_setting(name, kept), 0.0)

    def _change(self, message: dict[str, Any]) -> None:
        """Another seed or learner: a new patient."""
        wanted: dict[str, Any] = {}
        if "seed" in message:
            wanted["seed"] = int(forms.as_number(message["seed"], 0, 2**31 - 1))
        if "learner" in message:
            wanted["learner"] = str(message["learner"])
        self.controller.open(replace(self.session.recipe, **wanted))

    def _bring(self, message: dict[str, object]) -> None:
        self.controller.open(self.session.brought(str(message["text"])))

    def _take(self, message: dict[str, object]) -> None:
        name = self.session.recipe.scenario.replace(" ", "-")
        made: dict[str, tuple[str, Callable[[], bytes]]] = {
            "csv": (f"{name}.csv", partial(export.csv_of, self.controller)),
            "toml": (f"{name}-mine.toml", lambda: export.toml_of(self.session.recipe).encode()),
        }
        file, make = made[str(message["what"])]
        self.send({"k": "file", "name": file}, [make()])
