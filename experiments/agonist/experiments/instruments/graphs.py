"""The muscle graphs that an answer of `agonist vulnerable` is about, for those who want to measure them otherwise."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import networkx as nx

from agonist.experiments.instruments.places import daily
from agonist.experiments.instruments.signed import RANDOM_BODY, random_body
from agonist.experiments.kept import ENDING, without_rules
from agonist.model.body.anatomy import bodies
from agonist.model.scenario import Scenario, resolve

MOST = 100  # muscles of a graph that is kept: links grow with their square, and a random one is had by its size


def graphs_of(answer: object, kept: Path) -> Iterator[tuple[str, nx.MultiDiGraph]]:
    """Name and graph of every body and task that an answer tried; scenarios of somebody's own lie in the folder `kept`.

    What is not here any more is passed over.
    """
    victims = answer.get("victims") if isinstance(answer, Mapping) else None
    tried = [v for v in victims if isinstance(v, Mapping)] if isinstance(victims, list) else []
    for body, task in dict.fromkeys((str(v.get("body")), str(v.get("task"))) for v in tried):
        with contextlib.suppress(ValueError, OSError):
            graph = resolve(_scenario(body, task, kept)).subject.graph
            if len(graph) <= MOST:
                yield f"{body}-{task}".replace(" ", "-").replace("/", "-"), graph


def _scenario(body: str, task: str, kept: Path) -> Scenario:
    if body.startswith(RANDOM_BODY):
        return random_body(int(body.removeprefix(RANDOM_BODY)))
    if body in bodies():
        return daily(body, task.removesuffix("_right"))
    own = kept / f"{Path(body).name}{ENDING}"
    return without_rules(own if own.is_file() else body)
