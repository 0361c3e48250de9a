"""The life behind the page says the same as the measures of a run."""

from __future__ import annotations

import numpy as np
import pytest

from agonist.model.engine import index_of
from agonist.model.measures import onsets_ms, view
from agonist.viz.patient_life import PatientLife
from agonist.viz.recipe import Recipe

DAYS = (3.0, 45.0, 110.0)  # before, during and after the inhibition


@pytest.fixture(scope="module")
def life() -> PatientLife:
    return PatientLife(Recipe("gluteal-inhibition"))


def onsets_of(life: PatientLife, row: np.ndarray) -> np.ndarray:
    """The onsets in a row of the page, one for each member."""
    sizes = dict(life.blocks)
    first = sum(size for name, size in life.blocks[: list(sizes).index("onset")])
    return row[first : first + sizes["onset"]]


def test_no_onset_is_known_before_the_first_bout(life):
    assert life.day == 0.0 and np.isnan(onsets_of(life, life.row())).all()


@pytest.mark.parametrize("day", DAYS)
def test_the_raster_shows_the_onsets_of_the_measures(life, day):
    """The same state, the same function; the page counts from the movement on, in float32, hence 1e-6."""
    life.advance(day - life.day, 10)
    shown, members = onsets_of(life, life.row()), list(life.structure.names.members)
    for task in life.structure.names.tasks:
        seen = view(life.structure, task)
        state = life.block.state[[index_of(life.structure, channel) for channel in seen.channels]]
        for muscle, onset in onsets_ms(seen, state, life.resolved).items():
            assert shown[members.index((task, muscle))] == pytest.approx(-onset, rel=1e-6, abs=1e-3, nan_ok=True)
    watched = onsets_ms(view(life.structure, life.resolved.watch), _state(life), life.resolved)
    assert np.isfinite(list(watched.values())).all()


def _state(life: PatientLife) -> np.ndarray:
    seen = view(life.structure, life.resolved.watch)
    return life.block.state[[index_of(life.structure, channel) for channel in seen.channels]]
