"""A guess is held against the outcome only in the life that the lesson has; Reset gives no answer away."""

from __future__ import annotations

import pytest

CAME = {"en": "and so it came", "de": "und so kam es", "es": "y así fue"}
CHANGED = {
    "en": "Changed here: another learner.",
    "de": "Hier geändert: andere Lernregel.",
    "es": "Cambiado aquí: otra regla",
}


def at_the_end(visitor) -> str:
    """Skip to the end, and read what happened."""
    visitor.tell("agonistStage.jump(456)")
    visitor.page.locator(".ag-verdict").wait_for()
    return visitor.page.locator('[data-step="happened"]').inner_text()


@pytest.mark.parametrize("language", CAME)
def test_a_life_of_another_learner_is_not_what_was_guessed(visit, language):
    visitor = visit(f"?lesson=gluteal-inhibition&learner=error&lang={language}")
    choice = {"en": "not by itself", "de": "nicht von selbst", "es": "no por sí solo"}[language]
    visitor.page.locator('[data-step="expect"] .ag-option', has_text=choice).click()
    said = at_the_end(visitor)
    assert CAME[language] not in said and CHANGED[language] in said
    assert CHANGED[language] in visitor.page.locator('[data-step="notice"]').inner_text()


def test_a_change_after_the_verdict_takes_it_back_and_undo_gives_it_again(visit):
    visitor = visit("?lesson=gluteal-inhibition")
    visitor.button("not by itself").click()
    said = at_the_end(visitor)
    assert CAME["en"] in said and "Changed here" not in said
    visitor.side("Plan")
    visitor.button("leave out").first.click()
    visitor.side("Lesson")
    visitor.page.get_by_text("Changed here: another plan.").first.wait_for()
    assert CAME["en"] not in visitor.page.locator(".ag-verdict").inner_text()
    visitor.side("Plan")
    visitor.button("Undo").click()
    visitor.side("Lesson")
    visitor.page.locator(".ag-verdict", has_text=CAME["en"]).wait_for()
    assert not visitor.page.get_by_text("Changed here").filter(visible=True).count()


def test_reset_gives_no_answer_away(visit):
    visitor = visit("?lesson=knee-effusion")
    visitor.ahead("1 month")
    visitor.step("try")
    visitor.button("Half the fluid.").click()
    visitor.wait("agonistStage.store.ghosts.length === 1 && agonistStage.run.edge > 11.9", 90)
    visitor.page.locator(".ag-status", has_text="at day 12").wait_for(state="attached")
    visitor.page.get_by_text("Changed here: turned numbers.").first.wait_for()
    visitor.button("Reset").click()
    visitor.wait("agonistStage.run.edge === 0 && agonistStage.day === 0")
    visitor.still()
    assert not visitor.page.locator(".ag-verdict").count()
    assert "at day" not in visitor.page.locator(".ag-status").inner_text()
    visitor.button("it falls at once", exact=False).click()
    assert not visitor.page.locator(".ag-verdict").count()
