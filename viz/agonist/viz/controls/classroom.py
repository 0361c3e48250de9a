"""The class, as the teacher sees it: the way in, who is here, what was guessed and what came of it."""

from __future__ import annotations

import html
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import solara

from agonist.viz import qr
from agonist.viz.controls.parts import Fine, Redraw
from agonist.viz.session.classroom import Classroom
from agonist.viz.session.patient_life import scenario_of
from agonist.viz.session.readings import said_of
from agonist.viz.session.visitor import Session

LOOK_S = 1.5
WIDE, LINE = 340, 26
BINS = 10


@solara.component
def Class(session: Session, room: Classroom, refresh: Redraw) -> None:
    """Address, code, counts, charts and the teacher's buttons; looks again every second or two."""
    lesson = session.recipe.scenario
    standing, set_standing = solara.use_state(solara.use_memo(lambda: room.standing(lesson), [lesson]))

    def watch() -> Any:
        over = threading.Event()

        def look() -> None:
            while not over.wait(LOOK_S):
                set_standing(room.standing(lesson))

        threading.Thread(target=look, name="agonist-class", daemon=True).start()
        return over.set

    solara.use_effect(watch, [lesson])
    whole, set_whole = solara.use_state(False)

    def hold(on: bool) -> None:
        room.freeze(on)
        set_standing(room.standing(lesson))

    with solara.Div(classes=["ag-class", *(["ag-class-whole"] if whole else [])]):
        with solara.Div():
            Entrance(session, room, standing, whole)
            with solara.Row(classes=["ag-words"]):
                push = session.say("Push this lesson to all")
                solara.Button(push, on_click=lambda: room.push_aside(session.recipe), color="primary", small=True)
                held = bool(standing["frozen"])
                words = session.say("Let all go on" if held else "Freeze all")
                solara.Button(words, on_click=lambda: hold(not held), outlined=True, small=True)
                words = session.say("Leave" if whole else "Large")
                solara.Button(
                    words, on_click=lambda: set_whole(not whole), text=True, small=True, classes=["ag-class-turn"]
                )
        with solara.Div():
            Charts(session, standing)
    solara.FileDownload(room.answers, "class-answers.csv", label=session.say("Save answers (CSV)"))
    Fine(
        session.say(
            "No account, and no name unless a pupil types one. Nothing leaves this machine; it is forgotten when the server stops."
        )
    )


@solara.component
def Entrance(session: Session, room: Classroom, standing: dict[str, Any], whole: bool) -> None:
    """The way in: code, address, and how many have taken it."""
    code = ["ag-qr", "ag-small"] if standing["guesses"] and not whole else ["ag-qr"]
    solara.HTML(tag="div", classes=code, unsafe_innerHTML=qr.svg(room.address, "code of the address for pupils"))
    solara.HTML(tag="div", classes=["ag-room-address"], unsafe_innerHTML=html.escape(room.address))
    here = session.say("{here} here, {joined} joined", here=standing["here"], joined=standing["joined"])
    solara.Text(here, classes=["ag-group"])


@solara.component
def Charts(session: Session, standing: dict[str, Any]) -> None:
    """What was guessed, and what came of it."""
    words = scenario_of(session.recipe).lesson
    solara.Text(f"{session.say('Guesses')} ({len(standing['guesses'])})", classes=["ag-group"])
    solara.HTML(
        tag="div",
        classes=["ag-class-chart"],
        unsafe_innerHTML=guesses_svg(words.choices, standing["guesses"], tuple(session.lesson()["choices"])),
    )
    ended = [means for means in standing["first"] if means]
    solara.Text(f"{session.say('Outcomes')} ({len(ended)})", classes=["ag-group"])
    if words.readings:
        title = said_of(words.readings[0], session.say)
        Fine(session.say("{reading}: each dot is one pupil's patient.", reading=title))
        solara.HTML(tag="div", classes=["ag-class-chart"], unsafe_innerHTML=outcomes_svg(ended, session.say))


def guesses_svg(choices: tuple[str, ...], guesses: list[str], shown: tuple[str, ...] = ()) -> str:
    """A bar for every choice, with its count; `shown` says the choices in the teacher's language."""
    counts, most = Counter(guesses), max([1, *Counter(guesses).values()])
    parts = []
    for k, choice in enumerate(choices):
        y, width = 2 * LINE * k, (WIDE - 40) * counts[choice] / most
        parts.append(
            f'<text x="0" y="{y + 17}">{html.escape((shown or choices)[k])}</text>'
            f'<rect x="0" y="{y + LINE - 4}" width="{max(width, 1):.0f}" height="18" rx="3"/>'
            f'<text class="n" x="{max(width, 1) + 8:.0f}" y="{y + LINE + 11}">{counts[choice]}</text>'
        )
    return _picture(2 * LINE * len(choices) + 4, "guesses of the class", parts)


def outcomes_svg(found: list[dict[str, float]], say: Callable[[str], str] = str) -> str:
    """Dots for the first reading before, during and after, one for each pupil, on a scale of per cent."""
    known = [v for means in found for v in means.values() if v == v]
    high = max([0.5, *known]) * 1.08
    parts = []
    for k, window in enumerate(("before", "during", "after")):
        y = 34 * k + 8
        parts.append(
            f'<text x="0" y="{y + 12}">{html.escape(say(window))}</text><path class="l" d="M70 {y + 8}H{WIDE - 10}"/>'
        )
        for j, means in enumerate(found):
            value = means.get(window)
            if value is not None and value == value:
                x = 70 + (WIDE - 84) * value / high
                parts.append(f'<circle cx="{x:.1f}" cy="{y + 8 + (j % 3 - 1) * 4}" r="5"/>')
    for part in (0.0, 0.25, 0.5, 0.75, 1.0):
        if part <= high:
            parts.append(f'<text class="n" x="{62 + (WIDE - 84) * part / high:.0f}" y="124">{100 * part:.0f} %</text>')
    return _picture(130, "outcomes of the class", parts)


def _picture(height: int, title: str, parts: list[str]) -> str:
    return f'<svg viewBox="0 0 {WIDE} {height}" role="img" aria-label="{title}">{"".join(parts)}</svg>'
