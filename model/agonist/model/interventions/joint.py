"""What happens to a joint: fluid, pain, looseness, operations, and what hushes its afferents."""

from __future__ import annotations

import math
from collections.abc import Sequence

from agonist.model.layout import CROSSINGS
from agonist.model.parameters import TABLE
from agonist.model.vocabulary import JOINT, MINUTES_PER_DAY, SIDE, Argument, Call, Effects, change, hold, word

LEANING = {"right": 1.0, "left": -1.0, "both": 0.0}
FLUIDS = ("saline", "injury", "arthroscopy", "reconstruction", "replacement")
ML = Argument("ml", "number", "mL", 0.0, 300.0, text="volume of fluid")
LEVEL = Argument("level", "number", "0-10", 0.0, 10.0, text="pain")
KNEE = JOINT._replace(default="knee")
RELIEF = Argument("relief", "number", "of afferents", 0.0, 1.0, 0.5, "part of the afferents that is hushed")


def _fluid(default: str) -> Argument:
    text = "what the fluid comes from, which sets how long it takes to go"
    return Argument("kind", "choice", "", default=default, choices=FLUIDS, text=text)


def _row(name: str) -> float:
    return TABLE[name].value


def _ill(call: Call, effects: Effects) -> tuple[str, ...]:
    """The joints of a word; one of the midline is ill on the side that is said."""
    nodes = call.subject.graph.nodes
    middle = [joint for joint in call.joints() if not nodes[joint].get("side")]
    change(call, effects, "joints", middle, "set", leaning=LEANING[call.values.get("side", "both")])
    return call.joints()


def _room(call: Call, joint: str) -> float:
    """Fluid that fills the capsule of a joint, x knee."""
    return float(call.subject.graph.nodes[joint].get("capacity", 1.0))


def _part(call: Call, joint: str) -> float:
    """What an operation does to a joint, x knee."""
    return float(call.subject.graph.nodes[joint].get("wound", 1.0))


def _swell(call: Call, effects: Effects, ml: float, kind: str, of_knee: bool = False) -> None:
    """More fluid, all of it to be resorbed at the rate of this kind; `of_knee`: as much as fills another joint alike."""
    joints = _ill(call, effects)
    change(call, effects, "joints", joints, "set", tau_effusion_day=_row(f"tau_effusion_{kind}_day"))
    for joint in joints:
        more = ml * _room(call, joint) if of_knee else ml
        change(call, effects, "joints", [joint], "add", effusion_ml=more)


@word("inject effusion", "Put fluid into a joint at once.", JOINT, SIDE, ML, _fluid("saline"), group="joint")
def inject_effusion(call: Call, effects: Effects) -> None:
    """Fluid in the joint; all that is there is then resorbed at the rate of its kind."""
    _swell(call, effects, call["ml"], call["kind"])


@word(
    "keep effusion",
    "An inflamed lining keeps the joint swollen; fluid that is drawn off comes back.",
    JOINT,
    SIDE,
    ML,
    _fluid("injury"),
    lasts=True,
    group="joint",
)
def keep_effusion(call: Call, effects: Effects) -> None:
    """Fluid now, and an inflow that holds it at this volume."""
    tau = _row(f"tau_effusion_{call['kind']}_day")
    change(call, effects, "joints", _ill(call, effects), "set", effusion_ml=call["ml"], tau_effusion_day=tau)
    hold(call, effects, "joints", call.joints(), "inflow_ml_day", call["ml"] / tau)


@word(
    "set pain",
    "Set the pain of a joint; it fades at its own rate, or lasts as long as is said.",
    JOINT,
    SIDE,
    LEVEL,
    lasts=True,
    group="joint",
)
def set_pain(call: Call, effects: Effects) -> None:
    """Pain of a joint at once; with a duration, a cause that keeps it up."""
    _hurt(call, effects, _ill(call, effects), call["level"])
    if math.isfinite(call.until):
        hold(call, effects, "joints", call.joints(), "pain_source_day", call["level"] / _row("tau_pain_usual_day"))


@word("keep pain", "A lasting cause keeps a joint painful.", JOINT, SIDE, LEVEL, lasts=True, group="joint")
def keep_pain(call: Call, effects: Effects) -> None:
    """Pain now, and a cause that keeps it up."""
    _hurt(call, effects, _ill(call, effects), call["level"])
    hold(call, effects, "joints", call.joints(), "pain_source_day", call["level"] / _row("tau_pain_usual_day"))


@word(
    "set instability",
    "Make a joint loose, or stable again; it stays so.",
    JOINT,
    SIDE,
    Argument("level", "number", "0-1", 0.0, 1.0, text="instability"),
    group="joint",
)
def set_instability(call: Call, effects: Effects) -> None:
    """Mechanical instability from now on."""
    change(call, effects, "joints", _ill(call, effects), "set", instability=call["level"], mending=0.0)


def _hurt_joint(call: Call, effects: Effects, preset: str, kind: str) -> None:
    _swell(call, effects, _row(f"{preset}_effusion_ml"), kind, of_knee=True)
    _wound(call, effects, preset)


def _wound(call: Call, effects: Effects, preset: str) -> None:
    """Pain and inflammation that an injury or operation leaves in each joint."""
    for joint in call.joints():
        part = _part(call, joint)
        pain, inflamed = part * _row(f"{preset}_pain"), part * _row(f"{preset}_inflammation")
        _hurt(call, effects, [joint], pain, "replacement" if preset == "replacement" else "usual")
        change(call, effects, "joints", [joint], "set", inflammation=inflamed)


def _hurt(call: Call, effects: Effects, joints: Sequence[str], pain: float, kind: str = "usual") -> None:
    """Pain that fades at the rate of its kind."""
    change(call, effects, "joints", joints, "set", pain=pain, tau_pain_day=_row(f"tau_pain_{kind}_day"))


def _spare(call: Call, effects: Effects, preset: str) -> None:
    """The limb carries less for some weeks, as on crutches."""
    spared = [(call.day, call.day + _row(f"{preset}_unloaded_day"))]
    hold(call, effects, "muscles", _limb(call), "unloaded", _row(f"{preset}_unloaded"), spared)


@word("injure ligament", "A ligament tears: the joint swells, hurts and is loose.", KNEE, SIDE, group="joint")
def injure_ligament(call: Call, effects: Effects) -> None:
    """Fluid, pain and instability of a torn ligament, which heals at some joints; sizes in the table `surgery`."""
    _hurt_joint(call, effects, "tear", "injury")
    loose = _row("tear_instability")
    for joint in call.joints():
        heals = loose * float(call.subject.graph.nodes[joint].get("heals", 0.0))
        change(call, effects, "joints", [joint], "set", instability=loose, mending=heals)


@word(
    "reconstruct ligament",
    "A ligament is replaced: swelling and pain anew, and a joint that is less loose.",
    KNEE,
    SIDE,
    group="joint",
)
def reconstruct_ligament(call: Call, effects: Effects) -> None:
    """Fluid and pain of the operation, the instability that is left, crutches; sizes in the table `surgery`."""
    _hurt_joint(call, effects, "reconstruction", "reconstruction")
    _spare(call, effects, "reconstruction")
    change(call, effects, "joints", call.joints(), "set", instability=_row("reconstruction_instability"), mending=0.0)


@word("remove meniscus", "Part of a meniscus is removed: some weeks of swelling and pain.", KNEE, SIDE, group="joint")
def remove_meniscus(call: Call, effects: Effects) -> None:
    """Fluid and pain of an arthroscopic operation; sizes in the table `surgery`."""
    _hurt_joint(call, effects, "meniscectomy", "arthroscopy")


@word("wear joint", "A joint is worn: a little fluid and pain that stay.", KNEE, SIDE, lasts=True, group="joint")
def wear_joint(call: Call, effects: Effects) -> None:
    """Lasting effusion and pain of arthritis; sizes in the table `surgery`."""
    tau, ml = _row("tau_effusion_replacement_day"), _row("arthritis_effusion_ml")
    for joint in _ill(call, effects):
        own = ml * _room(call, joint)
        change(call, effects, "joints", [joint], "set", effusion_ml=own, tau_effusion_day=tau)
        hold(call, effects, "joints", [joint], "inflow_ml_day", own / tau)
    _hurt(call, effects, call.joints(), _row("arthritis_pain"))
    source = _row("arthritis_pain") / _row("tau_pain_usual_day")
    hold(call, effects, "joints", call.joints(), "pain_source_day", source)


def _pained(call: Call) -> list[str]:
    """Muscles that the pain of the joints inhibits: those that cross them."""
    structure = call.subject.structure
    gains = structure.start["crossings"][:, CROSSINGS.gain_pain]
    named = zip(gains, structure.names.crossings, strict=True)
    return [muscle for gain, (joint, muscle) in named if joint in call.joints() and gain > 0.0]


def _limb(call: Call) -> list[str]:
    """Every muscle of the sides on which the joints are."""
    nodes = call.subject.graph.nodes
    sides = {nodes[joint].get("side") for joint in call.joints()}
    return [muscle for muscle in call.subject.structure.names.muscles if nodes[muscle].get("side") in sides]


@word(
    "replace joint",
    "A joint is replaced: the old source of pain is gone, what was cut hurts, and the leg is spared.",
    KNEE,
    SIDE,
    group="joint",
)
def replace_joint(call: Call, effects: Effects) -> None:
    """Ends wear, swells the joint, hurts the muscles that cross it and spares the limb."""
    change(call, effects, "joints", call.joints(), "set", tau_effusion_day=_row("tau_effusion_replacement_day"))
    for joint in _ill(call, effects):
        ml = _row("replacement_effusion_ml") * _room(call, joint)
        change(call, effects, "joints", [joint], "set", effusion_ml=ml)
    change(call, effects, "joints", call.joints(), "set", instability=0.0, mending=0.0)
    _wound(call, effects, "replacement")
    for source in ("inflow_ml_day", "pain_source_day"):
        hold(call, effects, "joints", call.joints(), source, 0.0, [(call.day, math.inf)])
    worst = max(_part(call, joint) for joint in call.joints())
    change(call, effects, "muscles", _pained(call), "set", hurt=worst * _row("replacement_hurt"))
    _spare(call, effects, "replacement")


def _beside(call: Call) -> list[str]:
    """Joints of the same limb that a muscle of the joints crosses too: bone, blood and swelling lie between them."""
    nodes, crossed = call.subject.graph.nodes, call.subject.structure.names.crossings
    sides, own = {nodes[joint].get("side") for joint in call.joints()}, {m for j, m in crossed if j in call.joints()}
    near = {joint for joint, muscle in crossed if muscle in own and nodes[joint].get("side") in sides}
    return sorted(near - set(call.joints()))


@word(
    "break bone",
    "The bone beside a joint breaks and is fixed, or its end is replaced: it bleeds and swells as far as the next joints.",
    JOINT._replace(default="hip"),
    SIDE,
    group="joint",
)
def break_bone(call: Call, effects: Effects) -> None:
    """Fluid, pain and harm to the muscles of a whole operation at the joint; what is wounded reaches those of the next joints.

    Sizes are those of a replaced knee in the table `surgery`: that of a hip takes less because little but the capsule is cut.
    Source: Kristensen et al. 2009 Clin Biomech 24:202 (a broken hip swells the thigh to 104 to 111 %, and what the thigh swells
    explains .59 of what knee extension lacks); Foss & Kehlet 2006 J Bone Joint Surg Br 88:1053 (half to one and a half litres of hidden blood).
    """
    tau = _row("tau_effusion_replacement_day")
    for joint in _ill(call, effects):
        ml = _row("replacement_effusion_ml") * _room(call, joint)
        change(call, effects, "joints", [joint], "set", effusion_ml=ml, tau_effusion_day=tau)
    inflamed = _row("replacement_inflammation")
    _hurt(call, effects, call.joints(), _row("replacement_pain"), "replacement")
    change(call, effects, "joints", call.joints(), "set", inflammation=inflamed)
    change(call, effects, "joints", _beside(call), "set", inflammation=inflamed)
    change(call, effects, "muscles", _pained(call), "set", hurt=_row("replacement_hurt"))
    _spare(call, effects, "replacement")


@word(
    "aspirate",
    "Draw fluid off a joint.",
    JOINT,
    SIDE,
    Argument("fraction", "number", "of fluid", 0.0, 1.0, 1.0, "part of the fluid that is drawn off"),
    group="joint",
)
def aspirate(call: Call, effects: Effects) -> None:
    """Less fluid at once; an inflow goes on."""
    change(call, effects, "joints", call.joints(), "multiply", effusion_ml=1.0 - call["fraction"])


@word(
    "block joint",
    "Anaesthetic in a joint silences its afferents.",
    JOINT,
    SIDE,
    Argument("fraction", "number", "of afferents", 0.0, 1.0, 1.0, "part that is silenced"),
    lasts=True,
    group="joint",
)
def block_joint(call: Call, effects: Effects) -> None:
    """Afferents silenced for a while."""
    hold(call, effects, "joints", call.joints(), "block", call["fraction"])


@word(
    "cool joint",
    "Ice on a joint hushes its afferents, and for a while after it is taken off.",
    JOINT,
    SIDE,
    RELIEF,
    Argument("after_minutes", "number", "min", 0.0, 240.0, 30.0, "how long the effect outlasts the ice"),
    lasts=True,
    group="joint",
)
def cool_joint(call: Call, effects: Effects) -> None:
    """Relief while cold and for a while after; Hopkins 2002, recalled."""
    spans = [(call.day, call.until + call["after_minutes"] / MINUTES_PER_DAY)]
    hold(call, effects, "joints", call.joints(), "relief", call["relief"], spans)


@word(
    "stimulate nerve",
    "Stimulation of the skin nerves hushes a joint, only while it is on.",
    JOINT,
    SIDE,
    RELIEF,
    lasts=True,
    group="joint",
)
def stimulate_nerve(call: Call, effects: Effects) -> None:
    """Relief while on; Pietrosimone 2009, recalled."""
    hold(call, effects, "joints", call.joints(), "relief", call["relief"])
