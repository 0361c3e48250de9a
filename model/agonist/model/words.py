"""The words: everything that can happen to a body, each as the change it makes to the inputs."""

from __future__ import annotations

from agonist.model.plan import Exposure, Impulse, Practice
from agonist.model.vocabulary import SIDE, Argument, Call, Effects, word

MUSCLE = Argument("muscle", "muscle", text="muscle by anatomical name")
JOINT = Argument("joint", "joint", text="joint by name")
TASK = Argument("task", "task", text="task by name")


def _hold_muscles(call: Call, effects: Effects, variable: str, value: float) -> None:
    effects.exposures += [Exposure(call.day, call.until, "M", m, variable, value) for m in call.muscles()]


@word(
    "inhibit", "Take away part of the excitability of a muscle's motoneurons, whatever the cause.",
    MUSCLE, SIDE, Argument("fraction", "number", "of excitability", 0.0, 1.0, text="part that is lost"),
    lasts=True, group="lesions",
)  # fmt: skip
def inhibit(call: Call, effects: Effects) -> None:
    """An experimenter's inhibition of motoneurons, held for a while."""
    _hold_muscles(call, effects, "inhibition", call["fraction"])


@word(
    "cue", "Ask for more of one muscle: an extra voluntary command whenever it is used.",
    MUSCLE, SIDE, Argument("amount", "number", "activation", 0.0, 1.0, text="extra command"),
    lasts=True, group="re-education",
)  # fmt: skip
def cue(call: Call, effects: Effects) -> None:
    """A targeted voluntary command, held for a while."""
    _hold_muscles(call, effects, "cue", call["amount"])


@word(
    "practice", "Practise a task: spread over the day, or in sessions of sets on some days of the week.",
    TASK, SIDE,
    Argument("reps", "number", "repetitions", 0.0, 100_000.0, text="repetitions a day, or in each set of a session"),
    Argument("load", "number", "of healthy maximum", 0.0, 1.5, text="load"),
    Argument("bouts", "number", "bouts", 1.0, 200.0, 16.0, text="bouts a day, or sets in a session"),
    Argument("seconds", "number", "s", 0.05, 600.0, 1.0, text="time under load of one repetition"),
    Argument("sessions_per_week", "number", "1/week", 0.0, 7.0, 0.0, text="0 is daily life"),
    Argument("rest_s", "number", "s", 0.0, 3600.0, 120.0, text="pause between sets"),
    lasts=True, group="practice",
)  # fmt: skip
def practice(call: Call, effects: Effects) -> None:
    """A habit or an exercise: like repetitions of one task."""
    effects.practices += [
        Practice(
            task, call["reps"], call["load"], int(call["bouts"]), call["seconds"], call.day, call.until,
            call["sessions_per_week"], call["rest_s"],
        )
        for task in call.tasks()
    ]  # fmt: skip


@word(
    "inject effusion", "Put fluid into a joint at once.",
    JOINT, SIDE, Argument("ml", "number", "mL", 0.0, 300.0, text="volume"),
)  # fmt: skip
def inject_effusion(call: Call, effects: Effects) -> None:
    """Fluid in the joint; it is resorbed at the rate of saline."""
    effects.impulses += [Impulse(call.day, "J", j, "effusion_ml", "add", call["ml"]) for j in call.joints()]


@word(
    "set pain", "Set the pain of a joint; it fades at its own rate.",
    JOINT, SIDE, Argument("level", "number", "0-10", 0.0, 10.0, text="pain"),
)  # fmt: skip
def set_pain(call: Call, effects: Effects) -> None:
    """Pain of a joint, at once."""
    effects.impulses += [Impulse(call.day, "J", j, "pain", "set", call["level"]) for j in call.joints()]
