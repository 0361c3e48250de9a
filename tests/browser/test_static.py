"""A lesson as one file: opened from the disk, without server and network."""

from __future__ import annotations

from agonist.viz.standalone.export import export


def test_a_recorded_lesson_plays_from_the_disk(browser, tmp_path):
    assert export(str(tmp_path), ["gluteal-inhibition"]) == 0
    page = browser.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda r: wrong.append(r.url) if r.url.startswith("http") else None)
    page.goto((tmp_path / "gluteal-inhibition.html").as_uri())
    page.wait_for_function("window.agonistDraws > 0")
    page.get_by_role("button", name="Run the lesson").click()
    page.wait_for_function("agonistStage.day > 20")
    assert page.evaluate("agonistStage.store.ghosts.length") == 1
    page.get_by_role("tab", name="Portrait").click()
    assert not page.get_by_role("button", name="Branch here").count()
    assert "Recorded" in page.locator("body").inner_text()
    page.evaluate("agonistStage.setSpeed(30)")
    page.locator(".ag-verdict").wait_for(timeout=60_000)
    page.wait_for_timeout(300)
    table, bar = (page.locator(where).bounding_box() for where in (".ag-verdict", ".ag-transport"))
    assert table["y"] < 720 and 0 < bar["y"] < 720, "what happened, and the patient beside it"
    assert not page.get_by_text("Play goes on").count(), "a recording ends where it ends"
    page.close()
    assert not wrong
