"""The muscle graph: roles and links from torque, files, tasks, and what a mistake is told."""

import errno
import json
import os

import networkx as nx
import pytest

from agonist.model.body import graph as graphs
from agonist.model.body.anatomy import bodies, load
from agonist.model.body.graph import Crossing, build, inhibition_table, read, save, simple
from agonist.model.body.tasks import Task, named_task, resolve, task_names

SHOULDER = tuple(name for name in task_names() if name.startswith(("scapular", "arm", "forward")))
LEG = tuple(name for name in task_names() if name not in SHOULDER)


def drives(graph, task):
    """Edges into a task, by muscle."""
    return {m: facts for m, _, key, facts in graph.in_edges(task, keys=True, data=True) if key == "drives"}


def links(graph, key):
    """Attributes of every edge with this key, by source and target."""
    return {(a, b): facts for a, b, k, facts in graph.edges(keys=True, data=True) if k == key}


def same(one, other):
    """Whether two graphs hold the same nodes, edges, keys and attributes, to the last bit."""

    def edges(graph):
        return {(a, b, k): d for a, b, k, d in graph.edges(keys=True, data=True)}

    return (
        one.graph == other.graph
        and dict(one.nodes(data=True)) == dict(other.nodes(data=True))
        and edges(one) == edges(other)
    )


@pytest.fixture(scope="module")
def leg():
    """Both legs with a few tasks."""
    return build(load("rlu2023", sides=("left", "right")), ("hip_extension", "knee_extension", "prone_leg_lift"))


# -- shares, roles, links ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", bodies())
def test_shares_of_each_side_sum_to_one(model):
    graph = build(load(model), SHOULDER if model == "thsh" else LEG)
    for task in [n for n, kind in graph.nodes(data="kind") if kind == "task"]:
        rows = drives(graph, task).values()
        for_it = [r for r in rows if r["role"] != "antagonist"]
        against = [r for r in rows if r["role"] == "antagonist"]
        assert sum(r["capacity_share"] for r in for_it) == pytest.approx(1.0)
        assert sum(r["capacity_share"] for r in against) == pytest.approx(1.0)
        assert all(r["arm_m"] > 0.0 and r["capacity_nm"] > 0.0 for r in for_it)
        assert all(r["arm_m"] < 0.0 and r["capacity_nm"] < 0.0 for r in against)
        assert graph.nodes[task]["capacity_nm"] == pytest.approx(sum(r["capacity_nm"] for r in for_it))


def test_roles_follow_from_shares(leg):
    rows = drives(leg, "hip_extension_right")
    roles = {name: row["role"] for name, row in rows.items()}
    assert roles["gluteus_maximus_right"] == roles["semimembranosus_right"] == "prime"
    assert roles["semitendinosus_right"] == "helper"
    assert roles["psoas_major_right"] == roles["rectus_femoris_right"] == "antagonist"
    assert "vastus_lateralis_right" not in rows and "gluteus_maximus_left" not in rows
    for row in rows.values():
        if row["role"] != "antagonist":
            assert (row["role"] == "prime") == (row["capacity_share"] >= 0.15)


def test_roles_change_with_posture():
    graph = build(load("rlu2023"), ("hip_extension", "hip_extension_bent"))
    straight, bent = (drives(graph, f"{t}_right") for t in ("hip_extension", "hip_extension_bent"))
    assert bent["gluteus_maximus_right"]["capacity_share"] > straight["gluteus_maximus_right"]["capacity_share"] + 0.1
    assert "semimembranosus_right" not in bent or bent["semimembranosus_right"]["capacity_share"] < 0.15


def test_links_say_what_the_source_is_to_the_target(leg):
    task = "hip_extension_right"
    rows, found = drives(leg, task), links(leg, task)
    assert len(found) == len(rows) * (len(rows) - 1)
    for (source, target), link in found.items():
        opposed = (rows[source]["role"] == "antagonist") != (rows[target]["role"] == "antagonist")
        assert (link["type"] == "antagonist") == opposed
        assert link["weight"] == rows[source]["capacity_share"]
    assert found["gluteus_maximus_right", "semitendinosus_right"]["type"] == "agonist"
    assert found["semitendinosus_right", "gluteus_maximus_right"]["type"] == "synergist"


def test_spinal_extensors_help_only_where_lumbar_extension_is_part_of_the_task(leg):
    assert "erector_spinae_right" not in drives(leg, "hip_extension_right")
    lift = drives(leg, "prone_leg_lift_right")
    assert lift["erector_spinae_right"]["role"] == lift["erector_spinae_left"]["role"] == "helper"
    assert leg.nodes["prone_leg_lift_right"]["joints"] == "hip_right lumbar"


def test_two_sides_do_the_same(leg):
    for task in ("hip_extension", "knee_extension"):
        left, right = drives(leg, f"{task}_left"), drives(leg, f"{task}_right")
        assert {m.removesuffix("_left") for m in left} == {m.removesuffix("_right") for m in right}
        for muscle, row in left.items():
            other = right[muscle.removesuffix("left") + "right"]
            assert row["capacity_nm"] == other["capacity_nm"] and row["role"] == other["role"]


def test_adding_the_other_side_changes_nothing_on_this_one(leg):
    alone = build(load("rlu2023"), ("hip_extension", "knee_extension", "prone_leg_lift"))
    for task in ("hip_extension_right", "prone_leg_lift_right"):
        assert drives(alone, task) == drives(leg, task) and links(alone, task) == links(leg, task)


def test_mirrors(leg):
    mirrors = links(leg, "mirror")
    muscles = [n for n, kind in leg.nodes(data="kind") if kind == "muscle"]
    assert len(mirrors) == len(muscles)
    assert ("soleus_left", "soleus_right") not in mirrors  # takes part in none of these tasks
    assert all((b, a) in mirrors for a, b in mirrors)
    assert not links(build(load("rlu2023"), ("knee_extension",)), "mirror")


def test_unwanted_axes_come_with_the_edge(leg):
    row = drives(leg, "hip_extension_right")["gluteus_medius_right"]
    assert row["arm_hip_adduction_right"] < -0.02


def test_idle_muscles_are_left_out_unless_asked_for():
    anatomy = load("rlu2023")
    busy, all_of_them = build(anatomy, ("knee_extension",)), build(anatomy, ("knee_extension",), idle=True)
    assert "soleus_right" not in busy and "soleus_right" in all_of_them
    assert links(busy, "knee_extension_right") == links(all_of_them, "knee_extension_right")


def test_order_of_input_does_not_matter():
    one = build(load("rlu2023", sides=("left", "right"), split=("gluteus_maximus", "adductor_magnus")), LEG)
    two = build(load("rlu2023", sides=("right", "left"), split=("adductor_magnus", "gluteus_maximus")), LEG[::-1])
    assert same(one, two) and list(one) == list(two) and list(one.edges(keys=True)) == list(two.edges(keys=True))


# -- joints --------------------------------------------------------------------------------------------------------


def test_knee_fluid_shuts_the_extensors_and_pain_also_the_flexors():
    graph = build(load("rlu2023"), ("knee_extension", "knee_flexion"))
    crossings = {m: row for (j, m), row in links(graph, "inhibits").items() if j == "knee_right"}
    # Spencer 1984: H-reflex at 60 mL
    assert crossings["vastus_medialis_right"]["gain_fluid"] == 0.44
    assert crossings["vastus_lateralis_right"]["gain_fluid"] == 0.35
    assert crossings["rectus_femoris_right"]["gain_fluid"] == 0.31
    assert 0.31 < crossings["vastus_intermedius_right"]["gain_fluid"] < 0.44
    flexor = crossings["semimembranosus_right"]
    assert flexor["gain_fluid"] == 0.0 and flexor["gain_pain"] > 0.0


def test_a_joint_inhibits_its_own_side_and_the_spine_both(leg):
    for joint, muscle in links(leg, "inhibits"):
        assert joint == "lumbar" or joint.rpartition("_")[2] == muscle.rpartition("_")[2]
    assert {("lumbar", "erector_spinae_left"), ("lumbar", "erector_spinae_right")} <= set(links(leg, "inhibits"))


def test_own_inhibition_replaces_the_table():
    graph = build(load("rlu2023"), ("knee_extension",), inhibition=[Crossing("knee", "vastus_medialis", 0.5, -0.1)])
    assert links(graph, "inhibits") == {
        ("knee_right", "vastus_medialis_right"): {
            "gain_fluid": 0.5,
            "gain_pain": -0.1,
            "mark": "judgement",
            "wasting": 1.0,
            "gain_loose": 0.0,
            "holds": 0.0,
            "flank": 0.0,
        }
    }


def test_the_inhibition_table_names_muscles_and_joints_that_exist():
    everything = [load(model) for model in bodies()]
    muscles = {m.anatomical_name for a in everything for m in a.muscles}
    joints = {j.removesuffix("_right") for a in everything for j in a.joints}
    rows = inhibition_table()
    assert {r.anatomical_name for r in rows} <= muscles and {r.joint for r in rows} <= joints
    assert len({(r.joint, r.anatomical_name) for r in rows}) == len(rows)
    assert all(-1.0 <= gain <= 1.0 for r in rows for gain in (r.gain_fluid, r.gain_pain))


# -- files ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".graphml", ".json"])
def test_round_trip_is_exact(leg, tmp_path, suffix):
    path = save(leg, tmp_path / f"leg{suffix}")
    back = read(path)
    assert isinstance(back, nx.MultiDiGraph) and same(leg, back)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert save(back, tmp_path / f"again{suffix}").read_bytes() == path.read_bytes()


def test_both_forms_hold_the_same_graph(leg, tmp_path):
    assert same(read(save(leg, tmp_path / "a.graphml")), read(save(leg, tmp_path / "a.json")))


def test_a_failed_write_leaves_the_old_file(leg, tmp_path, monkeypatch):
    path = save(simple({"one": 1.0}), tmp_path / "g.json")
    before = path.read_bytes()

    def refuse(*_):
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="no space left"):
        save(leg, path)
    assert path.read_bytes() == before and [p.name for p in tmp_path.iterdir()] == ["g.json"]


def test_files_that_are_no_graph_are_told_in_one_line(tmp_path):
    cases = {
        "a.json": ("{", "is not a graph in json form"),
        "b.json": ("[1, 2]", "is not a graph in json form"),
        "c.graphml": ("<graphml", "is not a graph in graphml form"),
        "d.gml": ("", "a graph is kept as .graphml or .json"),
    }
    for name, (text, message) in cases.items():
        (tmp_path / name).write_text(text)
        with pytest.raises(ValueError, match=message) as caught:
            read(tmp_path / name)
        assert "\n" not in str(caught.value)
    with pytest.raises(ValueError, match="there is no such graph file"):
        read(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d["nodes"][0].pop("kind"), "has kind None"),
        (lambda d: d["nodes"][1].pop("force_max_n"), "muscle 'one' lacks 'force_max_n'"),
        (lambda d: d["edges"][0].pop("arm_m"), "lacks 'arm_m'"),
    ],
)
def test_a_graph_that_lacks_something_is_refused(tmp_path, change, message):
    path = save(simple({"one": 1.0}), tmp_path / "g.json")
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))
    with pytest.raises(ValueError, match=message):
        read(path)


# -- toys and tasks ------------------------------------------------------------------------------------------------


def test_toy_bodies():
    pair = drives(simple({"first": 1.0, "second": 1.0}), "pull")
    assert [row["capacity_share"] for row in pair.values()] == [0.5, 0.5]
    uneven = drives(simple({"strong": 1.0, "weak": 0.6, "against": -0.5}), "pull")
    assert uneven["weak"]["capacity_nm"] == pytest.approx(0.6, rel=1e-4)
    assert uneven["weak"]["capacity_share"] == pytest.approx(0.375)
    assert uneven["against"]["role"] == "antagonist" and uneven["against"]["capacity_share"] == 1.0


def test_tasks_get_their_sides():
    both = load("rlu2023", sides=("left", "right"))
    assert [t.name for t in resolve(("hip_extension",), both)] == ["hip_extension_left", "hip_extension_right"]
    assert [t.name for t in resolve(("hip_extension_left", "trunk_extension"), both)] == [
        "hip_extension_left",
        "trunk_extension",
    ]
    lift = resolve(("prone_leg_lift",), load("rlu2023"))[0]
    assert lift.output == {"hip_flexion_right": -1.0, "lumbar_extension": 0.5}


def test_a_task_of_ones_own():
    mine = Task("kick", {"hip_flexion": -10, "knee_flexion": 30}, {"hip_flexion": 1.0, "knee_flexion": -1.0})
    graph = build(load("rlu2023"), (mine,))
    assert drives(graph, "kick_right")["rectus_femoris_right"]["role"] == "prime"


def test_every_task_has_a_sentence():
    assert all(len(named_task(name).text) > 10 for name in task_names())


BENT = Task("x", {"hip_flexion": 150}, {"hip_flexion": 1.0})


@pytest.mark.parametrize(
    ("tasks", "message"),
    [
        (("hip_extenson",), "unknown task 'hip_extenson'; did you mean 'hip_extension'"),
        (("hip_extension_left",), "the body has no left side; it has right"),
        (("arm_elevation",), "has no axis 'shoulder_elevation_right'"),
        (("gait", "gait"), "task gait_right stands twice"),
        ((Task("x", {}, {"hip_flexon": 1.0}),), "did you mean 'hip_flexion_right'"),
        ((Task("x", {}, {}),), "task x: needs an output"),
        ((Task("x", {"knee": 5}, {"hip_flexion": 1.0}),), "task x_right: unknown joint angle 'knee'"),
        ((BENT,), "task x_right: hip_flexion = 150 deg lies outside the table; it needs -20 to 105 deg"),
    ],
)
def test_mistakes_in_tasks_are_told_in_one_line(tasks, message):
    with pytest.raises(ValueError, match=message) as caught:
        build(load("rlu2023"), tasks)
    assert "\n" not in str(caught.value)


def test_a_table_of_inhibition_needs_sources(tmp_path):
    path = tmp_path / "inhibition.csv"
    path.write_text("joint,anatomical_name,gain_fluid,gain_pain,source,mark,text\nknee,soleus,0,0,,judgement,\n")
    with pytest.raises(ValueError, match="knee soleus: needs a source"):
        graphs.inhibition_table(path)
