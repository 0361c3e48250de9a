"""Who lives it: age, sex, a drawn number, and the traits in which this person is not the mean person."""

from __future__ import annotations

from typing import Any

import solara

from agonist.model.persons import AGES
from agonist.model.traits import EACH, REFERENCE_AGE, SEXES, trait_of, traits
from agonist.viz.controls.parts import Fine, NumberInput, Redraw, Slider
from agonist.viz.session.forms import in_range
from agonist.viz.session.visitor import Session

MOST = 2.0**31 - 1


@solara.component
def Who(session: Session, refresh: Redraw) -> None:
    """The person; the life before stays beside, as with every number that is turned."""
    said = dict(session.recipe.who)
    say = session.say
    shown, set_shown = solara.use_state("size")

    def put(name: str, value: object) -> None:
        if value != said.get(name):
            refresh(session.live_as(name, value))

    solara.Text(say("Who lives it"), classes=["ag-group"])
    Fine(
        say(
            "Lessons are lived by the mean person, a man of 25. A drawn person differs in every trait at once, as people do."
        )
    )
    age = float(said.get("age", REFERENCE_AGE))
    NumberInput(session, say("age"), age, *AGES, "", lambda to: put("age", None if to in (None, REFERENCE_AGE) else to))
    names = {say(sex): sex for sex in SEXES}
    solara.Select(
        say("sex"),
        list(names),
        say(str(said.get("sex", SEXES[0]))),
        on_value=lambda to: put("sex", None if names[to] == SEXES[0] else names[to]),
    )
    number = said.get("number")
    NumberInput(
        session,
        say("number of a drawn person"),
        number,
        0.0,
        MOST,
        "",
        lambda to: put("number", None if to is None else int(to)),
        say("empty: the mean person"),
    )
    offered = {say(name.replace("_", " ")): name for name in turnable()}
    solara.Select(say("trait"), list(offered), say(shown.replace("_", " ")), on_value=lambda to: set_shown(offered[to]))
    for name in dict.fromkeys([*(n for n in said if n in traits()), shown]):
        Trait(session, name, said.get(name), put).key(f"trait {name}")
    if said:
        solara.Button(say("the mean person again"), on_click=lambda: refresh(session.live_as()), text=True, small=True)


@solara.component
def Trait(session: Session, name: str, value: float | None, put: Any) -> None:
    """One trait as a factor on the mean person."""
    trait = trait_of(name)
    now = 1.0 if value is None else float(value)

    def turn(to: float | None) -> None:
        put(name, None if to is None or abs(to - 1.0) < 1e-12 else to)

    with solara.Div(classes=["ag-number"]):
        say = session.say
        with solara.Tooltip(f"{say(trait.text)}. {say('Source')}: {trait.source} ({say(trait.mark)})"):
            hint = f"{say(trait.text)}; {in_range(trait.low, trait.high, say('{low} to {high}'), session.write)}"
            unit = say("x mean person")
            NumberInput(session, say(name.replace("_", " ")), now, trait.low, trait.high, unit, turn, hint)
        Slider(now, trait.low, trait.high, turn)


def turnable() -> tuple[str, ...]:
    """Traits that one number says: not those of each muscle on its own, nor those that are drawn or counted as a part."""
    return tuple(name for name, trait in traits().items() if trait.what not in EACH and trait.unit == "log")
