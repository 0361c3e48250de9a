"""The class without a browser: places, guesses, pushing, freezing, answers that no spreadsheet runs."""

from __future__ import annotations

import csv
import importlib.util
import io
from pathlib import Path

from agonist.viz import serve
from agonist.viz.session.classroom import MOST_PUPILS, Classroom
from agonist.viz.session.recipe import Recipe
from agonist.viz.session.visitor import Session

spec = importlib.util.spec_from_file_location("fake_life", Path(__file__).parent / "fake_life.py")
assert spec and spec.loader
fake_life = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fake_life)


def visitor() -> Session:
    return Session("?lesson=healthy", fake_life.FakeLife, threaded=False)


def test_everybody_has_a_place_and_an_own_patient() -> None:
    room, first, second = Classroom("key", "http://here/"), visitor(), visitor()
    assert room.join("a", first).number == 1 and room.join("b", second).number == 2
    assert (first.recipe.seed, second.recipe.seed) == (1, 2)
    room.leave(first)
    assert room.standing("healthy")["here"] == 1
    again = visitor()
    assert room.join("a", again).number == 1 and room.standing("healthy")["joined"] == 2
    assert room.is_teacher("key") and not room.is_teacher("") and not room.is_teacher("kez")


def test_a_class_that_is_full_takes_nobody_more() -> None:
    room, one = Classroom("key", "http://here/"), visitor()
    for k in range(MOST_PUPILS):
        room.join(f"p{k}", one)
    assert room.join("late", one) is None


def test_a_place_that_was_left_empty_is_given_anew() -> None:
    room, passing, staying = Classroom("key", "http://here/"), visitor(), visitor()
    kept = room.join("said", visitor())
    kept.session, kept.guesses["healthy"] = None, "none of them"
    for k in range(1, MOST_PUPILS):  # one page that is opened again and again in a new window
        room.join(f"window {k}", passing)
    room.leave(passing)
    assert room.join("late", staying).number == 2  # the first place in which nobody has said anything
    assert room.pupils["said"] is kept and len(room.pupils) == MOST_PUPILS
    assert sorted(p.number for p in room.pupils.values()) == list(range(1, MOST_PUPILS + 1))


def test_push_hands_the_lesson_with_its_numbers_and_freeze_holds() -> None:
    room, one = Classroom("key", "http://here/"), visitor()
    room.join("a", one)
    assert room.push(Recipe("knee-effusion", 9, settings=(("ml", 30.0),))) == 1
    assert one.recipe == Recipe("knee-effusion", 1, settings=(("ml", 30.0),))
    late = visitor()
    room.join("b", late)
    assert late.recipe.scenario == "knee-effusion" and late.recipe.seed == 2
    room.freeze(True)
    one.controller.receive({"k": "play", "speed": 1.0, "at": 0.0})
    assert not one.controller.playback.playing
    room.freeze(False)
    one.controller.receive({"k": "play", "speed": 1.0, "at": 0.0})
    assert one.controller.playback.playing


def test_answers_hold_what_was_guessed_and_no_formula() -> None:
    room, one = Classroom("key", "http://here/"), visitor()
    place = room.join("a", one)
    place.name = "=HYPERLINK(1)"
    room.guessed(one, "none of them")
    rows = list(csv.DictReader(io.StringIO(room.answers().decode())))
    assert rows[0]["guess"] == "none of them" and rows[0]["lesson"] == "healthy"
    assert rows[0]["name"].startswith("'=") and rows[0]["the lesson comes to"] == "none of them"


def test_a_room_is_told_an_address_that_other_machines_meet(monkeypatch):
    """`localhost` is nobody's but this machine's."""
    monkeypatch.setattr(serve, "room_address", {"0.0.0.0": "192.0.2.7", "::": "2001:db8::7"}.get)
    said = serve.where("0.0.0.0", 8765, "http://localhost:8765/")
    assert "localhost:8765/, for other machines http://192.0.2.7:8765/" in said
    assert "http://[2001:db8::7]:8765/" in serve.where("::", 8765, "http://localhost:8765/")
    assert "other" not in serve.where("127.0.0.1", 8765, "http://localhost:8765/")


def test_the_address_of_this_machine_is_none_of_its_loop():
    assert serve.room_address("192.0.2.9") == "192.0.2.9"
    assert serve.room_address("0.0.0.0") not in ("", "0.0.0.0", "localhost")
