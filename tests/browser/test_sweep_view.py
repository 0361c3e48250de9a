"""A sweep's results as a map; a click opens the very run."""

from __future__ import annotations

import re

from agonist.experiments import cli

ASKED = """scenario = "gluteal-inhibition"
days = 60
[parameters]
dose = [0.2, 0.6]
held_days = [5, 20]
"""


def test_a_cell_of_the_map_opens_its_run(visit, results, tmp_path):
    (tmp_path / "asked.toml").write_text(ASKED)
    assert cli.main(["sweep", str(tmp_path / "asked.toml"), "--out", str(results / "dose"), "--quiet"]) == 0
    visitor = visit("?lesson=healthy")
    visitor.side("Sweep")
    cells = visitor.page.locator(".ag-cell:not([disabled])")
    cells.first.wait_for()
    assert cells.count() == 4
    shown = visitor.page.locator(".ag-side .v-select", has_text="colour").inner_text()
    assert "share of gluteus maximus, right, during" in shown  # what the lesson asks is shown first, in words
    side = visitor.page.locator(".ag-side .v-window-item--active").inner_text()
    assert "how much of the motoneurons' excitability is lost" in side and "held_days" not in side
    assert all(re.fullmatch(r"0\.\d\d", text) for text in cells.all_inner_texts())
    scale = visitor.page.locator(".ag-heat .ag-scale-marks span")
    assert scale.count() == 5 and float(scale.first.inner_text()) < float(scale.last.inner_text())
    cells.first.click()
    visitor.wait("agonistStage.run.marks.some(m => /^inhibit: gluteus maximus, fraction 0\\.[26]/.test(m.label))")
