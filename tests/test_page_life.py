"""The life behind the page says the same as the measures of a run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from agonist.model.blocks import block_watch, build_block, compile_run, lane_state, sampling
from agonist.model.engine import carry
from agonist.model.measures import onsets_ms, view
from agonist.viz.session.controller import Controller
from agonist.viz.session.patient_life import PatientLife
from agonist.viz.session.recipe import Recipe

DAYS = (3.0, 45.0, 110.0)  # before, during and after the inhibition


@pytest.fixture
def life() -> PatientLife:
    return PatientLife(Recipe("gluteal-inhibition"))


def onsets_of(life: PatientLife, row: np.ndarray) -> np.ndarray:
    """The onsets in a row of the page, one for each member."""
    sizes = dict(life.blocks)
    first = sum(size for name, size in life.blocks[: list(sizes).index("onset")])
    return row[first : first + sizes["onset"]]


def test_no_onset_is_known_before_the_first_bout(life):
    assert life.day == 0.0 and np.isnan(onsets_of(life, life.row())).all()


def test_what_a_life_began_with_stays_while_it_is_lived():
    """Assess shows before and now; the block of a life alone is copied, not looked through."""
    lived = PatientLife(Recipe("gluteal-inhibition"))
    start = {area: values.copy() for area, values in lived.start.items()}
    lived.advance(40.0, 1)
    assert all(np.array_equal(values, lived.start[area], equal_nan=True) for area, values in start.items())
    now = lane_state(lived.block, lived.structure, 0)
    assert not np.array_equal(now["members"], start["members"], equal_nan=True)
    assert all(values.base is None and values.flags.c_contiguous for values in now.values())


@pytest.mark.parametrize("day", DAYS)
def test_the_raster_shows_the_onsets_of_the_measures(life, day):
    """The same state, the same function; the page keeps float32, hence 1e-6."""
    life.advance(day, 10)
    shown, members = onsets_of(life, life.row()), list(life.structure.names.members)
    for task in life.structure.names.tasks:
        seen = view(life.structure, task)
        state = life.now(seen.channels)
        for muscle, onset in onsets_ms(seen, state, life.resolved).items():
            assert shown[members.index((task, muscle))] == pytest.approx(onset, rel=1e-6, abs=1e-3, nan_ok=True)
    watched = onsets_ms(view(life.structure, life.resolved.watch), _state(life), life.resolved)
    assert np.isfinite(list(watched.values())).all()


def _state(life: PatientLife) -> np.ndarray:
    seen = view(life.structure, life.resolved.watch)
    return life.now(seen.channels)


def test_a_clock_laid_out_anew_changes_nothing() -> None:
    """Three years in uneven steps, the clock laid out anew several times, end in the state of one run to the bit."""
    days, recipe = 1100.0, Recipe("gluteal-inhibition")
    life = PatientLife(recipe)
    for step in np.random.default_rng(1).uniform(0.01, 60.0, 200):
        life.advance(min(float(step), days - life.day), 3)
    assert life.day == days
    run = compile_run(life.resolved._replace(days=days), recipe.seed, recipe.learner)
    block = build_block([run])
    carry(block, [run], block_watch([run._replace(windows={})], [], sampling(len(run.rows.second), None)))
    assert lane_state(block, run.structure, 0).keys() == lane_state(life.block, life.structure, 0).keys()
    for area, values in lane_state(block, run.structure, 0).items():
        assert np.array_equal(values, lane_state(life.block, life.structure, 0)[area], equal_nan=True), area


def test_memory_of_a_long_life_is_bounded() -> None:
    """The clock ahead is as long after ten years as at the start."""
    life = PatientLife(Recipe("gluteal-inhibition"))
    start = len(life.run.rows.second)
    life.advance(3650.0, 10)
    assert len(life.run.rows.second) < 1.1 * start


def test_the_portrait_flows_at_the_end_of_the_lesson_too() -> None:
    """The clock goes on behind the horizon, so that the flow at the last day is not nothing."""
    life = PatientLife(Recipe("gluteal-inhibition"))
    life.advance(life.horizon, 5)
    assert max(abs(x) for x in life.panel("portrait", 0, life.task)["flow"]) > 0.0


def test_the_landscape_has_one_share_with_the_chart() -> None:
    """The ball rolls while the muscle is inhibited, and the share of the valley it ends in is that of the chart."""
    life = PatientLife(Recipe("gluteal-inhibition"))
    muscle = life.structure.names.muscles.index("gluteus_maximus_right")
    seen = []
    for day in (25.0, 60.0, 400.0):
        life.advance(day - life.day, 5)
        seen.append(life.panel("portrait", muscle, life.task))
    healthy, inhibited, after = seen
    assert healthy["now"] > 0.9 > inhibited["now"] > after["now"]
    assert {True, False} <= {p["stable"] for p in healthy["points"]} and len(healthy["points"]) == 3
    assert inhibited["lost"] == pytest.approx(0.5, abs=0.05) and abs(after["lost"]) < 0.05
    assert max(map(abs, inhibited["height"])) < 0.16  # within the fixed scale of the view
    rows, sizes = life.advance(2.0, 30), dict(life.blocks)
    first = sum(size for name, size in life.blocks[: list(sizes).index("share")])
    share = rows[:, first + after["slot"]].mean()
    nearest = min((p for p in after["points"] if p["stable"]), key=lambda p: abs(p["at"] - after["now"]))
    assert share == pytest.approx(nearest["share"], abs=0.05)


def test_a_rival_shows_its_flow_as_trial_lives_do() -> None:
    life = PatientLife(Recipe("healthy", learner="error"))
    life.advance(3.0, 5)
    assert life.panel("portrait", 0, life.task)["kind"] == "flow"


def test_a_life_changed_at_a_day_has_the_beats_of_one_that_was_so_from_the_start() -> None:
    """The moment of the change is of the new life: its maximal effort too, which follows whatever happens at once."""
    as_it_is = Recipe("gluteal-inhibition")
    without = replace(as_it_is, dropped=(1,))
    controller = Controller(PatientLife, as_it_is, threaded=False)
    controller.receive({"k": "hello"})
    for days in (40.0, 20.0):
        controller.receive({"k": "jump", "days": days})
        while controller.playback.until is not None:
            controller.turn()
        if controller.recipe != without:
            controller.change(without, 30.0)
        while controller.playback.until is not None:
            controller.turn()
    fresh = PatientLife(without)
    wanted = np.concatenate([fresh.row()[None, :], fresh.advance(60.0, 1)])
    found = controller.main.history.rows
    beats = [rows[rows[:, -1] == 1.0] for rows in (found, wanted)]
    assert len(beats[0]) == len(beats[1]) and np.array_equal(*beats, equal_nan=True)
