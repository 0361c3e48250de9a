"""`agonist graph`: the muscle graph of a scenario, to look at, to save and to change."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from agonist.experiments.commands import Commands, add_command, add_json, print_json
from agonist.experiments.options import add_scenario

if TYPE_CHECKING:
    from networkx import MultiDiGraph

    from agonist.model.scenario import Resolved

KEPT, DRAWN = (".graphml", ".json"), (".png", ".svg")


def add(subparsers: Commands) -> None:
    """The options of `agonist graph`."""
    parser = add_command(
        subparsers,
        "graph",
        "show or save the muscle graph of a scenario",
        "agonist graph gluteal-inhibition --out hip.graphml",
    )
    add_scenario(parser)
    parser.add_argument("--task", metavar="NAME", help="the task in question (default: the one that is watched)")
    parser.add_argument(
        "--out", metavar="FILE", help="save it: .graphml or .json to change and run again, .png or .svg as a drawing"
    )
    add_json(parser)


def call(arguments: argparse.Namespace) -> int:
    """Show, draw or save the graph; 0 done."""
    from agonist.model.scenario import load, resolve

    if arguments.out and Path(arguments.out).suffix.lower() not in (*KEPT, *DRAWN):
        raise ValueError(f"--out {arguments.out}: it needs a file with the ending {', '.join((*KEPT, *DRAWN))}")
    resolved = resolve(load(arguments.scenario))
    graph = resolved.subject.graph
    task = _task(resolved, arguments.task)
    if arguments.out:
        _save(graph, task, Path(arguments.out))
    if arguments.json:
        import networkx as nx

        print_json(nx.node_link_data(graph, edges="edges"))
    else:
        print("\n".join(lines(graph, task)))
        if arguments.out:
            print(f"written: {arguments.out}")
    return 0


def _task(resolved: Resolved, asked: str | None) -> str:
    if asked is None:
        return str(resolved.watch)
    found = resolved.subject.tasks(asked)
    if len(found) > 1:
        raise ValueError(f"--task {asked}: it is {' and '.join(found)}; name one of them")
    return str(found[0])


def _save(graph: MultiDiGraph, task: str, path: Path) -> None:
    if path.suffix.lower() not in DRAWN:
        from agonist.model.body.graph import save

        path.parent.mkdir(parents=True, exist_ok=True)
        save(graph, path)
        return
    from agonist.viz.figures.charts import write_figure
    from agonist.viz.figures.muscle_graph import graph_figure

    write_figure(graph_figure(graph, task), path)


def lines(graph: MultiDiGraph, task: str) -> list[str]:
    """Who works for a task and who against it, with capacity, arm and role."""
    from agonist.experiments.summary import percent, plain, table

    drives = [(m, facts) for m, _, key, facts in graph.in_edges(task, keys=True, data=True) if key == "drives"]
    drives.sort(key=lambda d: (d[1]["role"] == "antagonist", -d[1]["capacity_share"], d[0]))
    head = [f"{plain(task)}: {graph.nodes[task].get('text', '')}", "share of its side", "N m", "arm, mm", "role"]
    rows = [
        [
            f"  {plain(m)}",
            percent(f["capacity_share"]),
            f"{f['capacity_nm']:.0f}",
            f"{1000 * f['arm_m']:.0f}",
            f["role"],
        ]
        for m, f in drives
    ]
    kinds = [facts["kind"] for _, facts in graph.nodes(data=True)]
    counted = ", ".join(f"{kinds.count(kind)} {kind}s" for kind in ("muscle", "joint", "task"))
    return [*table(head, rows), "", f"the whole graph: {counted}, {graph.number_of_edges()} links"]
