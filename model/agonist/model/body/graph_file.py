"""A graph on disk: GraphML for graph programs, node-link JSON for everything else; same graph in both."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import tempfile
import warnings
from pathlib import Path
from xml.etree.ElementTree import ParseError

import networkx as nx

from agonist.model.body.graph_check import check, marked, restored
from agonist.model.body.graph_follows import follow
from agonist.model.body.own_folder import sizes_of, tell_forces
from agonist.model.reading import beside, is_there, parsed_json, read_text, told_path, without_comments

SUFFIXES = (".graphml", ".json")


def save(graph: nx.MultiDiGraph, path: Path | str) -> Path:
    """Write a graph as GraphML (``.graphml``) or node-link JSON (``.json``), whole or not at all.

    Returns the path. Raises ValueError for another suffix, OSError where the folder cannot be written.
    """
    path = Path(path)
    text = _graphml(graph) if _suffix(path) == ".graphml" else _json(graph)
    try:
        _put(path, text.encode("utf-8"))
    except OSError as error:
        error.filename = str(path)  # and not that of a temporary file, or none
        raise
    return path


def _put(path: Path, content: bytes) -> None:
    """Write a file beside its place, and move it there when all of it is on the disk."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        try:
            rest = memoryview(content)
            while len(rest):
                rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink(missing_ok=True)
        raise


def read(path: Path | str) -> nx.MultiDiGraph:
    """Read a graph that `save` wrote, as it is or after another program has read, changed and written it.

    What an edge is stands in its attribute ``kind`` (and ``task``), the name of a node in ``name``: programs that give
    new numbers to nodes and edges keep these. Numbers that came back as texts are numbers again.

    Raises:
        ValueError: no such file, another suffix, not a directed graph, or a node or edge that lacks what the engines
            need, or holds a value that cannot be; one line that names it.
    """
    path = Path(path)
    suffix = _suffix(path)
    if not is_there(path):
        raise ValueError(f"{told_path(path)}: there is no such graph file{beside(path)}")
    text = read_text(path)
    try:
        graph = _from_graphml(text) if suffix == ".graphml" else _from_json(text, str(path))
    except (
        ParseError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        RecursionError,
        nx.NetworkXException,
    ) as error:
        said = (str(error).splitlines() or [type(error).__name__])[0].removeprefix(f"{path}: ")[:200]
        raise ValueError(f"{path}: is not a graph in {suffix[1:]} form ({said})") from None
    graph = restored(graph, str(path))
    check(graph, str(path))
    follow(graph, str(path))
    _tell_forces(graph, str(path))
    return graph


def _tell_forces(graph: nx.MultiDiGraph, place: str) -> None:
    """Warn where the forces of one side are those of no body."""
    muscles = [facts for _, facts in graph.nodes(data=True) if facts.get("kind") == "muscle"]
    one = [facts for facts in muscles if facts["side"] == muscles[0]["side"]]
    tell_forces(place, sizes_of((str(f["anatomical_name"]), float(f["force_max_n"]), float(f["l_opt_m"])) for f in one))


def _suffix(path: Path) -> str:
    ending = path.suffix.lower()
    if ending not in SUFFIXES:
        hint = "; export it as GraphML" if ending in (".gexf", ".gml", ".net", ".dot", ".graphmlz") else ""
        raise ValueError(f"{path}: a graph is kept as {' or '.join(SUFFIXES)}, not {path.suffix!r}{hint}")
    return ending


def _graphml(graph: nx.MultiDiGraph) -> str:
    buffer = io.BytesIO()
    nx.write_graphml_xml(marked(graph), buffer)
    return buffer.getvalue().decode("utf-8")


def _from_graphml(text: str) -> nx.Graph:
    if len(re.findall(r"<graph[\s>]", without_comments(text))) > 1:
        raise ValueError("it holds more than one graph, or one within another")
    plain = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)  # it is decoded already, whatever it says of its encoding
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of a file that is flawed: what comes of it is checked
        graph = nx.read_graphml(io.BytesIO(plain.encode("utf-8")), force_multigraph=True)
    for name in ("node_default", "edge_default"):
        graph.graph.pop(name, None)
    return graph


def _json(graph: nx.MultiDiGraph) -> str:
    return json.dumps(nx.node_link_data(marked(graph), edges="edges"), indent=1, allow_nan=False) + "\n"


def _from_json(text: str, place: str) -> nx.Graph:
    content = parsed_json(text, place)
    if not isinstance(content, dict):
        raise TypeError("it holds no nodes and edges")
    edges = "links" if "links" in content and "edges" not in content else "edges"  # as networkx wrote them before 3.4
    for key in ("nodes", edges):
        if not isinstance(content.get(key), list) or not all(isinstance(one, dict) for one in content[key]):
            raise TypeError(f"{key!r} is no list of tables; networkx writes this form with node_link_data")
    return nx.node_link_graph(content, directed=True, multigraph=True, edges=edges)
