"""Every argument of every public name is handed values of the wrong kind: one line before anybody lives, never silence."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pandas as pd
import pytest
import wrong_values as wrong

import agonist
from agonist.agents import Body
from agonist.experiments.fitting.measured import Datum, Measured
from agonist.experiments.instruments.bench import Bench
from agonist.model import engine
from agonist.model.assessment import patient

LOST = "gluteal-inhibition"
LONGEST = 600  # characters of a line
FEEDBACK = agonist.Scenario(
    title="Feedback", days=0.2, watch="plantarflexion_bent_right",
    plan=[{"do": "trials", "task": "plantarflexion_bent", "muscle": "soleus", "day": 0.01, "blocks": ["10"]}],
)  # fmt: skip
TOLD = Measured((Datum("share gluteus_maximus right @ 2 days", 0.4, 0.03),), LOST)
BASES: dict[str, dict[str, Any]] = {
    "run": {"scenario": LOST, "days": 1},
    "Body": {"scenario": LOST, "days": 1},
    "Patient": {"body": LOST},
    "batch_run": {"model_cls": LOST, "days": 1, "display_progress": False},
    "cohort": {"scenario": LOST, "people": 2, "days": 1},
    "sweep": {"source": {"scenario": LOST, "days": 1}, "out": "kept", "progress": False},
    "trials": {"scenario": FEEDBACK},
    "fit": {"data": TOLD, "free": ["dose"], "learners": ["maintained"]},
    "validate": {}, "vulnerable": {"what": "rlu2023", "random": []},
    **{name: {"scenario": LOST} for name in
       ("ablate", "basin", "loop", "phase", "sensitivity", "synergies", "threshold", "treat", "warning", "map")},
}  # fmt: skip
KINDS: dict[str, wrong.Values] = {
    **dict.fromkeys(("scenario", "body", "model_cls", "source", "data", "what"), wrong.NO_SCENARIO),
    **dict.fromkeys(
        ("seed", "seeds", "every", "levels", "people", "trajectories", "top", "phases", "courses", "particles", "lives", "jobs",
         "starts", "held_out", "recover", "number_processes", "iterations", "max_steps", "first_seed"), wrong.NO_WHOLE),
    **dict.fromkeys(("days", "highest", "fineness", "load", "weeks", "start_day"), wrong.NO_NUMBER),
    **dict.fromkeys(("dwell_days", "durations", "lengths"), wrong.NO_NUMBERS),
    **dict.fromkeys(("progress", "collect", "pairs", "control", "resume", "display_progress"), wrong.NO_FLAG),
    **dict.fromkeys(("engine", "muscle", "task", "measure", "x", "y", "on_error", "shard", "cause"), wrong.NO_NAME),
    **dict.fromkeys(("groups", "free", "traits"), wrong.NO_NAMES),
    **dict.fromkeys(("settings", "parameters", "spreads"), wrong.NO_TABLE),
    **dict.fromkeys(("learner", "learners"), wrong.NO_LEARNER),
    **dict.fromkeys(("person", "who"), wrong.NO_PERSON),
    **dict.fromkeys(("joint", "cortex", "member"), wrong.NO_UNIT),
    **dict.fromkeys(("told", "simulate"), wrong.NO_FUNCTION),
    "rules": wrong.NO_RULES, "read": wrong.NO_READINGS, "events": wrong.NO_EVENTS, "arms": wrong.NO_ARMS,
    "bench": wrong.NO_BENCH, "out": wrong.NO_PATH, "only": wrong.NO_NAMES,
    "scheduler": wrong.but(wrong.NO_NAME, *wrong.listed("nobody_at_all", "x\0y", "x\ny", "a" * 5000)),  # asked of the network
    "options": wrong.ODD | wrong.listed(3, "x", {}),
    "data_collection_period": wrong.but(wrong.NO_WHOLE, *wrong.listed(-1)) | wrong.listed(-2, 0),
}  # fmt: skip
OF_ONE = {
    ("Body", "muscle"): wrong.but(wrong.NO_UNIT, *wrong.listed(agonist.Muscle)),  # which is the usual one
    ("Body", "rng"): wrong.NO_WHOLE,
    ("batch_run", "rng"): wrong.but(wrong.NO_WHOLE, *wrong.listed(np.array([1, 2])))
    | wrong.listed([], [-1], [1.5], [None]),
    ("batch_run", "days"): wrong.but(wrong.NO_NUMBER, "a set", *wrong.listed([1.0], np.array([1, 2]))),
    ("batch_run", "learner"): wrong.but(wrong.NO_LEARNER, *wrong.listed({})),
    ("cohort", "settings"): wrong.NO_TABLE | wrong.SEVERAL,
    ("trials", "seeds"): wrong.NO_NUMBERS | wrong.listed([1.5]),
    ("vulnerable", "random"): wrong.but(wrong.NO_NUMBERS, *wrong.listed([], ())) | wrong.listed(1, [601], [2.5]),
}


class LivedError(BaseException):
    """A life began."""


@pytest.fixture
def nobody_lives(tmp_path, monkeypatch):
    """No life goes on: whoever begins one says so."""

    def begins(*_: Any) -> Any:
        raise LivedError

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(engine, "carry", begins)
    monkeypatch.setattr(patient, "carry", begins)
    return tmp_path


def arguments(name: str) -> list[str]:
    """The arguments of a public name."""
    found = inspect.signature(getattr(agonist, name)).parameters.values()
    return [p.name for p in found if p.kind is not p.VAR_KEYWORD]


def test_every_public_name_is_tried():
    told = {"Muscle", "Scenario", "__version__", "scenarios"}  # made by a body; tried in its own test; ask nothing
    assert {*agonist.__all__, "map"} - told == set(BASES)


@pytest.mark.parametrize("name", [name for name in BASES if name not in ("Body", "Patient")])
def test_a_right_question_begins_a_life(name, nobody_lives):
    with pytest.raises(LivedError):
        getattr(agonist, name)(**BASES[name])


@pytest.mark.parametrize(("name", "argument"), [(name, each) for name in BASES for each in arguments(name)])
def test_what_is_of_the_wrong_kind_is_one_line(name, argument, nobody_lives):
    silent = []
    for said, make in OF_ONE.get((name, argument), KINDS.get(argument, {"no kind is known": None})).items():
        try:
            getattr(agonist, name)(**{**BASES[name], argument: make()})
        except ValueError as error:
            line = str(error)
            if "\n" in line or not 0 < len(line) < LONGEST:
                silent.append(f"{said}: {line[:200]!r}")
        except BaseException as error:
            silent.append(f"{said}: {type(error).__name__}")
        else:
            silent.append(f"{said}: taken")
    assert not silent and not list(nobody_lives.iterdir())


@pytest.mark.parametrize("made", [np.int64, np.int32, np.uint8])
def test_numbers_of_other_libraries_are_numbers(made):
    plain = agonist.run(LOST, 2, days=2, settings={"dose": 0.25}, every=3)
    other = agonist.run(LOST, made(2), days=made(2), settings=pd.Series({"dose": np.float32(0.25)}), every=made(3))
    assert np.array_equal(plain.share, other.share)
    assert Body(LOST, rng=made(2), days=made(2)).prepared.request.seed == 2
    lived = agonist.trials(FEEDBACK, seeds=made([1, 2]) if made is np.uint8 else pd.Series([1, 2]))
    assert lived.equals(agonist.trials(FEEDBACK, seeds=(n for n in (1, 2))))
    assert Bench(jobs=made(1)).jobs == 1


def test_trials_of_agents_take_every_seed():
    short = {"scenario": FEEDBACK, "seeds": [1, 2]}
    pd.testing.assert_frame_equal(agonist.trials(**short, engine="agents"), agonist.trials(**short))
