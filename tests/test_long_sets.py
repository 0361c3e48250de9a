"""A bout goes on while something else happens: nobody rests in it, wherever a life is cut or looked at."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from agonist import cohort
from agonist.experiments import cli
from agonist.model.assessment import holding
from agonist.model.assessment.patient import Patient
from agonist.model.plan import Practice, Rows, rows
from agonist.model.scenario import Scenario, resolve

DAY = 86_400
HOLD = Practice("hold", reps=1, load=0.3, bouts=1, seconds=600.0, sessions_per_week=7.0)


def busy_s(clock: Rows) -> list[float]:
    return [round(float(x) * DAY, 6) for x in clock.busy_day]


def start_of(clock: Rows) -> int:
    return int(clock.second[np.flatnonzero(clock.task >= 0)[0]])


def test_what_falls_into_a_long_set_starts_no_rest() -> None:
    alone = rows((HOLD,), ("hold",), 0, DAY)
    start = start_of(alone)
    inside = rows((HOLD,), ("hold",), 0, DAY, (start + 100, start + 250, start + 700))
    assert busy_s(alone) == [0.0, 600.0]
    assert busy_s(inside) == [0.0, 100.0, 150.0, 350.0, 0.0]


def test_a_short_bout_within_a_long_one_ends_with_it() -> None:
    start = start_of(rows((HOLD,), ("hold",), 0, DAY))
    other = Practice("lift", reps=1, load=0.1, bouts=1, seconds=5.0, from_day=(start + 99) / DAY, once=True, rest_s=0.0)
    clock = rows((HOLD, other), ("hold", "lift"), 0, DAY)
    assert list(clock.task) == [0, 1, -1]
    assert busy_s(clock)[1] + busy_s(clock)[2] == pytest.approx(600.0)


def test_a_clock_may_be_cut_within_a_set() -> None:
    start = start_of(rows((HOLD,), ("hold",), 0, DAY))
    assert busy_s(rows((HOLD,), ("hold",), start + 200, DAY)) == [400.0]
    assert busy_s(rows((HOLD,), ("hold",), start + 700, DAY)) == [0.0]


@pytest.mark.parametrize("cut", [100, 250])
def test_a_patient_may_be_stopped_within_a_hold(cut: int) -> None:
    found = []
    for stops in ((700,), (cut, 700 - cut)):
        patient = Patient("knee-effusion")
        patient.do(
            "practice",
            task="knee_extension",
            side="right",
            reps=1,
            load=0.3,
            seconds=600.0,
            bouts=1,
            sessions_per_week=7,
        )
        clock = rows(patient.practices, patient.structure.names.tasks, 0, DAY)
        start = int(clock.second[np.flatnonzero(clock.seconds == 600.0)[0]])
        for seconds in (start, *stops):
            patient.advance(seconds / DAY)
        found.append(patient.value("muscles", "vastus_lateralis_right", "fatigued"))
    assert found[0] > 0.05
    assert found[1] == pytest.approx(found[0], rel=1e-9)


LONG_HOLD = {"task": "knee_extension", "side": "right", "reps": 1, "load": 0.9, "bouts": 1, "sessions_per_week": 7}


def test_a_hold_that_cannot_be_held_is_told_with_its_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By a patient, by a run and by a cohort; one that can be held is not."""
    patient = Patient("knee-effusion")
    held = patient.read("load_held_s knee_extension right load=0.9")
    assert 2.0 < held < 60.0
    (told,) = patient.do("practice", seconds=600, **LONG_HOLD)
    assert f"0.9 of the healthy maximum is held for {held:g} s of the 600 s" in told
    assert not patient.do("practice", seconds=held, **LONG_HOLD)
    keys = "\n".join(f"{name} = {value!r}" for name, value in (LONG_HOLD | {"seconds": 600}).items())
    plan = f'title = "h"\ndays = 2\nwatch = "knee_extension_right"\n[[plan]]\ndo = "practice"\n{keys}\n'
    (tmp_path / "h.toml").write_text(plan)
    assert cli.main(["run", str(tmp_path / "h.toml"), "--json"]) == 0
    assert "practice of knee_extension_right: 0.9 of the healthy maximum is held for " in capsys.readouterr().err
    assert any("is held for" in line for line in cohort(str(tmp_path / "h.toml"), people=2).notes)


def test_what_a_weaker_person_holds_is_shorter() -> None:
    scenario = Scenario(
        title="h", days=2, watch="knee_extension_right", plan=[{"do": "practice", "seconds": 600, **LONG_HOLD}]
    )
    told = [holding.short_holds(resolve(scenario.with_(person={"age": age})))[0] for age in (25, 85)]
    young, old = (float(line.split("held for ")[1].split()[0]) for line in told)
    assert old < young
