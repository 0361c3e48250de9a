"""A server that dies in the middle of a lesson: the page says so, and goes on when there is one again."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator

from tests.page_server import app_words, free_port

DAY = "agonistStage.day"


@contextlib.contextmanager
def serving(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A server of the page, killed at the end if it still lives."""
    process = subprocess.Popen(app_words(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_page_whose_server_dies_says_so_and_goes_on_with_the_next_one(browser):
    port, context = free_port(), browser.new_context(locale="de-DE")
    page = context.new_page()
    with serving(port) as process:
        for _ in range(200):
            with contextlib.suppress(Exception):
                page.goto(f"http://localhost:{port}/?lesson=knee-effusion&seed=3")
                break
            page.wait_for_timeout(300)
        page.wait_for_function("window.agonistDraws > 0", timeout=120_000)
        page.evaluate("agonistStage.jump(3)")
        page.wait_for_function(f"{DAY} >= 3", timeout=60_000)
        process.kill()
        page.locator(".ag-lost").wait_for(timeout=20_000)
        said = page.evaluate("getComputedStyle(document.querySelector('.ag-lost'), '::after').content")
        assert (
            "Der Server antwortet nicht" in said
            and "Der Server antwortet nicht" in page.locator(".ag-status").inner_text()
        )
        assert not page.get_by_text("Server disconnected").is_visible()
    with serving(port):
        page.wait_for_function(
            f"window.agonistDraws > 0 && !document.querySelector('.ag-lost') && {DAY} >= 3", timeout=90_000
        )
        assert page.evaluate("agonistStage.address.query").startswith("lesson=knee-effusion&seed=3")
        assert page.evaluate(DAY) < 3.01
        page.evaluate("agonistStage.jump(1)")
        page.wait_for_function(f"{DAY} >= 3.9", timeout=60_000)
    context.close()
