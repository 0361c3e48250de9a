"""Take away: a link, the rows as CSV or Parquet, the recipe as a file; and bring a scenario of your own."""

from __future__ import annotations

import solara

from agonist.model import scenario as scenarios
from agonist.viz import sheets
from agonist.viz.controls.parts import Fine, Redraw
from agonist.viz.controls.upload import Bring
from agonist.viz.session import export
from agonist.viz.session.visitor import Session


@solara.component
def Take(session: Session, refresh: Redraw) -> None:
    """Downloads, the link, the upload."""
    name = session.recipe.scenario.replace(" ", "-")
    recipe, fragment = session.recipe, session.recipe.fragment()
    link = f"?{recipe.query()}{f'#{fragment}' if fragment else ''}"
    Fine(session.say("Pictures: PNG and SVG above the charts."))
    solara.Text(session.say("Link to this very patient"), classes=["ag-group"])
    if recipe.text and not fragment:
        Fine(session.say("This scenario is too long for a link: it travels as a file (Recipe, below)."))
    else:
        with solara.Link("/" + link):
            solara.Text(session.say("open it again"), style={"text-decoration": "underline"})
        solara.InputText(session.say("copy what follows the address of this page"), link, on_value=lambda _: None)
        Fine(session.say("The address bar of this page is such a link too, at any moment, with the day in it."))
    solara.Text(session.say("Data"), classes=["ag-group"])
    Fine(session.say("Every row that the page remembers: day, and each quantity with its unit in the first line."))
    with solara.Row():
        solara.FileDownload(lambda: export.csv_of(session.controller), f"{name}.csv", label="CSV")
        solara.FileDownload(lambda: export.parquet_of(session.controller), f"{name}.parquet", label="Parquet")
    solara.Text(session.say("Recipe"), classes=["ag-group"])
    Fine(session.say("A scenario file with your changes in it, for the command “agonist run” or for this page."))
    solara.FileDownload(lambda: export.toml_of(session.recipe), f"{name}-mine.toml", label="TOML")
    if session.recipe.scenario in scenarios.shipped():
        Paper(session)
    solara.Text(session.say("Bring a scenario"), classes=["ag-group"])
    Bring(session, refresh)


@solara.component
def Paper(session: Session) -> None:
    """The lesson on paper; a pupil of a class gets no answers."""
    name, say = session.recipe.scenario, session.say
    solara.Text(say("On paper"), classes=["ag-group"])
    Fine(
        say(
            "Pages to open and to print: for students to guess, draw and write on; for the teacher with answers and points."
        )
    )
    with solara.Row(style={"flex-wrap": "wrap", "gap": "6px"}):
        solara.FileDownload(
            lambda: sheets.student(_sheet(session)), f"{name}-student.html", label=say("Sheet for students")
        )
        if session.pupil is None:
            solara.FileDownload(
                lambda: sheets.teacher(_sheet(session)), f"{name}-teacher.html", label=say("Sheet for the teacher")
            )


def _sheet(session: Session) -> sheets.Sheet:
    return sheets.Sheet(session.recipe.scenario, session.language)
