"""What differs between lanes: compiled in eight lanes, in one, and in plain Python, on random bodies, bit for bit.

Shipped scenarios walk few of the ways through a verb: an early `return` that ran on in some lanes changed none of their
lives. So verbs are made up here, by hand and by Hypothesis, and every number of the bodies is compared.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programs import RUN, SEARCHED, asked, load, numbers, random_block

from agonist.model import units
from agonist.model.compiler import jit

pytestmark = pytest.mark.skipif(not jit.COMPILED, reason="plain Python")


class Odd(units.Muscle):
    """A muscle with every kind of branch."""

    def odd(self, part: float) -> None:
        """Nested `if`, `elif`, early return inside and outside, a loop under a mask, a missing unit, verbs in some lanes."""
        a = self.spinal
        b = 0.0
        if a > 0.5:
            b = 1.0
            if self.hurt > 0.3:
                b = b + self.hurt
                self.area = b * part
            else:
                self.area = 0.25
        elif a > 0.2:
            self.area = a
            b = 2.0 * part
        else:
            b = -a
        for crossing in self.crossings:
            if crossing.joint.pain > 0.4:
                b = b + crossing.gain_pain * crossing.joint.pain
                self.tendon = self.tendon + 1.0
        self.neural = b
        if self.chronic > 0.3:
            if self.damage > 0.5:
                self.stiffness = 2.0
                return
            self.stiffness = 3.0
            if self.damage < 0.2:
                self.tolerance = 4.0
            else:
                return
            self.sarcomeres = 5.0
        self.tightness = self.tightness + 1.0
        if self.fatigued > 0.6 or self.hurt < 0.2:
            return
        self.specific = b / (self.fatigued + 0.05)
        known = self.mirror is not None and self.fatigued > 0.3
        if not self.mirror or self.mirror.hurt > 0.7:
            self.intact = 7.0 if known else 8.0
            return
        other = self.mirror.area
        self.intact = other if other > 0.5 else self.intact
        self.deeper(other, self.mirror)

    def deeper(self, x: float, other: units.Muscle) -> None:
        """A verb that is asked in some lanes only, and returns early in some of them."""
        high = x > 0.25
        if not high:
            self.training = x
            return
        if other.hurt > 0.4:
            self.injuries = self.seen(other.hurt)
        for _ in range(3):
            self.cue = self.cue + x
            if self.cue > 1.0:
                self.cue = 0.5 * self.cue

    def seen(self, x: float) -> float:
        """A reading."""
        return self.injuries + x if self.mirror else 0.0


def same(muscle: Any, bodies: int) -> int:
    """Live both ways from random bodies; how many bodies changed. Raises AssertionError where one bit differs."""
    run, plain = asked(muscle)
    changed = 0
    for seed in range(bodies):
        found = {}
        for lanes in (8, 1):
            before = numbers(random_block(seed, lanes), lanes)
            for way in (run, plain):
                block = random_block(seed, lanes)
                way(block, RUN.structure.wiring, 0.7, lanes)
                way(block, RUN.structure.wiring, 0.35, lanes)
                found[lanes, way] = numbers(block, lanes)
            assert found[lanes, run] == found[lanes, plain], (seed, lanes)
            changed += found[lanes, run] != before
    return changed


def test_a_verb_with_every_kind_of_branch() -> None:
    assert same(Odd, 40) == 80


# -- verbs that Hypothesis writes -----------------------------------------------------------------------------------

QUANTITIES = ("area", "hurt", "chronic", "damage", "neural")
names = st.sampled_from(QUANTITIES)
numbers_ = st.sampled_from(["0.5", "0.3", "1.25", "part", "a"])
READ = st.one_of(names.map("self.{}".format), numbers_, names.map("(self.mirror.{0} if self.mirror else 0.5)".format))
tests = st.builds("{} {} {}".format, READ, st.sampled_from([">", "<=", "!="]), READ)
conditions = st.one_of(
    tests,
    st.just("self.mirror"),
    st.just("not self.mirror"),
    st.builds("{} {} {}".format, tests, st.sampled_from(["and", "or"]), tests),
    st.builds("not ({})".format, tests),
)
sums = st.builds("{} {} {}".format, READ, st.sampled_from(["+", "-", "*"]), READ)
plain_lines = st.one_of(
    st.builds("self.{} = {}".format, names, sums),
    st.builds("a = {}".format, sums),
    st.builds("self.{0} = {1} if {2} else a".format, names, READ, conditions),
)


def indented(lines: list[str]) -> list[str]:
    """One level deeper."""
    return [f"    {line}" for part in lines for line in part.split("\n")]


def branch(test: str, yes: list[str], no: list[str]) -> str:
    """An `if` with or without an `else`."""
    other = ["else:", *indented(no)] if no else []
    return "\n".join([f"if {test}:", *indented(yes), *other])


def loop(body: list[str]) -> str:
    """A loop over joints; a name of it is new in every round."""
    return "\n".join(["for crossing in self.crossings:", "    a = a + crossing.gain_pain", *indented(body)])


lines = st.recursive(
    plain_lines,
    lambda inner: st.one_of(
        st.builds(branch, conditions, st.lists(inner, min_size=1, max_size=3), st.lists(inner, max_size=2)),
        st.builds(lambda t, b: branch(t, [*b, "return"], []), conditions, st.lists(inner, max_size=2)),
        st.builds(
            lambda b: loop([x for x in b if "return" not in x and "for " not in x]),
            st.lists(inner, min_size=1, max_size=2),
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=SEARCHED or 12)
@given(program=st.lists(lines, min_size=2, max_size=5))
def test_verbs_that_nobody_thought_of(tmp_path_factory: pytest.TempPathFactory, program: list[str]) -> None:
    body = indented(indented(["a = 0.25", *program]))
    folder: Path = tmp_path_factory.mktemp("verbs")
    module = load(
        folder, "\nclass Odd(units.Muscle):\n    def odd(self, part: float) -> None:\n" + "\n".join(body) + "\n"
    )
    same(module.Odd, 3)
