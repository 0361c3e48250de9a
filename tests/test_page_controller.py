"""The page's controller without a page: wishes in, rows out, on a made-up life."""

from __future__ import annotations

import importlib.util
import time
import weakref
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from agonist.viz.session import controller as controllers
from agonist.viz.session.controller import Controller
from agonist.viz.session.history import History
from agonist.viz.session.recipe import Edit, Recipe, read_query

spec = importlib.util.spec_from_file_location("fake_life", Path(__file__).parent / "fake_life.py")
assert spec and spec.loader
fake_life = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fake_life)


class Reader:
    """A page that only listens: it answers every chunk, and puts the rows together."""

    def __init__(self, answers: bool = True, threaded: bool = True) -> None:
        self.messages: list[dict] = []
        self.rows: dict[str, np.ndarray] = {}
        self.widths: dict[str, int] = {}
        self.answers = answers
        self.controller = Controller(fake_life.FakeLife, Recipe("fake"), self.read, threaded)
        self.controller.receive({"k": "hello"})

    def read(self, message: dict, buffers: list[bytes] | None = None) -> None:
        self.messages.append(message)
        if message["k"] == "open":
            self.widths[message["run"]] = message["topology"]["width"]
            self.rows[message["run"]] = np.empty((0, self.widths[message["run"]]), np.float32)
        if message["k"] == "rows":
            if message["from"] > len(self.rows[message["run"]]):  # as the view does
                self.controller.receive({"k": "missed", "run": message["run"], "from": len(self.rows[message["run"]])})
                return
            new = np.frombuffer(buffers[0], np.float32).reshape(-1, self.widths[message["run"]])
            self.rows[message["run"]] = np.concatenate([self.rows[message["run"]][: message["from"]], new])
            if self.answers:
                self.controller.receive({"k": "ack", "seq": message["seq"]})

    def until(self, ready, seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while not ready():
            assert time.monotonic() < end, "nothing came"
            time.sleep(0.01)

    def kinds(self) -> list[str]:
        return [m["k"] for m in self.messages]

    @property
    def edge(self) -> float:
        return self.controller.main.history.edge


@pytest.fixture
def reader() -> Iterator[Reader]:
    one = Reader()
    yield one
    one.controller.close()


def test_the_first_message_is_the_body_then_its_rows(reader):
    reader.until(lambda: len(reader.rows.get("main", ())) == 1)
    assert reader.kinds()[:2] == ["open", "rows"]


@pytest.fixture
def wait(monkeypatch):
    """A function that lets seconds pass for a page that is turned by hand: no test hangs on how busy a machine is."""
    clock = SimpleNamespace(now=100.0)
    clock.monotonic = lambda: clock.now
    monkeypatch.setattr(controllers, "time", clock)

    def passed(reader: Reader, seconds: float) -> None:
        for _ in range(round(seconds / 0.05)):
            clock.now += 0.05
            reader.controller.turn()

    return passed


def test_play_lives_on_at_the_speed_asked_and_pause_sends_everything(wait):
    reader = Reader(threaded=False)
    reader.controller.receive({"k": "play", "speed": 10.0, "at": 0.0})
    wait(reader, 1.0)
    reader.controller.receive({"k": "pause", "at": 1.0})
    assert 10.0 <= reader.edge <= 14.0  # a second, and what the viewer's buffer holds
    wait(reader, 0.1)
    assert len(reader.rows["main"]) == reader.controller.main.history.count
    assert np.all(np.diff(reader.rows["main"][:, 0]) > 0)
    edge = reader.edge
    wait(reader, 2.0)
    assert reader.edge == edge
    reader.controller.close()


def test_no_chunk_leaves_while_three_are_unanswered(wait):
    reader = Reader(answers=False, threaded=False)
    reader.controller.receive({"k": "play", "speed": 5.0, "at": 0.0})
    wait(reader, 4.0)
    assert 3 <= reader.kinds().count("rows") <= 5
    reader.controller.close()


def test_a_chunk_that_was_lost_on_the_way_is_sent_again(wait):
    reader = Reader(threaded=False)
    reader.controller.receive({"k": "play", "speed": 5.0, "at": 0.0})
    wait(reader, 1.0)
    send, lost = reader.controller.outbox.send, []
    reader.controller.outbox.send = lambda message, buffers=None: lost.append(message["k"])
    wait(reader, 0.05)
    reader.controller.outbox.send = send
    wait(reader, 1.0)
    assert "rows" in lost and np.array_equal(reader.rows["main"], reader.controller.main.history.rows, equal_nan=True)
    reader.controller.receive({"k": "missed", "run": "main", "from": -5})  # moved into what there is
    reader.controller.receive({"k": "missed", "run": "nobody", "from": "x"})
    wait(reader, 0.1)
    assert np.array_equal(reader.rows["main"], reader.controller.main.history.rows, equal_nan=True)
    reader.controller.close()


def test_a_jump_tells_how_far_it_is_and_can_be_stopped(reader):
    reader.controller.receive({"k": "jump", "days": 365})
    reader.until(lambda: reader.edge >= 365 - 1e-3)
    parts = [m["part"] for m in reader.messages if m["k"] == "progress"]
    assert len(parts) > 3 and parts == sorted(parts)
    reader.controller.receive({"k": "jump", "days": 36_000})
    reader.controller.receive({"k": "stop"})
    reader.until(lambda: reader.controller.playback.until is None)
    assert reader.edge < 30_000


def test_what_is_done_in_the_past_leaves_the_old_future_beside(reader):
    reader.controller.receive({"k": "jump", "days": 30})
    reader.until(lambda: reader.edge >= 30 - 1e-3)
    before = reader.controller.main.history.rows.copy()
    reader.controller.do("inhibit", {"fraction": 0.4}, 10.0)
    reader.until(lambda: reader.edge >= 30 - 1e-3 and reader.controller.playback.until is None)
    ghost = reader.controller.ghosts[0].history.rows
    assert np.array_equal(ghost, before, equal_nan=True)
    now = reader.controller.main.history.rows
    assert np.array_equal(now[now[:, 0] < 10.0], before[before[:, 0] < 10.0], equal_nan=True)
    reader.controller.undo()
    reader.until(lambda: reader.edge >= 30 - 1e-3 and reader.controller.playback.until is None)
    assert reader.controller.recipe.edits == ()
    reader.controller.redo()
    assert len(reader.controller.recipe.edits) == 1


def test_a_branch_goes_on_from_the_day_shown(reader):
    reader.controller.receive({"k": "jump", "days": 50})
    reader.until(lambda: reader.edge >= 50 - 1e-3)
    reader.controller.receive({"k": "branch", "at": 20.0})
    reader.until(lambda: len(reader.controller.ghosts) == 1)
    assert reader.edge == pytest.approx(20.0)
    assert reader.controller.ghosts[0].history.edge == pytest.approx(50.0, abs=1e-3)


def test_a_change_before_the_day_of_a_branch_keeps_the_old_future(reader):
    """A branch, and then something left out that began some days before it: the life as it was still stands there."""
    reader.controller.receive({"k": "jump", "days": 50})
    reader.until(lambda: reader.edge >= 50 - 1e-3)
    reader.controller.receive({"k": "branch", "at": 20.0})
    reader.until(lambda: len(reader.controller.ghosts) == 1)
    reader.controller.do("inhibit", {"fraction": 0.4}, 15.0)
    reader.until(lambda: reader.edge >= 20.0 - 1e-3 and reader.controller.playback.until is None)
    assert [(g.label, round(g.history.edge)) for g in reader.controller.ghosts] == [("as it was", 50)]
    reader.controller.do("inhibit", {"fraction": 0.2}, 10.0)
    reader.until(lambda: reader.edge >= 20.0 - 1e-3 and reader.controller.playback.until is None)
    assert [g.label for g in reader.controller.ghosts] == ["the life before"], "another life goes beside"


def test_a_comparison_is_lived_as_far_as_the_patient(reader):
    reader.controller.receive({"k": "jump", "days": 20})
    reader.until(lambda: reader.edge >= 20 - 1e-3)
    reader.controller.compare(Recipe("fake", dropped=(0,)), "without")
    reader.until(lambda: reader.controller.ghosts[0].history.edge >= 20 - 1e-3)
    reader.controller.forget_comparisons()
    reader.until(lambda: "close" in reader.kinds())


def test_a_wrong_recipe_leaves_the_patient_as_it_was(reader):
    with pytest.raises(ValueError, match="did you mean"):
        reader.controller.open(Recipe("wrong"))
    assert reader.controller.recipe == Recipe("fake")


@pytest.mark.parametrize(
    "message", [{"k": "play"}, {"k": "jump", "days": "x"}, {"k": "eval", "code": "1"}, {"k": "seek", "at": None}, {}]
)
def test_wrong_messages_are_dropped(reader, message):
    reader.controller.receive(message)
    assert reader.edge == 0.0


def test_a_closed_controller_lets_go_of_the_patient(reader):
    """Nobody has to wait for the collector of garbage: a class of visitors comes and goes."""
    life = weakref.ref(reader.controller.main.life)
    reader.controller.close()
    reader.controller.thread.join(2.0)
    assert life() is None


def test_a_closed_controller_has_no_thread(reader):
    reader.controller.close()
    reader.controller.thread.join(timeout=5)
    assert not reader.controller.thread.is_alive()


def test_history_stays_bounded_and_in_order():
    history = History(3, kept=400)
    for day in range(5000):
        history.append(np.full((1, 3), day, np.float32))
    assert history.count <= 400 and history.edge == 4999.0
    assert np.all(np.diff(history.rows[:, 0]) > 0)
    assert history.cut(2500.5) == history.count
    assert history.edge <= 2500.5


def test_a_link_carries_the_whole_recipe():
    recipe = Recipe(
        "fake", 7, "error", (("dose", 0.25),), (Edit(3.5, "set pain", (("joint", "knee"), ("level", 4.0))),), (1,)
    )
    assert read_query("?" + recipe.query(), "other") == recipe


@pytest.mark.parametrize("query", ["?seed=x", "?do=[1]", "?set=[]", "?without=a", "?do=" + "[" * 9000])
def test_a_broken_link_says_so_in_one_line(query):
    with pytest.raises(ValueError, match="link cannot be read") as caught:
        read_query(query, "fake")
    assert "\n" not in str(caught.value)


def test_a_page_that_solara_runs_forgets_lost_visitors_too(monkeypatch):
    """`solara run` reads Solara's settings before our page is imported: a lost visitor would stay for a day."""
    from solara.server import settings

    from agonist.viz import offline

    monkeypatch.delenv("SOLARA_KERNEL_CULL_TIMEOUT", raising=False)
    before = settings.kernel.cull_timeout, settings.session.http_only
    try:
        settings.kernel.cull_timeout, settings.session.http_only = "24h", False
        offline.use_own_assets()
        assert (settings.kernel.cull_timeout, settings.session.http_only) == (offline.REMEMBERED, True)
    finally:
        settings.kernel.cull_timeout, settings.session.http_only = before


def test_a_lesson_that_is_run_at_once_comes_after_its_life() -> None:
    """Who presses before the page was greeted is not stopped by the greeting: the life is introduced first."""
    reader = Reader(threaded=False)
    reader.controller.run_lesson()
    reader.controller.turn()
    kinds = reader.kinds()
    assert kinds.count("open") == 1 and kinds.index("open") < kinds.index("lesson")
