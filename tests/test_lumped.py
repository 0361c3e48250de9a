"""A muscle that stands for several has what the tables say of those: simple legs have `vasti` and `hamstrings`."""

import pytest

from agonist.model.body.anatomy import load
from agonist.model.body.graph import build
from agonist.model.body.lumped import stands_for
from agonist.model.body.rates import fast_part_of, rates_of, weakening_of

BODIES = """[groups]
knee = "leg"
[body.simple_leg]
text = "Two muscles of several each"
parameters = ["p.csv"]
[[body.simple_leg.grid]]
file = "g.csv"
coordinates = { deg = "knee_flexion" }
axes = { r = "knee_flexion" }
"""
PARAMETERS = """muscle,anatomical_name,compartment,f_iso_max_n,l_opt_m,l_tendon_slack_m,penn_opt_deg
ham,hamstrings,,2500,.1,.3,0
vas,vasti,,5000,.1,.2,0
"""
GRID = "deg,muscle,r,l_fibre_norm\n0,ham,0.03,1.2\n60,ham,0.03,0.886\n0,vas,-0.04,0.8\n60,vas,-0.04,1.219\n"
TASKS = (
    '[straighten]\ntext = "Straighten the knee"\nposture = { knee_flexion = 60 }\noutput = { knee_flexion = -1.0 }\n'
)


def test_a_joint_inhibits_what_stands_for_several(tmp_path):
    for name, text in (("bodies.toml", BODIES), ("p.csv", PARAMETERS), ("g.csv", GRID), ("tasks.toml", TASKS)):
        (tmp_path / name).write_text(text)
    graph = build(load("simple_leg", folder=tmp_path), ("straighten",))
    vasti = graph.edges["knee_right", "vasti_right", "inhibits"]
    assert vasti["gain_fluid"] == pytest.approx((0.44 + 0.35 + 0.37) / 3) and vasti["mark"] == "judgement"
    assert graph.edges["knee_right", "hamstrings_right", "inhibits"]["gain_pain"] == pytest.approx(0.3)


def test_rates_are_the_mean_of_its_muscles_and_others_stay_as_they_were():
    parts = stands_for("gastrocnemius")
    assert len(parts) == 2 and not stands_for("soleus")
    assert rates_of("gastrocnemius").wasting == pytest.approx(sum(rates_of(p).wasting for p in parts) / 2)
    assert fast_part_of("gastrocnemius") == pytest.approx(sum(map(fast_part_of, parts)) / 2)
    assert weakening_of("vasti") == pytest.approx(sum(map(weakening_of, stands_for("vasti"))) / 3)
    assert weakening_of("hamstrings") == weakening_of("nobody")
