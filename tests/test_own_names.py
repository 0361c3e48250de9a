"""A unit of one's own keeps the names of the body: what hides a quantity is refused at every door, and named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import agonist
from agonist.agents import Muscle
from agonist.model.own.parts import parts_of
from agonist.model.units.muscle import Muscle as Bare


class Method(Muscle):
    """A method that is named as a quantity."""

    def ache(self) -> None: ...


class Number(Bare):
    """A number that is named as a quantity."""

    spinal = 0.5


class Child(Method):
    """One that inherits it."""


class Link(Muscle):
    """A number in place of a link."""

    table = 3


class Verb(Muscle):
    """A number in place of a verb."""

    feel = 3.0


class Slots(Muscle):
    """A slot that is named as a quantity."""

    __slots__ = ("spinal",)


class Own(Muscle):
    """Names of its own, and a verb that stays one."""

    count = 0.0

    def feel(self) -> None:
        """As ever."""
        super().feel()


SHADOWS = {
    Method: "Method.ache hides the quantity 'ache'",
    Number: "Number.spinal hides the quantity 'spinal'",
    Child: "Method.ache hides the quantity 'ache'",
    Link: "Link.table hides what a Muscle keeps under 'table'",
    Verb: "Verb.feel is a verb",
    Slots: "Slots.spinal hides the quantity 'spinal'",
}


@pytest.mark.parametrize("cls", SHADOWS)
def test_what_hides_a_name_of_the_body_is_named(cls: Any) -> None:
    with pytest.raises(ValueError, match=SHADOWS[cls]) as error:
        parts_of({"Muscle": cls})
    assert "\n" not in str(error.value)


def test_names_of_ones_own_are_free() -> None:
    assert parts_of({"Muscle": Own})


@pytest.mark.parametrize(
    "door",
    [
        lambda: agonist.run("hamstring-strain", days=1, rules={"Muscle": Method}),
        lambda: agonist.run("hamstring-strain", days=1, engine="agents", rules={"Muscle": Method}),
        lambda: agonist.Patient("leg", rules={"Muscle": Method}),
        lambda: agonist.Body("hamstring-strain", days=1, muscle=Method),
        lambda: type("Mine", (agonist.Body,), {"muscle_class": Method})("hamstring-strain", days=1),
        lambda: agonist.cohort("hamstring-strain", 2, days=1, rules={"Muscle": Method}),
        lambda: agonist.sweep({"scenario": "hamstring-strain", "days": 1, "rules": {"Muscle": Method}}, out="nowhere"),
        lambda: agonist.batch_run(
            type("Mine", (agonist.Body,), {"muscle_class": Method}),
            {"scenario": "hamstring-strain"},
            max_steps=1,
            display_progress=False,
        ),
    ],
)
def test_every_door_refuses_it(door: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="hides the quantity 'ache' of a Muscle"):
        door()
