"""The agents are Mesa's in every way that users expect: inspected, replaced, copied, collected, run in batches."""

from __future__ import annotations

import ast
import copy
import pickle
from pathlib import Path

import mesa
import networkx as nx
import numpy as np
import pytest
from agents_driver import same, state

from agonist.agents import Body, Joint, Member, MotorCortex, Muscle, body
from agonist.model.runs import Request, prepare
from agonist.model.units import unit
from agonist.model.units.recruiter import SWEEPS

pytestmark = pytest.mark.filterwarnings("error")
AGENTS = Path(__file__).parent.parent / "agents"

# -- agents -----------------------------------------------------------------------------------------------------------


def test_agents_show_and_change_the_state_of_either_engine():
    for engine in body.ENGINES:
        one = Body(engine=engine, days=1.0)
        one.run_for(3)
        muscle = one["gluteus_maximus_right"]
        before = muscle.excitability
        muscle.inhibition = 0.4
        one.step()
        assert before == 1.0 and muscle.excitability == pytest.approx(0.6)
        assert 0.0 < muscle.activation == muscle.members["hip_extension_right"].activation
        assert one.cortex.effort > 0.0 and one["hip_right"].effusion_ml == 0.0


def test_agents_are_of_mesa():
    one = Body(days=1.0)
    kinds = {Muscle: 13, Joint: 4, MotorCortex: 1}
    assert {kind: len(agents) for kind, agents in one.agents_by_type.items()} == kinds
    assert all(isinstance(agent, mesa.Agent) for agent in one.agents)
    assert max(one.muscles.get("force_max_n")) > 500.0
    assert list(one.muscles.select(lambda m: m.name.startswith("gluteus_max"))) == [one["gluteus_maximus_right"]]
    assert "area" in one["piriformis_right"].inspect() and Muscle.hurt.__doc__


class Deaf(Muscle):
    """A muscle that feels no joint, and counts how often it was asked."""

    asked = 0

    def feel(self) -> None:
        """Feel nothing."""
        self.asked += 1


class Alone(Member):
    """A member that senses no neighbour, and counts what it does."""

    acted = 0

    def oppose(self) -> None:
        """Hear no antagonist."""
        self.opposing = 0.0

    def sense(self) -> None:
        """Hear no synergist."""

    def act(self) -> None:
        """Act as any member does."""
        self.acted += 1
        super().act()


class Fixed(MotorCortex):
    """A motor cortex that does not correct its effort."""

    def correct(self) -> None:
        """Leave it."""


class Deafness(Body):
    """A body of deaf muscles."""

    muscle_class, member_class = Deaf, Alone


@pytest.mark.parametrize("make", [lambda: Body(muscle=Deaf, member=Alone, days=1.0), lambda: Deafness(days=1.0)])
def test_muscles_and_members_can_be_replaced(make):
    one = make()
    one.advance(3)
    assert {type(m) for m in one.muscles} == {Deaf}
    assert all(member.opposing == member.pooled == 0.0 for member in one.cortex.members)
    assert {m.acted for m in one.cortex.learners} == {3 * (SWEEPS + 1)}
    assert min(m.asked for m in one.muscles) >= 3
    other = pickle.loads(pickle.dumps(one))
    assert {m.acted for m in other.cortex.learners} == {3 * (SWEEPS + 1)}
    assert not other.datacollector.get_agenttype_vars_dataframe(Muscle).empty


class Counts(Muscle):
    """A muscle that counts in a way that only Python knows."""

    felt: dict[str, int] = {}

    def feel(self) -> None:
        """As any muscle does."""
        super().feel()
        self.felt[self.name] = self.felt.get(self.name, 0) + 1


def test_the_compiled_engine_refuses_what_it_cannot_ask():
    class Hasty(Body):
        def rest(self, rest_day: float, busy_day: float) -> None:
            """Do nothing."""

    with pytest.raises(
        ValueError, match=r"Counts cannot be compiled \(.*; run and Body take it as it is with engine = 'agents'"
    ):
        Body(muscle=Counts, engine="compiled", days=1.0)
    with pytest.raises(ValueError, match=r"would not ask rest\(\)"):
        Hasty(days=1.0).switch("compiled")
    with pytest.raises(ValueError, match="engine = 'agent'; did you mean 'agents'"):
        Body(days=1.0).switch("agent")


def test_other_parts_can_be_replaced():
    class Silent(Member):
        def act(self) -> None:
            self.activation = self.torque_nm = self.slope_nm = 0.0

    stuck, silent = Body(cortex=Fixed, days=1.0), Body(member=Silent, days=1.0)
    stuck.step()
    silent.step()
    assert stuck.cortex.effort == pytest.approx(0.35) and silent.cortex.failed == 1.0
    assert set(silent.share.values()) == {0.0}


def test_no_quantity_hides_a_part_of_an_agent():
    taken = {*dir(mesa.Agent), *dir(unit.Unit), "name", "task", "model", "unique_id", "pos"}
    for kind in (Muscle, Joint, MotorCortex, Member, unit.Parameters, unit.Axis, unit.Crossing):
        own = {
            *taken,
            *kind.links,
            *(n for n, x in vars(kind).items() if not isinstance(x, property) or x.fset is None),
        }
        assert not own & set(unit.quantities(kind.kept_in)), kind.__name__


def test_agents_do_not_calculate():
    """Only the model class may add a row to a row: all other arithmetic is in the rules."""
    wrong = []
    for path in (AGENTS / "agonist" / "agents").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            sums = isinstance(node, ast.BinOp | ast.AugAssign) and not isinstance(node.op, ast.BitOr)
            allowed = path.name == "body.py" and isinstance(getattr(node, "op", None), ast.Add)
            called = isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("sum", "pow", "abs", "divmod")
            if (sums and not allowed and not is_list_of_names(node)) or called:
                wrong.append(f"{path.name}:{node.lineno}")
    assert not wrong


def is_list_of_names(node: ast.AST) -> bool:
    """A list of seeds, one for each lane: ``[seed] * LANES``."""
    return isinstance(node, ast.BinOp) and isinstance(node.left, ast.List)


# -- copies, records, batches ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", body.ENGINES)
@pytest.mark.parametrize("copied", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))], ids=["deepcopy", "pickle"])
def test_copies_live_on_alone(engine, copied):
    one = Body(engine=engine, days=2.0)
    one.run_for(5)
    two = copied(one)
    two.run_for(30)
    assert not same(one, two)
    one.run_for(30)
    assert same(one, two) and one.time == two.time
    assert one.datacollector.model_vars == two.datacollector.model_vars
    two["gluteus_maximus_right"].inhibition = 0.5
    two.step()
    one.step()
    assert not same(one, two)


def test_a_record_of_half_a_life():
    one = Body(days=2.0, collect=False)
    one.run_for(20)
    record = one.record()
    assert len(record.time_day) == len(record.samples) == 20 and record.time_day[-1] == one.day
    assert not np.isnan(record.share).any()


def test_the_data_collector():
    one = Body(days=1.0)
    one.run_for(4)
    of_body, of_muscles = (
        one.datacollector.get_model_vars_dataframe(),
        one.datacollector.get_agenttype_vars_dataframe(Muscle),
    )
    assert list(of_body["day"]) == sorted(of_body["day"]) and of_body["day"].iloc[-1] == one.day
    shares = of_body.filter(like="share.").iloc[-1]
    assert shares.sum() == pytest.approx(1.0) and dict(shares) == {f"share.{m}": x for m, x in one.share.items()}
    last = of_muscles.loc[4.0].set_index("muscle")
    assert dict(last["activation"]) == {m.name: m.activation for m in one.muscles}
    assert {"excitability", "share", "weight"} <= set(last.columns)


def test_mesa_runs_batches():
    batch_run = pytest.importorskip("mesa.batchrunner", reason="Mesa 4 has none").batch_run
    rows = batch_run(
        Body,
        {"scenario": "gluteal-inhibition", "dose": [0.2, 0.6], "days": 1.0},
        rng=[1, 2],
        max_steps=6,
        display_progress=False,
    )
    assert len(rows) == 4 * 13
    assert {(row["dose"], row["rng"], row["Step"]) for row in rows} == {(d, s, 6.0) for d in (0.2, 0.6) for s in (1, 2)}
    assert all(row["effort"] > 0.0 for row in rows)


def test_mesa_draws_a_seed_where_none_is_given():
    batch_run = pytest.importorskip("mesa.batchrunner", reason="Mesa 4 has none").batch_run
    rows = batch_run(Body, {"scenario": "healthy", "days": 1.0}, rng=[None, None], max_steps=2, display_progress=False)
    assert len({row["effort"] for row in rows}) == 2


# -- time ------------------------------------------------------------------------------------------------------------


def test_a_life_ends():
    one = Body(days=1.0, engine="compiled")
    one.run_model()
    assert one.day == 1.0 and not one.running and one.lived == len(one.days) == one.time
    before = state(one)
    one.step()
    assert all(np.array_equal(before[area], state(one)[area]) for area in before)


def test_events_of_mesa_meet_the_body():
    class Swelling(Body):
        def swell(self) -> None:
            self["hip_right"].effusion_ml = 40.0

    one = Swelling(days=1.0)
    one.schedule_event(one.swell, at=2.5)
    one.run_for(2)
    assert one["hip_right"].effusion_ml == 0.0
    one.run_for(2)
    assert one["hip_right"].effusion_ml > 20.0 and one["gluteus_maximus_right"].excitability < 1.0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"dos": 0.5}, "unknown setting 'dos'; did you mean 'dose'?"),
        ({"dose": 3.0}, "dose = 3 is out of range"),
        ({"dose": float("nan")}, "dose = nan; it needs a number"),
        ({"scenario": "gluteal"}, "unknown scenario 'gluteal'"),
        ({"learner": "hebb"}, "unknown learner 'hebb'"),
        ({"engine": "agent"}, "engine = 'agent'; did you mean 'agents'?"),
        ({"rng": 1.5}, "rng = 1.5; it needs a whole number from 0"),
        ({"rng": -1}, "rng = -1; it needs a whole number from 0"),
        ({"rng": True}, "rng = True; it needs a whole number from 0"),
        ({"days": -1.0}, "days = -1 is out of range"),
    ],
)
def test_mistakes_are_told_in_one_line(options, words):
    with pytest.raises(ValueError) as caught:
        Body(**options)
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_more_mistakes():
    one = Body(days=1.0)
    with pytest.raises(ValueError, match="every = 0; it needs a whole number from 1"):
        Body(every=0)
    with pytest.raises(AttributeError):
        one.learner = "use"
    with pytest.raises(ValueError, match="rows = 0; it needs a whole number from 1"):
        one.advance(0)
    with pytest.raises(KeyError, match="did you mean 'piriformis_right'"):
        one["piriformis"]


def test_seeds_of_numpy_are_seeds():
    assert same(Body(rng=np.int64(7), days=1.0), Body(rng=7, days=1.0))
    assert Body(rng=np.int64(7), days=1.0).record().recipe["seed"] == 7


def test_the_graph_of_a_body():
    one = Body(days=1.0)
    assert isinstance(one.graph, nx.MultiDiGraph) and {m.name for m in one.muscles} <= set(one.graph)
    assert one.prepared.run.structure is prepare(Request.of("gluteal-inhibition")).run.structure


def test_a_day_at_a_step():
    class DayByDay(Body):
        rows_per_step = 17

    days, rows = DayByDay(days=3.0, every=17), Body(days=3.0)
    days.run_for(2)
    rows.advance(34)
    assert same(days, rows) and days.day == 2.0 and days.time == 2.0
    assert len(days.record().samples) == 2
