"""What the instruments give back shows itself in a line, and each has a call in Python with its arguments named."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

import agonist
from agonist.experiments.axes import Axis
from agonist.experiments.cohort_told import by_chance
from agonist.experiments.instruments.bench import Bench, OnlyCost
from agonist.experiments.instruments.maps import Map
from agonist.experiments.instruments.shown import shown
from agonist.experiments.instruments.vulnerable import Victim, Vulnerable
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
        with pytest.raises(OnlyCost, match=r"\d+ lives: about \d+ (s|min) on 1 thread"):
            ask("gluteal-inhibition", days_of(ask), bench=Bench(jobs=1, only_cost=True))


def test_a_trait_is_named_where_its_correlation_is_more_than_chance():
    """The largest of 20 correlations of unrelated numbers in 100 people lies below the edge in 95 % of cohorts."""
    edge, chance = by_chance(100, 20), np.random.default_rng(1)
    made = chance.standard_normal((400, 21, 100))
    largest = [np.abs(np.corrcoef(one)[0, 1:]).max() for one in made]
    assert 0.92 < np.mean(np.array(largest) < edge) < 0.98
    assert by_chance(2, 20) == 1.0 and by_chance(100, 1) < edge < by_chance(30, 20)


def test_a_long_table_of_victims_shows_both_ends():
    names = [f"m{n:02d}_right" for n in range(40)]
    one = Victim("b", "t_right", "", 0.3, "x_right", 0.1, {"capacity": 0.1})
    many = [one._replace(muscle=name) for name in names[:-1]] + [one._replace(muscle=names[-1], dose=float("nan"))]
    told = Vulnerable(tuple(many), ()).lines()
    assert len(told) < 35 and any("and 16 between" in line for line in told)
    assert next(line for line in told if "m39" in line).split()[-5:] == ["never", "10", "%", "-", "-"]


def days_of(ask):
    """A first argument that keeps the question small."""
    return "dose=0.1:0.5:2" if ask is agonist.map else "effort.before"


def test_a_screening_refuses_a_measure_before_it_lives():
    with pytest.raises(ValueError, match=r"unknown measure 'effort.befor'; did you mean 'effort.before'\?"):
        agonist.sensitivity("gluteal-inhibition", "effort.befor")
