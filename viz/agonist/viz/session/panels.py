"""Views of one moment that need the model: what happens when, flow of the share, torque over angle."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from agonist.model import folds, turning
from agonist.model.blocks import Channel, as_block, block_events, index_of
from agonist.model.body import tasks
from agonist.model.layout import AREAS, LANES
from agonist.model.own.asked import stepper
from agonist.model.own.variant import in_force
from agonist.model.plan import SECONDS_PER_DAY, Impulse
from agonist.model.rules import fibres, recruitment, tissue
from agonist.model.rules import muscle as muscle_rules
from agonist.model.scenario import Resolved
from agonist.model.vocabulary import WORDS, Effects, apply

if TYPE_CHECKING:
    from collections.abc import Callable

    from agonist.model.body.anatomy import Anatomy
    from agonist.model.body.wiring import Floats, Ints
    from agonist.viz.session.patient_life import PatientLife

GRID = 32  # shares at which the flow is asked for; a multiple of LANES
REPLICATES = 3  # seeds over which the flow is averaged
FLOW_DAYS = 2.0
FINE = 121  # gains of a landscape
UNSAID = ("day", "days", "weeks", "hours", "minutes", "side")


def label_of(
    word: str,
    arguments: dict[str, object],
    say: Callable[[str], str] = str,
    write: Callable[[float], str] = "{:g}".format,
) -> str:
    """What a mark says: the word, whom it is about, and its numbers by name; `say` and `write` put it into a language."""
    said = {k: v for k, v in arguments.items() if k not in UNSAID and isinstance(v, str | float | int)}
    names = [say(v.replace("_", " ")) for v in said.values() if isinstance(v, str) and v]
    shown = names + [f"{say(k.replace('_', ' '))} {write(v)}" for k, v in said.items() if not isinstance(v, str)]
    return f"{say(word)}: {', '.join(shown)}" if shown else say(word)


def turned(arguments: Any, knobs: dict[str, float], place: str) -> dict[str, Any]:
    """Arguments of a plan entry with the knobs put in."""
    return {k: turning.turned(v, knobs, place) for k, v in arguments}


def told(resolved: Resolved, word: str, arguments: dict[str, object], effects: Effects) -> dict[str, Any]:
    """What the view needs to say a word in the reader's language: whom it is about, and its numbers with their units.

    Where its first number is nothing and holds nothing, what is left of it is the practice that it asks for.
    """
    kinds = WORDS[word].arguments
    given = {a.name: arguments.get(a.name, a.default) for a in kinds}
    who = next(
        (given[a.name] for kind in ("muscle", "joint", "task") for a in kinds if a.kind == kind and given[a.name]), ""
    )
    first = next((given[a.name] for a in kinds if a.kind == "number" and a.name not in UNSAID), None)
    if first == 0 and effects.practices and _doing(resolved, effects) == effects.practices:
        word, who = "practice", given.get("task") or who
    names, side = resolved.subject.structure.names, arguments.get("side")
    both = {n.rpartition("_")[2] for n in names.muscles} >= {"left", "right"}
    numbers = {
        a.name: [float(v), a.unit] for a in kinds if a.kind == "number" and isinstance(v := given[a.name], int | float)
    }
    return {
        "word": word,
        "who": f"{who}_{side}" if who and both and side in ("left", "right") else who,
        "numbers": numbers,
    }


def marks(resolved: Resolved) -> list[dict[str, Any]]:
    """What happens when: day, until (None for what is done at once), label; left out is what lasts all along or does nothing."""
    found = []
    for word, arguments in resolved.scenario.plan:
        said = turned(arguments, resolved.knobs, resolved.scenario.name)
        effects, spans = doing(resolved, word, said)
        if not spans:
            continue
        first, last = min(a for a, _ in spans), max(b for _, b in spans)
        if first > 0.0 or last < resolved.days:
            until = None if last <= first else min(last, 1e6)
            found.append(
                {"day": first, "until": until, "label": label_of(word, said), **told(resolved, word, said, effects)}
            )
    return found


def doing(resolved: Resolved, word: str, said: dict[str, object]) -> tuple[Effects, list[tuple[float, float]]]:
    """What a word does, and from when to when it changes something; no span where its number is nothing."""
    effects = Effects()
    apply(resolved.subject, word, said, effects)
    spans = [(i.day, i.day) for i in effects.impulses if not _as_it_is(resolved, i)]
    return effects, spans + [(h.from_day, h.to_day) for h in _doing(resolved, effects)]


def _as_it_is(resolved: Resolved, impulse: Impulse) -> bool:
    """Whether an impulse sets a number of the model to what it is anyway."""
    known = impulse.area == "parameters" and impulse.op == "set"
    return known and resolved.parameters.get(impulse.variable) == impulse.value


def _doing(resolved: Resolved, effects: Effects) -> list[Any]:
    """What lasts of a word and changes something: no input held where it rests anyway, no posture of no hours."""
    resting = resolved.subject.resting
    held = [e for e in effects.exposures if e.value != resting(e.area, e.unit, e.variable)]
    paused = [pause for _, _, pause in effects.pauses]
    return [*held, *effects.practices, *(p for p in effects.postures if p.hours != 0.0), *paused]


class _Flow:
    """The members of a task around the present patient: which share goes with which weights."""

    def __init__(self, life: PatientLife, muscle: int, task: int) -> None:
        structure = life.structure
        first, last = (int(structure.wiring.member_first[task + k]) for k in (0, 1))
        start = structure.start["members"]
        self.life, self.task = life, task
        self.members = [u for u in range(first, last) if start[u, AREAS["members"].arm_m] > 0.0]
        size = start[self.members, AREAS["members"].capacity_share]
        self.size = size / size.sum()
        owners = [int(structure.wiring.member_muscle[u]) for u in self.members]
        self.chosen = owners.index(muscle) if muscle in owners else int(np.argmax(self.size))
        self.label = structure.names.muscles[owners[self.chosen]].replace("_", " ")
        self.slot = self.members[self.chosen]
        self.fast, self.slow = (self.indices(v) for v in ("fast", "slow"))
        self.done = index_of(structure, Channel("tasks", structure.names.tasks[task], "done"))
        excitable = [Channel("muscles", structure.names.muscles[m], "excitability") for m in owners]
        self.excitability = life.now(excitable)

    def channels(self, variable: str) -> list[Channel]:
        """A variable of the members."""
        return [Channel("members", self.life.structure.names.members[u], variable) for u in self.members]

    def indices(self, variable: str) -> Ints:
        """Where a variable of the members stands in the state of a block."""
        return np.array([index_of(self.life.structure, channel) for channel in self.channels(variable)])

    def share(self, weights: Floats) -> Floats:
        """Expected share of the chosen muscle, [...], at weights [members, ...]: size x weight x excitability."""
        pull = (self.size * self.excitability)[:, None] * weights
        return np.asarray(pull[self.chosen] / np.maximum(pull.sum(axis=0), 1e-12))

    def weights(self, count: int) -> Floats:
        """Weights [members, count] in which the chosen muscle has from nothing to everything; mean by size 1."""
        own = self.size[self.chosen]
        level = (np.arange(count) + 0.5) / count
        others = np.maximum(self.life.now(self.channels("fast")), 0.05)
        others[self.chosen] = 0.0
        scale = (1.0 - level) / (self.size * others).sum()
        grid = others[:, None] * scale[None, :]
        grid[self.chosen] = level / own
        return grid

    def after(self, weights: Floats, seed: int) -> tuple[Floats, float]:
        """Weights [members, LANES] after a stretch of the present practice, and the repetitions it took."""
        life = self.life
        clock = life.run.rows
        last = int(np.searchsorted(clock.second, (life.day + FLOW_DAYS) * SECONDS_PER_DAY, side="right"))
        state = np.repeat(life.block.state, LANES)
        block = as_block(life.structure, state, [seed] * LANES)
        lanes = np.arange(LANES)
        for index in (self.fast, self.slow):
            block.state[index[:, None] + lanes] = weights
        before = block.state[self.done]
        nothing = life.watch._replace(sample=np.full(len(clock.second), -1, dtype=np.int64))
        nothing = nothing._replace(open=np.zeros(len(clock.second), dtype=np.int64))
        series, totals = np.zeros((0, len(life.channels), LANES)), np.zeros((0, len(life.channels), 2, LANES))
        calm = block_events([life.run._replace(events=())])
        stepper(life.run.own)(
            block, life.structure.wiring, clock, calm, nothing, series, totals, life.run.learner, life.at, last, LANES
        )
        return block.state[self.fast[:, None] + lanes], float(block.state[self.done] - before)


def portrait(life: PatientLife, muscle: int, task: int) -> dict[str, Any]:
    """Where practice carries a muscle under the present inhibition: by the theory of the default rule, else by trial."""
    flow = _Flow(life, muscle, task)
    return landscape(flow) if life.recipe.learner == "maintained" else sampled(flow)


def landscape(flow: _Flow) -> dict[str, Any]:
    """The landscape of the gain that use maintains (`agonist.model.folds`): valleys are what practice holds.

    Its height is minus the integral of the flow, 0 in the mean, so that an inhibition tilts it; `dose` is the excitability that
    is lost now.
    """
    life, size = flow.life, float(flow.size[flow.chosen])
    size = min(max(size, 1e-3), 1.0 - 1e-3)
    dose = round(1.0 - float(flow.excitability[flow.chosen]), 3)
    rows = life.resolved.parameters
    gains, rates = folds.flow(size, dose, rows, FINE)
    steps = 0.5 * (rates[1:] + rates[:-1]) * np.diff(gains)
    height = -np.concatenate([[0.0], np.cumsum(steps)])
    shares = folds.answers(gains, size, dose, rows).share * size
    now = float(life.now(flow.channels("gain"))[flow.chosen])
    points = [
        {"at": round(r.gain, 4), "share": round(r.share * size, 4), "stable": r.stable}
        for r in folds.rest_points(size, dose, rows, FINE)
    ]
    return {
        "kind": "landscape",
        "gain": gains.round(4).tolist(),
        "flow": rates.round(5).tolist(),
        "height": (height - height.mean()).round(5).tolist(),
        "share": shares.round(5).tolist(),
        "points": points,
        "label": flow.label,
        "slot": flow.slot,
        "now": now,
        "lost": dose,
    }


def sampled(flow: _Flow) -> dict[str, Any]:
    """Flow of the share of a muscle as trial lives show it, with its stable and unstable points: for the rival rules."""
    grid = flow.weights(GRID)
    start = flow.share(grid)
    change = np.zeros(GRID)
    for seed in range(REPLICATES):
        for first in range(0, GRID, LANES):
            part = slice(first, first + LANES)
            after, reps = flow.after(grid[:, part], 1000 + seed)
            change[part] += (flow.share(after) - start[part]) / max(reps, 1.0) * 1000.0 / REPLICATES
    now = flow.share(flow.life.now(flow.channels("fast"))[:, None])
    return {
        "share": start.round(5).tolist(),
        "flow": change.round(6).tolist(),
        "points": rest_points(start, change),
        "label": flow.label,
        "slot": flow.slot,
        "now": float(now[0]),
        "kind": "flow",
    }


def rest_points(share: Floats, flow: Floats) -> list[dict[str, Any]]:
    """Where the flow changes its sign: stable where it comes from both sides, a watershed where it leaves to both."""
    points = []
    for k in range(len(share) - 1):
        here, there = float(flow[k]), float(flow[k + 1])
        if here * there < 0.0:
            at = share[k] + (share[k + 1] - share[k]) * here / (here - there)
            points.append({"share": round(float(at), 4), "stable": here > 0.0})
    if flow[0] < 0.0:
        points.insert(0, {"share": round(float(share[0]), 4), "stable": True})
    if flow[-1] > 0.0:
        points.append({"share": round(float(share[-1]), 4), "stable": True})
    return points


ANGLES = 37
NO_CURVE = {"x": [], "then": [], "now": [], "x_label": "", "y_label": ""}


def curve(life: PatientLife, muscle: int, task: int) -> dict[str, Any]:
    """Torque at full activation over the joint angle of the task for one muscle, at the start of the life and now."""
    subject, names = life.resolved.subject, life.structure.names
    if subject.anatomy is None:
        return NO_CURVE
    movement = tasks.resolve([names.tasks[task]], subject.anatomy)[0]
    axis = max(movement.output, key=lambda name: abs(movement.output[name]))
    plain = axis.removesuffix("_right").removesuffix("_left")
    coordinate = axis if axis in subject.anatomy.coordinates else plain
    if coordinate not in subject.anatomy.coordinates:
        return NO_CURVE
    low, high = subject.anatomy.coordinates[coordinate]
    angles = np.linspace(low, high, ANGLES)
    owner = names.muscles[muscle]
    places = [_place(subject.anatomy, movement.name, owner, coordinate, float(angle)) for angle in angles]
    working = in_force(life.resolved.subject.own, fibres.working_length)
    then, now = ([round(_torque(place, state, working), 3) for place in places] for state in _strengths(life, muscle))
    return {
        "x": angles.round(2).tolist(),
        "then": then,
        "now": now,
        "x_label": coordinate.replace("_", " "),
        "y_label": "N m at full activation",
    }


def _strengths(life: PatientLife, muscle: int) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Strength, sarcomeres and tendon slack of a muscle, at the start and now."""
    names = (*tissue.STRENGTH, "sarcomeres", "tendon")
    start = [float(life.structure.start["muscles"][muscle, getattr(AREAS["muscles"], n)]) for n in names]
    owner = life.structure.names.muscles[muscle]
    now = life.now([Channel("muscles", owner, n) for n in names]).tolist()
    strength = in_force(life.resolved.subject.own, tissue.strength)
    return tuple((strength(*v[:-2]), v[-2], v[-1]) for v in (start, now))  # type: ignore[return-value]


@lru_cache(maxsize=2000)
def _place(
    anatomy: Anatomy, movement: str, name: str, coordinate: str, angle: float
) -> tuple[float, float, float, float]:
    """Force (N), moment arm along the output (m), fibre length and cosine of pennation of a muscle at one angle."""
    task = tasks.resolve([movement], anatomy)[0]
    posture = {**task.posture, coordinate: angle}
    k = next(i for i, m in enumerate(anatomy.muscles) if m.name == name)
    arms = anatomy.arms_m(posture)[k]
    arm = sum(weight * float(arms[anatomy.axes.index(axis)]) for axis, weight in task.output.items())
    return (
        anatomy.muscles[k].force_max_n,
        arm,
        float(anatomy.lengths(posture)[k]),
        float(anatomy.cos_pennation(posture)[k]),
    )


def _torque(
    place: tuple[float, float, float, float],
    state: tuple[float, float, float],
    working: Callable[[float, float, float], float],
) -> float:
    (force, arm, length, cosine), (strength, sarcomeres, tendon) = place, state
    factor = muscle_rules.active_length(working(length, tendon, sarcomeres))
    return float(recruitment.capacity(arm, force, strength, factor, cosine))
