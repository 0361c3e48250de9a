"""What a researcher says of trials, groups, people and arms, in the words of the product."""

from __future__ import annotations

import numpy as np
import pytest

from agonist.experiments import cohort, run, trials
from agonist.model.assessment.patient import Patient
from agonist.model.body.anatomy import load
from agonist.model.body.groups import groups_of
from agonist.model.rules import timing
from agonist.model.runs import Request, simulate
from agonist.model.scenario import Scenario, read_text, resolve

KNEE = Scenario(
    title="A knee",
    days=1,
    watch="knee_extension_right",
    plan=[{"do": "practice", "task": "knee_extension", "reps": 100, "load": 0.2, "bouts": 2}],
)


def _hip(blocks: list[str], task: str = "hip_extension", **more: object) -> dict[str, object]:
    return {"do": "trials", "task": task, "side": "right", "load": 0.25, "blocks": blocks, "seconds": 0.0, **more}


TIMED = Scenario(
    title="An onset",
    days=0.2,
    watch="hip_extension_right",
    parameters={"exploration_sd": 0.0},
    plan=[_hip(["3", "25 onset=0", "3"], muscle="gluteus_maximus", day=0.05)],
)


def test_an_onset_that_is_fed_back_is_corrected_as_far_as_will_reaches_and_both_engines_agree() -> None:
    seen = trials(TIMED)
    assert seen.equals(trials(TIMED, engine="agents"))
    onset = seen.groupby("block")["onset_ms.gluteus_maximus_right"].last()
    asked = seen["strategy.gluteus_maximus_right"]
    assert onset[1] > 10.0  # starts earlier than is asked
    assert onset[2] == pytest.approx(
        0.0, abs=0.25 * onset[1]
    )  # A s + C e settles a tenth short of the command that is asked
    assert asked[seen["block"] == 3].iloc[-1] == 0.0 and onset[3] > 8.0  # the deliberate change ends with the feedback


def test_the_command_that_is_asked_for_is_the_onset_solved() -> None:
    drive = timing.drive_on_time(50.0, 0.2, 300.0, 40.0)
    command = timing.command_on_time(drive, 0.8, 0.5)
    assert timing.onset_ms(1.0, 0.8, command / 0.5, 0.2, 300.0, 40.0) == pytest.approx(50.0)
    with pytest.raises(ValueError, match="no muscle starts before the command does, 140 ms"):
        resolve(
            TIMED.with_(parameters={"command_rise_ms": 100.0}, plan=[_hip(["5 onset=150"], muscle="gluteus_maximus")])
        )


def test_trials_of_two_tasks_are_told_by_their_own_muscles() -> None:
    both = KNEE.with_(
        watch="hip_extension_right", plan=[_hip(["5"], day=0.1), _hip(["4"], "hip_extension_bent", day=0.4)]
    )
    alone = KNEE.with_(watch="hip_extension_bent_right", plan=[_hip(["4"], "hip_extension_bent", day=0.4)])
    seen, bent = trials(both, settings={"exploration_sd": 0.0}), trials(alone, settings={"exploration_sd": 0.0})
    column = "share.gluteus_maximus_right"
    assert seen["block"].tolist() == [1] * 5 + [2] * 4 and seen["trial"].tolist() == list(range(9))
    assert seen[seen["block"] == 2][column].to_numpy() == pytest.approx(bent[column].to_numpy(), abs=1e-3)
    assert seen[column][0] < bent[column][0] - 0.1


def test_a_torque_and_a_ratio_can_be_asked_of_trials() -> None:
    blocks = ["3 torque=40", "30 ratio=1.2"]
    plan = [
        {"do": "trials", "task": "knee_extension", "muscle": "vastus_medialis", "against": "vastus_lateralis",
         "side": "right", "blocks": blocks}
    ]  # fmt: skip
    seen = trials(KNEE.with_(plan=plan))
    assert seen["torque_nm"][2] == pytest.approx(40.0, rel=1e-3)
    target = seen["target.vastus_medialis_right"]
    held = resolve(KNEE).subject.graph.edges["vastus_medialis_right", "knee_extension_right", "drives"][
        "capacity_share"
    ]
    assert target[0] == -1.0 and target.iloc[-1] == pytest.approx(1.2 * held / (1.0 - held + 1.2 * held))


@pytest.mark.parametrize(
    ("blocks", "more", "said"),
    [
        (["5 onset=20"], {}, "muscle is missing; 'onset' is of a muscle"),
        (["5 onset=20 channel"], {"muscle": "gluteus_maximus"}, "onset and channel rule each other out"),
        (["5 share=0.2 ratio=2"], {"muscle": "gluteus_maximus"}, "share and ratio rule each other out"),
        (["5 ratio=2"], {"muscle": "gluteus_maximus"}, "a ratio needs 'against' another muscle"),
        (["5"], {"muscle": "gluteus_maximus", "against": "semimembranosus"}, "'against' a block with a ratio"),
        (["5 ratio=2"], {"muscle": "gluteus_maximus", "against": "gluteals"}, "it needs another muscle"),
        (["5 torque=900"], {}, "the healthy maximum is"),
        (["5 torque=10 load=0.2"], {}, "load and torque rule each other out"),
    ],
)
def test_what_trials_cannot_ask_is_said_in_one_line(blocks: list[str], more: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        resolve(TIMED.with_(plan=[_hip(blocks, **more)]))


def test_feedback_of_daily_life_takes_an_onset_and_nothing_besides() -> None:
    shown = {"do": "feedback", "task": "knee_extension", "muscle": "vastus_medialis", "onset_ms": 30}
    held = resolve(KNEE.with_(add=[shown]))
    assert {i.value > 0.0 for i in held.impulses if i.variable == "timed"} == {True}
    with pytest.raises(ValueError, match="it needs one of share, onset_ms, or a ratio"):
        resolve(KNEE.with_(add=[{**shown, "share": 0.3}]))


# -- groups ---------------------------------------------------------------------------------------------------------


def test_a_group_that_is_read_is_read_whole_and_changes_nobody() -> None:
    torque, group = "maximal_torque_nm knee_extension right @ end", "size_cm2 triceps_surae right @ end"
    parts = [f"size_cm2 {m} right @ end" for m in ("soleus", "gastrocnemius")]
    alone, read = run(KNEE, read=[torque]).read, run(KNEE, read=[torque, group, *parts]).read
    assert read[group] == pytest.approx(sum(read[part] for part in parts))
    assert read[torque] == alone[torque]


LEG = (
    "calf plantarflexors dorsiflexors evertors invertors toe_flexors toe_extensors knee_extensors knee_flexors quadriceps vasti "
    "hamstrings hip_flexors hip_extensors hip_abductors hip_adductors hip_rotators hip_external_rotators gluteals adductors "
    "trunk_extensors trunk_flexors abdominals"
)
SHOULDER = (
    "rotator_cuff deltoid trapezius shoulder_abductors shoulder_flexors shoulder_extensors shoulder_internal_rotators "
    "shoulder_external_rotators scapular_stabilisers scapular_retractors scapular_protractors scapular_upward_rotators pectorals"
)


@pytest.mark.parametrize(("body", "groups"), [("rlu2023", LEG), ("gait2392", LEG), ("thsh", SHOULDER)])
def test_the_usual_groups_of_a_clinic_are_there(body: str, groups: str) -> None:
    anatomy = load(body)
    found = groups_of(anatomy, {m.anatomical_name for m in anatomy.muscles})
    assert not set(groups.split()) - set(found)


# -- traits of one's own --------------------------------------------------------------------------------------------

SWOLLEN = KNEE.with_(
    days=0.2,
    knobs={"ml": {"value": 40, "low": 0, "high": 100, "unit": "mL"}},
    add=[{"do": "inject effusion", "joint": "knee", "side": "right", "ml": "$ml", "day": 0.05}],
    people={"count": 4, "traits": ["severity"], "own": {"severity": {"knobs": ["ml"], "spread": 0.5}}},
)
FLUID = "effusion_ml knee right @ 0.06 days"


def test_people_may_differ_in_a_knob_of_the_scenario_and_all_else_is_alike() -> None:
    found = cohort(SWOLLEN, read=[FLUID], control=False)
    factor, fluid = found.covariates["severity"], found.column(FLUID)
    assert np.ptp(factor) > 0.2
    alone = [run(SWOLLEN, person={"severity": x}, read=[FLUID]).read[FLUID] for x in factor[:2]]
    assert fluid[:2] == pytest.approx(alone, rel=1e-12)
    assert fluid / fluid[0] == pytest.approx(factor / factor[0], rel=1e-3)  # fluid fades alike


def test_a_knob_of_ones_own_stays_within_its_range_and_goes_to_every_door() -> None:
    assert resolve(SWOLLEN.with_(person={"severity": 9.0})).knobs["ml"] == 100.0
    assert Patient(SWOLLEN, person={"severity": 0.5}).resolved.knobs["ml"] == 20.0
    again = read_text(SWOLLEN.with_(person={"severity": 2.0}).toml(), "again")
    assert again.people == SWOLLEN.people and resolve(again).knobs["ml"] == 80.0


def test_lives_of_a_sweep_are_those_of_the_people() -> None:
    found = cohort(SWOLLEN, read=[FLUID], control=False).column(FLUID)
    asked = [Request.of(SWOLLEN.with_(read=[FLUID]), seed=n) for n in (1, 2)]
    assert [one.measures[FLUID] for one in simulate(asked)] == pytest.approx(found[:2])


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"spread": 0.2}, "it needs 'parameters' of the table or 'knobs' of the scenario"),
        ({"knobs": ["mll"], "spread": 0.2}, "unknown knob 'mll'; did you mean 'ml'"),
        ({"knobs": ["idle"], "spread": 0.2}, "nothing of the plan asks the knob idle"),
    ],
)
def test_a_trait_that_would_move_nothing_is_refused(own: dict[str, object], said: str) -> None:
    knobs = {n: {"value": 1, "low": 0, "high": 9, "unit": ""} for n in ("ml", "idle")}
    with pytest.raises(ValueError, match=said):
        SWOLLEN.with_(knobs=knobs, people={"own": {"severity": own}})


# -- readings that are waited for -----------------------------------------------------------------------------------

CAST = KNEE.with_(
    days=20,
    add=[{"do": "cast", "side": "right", "angles": {"knee_flexion": 60}, "days": 14}],
    events={
        "thin": "size_percent vasti right below 98 every 2 days",
        "never": "size_percent vasti right above 200 after 3 days",
    },
    people={"count": 3, "traits": ["wasting"]},
)


def test_any_reading_can_be_waited_for_and_nobody_is_changed_by_it() -> None:
    asked = [f"size_percent vasti right @ {day} days" for day in (*range(0, 20, 2), 20)]
    found, bare = cohort(CAST, read=asked, control=False), cohort(CAST.with_(events={}), read=asked, control=False)
    assert (found.lived.values == bare.lived.values).all()
    first = np.argmax(found.lived.values < 98.0, axis=1) * 2.0
    assert found.column("thin").tolist() == first.tolist() and 0.0 < first.min() < 14.0
    assert np.isnan(found.column("never")).all()
    assert [arm.exposure[:, 1].tolist() for arm in found.arms] == [[17.0] * 3]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("size_percent vasti right", "say above or below which value"),
        ("size_percent vasti right below thin", "say above or below which value"),
        ("size_percent vasti right below 9 every 0 days", "every 0 days; it needs 1 to 2000 looks"),
        ("size_percent elbow right below 9", "unknown muscle 'elbow'"),
        ("strength below 9", "it begins with injury, recurrence, joint_pain"),
    ],
)
def test_a_reading_that_cannot_be_waited_for_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        CAST.with_(events={"it": text})
