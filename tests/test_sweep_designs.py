"""Designs: every run is a function of its own number, and each design is what its name says."""

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from sweep_fakes import SCENARIO, asked

from agonist.experiments.sweeps.designs import permuted, points_between, runs_between
from agonist.experiments.sweeps.shards import Shard, shard_of
from agonist.experiments.sweeps.spec import SweepError
from agonist.model.parameters import TABLE

DESIGNS = ("random", "latin", "sobol", "saltelli")


def sweep_of(design, n=64, **keys):
    return asked(design=design, n=n, **keys)


@settings(max_examples=25)
@given(st.sampled_from(DESIGNS), st.integers(0, 700), st.integers(1, 40), st.integers(1, 4))
def test_a_run_does_not_depend_on_how_the_sweep_is_cut(design, first, length, cases):
    table = {"reciprocal_gain": {}, "dose": {"low": 0.1, "log": True}, "coactivation": [k / 10 for k in range(cases)]}
    sweep = sweep_of(design, parameters=table, learner=["maintained", "use"])
    first, last = min(first, sweep.runs - 1), min(first + length, sweep.runs)
    together = runs_between(sweep, first, last)
    assert together == [run for i in range(first, last) for run in runs_between(sweep, i, i + 1)]
    assert [run.number for run in together] == list(range(first, last))


@given(st.integers(1, 3000), st.integers(0, 2**64 - 1))
def test_the_keyed_permutation_meets_every_place_once(n, key):
    assert sorted(permuted(np.arange(n, dtype=np.uint64), n, key).tolist()) == list(range(n))


@given(st.sampled_from(DESIGNS), st.integers(0, 50), st.sampled_from([True, False]))
def test_points_stay_within_their_bounds(design, seed, log):
    sweep = sweep_of(design, 256, design_seed=seed, parameters={"dose": {"low": 0.25, "high": 4.0, "log": log}})
    points = points_between(sweep, 0, sweep.points)
    assert points.min() >= 0.25 and points.max() <= 4.0
    assert np.median(points) == pytest.approx(1.0 if log else 2.125, rel=0.5)


def test_latin_hypercube_meets_each_stratum_once_in_each_parameter():
    sweep = sweep_of("latin", 1000)
    points = points_between(sweep, 0, 1000)
    for k, r in enumerate(sweep.ranges):
        part = np.log(points[:, k] / r.low) / np.log(r.high / r.low) if r.log else points[:, k] / r.high
        assert sorted(np.floor(part * 1000).astype(int).tolist()) == list(range(1000))
    assert abs(np.corrcoef(points.T)[0, 1]) < 0.1


def test_adding_a_parameter_leaves_the_numbers_of_the_others():
    few = sweep_of("latin", parameters={"dose": {}})
    more = sweep_of("latin", parameters={"reciprocal_gain": {}, "dose": {}})
    assert (points_between(few, 0, 64)[:, 0] == points_between(more, 0, 64)[:, 1]).all()


@pytest.mark.parametrize("second_order", [False, True])
def test_saltelli_rows_are_those_of_salib(second_order):
    from SALib.sample import sobol

    sweep = sweep_of("saltelli", 16, second_order=second_order, design_seed=5, parameters={"reciprocal_gain": {}})
    two = sweep_of(
        "saltelli", 16, second_order=second_order, design_seed=5, parameters={"reciprocal_gain": {}, "dose": {}}
    )
    gain = TABLE["reciprocal_gain"]
    problem = {"num_vars": 2, "names": ["a", "b"], "bounds": [[gain.low, gain.high], [0.0, 5.0]]}
    expected = sobol.sample(problem, 16, calc_second_order=second_order, seed=5)
    assert np.allclose(points_between(two, 0, two.points), expected, rtol=0, atol=1e-15)
    assert sweep.points == 16 * (4 if second_order else 3)


def test_a_grid_counts_as_mesa_does_and_seeds_depend_on_the_iteration_only():
    sweep = asked(
        design="grid",
        iterations=2,
        seed=7,
        learner=["maintained", "use"],
        n=None,
        parameters={"dose": [1, 2], "reciprocal_gain": [0.1, 0.2, 0.3]},
    )
    runs = runs_between(sweep, 0, sweep.runs)
    assert len(runs) == 24 and sweep.cases == 12
    assert [run.settings["reciprocal_gain"] for run in runs[:4]] == [0.1, 0.2, 0.3, 0.1]
    assert [(run.iteration, run.seed) for run in runs] == [(0, 7)] * 12 + [(1, 8)] * 12
    assert [run.learner for run in runs[:12]] == ["maintained"] * 6 + ["use"] * 6
    assert all(run.scenario is SCENARIO for run in runs)


def test_parts_cover_every_run_once():
    sweep = asked()
    assert sweep.runs == 300 and sweep.parts == 10
    assert asked(part=64).canonical() != sweep.canonical()


def test_shards_share_the_parts_without_overlap():
    shards = [Shard(i, 3) for i in range(3)]
    assert [sum(shard.owns(part) for shard in shards) for part in range(10)] == [1] * 10


def test_shards_are_recognised_in_array_jobs():
    slurm = {"SLURM_ARRAY_TASK_ID": "5", "SLURM_ARRAY_TASK_COUNT": "8", "SLURM_ARRAY_TASK_MIN": "1"}
    assert shard_of(None, slurm) == Shard(4, 8)
    assert shard_of("1/2", slurm) == Shard(1, 2)
    assert shard_of(None, {"JOB_COMPLETION_INDEX": "3", "AGONIST_SHARDS": "4"}) == Shard(3, 4)
    assert shard_of(None, {}) == Shard(0, 1)


@pytest.mark.parametrize("text", ["2/2", "1", "a/b", "-1/3", "1/0", ""])
def test_a_shard_that_does_not_fit_is_refused(text):
    with pytest.raises(SweepError, match="i/n"):
        shard_of(text, {})


def test_an_indexed_job_must_say_how_many_shards_there_are():
    with pytest.raises(SweepError, match="AGONIST_SHARDS"):
        shard_of(None, {"JOB_COMPLETION_INDEX": "3"})
