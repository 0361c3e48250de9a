"""The key of a reading says all that makes it different: read back it is the same reading, and no two keys are alike."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agonist.experiments import Patient, run
from agonist.model.assessment.assess import ASSESSMENTS
from agonist.model.assessment.looking import columns, take
from agonist.model.assessment.names import units
from agonist.model.assessment.reading import OPTIONS, parse
from agonist.model.assessment.registry import Conditions
from agonist.model.assessment.test_bench import Bench, Laboratory
from agonist.model.runs import Request, prepare
from agonist.model.scenario import Scenario

TRIALS = {"do": "trials", "task": "plantarflexion", "side": "right", "blocks": ["12"], "day": 100}
DAILY = {"do": "practice", "task": "plantarflexion", "reps": 10, "load": 0.2}
CALF = Scenario(title="Calf", days=1000, watch="plantarflexion_right", plan=[DAILY, TRIALS])
HELD = prepare(Request(CALF)).resolved

WHATS = st.sampled_from([
    "size_cm2 soleus right", "hold_s soleus right load=0.123456789", "share soleus in plantarflexion right angle=-5.5",
    "emg_percent soleus in plantarflexion right load=0.4 with cue, feedback", "range_deg ankle_dorsiflexion right least",
    "range_deg plantarflexion right", "maximal_torque_nm plantarflexion right speed=60.0000001 angle=3",
    "effort plantarflexion right", "effusion_ml ankle right",
])  # fmt: skip
WHENS = st.sampled_from([
    "", "@ end", "@ 30 min", "@ 3, 9 days", "@ start, 2 weeks, 1 year", "@ every 20 days", "@ every 61 min from 999 days",
    "@ every 1 month from 1 week to 2 years",
])  # fmt: skip
OPERATION = st.sampled_from(["", "change of ", "difference of ", "ratio of ", "percent of "])
AGAINST = st.sampled_from(
    ["", " against @ 39 days", " against @ start", " against size_cm2 gastrocnemius right @ 2 days"]
)
TRIAL = st.sampled_from(
    [
        "over trials",
        "over last 5 trials",
        "over trials 2 to 6",
        "over each trial",
        "over every 4 trials",
        "over each trial of block 1",
    ]
)
OF_TRIALS = st.sampled_from(["share soleus in plantarflexion right", "effort plantarflexion right"])


def of(text: str) -> tuple[Any, ...]:
    """The numbers that a reading asks of the calf."""
    return columns([text], HELD.subject, HELD.watch, HELD.days, {}, HELD.practices)


def same_when_read_back(text: str) -> None:
    """Every key of a reading is a reading of one number, and that number."""
    found = of(text)
    assert len({c.label for c in found}) == len(found)
    for column in found:
        (again,) = of(column.label)
        assert again == column


@settings(max_examples=60, deadline=None)
@given(OPERATION, WHATS, WHENS, AGAINST)
def test_the_key_of_a_reading_is_that_reading(operation: str, what: str, when: str, against: str) -> None:
    same_when_read_back(f"{operation}{what} {when}{against if operation else ''}")


@settings(max_examples=30, deadline=None)
@given(
    OPERATION,
    OF_TRIALS,
    TRIAL,
    st.sampled_from(["", " against over last 3 trials", " against effort plantarflexion right over last 2 trials"]),
)
def test_so_it_is_over_trials(operation: str, what: str, over: str, against: str) -> None:
    operation = operation if operation in ("", "difference of ", "ratio of ") and against else ""
    same_when_read_back(f"{operation}{what} {over}{against if operation else ''}")


@settings(max_examples=60, deadline=None)
@given(WHATS)
def test_a_measure_in_words_is_that_measure(what: str) -> None:
    said = parse(what).what
    assert parse(str(said)).what == said


def test_what_a_reading_is_held_against_stays_in_its_key() -> None:
    series = "change of size_cm2 soleus right @ 8 days, 10 days against @ 5 days"
    found = run(CALF, days=12, read=[series, "change of size_cm2 soleus right @ 10 days"]).read
    assert list(found) == [
        "change of size_cm2 soleus right @ 8 days against @ 5 days",
        "change of size_cm2 soleus right @ 10 days against @ 5 days",
        "change of size_cm2 soleus right @ 10 days",
    ]
    with pytest.raises(ValueError, match="held against 2 moments; it needs one"):
        of("change of size_cm2 soleus right @ 8 days against @ 2, 3 days")


class Spy(Laboratory):
    """A laboratory that notes whether it was asked what stays on."""

    asked: set[str]

    @property
    def keep(self) -> tuple[str, ...]:
        """What stays on."""
        self.asked.add("with")
        return ()

    @keep.setter
    def keep(self, _: tuple[str, ...]) -> None:
        self.asked = set()


def looked_at(asked: set[str]) -> Any:
    """Conditions that note which of them a measure looks at."""

    class Noted(Conditions):
        def __getattribute__(self, name: str) -> Any:
            if name in OPTIONS:
                asked.add(name)
            return super().__getattribute__(name)

    return Noted()


@pytest.mark.parametrize("name", ASSESSMENTS)
def test_a_measure_takes_the_settings_it_depends_on_and_no_other(name: str, patient: Patient) -> None:
    entry, lab = ASSESSMENTS[name], Spy(patient.subject, patient.state())
    one = units(patient.subject, entry.of)[0]
    entry.take(lab, one, looked_at(lab.asked))
    assert lab.asked == set(entry.takes)


@pytest.fixture(scope="module")
def patient() -> Patient:
    """A leg."""
    return Patient("leg")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("size_cm2 quadriceps right angle=60", "size_cm2 does not depend on angle; it takes none"),
        ("maximal_torque_nm gait right load=0.2", "does not depend on load; it takes angle, speed, with"),
        ("size_cm2 soleus right with cue", "does not depend on with"),
        ("size_cm2 soleus in plantarflexion right", "is of a muscle and of no task; leave out 'in plantarflexion'"),
        ("effort soleus in plantarflexion right", "is of a task and of no muscle; leave out 'soleus'"),
        ("limb_symmetry_percent gait right", "is of both sides; leave out 'right'"),
        ("share soleus in gait right load=0.3 over trials", "a trial is read as it was lived"),
        ("range_deg hip_extension right least", "is one end of hip_flexion; leave out 'least'"),
    ],
)
def test_what_cannot_matter_is_refused(text: str, said: str, patient: Patient) -> None:
    with pytest.raises(ValueError, match=said):
        patient.read(text)


def test_a_patient_is_not_asked_with_a_setting_that_cannot_matter(patient: Patient) -> None:
    with pytest.raises(ValueError, match="does not depend on angle_deg; it takes no setting"):
        patient.assess("size_cm2", muscle="soleus", side="left", angle_deg=20)


def test_the_other_end_of_a_joint_angle_has_its_own_name(patient: Patient) -> None:
    least, greatest, span, back = patient.read(
        *(
            f"range_deg hip_{words}"
            for words in ("flexion right least", "flexion right greatest", "flexion right", "extension right")
        )
    ).values()
    assert back == -least and span == greatest - least
    with pytest.raises(ValueError, match="hip_extension is the lower end of hip_flexion; ask for hip_flexion"):
        patient.assess("range_deg", angle="hip_extension", side="right")


def test_every_measure_can_be_read_in_words_or_says_why_not(patient: Patient) -> None:
    lab = Laboratory(patient.subject, {}, Bench(patient.subject, patient._block.state))
    of = {"task": "gait", "limbs": "gait", "muscle": "soleus", "joint": "knee", "angle": "hip_flexion"}
    for name, entry in ASSESSMENTS.items():
        for words in (of[entry.of], f"gluteus_maximus in {of[entry.of]}"):
            try:
                (column,) = columns(
                    [f"{name} {words} {'' if entry.of == 'limbs' else 'right'}"], patient.subject, "", 1.0
                )
                assert isinstance(take(lab, "", column.what), float)
            except ValueError as error:
                assert str(error).count("\n") == 0, name
