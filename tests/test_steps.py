"""The order of a row, read from the text that runs: what it lists is what agents are asked for, in that order."""

from __future__ import annotations

import inspect
import json
from typing import Any

import pytest

from agonist.agents import Body
from agonist.experiments import cli
from agonist.model import steps, units
from agonist.model.units.body import Body as Order


def traced(monkeypatch: pytest.MonkeyPatch, cls: type[Any], calls: list[str]) -> None:
    """Note every verb of a class that is asked."""
    for name, verb in inspect.getmembers(cls, inspect.isfunction):
        if name in {s.verb for s in steps.steps()}:

            def asked(self: Any, *given: Any, verb: Any = verb, name: str = name) -> Any:
                calls.append(f"{cls.__name__}.{name}")
                return verb(self, *given)

            monkeypatch.setattr(cls, name, asked)


def test_what_is_listed_is_what_agents_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each verb for the first time: the order of a bout as lived is the order as read."""
    listed = [f"{s.who}.{s.verb}" for s in steps.steps()]
    calls: list[str] = []
    body = Body("healthy", days=2.0)
    for cls in (units.Joint, units.Muscle, units.Member, units.MotorCortex):
        traced(monkeypatch, cls, calls)
    body.advance(1)
    firsts = list(dict.fromkeys(calls))
    assert len(firsts) > 20 and set(firsts) <= set(listed)
    recruited = [c for c in firsts if c.startswith("MotorCortex.")]
    order = [name for name in dict.fromkeys(listed) if name in recruited]
    assert order == recruited


def test_the_outer_steps_are_those_of_the_row() -> None:
    outer = [f"{s.who}.{s.verb}" for s in steps.steps(deep=False)]
    assert outer == [
        "Body.rest",
        "clock.happen",
        "Body.sleep",
        "Body.feel",
        "Muscle.prepare",
        "Muscle.compare",
        "Joint.hold",
        "Body.bout",
    ]
    assert all(s.text for s in steps.steps())


def test_a_body_of_ones_own_has_its_own_steps() -> None:
    class Slow(units.Muscle):
        """A muscle with one more thing to do."""

        def rest(self, rest_day: float, busy_day: float) -> None:
            """Rest, and yawn."""
            self.yawn()

        def yawn(self) -> None:
            """Yawn."""
            self.cue = 0.0

    own = type("Own", (Order,), {"classes": {**Order.classes, "muscles": Slow}})
    listed = [s.verb for s in steps.steps(own)]
    assert "yawn" in listed and "yawn" not in [s.verb for s in steps.steps()]


def test_the_command_prints_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["steps"]) == 0
    told = capsys.readouterr().out
    assert "MotorCortex.correct" in told and "4 times" in told
    assert cli.main(["steps", "--outer", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["steps"]) == 8
