"""The guarded page in a browser: it works, and the browser finds nothing that its rules forbid."""

from __future__ import annotations

import time


def test_the_page_works_under_its_own_rules(visit):
    visitor = visit()
    said: list[str] = []
    visitor.page.on("console", lambda message: said.append(message.text))
    visitor.page.reload()
    visitor.page.wait_for_function("window.agonistDraws > 0", timeout=400_000)
    visitor.button("Play").click()
    visitor.wait("agonistStage.day > 1")
    for name in ("Do", "Plan", "Numbers", "Compare", "Keep", "Sweep", "Lesson"):
        visitor.side(name)
        visitor.settled()
    assert not [text for text in said if "Content Security Policy" in text or "refused" in text.lower()]


def test_nobody_may_frame_the_page(visit, server):
    visitor = visit()
    visitor.page.goto("about:blank")
    visitor.page.set_content(f"<iframe src='{server}'></iframe>")
    until = time.monotonic() + 20.0
    while time.monotonic() < until and not visitor.page.frames[-1].url.startswith("chrome-error"):
        visitor.page.wait_for_timeout(50)
    assert [frame.url for frame in visitor.page.frames][1:] == ["chrome-error://chromewebdata/"]
    visitor.wrong.clear()  # that request failed, as it should


def test_another_site_opens_no_socket(visit, server):
    visitor = visit()
    address = server.replace("http", "ws") + "jupyter/api/kernels/0f/channels?session_id=0f"
    script = f"new Promise(done => {{ const s = new WebSocket('{address}'); s.onopen = () => done('open'); s.onerror = () => done('refused') }})"
    assert visitor.tell(script) == "open"
    visitor.page.goto("about:blank")
    assert visitor.tell(script) == "refused"


def test_a_script_that_was_put_into_the_page_is_not_run(visit):
    """What somebody's text might smuggle in: a script without the digest, a handler, an address of a script."""
    visitor = visit()
    visitor.tell(
        """new Promise(done => {
            const script = document.createElement('script'); script.textContent = 'window.smuggled = 1'; document.body.append(script);
            const image = document.createElement('div'); image.innerHTML = '<img src=x: onerror="window.smuggled = 2">';
            document.body.append(image); setTimeout(done, 500) })"""
    )
    assert visitor.tell("window.smuggled === undefined")
    visitor.wrong.clear()  # the browser said so, as it should
