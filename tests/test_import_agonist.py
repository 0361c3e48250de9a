"""`import agonist`: what it offers, how fast it is, and how things show themselves."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import numpy as np
import pytest

import agonist

HEAVY = ("numpy", "mesa", "pandas", "matplotlib", "llvmlite", "scipy", "networkx", "solara")


@pytest.fixture(scope="module")
def record():
    """A short life."""
    return agonist.run("gluteal-inhibition", days=3)


def test_importing_loads_nothing():
    asked = f"import agonist, sys; dir(agonist); print(*[n for n in {HEAVY!r} if n in sys.modules], end='')"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == ""


def test_a_run_and_a_sweep_load_no_mesa():
    asked = (
        "import agonist, sys; agonist.run, agonist.sweep, agonist.Patient, agonist.cohort; print('mesa' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_every_name_is_there_and_is_offered():
    assert (agonist.__doc__ or "").startswith("Muscle imbalance") and agonist.__version__ == version("agonist")
    for name in agonist.__all__:
        assert getattr(agonist, name) is not None and name in dir(agonist)
    assert agonist.agents.Body is agonist.Body and agonist.model.scenario.Scenario is agonist.Scenario
    with pytest.raises(AttributeError, match="no attribute 'runn'; it has Body, Muscle"):
        agonist.runn  # noqa: B018


def test_the_scenarios_are_named():
    found = agonist.scenarios()
    assert found["healthy"].startswith("A healthy year") and "gluteal-inhibition" in str(found)
    assert "<td>healthy</td>" in found._repr_html_()


def test_a_record_is_a_table_and_a_figure(record):
    frame = record.to_frame()
    assert list(frame.index) == list(record.time_day) and frame.index.name == "time_day"
    assert np.array_equal(frame.filter(like="share.").to_numpy(), record.share)
    assert np.array_equal(frame["effort"], record.effort) and frame.attrs["units"]["effort"] == "activation"
    assert set(frame.attrs["units"]) == set(frame.columns) and frame.attrs["recipe"] is record.recipe
    assert record.plot(record).get_axes()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: agonist.Body(days=1.0), "Body of 'gluteal-inhibition', rng 1"),
        (lambda: agonist.Body(days=1.0)["piriformis_right"], "Muscle('piriformis_right')"),
        (lambda: agonist.Patient("leg"), "Patient 'leg'"),
        (lambda: agonist.model.scenario.load("healthy"), "Scenario 'healthy': A healthy year"),
        (lambda: agonist.cohort("healthy", 3, days=2.0), "Cohort of 'healthy': 3 people"),
    ],
)
def test_things_show_themselves_in_one_line(make, words):
    shown = repr(make())
    assert words in shown and len(shown) < 400 and "\n" not in shown


def test_a_record_shows_itself_in_one_line(record):
    assert "gluteal-inhibition" in repr(record) and "gluteus_maximus_right" in repr(record) and len(repr(record)) < 400


def test_a_notebook_sees_tables(record):
    people = agonist.cohort("healthy", 3, days=2.0)
    for thing in (record, agonist.Body(days=1.0), agonist.Body(days=1.0)["hip_right"], people):
        assert thing._repr_html_().startswith("<table>") and "<script" not in thing._repr_html_()
    assert people.to_frame().shape == (3, 2 * len(people.measures))
