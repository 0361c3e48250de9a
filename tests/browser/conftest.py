"""The page in a real browser: Debian's chromium without a screen, a server of our own, and no network at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsers import COMMAND, Served, chromium, launch

from agonist.model import scenario as scenarios

try:
    from playwright.sync_api import Error
except ImportError:  # the group `browser` is not installed: nothing here is run
    Error = RuntimeError  # type: ignore[assignment, misc]

DAYS = {"1 day": 1, "1 week": 7, "1 month": 30, "3 months": 91, "1 year": 365}
STILL = """() => new Promise((done) => {
  const places = () => [...document.querySelectorAll(".ag-root, .ag-root *")].slice(0, 400).map((n) => n.getBoundingClientRect().y | 0).join();
  let was = "", since = performance.now();
  const look = () => {
    const is = places(), now = performance.now();
    if (is !== was) [was, since] = [is, now];
    if (now - since > 400) done(); else setTimeout(look, 50);
  };
  look();
})"""  # until nothing on the page has moved for .4 s: a click on what still moves goes astray
LEFT = """(wanted) => {
  const tab = document.querySelector('.ag-side .v-tab--active');
  window.tabLeft = tab?.textContent.includes(wanted) ? null : document.querySelector('.ag-side .v-window-item--active');
}"""
SETTLED = """() => {
  const shown = document.querySelector('.ag-side .v-window-item--active');
  return shown && shown !== window.tabLeft && shown.querySelector('.ag-panel-body')?.innerText.trim()
    && document.getAnimations().every((a) => a.playState !== 'running' || a.effect.getTiming().iterations === Infinity);
}"""  # what the tab that was asked for holds is there, and not what the one before it held
HOME = """() => {
  const stage = agonistStage;
  if (stage.presenting) stage.present(false);
  stage.hand.close();
  scrollTo(0, 0);
  sessionStorage.clear();
  stage.allLinks.checked = false;
  stage.viewed = null; // the view that the lesson opens with opens again
  stage.setSpeed(1);
  stage.look({ paint: "activation", task: stage.watch });
  stage.run.left = true;
}"""  # what a hand has turned on the stage; the patient is brought back by Reset
FRESH = """agonistStage.run.count && !agonistStage.run.left && agonistStage.run.edge === 0 && agonistStage.day === 0
  && !agonistStage.store.ghosts.length && agonistStage.address.query.includes('seed=1&learner=maintained')"""
EMULATED = {"color_scheme", "reduced_motion"}  # what a page can be told after its browser has started
NEWCOMER = """try {
  if (!sessionStorage.getItem("seen")) localStorage.clear();
  sessionStorage.setItem("seen", "1");
} catch {}"""  # a tab that is new remembers nothing of the one before
DEAD = "http://127.0.0.1:9"  # a proxy that is not there: whatever the server fetched itself would fail


@pytest.fixture(scope="session")
def results(tmp_path_factory):
    """An empty folder of sweeps; a test may put one in."""
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="session")
def server(results, tmp_path_factory) -> Iterator[str]:
    """Address of a running page, with every way out of this machine closed; it refuses no message of any test's page."""
    closed = {"HTTP_PROXY": DEAD, "HTTPS_PROXY": DEAD, "NO_PROXY": "localhost,127.0.0.1"}
    log = tmp_path_factory.mktemp("server") / "log"
    with log.open("wb") as said, Served(["-c", COMMAND, "app", "--results", str(results)], closed, log=said) as served:
        yield served.address
    assert "of a page was refused" not in log.read_text(errors="replace")


@pytest.fixture(scope="session")
def browser():
    """Chromium without a screen."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright (group `browser`) is not installed")
    if not chromium():
        pytest.skip("chromium is not installed")
    with playwright.sync_playwright() as driver:
        running = launch(driver)
        yield running
        running.close()


class Visitor:
    """One visitor's page, with everything that went wrong on it."""

    def __init__(self, context, address: str) -> None:
        context.set_default_timeout(60_000)  # a busy machine is slow, not wrong
        self.page = context.new_page()
        self.context = context
        self.address = address
        self.wrong: list[str] = []
        self.hosts: set[str] = set()
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.page.on("requestfailed", lambda r: self._failed(r))
        self.page.on("response", lambda r: self.wrong.append(f"{r.status}: {r.url}") if r.status >= 400 else None)
        self.page.on("request", lambda r: self.hosts.add(r.url.split("/")[2] if r.url.startswith("http") else ""))

    def _failed(self, request) -> None:
        if "ERR_ABORTED" not in str(request.failure):
            self.wrong.append(f"failed: {request.url} {request.failure}")

    def leave(self) -> None:
        """Close the page, and with it all that a browser keeps of it but its files."""
        self.page.close()
        self.context.clear_cookies()

    def open(self, query: str = "") -> Visitor:
        """Go to the page and wait for the first picture."""
        self.page.goto(self.address + query)
        self.page.wait_for_function("window.agonistDraws > 0", timeout=400_000)
        self.page.evaluate(STILL)
        return self

    def again(self, lesson: str = "healthy", width: int = 1440, height: int = 900) -> Visitor:
        """The page that is open, brought back to a lesson as it stands: in a third of the time of a new one."""
        self.page.set_viewport_size({"width": width, "height": height})
        try:
            self.page.keyboard.press("Escape")
            self.tell(HOME)
            self.side("Lesson")
            if f"lesson={lesson}&" not in self.tell("agonistStage.address.query + '&'"):
                self.choose(lesson)
                self.wait(f"agonistStage.address.query.startsWith('lesson={lesson}&')")
                self.tell(HOME)
            self.button("Reset").click()
            self.wait(FRESH)
            self.page.evaluate(STILL)
        except Error:  # a test before it has left the page in a state that no hand gets out of
            self.open(f"?lesson={lesson}")
        return self

    def choose(self, lesson: str) -> None:
        """Another lesson by the menu, as a hand does it."""
        self.page.locator(".ag-top .v-select").first.click()
        title = scenarios.load(lesson).title
        self.page.locator(".menuable__content__active .v-list-item", has_text=title).click()

    def settled(self) -> None:
        """Until the tab beside the stage has come in and nothing moves any more."""
        self.page.wait_for_function(SETTLED)

    def still(self) -> None:
        """Until nothing on the page has moved for a while."""
        self.page.evaluate(STILL)

    def tell(self, expression: str):
        """What the page says."""
        return self.page.evaluate(expression)

    def wait(self, expression: str, seconds: float = 60.0) -> None:
        """Until the page says yes."""
        self.page.wait_for_function(expression, timeout=seconds * 1000)

    def button(self, name: str, exact: bool = True):
        """A button by its words."""
        return self.page.get_by_role("button", name=name, exact=exact)

    def side(self, name: str) -> None:
        """Open one of the tabs beside the stage."""
        self.page.evaluate(LEFT, name)
        self.page.locator(".ag-side .v-tab", has_text=name).first.click()

    def step(self, name: str) -> None:
        """Open a step of the lesson."""
        self.page.locator(f'details[data-step="{name}"] summary').click()
        self.page.locator(f'details[data-step="{name}"][open]').wait_for(timeout=2000)

    def ahead(self, days: str) -> None:
        """Compute ahead by the menu, and wait until it is done and the page has gone there."""
        until = self.tell("agonistStage.run.edge") + DAYS[days] - 0.01
        self.page.get_by_label("Compute ahead").select_option(label=days)
        self.wait(f"agonistStage.run.edge > {until} && document.querySelector('.ag-transport progress').hidden", 60)
        self.wait("agonistStage.day > agonistStage.run.edge - 1e-6")


@pytest.fixture(scope="session")
def files(browser):
    """A browser that keeps the files of the page from visitor to visitor, and nothing else: half of an opening is reading them."""
    context = browser.new_context()
    context.add_init_script(NEWCOMER)
    yield context
    context.close()


@pytest.fixture
def visit(browser, server, files):
    """A function that opens the page as a new visitor; at the end nothing may have gone wrong.

    A second visitor of one test, and one with a browser of another kind, has nothing in common with the first.
    """
    visitors: list[Visitor] = []

    def come(query: str = "", width: int = 1440, height: int = 900, **options) -> Visitor:
        size = {"width": width, "height": height}
        alone = bool(visitors) or bool(set(options) - EMULATED)
        visitor = Visitor(browser.new_context(viewport=size, **options) if alone else files, server)
        visitors.append(visitor)
        if not alone:
            visitor.page.set_viewport_size(size)
            visitor.page.emulate_media(**options)
        return visitor.open(query)

    yield come
    for visitor in visitors:
        if visitor.context is files:
            visitor.leave()
        else:
            visitor.context.close()
    assert not [wrong for visitor in visitors for wrong in visitor.wrong]
    assert all(host.startswith("localhost") or not host for visitor in visitors for host in visitor.hosts)


@pytest.fixture(scope="session")
def kept(browser, server) -> Iterator[Visitor]:
    """One page that many tests use, one after another."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield Visitor(context, server).open()
    context.close()


@pytest.fixture
def desk(kept):
    """A function that brings the one page back to a lesson, at a size of the window; for tests that need no new visitor."""
    kept.wrong.clear()
    yield kept.again
    assert not kept.wrong
    assert all(host.startswith("localhost") or not host for host in kept.hosts)
