"""What bounds a command besides its pool: a tired limb on the other side, a head that nobody holds; and how a tired lift starts."""

from __future__ import annotations

from typing import Any

import pytest
from agents_driver import differences

from agonist import Scenario, run
from agonist.agents import Body
from agonist.experiments.evidence.living import PROTOCOLS
from agonist.model.scenario import load

LEGS, HIP, SHOULDER = (load(PROTOCOLS / f"{name}.toml") for name in ("knee", "hip", "shoulder"))
VASTI = ("vastus_lateralis", "vastus_medialis", "vastus_intermedius", "rectus_femoris")
FORCE = ("rotator_cuff", "deltoid", "trapezius", "serratus_anterior", "pectoralis_major", "biceps_long_head")
TIRED = [{"do": "tire muscle", "muscle": m, "side": "right", "fraction": 0.5, "day": 2.0} for m in VASTI]


def life(made: Scenario, plan: list[dict[str, Any]], read: list[str], **settings: float) -> list[float]:
    """What is read of a life with a plan, without chance between repetitions."""
    told = made.with_(days=3.0, add=plan, windows={})
    return [float(v) for v in run(told, read=read, settings={"exploration_sd": 0.0, **settings}).read.values()]


def change(reading: str) -> str:
    """The change of a reading by what happens on day 2."""
    return f"change of {reading} @ 2.0001 days against @ 2 days"


def test_a_tired_leg_takes_from_a_maximum_of_the_other_and_nothing_from_light_work() -> None:
    read = [change("maximal_torque_nm knee_extension left"), change("effort knee_extension left load=0.3")]
    most, light = life(LEGS, TIRED, read)
    assert most == pytest.approx(-100.0 * 0.06 * 0.5, abs=0.8) and light == pytest.approx(0.0, abs=0.01)
    assert life(LEGS, TIRED, read, central_fatigue_crossed=0.0)[0] == pytest.approx(0.0, abs=0.01)
    assert life(LEGS, TIRED, read, central_fatigue_crossed=0.3)[0] < 3.0 * most


def test_fatigue_uncovers_no_drive() -> None:
    """Whoever leaves motoneurons out of a maximum leaves them out when tired, though the pool gives less force."""
    left_out = {"do": "inhibit", "muscle": "quadriceps", "side": "right", "fraction": 0.3, "day": 1.0}
    read = ["voluntary_drive knee_extension right @ 2 days", "voluntary_drive knee_extension right @ 2.0001 days"]
    rested, tired = life(LEGS, [left_out, *TIRED], read, central_fatigue=0.0)
    assert rested < 0.9 and tired == pytest.approx(rested, abs=0.01)


@pytest.mark.parametrize("torn", [("supraspinatus",), ("supraspinatus", "infraspinatus")])
def test_what_an_arm_lifts_is_bounded_by_what_holds_its_head(torn: tuple[str, ...]) -> None:
    plan = [{"do": "paralyse", "muscle": m, "side": "right", "day": 2.0} for m in torn]
    read = [change("maximal_torque_nm arm_elevation right")]
    (held,), (loose,) = life(SHOULDER, plan, read, socket=0.0), life(SHOULDER, plan, read)
    part = sum({"supraspinatus": 14, "infraspinatus": 22}[m] for m in torn) / 99
    assert (
        0.75 * (1.0 - part) < (100.0 + loose) / (100.0 + held) < 1.02 * (1.0 - part)
    )  # antagonists take theirs besides


def test_light_work_of_an_arm_is_done_as_before_though_its_head_is_held_less() -> None:
    torn = [{"do": "paralyse", "muscle": m, "side": "right", "day": 2.0} for m in ("supraspinatus", "infraspinatus")]
    read = [f"activation middle_deltoid in arm_elevation right load={n} @ 2.0001 days" for n in (0.2, 1.0)]
    (light, hard), (free, most) = life(SHOULDER, torn, read), life(SHOULDER, torn, read, socket=0.0)
    assert light == free and hard == pytest.approx(most, rel=0.05)  # it is driven in full, and pulls in vain


def test_nothing_is_bounded_in_health_nor_where_all_are_weak_alike() -> None:
    weak = [{"do": "weaken", "muscle": m, "side": "right", "fraction": 0.3, "day": 2.0} for m in FORCE]
    read = [change("maximal_torque_nm arm_elevation right"), "maximal_torque_nm arm_elevation right @ 1 day"]
    bounded, free = life(SHOULDER, weak, read), life(SHOULDER, weak, read, socket=0.0)
    assert bounded[1] == free[1] and abs(bounded[0] - free[0]) < 6.0


def test_a_tired_lift_starts_earlier_and_an_inhibited_one_does_not() -> None:
    """The helper is neither tired nor inhibited; what it starts by is the plan of the lift."""
    onset = "difference of onset_ms semitendinosus in hip_extension right @ 2.0001 days against @ 2 days"
    tired = {"do": "tire muscle", "muscle": "gluteus_maximus", "side": "right", "fraction": 0.4, "day": 2.0}
    hushed = {"do": "inhibit", "muscle": "gluteus_maximus", "side": "right", "fraction": 0.4, "day": 2.0}
    (earlier,), (same,) = life(HIP, [tired], [onset]), life(HIP, [hushed], [onset])
    assert earlier > 3.0 and abs(same) < 1.0


@pytest.mark.parametrize(("made", "rows"), [(LEGS, 8), (SHOULDER, 12)])
def test_both_engines_keep_every_bit_of_what_bounds_a_command(made: Scenario, rows: int) -> None:
    torn = [{"do": "paralyse", "muscle": "infraspinatus", "side": "right", "day": 0.3}]
    told = made.with_(days=1.2, add=[{**t, "day": 0.3} for t in TIRED] if made is LEGS else torn)
    plain, compiled = (Body(told, rng=3, engine=e, collect=False) for e in ("agents", "compiled"))
    for one in (plain, compiled):
        one.advance(rows)
    assert not differences(plain, compiled)
    assert any(t.most_command < t.full_command or t.firm < 1.0 for t in plain.parts.cortices)
