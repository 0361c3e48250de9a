"""The back: a deep and a superficial extensor, the side that hurts, pain that comes back, and a hurt muscle's fellows."""

from __future__ import annotations

from pathlib import Path

import pytest

from agonist import run
from agonist.model.assessment.patient import Patient
from agonist.model.body.anatomy import load
from agonist.model.body.graph import build, joint_table
from agonist.model.parameters import TABLE

PLAN = """title = "A back"
days = 60
watch = "trunk_extension"

[body]
model = "rlu2023"

[[plan]]
do = "practice"
task = "trunk_extension"
reps = 40
load = 0.25
bouts = 2
"""
ILL = """
[[plan]]
do = "set pain"
joint = "lumbar"
side = "right"
level = 2
day = 1
"""


@pytest.fixture(scope="module")
def back(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A back in everyday life."""
    path = tmp_path_factory.mktemp("back") / "back.toml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_the_deep_extensor_holds_a_fifth_of_the_moment_upright_and_more_bent_forward() -> None:
    """Bogduk et al. 1992 (20 %); Ward et al. 2009: sarcomeres 2.70 um flexed and 1.98 extended, of an optimum of 2.70."""
    body = load("rlu2023", sides=("left", "right"))
    graph = build(body, ("trunk_extension",))
    share = {m: d["capacity_share"] for m, _, k, d in graph.edges(keys=True, data=True) if k == "drives"}
    assert share["multifidus_right"] / (share["multifidus_right"] + share["erector_spinae_right"]) == pytest.approx(
        0.2, abs=0.005
    )
    deep = [m.name for m in body.muscles].index("multifidus_right")
    upright, bent, arched = (body.lengths({"lumbar_extension": q})[deep] for q in (0, -30, 10))
    assert upright == pytest.approx(2.27 / 2.7, abs=0.01)
    assert bent == pytest.approx(1.0, abs=0.06) and arched == pytest.approx(1.98 / 2.7, abs=0.06)


def test_pain_on_the_right_takes_the_right_deep_muscle_alone(back: Path) -> None:
    """Hides 1994, 1996: the painful side, and not the superficial muscle (Danneels 2000)."""
    patient = Patient(back, settings={"episode_level": 0.0})
    patient.do("set pain", joint="lumbar", side="right", level=7)
    patient.advance(28)
    size = {
        m: patient.assess("size_percent", muscle=m, side=s)
        for m, s in (("multifidus", "left"), ("erector_spinae", "right"))
    }
    assert patient.assess("size_percent", muscle="multifidus", side="right") < 90.0
    assert all(value > 99.0 for value in size.values())
    reflex = [patient.assess("h_reflex_gain", muscle="multifidus", side=side) for side in ("right", "left")]
    assert reflex[0] < 97.0 and 100.0 <= reflex[1] < 101.0  # a muscle that rests a little has a little more of it
    patient.do("set pain", joint="lumbar", level=7)
    patient.advance(0.01)
    assert patient.assess("h_reflex_gain", muscle="multifidus", side="left") < 90.0


def test_pain_of_the_back_comes_back_in_the_life_alike_in_both_engines(tmp_path: Path) -> None:
    """Exact. At ten times the rate an episode is all but sure within two months; without a first one none comes."""
    path = tmp_path / "ill.toml"
    path.write_text(PLAN + ILL, encoding="utf-8")
    asked = {"days": 30.0, "settings": {"episode_rate_day": 0.01, "fragility": 4.0}}
    read = ("pain_episodes lumbar @ end", "joint_pain lumbar @ end")
    lives = [run(path, engine=engine, read=read, **asked).read for engine in ("compiled", "agents")]
    assert lives[0] == lives[1] and lives[0][read[0]] >= 1.0
    path.write_text(PLAN, encoding="utf-8")
    assert list(run(path, read=read, **asked).read.values()) == [0.0, 0.0]


def test_only_the_back_has_a_cohort_of_relapses() -> None:
    assert {joint for joint, own in joint_table().items() if own.relapses > 0.0} == {"lumbar"}
    assert TABLE["episode_level"].low == 0.0


def test_a_back_that_hurts_spares_both_legs(tmp_path: Path) -> None:
    """De Sousa 2019 (14 studies): hip abductors, hip and knee extensors are weaker in back pain. Sign; none without pain."""
    text = PLAN.replace('"trunk_extension"\n\n', '"trunk_extension"\ntasks = ["knee_extension"]\n\n').replace(
        'model = "rlu2023"', 'model = "rlu2023"\nsides = ["left", "right"]'
    )
    file = tmp_path / "legs.toml"
    file.write_text(text, encoding="utf-8")
    hurt, well = Patient(file), Patient(file)
    hurt.do("keep pain", joint="lumbar", side="both", level=5.0)
    for patient in (hurt, well):
        patient.advance(60.0)
    for side in ("left", "right"):
        vasti = f"vastus_lateralis_{side}"
        assert hurt.value("muscles", vasti, "limb_spared") > 0.05
        assert well.value("muscles", vasti, "limb_spared") == 0.0
        assert hurt.value("muscles", vasti, "area") < well.value("muscles", vasti, "area")
