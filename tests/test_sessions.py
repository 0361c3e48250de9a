"""Sessions as a therapist writes them; what a task is part of; what words stop besides, and those that do nothing."""

from __future__ import annotations

import pytest

from agonist.experiments import Patient, cli, run
from agonist.model.blocks import Channel
from agonist.model.interventions.remarks import remarks
from agonist.model.scenario import Scenario, resolve
from agonist.model.vocabulary import Effects, apply, happenings

KNEES = Scenario(
    title="Two knees", days=40, watch="knee_extension_right", body={"sides": ["left", "right"]},
    plan=[
        {"do": "practice", "task": "knee_extension", "reps": 20, "load": 0.2, "bouts": 2},
        {"do": "practice", "task": "knee_extension", "reps": 30, "load": 0.5, "sessions_per_week": 2, "bouts": 3, "what": "sport"},
    ],
)  # fmt: skip
DONE = "repetitions knee_extension right @ end"


def test_a_list_of_exercises_is_done_in_sessions_and_at_home() -> None:
    words = {
        "do": "sessions",
        "side": "right",
        "sessions_per_week": 3,
        "home_per_week": 2,
        "day": 7,
        "weeks": 2,
        "exercises": ["knee_extension 3x10 load=0.7 current=0.3 on vasti", "hamstrings 2x8 load=0.5 eccentric"],
    }
    texts = [DONE, "force_n vasti right @ end"]
    life = KNEES.with_(add=[words], days=30, tasks=["knee_flexion"])
    before, after = run(KNEES.with_(days=30), read=texts).read, run(life, read=texts).read
    assert after[DONE] - before[DONE] == 2 * (3 + 2) * 3 * 10
    assert after[texts[1]] > 1.01 * before[texts[1]]
    curls = [p for p in resolve(life).practices if p.task == "knee_flexion_right"]
    assert [(p.sessions_per_week, p.bouts, p.reps) for p in curls] == [(3.0, 2, 8.0), (2.0, 2, 8.0)]
    assert curls[0].load < 0.5 and curls[1].load == pytest.approx(0.7 * curls[0].load)


def test_sport_can_rest_while_daily_life_goes_on() -> None:
    all_of, usual = (
        run(KNEES.with_(add=[{"do": "rest", "task": "knee_extension", "day": 0, **w}]), read=[DONE]).read[DONE]
        for w in ({"what": "sport"}, {"what": "therapy"})
    )
    assert all_of == 20 * 40 and usual == 20 * 40 + 90 * 11


def test_a_cast_says_what_it_stops_and_idle_words_say_why() -> None:
    plan = [
        {"do": "cast", "angles": {"knee_flexion": 60}, "side": "right", "days": 7},
        {"do": "cue", "muscle": "rectus_femoris", "side": "right", "amount": 0.2, "day": 5, "days": 3},
        {"do": "rest", "task": "gait", "day": 3, "days": 3},
        {"do": "rest", "task": "knee_extension", "what": "therapy"},
        {"do": "inject effusion", "joint": "knee", "ml": 20, "day": 90},
        {"do": "strengthen", "task": "knee_extension", "sessions_per_week": 0},
    ]
    told = remarks(resolve(KNEES.with_(add=plan)))
    for part in (
        "stops what is practised of knee_extension_right",
        "rest on day 3",
        "therapy",
        "never met",
        "strengthen",
    ):
        assert sum(part in line for line in told) == 1, (part, told)
    assert not any("cue" in line for line in told) and not remarks(resolve(KNEES))


def test_a_patient_is_told_what_a_word_stops() -> None:
    told = Patient("leg").do("unload", side="right", fraction=0.5)
    assert len(told) == 1 and "50 % of what is practised of gait_right, stair_climb_right" in told[0]
    assert Patient("leg").do("inhibit", muscle="soleus", fraction=0.1) == ()


def test_feedback_words_that_follow_each_other_lose_nothing() -> None:
    """A deliberate change is forgotten where no feedback follows, and only there."""
    subject, effects = resolve(KNEES).subject, Effects()
    for day, share in ((0.0, 0.3), (2.0, 0.4), (6.0, 0.3)):
        given = {
            "task": "knee_extension",
            "muscle": "rectus_femoris",
            "side": "right",
            "share": share,
            "day": day,
            "days": 2.0,
        }
        apply(subject, "feedback", given, effects)
    unit = ("knee_extension_right", "rectus_femoris_right")
    resets = [i.day for i in happenings(subject, effects) if i.variable == "strategy" and Channel(*i[1:4]).unit == unit]
    assert resets == [4.0, 8.0]


def test_the_command_notes_reads_and_makes_the_same_person_again(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["healthy", "--days", "2", "--read", "size_cm2 gluteals right @ 1 day", "--person", "size=1.3"]
    assert cli.main(["run", *arguments, "--person", "sex=female", "--out", str(tmp_path), "--no-figure"]) == 0
    out = capsys.readouterr().out
    assert "size_cm2 gluteals right @ 1 day" in out and "cm2" in out
    from agonist.experiments.records import command, read

    held = read(tmp_path)
    assert held.recipe["person"] == {"sex": "female", "size": 1.3} and list(held.read) == held.recipe["read"]
    assert "--person size=1.3" in command(held) and "--read 'size_cm2" in command(held)


@pytest.mark.parametrize(
    ("line", "needs"),
    [("knee 3x10", "unknown muscle"), ("knee_extension 3x10 load=9", "0 to 1.5"), ("knee_extension twice 3x10", "unknown 'twice'; besides one task"),
     ("bend twice 3x10", "'bend', 'twice' are 2"), ("knee_extension 3x10 load=.2 cuff", "unknown 'cuff'; besides one task"),
     ("3x10", "there is none"),
     ("knee_extension cue=.1", "on MUSCLE"), ("knee_extension cu=.1", "cue"), ("knee_extension 0x10", "1 to 200"),
     ("knee_extension 3x10 cue=.1 on biceps", "unknown muscle")],
)  # fmt: skip
def test_a_wrong_exercise_is_one_line(line: str, needs: str) -> None:
    with pytest.raises(ValueError, match="exercise") as error:
        KNEES.with_(add=[{"do": "sessions", "exercises": [line], "weeks": 2}])
    assert needs in str(error.value) and "\n" not in str(error.value)
