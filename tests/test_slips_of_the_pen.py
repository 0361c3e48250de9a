"""Slips that were taken in silence, or did something else than they said: scenarios, words, tables, options, own parts."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_nothing_idle import BODIES, GRID, PARAMETERS

import agonist
from agonist.experiments import cli
from agonist.experiments.cohorts import cohort
from agonist.experiments.sweeps.reader import read_sweep
from agonist.experiments.sweeps.shards import shard_of
from agonist.model.body.anatomy import load as load_body
from agonist.model.body.groups import groups_of
from agonist.model.body.tasks import read_task
from agonist.model.interventions.remarks import remarks
from agonist.model.interventions.trials import block
from agonist.model.own.files import loaded
from agonist.model.own.parts import part_of
from agonist.model.own.trait import own_trait
from agonist.model.scenario import read_text, resolve
from agonist.model.study import read as read_study

SCENARIO = """title = "A knee"
days = 3
watch = "knee_extension_right"
read = ["size_cm2 quadriceps right @ end"]
tasks = ["hip_extension"]
[body]
sides = ["right"]
[knobs.hard]
value = 0.3
low = 0
high = 1
[[plan]]
do = "practice"
task = "knee_extension"
reps = 50
load = "$hard"
[windows]
before = [0, 2]
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('["right"]', '["right", "right"]', "body, sides: 'right' is said twice"),
        ('["hip_extension"]', '["hip_extension", "hip_extension"]', "tasks: 'hip_extension' is said twice"),
        ("right @ end", 'right @ end", "size_cm2 quadriceps right @ end', "is asked twice; keep one of them"),
        ("[0, 2]", '[0, "2 days"]', "windows, before: '2 days' is neither a number nor a knob"),
        ("[knobs.hard]", '[knobs."$hard"]', "'$hard' is no name of a knob"),
        ("A knee", "A kn\u202eee", "holds a control character"),
        ("reps = 50", "reps = 50\nbouts = 1.5", "bouts = 1.5; it needs a whole number of bouts"),
        ("[windows]", '[[plan]]\ndo = "cast"\nangles = {}\n[windows]', "angles = {}; it needs angles by name"),
        ("[windows]", '[[plan]]\ndo = "sessions"\nexercises = ["quadriceps right on soleus"]\n[windows]', "'on soleus' is of a cue"),
        ("[windows]", '[[plan]]\ndo = "sessions"\nexercises = ["quadriceps right load=1_0"]\n[windows]', "load = 1_0; it needs a number"),
        ("[windows]", '[[plan]]\ndo = "sessions"\nexercises = [" "]\n[windows]', "a line is empty"),
        ("[windows]", '[people]\ncount = 3\n[people.own.count]\nparameters = ["exploration_sd"]\nspread = 0.1\n[windows]', "'count' is a trait of"),
    ],
)  # fmt: skip
def test_a_scenario_is_not_taken_for_another(old: str, new: str, said: str) -> None:
    assert old in SCENARIO
    with pytest.raises(ValueError) as refused:
        read_text(SCENARIO.replace(old, new), "s.toml")
    assert said in str(refused.value) and "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [("² share=.1", "number of trials"), ("٣", "number of trials"), ("5 perturb=1_0", "needs a number"), ("5 catch perturb=3", "rule each other out"),
     ("5 load=0.1..0.9", "a block has one load"), ("5 reps=1..3", "one reps"),
     ("10 share=0.2 share=0.3", "share is said twice"),
     ("10 catch catch", "catch is said twice"),
     ("10 share=0.2 change=0.1", "share and change rule each other out"),
     ("10 clamp=0.1 channel", "clamp and channel rule each other out")],
)  # fmt: skip
def test_a_block_is_what_it_says(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        block(text)


def test_what_changes_nothing_in_a_plan_is_said() -> None:
    idle = SCENARIO.replace('"$hard"', "0.3").replace("reps = 50", "reps = 0").replace("[0, 2]", "[0, 20]")
    told = remarks(resolve(read_text(idle, "s.toml")))
    assert "practice of knee_extension_right on day 0 does nothing: it has no repetitions" in told
    assert "the knob hard changes nothing: nothing of the plan asks it as '$hard'" in told
    assert "the window before is read to day 3 and not to 20: there the life ends" in told
    assert remarks(resolve(read_text(SCENARIO, "s.toml"))) == ()


def test_a_session_of_very_many_repetitions_says_what_it_adds_up_to() -> None:
    many = SCENARIO.replace("reps = 50", "reps = 3000\nsessions_per_week = 3")
    said = "practice of knee_extension on day 0: 3,000 repetitions in each of 16 sets are 48,000 a session"
    assert said in remarks(resolve(read_text(many, "s.toml")))


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("p.csv", PARAMETERS.replace("near_puller", "Over"), "holds 'Over'"),
        ("p.csv", PARAMETERS.replace("near_puller,", "near_puller,left"), "column 'compartment' holds 'left'"),
        ("inhibition.csv", "joint,muscle\n", "is read of the model alone"),
        ("groups.toml", "[arm]\nboth = []\n", "both: it needs muscles"),
        ("groups.toml", '[arm]\npullers = ["near_puller", "near_puller"]\n', "none twice"),
        ("groups.toml", '[arm]\nnear_puller = ["long_puller"]\n', "a name that is no muscle's"),
        ("g.csv", GRID.replace("near", "ne\u200dar"), r"'ne\u200dar' has a grid but no row"),
    ],
)
def test_tables_are_not_taken_for_others(tmp_path: Path, file: str, text: str, said: str) -> None:
    for name, right in {"bodies.toml": BODIES, "p.csv": PARAMETERS, "g.csv": GRID, file: text}.items():
        (tmp_path / name).write_text(right)
    with pytest.raises(ValueError) as refused:
        groups_of(load_body("arm", folder=tmp_path), ["long_puller"])
    assert said in str(refused.value) and "\n" not in str(refused.value)


def test_one_letter_written_in_two_ways_is_one_letter(tmp_path: Path) -> None:
    texts = {
        "bodies.toml": BODIES,
        "p.csv": PARAMETERS.replace("near,", "ne\u0301ar,"),
        "g.csv": GRID.replace("near", "n\u00e9ar"),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    assert len(load_body("arm", folder=tmp_path).muscles) == 2


def test_a_task_does_not_want_what_it_does_not_want() -> None:
    with pytest.raises(ValueError, match="'elbow_flexion' is wanted too"):
        read_task(
            "t",
            "curl",
            {"posture": {"elbow_flexion": 3}, "output": {"elbow_flexion": 1.0}, "unwanted": ["elbow_flexion"]},
        )


# -- the command line -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "healthy", "--days", "1_0"], "'1_0' is no number"),
        (["run", "healthy", "--days", "1,5"], "'1,5' is no number; write a decimal point"),
        (["run", "healthy", "--seed", "٣"], "'٣' is no whole number"),
        (["run", "healthy", "--seed", "9223372036854775808"], "whole number from 0 to 9223372036854775807"),
        (["run", "healthy", "--days=2", "--days=3"], "--days is said twice"),
        (["run", "healthy", "--read", ""], "--read: it is empty"),
        (["run", ""], "SCENARIO: it is empty"),
        (["app", "--export", ""], "--export: it is empty"),
        (["run", "healthy", "a\x1b[31mb"], r"unrecognized arguments: a\x1b[31mb"),
        (["validate", "--predictions", "p.md", "--set", "load=3"], "--set has no part in them"),
        (
            ["cohort", "healthy", "--people", "2", "--trait", "length", "--set-spread", "size=0.1"],
            "size has a spread and is none of length",
        ),
        (["lesson", "check", "healthy", "--lang", "de"], "--lang goes with `agonist lesson sheet`"),
        (["lesson", "check", "healthy", "--out", "x"], "--out goes with `agonist lesson sheet`"),
        (["app", "--lesson", "healthy"], "--lesson goes with --export"),
        (["app", "--pyodide", "x"], "--pyodide goes with --export"),
        (["app", "--export", "x", "--class"], "--class has no part in --export"),
        (["app", "--export", "x", "--port", "8765"], "--port has no part in --export"),
        (["app", "--export", "x", "--allow-host", "a"], "--allow-host has no part in --export"),
        (["steps", "--outer", "--rules"], "--outer has no part in --rules"),
        (["validate", "--jobs", "2"], "--jobs goes with --predictions"),
        (["cite", "--json", "--markdown"], "--markdown and --json ask for two forms"),
        (["sweep", "x.toml", "--engine", "threads", "--scheduler", "local"], "a --scheduler goes with --engine dask"),
    ],
)
def test_the_command_line_takes_nothing_in_silence(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words) == 2
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == 1


def test_the_home_of_a_user_is_found_behind_an_equals_sign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cli.main(["run", "healthy", "--days", "1", "--out=~/kept", "--quiet", "--no-figure"]) == 0
    assert (tmp_path / "kept" / "recipe.json").is_file()


def test_a_share_that_cannot_be_known_is_not_the_whole(tmp_path: Path) -> None:
    for alone in ({"AGONIST_SHARDS": "4"}, {"SLURM_ARRAY_TASK_ID": "3"}):
        with pytest.raises(ValueError, match="the share cannot be known"):
            shard_of(None, alone)
    (path := tmp_path / "w.toml").write_text('scenario = "healthy"\ndesign_seed = 3\n')
    with pytest.raises(ValueError, match="nothing of a grid is"):
        read_sweep(path)


def test_traits_and_readings_are_said_once() -> None:
    with pytest.raises(ValueError, match="size is said twice"):
        cohort("healthy", 2, days=1, traits=["size", "size"])
    with pytest.raises(ValueError, match="asked twice"):
        read_study("s", {"read": ["a", "a"]}, lambda *_: ())
    with pytest.raises(ValueError, match="'female' is a trait of the table, a key"):
        own_trait("t", "female", {"parameters": ["exploration_sd"], "spread": 0.1})


# -- parts of one's own ---------------------------------------------------------------------------------------------

RULE = "def mine(x, floor, threshold, width):\n    {}\n"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return {}['x']", "m.mine: .*m.py, line 2: KeyError: 'x'"),
        ("raise ValueError('my own')", "m.mine: .*m.py, line 2: ValueError: my own"),
        ("raise SystemExit(5)", "line 2: SystemExit: 5"),
        ("return 'a'", "m.mine: what it gives cannot be reckoned with .TypeError"),
        ("return x + 1j", "what it gives cannot be reckoned with"),
    ],
)
def test_what_a_part_of_ones_own_raises_is_one_line(tmp_path: Path, body: str, said: str) -> None:
    (tmp_path / "m.py").write_text(RULE.format(body))
    with pytest.raises(ValueError, match=said) as refused:
        agonist.run("healthy", days=0.5, engine="agents", rules={"upkeep.maintained": f"{tmp_path}/m.py:mine"})
    assert "\n" not in str(refused.value) and refused.value.__cause__ is not None


@pytest.mark.parametrize("text", [RULE.format("yield x"), "async " + RULE.format("return x")])
def test_a_function_that_waits_is_no_rule(tmp_path: Path, text: str) -> None:
    (tmp_path / "m.py").write_text(text)
    with pytest.raises(ValueError, match="it needs a plain function that returns"):
        part_of("upkeep.maintained", f"{tmp_path}/m.py:mine")


@pytest.mark.parametrize("text", ["class X(BaseException): pass\nraise X('a')\n", "raise GeneratorExit\n",
                                  "class X(Exception):\n    def __str__(self): raise ValueError\nraise X\n"])  # fmt: skip
def test_whatever_a_file_raises_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "m.py").write_text(text)
    with pytest.raises(ValueError, match=r"m.py, line \d: "):
        loaded(f"{tmp_path}/m.py:mine")


def test_a_working_folder_that_is_gone_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(FileNotFoundError) as refused:
        Path.cwd()
    assert cli.one_line(refused.value) == "the working folder is gone; go to one that is there"
