"""Doors that were found open later: each with what it says now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import networkx as nx
import osim
import pytest
import test_own_tables

import agonist
from agonist.experiments import axes, cli
from agonist.experiments.fitting import measured
from agonist.experiments.importing import recipe
from agonist.experiments.sweeps.reader import read_sweep
from agonist.model.body import graph_file
from agonist.model.body.anatomy import load as load_body
from agonist.model.body.graph import simple
from agonist.model.parameters import nearest
from agonist.model.runs import with_learners
from agonist.model.scenario import Scenario, load, resolve


@pytest.fixture
def arm(tmp_path: Path) -> Path:
    """A folder of tables."""
    for name, text in (("bodies.toml", test_own_tables.BODIES), ("p.csv", test_own_tables.PARAMETERS)):
        (tmp_path / name).write_text(text)
    (tmp_path / "g.csv").write_text(test_own_tables.GRID)
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("\n60,", "\n1.0472,", "which look like radians here"),
        ("long,0.04", "long,-0.04", "a sign turned in one of the two"),
        ("\n0,", "\n60,", "column 'deg' holds one angle, 60; it needs two at least"),
    ],
)
def test_a_grid_says_what_may_be_wrong_with_it(arm: Path, old: str, new: str, said: str) -> None:
    load_body("arm", folder=arm)
    text = test_own_tables.GRID.replace(old, new)
    (arm / "g.csv").write_text(text)
    with pytest.raises(ValueError) as refused:
        load_body("arm", folder=arm)
    assert said in str(refused.value) and "\n" not in str(refused.value)


# -- graphs ---------------------------------------------------------------------------------------------------------


def _drives(graph: nx.MultiDiGraph, **facts: object) -> None:
    graph.edges[next(e for e in graph.edges(keys=True) if e[2] == "drives" and e[0] == "weak")].update(facts)


def _task(graph: nx.MultiDiGraph) -> str:
    return next(n for n, kind in graph.nodes(data="kind") if kind == "task")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda g: _drives(g, capacity_share=0.9), "the shares of the muscles that work for it add up to 1.5"),
        (lambda g: _drives(g, role="Helper"), "role = 'Helper'; it needs prime, helper, antagonist or nothing"),
        (lambda g: g.nodes["weak"].update(side="R"), "side = 'R'; it needs left, right or nothing"),
        (lambda g: g.nodes["weak"].update(force_max=3.0), "force_max is read by nobody; did you mean 'force_max_n'"),
        (lambda g: g.nodes[_task(g)].update(posture_elbow=999.0), "posture_elbow = 999.0; it needs a number -360 to 360"),
        (lambda g: g.remove_edge("weak", _task(g), "drives"), "weak takes no part in this task"),
    ],
)  # fmt: skip
def test_a_graph_is_not_taken_for_another(tmp_path: Path, change: Callable[..., None], said: str) -> None:
    graph = simple({"strong": 1.0, "weak": 0.6, "against": -0.5})
    graph_file.read(graph_file.save(graph, tmp_path / "g.graphml"))
    change(graph)
    for name in ("g.graphml", "g.json"):
        with pytest.raises(ValueError) as refused:
            graph_file.read(graph_file.save(graph, tmp_path / name))
        assert said in str(refused.value) and "\n" not in str(refused.value)


# -- measurements, sweeps, recipes ----------------------------------------------------------------------------------

MEASURED = """# scenario: gluteal-inhibition
reading,value,sd
share gluteus_maximus right @ 25 days,0.38,0.03
"""
TORQUE = "maximal_torque_nm hip_extension right @ 25 days,-80,5\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MEASURED + TORQUE, "row 4: value = -80, and .* is never below 0; write how large it is"),
        (MEASURED.replace("0.38", "-0.38"), "row 3: value = -0.38, and .* is never below 0"),
        ("# scenario: healthy\n" + MEASURED, "2 lines say what the person lived; keep one of them"),
        (MEASURED.replace("reading,", "person,reading,").replace("share", "anna,share") + f",{TORQUE}".replace("-", ""),
         "column 'person' is empty in some rows"),
        (MEASURED + "share  gluteus_maximus right @25 days,0.8,0.03\n", "are one reading; keep one of the rows"),
        (MEASURED + "share gluteus_maximus right @ 3.571428571428571 weeks,0.8,0.03\n", "are one reading"),
    ],
)  # fmt: skip
def test_a_measurement_is_not_taken_for_another(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "d.csv").write_text(text)
    with pytest.raises(ValueError, match=said):
        measured.asked(load("gluteal-inhibition"), measured.read(tmp_path / "d.csv").texts)


def test_a_size_that_is_about_none_may_be_measured_below_it(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text(MEASURED.replace("0.38", "-0.05"))
    assert measured.read(tmp_path / "d.csv").data[0].value == -0.05


def test_learners_are_said_once() -> None:
    with pytest.raises(ValueError, match="learners: 'use' is said twice"):
        with_learners("healthy", ["use", "use"])


def test_a_key_of_a_sweep_without_a_value_is_no_default(tmp_path: Path) -> None:
    (tmp_path / "w.yaml").write_text("scenario: healthy\ndays:\n")
    with pytest.raises(ValueError, match="w.yaml: days holds nothing; give it a value, or take the line out"):
        read_sweep(tmp_path / "w.yaml")


GRID_OF_ARM = osim.RECIPE[osim.RECIPE.index("[[grid]]") : osim.RECIPE.index("[tasks")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (osim.RECIPE.replace(GRID_OF_ARM, GRID_OF_ARM * 2), "grid 2: it measures what grid 1 does; keep one of them"),
        (osim.RECIPE + "[posture]\nwrist_r = 3000\n", "posture, wrist_r = 3000; it needs -360 to 360 degrees"),
    ],
)
def test_a_recipe_does_not_say_twice_or_turn_round_and_round(tmp_path: Path, text: str, said: str) -> None:
    osim.put(tmp_path)
    recipe.read(tmp_path / "arm.toml")
    (tmp_path / "arm.toml").write_text(text)
    with pytest.raises(ValueError, match=said):
        recipe.read(tmp_path / "arm.toml")


# -- instruments ----------------------------------------------------------------------------------------------------


def test_a_question_about_cost_lives_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a scenario without a dose too, of which only single changes are lived."""
    monkeypatch.chdir(tmp_path)
    assert cli.main(["ablate", "healthy", "--dry-run"]) == 0
    assert "lives, of single changes alone; no verdicts" in capsys.readouterr().out and not list(tmp_path.iterdir())


def test_a_scenario_without_knobs_says_so(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(
        'title = "a"\ndays = 3\nwatch = "squat"\n[[plan]]\ndo = "practice"\ntask = "squat"\nreps = 3\nload = 0.3\n'
    )
    with pytest.raises(ValueError, match="unknown setting 'dose'; it has no knobs; say a row of the parameter table"):
        axes.axis(load(tmp_path / "s.toml"), "dose", 3)


def test_names_that_are_known_stand_on_one_line() -> None:
    assert nearest("muscle", ["a\nb" + LONG, "c"]).startswith("known: a bknee") and "\n" not in nearest("m", ["a\nb"])


def test_a_kind_that_is_no_word_is_none(tmp_path: Path) -> None:
    path = graph_file.save(simple({"strong": 1.0, "weak": 0.6}), tmp_path / "g.json")
    path.write_text(path.read_text().replace('"kind": "drives"', '"kind": []', 1))
    with pytest.raises(ValueError, match="lacks 'kind'; it is one of drives"):
        graph_file.read(path)


# -- words of any length ---------------------------------------------------------------------------------------------

LONG = "knee_extension" + "9" * 7000


def _own_index(folder: Path, file: str) -> object:
    (folder / "bodies.toml").write_text(test_own_tables.BODIES.replace("p.csv", file))
    (folder / "g.csv").write_text(test_own_tables.GRID)
    return load_body("arm", folder=folder)


def _planned(entry: dict[str, object]) -> object:
    return resolve(Scenario(title="t", days=30, watch="hip_extension_right", plan=[entry]))


def _long_model(folder: Path) -> object:
    osim.put(folder)
    (folder / "arm.toml").write_text(osim.RECIPE.replace("arm.osim", LONG + ".osim"))
    return recipe.read(folder / "arm.toml")


@pytest.mark.parametrize(
    ("door", "said"),
    [
        (lambda _: nearest("muscle", [LONG, "muscle" + LONG]), ""),
        (lambda _: load("acl-reconstruction").with_(read=f"maximal_torque_nm {LONG} @ end"), "unknown task"),
        (lambda _: load("acl-reconstruction").with_(read=f"{LONG} @ end"), "unknown"),
        (lambda _: load("acl-reconstruction").with_(events={"x": f"{LONG} < 1"}), "event x"),
        (lambda _: _planned({"do": "sessions", "exercises": [LONG], "sessions_per_week": 3}), "exercise"),
        (lambda _: _planned({"do": "trials", "task": "hip_extension", "blocks": [f"10 {LONG}"]}), "block"),
        (lambda _: agonist.run("healthy", learner=LONG), "unknown"),
        (lambda folder: load(folder / (LONG + ".toml")), "unknown scenario"),
        (lambda folder: _own_index(folder, "p-" + LONG + ".csv"), "there is no such table"),
        (lambda _: load("acl-reconstruction").with_(read=f"size_cm2 soleus right @ {LONG}"), "is no moment"),
        (lambda _: load("healthy").with_(lesson={"story": f"a {{{LONG}}} b"}), "unknown knob"),
        (lambda _: load("9" * 300 + ".toml"), "unknown scenario"),
        (lambda folder: graph_file.read(folder / (LONG + ".json")), "no such graph file"),
        (_long_model, "there is no such file; it is looked for beside the recipe"),
    ],
)  # fmt: skip
def test_a_word_without_end_is_cut_in_the_line_that_names_it(
    tmp_path: Path, door: Callable[[Path], object], said: str
) -> None:
    try:
        told = str(door(tmp_path))
    except (ValueError, OSError) as error:
        told = cli.one_line(error)
    assert said in told and "\n" not in told and len(told) < 1000 and "..." in told
