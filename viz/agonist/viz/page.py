"""The page: one session per visitor, the lesson and the controls on one side, the stage on the other.

`agonist app` opens it; `solara run agonist.viz.page` works too.
"""

from __future__ import annotations

import html
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agonist.viz import heap, messages, offline
from agonist.viz.controls.parts import Redraw

offline.prepare_environment()

import solara  # noqa: E402
import solara.lab  # noqa: E402

from agonist.viz.controls import compare, do, export, numbers, plan, sweep  # noqa: E402
from agonist.viz.controls.classroom import Class as ClassPanel  # noqa: E402
from agonist.viz.frontend.widget import Part, View, as_text  # noqa: E402
from agonist.viz.session import classroom, sweeps  # noqa: E402
from agonist.viz.session.comparisons import learners  # noqa: E402
from agonist.viz.session.recipe import Recipe  # noqa: E402
from agonist.viz.session.touch import touch  # noqa: E402
from agonist.viz.session.visitor import Session, lessons  # noqa: E402

offline.use_own_assets()
offline.stand_guard()
WAIT = "Preparing the patient. The first time on a machine this compiles the model, which takes some seconds."
LEARNER = "The learner: the rule by which the motor cortex changes what it commands. “maintained” is the one of the lessons; the others are rivals."
SEED = "The seed stands for one person's chances from day to day: the same seed gives the same life."
STYLE = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")


@solara.component
def Layout(children: list[object]) -> None:
    """No app bar and no sidebar: they would cover a phone."""
    with solara.Div(classes=["ag-page"], children=children):
        pass


@solara.component
def Top(session: Session, dark: bool, refresh: Redraw) -> None:
    """Name, lesson, learner, seed, light or dark."""
    names = {name: messages.lesson(session.language, name).get("title", title) for name, title in lessons().items()}
    say = session.say
    titles = {title: name for name, title in names.items()}
    with solara.Column(classes=["ag-top"]):
        solara.HTML(
            tag="div",
            classes=["ag-brand"],
            unsafe_innerHTML=f"agonist <small>{say('how a muscle loses its work')}</small>",
        )

        def choose(title: str | None) -> None:
            if title in titles:
                refresh(session.open(scenario=titles[title]))

        title = names.get(session.recipe.scenario, "")
        solara.Select(say("Lesson"), list(titles), title, on_value=choose, classes=["ag-wide"])
        with solara.Tooltip(say(LEARNER)):
            solara.Select(
                say("Learner"),
                list(learners()),
                session.recipe.learner,
                classes=["ag-narrow"],
                on_value=lambda value: refresh(session.open(learner=value)),
            )
        with solara.Tooltip(say(SEED)):
            solara.InputInt(
                say("Seed"),
                session.recipe.seed,
                on_value=lambda value: refresh(session.open(seed=int(value or 1))),
                classes=["ag-tiny"],
            )
        if session.pupil is not None:
            pupil = session.pupil
            solara.InputText(
                say("Pupil {number}: your name, if you like", number=pupil.number),
                pupil.name,
                classes=["ag-pupil"],
                continuous_update=True,
                on_value=lambda value: setattr(pupil, "name", value[: classroom.NAME_LETTERS]),
            )
        solara.Button(say("Reset"), on_click=lambda: refresh(session.reset()), text=True)
        label = "Light" if dark else "Dark"
        Languages(session.language, session.recipe)
        solara.Button(say(label), on_click=lambda: setattr(solara.lab.theme, "dark", not dark), text=True)


@solara.component
def Languages(spoken: str, recipe: Recipe) -> None:
    """The page in another language: a link that holds the patient; pressed, it takes the address as it stands (`custom.js`)."""
    found = []
    for code, name in {"en": "English", **messages.LANGUAGES}.items():
        if code != spoken:
            link = html.escape(f"?{recipe.query()}&lang={code}")
            found.append(f'<a class="ag-language" href="{link}" lang="{code}" title="{name}">{code.upper()}</a>')
    solara.HTML(tag="div", unsafe_innerHTML="".join(found))


@solara.component
def Stage(session: Session, dark: bool, refresh: Redraw) -> None:
    """The live view; frames go past Solara, straight to the widget."""
    element = View.element(part="stage", dark=dark, language=session.wished)

    def answer(message: dict[str, Any]) -> None:
        if message.get("k") == "hello" and not session.welcomed:
            session.welcomed = True
            solara.lab.theme.dark = bool(message.get("dark"))
            spoken = messages.chosen(str(message.get("language") or ""))
            changed, session.language = spoken != session.language, spoken
            arrived = session.arrive(str(message.get("fragment") or ""))
            if _come_in(session, message) or arrived or changed:
                refresh()
        if message.get("k") == "touch":
            return refresh(touch(session, message))
        session.controller.receive(message)

    def connect() -> Any:
        widget = solara.get_widget(element)
        widget.answer = answer
        session.controller.outbox.send = lambda message, buffers=None: widget.send(message, buffers=buffers)
        return None

    solara.use_effect(connect, [id(session)])


def _come_in(session: Session, message: dict[str, Any]) -> bool:
    """In a class the teacher is known by the key, everybody else takes a place; whether there is a class."""
    room = classroom.here()
    if room is None:
        return False
    session.teacher = room.is_teacher(str(message.get("teacher") or ""))
    token = str(message.get("pupil") or "")[:64]
    if not session.teacher and token:
        if room.join(token, session) is None:
            session.message = "this class is full; you can still use the page on your own"
        session.guessed = lambda choice: room.guessed(session, choice)
    return True


@solara.component
def LessonSide(session: Session, dark: bool, lesson: str, refresh: Redraw) -> None:
    """The guided lesson. Its text is an argument: another lesson draws it anew."""
    element = Part.element(part="lesson", dark=dark, lesson=lesson, language=session.wished)

    def connect() -> Any:
        solara.get_widget(element).answer = hear
        return None

    def hear(message: dict[str, Any]) -> None:
        if session.hear(message) is not None:
            refresh()

    solara.use_effect(connect, [id(session)])


@solara.component
def Side(session: Session, dark: bool, refresh: Redraw) -> None:
    """Everything that a hand can do, one tab at a time."""
    tab, set_tab = solara.use_state(0)
    room = classroom.here()
    first = [("Class", lambda: ClassPanel(session, room, refresh))] if room is not None and session.teacher else []
    parts = (
        *first,
        ("Lesson", lambda: LessonSide(session, dark, as_text(session.lesson()), refresh)),
        ("Do", lambda: do.Do(session, refresh)),
        ("Plan", lambda: plan.Plan(session, refresh)),
        ("Numbers", lambda: numbers.Numbers(session, refresh)),
        ("Compare", lambda: compare.Compare(session, refresh)),
        ("Keep", lambda: export.Take(session, refresh)),
        *([("Sweep", lambda: sweep.Sweep(session, dark, refresh))] if sweeps.results_folder() is not None else []),
    )
    with solara.lab.Tabs(value=tab, on_value=set_tab, lazy=True):
        for name, part in parts:
            with solara.lab.Tab(session.say(name)):
                with solara.Column(classes=["ag-panel-body"]):
                    part()


@solara.component
def Page() -> None:
    """One visitor's page; the patient is prepared aside, because a first start compiles the model."""
    router = solara.use_router()
    query = solara.use_memo(lambda: router.search or "", [])
    nobody: Session | None = None
    session, set_session = solara.use_state(nobody)

    def prepare() -> Any:
        made: list[Session] = []
        left = threading.Event()

        def make() -> None:
            heap.forget()
            heap.give_back()
            made.append(Session(query))
            if left.is_set():
                made[0].close()
            else:
                set_session(made[0])

        def leave() -> None:
            left.set()
            room = classroom.here()
            for one in made:
                if room is not None:
                    room.leave(one)
                one.close()

        threading.Thread(target=make, daemon=True).start()
        return leave

    solara.use_effect(prepare, [])
    solara.use_memo(_colours, [])
    solara.Title("agonist")
    solara.Style(STYLE)
    if session is None:
        solara.Text(messages.say(messages.chosen(messages.wish(query)), WAIT), classes=["ag-wait"])
    else:
        SessionView(session)


class Refresh:
    """Draws the controls anew. A new object at every drawing: equal functions would leave the panels as they are."""

    def __init__(self, set_version: Callable[[Callable[[int], int]], None]) -> None:
        self.set_version = set_version

    def __call__(self, done: bool = True) -> None:
        self.set_version(lambda count: count + 1)


@solara.component
def SessionView(session: Session) -> None:
    """The page of a visitor whose patient is ready."""
    _, set_version = solara.use_state(0)
    dark = bool(solara.lab.use_dark_effective())
    refresh = Refresh(set_version)

    def listen() -> Any:
        session.controller.changed = refresh

    solara.use_effect(listen, [])
    Top(session, dark, refresh)
    # always there: a line that came and went would build everything after it anew
    with solara.Div(classes=["ag-message"]):
        if session.message:
            solara.Error(session.told(session.message), dense=True)
    with solara.Div(classes=["ag-main"]):
        with solara.Div(classes=["ag-stage-side"]):
            Stage(session, dark, refresh)
        with solara.Div(classes=["ag-side"]):
            Side(session, dark, refresh)


def _colours() -> None:
    solara.lab.theme.themes.light.primary = "#0b6e6e"
    solara.lab.theme.themes.dark.primary = "#14817a"
