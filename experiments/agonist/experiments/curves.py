"""Curves behind the measurements: what the model does over time beside the points that were measured in people."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agonist.experiments.evidence.registry import Options
from agonist.experiments.evidence.studies import course, named, studies
from agonist.experiments.evidence.targets import targets
from agonist.model.body.wiring import Floats
from agonist.model.parameters import defaults
from agonist.model.rules.fatigue import endurance

POWER_LAW = {  # Frey Law & Avin 2010 Ergonomics: endurance b0 * f ** b1, s
    "ankle": (34.71, -2.06),
    "trunk": (22.69, -2.27),
    "grip": (33.55, -1.61),
    "elbow": (17.98, -2.21),
    "knee": (19.38, -1.88),
    "shoulder": (14.86, -1.83),
}


class Curve(NamedTuple):
    """One line of a panel, and the points (x, value, low, high) that it is held against."""

    label: str
    x: Floats
    y: Floats
    points: tuple[tuple[float, float, float, float], ...] = ()


class Panel(NamedTuple):
    """One picture: what it shows, its axes, its curves."""

    title: str
    x_label: str
    y_label: str
    curves: tuple[Curve, ...]


def _point(x: float, target: str) -> tuple[float, float, float, float]:
    held = targets()[target]
    return x, held.value, held.low, held.high


def reflex_panel(options: Options) -> Panel:
    """Reflex after 30 mL, over hours."""
    minutes = np.arange(0.0, 301.0, 15.0)
    seen = course(
        "saline-30", "change of h_reflex_gain vastus_medialis right", [f"{m:g} min" for m in minutes], 1, options
    )
    points = (_point(90.0, "ami-vm-30ml-early"), _point(210.0, "ami-vm-30ml-late"))
    curve = Curve("vastus medialis", minutes, np.array(seen), points)
    return Panel("Reflex after 30 mL in the knee", "minutes", "change, %", (curve,))


READ_IN_CAST = {"size": "size_cm2 quadriceps right", "strength": "maximal_torque_nm knee_extension right"}


def cast_panel(options: Options) -> Panel:
    """Size and strength in a cast, over days."""
    days = np.arange(0.0, 22.0)
    curves = []
    for what, name in (("size", "csa"), ("strength", "strength")):
        read = READ_IN_CAST[what]
        values = np.array(course("casted-knee", read, [f"{d:g} days" for d in days], 1, options))
        points = tuple(_point(float(d), f"{name}-cast-{d}d") for d in (5, 14))
        curves.append(Curve(what, days, 100.0 * (values / values[0] - 1.0), points))
    return Panel("Quadriceps in a cast", "days", "change, %", tuple(curves))


def sarcomere_panel(options: Options) -> Panel:
    """Sarcomeres of an animal's muscle held short and long, over days."""
    days = np.arange(0.0, 43.0, 2.0)
    curves = []
    for label in ("short", "long"):
        moments = [f"{d:g} days" for d in days]
        values = np.array(course(f"cast-{label}", "change of fibre_length_percent soleus right", moments, 1, options))
        curves.append(Curve(label, days, values, (_point(28.0, f"ssn-cast-{label}-4wk"),)))
    return Panel("Sarcomeres in an animal's cast", "days", "change, %", tuple(curves))


WASHOUT = 1031  # strides without feedback at the end


def habit_panel(options: Options) -> Panel:
    """The walking bias under feedback and without it, stride by stride."""
    seen = named(studies()["habit-retention-E"], 1, options)
    start = float(seen["start"].mean())
    bias, habit = 200.0 * (seen["share"].mean(axis=0) - start), 100.0 * (seen["weight"].mean(axis=0) - 1.0)
    strides, washout = np.arange(len(bias), dtype=float), len(bias) - WASHOUT
    plateau, first, last = washout - 25.0, washout + 3.0, len(bias) - 50.0
    points = (
        _point(plateau, "habit-plateau"),
        _point(first, "habit-residual-initial"),
        _point(last, "habit-residual-late"),
    )
    return Panel(
        "A walking bias, practised and left",
        "strides",
        "bias, %",
        (Curve("bias", strides, bias, points), Curve("habit", strides, habit)),
    )


def loop_panel(learner: str, options: Options) -> Panel:
    """Share of the helper while inhibition rises and falls."""
    row = studies()["hysteresis-full" if learner == "maintained" else "hysteresis-null-error"]
    shares = named(row, 1, options._replace(learner=learner))["once"][0]
    up, down = np.split(shares, 2)
    doses = np.linspace(0.0, 0.6, len(up))
    curves = (Curve("inhibition rising", doses, up), Curve("falling again", doses, down[::-1]))
    return Panel(f"Loop of the learner {learner}", "inhibition", "share of the helper", curves)


def endurance_panel(options: Options) -> Panel:
    """Endurance over load, beside the power laws of 194 papers."""
    loads, table = np.linspace(0.2, 0.9, 15), defaults() | dict(options.settings)
    curves = []
    for joint in POWER_LAW:
        rates = table[f"fatigue_rate_{joint}"], table[f"recovery_rate_{joint}"]
        b0, b1 = POWER_LAW[joint]
        points = tuple((f, b0 * f**b1, 0.6 * b0 * f**b1, 1.4 * b0 * f**b1) for f in (0.25, 0.5, 0.75))
        curves.append(Curve(joint, loads, np.array([endurance(float(f), 0.0, *rates) for f in loads]), points))
    return Panel("How long a load can be held", "load, of maximum", "seconds", tuple(curves))


def panels(options: Options | None = None) -> list[Panel]:
    """Every panel, the rivals' loops beside that of the default learner."""
    held = options or Options()
    loops = [loop_panel(name, held) for name in ("maintained", "error", "forgetting", "use")]
    first = [reflex_panel(held), cast_panel(held), sarcomere_panel(held), endurance_panel(held), habit_panel(held)]
    return [*first, *loops]
