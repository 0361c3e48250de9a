"""Does the learning rule do what was asked of it? `python benchmarks/acceptance.py [NUMBER ...]` prints its figures.

Five bodies of the model itself, fatigue and tissue included; "share" is of the task's torque, relative to the own
healthy share; "kept" is the mean of the last ten days, a year after the cause has gone; "lost" is below two thirds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from acceptance_lives import (
    BODIES,
    LEAD,
    LOCKED,
    PLAN,
    YEAR,
    Body,
    Lives,
    crowd,
    inhibited,
    kept,
    live,
    live_many,
    size_of,
    word,
    world,
)

from agonist.experiments.cohorts import cohort
from agonist.model.assessment.assess import ASSESSMENTS, Conditions
from agonist.model.assessment.test_bench import Laboratory
from agonist.model.blocks import compile_run
from agonist.model.engine import live_all
from agonist.model.layout import MEMBERS
from agonist.model.measures import helpers
from agonist.model.parameters import TABLE
from agonist.model.scenario import read_text


def drift(lives: Lives, watch: str, structure: Any) -> float:
    """Largest change of a muscle's own share that gains have made, chance and strength apart."""
    rows = [u for u, (t, m) in enumerate(structure.names.members) if t == watch]
    worst = 0.0
    for final in lives.final:
        mine = final["members"][rows]
        own = mine[:, MEMBERS.capacity_share] * mine[:, MEMBERS.pattern]
        now = own * mine[:, MEMBERS.gain]
        helps = own > 0.0
        worst = max(worst, float(np.abs((now[helps] / now.sum()) / (own[helps] / own.sum()) - 1.0).max()))
    return worst


def one() -> None:
    """Health: a year with scattered patterns; largest change of an own share by gains, and five years."""
    for spread in (0.0, 0.15, 0.3):
        for load in (0.15, 0.35, 0.65):
            worst = 0.0
            for body in BODIES.values():
                there = world(body, YEAR, load, 320, "", ())
                lives = live(body, YEAR, load=load, people=crowd(8, size_of(body), spread))
                worst = max(worst, drift(lives, there.watch, there.subject.structure))
            print(f"  SD {spread} load {load}: {worst:.5f}")
    hip = BODIES["hip"]
    there = world(hip, 5 * YEAR, 0.35, 320, "", ())
    lives = live(hip, 5 * YEAR, people=crowd(8, size_of(hip), 0.3))
    print(f"  five years, SD .3: {drift(lives, there.watch, there.subject.structure):.5f}")


def two() -> None:
    """Dose x days: share kept a year on."""
    doses, spans = (0.15, 0.25, 0.3, 0.35, 0.4, 0.5, 0.7, 0.9), (3, 10, 20, 30, 45, 60, 100, 200)
    for name, body in BODIES.items():
        table = np.array([
            kept(live_many([(world(body, LEAD + s + YEAR, 0.35, 320, inhibited(body, d, s), ()), None, 1) for d in doses], body))
            for s in spans
        ]).T  # fmt: skip
        lost = table < LOCKED
        upside = int((lost[:-1] & ~lost[1:]).sum() + (lost[:, :-1] & ~lost[:, 1:]).sum())
        print(f"  {name}: {upside} inversions")
        for d, row in zip(doses, table, strict=True):
            print(f"    {d}", np.round(row, 2).tolist())


def settled(
    body: Body, dose: float = 0.5, days: int = 60, more: str = "", length: int = YEAR, **settings: float
) -> float:
    """Share kept after an inhibition, one life."""
    return float(kept(live(body, LEAD + days + length, inhibited(body, dose, days) + more, **settings))[0])


def three() -> None:
    """Size: every muscle of at least 3 % of its movement in five bodies, 60 days at .5; is it lost a year on?"""
    found = []
    for name, body in BODIES.items():
        there = world(body, 2, 0.35, 320, "", ())
        names = helpers(there.subject.structure, there.watch)
        rows = {m: u for u, (t, m) in enumerate(there.subject.structure.names.members) if t == there.watch}
        v = np.array([there.subject.structure.start["members"][rows[m], MEMBERS.capacity_share] for m in names])
        for m, size in zip(names, v, strict=True):
            if size >= 0.03:
                one = Body(body.model, body.task, m.removesuffix("_right"))
                after = float(
                    kept(
                        live_many(
                            [
                                (
                                    world(
                                        one,
                                        LEAD + 60 + YEAR,
                                        0.35,
                                        320,
                                        word("inhibit", muscle=m, fraction=0.5, day=LEAD, days=60),
                                        (),
                                    ),
                                    None,
                                    1,
                                )
                            ],
                            one._replace(muscle=m),
                        )
                    )[0]
                )
                found.append((name, m, round(float(size), 3), round(after, 2)))
    lost = [f for f in found if f[3] < LOCKED]
    print(f"  {len(lost)} of {len(found)} lost; sizes {min(f[2] for f in lost)} to {max(f[2] for f in lost)}")
    print("  not lost:", [f for f in found if f[3] >= LOCKED])


def four() -> None:
    """Loop: dose up and down, share still missing at dose 0 over the own share, by days a step."""
    doses = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    body = BODIES["hip"]
    for name, settings in (
        ("the rule", {}),
        ("no links", {"recurrent_gain": 0.0}),
        ("gains do not follow use", {"upkeep": 0.0}),
    ):
        gaps = []
        for dwell in (120, 480, 1920):
            steps = [*doses, *doses[::-1]]
            words = [
                word("inhibit", muscle=body.muscle, side="right", fraction=d, day=LEAD + n * dwell, days=dwell)
                for n, d in enumerate(steps)
                if d > 0
            ]
            days = LEAD + dwell * len(steps)
            gaps.append(round(1.0 - float(kept(live(body, days, "".join(words), **settings))[0]), 3))
        print(f"  {name}: {gaps}")


def five() -> None:
    """Loads, and bouts a day: share kept at .5 x 60 (halves: tests/test_core_rule.py)."""
    body = BODIES["hip"]
    for load in (0.15, 0.35, 0.5, 0.65):
        print(f"  load {load}: {settled(body, load=load):.3f}")
    for name, body in BODIES.items():
        inhibition, days = inhibited(body, 0.5, 60), LEAD + 60 + YEAR
        lives = [(world(body, days, 0.35, 320, inhibition, (), bouts), None, 1) for bouts in (8, 16, 32, 64)]
        print(f"  {name}, 8, 16, 32, 64 bouts a day: {[round(float(kept(live_many([x], body))[0]), 3) for x in lives]}")


def _cued(amount: float, sessions: int) -> Any:
    """A cue in five bouts of twenty, some sessions a week, beside daily life."""
    return lambda body, day, weeks: word(
        "cue", muscle=body.muscle, task=body.task, amount=amount, sessions_per_week=sessions, reps=20, bouts=5,
        load=0.35, day=day, weeks=weeks,
    )  # fmt: skip


TREATMENTS = {
    "nothing": lambda body, day, weeks: "",
    "all heavier (x 1.5)": lambda body, day, weeks: word("load", task=body.task, factor=1.5, day=day, weeks=weeks),
    "strengthening, 3 a week": lambda body, day, weeks: word(
        "strengthen", task=body.task, sessions_per_week=3, day=day, weeks=weeks
    ),
    "rest, half": lambda body, day, weeks: word("rest", task=body.task, fraction=0.5, day=day, weeks=weeks),
    "cue .1 all day": lambda body, day, weeks: word("cue", muscle=body.muscle, amount=0.1, day=day, weeks=weeks),
    "cue .2 all day": lambda body, day, weeks: word("cue", muscle=body.muscle, amount=0.2, day=day, weeks=weeks),
    "cue .2, 100 more a day": _cued(0.2, 7),
    "cue .2, 100 more, 3 days a week": _cued(0.2, 3),
}


def six() -> None:
    """Treatment of 12 people after .5 x 90 d: part within 15 % of the own share a year on, by weeks and months since."""
    body = BODIES["hip"]
    people = crowd(12, size_of(body), 0.2, 100)
    for name, make in TREATMENTS.items():
        told = []
        for gap in (30, 180, 365):
            row = []
            for weeks in (2, 6, 12):
                day = LEAD + 90 + gap
                days = day + 7 * weeks + YEAR
                lives = live(body, days, inhibited(body, 0.5, 90) + make(body, day, weeks), people=people)
                back = np.abs(kept(lives) - 1.0) < 0.15
                most = lives.relative[:, day:].max()
                row.append(f"{back.mean():.2f} (most {most:.2f})")
            told.append(f"{gap} d: {', '.join(row)}")
        print(f"  {name}: {'; '.join(told)}")


SINGLES = (
    "recurrent_gain", "use_floor", "use_threshold", "use_width", "gain_reps", "kept_reps", "kept_pull", "settled_pull",
    "settled_reps", "surplus_gain", "surplus_dead", "surplus_width", "surplus_reps", "spared_drive", "coactivation",
    "reciprocal_gain", "exploration_sd", "effort_max", "idle_loss", "habit_gain", "habit_reps", "carry_over",
)  # fmt: skip


def holds(settings: Mapping[str, float], body: Body = BODIES["hip"]) -> bool:
    """The claim: health stays (SD .3), .15 x 200 and .7 x 3 are harmless, .5 x 60 is kept, not without links."""
    given = {k: float(v) for k, v in settings.items()}
    there = world(body, YEAR, 0.35, 320, "", tuple(sorted(given.items())))
    well = live(body, YEAR, people=crowd(8, size_of(body), 0.3), **given)
    if drift(well, there.watch, there.subject.structure) > 0.01:
        return False
    return (
        settled(body, 0.5, 60, **given) < LOCKED
        and settled(body, 0.15, 200, **given) > 0.9
        and settled(body, 0.7, 3, **given) > 0.9
        and settled(body, 0.5, 60, **{**given, "recurrent_gain": 0.0}) > 0.9
    )


def _moved(name: str, factor: float) -> float:
    row = TABLE[name]
    return float(np.clip(row.value * factor, row.low, row.high))


def drawn(count: int, seed: int) -> list[dict[str, float]]:
    """Settings in which every parameter stands somewhere between its half and its double, within its range."""
    draw = np.random.default_rng(seed)
    return [{n: _moved(n, float(2.0 ** draw.uniform(-1.0, 1.0))) for n in SINGLES} for _ in range(count)]


def seven() -> None:
    """Windows: each parameter halved and doubled (within its range); then all together, drawn between half and double."""
    results = {(n, f): holds({n: _moved(n, f)}) for n in SINGLES for f in (0.5, 2.0)}
    print(
        f"  singles: {sum(results.values())} of {len(results)} hold; not:", [k for k, ok in results.items() if not ok]
    )
    joint = [holds(given) for given in drawn(JOINT, 7)]
    print(f"  joint, {JOINT} draws over {len(SINGLES)} parameters: {np.mean(joint):.2f} hold")


JOINT = 60


def eight() -> None:
    """Cost in the state after .5 x 60 against health, strength frozen: commands, volume, peak; maximal torque."""
    frozen = f'\n[rules]\n"tissue.strength" = "{Path(__file__).parent / "frozen.py"}:strength"\n'
    for name, body in BODIES.items():
        told = {}
        for state, dose in (("health", 0.0), ("after", 0.5)):
            there = world(body, LEAD + 60 + YEAR, 0.35, 320, inhibited(body, dose, 60) + frozen, ())
            ((_, lived),) = live_all([compile_run(there, 1)], lambda _: (), None)
            lab = Laboratory(there.subject, lived.final)
            told[state] = [
                ASSESSMENTS[m].take(lab, there.watch, Conditions())
                for m in ("command_cost", "volume_cost", "peak_activation", "effort", "maximal_torque_nm")
            ]
            most = lab.utmost(there.watch)
            told[state].append(
                float(sum(a for m, a in zip(most.muscles, most.activation, strict=True) if m.startswith(body.muscle)))
            )
        change = [f"{100.0 * (b / a - 1.0):+.0f} %" for a, b in zip(told["health"], told["after"], strict=True)]
        print(
            f"  {name}: commands {change[0]}, volume {change[1]}, peak {change[2]}, effort {change[3]}, "
            f"maximal torque {change[4]}, of the muscle's greatest activation {change[5]}"
        )


MOVEMENTS = {
    "stair_climb": ("vastus_medialis", "vastus_", "gluteus_maximus"),
    "prone_leg_lift": ("gluteus_maximus", "semimembranosus"),
}


def nine() -> None:
    """Stair and leg lift: torque about each joint, % of health, worst over doses .3, .5, .7 x 60 d; during, and a year on."""
    for model in ("rlu2023", "gait2392"):
        for task, lost in MOVEMENTS.items():
            for muscles in lost:
                body = Body(model, task, muscles)
                well = _axes(body, 0.0, 0)
                for when, days in (("during", 0), ("a year on", YEAR)):
                    found = [_axes(body, dose, days) for dose in (0.3, 0.5, 0.7)]
                    part = {axis: min(100.0 * one[axis] / well[axis] for one in found) for axis in well}
                    print(f"  {model} {task}, {muscles} {when}:", {a: round(v) for a, v in part.items()})


def _axes(body: Body, dose: float, after: int) -> Any:
    """Torque about each wanted joint, N m, at the end of an inhibition of 60 days of these muscles, or later."""
    names = world(body, 2, 0.35, 320, "", ()).subject.graph.nodes
    chosen = [m.removesuffix("_right") for m in names if m.startswith(body.muscle) and m.endswith("_right")]
    more = "".join(inhibited(body._replace(muscle=m), dose, 60) for m in chosen)
    there = world(body, LEAD + 60 + after, 0.35, 320, more, ())
    ((_, lived),) = live_all([compile_run(there, 1)], lambda _: (), None)
    lab = Laboratory(there.subject, lived.final)
    return ASSESSMENTS["axis_torque_nm"].take(lab, there.watch, Conditions())


def ten() -> None:
    """People who differ in all traits: part that has lost the prime mover a year on, by dose and days (48 a cell)."""
    doses, spans = (0.2, 0.3, 0.35, 0.4, 0.5, 0.6), (10, 20, 30, 45, 60, 90, 120)
    for name in ("hip", "knee"):
        body = BODIES[name]
        print(f"  {name}: days {spans}")
        for dose in doses:
            print(f"    {dose}", [_part_lost(body, dose, days) for days in spans], flush=True)


def _part_lost(body: Body, dose: float, days: int) -> float:
    text = PLAN.format(
        days=LEAD + days + YEAR,
        task=body.task,
        model=body.model,
        reps=320,
        load=0.35,
        bouts=16,
        more=inhibited(body, dose, days),
    )
    share = f"share {body.muscle} in {body.task} right @ {{}} days"
    asked = replace(read_text(text, "people"), read=(share.format(LEAD), share.format(LEAD + days + YEAR - 1)))
    found = cohort(asked, 48, 1, "maintained", control=False, jobs=1)
    before, after = (found.column(one) for one in asked.read)
    return round(float(np.mean(after / before < LOCKED)), 2)


def main(asked: Sequence[str]) -> None:
    """Print the figures of the points that are asked for, or of all."""
    all_ten = (one, two, three, four, five, six, seven, eight, nine, ten)
    points = {str(n): point for n, point in enumerate(all_ten, 1)}
    for number in asked or points:
        started = time.time()
        print(number, points[number].__doc__.splitlines()[0])
        points[number]()
        print(f"  [{time.time() - started:.0f} s]", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
