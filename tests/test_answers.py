"""What the instruments give back shows itself in a line, and each has a call in Python with its arguments named."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

import agonist
from agonist.experiments.axes import Axis
from agonist.experiments.instruments.bench import Bench, OnlyCost
from agonist.experiments.instruments.maps import Map
from agonist.experiments.instruments.shown import shown
from agonist.viz.figures.charts import map_figure

INSTRUMENTS = (
    "loop", "phase", "basin", "threshold", "map", "ablate", "sensitivity", "vulnerable", "treat", "synergies", "warning",
)  # fmt: skip
DAYS = np.array([0.0, 6.25, 12.5, 25.0])
FOUND = Map(
    "s", "soleus_right", "maintained", Axis("dose", np.linspace(0, 0.9, 3), "1"), Axis("held_days", DAYS, "day"),
    np.linspace(0, 1, 12).reshape(4, 3, 1),
)  # fmt: skip


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_every_instrument_names_its_arguments(name):
    told = inspect.signature(getattr(agonist, name)).parameters
    assert not [p for p in told.values() if p.kind is p.VAR_KEYWORD]
    assert "bench" in told


def test_an_answer_shows_itself_in_a_line_and_in_a_notebook_as_its_table():
    assert repr(FOUND) == "<Map of s, soleus_right, maintained: lines(), rows(), as_json(), figures()>"
    assert FOUND._repr_html_().startswith("<pre>part of its share that soleus has not got back")


def test_what_an_answer_is_about_may_lie_within():
    @shown
    class Found:
        sources = ()
        found = FOUND

        def lines(self):
            return ["a < b"]

    assert repr(Found()).startswith("<Found of s, soleus_right, maintained: ")
    assert Found()._repr_html_() == "<pre>a &lt; b</pre>"


def test_a_map_has_a_row_a_cell():
    rows = FOUND.rows()
    assert len(rows) == 12 and rows[3] == {"dose": 0.0, "held_days": 6.25, "lost": 3 / 11, "given_up": 0.0}


def test_days_that_are_halved_stand_side_by_side_in_the_figure():
    axis = map_figure(FOUND).axes[0]
    assert list(axis.get_yticks()) == [0, 1, 2, 3]
    assert [label.get_text() for label in axis.get_yticklabels()] == ["0", "6.25", "12.5", "25"]
    assert len(axis.get_xticks()) != 3  # doses stand evenly, and keep their scale


def test_a_map_and_a_screening_say_their_cost_first():
    for ask in (agonist.map, agonist.sensitivity):
        with pytest.raises(OnlyCost, match=r"\d+ lives: about \d+ s on 1 threads"):
            ask("gluteal-inhibition", days_of(ask), bench=Bench(jobs=1, only_cost=True))


def days_of(ask):
    """A first argument that keeps the question small."""
    return "dose=0.1:0.5:2" if ask is agonist.map else "effort.before"


def test_a_screening_refuses_a_measure_before_it_lives():
    with pytest.raises(ValueError, match=r"unknown measure 'effort.befor'; did you mean 'effort.before'\?"):
        agonist.sensitivity("gluteal-inhibition", "effort.befor")
