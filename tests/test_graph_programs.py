"""Graph files that other programs have read, changed and written come back as the graph they were, and run."""

import json
import re
from xml.etree import ElementTree

import networkx as nx
import pytest

from agonist.model.body.anatomy import load as load_body
from agonist.model.body.graph import build, read, save, simple
from agonist.model.runs import Request, simulate
from agonist.model.scenario import load

TASKS = ("hip_extension", "prone_leg_lift")
SCENARIO = """title = "Brought back"
days = 2
watch = "pull"
[body]
graph = "GRAPH"
[[plan]]
do = "practice"
task = "pull"
reps = 50
load = 0.3
[windows]
before = [0, 1]
"""


@pytest.fixture(scope="module")
def leg():
    return build(load_body("rlu2023", sides=("left", "right")), TASKS)


def same(one, other):
    """Equal in every node, edge, key and value."""
    return nx.utils.graphs_equal(one, other)


def through_networkx(path):
    nx.write_graphml(nx.read_graphml(path), path)


def through_networkx_without_keys(path):
    graph = nx.read_graphml(path)
    bare = nx.MultiDiGraph(**graph.graph)
    bare.add_nodes_from(graph.nodes(data=True))
    bare.add_edges_from((a, b, d) for a, b, _, d in graph.edges(keys=True, data=True))
    nx.write_graphml(bare, path)


def renumbered(path):
    """As yEd writes: nodes n0.., edges e0.., every attribute declared as text."""
    text = path.read_text()
    ids = re.findall(r'<node id="([^"]+)"', text)
    for n, name in enumerate(ids):
        text = re.sub(rf'(<node id|source|target)="{name}"', rf'\1="n{n}"', text)
    text = re.sub(r' id="(?!n\d+"|d\d+")[^"]*"', "", text)
    path.write_text(re.sub(r'attr.type="\w+"', 'attr.type="string"', text))


def as_gephi_writes(path):
    """Nodes keep their ids and get labels and places, edges get weights of 1 where they had none."""
    graph = nx.read_graphml(path, force_multigraph=True)
    for node in graph:
        graph.nodes[node].update(label=node, size=10.0, r=153, x=1.5, y=-2.5)
    plain = nx.MultiDiGraph(**graph.graph)
    plain.add_nodes_from(graph.nodes(data=True))
    for n, (a, b, facts) in enumerate(graph.edges(data=True)):
        plain.add_edge(a, b, str(n), **({"weight": 1.0} | facts))
    nx.write_graphml_xml(plain, path)


def with_a_mark_and_another_declaration(path):
    text = path.read_text()
    path.write_bytes(re.sub(r"<\?xml.*?\?>", '<?xml version="1.0" encoding="utf-16"?>', text).encode("utf-16"))


WAYS = [
    through_networkx, through_networkx_without_keys, renumbered, as_gephi_writes, with_a_mark_and_another_declaration,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_graph_that_went_through_another_program_is_the_same(leg, tmp_path, way):
    path = save(leg, tmp_path / "leg.graphml")
    way(path)
    back = read(path)
    kept = {name: {k: v for k, v in facts.items() if k in leg.nodes[name]} for name, facts in back.nodes(data=True)}
    assert kept == dict(leg.nodes(data=True))
    edges = {
        (a, b, key): {k: v for k, v in facts.items() if k in leg.edges[a, b, key]}
        for a, b, key, facts in back.edges(keys=True, data=True)
    }
    assert edges == {(a, b, key): facts for a, b, key, facts in leg.edges(keys=True, data=True)}
    if way is not as_gephi_writes:
        assert same(leg, back)


@pytest.mark.parametrize("way", [through_networkx, renumbered])
def test_it_lives_the_same_life(tmp_path, monkeypatch, way):
    """The graph is found beside its scenario, wherever one stands."""
    for name in ("a", "b"):
        path = save(simple({"strong": 1.0, "weak": 0.6, "against": -0.5}), tmp_path / f"{name}.graphml")
        (tmp_path / f"{name}.toml").write_text(SCENARIO.replace("GRAPH", path.name))
    way(tmp_path / "b.graphml")
    monkeypatch.chdir("/")
    first, second = simulate([Request.of(load(tmp_path / f"{name}.toml")) for name in ("a", "b")])
    assert first.measures and first.measures == second.measures


def test_a_value_changed_in_another_program_is_another_body(tmp_path):
    path = save(simple({"one": 1.0}), tmp_path / "g.graphml")
    graph = nx.read_graphml(path)
    graph.nodes["one"]["force_max_n"] = 3.0
    nx.write_graphml(graph, path)
    assert read(path).nodes["one"]["force_max_n"] == 3.0


def test_where_a_graph_was_looked_for_is_said(tmp_path):
    (tmp_path / "s.toml").write_text(SCENARIO.replace("GRAPH", "gone.graphml"))
    with pytest.raises(ValueError, match=re.escape(str(tmp_path / "gone.graphml"))):
        load(tmp_path / "s.toml")


def test_files_without_kinds_are_read_by_their_keys(tmp_path):
    """What was written before edges carried their kind."""
    graph = simple({"one": 1.0, "two": 0.5})
    (tmp_path / "old.json").write_text(json.dumps(nx.node_link_data(graph, edges="edges")))
    (tmp_path / "links.json").write_text(json.dumps(nx.node_link_data(graph, edges="links")))
    assert same(read(tmp_path / "old.json"), graph) and same(read(tmp_path / "links.json"), graph)


def changed(path, change):
    graph = nx.read_graphml(path, force_multigraph=True)
    change(graph)
    nx.write_graphml_xml(graph, path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda g: g.nodes["one"].update(force_max_n=-1.0), "muscle 'one': force_max_n = -1.0; it needs a number 0.01"),
        (lambda g: g.nodes["one"].update(force_max_n=float("nan")), "force_max_n = nan; it needs a number"),
        (lambda g: g.nodes["one"].update(l_opt_m=120.0), "l_opt_m = 120.0; it needs a number 0.001 to 1"),
        (lambda g: g.nodes["one"].update(name="uno"), "node 'one' has the name 'uno'; make them the same"),
        (lambda g: g.nodes["joint"].update(pain=11.0), "joint 'joint': pain = 11.0; it needs a number 0 to 10"),
        (lambda g: g.edges["one", "pull", "drives"].update(length=float("inf")), "length = inf; it needs"),
        (lambda g: g.edges["one", "pull", "drives"].update(kind="moves"), "lacks 'kind'; it is one of drives"),
        (lambda g: g.edges["one", "pull", "drives"].update(kind="mirror"), "goes from a muscle to a task; it needs"),
        (lambda g: g.edges["one", "two", "pull"].update(type="friend"), "type = 'friend'; it needs agonist"),
        (lambda g: g.edges["one", "two", "pull"].update(task="push"), "there is no task of this name"),
        (lambda g: g.add_edge("one", "pull", "again", **g.edges["one", "pull", "drives"]), "'drives' stands twice"),
        (lambda g: g.add_node("x"), "node 'x' has kind None"),
    ],
)
def test_what_no_body_can_be_is_refused_in_one_line(tmp_path, change, message):
    path = save(simple({"one": 1.0, "two": 0.5}), tmp_path / "g.graphml")
    changed(path, change)
    with pytest.raises(ValueError, match=message) as caught:
        read(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("suffix", ["graphml", "json"])
def test_a_graph_without_directions_is_refused(tmp_path, suffix):
    graph = nx.MultiGraph(simple({"one": 1.0}))
    path = tmp_path / f"g.{suffix}"
    if suffix == "json":
        path.write_text(json.dumps(nx.node_link_data(graph, edges="edges")))
    else:
        nx.write_graphml_xml(graph, path)
    with pytest.raises(ValueError, match="its edges have no direction"):
        read(path)


def test_every_edge_of_a_file_says_its_kind(tmp_path, leg):
    tree = ElementTree.parse(save(leg, tmp_path / "leg.graphml"))
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    (key,) = (
        k.get("id") for k in tree.findall("g:key", space) if k.get("attr.name") == "kind" and k.get("for") == "edge"
    )
    kinds = [e.find(f"g:data[@key='{key}']", space).text for e in tree.iterfind(".//g:edge", space)]
    assert set(kinds) == {"drives", "link", "inhibits", "mirror"}
