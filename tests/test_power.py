"""Torque at speed and power: slow and fast fibres, and what age takes of them; readings of people who did nothing."""

from __future__ import annotations

from math import asinh

import pytest

from agonist.experiments import run
from agonist.model.body import rates
from agonist.model.rules import muscle
from agonist.model.scenario import Scenario

LEG = Scenario(
    title="power",
    days=1,
    watch="knee_extension_right",
    body={"model": "rlu2023", "sides": ["right"]},
    plan=[
        {"do": "practice", "task": t, "reps": 10, "load": 0.2, "bouts": 1} for t in ("knee_extension", "plantarflexion")
    ],
)
ASKED = ("maximal_torque_nm", "maximal_torque_nm speed=300", "power_w", "power_w speed=400", "endurance_s")


def read(**person):
    """Torque held and at 300 deg/s, power and power at 400 deg/s, endurance of a knee."""
    words = [f"{m.split()[0]} knee_extension right {' '.join(m.split()[1:])} @ start".replace("  ", " ") for m in ASKED]
    return [float(v) for v in run(LEG.with_(person=person) if person else LEG, read=words).read.values()]


def curve(v):
    """De Groote 2016 by hand."""
    return 0.88253 - 0.32113 * asinh(-8.149 * v - 0.374)


def test_slow_and_fast_fibres_pull_by_their_own_curves():
    assert muscle.mixed_velocity(0.0, 0.3, 4.0, 12.0, 1.0) == pytest.approx(curve(0.0))
    assert muscle.mixed_velocity(-2.0, 0.25, 4.0, 10.0, 1.0) == pytest.approx(0.75 * curve(-0.5) + 0.25 * curve(-0.2))
    assert muscle.mixed_velocity(-5.0, 0.25, 4.0, 10.0, 1.0) == pytest.approx(
        0.25 * curve(-0.5), abs=1e-4
    )  # the slow ones are out
    assert muscle.mixed_velocity(-50.0, 0.25, 4.0, 10.0, 1.0) == pytest.approx(0.0, abs=1e-4)
    assert muscle.mixed_velocity(1.0, 0.5, 4.0, 10.0, 1.0) == pytest.approx(0.5 * (curve(0.25) + curve(0.1)))
    assert muscle.mixed_velocity(1.0, 0.5, 4.0, 10.0, 2.0) == pytest.approx(0.5 * (curve(0.5) + curve(0.2)))
    assert muscle.mixed_velocity(-2.0, 0.5, 4.0, 10.0, 2.0) == muscle.mixed_velocity(-2.0, 0.5, 4.0, 10.0, 1.0)


def test_torque_falls_with_speed_as_in_people():
    held, quick, most, there, _ = read()
    assert 0.38 < quick / held < 0.55  # isokinetic dynamometry: about .45 at 300 deg/s
    assert there > 0.97 * most  # greatest power of young men at 400 deg/s (Western University 2014)


def test_age_takes_more_of_power_than_of_torque_and_lengthens_a_hold():
    young, old = read(age=25), read(age=75)
    torque, power = old[0] / young[0], old[2] / young[2]
    assert 0.70 < power / torque < 0.90  # Western University 2014: 46 over 57 %
    assert old[4] > 1.1 * young[4]  # Hunter 2005


def test_fast_fibres_of_a_person_move_power_and_no_torque():
    usual, fast = read(), read(fast_fibres=1.3)
    assert fast[0] == usual[0]
    assert fast[2] > 1.05 * usual[2]


def test_fast_fibres_are_of_the_table_and_a_wrong_row_is_refused(tmp_path):
    assert rates.fast_part_of("soleus") == pytest.approx(0.12)
    assert rates.fast_part_of("no_such_muscle") == 0.5
    (tmp_path / "fibre_types.csv").write_text("anatomical_name,slow_percent,source,mark\nsoleus,70,own,judgement\n")
    assert rates.fast_part_of("soleus", tmp_path) == pytest.approx(0.3)
    (tmp_path / "fibre_types.csv").write_text("anatomical_name,slow_percent,source,mark\nsoleus,170,own,judgement\n")
    with pytest.raises(ValueError, match="slow_percent. holds 170; it needs a number 0 to 100"):
        rates.fast_part_of("soleus", tmp_path)
