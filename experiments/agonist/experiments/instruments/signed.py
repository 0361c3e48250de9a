"""Signed graphs of muscles: random ones, and what of a graph may tell who is vulnerable."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx
import numpy as np
from scipy.linalg import solve_discrete_lyapunov

from agonist.model.scenario import Scenario

RANDOM_BODY = "random "
SPREAD = 0.8  # SD of the logarithm of the arms of a random body; a third of its muscles opposes


def random_body(count: int, load_part: float = 0.35, seed: int = 1) -> Scenario:
    """A random signed graph of muscles on one joint: arms log-normal, a third of them against the task.

    Raises ValueError for a count that is not 2 to 600.
    """
    if not 2 <= count <= 600:
        raise ValueError(f"a random body of {count} muscles; it needs 2 to 600")
    luck = np.random.default_rng([seed, count])
    arms = 0.03 * np.exp(SPREAD * luck.standard_normal(count))
    against = luck.random(count) < 1.0 / 3.0
    against[:2] = False
    muscles = {f"m{n:03d}": float(a * (-1.0 if b else 1.0)) for n, (a, b) in enumerate(zip(arms, against, strict=True))}
    return Scenario(
        name=f"random-{count}",
        title="A random body",
        days=100.0,
        watch="pull",
        body={"muscles": muscles},  # type: ignore[arg-type]
        plan=[{"do": "practice", "task": "pull", "reps": 320, "load": load_part}],  # type: ignore[arg-type]
    )


def graph_measures(graph: nx.MultiDiGraph, task: str, sizes: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Measures of every muscle of a task in its signed graph: capacity, in-strengths, betweenness, PageRank, controllability."""
    links = nx.DiGraph()
    links.add_nodes_from(sizes)
    for source, target, key, facts in graph.edges(keys=True, data=True):
        if key == task and "weight" in facts:
            weight = float(facts["weight"])
            links.add_edge(source, target, weight=weight, far=1.0 / max(weight, 1e-9), kind=facts["type"])
    order = list(links)
    strength = nx.to_numpy_array(links, order, weight="weight")  # [source, target]
    scaled = strength.T / (1.0 + np.linalg.svd(strength, compute_uv=False)[0])
    control = np.diag(solve_discrete_lyapunov(scaled.T, np.eye(len(order))))
    between, rank = nx.betweenness_centrality(links, weight="far"), nx.pagerank(links.reverse(), weight="weight")
    found = {}
    for n, muscle in enumerate(order):
        if muscle in sizes:
            came = links.in_edges(muscle, data=True)
            found[muscle] = {
                "capacity": sizes[muscle],
                "inhibition by the pool": sum(d["weight"] for _, _, d in came if d["kind"] != "antagonist"),
                "inhibition by antagonists": sum(d["weight"] for _, _, d in came if d["kind"] == "antagonist"),
                "betweenness": float(between[muscle]),
                "PageRank as a source": float(rank[muscle]),
                "controllability": float(control[n]),
                "muscles of the task": float(len(sizes)),
            }
    return found
