"""A page without a server that is live: the model runs in the browser itself, from files on the disk."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from agonist.viz.standalone.export import export
from agonist.viz.standalone.session import StandaloneSession

LESSON = "gluteal-inhibition"
BOOT_MS = 180_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A lesson with the model beside it."""
    place = os.environ.get("AGONIST_PYODIDE", "")
    if not (Path(place) / "pyodide.js").is_file():
        pytest.skip("Pyodide's files are not at hand: AGONIST_PYODIDE names their folder")
    out = tmp_path_factory.mktemp("lessons")
    assert export(str(out), [LESSON], place) == 0
    return out


class Reader:
    """Somebody who has opened the page from a disk."""

    def __init__(self, browser, **options) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda r: self.wrong.append(r.url) if r.url.startswith("http") else None)

    def open(self, folder: Path, link: str = "") -> Reader:
        """Go there and wait for the first picture."""
        self.page.goto((folder / f"{LESSON}.html").as_uri() + link)
        self.page.wait_for_function("window.agonistDraws > 0")
        return self

    def awake(self) -> Reader:
        """Wait until the model lives."""
        said = "document.querySelector('.ag-offer')?.textContent ?? ''"
        self.page.wait_for_function(
            f"(window.agonistLive && agonistStage.run?.count) || ({said}).includes('Not live')", timeout=BOOT_MS
        )
        assert self.page.evaluate("window.agonistLive === true"), self.page.evaluate(said)
        return self

    def tab(self, key: str) -> None:
        """Open one of the tabs beside the stage."""
        self.page.locator(f"#ag-tab-{key}").click()

    def press_while_the_patient_speaks(self, name: str) -> None:
        """Put a finger on a button and lift it after an answer of the patient has come."""
        self.button(name).hover()
        self.page.mouse.down()
        self.page.evaluate(
            """() => new Promise((heard) => {
                new MutationObserver(heard).observe(document.querySelector("#ag-tab-lesson"), { attributes: true });
                agonistStage.host.send({ k: "look", muscle: 0, task: 0 });
            })"""
        )
        self.page.mouse.up()

    def button(self, name: str):
        """A button beside the stage."""
        return self.page.locator(".ag-hands").get_by_role("button", name=name, exact=True)

    def ahead(self, days: float) -> None:
        """Compute ahead."""
        until = self.page.evaluate("agonistStage.run.edge") + days
        self.page.evaluate(f"agonistStage.jump({days})")
        self.page.wait_for_function(f"agonistStage.run.edge >= {until} - 1e-3", timeout=60_000)
        self.page.wait_for_function("document.querySelector('.ag-transport progress').hidden")

    def rows(self) -> np.ndarray:
        """Every row of the patient that the page holds."""
        run = "agonistStage.run"
        values = self.page.evaluate(f"Array.from({run}.rows.subarray(0, {run}.count * {run}.width))")
        found = np.array([np.nan if v is None else v for v in values], np.float32)
        return found.reshape(-1, self.page.evaluate(f"{run}.width"))


@pytest.fixture
def come(browser):
    """A function that gives a reader; at the end nothing may have gone wrong, and nothing asked of a network."""
    readers: list[Reader] = []

    def one(**options) -> Reader:
        readers.append(Reader(browser, **options))
        return readers[-1]

    yield one
    for reader in readers:
        reader.context.close()
    assert not [wrong for reader in readers for wrong in reader.wrong]


def native(days: float) -> np.ndarray:
    """The same life on this machine, as the page remembers it."""
    room = StandaloneSession(f"lesson={LESSON}", lambda message, buffers=None: None)
    room.receive({"k": "jump", "days": days})
    while room.turn() < 1.0:
        pass
    return np.array(room.controller.main.history.rows)


def test_a_patient_lives_in_the_browser(folder, come):
    """The same bits as on this machine, and everything that can be done to a patient."""
    reader = come().open(folder)
    reader.page.get_by_role("button", name="Make it live").click()
    reader.awake()
    reader.ahead(120.0)
    assert np.array_equal(reader.rows(), native(120.0), equal_nan=True)

    reader.tab("do")
    reader.page.get_by_label("fraction").fill("7")
    reader.page.locator(".ag-form").get_by_role("button").click()
    reader.page.wait_for_function("document.querySelector('.ag-fault').textContent.includes('0 to 1')")
    reader.page.get_by_label("fraction").fill("0.9")
    reader.page.locator(".ag-form").get_by_role("button").click()
    reader.page.wait_for_function("!document.querySelector('.ag-fault').textContent")
    reader.ahead(3.0)
    reader.tab("plan")
    assert "0.9" in reader.page.locator(".ag-plan").inner_text()
    assert reader.page.locator("#ag-panel").get_by_label("day of").input_value() == "120"
    reader.button("Undo").click()
    reader.page.wait_for_function("!document.querySelector('.ag-plan').textContent.includes('0.9')")

    reader.tab("compare")
    reader.button("learner: error, corrects errors").click()
    reader.page.wait_for_function("agonistStage.store.ghosts.length > 0")
    reader.tab("numbers")
    reader.page.get_by_label("dose", exact=False).first.fill("0.3")
    reader.page.get_by_label("dose", exact=False).first.press("Enter")
    reader.page.wait_for_function("document.querySelector('#ag-panel').textContent.includes('back to 0.5')")
    reader.tab("keep")
    with reader.page.expect_download() as coming:
        reader.button("recipe as TOML").click()
    assert "value = 0.3" in Path(coming.value.path()).read_text()
    link = reader.page.get_by_label("Link", exact=True).input_value().split("#")[1]

    again = come().open(folder, f"#{link}").awake()
    again.tab("numbers")
    assert again.page.get_by_label("dose", exact=False).first.input_value() == "0.3"


def test_a_phone_a_keyboard_and_the_dark(folder, come):
    reader = come(viewport={"width": 390, "height": 844}, color_scheme="dark", has_touch=True).open(folder)
    reader.page.get_by_role("button", name="Make it live").focus()
    reader.page.keyboard.press("Enter")
    reader.awake()
    assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    reader.page.locator("#ag-tab-lesson").focus()
    for key in ("do", "plan"):
        reader.page.keyboard.press("ArrowRight")
        assert reader.page.locator(f"#ag-tab-{key}").get_attribute("aria-selected") == "true"
    assert reader.page.evaluate("document.activeElement.id") == "ag-tab-plan"
    assert reader.page.evaluate("document.querySelector('.ag-hands').classList.contains('ag-dark')")
    reader.page.locator("#ag-tab-lesson").click()
    reader.press_while_the_patient_speaks("Run the lesson")
    reader.page.wait_for_function("agonistStage.day > 3")


def test_a_pack_that_is_not_whole_says_which_file_is_missing(folder, come):
    lost = folder / "live" / "python_stdlib.zip.js"
    kept = lost.read_bytes()
    lost.unlink()
    try:
        reader = come().open(folder)
        reader.page.get_by_role("button", name="Make it live").click()
        reader.page.wait_for_function(
            "document.querySelector('.ag-offer').textContent.includes('python_stdlib.zip.js')"
        )
        assert reader.page.get_by_role("button", name="Make it live").is_visible()
    finally:
        lost.write_bytes(kept)


def test_a_changed_life_is_held_against_no_guess(folder, come):
    """As on the page of a server: what is changed is told, and the outcome is that of the lesson."""
    reader = come().open(folder, f"#lesson={LESSON}&learner=error").awake()
    reader.page.locator(".ag-option", has_text="not by itself").click()
    reader.ahead(456.0)
    reader.page.locator(".ag-verdict").wait_for()
    said = reader.page.locator('[data-step="happened"]').inner_text()
    assert "so it came" not in said and "Changed here: another learner." in said
