"""Random small programs, compiled against Python itself, bit for bit: as a rule, in an entry, and in lanes."""

from __future__ import annotations

import math
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from programs import SEARCHED, load

from agonist.model.compiler import jit

pytestmark = pytest.mark.skipif(not jit.COMPILED, reason="plain Python")

PROGRAM = """
def odd(x: float, y: float, n: int) -> float:
{body}
    return {result}


@entry
def alone(x: float, y: float, n: int) -> float:
    return odd(x, y, n) + 0.5


@entry
def many(a: Any, b: Any, n: int, lanes: int) -> None:
    for lane in range(unsigned(lanes)):
        a[lane] = odd(a[lane], b[lane], n)
"""
KNOWN = ("x", "y", "u", "v")
EDGES = [0.0, -0.0, 1.0, -1.0, 0.5, 2.5, -3.25, 1e-310, -5e-324, 1e300, math.inf, -math.inf, math.nan]
atoms = st.sampled_from([*KNOWN, "0.0", "-0.0", "1.5", "3", "SCALE", "math.inf", "-math.inf", "n"])
numbers = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*"), inner),
        st.builds("({0} / ({1} if {1} != 0.0 else 1.0))".format, inner, inner),
        st.builds("(-{})".format, inner),
        st.builds("abs(1.0 * {})".format, inner),
        st.builds("math.sqrt(abs(1.0 * {}))".format, inner),
        st.builds("maths.clip({}, -1.0, {})".format, inner, inner),
        st.builds("({} if {} {} {} else {})".format, inner, inner, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), inner, inner),
        st.builds("({0} if {1} < {2} <= {3} else {1})".format, inner, inner, inner, inner),
        st.builds("({0} if not ({1} < 0.0 or {2} >= 1.0 and {0} == {0}) else {2})".format, inner, inner, inner),
    ),
    max_leaves=8,
)  # fmt: skip
lines = st.one_of(
    st.builds("{} = {}".format, st.sampled_from("uvxy"), numbers),
    st.builds("u, v = {}, {}".format, numbers, numbers),
    st.builds("for k in range({}):\n        u = 0.5 * u + k".format, st.integers(0, 3)),
    st.builds("v {}= {}".format, st.sampled_from("+-*"), numbers),
)


def bits(x: float) -> bytes:
    """The bits of a number; one NaN is as good as another."""
    return b"nan" if math.isnan(x) else struct.pack("<d", x)


def python(function: Any, *given: Any) -> float | None:
    """What Python says, None where it has no number to give."""
    try:
        return float(function(*given))
    except (ZeroDivisionError, OverflowError, ValueError):
        return None


@settings(max_examples=SEARCHED or 30)
@given(
    st.lists(lines, max_size=4),
    numbers,
    st.lists(st.sampled_from(EDGES) | st.floats(-4.0, 4.0), min_size=16, max_size=16),
)
def test_what_is_compiled_is_what_python_does(
    tmp_path_factory: pytest.TempPathFactory, body: list[str], result: str, values: list[float]
) -> None:
    text = "\n".join(f"    {line}" for line in ["u = 1.0 * x", "v = 1.0 * y", *body])
    assume(len(text) < 3000)
    module = load(tmp_path_factory.mktemp("programs"), PROGRAM.format(body=text, result=f"1.0 * {result}"))
    xs, ys, n = values[:8], values[8:], 3
    wanted = [python(module.odd, x, y, n) for x, y in zip(xs, ys, strict=True)]
    lanes = {}
    for count in (8, 1):
        a = np.array(xs)
        module.many(a, np.array(ys), n, count)
        lanes[count] = a
    for k, (x, y, want) in enumerate(zip(xs, ys, wanted, strict=True)):
        if want is not None:
            assert bits(module.alone(x, y, n)) == bits(want + 0.5)
            assert bits(lanes[8][k]) == bits(want)
            assert k or bits(lanes[1][0]) == bits(want)
