"""The body as a Mesa model: muscles, joints and motor cortices live one row of the clock after another."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import mesa
import networkx as nx
import numpy as np

from agonist.agents import reporters
from agonist.agents.life_scenario import fields_of, is_of_mesa
from agonist.agents.units import MAIN, Joint, Member, MotorCortex, Muscle
from agonist.agents.wire import Parts, lay_links
from agonist.model import clock
from agonist.model.blocks import as_block, block_events, block_watch, build_block, sampling, sheets
from agonist.model.engine import left
from agonist.model.keys import MOST_SEED, among, flag, keyed, real, whole
from agonist.model.layout import LANES
from agonist.model.own import variant
from agonist.model.own.asked import blamed, is_blame, must_be_possible, stepper
from agonist.model.own.by_hand import ByHand
from agonist.model.own.parts import UNITS, learner_named
from agonist.model.parameters import nearest
from agonist.model.plan import Rows
from agonist.model.reading import quoted
from agonist.model.record import Record
from agonist.model.runs import Prepared, Request, as_record, prepare, sample_times, thinning
from agonist.model.scenario import Scenario
from agonist.model.shown import html
from agonist.model.units import body as order

ENGINES = ("agents", "compiled")
VERBS = ("live", "feel", "rest", "happen", "sleep", "bout", "write")  # of a body: what the compiled engine does itself
STILL = ("activation", "afferent_fluid", "afferent_pain", "effort", "torque_nm")  # of one who was removed
STILL_IN_TASK = ("activation", "command", "torque_nm", "passive_nm", "slope_nm", "capacity_nm")
SHOWN = ("activation", "excitability", "fatigued", "area", "sarcomeres", "stiffness", "hurt")  # of a muscle, in a table
MOST_ROWS = 1_000_000_000  # of a clock in one step: more than a life has
LARGEST_SEED = np.iinfo(np.int32).max


def seed_of(rng: object) -> int:
    """The seed of a run: a whole number from 0; None draws one. Raises ValueError for anything else."""
    if rng is None:
        return int(np.random.default_rng().integers(LARGEST_SEED))
    return whole("rng", rng, 0, MOST_SEED)


USUAL = {"Muscle": Muscle, "Joint": Joint, "MotorCortex": MotorCortex, "Member": Member}


class Plan(Prepared):
    """What a life is compiled from; never changed, so that copies of a body share it."""

    def __deepcopy__(self, memo: object) -> Plan:
        return self


class Body(order.Body, mesa.Model):
    """One life of a body: the clock, the plan, and an agent for each muscle, joint and task.

    Args:
        scenario: name of a scenario, path of its file, or a `Scenario`; with Mesa 4 also a scenario object of Mesa, whose
            fields (scenario, learner, engine, days, seed, collect, every, rules, knobs) say the rest.
        learner: how the motor cortex learns, one of ``agonist.agents.LEARNERS``, or a function of your own.
        rng: seed, a whole number; None draws one.
        engine: "agents" lets every agent act in Python; "compiled" lives each row in one compiled call. The numbers
            are the same to the last bit, and in both the agents show and change the state of the body.
        days: how long the life is; None takes the scenario's.
        collect: whether the data collector looks at every step.
        every: the record keeps each `every`-th row of the clock; None keeps about 4000 samples.
        muscle, joint, cortex, member: classes to use in place of the class attributes of that name with `_class`.
        rules: rules, learners and units of your own by what they stand in for, as in `agonist.run`.
        **settings: knobs of the scenario and parameters of the table, by name.

    Raises:
        ValueError: unknown scenario, learner, engine or setting, or a value out of range, in one line.
    """

    muscle_class: type[Muscle] = Muscle
    joint_class: type[Joint] = Joint
    cortex_class: type[MotorCortex] = MotorCortex
    member_class: type[Member] = Member
    rows_per_step: int = 1

    def __init__(
        self, scenario: str | Path | Scenario = MAIN, learner: str = "maintained", rng: int | None = 1,
        engine: str = "agents", days: float | None = None, *, collect: bool = True, every: int | None = None,
        muscle: type[Muscle] | None = None, joint: type[Joint] | None = None, cortex: type[MotorCortex] | None = None,
        member: type[Member] | None = None, rules: Mapping[str, object] | None = None, **settings: float,
    ) -> None:  # fmt: skip
        told: dict[str, Any] = {"scenario": scenario, "learner": learner, "engine": engine, "days": days, "seed": rng}
        told |= {"collect": collect, "every": every, "rules": rules}
        given, of_mesa = scenario, is_of_mesa(scenario)
        if of_mesa:
            told, settings = fields_of(scenario, told, settings)
        scenario, seed = told["scenario"], seed_of(told["seed"])
        named = str(scenario) if isinstance(scenario, Path) else scenario
        own = self._own(muscle, joint, cortex, member) | keyed("rules", told["rules"])
        asked = Request.of(named, settings, seed=seed, learner=told["learner"], days=told["days"], rules=own)
        self.prepared = Plan(*prepare(asked))
        super().__init__(**({"scenario": given} if of_mesa else {"rng": seed}))
        self.living, self.gone = False, frozenset[str]()  # whether a row is lived now; who was removed
        self.collects = flag("collect", told["collect"])
        self.lived, self._asked = 0, 0  # rows lived; rows that the next step was asked to live
        self._open_sheets(told["every"])
        self._people()
        self.switch(told["engine"])
        self.datacollector = reporters.collector(self)

    def _open_sheets(self, every: int | None) -> None:
        """The state of the body, its clock, and the sheets on which the record is written."""
        run = self.prepared.run
        self.every = thinning(len(run.rows.second)) if every is None else whole("every", every, 1, MOST_ROWS)
        self.block, self.events = build_block([run]), block_events([run])
        self.watch = block_watch([run], self.prepared.view.channels, sampling(len(run.rows.second), self.every))
        self.series, self.totals = sheets(self.watch)
        self.days = sample_times(run, 1)
        self.by_hand = ByHand(self.block.state)

    def _own(self, muscle: object, joint: object, cortex: object, member: object) -> dict[str, Any]:
        """Classes of the user's own, by the name of the class that they stand in for."""
        asked = {
            "Muscle": self.muscle_class if muscle is None else muscle,
            "Joint": self.joint_class if joint is None else joint,
            "MotorCortex": self.cortex_class if cortex is None else cortex,
            "Member": self.member_class if member is None else member,
        }
        return {name: cls for name, cls in asked.items() if cls is not USUAL[name]}

    def _people(self) -> None:
        """One agent for each muscle, joint and task; all start as views of the block."""
        names = self.prepared.run.structure.names
        usual = tuple((UNITS[name], cls) for name, cls in USUAL.items())
        made = variant(self.prepared.run.own, usual)
        make_muscle, make_joint, make_cortex, make_member = (made[area] for area, _ in usual)
        self.parts = Parts(
            muscles=tuple(make_muscle(self, name) for name in names.muscles),
            joints=tuple(make_joint(self, name) for name in names.joints),
            cortices=tuple(make_cortex(self, name) for name in names.tasks),
            members=tuple(make_member(task, name) for task, name in names.members),
        )
        lay_links(self)
        self.muscles = self.agents.select(set(self.parts.muscles).__contains__)
        self.joints = self.agents.select(set(self.parts.joints).__contains__)
        self.cortex: MotorCortex = self[self.prepared.resolved.watch]  # of the task that the scenario watches

    # -- time -----------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """Live `rows_per_step` rows of the clock, each a rest, what happens, then a bout or the night.

        After the last row nothing happens, and `running` is False.
        """
        last = min(self.lived + (self._asked or self.rows_per_step), len(self.days))
        self._look()
        if self.engine == "compiled":
            self._live_compiled(self.lived, last)
        else:
            self._live_agents(self.lived, last)
        self.by_hand.keep(self.block.state)
        self.lived, self._asked = last, 0
        self.running = last < len(self.days)
        if self.collects:
            self.datacollector.collect(self)

    def run_for(self, duration: float) -> None:
        """Live so many steps. Raises ValueError for what is no number from 0."""
        super().run_for(real("run_for, duration", duration, 0.0))

    def _live_agents(self, first: int, last: int) -> None:
        self.living = True
        try:
            for row in range(first, last):
                self.live(row)
        except BaseException as error:
            if is_blame(error, self.prepared.run.own):
                raise blamed(error, self.prepared.run.own) from error
            raise
        finally:
            self.living = False
        if own := self.prepared.run.own:
            must_be_possible(self.block, own)

    def leave(self, agent: Any) -> None:
        """An agent was removed: it does nothing any more, and nobody asks it. Raises ValueError in the compiled engine."""
        if self.engine == "compiled":
            raise ValueError(f"engine = 'compiled' has no body without {agent.name}; switch to 'agents' first")
        self._look()
        mine = [m for m in self.parts.members if agent in (m.muscle, m.cortex)]
        for unit, quantities in [(agent, STILL), *((member, STILL_IN_TASK) for member in mine)]:
            for name in quantities:
                if name in unit.places:
                    setattr(unit, name, 0.0)
        self.by_hand.keep(self.block.state)
        self.gone |= {agent.name}
        for crowd in (self.muscles, self.joints):
            cast(Any, crowd).discard(agent)  # sets of Mesa
        lay_links(self)

    def replaced(self, agent: object, verb: str, value: object) -> None:
        """A verb of one agent was replaced by hand. Raises ValueError in the compiled engine, which would not ask it."""
        if self.engine == "compiled":
            raise ValueError(f"engine = 'compiled' would not ask {agent!r}.{verb}; switch to 'agents' first")
        self.by_hand.verb(agent, verb, value)

    @property
    def engine(self) -> str:
        """Who lives the next row, "agents" or "compiled"."""
        return self._engine

    def switch(self, engine: str) -> None:
        """Let the other engine live on from here. Raises ValueError where it is unknown or cannot do what is asked."""
        if not among(engine, ENGINES):
            raise ValueError(f"engine = {quoted(engine)}; {nearest(engine, list(ENGINES))}")
        own = [f"{verb}()" for verb in self._own_verbs()] + list(self.by_hand.verbs)
        if engine == "compiled" and own:
            raise ValueError(f"engine = 'compiled' would not ask {', '.join(own)}; it needs engine = 'agents'")
        if engine == "compiled" and self.gone:
            raise ValueError(f"engine = 'compiled' has no body without {', '.join(sorted(self.gone))}")
        if engine == "compiled" and self.prepared.run.own:
            self._live_compiled(self.lived, self.lived)  # no row: it says now what cannot be compiled
        self._engine = engine

    def _own_verbs(self) -> tuple[str, ...]:
        """Verbs of the body that are not those of `Body`, by class or on this body alone."""
        return tuple(v for v in VERBS if v in self.__dict__ or getattr(type(self), v) is not getattr(Body, v))

    def _look(self) -> None:
        """Note what was changed by hand since the last row."""
        self.by_hand.look(self.lived, self.block.state, self.prepared.run.structure)

    def advance(self, rows: int | None = None) -> None:
        """Live many rows in one step, None for all that are left. Raises ValueError for less than one row."""
        self._asked = len(self.days) if rows is None else whole("rows", rows, 1, MOST_ROWS)
        self.step()

    def live(self, row: int) -> None:
        """One row by agents: rest, what happens, then a bout or the night."""
        now: Any = Rows(*(column[row].item() for column in self.prepared.run.rows))
        self.rest(now.rest_day, now.busy_day)
        self.happen(row)
        if now.midnight:
            self.sleep(now.second)
        self.feel()
        self.muscles.do("prepare")
        self.muscles.do("compare")
        self.joints.do("hold")
        if now.task >= 0 and (cortex := self.parts.cortices[now.task]).name not in self.gone:
            cortex.follow(now.follows)
            cortex.practise(now.reps, now.load, now.seconds, now.second, self.prepared.run.learner)
        self.write(row, now.second, now.task)

    def _live_compiled(self, first: int, last: int) -> None:
        run = self.prepared.run
        stepper(run.own)(
            self.block, run.structure.wiring, run.rows, self.events, self.watch, self.series, self.totals, run.learner,
            first, last, 1,
        )  # fmt: skip

    def happen(self, row: int) -> None:
        """Events of the plan change the body."""
        clock.happen(self.block.state, self.events, int(np.searchsorted(self.events.row, row)), row)

    def write(self, row: int, second: int, task: int) -> None:
        """Keep what the record wants of this row."""
        if self.watch.sample[row] >= 0 or self.watch.open[row]:
            clock.record(self.block.state, self.watch, self.series, self.totals, row, second, task, 1)

    # -- looking ----------------------------------------------------------------------------------------------------

    def __getitem__(self, name: str) -> Any:
        """The muscle, joint or motor cortex of this name. Raises KeyError with the nearest one."""
        known = {agent.name: agent for agent in (*self.parts.muscles, *self.parts.joints, *self.parts.cortices)}
        if not among(name, known):
            raise KeyError(f"no agent {quoted(name)} in this body; {nearest(name, list(known))}")
        return known[name]

    @property
    def learner(self) -> str:
        """How the motor cortex learns."""
        return learner_named(self.prepared.run.own, self.prepared.request.learner)

    @property
    def day(self) -> float:
        """Days lived so far."""
        return float(self.days[: self.lived][-1]) if self.lived else 0.0

    @property
    def share(self) -> dict[str, float]:
        """Share of the torque of the watched task in the last bout, by muscle; those that pull its way."""
        return {m.name: m.share for m in self.parts.members if m.cortex is self.cortex and m.learns}

    def __repr__(self) -> str:
        scenario, seed = self.prepared.resolved.scenario.name, self.prepared.request.seed
        life = f"day {self.day:g} of {float(self.days[-1]):g}, row {self.lived} of {len(self.days)}"
        who = f"{len(self.parts.muscles)} muscles, {len(self.parts.joints)} joints, tasks {', '.join(c.name for c in self.parts.cortices)}"
        return (
            f"<{type(self).__name__} of {scenario!r}, rng {seed}, learner {self.learner}, {self.engine}: {life}; {who}>"
        )

    def _repr_html_(self) -> str:
        """The muscles as they are now, for a notebook."""
        share = self.share
        rows = [[m.name, share.get(m.name, ""), *(getattr(m, n) for n in SHOWN)] for m in self.parts.muscles]
        return html(repr(self), ["muscle", "share", *SHOWN], rows)

    @property
    def graph(self) -> nx.MultiDiGraph:
        """The graph that the body was compiled from: muscles, joints, tasks and their links."""
        return self.prepared.resolved.subject.graph

    def record(self) -> Record:
        """The life so far, as the record of a run: series, readings by window, final state, recipe.

        What was changed by hand stands in the recipe: `changed_by_hand` (row before which, unit, quantity, value),
        `removed`, `own_order`; what no recipe can hold, under `cannot_be_repeated`.
        """
        self._look()
        lived = left(self.block, self.prepared.run.structure, self.series, self.totals, 0)
        record = as_record(self.prepared, lived, self.every, self.engine)
        taken = int((self.watch.sample[: self.lived] >= 0).sum())
        recipe = record.recipe | self.by_hand.recipe(self, self.gone, self._own_verbs())
        return replace(record, recipe=recipe, time_day=record.time_day[:taken], samples=record.samples[:taken])

    # -- copies -----------------------------------------------------------------------------------------------------

    def __copy__(self) -> Body:
        """A body with agents of its own: a copy that shared them would live the life of the other."""
        return copy.deepcopy(self)

    def __getstate__(self) -> dict[str, Any]:
        """What a copy needs: the numbers of the block, without the views of them."""
        return {**self.__dict__, "block": None, "state": self.block.state}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Lay views and links anew over the copy's own numbers."""
        self.__dict__.update(state)
        run = self.prepared.run
        self.block = as_block(run.structure, self.__dict__.pop("state"), [run.seed] * LANES)
        lay_links(self)
