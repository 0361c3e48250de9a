"""Who lives on the page: a person in the recipe, in its link and in its file, the same as everywhere else."""

from __future__ import annotations

import pytest

from agonist.model.scenario import read_text, resolve
from agonist.viz.session.export import toml_of
from agonist.viz.session.patient_life import resolved_of
from agonist.viz.session.recipe import Recipe, read_query

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
