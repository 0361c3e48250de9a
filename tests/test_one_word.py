"""One word, one thing: a quantity that several parts of the body have is the same quantity in each."""

from __future__ import annotations

from agonist.model.layout import VARIABLES
from agonist.model.parameters import TABLE

TWO_UNITS = {"wasting": "of a joint and, as a gain, of what crosses it: a column of tables that users write"}


def test_a_quantity_of_one_name_has_one_unit():
    units: dict[str, set[str]] = {}
    for found in VARIABLES.values():
        for variable in found:
            units.setdefault(variable.name, set()).add(variable.unit)
    assert {name for name, found in units.items() if len(found) > 1} == set(TWO_UNITS)


def test_a_parameter_has_a_name_that_no_quantity_has():
    assert not {v.name for found in VARIABLES.values() for v in found} & set(TABLE)
