"""An automatic audit of accessibility (axe-core, named by AGONIST_AXE) finds nothing serious, in light and dark."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

AXE = Path(os.environ.get("AGONIST_AXE") or "axe.min.js")
RUN = """axe.run(document, {resultTypes: ['violations']}).then(r => r.violations
    .filter(v => ['serious', 'critical'].includes(v.impact)).map(v => v.id + ': ' + v.nodes[0].html.slice(0, 120)))"""

MENDED = "!document.querySelector('.v-select .v-input__slot[role=button]')"  # fields get their names a quarter of a second after them


@pytest.mark.skipif(not AXE.is_file(), reason="AGONIST_AXE names no file of axe-core (npm install axe-core)")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_audit_finds_nothing_serious(visit, scheme):
    visitor = visit("?lesson=knee-effusion", color_scheme=scheme, bypass_csp=True)
    visitor.ahead("1 week")
    visitor.tell(AXE.read_text(encoding="utf-8"))
    for tab in ("Lesson", "Do", "Plan", "Numbers", "Compare", "Keep"):
        visitor.side(tab)
        visitor.settled()
        visitor.wait(MENDED)
        assert visitor.tell(RUN) == [], tab
    visitor.page.get_by_role("tab", name="Assess").click()
    visitor.page.locator(".ag-tab-box .ag-table td").first.wait_for(timeout=60_000)
    assert visitor.tell(RUN) == []
    visitor.tell("agonistStage.present(true)")
    visitor.wait("document.querySelector('.ag-presented') && !agonistStage.dirty")
    assert visitor.tell(RUN) == []
