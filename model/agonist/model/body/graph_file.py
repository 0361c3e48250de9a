"""A graph on disk: GraphML for graph programs, node-link JSON for everything else; same graph in both."""

from __future__ import annotations

import io
import json
import os
import tempfile
from pathlib import Path
from xml.etree.ElementTree import ParseError

import networkx as nx

SUFFIXES = (".graphml", ".json")
NEEDED = {
    "muscle": ("anatomical_name", "side", "force_max_n", "l_opt_m"),
    "joint": (),
    "task": ("capacity_nm",),
}
DRIVE = ("arm_m", "length", "cos_pennation", "capacity_nm", "capacity_share")


def save(graph: nx.MultiDiGraph, path: Path | str) -> Path:
    """Write a graph as GraphML (``.graphml``) or node-link JSON (``.json``), whole or not at all.

    Returns the path. Raises ValueError for another suffix, OSError where the folder cannot be written.
    """
    path = Path(path)
    text = _graphml(graph) if _suffix(path) == ".graphml" else _json(graph)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path


def read(path: Path | str) -> nx.MultiDiGraph:
    """Read a graph that `save` wrote, or one of the same form.

    Raises:
        ValueError: no such file, another suffix, not a graph, or a node or edge that lacks what the engines need.
    """
    path = Path(path)
    suffix = _suffix(path)
    if not path.is_file():
        raise ValueError(f"{path}: there is no such graph file")
    text = path.read_text(encoding="utf-8")
    try:
        graph = _from_graphml(text) if suffix == ".graphml" else _from_json(text)
    except (ParseError, KeyError, TypeError, ValueError, nx.NetworkXException) as error:
        raise ValueError(f"{path}: is not a graph in {suffix[1:]} form ({str(error).splitlines()[0]})") from None
    check(graph, str(path))
    return graph


def check(graph: nx.MultiDiGraph, place: str = "graph") -> None:
    """Raise a ValueError, in one line, for a node or edge that lacks what the engines need."""
    for name, facts in graph.nodes(data=True):
        kind = facts.get("kind")
        if kind not in NEEDED:
            raise ValueError(f"{place}: node {name!r} has kind {kind!r}; it needs {', '.join(NEEDED)}")
        _need(facts, NEEDED[kind], f"{place}: {kind} {name!r}")
    for source, target, key, facts in graph.edges(keys=True, data=True):
        where = f"{place}: edge {key!r} from {source!r} to {target!r}"
        if key == "drives":
            _need(facts, DRIVE, where)
        elif key == "inhibits":
            _need(facts, ("gain_fluid", "gain_pain"), where)
        elif key != "mirror":
            _need(facts, ("type", "weight"), where)


def _need(facts: dict[str, object], names: tuple[str, ...], where: str) -> None:
    for name in names:
        if name not in facts:
            raise ValueError(f"{where} lacks {name!r}")


def _suffix(path: Path) -> str:
    if path.suffix not in SUFFIXES:
        raise ValueError(f"{path}: a graph is kept as {' or '.join(SUFFIXES)}, not {path.suffix!r}")
    return path.suffix


def _graphml(graph: nx.MultiDiGraph) -> str:
    buffer = io.BytesIO()
    nx.write_graphml_xml(graph, buffer)
    return buffer.getvalue().decode("utf-8")


def _from_graphml(text: str) -> nx.MultiDiGraph:
    graph = nx.read_graphml(io.BytesIO(text.encode("utf-8")), force_multigraph=True)
    for name in ("node_default", "edge_default"):
        graph.graph.pop(name, None)
    return graph


def _json(graph: nx.MultiDiGraph) -> str:
    return json.dumps(nx.node_link_data(graph, edges="edges"), indent=1, allow_nan=False) + "\n"


def _from_json(text: str) -> nx.MultiDiGraph:
    content = json.loads(text)
    if not isinstance(content, dict):
        raise TypeError("it holds no nodes and edges")
    graph = nx.node_link_graph(content, directed=True, multigraph=True, edges="edges")
    if not isinstance(graph, nx.MultiDiGraph):
        raise TypeError("it is not a directed multigraph")
    return graph
