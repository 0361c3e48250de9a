"""Damage, injury, onset times and observation models: data, limits, exact steps."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from knee import Knees

from agonist.model.body.constitution import threshold_row
from agonist.model.parameters import TABLE
from agonist.model.rules import injury, muscle, observe, timing

VALUE = {name: row.value for name, row in TABLE.items()}
amounts = st.floats(0.0, 1.0)


def hazard(activation: float, reps: float) -> float:
    """Settled hazard of a muscle that works like this every day, 1/day."""
    return risk(reps, activation, reps * injury.stress_dose(activation, VALUE["stress_exponent"]))


def risk(reps: float, activation: float, accustomed: float) -> float:
    """Settled hazard of such days in tissue that is used to this daily dose, 1/day."""
    dose = reps * injury.stress_dose(activation, VALUE["stress_exponent"])
    bears = injury.toughness(accustomed, VALUE["toughness_gain"], VALUE["toughness_half"])
    borne = injury.borne(dose, bears, VALUE["stress_exponent"])
    damage = borne / VALUE["damage_reference"] * VALUE["damage_heal_day"]
    return injury.hazard(damage, 0.0, VALUE["hazard_full_day"], VALUE["hazard_steepness"], 1.0)


def test_help_from_a_neighbour_lowers_the_hazard() -> None:
    """Schuermans 2017: -20 % per +10 % of the neighbour (band -35..-5).

    Sixty sprint strides at .9 of maximum (below, where the curve does not level off, more); a neighbour with 40 % of the
    torque that does a tenth more leaves 4 of the 42 % that this muscle carries to others: its activation falls by a tenth.
    """
    change = hazard(0.9 * (1.0 - 0.04 / 0.42), 60.0) / hazard(0.9, 60.0) - 1.0
    assert -0.35 <= change <= -0.05


def test_daily_life_does_not_injure() -> None:
    """Fewer than one injury in 100 years for 50 muscles at 320 repetitions a day and 35 % load (choice)."""
    assert 50 * 365 * 100 * hazard(0.35, 320.0) < 1.0


def test_what_is_new_is_dangerous_and_not_what_is_hard() -> None:
    """Duhig 2016: hamstrings tear when players run more than they are used to. Who always walks hard is hurt less than who begins.

    A step at .4 of the maximum three thousand times a day, and a helper at .5 that was used to .43 (320 repetitions a day).
    """
    used = 320.0 * injury.stress_dose(0.43, VALUE["stress_exponent"])
    walker, helper = hazard(0.4, 3000.0), risk(320.0, 0.5, used)
    assert 365.0 * walker < 0.02 < 0.1 < helper / VALUE["hazard_full_day"]
    assert risk(3000.0, 0.4, 0.0) > 3.0 * walker


def test_load_size_outweighs_number() -> None:
    """Edwards 2018: damage is a high power of load; 10 % more load does more than 50 % more repetitions."""
    assert injury.stress_dose(0.55, 6.0) > 1.5 * injury.stress_dose(0.5, 6.0)
    assert injury.stress_dose(0.5, 6.0) == pytest.approx(0.5**6, rel=1e-12)


@given(st.floats(0.0, 20.0), st.floats(0.0, 500.0), st.floats(0.0, 60.0), amounts)
def test_damage_may_be_split_anywhere(now: float, dose: float, step: float, cut: float) -> None:
    """Tolerance 1e-9: one exponential."""
    middle = injury.damage(now, dose, 80.0, 10.0, cut * step)
    assert injury.damage(middle, dose, 80.0, 10.0, (1.0 - cut) * step) == pytest.approx(
        injury.damage(now, dose, 80.0, 10.0, step), abs=1e-9
    )


def test_an_injured_muscle_hurts_is_inhibited_and_weak() -> None:
    """At 1 % a day an injury comes within 600 days: counted once, it hurts, and takes drive and force till it heals."""
    knees = Knees(hazard_full_day=0.01, damage_reference=2.0)
    knees.fates[:] = range(knees.fates.size)
    before = knees.measure()
    struck = 0.0
    for _ in range(600):
        knees.set_muscles(0, only=("vl",), day_stress=300.0)
        knees.run(1, bouts=1)
        struck = knees.get("vl", "injuries")
        if struck:
            break
    seen = knees.measure()
    assert struck == 1.0 and knees.get("vl", "hurt") == VALUE["hurt_at_injury"]
    assert seen.drive < before.drive and seen.torque < seen.drive / before.drive
    knees.run(200, bouts=1)
    assert knees.get("vl", "hurt") < 0.01


def test_healthy_onsets_are_those_of_people() -> None:
    """Lewis & Sahrmann 2009, n = 11: 195.5, 100.2, 11.5 ms before movement; bands +-60 ms (less than the SD 70-82).

    The thresholds are fitted to these figures, so this checks the table, not a prediction.
    """
    people = {
        "semimembranosus": 195.5,
        "semitendinosus": 195.5,
        "biceps_femoris_long_head": 100.2,
        "gluteus_maximus": 11.5,
    }
    for name, published in people.items():
        onset = timing.onset_ms(
            VALUE["onset_effort"],
            1.0,
            1.0,
            VALUE[threshold_row(name)],
            VALUE["command_rise_ms"],
            VALUE["force_delay_ms"],
        )
        assert onset == pytest.approx(published, abs=60.0)


def test_an_inhibited_muscle_starts_late_and_more_effort_starts_the_others_early() -> None:
    """Direction only: Bullock-Saxton 1994 (late after sprain); onsets follow drive, they are never set."""
    rest = (0.2, VALUE["command_rise_ms"], VALUE["force_delay_ms"])
    usual = timing.onset_ms(0.3, 1.0, 1.0, *rest)
    assert timing.onset_ms(0.3, 0.6, 1.0, *rest) < usual
    assert timing.onset_ms(0.4, 1.0, 1.0, *rest) > usual


@given(amounts)
def test_the_activation_ratio_is_compressed_near_full_drive(drive: float) -> None:
    """Trap 1: the ratio is never below the drive, and what is missing is told by the part that the current reaches."""
    reached = VALUE["activation_ratio_reached"]
    ratio = observe.activation_ratio(drive, reached)
    assert ratio >= drive - 1e-12
    assert ratio * reached * (1.0 - drive) == pytest.approx((1.0 - ratio) * drive, abs=1e-12)


@given(st.floats(0.05, 2.0), st.floats(0.5, 3.0), st.floats(0.6, 1.3))
def test_end_of_range_inverts_the_passive_curve(force: float, stiffness: float, number: float) -> None:
    """At the end of range the passive pull is what is tolerated, within 1e-9."""
    length = observe.end_length(force, stiffness, number)
    assert stiffness * muscle.passive_length(length / number) == pytest.approx(force, rel=1e-9)


def test_a_scar_raises_stress_and_hazard_and_fades() -> None:
    """Silder 2008: seen months to two years on; hazard and stress are raised as long as it is there."""
    size, tau = VALUE["scar_size"], VALUE["scar_day"]
    fresh = injury.scar(0.0, 1.0, size, tau, 0.0)
    year = injury.scar(fresh, 0.0, size, tau, 365.0)
    assert fresh == size and 0.4 * size < year < 0.8 * size
    stress = [injury.tissue_stress(0.5, 1.0, 1.0 - VALUE["scar_shortening"] * s) for s in (fresh, year, 0.0)]
    assert stress[0] > stress[1] > stress[2] == 0.5
    dose = [
        injury.stress_dose(s, VALUE["stress_exponent"]) / injury.stress_dose(0.5, VALUE["stress_exponent"])
        for s in stress
    ]
    rates = [
        injury.hazard(d, x, 1.0, 3.0, VALUE["hazard_repeat"]) for d, x in zip(dose, (fresh, year, 0.0), strict=True)
    ]
    assert rates[0] > 2.0 * rates[2] and rates[0] > rates[1] > 1.1 * rates[2]


def test_sarcomeres_that_work_has_added_spare_the_tissue() -> None:
    """Timmins 2016: long fascicles protect; a tenth more in series takes more than half of the dose."""
    long, usual = (injury.tissue_stress(0.9, 1.0, n) for n in (1.1, 1.0))
    spared = injury.stress_dose(long, VALUE["stress_exponent"]) / injury.stress_dose(usual, VALUE["stress_exponent"])
    assert 0.2 < spared < 0.6
