"""The ODD page: its tables are those of the code, and nothing that the code knows is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from agonist.experiments import odd
from agonist.model.layout import VARIABLES
from agonist.model.parameters import TABLE

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize("name", ["odd.md", "trace.md"])
def test_the_tables_are_those_of_the_code(name):
    page = (DOCS / name).read_text(encoding="utf-8")
    assert odd.SLOT.search(page)
    assert odd.renewed(page) == page, f"renew it: python -m agonist.experiments.odd docs/{name}"


def test_every_variable_parameter_and_rule_stands_there():
    page = (DOCS / "odd.md").read_text(encoding="utf-8")
    assert all(f"| `{v.name}` |" in page for found in VARIABLES.values() for v in found)
    assert all(f"| `{name}` |" in page for name in TABLE)
    rules = [f for module in odd.rule_modules() for f in odd.own_functions(module)]
    assert len(rules) > 100
    assert all(f"`{f.__name__}(" in page for f in rules)


def test_an_unknown_table_is_refused():
    with pytest.raises(ValueError, match=r"unknown table 'marsk'"):
        odd.renewed("<!-- made: marsk -->\n<!-- end -->")
