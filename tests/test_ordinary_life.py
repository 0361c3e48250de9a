"""Healthy people in ordinary life: how far their joints go, how heavy they are, and what more movement does."""

from __future__ import annotations

import math

import pytest

import agonist
from agonist.model.persons import Person
from agonist.model.traits import traits

HIP, ANKLE = "range_deg hip_flexion right least", "range_deg ankle_dorsiflexion right greatest"
AT_TORQUE = "range_at_torque_deg ankle_dorsiflexion right greatest"


def read(text: str, age: float = 25.0, sex: str = "male", body: str = "leg", **said: float) -> float:
    """A reading of one person on the first day."""
    who = Person(age=age, sex=sex, said=tuple(said.items()))
    return float(agonist.Patient(body, person=who).read(text))


def test_ranges_go_with_length_and_tolerance_and_not_with_size() -> None:
    """Fibres that lie longer, and less tolerance, end a range sooner; a large muscle pulls more at one angle and is borne as well."""
    usual, torque = read(ANKLE), read(AT_TORQUE)
    assert read(ANKLE, length=1.03) < usual - 1.0 and read(HIP, length=1.03) > read(HIP) + 2.0
    assert read(ANKLE, tolerance=1.3) > usual + 1.0
    assert read(ANKLE, size=1.3) == pytest.approx(usual, abs=1e-9)
    assert read(AT_TORQUE, size=1.3) < torque - 1.0 and read(AT_TORQUE, tolerance=1.3) == torque
    assert read(AT_TORQUE, force_per_size=1.3) == pytest.approx(torque, abs=1e-9)


def test_ranges_fall_with_age() -> None:
    """Roach & Miles 1991, Soucie 2011 (direction): five degrees of the hip in thirty years, two of the ankle."""
    assert read(HIP, age=60.0) > read(HIP, age=30.0) + 1.0
    assert read(ANKLE, age=60.0) < read(ANKLE, age=30.0) - 0.5


def test_fibres_are_longer_in_long_limbs_and_torques_are_not() -> None:
    """Length in millimetres and volume go with the limb; what is told in optimal lengths stays."""
    for text, factor in (("fibre_length_mm soleus right", 1.2), ("volume_cm3 soleus right", 1.2)):
        assert read(text, fibres=1.2) == pytest.approx(factor * read(text), rel=1e-12)
    for text in ("maximal_torque_nm plantarflexion right", ANKLE):
        assert read(text, fibres=1.2) == read(text)


def test_a_reading_at_the_angle_of_the_task_is_that_of_the_task() -> None:
    """Also of a person whose fibres lie longer at every posture."""
    text = "maximal_torque_nm knee_extension right"
    for length in (1.0, 1.08):
        assert read(f"{text} angle=60", length=length) == pytest.approx(read(text, length=length), rel=1e-9)
    assert read(text, length=1.08) != pytest.approx(read(text), rel=1e-3)


def test_movements_are_measured_against_a_persons_own_mass() -> None:
    """Twice the mass leaves half in reserve; women are lighter, so they lose less of it than of strength."""
    text = "reserve stair_climb right"
    assert read(text, mass=1.2) < 0.9 * read(text)
    strength = "maximal_torque_nm knee_extension right"
    assert read(text, sex="female") / read(text) > read(strength, sex="female") / read(strength) + 0.05


def test_heavy_people_have_large_muscles() -> None:
    """Size and mass go together, at r .7 between their draws."""
    people = [Person(n, drawn=tuple(traits())).values() for n in range(400)]
    pairs = [(math.log(p["size"]), math.log(p["mass"])) for p in people]
    means = [sum(x) / len(pairs) for x in zip(*pairs, strict=True)]
    products = [[(a - means[0]) * (b - means[1]), (a - means[0]) ** 2, (b - means[1]) ** 2] for a, b in pairs]
    both, one, other = (sum(x) for x in zip(*products, strict=True))
    assert 0.55 < both / math.sqrt(one * other) < 0.85


def test_more_movement_does_not_cost_the_range_of_the_shoulder_blade() -> None:
    """Muscles are loaded at their long end when they move, so that an active life keeps them long."""
    ends = {}
    for minutes in (0, 240):
        one = agonist.Patient("shoulder")
        one.do("be active", minutes_a_day=minutes)
        one.advance(365)
        ends[minutes] = one.read(
            "range_deg scapula_protraction right least", "range_deg scapula_upward_rotation right greatest"
        )
    (few_back, few_up), (many_back, many_up) = (tuple(ends[m].values()) for m in (0, 240))
    assert many_back < few_back - 0.2 and many_up > few_up + 1.0


def test_a_pull_that_falls_again_ends_no_range() -> None:
    """Raising the arm sideways: the passive pull is greatest on the way."""
    assert math.isnan(read("range_deg shoulder_elevation right greatest", body="shoulder"))
