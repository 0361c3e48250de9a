"""One visitor: a controller, what the page shows of it, and the wishes of its buttons. No Solara here."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, NamedTuple

from agonist.model import scenario as scenarios
from agonist.viz import messages
from agonist.viz.session.beside import live_beside
from agonist.viz.session.controller import Controller
from agonist.viz.session.messages import STRANGE
from agonist.viz.session.panels import doing, label_of, turned
from agonist.viz.session.patient_life import PatientLife, changes, scenario_of, served
from agonist.viz.session.protocol import Life
from agonist.viz.session.recipe import Recipe, day_of, fields_of, read_query, strange, unpacked
from agonist.viz.session.through import Through, Wish, ranging

LOG = logging.getLogger(__name__)
UPLOAD_BYTES = 200_000
MESSAGE_LONGEST = 400  # characters
NOT_UNDERSTOOD = "this was not understood; nothing has changed"
AS_IT_STANDS = -1  # the place of the lesson itself among what it proposes
ORDER = (
    "healthy", "knee-effusion", "acl-reconstruction", "desk-work", "rounded-shoulders", "gluteal-inhibition", "leg-lift",
    "cascade", "re-education", "leg-unloading", "bed-rest", "partial-meniscectomy", "knee-replacement", "ankle-sprain",
    "hamstring-strain", "eccentric-training", "habitual-heels", "back-pain", "gait-feedback",
)  # fmt: skip


class Entry(NamedTuple):
    """One line of the timeline: its source and place there, when it happens, what it is, whether it counts."""

    source: str
    place: int
    day: float
    until: float | None
    label: str
    kept: bool
    idle: bool = False  # its number is nothing: it changes nothing


def lessons() -> dict[str, str]:
    """Titles of the scenarios that ship, by name, in the order in which they are taught; new ones at the end."""
    titles = {name: scenarios.load(path).title for name, path in served().items()}
    place = {name: k for k, name in enumerate(ORDER)}
    return dict(sorted(titles.items(), key=lambda item: (place.get(item[0], len(place)), item[0])))


def _named(query: str, default: str) -> Recipe:
    """The lesson of a link as it stands, whatever else the link says."""
    return Recipe(fields_of(query).get("lesson", default))


def one_line(error: ValueError) -> str:
    """The message of a mistake as the page shows it: one line, and not the whole of what was sent."""
    text = " ".join(str(error).split())
    return (
        text if len(text) <= MESSAGE_LONGEST else f"{text[: MESSAGE_LONGEST // 2]} ... {text[-MESSAGE_LONGEST // 2 :]}"
    )


class Session:
    """One visitor's patient. `make` turns a recipe into a life; tests give a made-up one."""

    def __init__(self, query: str = "", make: Callable[[Recipe], Life] = PatientLife, threaded: bool = True) -> None:
        self.message = ""
        self.welcomed = False
        self.make = make
        self.wished = messages.wish(query)
        self.language = messages.chosen(self.wished)
        self.guess = ""
        self.pupil: Any = None  # this visitor's place in a class
        self.teacher = False
        self.guessed: Callable[[str], None] = lambda choice: None
        self.controller, self.came_to = self._start(query, threaded)
        self.controller.titled = lambda title: messages.lesson(self.language, self.recipe.scenario).get("title", title)
        self.through, self.threaded = Through(self.controller), threaded
        self._go_to(self.came_to)

    def _start(self, query: str, threaded: bool) -> tuple[Controller, float]:
        """The patient and the day of a link, as far as it can be followed: else its lesson as it stands, else the first one.

        All that was wrong with it becomes the message, a line each.
        """
        default = next(iter(lessons()))
        wrong, day = [strange(query)], 0.0
        try:
            day = day_of(query)
        except ValueError as error:
            wrong.append(one_line(error))
        for read in (read_query, _named):
            try:
                return Controller(self.make, read(query, default), threaded=threaded), day
            except ValueError as error:
                wrong.append(one_line(error))
            except STRANGE as fault:  # nobody waits for a patient that will not come
                LOG.warning("a link was not understood: %s", type(fault).__name__)
                wrong.append(NOT_UNDERSTOOD)
            finally:
                self.message = "\n".join(dict.fromkeys(line for line in wrong if line))
        return Controller(self.make, Recipe(default), threaded=threaded), 0.0

    def _go_to(self, day: float) -> None:
        """Live on to the day of the link, as fast as it goes."""
        if day > 0.0:
            with self.controller.wake:
                self.controller.playback.until, self.controller.playback.started_at = day, 0.0
                self.controller.wake.notify()

    def say(self, text: str, **values: object) -> str:
        """A text of the page in this visitor's language."""
        return messages.say(self.language, text, **values)

    def told(self, mistake: str) -> str:
        """What is said of a mistake, a line each, in this visitor's language."""
        return "\n".join(messages.told(self.language, line) for line in mistake.split("\n"))

    def write(self, value: float) -> str:
        """A number as this visitor's language writes it."""
        return messages.decimal(self.language, f"{value:g}")

    def arrive(self, fragment: str) -> bool:
        """The page has opened; its address may carry a scenario in the fragment. True where that is the patient now."""
        if fragment and not fragment.startswith(("own=", "teacher=")) and not self.message:
            said = repr(f"#{fragment[:40]}")
            self.message = f"this link says {said}, which means nothing here and was left out; it belongs behind a '?'"
        if self.recipe.text or not fragment.startswith("own="):
            return False
        if not self.attempt(lambda: self.controller.open(self.brought(unpacked(fragment), self.recipe))):
            return True
        self._go_to(self.came_to)
        return True

    @property
    def recipe(self) -> Recipe:
        """The recipe of the patient."""
        return self.controller.recipe

    def attempt(self, act: Callable[[], object]) -> bool:
        """Carry out a wish; a mistake becomes the message of the page."""
        try:
            act()
        except ValueError as error:
            self.message = one_line(error)
            return False
        except STRANGE as fault:  # values that no page of ours sends
            LOG.warning("a wish was not understood: %s", type(fault).__name__)
            self.message = NOT_UNDERSTOOD
            return False
        self.message = ""
        return True

    def open(self, **changes: Any) -> bool:
        """Another lesson, seed or learner: a new patient."""
        fresh = {"edits": (), "dropped": (), "settings": (), "text": ""} if "scenario" in changes else {}
        return self.attempt(lambda: self.controller.open(replace(self.recipe, **{**fresh, **changes})))

    def reset(self) -> bool:
        """The lesson as it stands, from day 0: no changes, no turned numbers, seed 1, the default learner, no guess."""
        first = Recipe(self.recipe.scenario, text=self.recipe.text)
        done = self.attempt(lambda: self.controller.open(first))
        self.guess = ""
        self.controller.tell_after("reset")
        return done

    def turn(self, name: str, value: float) -> bool:
        """A number of the lesson turned; the life before stays beside. The default is kept as no change."""
        knob = scenario_of(self.recipe).knob(name)
        kept = None if knob is not None and value == knob.value else value
        return self.attempt(lambda: self.controller.change(self.recipe.with_setting(name, kept), 0.0))

    def live_as(self, name: str = "", value: object = None) -> bool:
        """One thing said of who lives it (age, sex, number, a trait), or with no name the mean person; the life before stays beside."""
        return self.attempt(
            lambda: self.controller.change(
                self.recipe.with_who(name, value) if name else replace(self.recipe, who=()), 0.0
            )
        )

    def try_this(self, place: int) -> bool:
        """What the lesson proposes to try, from the lesson as it stands, run beside the life before."""
        return self.attempt(lambda: self._try(place))

    def _try(self, place: int) -> None:
        changed = self._tried(place)
        said = (
            self.say("The lesson as it stands")
            if place == AS_IT_STANDS
            else messages.said(self.lesson()["try_this"][place])
        )
        live_beside(self.controller, changed, said.rstrip("."), self.say("the life before"))

    def _tried(self, place: int) -> Recipe:
        """The recipe of what the lesson proposes, or of the lesson as it stands."""
        now = self.recipe
        fresh = Recipe(now.scenario, now.seed, now.learner, text=now.text, who=now.who)
        if place == AS_IT_STANDS:
            return fresh
        wanted = scenario_of(now).lesson.try_this[place]
        return replace(
            fresh,
            settings=tuple(sorted(wanted.set)),
            seed=wanted.seed or fresh.seed,
            learner=wanted.learner or fresh.learner,
        )

    def hear(self, message: dict[str, Any]) -> bool | None:
        """A wish of the lesson beside the stage; None where nothing beside it changes."""
        kind = str(message.get("k"))
        with contextlib.suppress(*STRANGE):
            if kind == "lesson-run":
                self.controller.run_lesson()
            elif kind == "turn":
                return self.turn(str(message["name"]), float(message["value"]))
            elif kind == "try":
                return self.try_this(int(message["place"]))
            elif kind == "through":
                self.ask_through(str(message["name"]))
            elif kind == "beside":
                self.ask_beside()
            elif kind == "next" and (after := self.after()):
                return self.open(scenario=after)
            elif kind == "guess":
                self.guess = self._in_english(str(message["choice"])[:200])
                self.guessed(self.guess)
        return None

    def after(self) -> str:
        """The lesson that is taught after this one; empty after the last, and after one of one's own."""
        names = list(lessons())
        place = (
            names.index(self.recipe.scenario) if self.recipe.scenario in names and not self.recipe.text else len(names)
        )
        return next(iter(names[place + 1 :]), "")

    def ask_through(self, name: str) -> None:
        """One number of the lesson through its whole range, read by the lesson's first reading; the page is told each point."""
        scenario = scenario_of(self.recipe)
        knob, readings = scenario.knob(name), scenario.lesson.readings
        if knob is not None and readings:
            self.through.ask(ranging(self.recipe, name, knob.low, knob.high, readings[0]))

    def ask_beside(self) -> None:
        """The lesson as it stands and all that it proposes to try, read by its first reading; the page is told each life."""
        lesson = scenario_of(self.recipe).lesson
        acting = [k for k, wanted in enumerate(lesson.try_this) if wanted.set or wanted.learner or wanted.seed]
        if acting and lesson.readings:
            lives = tuple((float(place), self._tried(place)) for place in (AS_IT_STANDS, *acting))
            self.through.ask(Wish("beside", "", lives, lesson.readings[0], curve=True))

    def change(self, recipe: Recipe, at: float = 0.0) -> bool:
        """The same patient under another recipe, lived again from a day on."""
        return self.attempt(lambda: self.controller.change(recipe, at))

    def compare(self, recipe: Recipe, label: str) -> bool:
        """Another life beside this one."""
        return self.attempt(lambda: self.controller.compare(recipe, label))

    def bring(self, text: str) -> bool:
        """A scenario that the user brought as a file."""
        return self.attempt(lambda: self.controller.open(self.brought(text)))

    def brought(self, text: str, like: Recipe | None = None) -> Recipe:
        """The recipe of a scenario that the user brought, with the changes of another where one is given.

        Raises ValueError where it is too long.
        """
        if len(text.encode()) > UPLOAD_BYTES:
            raise ValueError(f"a scenario is a text of at most {UPLOAD_BYTES} bytes")
        own = Recipe("your scenario", self.recipe.seed, self.recipe.learner, text=text)
        return own if like is None else replace(own, settings=like.settings, edits=like.edits, dropped=like.dropped)

    def _in_english(self, choice: str) -> str:
        """A choice as the lesson's file says it: a class may speak several languages."""
        words, shown = scenario_of(self.recipe).lesson.choices, list(self.lesson()["choices"])
        return words[shown.index(choice)] if choice in shown else choice

    def lesson(self) -> dict[str, Any]:
        """The lesson as the view reads it, in this visitor's language."""
        scenario, turned_to = scenario_of(self.recipe), dict(self.recipe.settings)
        knobs = [k._asdict() | {"value": turned_to.get(k.name, k.value)} for k in scenario.knobs]
        words = {"title": scenario.title, **asdict(scenario.lesson), "knobs": knobs}
        shown = messages.translated(self.language, self.recipe.scenario, words)
        shown.pop("questions")  # they are for paper, with their answers
        if self.pupil is not None:
            shown["teacher"] = ""
        after = self.after()
        if after:
            shown["next"] = messages.lesson(self.language, after).get("title", lessons()[after])
        return {**shown, "name": self.recipe.scenario, "changed": changes(self.recipe), "ranges": self.threaded}

    def timeline(self) -> list[Entry]:
        """Every entry of the plan and of the user, in order of days."""
        base = scenario_of(replace(self.recipe, edits=(), dropped=()))
        knobs, _ = scenarios.split_settings(base, dict(self.recipe.settings))
        own, resolved = [], getattr(self.controller.main.life, "resolved", None)
        for k, (word, arguments) in enumerate(base.plan):
            said = turned(arguments, knobs, base.name)
            day = float(said.get("day") or 0.0)
            label, kept = label_of(word, said, self.say, self.write), k not in self.recipe.dropped
            idle = resolved is not None and not doing(resolved, word, said)[1]
            own.append(Entry("scenario", k, day, said.get("days"), label, kept, idle))
        added = [
            Entry("own", k, e.day, None, label_of(e.word, dict(e.arguments), self.say, self.write), True)
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
