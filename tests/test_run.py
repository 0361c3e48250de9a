"""The main job: a healthy year, a take-over and its rivals, the clock, the refusals, and what a run leaves on disk."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

from agonist.experiments import cli, run
from agonist.experiments.batch_lives import lived, prepared
from agonist.experiments.records import read, save
from agonist.experiments.target_muscle import capacity_shares, focus
from agonist.model.body.graph import read as read_graph
from agonist.model.measures import of_muscles
from agonist.model.plan import Impulse
from agonist.model.runs import Request, simulate
from agonist.model.scenario import BodySpec, load, resolve

SEEDS = range(1, 21)
GMAX = "gluteus_maximus_right"


def shares(outcomes, window, muscle):
    """Share of a muscle in a window, one value for each life."""
    return np.array([outcome.measures[f"share.{window}.{muscle}"] for outcome in outcomes])


# -- what it must show ----------------------------------------------------------------------------------------------

# Shares of torque follow shares of capacity. What is left over: chance in each seed (below 0.005), and at 65 % of the
# maximum the largest muscle meets its bound in some repetitions and its neighbours carry the rest (0.021 for the
# largest share, at 20 seeds and both bodies). 0.03 leaves room for other seeds.
KEEPS = 0.03


@pytest.mark.parametrize("body", ["rlu2023", "gait2392"])
@pytest.mark.parametrize("load_of_maximum", [0.15, 0.65])
def test_a_healthy_year_keeps_every_share_near_its_capacity(body, load_of_maximum):
    scenario = replace(load("healthy"), body=BodySpec(body))
    given = {"load": load_of_maximum}
    outcomes = simulate([Request.of(scenario, given, seed=s) for s in SEEDS])
    for muscle, capacity in capacity_shares(resolve(scenario)).items():
        assert shares(outcomes, "after", muscle) == pytest.approx(np.full(20, capacity), abs=KEEPS), muscle
    assert max(o.measures["failed.after"] for o in outcomes) == 0.0


def test_takeover_while_inhibited_and_a_year_later_and_only_by_habit():
    """The state a year later is the default learner's alone: error correction and a linear trace of use give back
    most of it, a frozen pattern all: at least .8 of the own share, where the default keeps less than half of it."""
    found = {
        name: simulate([Request("gluteal-inhibition", seed=s, learner=name) for s in range(1, 9)])
        for name in ("maintained", "error", "use", "frozen")
    }
    own = found["maintained"]
    assert shares(own, "before", GMAX).min() > 0.35
    assert shares(own, "during", GMAX).max() < 0.15
    assert shares(own, "after", GMAX).max() < 0.5 * shares(own, "before", GMAX).min()
    for rival in ("error", "use", "frozen"):
        assert shares(found[rival], "after", GMAX).min() > 0.8 * shares(found[rival], "before", GMAX).min(), rival
    assert max(o.measures["failed.during"] for o in own) == 0.0


def test_halving_the_bout_changes_no_trajectory():
    """Same repetitions a day in 32 bouts instead of 16: the mean share of 16 seeds differs by less than 0.01 at any
    time (ten-day means). 0.0035 was seen. The rest is chance: another bout has other draws.
    """
    scenario = load("gluteal-inhibition")

    def life(bouts):
        plan = tuple((w, (*given, ("bouts", bouts)) if w == "practice" else given) for w, given in scenario.plan)
        requests = [Request(replace(scenario, plan=plan), seed=s) for s in range(1, 17)]
        outcomes = simulate(requests, every=bouts + 1, variables=("share",))
        daily = np.mean([o.series[f"share.{GMAX}"] for o in outcomes], axis=0)
        return np.nanmean(daily[:450].reshape(45, 10), axis=1)

    assert np.abs(life(16) - life(32)).max() < 0.01


def test_hamstrings_start_first_and_gluteus_maximus_last_in_health():
    onset = run("healthy", days=60).by_window["before"].onset_ms
    ranked = sorted(onset, key=lambda m: -onset[m])
    assert ranked[0].startswith("semi") and ranked[-1] == GMAX
    # Lewis & Sahrmann 2009, n = 11: 195.5, 100.2, 11.5 ms before movement, SD 70 to 82; thresholds are fitted to them
    for muscle, published in (
        ("semimembranosus", 195.5),
        ("biceps_femoris_long_head", 100.2),
        ("gluteus_maximus", 11.5),
    ):
        assert onset[f"{muscle}_right"] == pytest.approx(published, abs=60.0)


# -- static optimisation --------------------------------------------------------------------------------------------


def test_static_optimum_by_compartments():
    """The optimum is the own pattern in health: activations are alike (within 4 %: training starts to change them); with
    gluteus maximus at half strength, p = 2, half of the healthy maximal demand, no exploration and no links, the force of
    the hamstrings rises by about a third (1.33, bound within 0.08)."""
    scenario = replace(load("healthy"), body=BodySpec("rlu2023", split=("all",)))
    quiet = {"load": 0.5, "exploration_sd": 0.0, "reciprocal_gain": 0.0, "recurrent_gain": 0.0, "coactivation": 0.0}
    resolved = resolve(scenario, quiet)._replace(days=3.0, windows={"now": (1.0, 3.0)})
    capacity = capacity_shares(resolved)
    halved = [
        Impulse(0.0, "muscles", m, "force_factor", "set", 0.5) for m in capacity if m.startswith("gluteus_maximus")
    ]
    assert len(halved) == 3
    torque, activation = [], []
    for world in (resolved, resolved._replace(impulses=tuple(halved))):
        life = prepared(Request(scenario, learner="optimal"), world)
        ((_, left),) = lived([life])
        for name, kept in (("torque_nm", torque), ("activation", activation)):
            kept.append(
                dict(zip(life.view.muscles, of_muscles(life.view, left.means[0], "members", name), strict=True))
            )
    ratio = [activation[0][m] for m in capacity]
    assert ratio == pytest.approx(np.full(len(ratio), np.mean(ratio)), rel=0.04)
    hamstrings = [m for m in capacity if m.startswith(("semi", "biceps"))]
    rise = sum(torque[1][m] for m in hamstrings) / sum(torque[0][m] for m in hamstrings)
    assert rise == pytest.approx(1.33, abs=0.08)


# -- the command ----------------------------------------------------------------------------------------------------


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(capsys, *words):
    """Call the command; its status and what it printed."""
    status = cli.main(list(words))
    return status, *capsys.readouterr()


def test_json_is_one_object_with_the_readings(here, capsys):
    status, out, err = call(capsys, "run", "gluteal-inhibition", "--days", "35", "--json", "--quiet")
    told = json.loads(out)
    assert status == 0 and not list(here.iterdir())
    assert all(line.startswith("note: ") for line in err.splitlines())  # windows that the life does not reach
    assert {"scenario", "body", "seed", "learner", "engine", "days", "switches", "recipe"} <= set(told)
    assert set(told["before"]) == {"share", "effort", "failed", "onset_ms"}
    assert sum(told["before"]["share"].values()) == pytest.approx(1.0)
    assert told["after"]["effort"] is None  # the life ended before that window


def test_a_run_leaves_figure_record_and_recipe(here, capsys):
    words = ["run", "gluteal-inhibition", "--days", "33", "--learner", "all", "--out", "out", "--quiet"]
    status, out, _ = call(capsys, *words)
    assert (
        status == 0 and "gluteus maximus (inhibited, day 30 on)" in out and "share of gluteus maximus by learner" in out
    )
    names = {p.relative_to(here / "out").as_posix() for p in (here / "out").rglob("*") if p.is_file()}
    assert {"figure.png", "figure.svg", "record.parquet", "recipe.json", "rivals/error.parquet"} <= names
    recipe = json.loads((here / "out" / "recipe.json").read_text())
    assert recipe["command"].startswith("agonist run gluteal-inhibition") and recipe["recipe"]["seed"] == 1


def test_the_same_command_gives_the_same_bytes(here, capsys):
    for folder in ("a", "b"):
        assert call(capsys, "run", "healthy", "--days", "25", "--out", folder, "--quiet")[0] == 0
    for name in ("record.parquet", "recipe.json", "figure.png", "figure.svg"):
        assert (here / "a" / name).read_bytes() == (here / "b" / name).read_bytes(), name


def test_a_record_comes_back_as_it_was(tmp_path):
    record = run("gluteal-inhibition", seed=3, days=32, settings={"dose": 0.3})
    save(record, tmp_path / "kept")
    back = read(tmp_path / "kept")
    assert (back.recipe, back.view, back.windows, back.title) == (
        record.recipe,
        record.view,
        record.windows,
        record.title,
    )
    assert np.array_equal(back.samples, record.samples) and np.array_equal(back.time_day, record.time_day)
    assert all(np.array_equal(back.final[area], record.final[area]) for area in record.final)
    assert back.by_window["before"] == record.by_window["before"]


def test_both_engines_leave_the_same_record():
    compiled, agents = (run("gluteal-inhibition", days=3, engine=e) for e in ("compiled", "agents"))
    assert np.array_equal(compiled.samples, agents.samples)
    assert all(np.array_equal(compiled.final[area], agents.final[area]) for area in compiled.final)


@pytest.mark.parametrize("ending", ["graphml", "json"])
def test_a_graph_can_be_saved_changed_and_run(here, capsys, ending):
    assert call(capsys, "graph", "healthy", "--out", f"hip.{ending}")[0] == 0
    original, saved = resolve(load("healthy")).subject.graph, read_graph(here / f"hip.{ending}")
    assert nx.utils.graphs_equal(original, saved)
    text = 'title = "Mine"\ndays = 3\nwatch = "hip_extension_right"\n[body]\ngraph = "hip.ENDING"\n[[plan]]\n'
    text += 'do = "practice"\ntask = "hip_extension"\nreps = 320\nload = 0.35\n'
    (here / "mine.toml").write_text(text.replace("ENDING", ending))
    mine, shipped = run("mine.toml"), run("healthy", days=3)
    assert np.array_equal(mine.share, shipped.share)


def test_the_graph_can_be_drawn(here, capsys):
    assert call(capsys, "graph", "healthy", "--out", "hip.svg")[0] == 0
    assert (here / "hip.svg").read_text().lstrip().startswith("<?xml")


def test_scenarios_are_listed_and_described(capsys):
    assert "gluteal-inhibition" in call(capsys, "scenarios")[1]
    assert "--set name=value" in call(capsys, "scenarios", "gluteal-inhibition")[1]
    assert json.loads(call(capsys, "scenarios", "healthy", "--json")[1])["knobs"][0]["name"] == "load"
    assert len(json.loads(call(capsys, "scenarios", "--json")[1])["scenarios"]) >= 2


GOOD = 'title = "x"\ndays = 3\nwatch = "hip_extension_right"\n[[plan]]\ndo = "practice"\ntask = "hip_extension"\n'
GOOD += "reps = 320\nload = 0.35\n"


@pytest.mark.parametrize(
    "words, text, says",
    [
        (["run", "helthy"], "", "did you mean 'healthy'?"),
        (["run", "there-is-none.toml"], "", "no such scenario file"),
        (["run", "healthy", "--set", "load"], "", "form name=number"),
        (["run", "healthy", "--set", "loda=0.3"], "", "did you mean 'load'?"),
        (["run", "healthy", "--set", "load=nan"], "", "needs a number"),
        (["run", "healthy", "--set", "load=9"], "", "needs 0.05 to 0.8"),
        (["run", "healthy", "--seed", "-1"], "", "whole number from 0"),
        (["run", "healthy", "--learner", "genius"], "", "unknown learner"),
        (["run", "healthy", "--days", "nan"], "", "is no number"),
        (["run", "mine.toml"], "title = [", "not a TOML file"),
        (["run", "mine.toml"], GOOD + "colour = 3\n", "unknown argument 'colour'"),
        (["run", "mine.toml"], GOOD.replace("title", "titel"), "did you mean 'title'?"),
        (["run", "mine.toml"], GOOD.replace("0.35", "nan"), "needs a number"),
        (["run", "mine.toml"], GOOD.replace("hip_extension", "hip_extention"), "hip_extension"),
        (["run", "mine.toml"], GOOD + '[[plan]]\ndo = "inhibit"\nmuscle = "glute"\nfraction = 0.5\n', "unknown muscle"),
        (["run", "mine.toml"], GOOD + '[[plan]]\ndo = "set pain"\njoint = "hipp"\nlevel = 3\n', "unknown joint"),
        (["graph", "healthy", "--out", "x.txt"], "", ".graphml, .json, .png, .svg"),
        (["graph", "healthy", "--task", "handstand"], "", "unknown task"),
        (["loop", "healthy", "--muscle", "soleus"], "", "takes no part in the tasks of this life"),
        (["loop", "healthy", "--dwell-days", "nan"], "", "1 to 3650"),
        (["map", "healthy"], "", "its knobs are load, reps"),
        (["ablate", "healthy", "--learner", "all"], "", "unknown learner"),
        (["sensitivity", "healthy", "--group", "colour"], "", "unknown group"),
    ],
)
def test_a_mistake_is_one_line(here, capsys, words, text, says):
    (here / "mine.toml").write_text(text or GOOD)
    status, out, err = call(capsys, *words)
    err = err.removeprefix("compiling the engine, once for this version\n")  # whoever is first says so
    assert (status, out) == (2, "")
    assert err.startswith("agonist: ") and err.count("\n") == 1 and says in err
    assert [p.name for p in here.iterdir()] == ["mine.toml"]


def test_focus_is_what_the_plan_inhibits_most():
    assert focus(resolve(load("gluteal-inhibition"))) == GMAX
    healthy = resolve(load("healthy"))
    assert focus(healthy) == max(capacity_shares(healthy), key=lambda m: capacity_shares(healthy)[m])
    assert focus(healthy, "semitendinosus") == "semitendinosus_right"


def test_the_python_face_is_found_when_it_is_used():
    import agonist.experiments as face

    assert {"run", "batch_run", "Patient", "cohort"} <= set(dir(face))
    assert all(callable(getattr(face, name)) for name in face.__all__)
    with pytest.raises(AttributeError, match="no attribute 'walk'"):
        face.walk  # noqa: B018
    loaded = "import sys, agonist.experiments; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert not {"numpy", "mesa", "numba", "matplotlib", "pandas", "pyarrow"} & set(done.stdout.split())


def test_ctrl_c_ends_a_run_and_leaves_nothing(tmp_path):
    words = [sys.executable, "-m", "agonist", "run", "healthy", "--days", "36500", "--out", "out"]
    started = subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    assert started.stderr is not None
    while "row" not in started.stderr.read(40):  # the progress line: it lives
        assert started.poll() is None
    started.send_signal(signal.SIGINT)
    said = started.communicate(timeout=120)[1]
    assert started.returncode == 130 and "Traceback" not in said and said.strip().endswith("agonist: stopped")
    assert not list(tmp_path.iterdir())
