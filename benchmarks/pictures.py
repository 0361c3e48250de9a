"""Takes the pictures of docs/images anew: ``python benchmarks/pictures.py`` beside a running ``agonist app``."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

from browsers import launch

IMAGES = Path(__file__).parent.parent / "docs" / "images"


def ready(page: Any, address: str) -> None:
    """Open a page and wait for its first picture."""
    page.goto(address)
    page.wait_for_function("window.agonistDraws > 0", timeout=600_000)


def ahead(page: Any, days: float) -> None:
    """Live on and wait."""
    page.evaluate(f"agonistStage.jump({days})")
    page.wait_for_function(f"agonistStage.run.edge >= {days} - 0.01", timeout=120_000)
    page.wait_for_timeout(1200)


def desktop(browser: Any, address: str) -> None:
    """The whole page, the views of one moment, the panels of the side."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    ready(page, f"{address}?lesson=gluteal-inhibition")
    ahead(page, 200.0)
    page.get_by_role("tab", name="Portrait").click()
    page.wait_for_timeout(1500)
    page.screenshot(path=IMAGES / "page.png")
    page.locator(".ag-views").screenshot(path=IMAGES / "portrait.png")
    for name in ("Do", "Plan", "Numbers", "Compare", "Keep"):
        page.locator(".ag-side .v-tab", has_text=name).first.click()
        page.wait_for_timeout(900)
        page.locator(".ag-side").screenshot(path=IMAGES / f"side-{name.lower()}.png")
    if page.locator(".ag-side .v-tab", has_text="Sweep").count():
        page.locator(".ag-side .v-tab", has_text="Sweep").first.click()
        page.locator(".ag-cell").first.wait_for(timeout=60_000)  # the folder of sweeps is read first
        sweep(page)
    page.context.close()


def knee(browser: Any, address: str) -> None:
    """A swollen knee on day 4: the joint inhibits the quadriceps."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    ready(page, f"{address}?lesson=knee-effusion")
    ahead(page, 4.0)
    page.screenshot(path=IMAGES / "knee.png")
    page.context.close()


def beside(browser: Any, address: str) -> None:
    """All treatments at once, large."""
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    ready(page, f"{address}?lesson=re-education")
    page.locator('[data-step="sides"] summary').click()
    page.get_by_role("button", name="Live them all").click()
    page.wait_for_function("document.querySelectorAll('.ag-sides-row').length === 7", timeout=120_000)
    page.get_by_role("button", name="Large").click()
    page.mouse.move(700.0, 20.0)
    page.wait_for_timeout(1200)
    page.screenshot(path=IMAGES / "beside.png")
    page.context.close()


def sweep(page: Any) -> None:
    """The map of a sweep; one of its runs is opened on the stage."""
    page.locator(".ag-cell:not([disabled])").last.click()
    page.wait_for_timeout(1500)
    page.locator(".ag-side").screenshot(path=IMAGES / "side-sweep.png")


def dark(browser: Any, address: str) -> None:
    """A comparison in the dark, and a phone."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="dark").new_page()
    ready(page, f"{address}?lesson=gluteal-inhibition")
    ahead(page, 200.0)
    page.locator(".ag-side .v-tab", has_text="Compare").first.click()
    page.get_by_role("button", name="learner: error").click()
    page.wait_for_timeout(3000)
    page.get_by_role("tab", name="Onset").click()
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(700)
    page.screenshot(path=IMAGES / "dark.png")
    page.context.close()
    page = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark", has_touch=True).new_page()
    ready(page, f"{address}?lesson=gluteal-inhibition")
    ahead(page, 60.0)
    page.screenshot(path=IMAGES / "phone.png")
    page.context.close()


def alone(browser: Any, pyodide: str) -> None:
    """A lesson without a server, made live."""
    from agonist.viz.standalone.export import export

    with tempfile.TemporaryDirectory() as folder:
        export(folder, ["gluteal-inhibition"], pyodide)
        page = browser.new_context(viewport={"width": 1440, "height": 860}).new_page()
        ready(page, (Path(folder) / "gluteal-inhibition.html").as_uri())
        page.get_by_role("button", name="Make it live").click()
        page.wait_for_function("window.agonistLive && agonistStage.run?.count", timeout=180_000)
        ahead(page, 200.0)
        page.locator("#ag-tab-do").click()
        page.wait_for_timeout(700)
        page.screenshot(path=IMAGES / "alone.png")
        page.context.close()


def shrink(since: float) -> None:
    """A palette of 256 colours is enough for every new picture, and a third of the bytes."""
    from PIL import Image

    for path in (p for p in IMAGES.glob("*.png") if p.stat().st_mtime >= since):
        Image.open(path).convert("RGB").quantize(256).save(path, optimize=True)


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="http://localhost:8765/")
    parser.add_argument("--pyodide", metavar="FOLDER", help="Pyodide's files: also take the page without a server")
    chosen = parser.parse_args()
    from playwright.sync_api import sync_playwright

    IMAGES.mkdir(parents=True, exist_ok=True)
    start = time.time()
    with sync_playwright() as driver:
        browser = launch(driver)
        desktop(browser, chosen.address)
        knee(browser, chosen.address)
        beside(browser, chosen.address)
        dark(browser, chosen.address)
        if chosen.pyodide:
            alone(browser, chosen.pyodide)
    shrink(start)


if __name__ == "__main__":
    main()
