"""The page in German and Spanish: chosen by the address, by the browser, and by a link on the page; nothing is left in English."""

from __future__ import annotations

import re

import pytest
from browser.test_seen import ROWS_OF_TABS

from agonist.model import scenario as scenarios
from agonist.model.body.anatomy import bodies, load
from agonist.viz import messages
from agonist.viz.session.comparisons import learners

TABS = {
    "de": ("Tun", "Plan", "Zahlen", "Vergleich", "Behalten", "Reihe"),
    "es": ("Hacer", "Plan", "Números", "Comparar", "Guardar", "Barrido"),
}
VIEWS = ("tissue", "onset", "weights", "curve", "portrait", "details", "assess", "muscle")
LEFT_OUT = re.compile(r"[^a-z]*$|.*\d|agonist|CSV|TOML", re.IGNORECASE)  # what a number stands in is made of parts


def said(found) -> set[str]:
    """Every text of a translated lesson."""
    if isinstance(found, dict):
        found = list(found.values())
    return {found} if isinstance(found, str) else {text for item in found for text in said(item)}


def latin() -> set[str]:
    """Names of muscles: those of which a language has none of its own."""
    names = {m.name.rsplit("_", 1)[0].replace("_", " ") for body in bodies() for m in load(body).muscles}
    return names | {name for word in names for name in word.split()} | set(learners())


@pytest.mark.parametrize("code", ["de", "es"])
def test_a_page_speaks_one_language(visit, code):
    visitor = visit(f"?lesson=gluteal-inhibition&lang={code}")
    assert visitor.tell("document.documentElement.lang") == code
    visitor.wait("!document.querySelector('.ag-side').innerText.includes('Lesson')")
    for view in VIEWS:
        visitor.tell(f"agonistStage.open('{view}')")
        if view in ("curve", "portrait", "assess"):
            visitor.wait(f"agonistStage.panels.{view}", 60)
        visitor.wait("agonistStage.dirty === false", 60)
        if view == "assess":
            visitor.page.locator(".ag-tab-box .ag-table td").first.wait_for()
            table = visitor.page.locator(".ag-tab-box .ag-table").inner_text()
            assert not {"day", "right", "hip", "early", "late", "torque"} & set(re.findall("[a-z]+", table))
    visitor.page.set_viewport_size({"width": 1024, "height": 768})
    assert visitor.tell(ROWS_OF_TABS) == 1
    for name in TABS[code]:
        visitor.side(name)
    side = visitor.tell("document.querySelector('.ag-side').innerText + document.querySelector('.ag-top').innerText")
    assert not {"Lesson", "Numbers", "Compare", "Reset", "Undo"} & set(side.split())
    names = latin() | said(messages.lesson(code, "gluteal-inhibition"))
    missing = [text for text in visitor.tell("[...agonistSpeech.missing]") if not LEFT_OUT.match(text)]
    missing = [
        text
        for text in missing
        if text not in names and text.replace(".", "") not in names and (len(text.split()) > 1 or text.islower())
    ]
    assert not missing, f"in English on the page in {code}: {missing}"


def test_the_browser_is_asked_and_a_link_changes_the_language(visit):
    visitor = visit("?lesson=healthy", locale="es-MX")
    visitor.wait("document.querySelector('.ag-lesson h2').textContent.startsWith('Un año sano')")
    visitor.tell("agonistStage.jump(7)")
    visitor.wait("agonistStage.run.edge > 6.9")
    link = visitor.page.locator(".ag-language", has_text="DE")
    assert "lang=de" in link.get_attribute("href") and "lesson=healthy" in link.get_attribute("href")
    link.click()
    visitor.wait("document.documentElement.lang === 'de' && window.agonistDraws > 0", 60)
    visitor.wait("document.querySelector('.ag-lesson h2').textContent.startsWith('Ein gesundes Jahr')")
    assert "lang=de" in visitor.tell("location.search")


def test_a_german_browser_is_offered_the_other_languages(browser, server):
    context = browser.new_context(locale="de-AT")
    page = context.new_page()
    page.goto(server)
    page.locator(".ag-language", has_text="EN").wait_for(timeout=60_000)
    assert page.locator(".ag-language").all_inner_texts() == ["EN", "ES"]
    context.close()


def test_another_language_keeps_a_scenario_of_ones_own_as_it_stands(visit):
    """The link is made when the page is drawn; what counts is the moment in which it is pressed."""
    text = scenarios.shipped()["knee-effusion"].read_text(encoding="utf-8").replace("days = 12", "days = 11")
    visitor = visit("?lesson=healthy")
    visitor.side("Keep")
    visitor.page.locator("input[type=file]").set_input_files(
        {"name": "mine.toml", "mimeType": "text/plain", "buffer": text.encode()}
    )
    visitor.wait("agonistStage.horizon === 11")
    visitor.ahead("1 day")
    visitor.page.locator(".ag-language", has_text="ES").click()
    visitor.wait("window.agonistDraws > 0 && window.agonistStage?.horizon === 11 && agonistStage.day > 0.9")
    assert "#own=" in visitor.tell("location.href") and "lang=es" in visitor.tell("location.href")
    assert visitor.tell("document.documentElement.lang") == "es"
