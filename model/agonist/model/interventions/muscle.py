"""What happens to a muscle: inhibition, weakness, loss, injury."""

from __future__ import annotations

from agonist.model.parameters import TABLE
from agonist.model.vocabulary import MUSCLE, SIDE, Argument, Call, Effects, change, hold, word


@word(
    "inhibit",
    "Take away part of the excitability of a muscle's motoneurons, whatever the cause.",
    MUSCLE,
    SIDE,
    Argument("fraction", "number", "of excitability", 0.0, 1.0, text="part that is lost"),
    lasts=True,
    group="muscle",
)
def inhibit(call: Call, effects: Effects) -> None:
    """An experimenter's inhibition of motoneurons, held for a while."""
    hold(call, effects, "muscles", call.muscles(), "inhibition", call["fraction"])


@word(
    "weaken",
    "Take away part of a muscle's force; its nerves are left alone.",
    MUSCLE,
    SIDE,
    Argument("fraction", "number", "of force", 0.0, 1.0, text="part that is lost"),
    lasts=True,
    group="muscle",
)
def weaken(call: Call, effects: Effects) -> None:
    """Less force for the same activation, held for a while."""
    hold(call, effects, "muscles", call.muscles(), "force_factor", 1.0 - call["fraction"])


@word("paralyse", "A muscle gives no active force; its motoneurons fire on.", MUSCLE, SIDE, lasts=True, group="muscle")
def paralyse(call: Call, effects: Effects) -> None:
    """No active force for a while, as after blocking the junction of nerve and muscle."""
    hold(call, effects, "muscles", call.muscles(), "force_factor", 0.0)


@word(
    "tire muscle",
    "A muscle is tired at once, as by current or by work of its own; it recovers at its own rate.",
    MUSCLE,
    SIDE,
    Argument("fraction", "number", "of motor units", 0.0, 1.0, text="part that is fatigued"),
    group="muscle",
)
def tire_muscle(call: Call, effects: Effects) -> None:
    """Fatigued motor units at once; recovery as after any work."""
    change(call, effects, "muscles", call.muscles(), "set", fatigued=call["fraction"], tired=call["fraction"])


@word(
    "hold length",
    "A muscle is held at a fibre length all day, as in an experiment on an animal.",
    MUSCLE,
    SIDE,
    Argument("length", "number", "x usual", 0.3, 2.0, text="fibre length against that of the usual day"),
    lasts=True,
    group="muscle",
)
def hold_length(call: Call, effects: Effects) -> None:
    """The length to which fibres adapt, whatever the joints do."""
    for muscle in call.muscles():
        usual = call.subject.resting("muscles", muscle, "length_mean")
        hold(call, effects, "muscles", [muscle], "length_mean", call["length"] * usual)


@word(
    "denervate",
    "A muscle loses its nerve: no activity, no force, and it wastes.",
    MUSCLE,
    SIDE,
    lasts=True,
    group="muscle",
)
def denervate(call: Call, effects: Effects) -> None:
    """No excitability, no force and no load for a while."""
    hold(call, effects, "muscles", call.muscles(), "inhibition", 1.0)
    hold(call, effects, "muscles", call.muscles(), "force_factor", 0.0)
    hold(call, effects, "muscles", call.muscles(), "unloaded", 1.0)


@word("remove", "A muscle is taken out: it pulls no more, active or passive.", MUSCLE, SIDE, group="muscle")
def remove(call: Call, effects: Effects) -> None:
    """No maximal force, for good; the graph keeps its place."""
    change(call, effects, "muscles", call.muscles(), "set", force_max_n=0.0)


@word(
    "harvest tendon",
    "The tendon of a muscle is taken as a graft: it pulls no more, until a weaker one has grown again.",
    MUSCLE,
    SIDE,
    group="muscle",
)
def harvest_tendon(call: Call, effects: Effects) -> None:
    """Nothing is passed on at first; over the first year a third comes back."""
    change(call, effects, "muscles", call.muscles(), "set", severed=1.0)


@word(
    "hurt muscle",
    "A muscle is strained: it hurts, is inhibited by its own pain and passes on less force.",
    MUSCLE,
    SIDE,
    Argument("level", "number", "0-10", 0.0, 10.0, 6.0, "pain"),
    group="muscle",
)
def hurt_muscle(call: Call, effects: Effects) -> None:
    """Pain and a scar of the muscle at once, counted as an injury."""
    change(call, effects, "muscles", call.muscles(), "set", hurt=call["level"])
    change(call, effects, "muscles", call.muscles(), "add", injuries=1.0)
    size = TABLE["scar_size"].value
    change(call, effects, "muscles", call.muscles(), "multiply", scar=1.0 - size)
    change(call, effects, "muscles", call.muscles(), "add", scar=size)


@word(
    "keep muscle pain",
    "A muscle hurts and is not injured, as by hypertonic saline; it is inhibited by its own pain.",
    MUSCLE,
    SIDE,
    Argument("level", "number", "0-10", 0.0, 10.0, 5.0, "pain"),
    lasts=True,
    group="muscle",
)
def keep_muscle_pain(call: Call, effects: Effects) -> None:
    """Pain for a while; nothing of the tissue changes."""
    hold(call, effects, "muscles", call.muscles(), "pained", call["level"])
