"""Who lives on the page: a person in the recipe, in its link and in its file, the same as everywhere else."""

from __future__ import annotations

import pytest
from tests.fake_life import FakeLife

from agonist.model.scenario import read_text, resolve
from agonist.viz.controls.who import turnable
from agonist.viz.session.export import toml_of
from agonist.viz.session.patient_life import resolved_of
from agonist.viz.session.recipe import Recipe, read_query
from agonist.viz.session.visitor import Session

WHO = (("age", 70), ("sex", "female"), ("size", 1.2))


def test_a_link_carries_the_person() -> None:
    recipe = Recipe("healthy", who=WHO)
    assert read_query(recipe.query(), "healthy") == recipe
    assert read_query(Recipe("healthy").query(), "healthy").who == ()


def test_the_life_and_the_file_are_those_of_the_person() -> None:
    recipe = Recipe("healthy", who=WHO)
    lived = resolved_of(recipe)
    assert lived.person.age == 70 and lived.person.sex == "female" and dict(lived.person.said) == {"size": 1.2}
    assert resolve(read_text(toml_of(recipe), "mine.toml")).person == lived.person
    drawn = resolved_of(Recipe("healthy", who=(("number", 7),))).person
    assert drawn.number == 7 and drawn.values()


@pytest.mark.parametrize("who", ['{"sise":1.2}', '{"age":7}', '{"size":"big"}', "[1]", '{"sex":"cat"}', "{"])
def test_a_person_that_cannot_be_is_one_line(who: str) -> None:
    with pytest.raises(ValueError, match="link cannot be read") as error:
        read_query(f"lesson=healthy&who={who}", "healthy")
    assert "\n" not in str(error.value)


def test_the_page_turns_who_lives_it() -> None:
    session = Session("lesson=healthy", FakeLife, threaded=False)
    for name, value in (("age", 70.0), ("sex", "female"), ("size", 1.2)):
        assert session.live_as(name, value), session.message
    assert session.recipe.who == (("age", 70.0), ("sex", "female"), ("size", 1.2))
    assert not session.live_as("age", 7.0) and "age" in session.message and dict(session.recipe.who)["age"] == 70.0
    assert session.live_as("size", None) and "size" not in dict(session.recipe.who)
    assert session.live_as("number", 12) and resolved_of(session.recipe).person.number == 12
    assert session.live_as() and not session.recipe.who
    for name in turnable():
        assert session.live_as(name, 1.1), session.message
