"""Messages that no page of ours sends: never a traceback in the log, one line to the visitor, and the visit goes on."""

from __future__ import annotations

import csv
import io
import itertools
import json
import logging
import random
import time

import pytest
from fake_life import FakeLife

from agonist.model.plan import LONGEST_DAY
from agonist.viz.controls.upload import FileField
from agonist.viz.session import through
from agonist.viz.session.beside import MOST
from agonist.viz.session.classroom import Classroom
from agonist.viz.session.controller import Controller
from agonist.viz.session.messages import WISHES
from agonist.viz.session.outbox import finite
from agonist.viz.session.recipe import Recipe
from agonist.viz.session.visitor import NOT_UNDERSTOOD, Session
from agonist.viz.standalone.session import StandaloneSession

FIELDS = {
    "hello": ("dark", "fragment"), "ack": ("seq",), "missed": ("run", "from"), "play": ("speed", "until"), "pause": ("at",), "seek": ("at",),
    "step": (), "jump": ("days",), "stop": (), "look": ("muscle", "task", "panel"), "branch": ("at",),
}  # fmt: skip
USUAL = {
    "dark": False, "fragment": "", "seq": 1, "speed": 1.0, "until": 3.0, "at": 0.0, "days": 1.0, "muscle": 0, "task": 0,
    "panel": "curve", "run": "main", "from": 0,
}  # fmt: skip
DEEP: list = []
for _ in range(900):
    DEEP = [DEEP]
HOSTILE = [
    None, True, "", "x", "nan", "inf", "-inf", "1e999", float("nan"), float("inf"), -float("inf"), -1, -1e300, 1e300, 10**400,
    "9" * 5000, 2**63, -(2**63), [], {}, [1], {"a": 1}, "\ud800", "\0", "<script>alert(1)</script>", "x" * 100_000, DEEP, b"x",
    "ſ½", "٣", -0.0, 5e-324,
]  # fmt: skip


def shown(value: object) -> str:
    """A value as a test's name."""
    return f"{type(value).__name__} {value!r}"[:24] if value is not DEEP else "deep"


@pytest.fixture
def page():
    """A controller that is turned by hand, and what it tells."""
    told: list[dict] = []
    controller = Controller(
        FakeLife, Recipe("fake"), lambda message, buffers=None: told.append(message), threaded=False
    )
    controller.receive({"k": "hello"})
    controller.turn()
    yield controller, told
    controller.close()


def assert_alive(controller: Controller, told: list[dict]) -> None:
    """After anything at all a usual wish is carried out."""
    controller.receive({"k": "hello"})
    controller.receive({"k": "seek", "at": 0.0})
    controller.receive({"k": "stop"})
    while controller.playback.until is not None:
        controller.turn()
    edge = controller.main.history.edge
    controller.receive({"k": "step"})
    for _ in range(4):
        controller.turn()
    assert edge < controller.main.history.edge <= edge + 1
    assert told[-1]["k"] in ("progress", "say", "rows", "state", "panel", "open", "close")


def test_every_kind_is_tried():
    assert set(FIELDS) == set(WISHES)


@pytest.mark.parametrize("value", HOSTILE, ids=shown)
def test_a_hostile_value_stops_nobody(page, caplog, value):
    controller, told = page
    for kind, fields in FIELDS.items():
        for field in fields:
            told.clear()
            controller.receive({"k": kind, **{f: USUAL[f] for f in fields}, field: value})
            controller.turn()
            said = [m["text"] for m in told if m["k"] == "say"]
            assert len(said) <= 2 and all("\n" not in text and len(text) < 300 for text in said), (kind, field)
            assert controller.main.history.edge < LONGEST_DAY
    assert_alive(controller, told)
    json.dumps(told, allow_nan=False)
    assert not [record for record in caplog.records if record.exc_info and record.levelno > logging.DEBUG]


@pytest.mark.parametrize("kind", FIELDS)
def test_a_message_without_its_fields_stops_nobody(page, caplog, kind):
    controller, told = page
    controller.receive({"k": kind})
    controller.turn()
    assert_alive(controller, told)
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.parametrize("value", HOSTILE, ids=shown)
def test_a_kind_of_message_that_is_none_is_dropped(page, value):
    controller, told = page
    controller.receive({"k": value})
    controller.receive({})
    assert_alive(controller, told)


def test_an_acknowledgement_of_what_was_never_sent_opens_no_gate(page):
    controller, _ = page
    controller.receive({"k": "ack", "seq": 10**9})
    assert controller.outbox.answered <= controller.outbox.sequence


def test_a_branch_far_beyond_what_was_lived_costs_nothing(page):
    controller, told = page
    controller.receive({"k": "branch", "at": 1e12})
    assert controller.main.history.edge == 0.0
    assert_alive(controller, told)


def test_random_messages_in_random_order_stop_nobody(page, caplog):
    controller, told = page
    draw = random.Random(20)
    for _ in range(500):
        kind = draw.choice(list(FIELDS))
        values = {f: draw.choice([USUAL[f], draw.choice(HOSTILE)]) for f in FIELDS[kind] if draw.random() < 0.9}
        if kind != "jump" or not isinstance(values.get("days"), float | int) or values["days"] < 40:
            controller.receive({"k": kind, **values})
        controller.turn()
    assert_alive(controller, told)
    assert not [record for record in caplog.records if record.exc_info and record.levelno > logging.DEBUG]


def test_no_more_lives_stand_beside_a_patient_than_its_page_offers(page):
    """The buttons rest at the most; a hand that presses twice, or no page at all, does not ask them."""
    controller, told = page
    for seed in range(2, 42):
        controller.compare(Recipe("fake", seed=seed), "another")
    assert len(controller.ghosts) == MOST
    assert_alive(controller, told)


@pytest.mark.parametrize(
    "error", [KeyError("x"), TypeError("x"), OverflowError("x"), RecursionError(), ValueError("x")]
)
def test_a_link_that_nobody_foresaw_opens_its_lesson_and_nobody_waits(error):
    """The page's own thread had died of it, and the visitor read that the patient was being prepared, for ever."""

    def make(recipe):
        if recipe.settings:
            raise error
        return FakeLife(recipe)

    session = Session(Recipe("healthy", settings=(("exploration_sd", 0.1),)).query(), make=make, threaded=False)
    assert session.recipe == Recipe("healthy")
    assert session.message == ("x" if isinstance(error, ValueError) else NOT_UNDERSTOOD)


def test_one_number_through_its_range_is_asked_again_after_a_life_that_nobody_foresaw(monkeypatch):
    session = Session(make=FakeLife, threaded=False)
    asked = through.Wish("through", "x", ((1.0, session.recipe),), "share")
    for error in (KeyError("x"), ZeroDivisionError("x"), ValueError("x")):

        def fails(*_, error=error):
            raise error

        monkeypatch.setattr(through, "lived", fails)
        session.through.ask(asked)
        until = time.monotonic() + 20
        while session.through.thread is not None and time.monotonic() < until:
            time.sleep(0.01)
        assert session.through.thread is None


def test_words_that_look_like_what_is_no_number_stay_words():
    """A title with the letters NaN was exported as nothing."""
    said = {"title": "NaN, Infinity and -Infinity", "days": [float("nan"), -float("inf"), 1.0], "NaN": "null"}
    assert finite(said) == {"title": "NaN, Infinity and -Infinity", "days": [None, None, 1.0], "NaN": "null"}


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(1)", " =1+1", "\t=1+1", "\n=1+1", "\r\n@x", "\uff1d1+1", "\uff0b1", "\u3000=1"]
)
def test_no_name_of_a_pupil_is_a_formula_in_the_list_of_answers(text):
    room, session = Classroom("key", "http://localhost/"), Session(make=FakeLife, threaded=False)
    pupil = room.join("token", session)
    assert pupil is not None
    pupil.name = text
    room.guessed(session, text)
    row = list(csv.reader(io.StringIO(room.answers().decode())))[1]
    assert row[1] == row[3] == f"'{text}"


LESSON = {"lesson-run": (), "turn": ("name", "value"), "try": ("place",), "guess": ("choice",)}


def test_the_lesson_hears_hostile_wishes(caplog):
    session = Session(make=FakeLife, threaded=False)
    for value, (kind, fields) in itertools.product(HOSTILE, LESSON.items()):
        for field in fields or ("k",):
            session.hear({**dict.fromkeys(fields, "x"), field: value, "k": kind})
            assert "\n" not in session.message and len(session.message) < 400, (kind, field)
    assert session.lesson()["title"]
    assert not [record for record in caplog.records if record.exc_info]


ROOM = {
    "do": {"word": "inhibit", "values": {"muscle": "gluteus_maximus", "side": "right", "fraction": "0.4"}, "day": ""},
    "put": {"group": 0, "place": 0}, "leave-out": {"place": 0, "day": 0.0}, "remove": {"place": 0, "day": 0.0},
    "move": {"place": 0, "to": "3"}, "turn": {"name": "exploration_sd", "value": "0.1"}, "bring": {"text": "title = 'x'"},
    "take": {"what": "toml"}, "change": {"seed": "2", "learner": "error"}, "try": {"place": 0}, "guess": {"choice": "x"},
}  # fmt: skip


STRANGEST = [None, float("nan"), 1e300, 10**400, DEEP, "\ud800"]


@pytest.mark.parametrize("kind", ROOM)
def test_the_page_without_a_server_hears_hostile_wishes(kind, caplog):
    told: list[dict] = []
    room = StandaloneSession("?lesson=healthy", lambda message, buffers=None: told.append(message))
    room.receive({"k": "hello"})
    for field, value in itertools.product(ROOM[kind], STRANGEST):
        room.receive({"k": kind, **ROOM[kind], field: value})
        message = room.session.message
        assert "\n" not in message and len(message) < 600, (field, message)
    room.receive({"k": "undo"})
    room.receive({"k": "reset"})
    room.turn()
    assert room.state()["message"] == ""
    assert not [record for record in caplog.records if record.exc_info and record.levelno > logging.DEBUG]


def test_a_file_field_that_says_anything_else_is_not_heard():
    field, heard = FileField(), []
    field.brought = lambda *said: heard.append(said)
    for said, buffers in itertools.product(
        [None, [], {}, {"name": "x", "size": "y"}, {"name": 1, "size": 10**400}], [None, [b"x"]]
    ):
        field._hear(said, buffers)
    assert all(isinstance(name, str) and isinstance(size, int) for name, size, _ in heard)


@pytest.mark.parametrize("text", ["\ud800", "=1+1", "\0", "x\r\ny", "9" * 5000, "٣"])
def test_a_pupil_with_a_strange_name_spoils_nobodys_list(text):
    room = Classroom("key", "http://localhost/")
    session = Session(make=FakeLife, threaded=False)
    pupil = room.join("token", session)
    assert pupil is not None and not room.is_teacher(text)
    pupil.name = text
    room.guessed(session, text)
    pupil.guesses.setdefault("healthy", text)
    assert b"healthy" in room.answers() and b",=1" not in room.answers()
    assert room.standing("healthy")["joined"] == 1
