"""What the panels beside the stage show, as plain data: the words as forms, and the numbers."""

from __future__ import annotations

from typing import Any

from agonist.model.parameters import TABLE
from agonist.model.vocabulary import WORDS, Argument, Word
from agonist.viz.session import angles, forms
from agonist.viz.session.patient_life import scenario_of
from agonist.viz.session.visitor import Session


def vocabulary(session: Session) -> list[dict[str, Any]]:
    """Every word with its fields, as they first appear for this patient."""
    return [
        {"name": w.name, "group": w.group, "text": w.text, "fields": fields(session, w), "first": w.name == forms.FIRST}
        for w in WORDS.values()
    ]


def fields(session: Session, word: Word) -> list[dict[str, Any]]:
    """The fields of one word."""
    values = forms.filled(session, word)
    return [field(session, a, values.get(a.name)) for a in angles.fields(session, word) if a.name not in forms.HIDDEN]


def field(session: Session, argument: Argument, value: object) -> dict[str, Any]:
    """One argument: a choice among names, or a number with its unit and range."""
    named = argument.kind in ("muscle", "joint", "task", "choice")
    return {
        "name": argument.name,
        "kind": argument.kind,
        "unit": argument.unit,
        "text": argument.text,
        "value": value,
        "range": forms.in_range(argument.low, argument.high),
        "choices": forms.choices(session, argument) if named else [],
    }


def numbers(session: Session) -> list[dict[str, Any]]:
    """The knobs of the scenario and every number of the model, with unit, range and source."""
    knobs: list[tuple[Any, str, str]] = [(k, "this lesson", "") for k in scenario_of(session.recipe).knobs]
    table = [(row, row.group, f"{row.source} ({session.say(row.mark)})") for row in TABLE.values()]
    return [
        {
            "name": row.name,
            "group": group,
            "value": float(row.value),
            "unit": row.unit,
            "low": row.low,
            "high": row.high,
            "text": session.say(row.text),
            "source": source,
        }
        for row, group, source in [*knobs, *table]
    ]
