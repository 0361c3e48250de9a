"""What a stranger stumbled over: a group that is inhibited, a text where several may stand, own parts that nobody named."""

import json
import re
from pathlib import Path

import pytest

import agonist
from agonist.experiments import cli
from agonist.experiments.fitting.infer import free_of
from agonist.experiments.instruments.mechanisms import UNSURE
from agonist.experiments.sweeps import SweepError, read, run_sweep
from agonist.experiments.target_muscle import OneOfSeveral, focus, most_inhibited
from agonist.model.scenario import load, resolve

GROUP = agonist.Scenario(
    title="All hamstrings",
    name="hamstrings",
    days=20,
    watch="hip_extension_right",
    body={"sides": ["right"]},
    windows={"before": [1, 5], "after": [15, 20]},
    plan=[
        {"do": "practice", "task": "hip_extension", "reps": 100, "load": 0.3},
        {"do": "inhibit", "muscle": "hamstrings", "side": "right", "fraction": 0.4, "day": 5, "days": 5},
    ],
)
LEARNER = """
def proportionate(cortex) -> None:
    for member in cortex.team:
        member.fast = 1.0
"""
RULE = """
def saturating(x: float, floor: float, threshold: float, width: float) -> float:
    return 3.5 * x / (1.0 + 2.5 * x)
"""


def test_of_a_group_that_is_inhibited_one_muscle_is_asked_about_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    resolved = resolve(GROUP)
    with pytest.warns(
        OneOfSeveral, match="hamstrings inhibits biceps_femoris_long_head_right, semitendinosus_right as much"
    ):
        assert focus(resolved) == "semimembranosus_right" == most_inhibited(resolved)
    file = tmp_path / "own.toml"
    file.write_text(GROUP.toml(), encoding="utf-8")
    asked = ["loop", str(file), "--levels", "3", "--dwell-days", "1", "--seeds", "1", "--learner", "frozen", "--json"]
    said = "note: own inhibits biceps_femoris_long_head_right, semitendinosus_right as much; this asks about semimembranosus_right alone"
    assert cli.main(asked) == 0 and said in capsys.readouterr().err
    assert cli.main([*asked, "--quiet"]) == 0 and capsys.readouterr().err.startswith(said)
    assert cli.main([*asked, "--muscle", "semitendinosus"]) == 0 and "note:" not in capsys.readouterr().err


def test_one_text_stands_where_several_may() -> None:
    hip = load("gluteal-inhibition")
    assert free_of(hip, "dose") == free_of(hip, ["dose"])
    found = agonist.cohort("knee-effusion", 6, days=1, traits=["size"], control=False)
    assert found.explain("maximal_torque_nm", "size") == found.explain("maximal_torque_nm", ["size"])


def test_readings_of_a_sweep_are_columns_of_all_its_scenarios(tmp_path: Path) -> None:
    words = "maximal_torque_nm @ end"
    keys = {"scenario": ["knee-effusion", "healthy"], "days": 2, "read": [words]}
    assert run_sweep(keys, tmp_path / "found", progress=False).complete
    seen = read(tmp_path / "found")[words].to_pylist()
    assert len(seen) == 2 and all(value > 0.0 for value in seen)
    for wrong, said in (
        (["maximal_torque @ end"], "did you mean 'maximal_torque_nm'"),
        ([], "read needs a name"),
        (3, "read"),
    ):
        with pytest.raises((SweepError, ValueError), match=said):
            run_sweep(keys | {"read": wrong}, tmp_path / "wrong", progress=False)


def test_a_run_says_which_parts_are_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.py").write_text(RULE, encoding="utf-8")
    rule = f"upkeep.maintained={tmp_path / 'mine.py'}:saturating"
    asked = ["run", "gluteal-inhibition", "--days", "2", "--out", str(tmp_path / "life"), "--rule", rule]
    assert cli.main(asked) == 0
    assert capsys.readouterr().out.startswith("with a rule of your own: upkeep.maintained = mine.saturating ")
    assert "of one's own: upkeep.maintained" in (tmp_path / "life" / "figure.svg").read_text(encoding="utf-8")


def test_a_name_that_a_unit_lacks_is_told_with_what_it_has(tmp_path: Path) -> None:
    (tmp_path / "theirs.py").write_text(LEARNER, encoding="utf-8")
    with pytest.raises(ValueError, match=r"no `team`; its links are axes, joints, learners, members"):
        agonist.run("gluteal-inhibition", days=1, learner=f"{tmp_path / 'theirs.py'}:proportionate")
    (tmp_path / "theirs.py").write_text(LEARNER.replace("team", "membres"), encoding="utf-8")
    with pytest.raises(ValueError, match="did you mean 'members'"):
        agonist.run("gluteal-inhibition", days=1, learner=f"{tmp_path / 'theirs.py'}:proportionate")


def test_too_few_lives_leave_a_verdict_open(capsys: pytest.CaptureFixture[str]) -> None:
    """One life each: the loss goes without links in the pool, and one life is no proof."""
    assert cli.main(["ablate", "gluteal-inhibition", "--seeds", "1", "--no-pairs", "--json", "--quiet"]) == 0
    verdicts = {v["name"]: v["verdict"] for v in json.loads(capsys.readouterr().out)["both_ways"]["verdicts"]}
    assert verdicts["inhibition in the pool"] == verdicts["gains follow use"] == UNSURE
    assert verdicts["tightness inhibits"] == "inert"


PLAN = [{"do": "practice", "task": "hip_extension", "reps": 10, "load": 0.3}]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"watch": "bend_left"}, "mine, watch: unknown task 'bend_left'; known: "),
        ({"tasks": ["hip_extensoin"]}, "mine, tasks: unknown task 'hip_extensoin'; did you mean 'hip_extension'"),
        ({"plan": [PLAN[0], {**PLAN[0], "task": "bend"}]}, "mine, plan entry 2: unknown task 'bend'"),
        *(({"windows": {name: [0, 2]}}, "is no name of a window") for name in ("be.fore", " before", "", "<b>")),
    ],
)
def test_a_name_is_refused_where_it_stands(keys, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        agonist.Scenario(**{"title": "A", "days": 3, "watch": "hip_extension_right", "plan": PLAN, **keys})


def test_every_arm_is_explained():
    from agonist.experiments.cohort_answer import Questions, Told

    read = "effort hip_extension @ 1 day"
    found = agonist.cohort("gluteal-inhibition", 6, days=2, arms={"a": {"dose": 0.1}, "b": {"dose": 0.4}}, read=[read])
    told = Told(found, Questions(explain=read, by=("response",)))
    assert sum(line.startswith((f"{read}, a: R2", f"{read}, b: R2")) for line in told.lines()) == 2
    assert set(told.as_json()["explained"]) == {"a", "b"}
