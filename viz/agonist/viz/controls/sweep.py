"""A sweep's results: a map of two of its numbers; a click opens that very run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

from agonist.viz.controls.parts import Fine, Redraw
from agonist.viz.frontend.widget import Part, as_text
from agonist.viz.session import sweeps
from agonist.viz.session.visitor import Session


@solara.component
def Sweep(session: Session, dark: bool, refresh: Redraw) -> None:
    """The sweeps of the folder that the app was started with."""
    folder = sweeps.results_folder()
    if folder is None or not sweeps.names(folder):
        Fine(
            session.say("Start the app with `agonist app --results FOLDER` to look at the sweeps that stand in FOLDER.")
        )
    else:
        Chooser(session, folder, dark, refresh)


@solara.component
def Chooser(session: Session, folder: Any, dark: bool, refresh: Redraw) -> None:
    """Which sweep, read now or read again."""
    name, set_name = solara.use_state(sweeps.names(folder)[0])
    reading, set_reading = solara.use_state(0)
    results, fault = solara.use_memo(lambda: _read(folder, name), [name, reading])
    solara.Select(session.say("Sweep"), sweeps.names(folder), name, on_value=set_name)
    solara.Button(session.say("Read again"), on_click=lambda: set_reading(reading + 1), text=True, small=True)
    if results is None:
        Fine(fault)
    elif not results.measures:
        Fine(
            session.say("This sweep holds series alone: it has no reading and no measure of a window to colour a map.")
        )
    elif not results.axes():
        Fine(session.say("Nothing varies in this sweep yet."))
    else:
        Map(session, results, dark, refresh).key(f"{name}{reading}")


def _read(folder: Any, name: str) -> tuple[sweeps.Results | None, str]:
    try:
        return sweeps.Results(sweeps.folder_of(folder, name)), ""
    except (ValueError, OSError) as error:
        return None, str(error)


@solara.component
def Map(session: Session, results: sweeps.Results, dark: bool, refresh: Redraw) -> None:
    """Two axes, one measure, and a cell to click."""
    axes = results.axes()
    x, set_x = solara.use_state(axes[0])
    y, set_y = solara.use_state(axes[min(1, len(axes) - 1)])
    measure, set_measure = solara.use_state(solara.use_memo(results.telling, [results]))
    words = solara.use_memo(lambda: results.words((*axes, *results.measures), session.language), [results])
    names = {said: name for name, said in words.items()}

    def choose(label: str, offered: list[str], chosen: str, put: Callable[[str], None]) -> None:
        solara.Select(session.say(label), [words[n] for n in offered], words[chosen], on_value=lambda s: put(names[s]))

    choose("across", axes, x, set_x)
    choose("upwards", axes, y, set_y)
    choose("colour", results.measures, measure, set_measure)
    heat = solara.use_memo(lambda: results.heat(x, y, measure), [x, y, measure])
    heat |= {"x_label": words[x], "y_label": words[y], "measure": words[measure]}
    Fine(
        session.say(
            "{done} of {total} runs. Click a cell: its first run opens on the stage.",
            done=heat["done"],
            total=heat["total"],
        )
    )
    element = Part.element(part="heat", dark=dark, lesson=as_text(heat))

    def pick(message: dict[str, Any]) -> None:
        if message.get("k") == "cell":
            column, row = int(message["x"]), int(message["y"])
            refresh(session.attempt(lambda: session.controller.open(results.recipe(x, y, column, row))))

    def connect() -> Any:
        solara.get_widget(element).answer = pick
        return None

    solara.use_effect(connect, [x, y, measure])
