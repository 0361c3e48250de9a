"""The first picture stays where it is: styles are there before it, and what comes later finds its room kept."""

from __future__ import annotations

SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries())
    if (!entry.hadRecentInput) window.shifts.push([entry.value, entry.sources.map((s) => s.node?.className || s.node?.nodeName).join()]);
}).observe({ type: "layout-shift", buffered: true });
"""


def test_nothing_moves_when_the_patient_arrives(browser, server):
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.add_init_script(SHIFTS)
    page.goto(server)
    page.wait_for_function("window.agonistDraws > 0", timeout=120_000)
    page.wait_for_timeout(1500)
    found = [(value, who) for value, who in page.evaluate("window.shifts") if "ag-" in str(who)]
    context.close()
    assert sum(value for value, _ in found) < 0.005, found
