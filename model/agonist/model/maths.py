"""Elementary functions in plain arithmetic, so that every engine computes the same bits.

A library's `exp` differs between platforms and keeps a loop from being vectorised. These are
polynomials in IEEE double precision: `exp` and `log` within 4 units in the last place over the
range the model uses, `cosine_turn` within 1e-15.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from agonist.model.compiler.jit import bits_of, double_of, rule

_MAGIC = 6755399441055744.0  # 1.5 * 2**52: adding it rounds to the nearest integer
_LOG2E = 1.4426950408889634
_LN2_HIGH = 0.6931471803691238
_LN2_LOW = 1.9082149292705877e-10
_SQRT2 = 1.4142135623730951
_MANTISSA = 0x000FFFFFFFFFFFFF
_ONE_BITS = 0x3FF0000000000000
_TURN = 6.283185307179586


@rule
def exp(x: float) -> float:
    """Exponential function; underflows to 0 below -700 and saturates above +700."""
    x = -700.0 if x < -700.0 else x
    x = 700.0 if x > 700.0 else x
    t = x * _LOG2E + _MAGIC
    k = t - _MAGIC
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    r2 = r * r
    r4 = r2 * r2
    a = (1.0 + r) + r2 * (0.5 + r * 0.16666666666666666)
    b = (0.041666666666666664 + r * 0.008333333333333333) + r2 * (0.001388888888888889 + r * 0.0001984126984126984)
    c = (2.48015873015873e-05 + r * 2.7557319223985893e-06) + r2 * (2.755731922398589e-07 + r * 2.505210838544172e-08)
    d = 2.08767569878681e-09 + r * 1.6059043836821613e-10
    p = a + r4 * (b + r4 * (c + r4 * d))
    return p * double_of((bits_of(t) << 52) + _ONE_BITS)


@rule
def log(x: float) -> float:
    """Natural logarithm of a positive, normal number."""
    bits = bits_of(x)
    m = double_of((bits & _MANTISSA) | _ONE_BITS)
    e = double_of((bits >> 52) | 0x4330000000000000) - 4503599627371519.0  # 2**52 + 1023
    big = m > _SQRT2
    m = m * 0.5 if big else m
    e = e + 1.0 if big else e
    f = (m - 1.0) / (m + 1.0)
    s = f * f
    s2 = s * s
    s4 = s2 * s2
    low = (0.6666666666666666 + s * 0.4) + s2 * (0.2857142857142857 + s * 0.2222222222222222)
    high = (0.18181818181818182 + s * 0.15384615384615385) + s2 * (0.13333333333333333 + s * 0.11764705882352941)
    top = 0.10526315789473684 + s * 0.09523809523809523
    tail = f * (s * (low + s4 * (high + s4 * top)))
    return e * _LN2_HIGH + ((2.0 * f + tail) + e * _LN2_LOW)


@rule
def cosine_turn(u: float) -> float:
    """Cosine of `u` turns, for `u` in 0..1."""
    y = u - 0.5
    y = -y if y < 0.0 else y
    z = (y - 0.25) * _TURN  # cos(2 pi u) = -cos(2 pi y) = sin(2 pi (y - 1/4))
    s = z * z
    s2 = s * s
    s4 = s2 * s2
    a = (1.0 - s * 0.16666666666666666) + s2 * (0.008333333333333333 - s * 0.0001984126984126984)
    b = (2.7557319223985893e-06 - s * 2.505210838544172e-08) + s2 * (1.6059043836821613e-10 - s * 7.647163731819816e-13)
    c = 2.8114572543455206e-15 - s * 8.22063524662433e-18
    return z * (a + s4 * (b + s4 * c))


@rule
def square_root(x: float) -> float:
    """Square root, correctly rounded everywhere."""
    return math.sqrt(x)


@rule
def clip(x: float, low: float, high: float) -> float:
    """`x` held between two bounds."""
    x = low if x < low else x
    return high if x > high else x


@rule
def approach(x: float, target: float, step: float, tau: float) -> float:
    """First-order change towards a target over a time step, exact for any step: x* + (x - x*) exp(-dt/tau)."""
    return target + (x - target) * exp(-step / tau)


@rule
def settle(x: float, target: float, elapsed: float) -> float:
    """First-order change towards a target, `elapsed` in time constants: x* + (x - x*) exp(-elapsed)."""
    return target + (x - target) * exp(-elapsed)


def weighted(weights: Any, values: Any) -> Any:
    """Weighted sums ``weights @ values``, added in order: the same bits everywhere, which a library's product is not.

    Args:
        weights: [terms] or [rows, terms].
        values: [terms] or [terms, columns].
    """
    values = np.asarray(values, dtype=np.float64)
    total = np.zeros((*np.shape(weights)[:-1], *values.shape[1:]))
    for weight, value in zip(np.asarray(weights).T, values, strict=True):
        total += np.multiply.outer(weight, value)
    return total
