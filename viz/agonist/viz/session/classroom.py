"""A class on one server: pupils who join with a phone, each with an own patient, and a teacher who sees and leads.

Nothing is stored but what lies in memory while the server runs: a number for each pupil, the guess, the outcome, and a name
only where one is typed. The teacher's page is told from the others by a key that only the teacher's address holds.
"""

from __future__ import annotations

import csv
import hmac
import io
import threading
import weakref
from dataclasses import dataclass, field, replace
from typing import Any

from agonist.viz.session.patient_life import scenario_of
from agonist.viz.session.readings import readings_of
from agonist.viz.session.visitor import Session

MOST_PUPILS = 200
NAME_LETTERS = 40
FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20"  # so begins what a spreadsheet computes; some take the wide signs too
ENDED_DAYS = 0.6  # before its end a lesson counts as run


@dataclass
class Pupil:
    """One place in the class; it outlives a reload of the pupil's page."""

    number: int
    name: str = ""
    session: Session | None = None
    guesses: dict[str, str] = field(default_factory=dict)  # by lesson
    outcomes: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)  # by lesson, reading, window
    read: Any = None  # the life that was read last, and whether to its end

    @property
    def is_empty(self) -> bool:
        """Whether nobody sits here, and nothing is kept that somebody said or lived."""
        return self.session is None and not (self.name or self.guesses or self.outcomes)


class Classroom:
    """The class of a server. `key` is the teacher's; `address` is where pupils come in."""

    def __init__(self, key: str, address: str) -> None:
        self.key, self.address = key, address
        self.lock = threading.RLock()
        self.pupils: dict[str, Pupil] = {}
        self.pushed: Any = None
        self.frozen = False

    def is_teacher(self, key: str) -> bool:
        """Whether a key is the teacher's."""
        return hmac.compare_digest(key.encode("utf-8", "replace"), self.key.encode())

    def join(self, token: str, session: Session) -> Pupil | None:
        """A pupil comes in, or comes back by its token; None where the class is full.

        A place that somebody left with nothing in it is given anew, with its number: reloads in new windows fill no class.
        """
        with self.lock:
            pupil = self.pupils.get(token)
            if pupil is None:
                number = len(self.pupils) + 1
                if number > MOST_PUPILS:
                    left = next((t for t, p in self.pupils.items() if p.is_empty), None)
                    if left is None:
                        return None
                    number = self.pupils.pop(left).number
                pupil = self.pupils[token] = Pupil(number)
            pupil.session = session
            session.pupil = pupil
        if self.pushed is not None:
            self._hand(pupil, self.pushed)
        elif session.recipe.seed == 1:
            session.open(seed=pupil.number)
        self._hold(pupil)
        return pupil

    def leave(self, session: Session) -> None:
        """A pupil's page is gone; the place stays."""
        with self.lock:
            for pupil in self.pupils.values():
                if pupil.session is session:
                    self._read(pupil)
                    pupil.session = None

    # ---- the teacher's hands --------------------------------------------------------------------------------
    def push(self, recipe: object) -> int:
        """Give a lesson to everybody, each with an own seed; the number of those who are here."""
        with self.lock:
            self.pushed = recipe
            here = [p for p in self.pupils.values() if p.session]
        for pupil in here:
            if self.pushed is recipe:  # and not another one since
                self._hand(pupil, recipe)
        return len(here)

    def push_aside(self, recipe: object) -> None:
        """The same in a thread of its own: the teacher's page goes on while thirty patients are made."""
        threading.Thread(target=self.push, args=(recipe,), name="agonist-push", daemon=True).start()

    def freeze(self, on: bool) -> None:
        """Stop every pupil's page, or let them go on."""
        with self.lock:
            self.frozen = on
            here = [p for p in self.pupils.values() if p.session]
        for pupil in here:
            self._hold(pupil)

    def _hand(self, pupil: Pupil, recipe: Any) -> None:
        session = pupil.session
        if session:
            self._read(pupil)
            session.attempt(lambda: session.controller.open(replace(recipe, seed=pupil.number)))
            session.controller.stale = True

    def _hold(self, pupil: Pupil) -> None:
        if pupil.session:
            pupil.session.controller.hold(self.frozen)

    # ---- what the teacher sees ------------------------------------------------------------------------------
    def guessed(self, session: Session, choice: str) -> None:
        """A pupil has chosen what to expect."""
        if session.pupil is not None:
            with self.lock:
                session.pupil.guesses[session.recipe.scenario] = choice

    def _read(self, pupil: Pupil) -> None:
        """Keep the outcome of a life that has come to the end of its lesson; one that stands as it was is not read again."""
        if pupil.session is None or pupil.session.controller.closed:
            return
        controller = pupil.session.controller
        life, edge = controller.main.life, controller.main.history.edge
        if life is None or edge < life.horizon - ENDED_DAYS:
            return
        read = (weakref.ref(life), edge >= life.horizon - 1e-6)
        if pupil.read == read:
            return  # asked without the lock: nobody waits for a life that is being lived on
        pupil.read = read
        with controller.lock:
            life, rows, recipe = controller.main.life, controller.main.history.rows.copy(), controller.recipe
        if life is not None and len(rows) and rows[-1, 0] >= life.horizon - ENDED_DAYS:
            pupil.outcomes[recipe.scenario] = readings_of(life, rows, scenario_of(recipe).lesson.readings)

    def standing(self, scenario: str) -> dict[str, Any]:
        """How the class stands in one lesson: who is here, how often each choice was made, what came of it."""
        with self.lock:
            for pupil in self.pupils.values():
                self._read(pupil)
            guesses = [p.guesses[scenario] for p in self.pupils.values() if scenario in p.guesses]
            outcomes = [p.outcomes[scenario] for p in self.pupils.values() if scenario in p.outcomes]
            here = sum(p.session is not None for p in self.pupils.values())
        return {
            "joined": len(self.pupils),
            "here": here,
            "frozen": self.frozen,
            "guesses": guesses,
            "first": [next(iter(o.values())) for o in outcomes if o],
        }

    def answers(self) -> bytes:
        """Everything that the class has answered, as CSV."""
        text = io.StringIO()
        table = csv.writer(text)
        table.writerow(
            ["pupil", "name", "lesson", "guess", "the lesson comes to", "reading", "before", "during", "after"]
        )
        with self.lock:
            for pupil in self.pupils.values():
                self._read(pupil)
                for lesson in sorted({*pupil.guesses, *pupil.outcomes}):
                    head = [pupil.number, _safe(pupil.name), lesson, _safe(pupil.guesses.get(lesson, ""))]
                    right = _right(lesson)
                    for reading, means in (pupil.outcomes.get(lesson) or {"": {}}).items():
                        shown = [_number(means.get(w)) for w in ("before", "during", "after")]
                        table.writerow([*head, right, reading, *shown])
        return text.getvalue().encode("utf-8", "replace")  # half a letter in a name spoils no list


def _right(lesson: str) -> str:
    from agonist.model import scenario as scenarios

    return scenarios.load(lesson).lesson.right if lesson in scenarios.shipped() else ""


def _number(value: float | None) -> str:
    return "" if value is None or value != value else f"{value:.4f}"


def _safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip()[:1] in FORMULA and text.strip() else text


CLASS: list[Classroom] = []  # of this process; empty unless the server was started for a class


def here() -> Classroom | None:
    """The class of this server."""
    return CLASS[0] if CLASS else None
