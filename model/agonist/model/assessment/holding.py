"""Holds that are longer than they can be held: how long the load of a practice is met, for whoever wrote it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from agonist.model.assessment.test_bench import STEP_S, Bench, Laboratory
from agonist.model.blocks import Run, build_block, learner_code
from agonist.model.own.reach import taking_part
from agonist.model.persons import lived_by
from agonist.model.plan import Practice, lay_out

if TYPE_CHECKING:
    from agonist.model.scenario import Resolved

SHORTEST_S = 2.0 * STEP_S  # of a repetition that is a hold: the test watches in steps


def at_start(resolved: Resolved) -> Laboratory:
    """The laboratory of a person who has lived nothing yet."""
    subject, structure = resolved.subject, resolved.subject.structure
    empty = lay_out((), structure.names.tasks, 0, 0, ())
    own, code = taking_part(subject.own, "frozen"), learner_code("frozen")
    run = Run(structure, resolved.parameters, empty, (), {}, 1, code, resolved.watch, own=own)
    block = build_block([lived_by(run, resolved.person.of(structure, resolved.parameters))])
    return Laboratory(subject, {}, Bench(subject, block.state))


def held_short(practices: Iterable[Practice], at: Callable[[], Laboratory]) -> tuple[str, ...]:
    """A line for each load that one repetition asks for longer than this person could hold it, `at` a moment."""
    asked = {(p.task, p.load, p.seconds) for p in practices if p.reps > 0.0 and p.seconds > SHORTEST_S and p.load > 0.0}
    lab = at() if asked else None
    found = [(*one, lab.held_s(one[0], one[1])) for one in sorted(asked)] if lab else []
    return tuple(
        f"practice of {task}: {load:.3g} of the healthy maximum is held for {held:g} s of the {seconds:g} s that are asked,"
        " if rested; then what is left is given, and the fatigue is that of all of it"
        for task, load, seconds, held in found
        if held < seconds
    )


def short_holds(resolved: Resolved) -> tuple[str, ...]:
    """The same for a scenario, at its start."""
    return held_short(resolved.practices, partial(at_start, resolved))
