"""A toy task for the tests of learning: a few muscles on one joint that only practise, without fatigue or tissue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from agonist.model.blocks import Channel, Run, build_block
from agonist.model.body.graph import simple
from agonist.model.body.wiring import compile_graph
from agonist.model.compiler.jit import entry
from agonist.model.layout import LANES, MEMBERS, MUSCLES, TASKS
from agonist.model.parameters import defaults
from agonist.model.plan import Rows
from agonist.model.units.body import Body
from agonist.model.units.cortex import LEARNERS


@entry
def drill(block: Any, wiring: Any, rows: Any, learner: int, first: int, last: int, torque: Any, lanes: int) -> None:
    """Bouts without rest between them; `torque` [rows, members, lanes] takes what each member does."""
    body = Body.over(block, wiring, lanes)
    for row in range(first, last):
        body.feel()
        body.muscles.do("prepare")
        body.bout(rows.task[row], rows.reps[row], rows.load[row], rows.seconds[row], rows.second[row], learner, 0.0)
        for u in range(torque.shape[1]):
            for lane in range(lanes):
                torque[row, u, lane] = block.members[(u * MEMBERS.size + MEMBERS.torque_nm) * LANES + lane]


def _columns(bouts: int, load: float, reps: float, first: int) -> Rows:
    whole = {"task": np.zeros(bouts), "second": first + np.arange(bouts), "midnight": np.zeros(bouts)}
    real = {"reps": np.full(bouts, reps), "load": np.full(bouts, load)}
    blank = np.zeros(bouts)
    return Rows(*(whole[name].astype(np.int64) if name in whole else real.get(name, blank) for name in Rows._fields))


class Toy:
    """A pattern of muscles by capacity, `seeds` side by side; canonical order is by name.

    `practise` returns the shares of torque [bouts, muscles, seeds]. Inputs are set between calls.
    """

    def __init__(
        self,
        capacities: Mapping[str, float],
        learner: str = "threshold",
        seeds: int = 1,
        seed: int = 0,
        patterns: Any = None,
        **parameters: float,
    ) -> None:
        self.structure = compile_graph(simple(capacities))
        self.names = [muscle for _, muscle in self.structure.names.members]  # a muscle without an arm takes no part
        self.learner, self.seeds, self.bouts = LEARNERS.index(learner), seeds, 0
        quiet = {"recurrent_gain": 0.0} | parameters
        self.table = table = defaults() | quiet
        runs = [
            Run(
                self.structure,
                table,
                _columns(0, 0.3, 1.0, 0),
                (),
                {},
                seed + s,
                self.learner,
                "",
                self.begin(s, patterns),
            )
            for s in range(seeds)
        ]
        self.block = build_block(runs)
        self.q = self.block.members.reshape(-1, MEMBERS.size, LANES)
        self.m = self.block.muscles.reshape(-1, MUSCLES.size, LANES)
        self.t = self.block.tasks.reshape(-1, TASKS.size, LANES)

    def begin(self, seed: int, patterns: Any) -> tuple[tuple[Channel, float], ...]:
        """Own patterns [muscles, seeds] if given."""
        own = [] if patterns is None else patterns[:, seed]
        return tuple(
            (Channel("members", (self.structure.names.tasks[0], name), "pattern"), float(w))
            for name, w in zip(self.names, own, strict=False)
        )

    def set_muscle(self, name: str, variable: str, value: float) -> None:
        """Set an input of one muscle in every lane."""
        self.m[self.structure.names.muscles.index(name), getattr(MUSCLES, variable)] = value

    def set_member(self, name: str, variable: str, value: Any) -> None:
        """Set a variable of one muscle in the task, in every lane."""
        self.q[self.names.index(name), getattr(MEMBERS, variable)] = value

    def weights(self, name: str = "fast") -> Any:
        """Weights [muscles, seeds]."""
        return self.q[:, getattr(MEMBERS, name), : self.seeds].copy()

    def practise(self, bouts: int, load: float = 0.35, reps: float = 20.0) -> Any:
        """Shares of torque over a number of bouts of `reps` repetitions at one load."""
        torque = np.zeros((bouts, len(self.names), self.seeds))
        rows = _columns(bouts, load, reps, self.bouts)
        drill(self.block, self.structure.wiring, rows, self.learner, 0, bouts, torque, self.seeds)
        self.bouts += bouts
        return torque / torque.sum(axis=1, keepdims=True)
