"""What a lesson proposes, side by side: every treatment is a life of its own, told on one scale, and large for the last row."""

from __future__ import annotations

import re

ROWS = "document.querySelectorAll('.ag-sides-row')"
LEVELS = """() => { const [a, b] = [...document.querySelectorAll('.ag-sides-row canvas')].map(c => c.getBoundingClientRect());
    return [a.left - b.left, a.height - b.height, innerHeight - document.querySelector('.ag-sides-figure').getBoundingClientRect().bottom]; }"""


def test_all_treatments_side_by_side_and_one_of_them_is_lived(desk):
    visitor = desk("re-education")
    visitor.step("sides")
    visitor.button("Live them all").click()
    visitor.wait(f"{ROWS}.length === 7", 120)
    rows = visitor.page.locator(".ag-sides-row")
    visitor.page.get_by_text("The highest afterwards stands first").wait_for()  # sorted when all are known
    assert re.search("cue|stands|Feedback", rows.first.inner_text()), "what acts on one share"
    after = [int(re.search(r"after (\d+) %", row.get_attribute("aria-label"))[1]) for row in rows.all()]
    assert after == sorted(after, reverse=True) and after[2] > 2 * after[3]
    assert visitor.tell("agonistStage.run.edge") == 0, "the patient on the stage is not touched"
    visitor.button("Large").click()
    left, height, below = visitor.tell(LEVELS)
    assert abs(left) < 0.5 and abs(height) < 2 and abs(below) < 2
    assert visitor.tell(f"parseFloat(getComputedStyle({ROWS}[0]).fontSize)") >= 18
    visitor.page.keyboard.press("Escape")
    rows.filter(has_text="Rest instead").click()
    visitor.wait("agonistStage.run.edge > 419.9", 90)
    assert visitor.tell("agonistStage.run.label") == "Rest instead"


def test_the_tabs_speak_the_language_of_the_reader(visit):
    """No English word of the vocabulary is left on Do, Plan and Compare; numbers have the comma of the language."""
    visitor = visit("?lesson=re-education&lang=de")
    visitor.side("Tun")
    visitor.page.get_by_label("Teil (der Erregbarkeit)").wait_for()
    assert visitor.page.get_by_label("Teil (der Erregbarkeit)").input_value() == "0,5"
    visitor.page.get_by_label("Teil (der Erregbarkeit)").fill("1,5")
    visitor.page.get_by_label("Teil (der Erregbarkeit)").press("Enter")
    visitor.page.get_by_text("1,5 liegt außerhalb des Bereichs; nötig ist eine Zahl von 0 bis 1").wait_for()
    visitor.side("Plan")
    visitor.page.get_by_text("hemmen: Gluteus maximus, Teil 0,5").wait_for()
    visitor.page.get_by_text("die Zahl ist 0: es geschieht nichts").first.wait_for()
    visitor.side("Vergleich")
    visitor.page.get_by_role("button", name="ohne hemmen: Gluteus maximus, Teil 0,5").wait_for()
    shown = visitor.page.locator(".ag-side .v-window-item--active")
    assert not re.search(r"\b(inhibit|strengthen|fraction|sessions|practice|stretch)\b", shown.inner_text())
    wide = "n => [...n.querySelectorAll('.v-btn')].filter(b => b.scrollHeight > b.clientHeight + 2 || b.scrollWidth > b.clientWidth + 2).length"
    assert shown.evaluate(wide) == 0, "a button cuts its words"
    visitor.button("Vorführen").click()
    visitor.page.locator(".ag-headline", has_text="Sechs Wochen Behandlung").wait_for()
