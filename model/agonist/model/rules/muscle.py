"""How hard a muscle fibre can pull at its length and speed, and how its line of pull turns.

Curves of De Groote et al. 2016 (Ann Biomed Eng 44:2922, doi 10.1007/s10439-016-1591-9), as scalars in units of
maximal isometric force, optimal fibre length and maximal shortening speed.
"""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.maths import exp, log, square_root

# Force and velocity (De Groote et al. 2016 Ann Biomed Eng 44:2922): -d1, -d2, -d3 and d4
VELOCITY_SPAN, VELOCITY_SLOPE, VELOCITY_SHIFT, VELOCITY_TOP = 0.32113, 8.149, 0.374, 0.88253


@rule
def bump(length: float, height: float, centre: float, width: float, skew: float) -> float:
    """One hill of the active curve: b1 exp(-(x - b2)^2 / (2 (b3 + b4 x)^2)).

    `length` x in optimal lengths; `height` b1, `centre` b2, `width` b3, `skew` b4 without unit. Source: De Groote 2016.
    """
    z = (length - centre) / (width + skew * length)
    return height * exp(-0.5 * z * z)


@rule
def active_length(length: float) -> float:
    """Active force of a fibre falls when it is shorter or longer than its optimum.

    f_l(x), the sum of three hills; `length` x in optimal lengths (held at 0.2 or more). 0 to about 1, in maximal
    isometric forces. Source: De Groote 2016, constants verified.
    """
    x = length if length > 0.2 else 0.2
    first = bump(x, 0.81507, 1.05503, 0.16238, 0.06330)
    second = bump(x, 0.43300, 0.71678, -0.02995, 0.20036)
    return (first + second) + bump(x, 0.1, 1.0, 0.35355, 0.0)


@rule
def passive_length(length: float) -> float:
    """A stretched fibre pulls without any activation, more steeply the longer it is.

    f_p(x) = (exp(k (x - 1) / e) - o) / (exp(k) - o), o = exp(k (0.2 - 1) / e), k = 4, e = 0.6: 0 at length 0.2
    and below, 1 at length 1.6. `length` x in optimal lengths; result in maximal isometric forces.
    Source: De Groote 2016, with the shift to 0 at length 0.2.
    """
    x = length if length > 0.2 else 0.2
    zero = exp(4.0 * (0.2 - 1.0) / 0.6)
    return (exp(4.0 * (x - 1.0) / 0.6) - zero) / (exp(4.0) - zero)


@rule
def force_velocity(velocity: float) -> float:
    """A fibre that shortens is weaker than one that holds; one that is lengthened is stronger.

    f_v(v) = d1 ln(d2 v + d3 + sqrt((d2 v + d3)^2 + 1)) + d4; `velocity` v in maximal speeds, negative when shortening:
    f_v(-1) = 0, f_v(0) = 1, f_v(1) = 1.794. Result in isometric forces. Source: De Groote 2016, constants verified.
    """
    y = -VELOCITY_SLOPE * velocity - VELOCITY_SHIFT
    return VELOCITY_TOP - VELOCITY_SPAN * log(y + square_root(y * y + 1.0))


@rule
def mixed_velocity(velocity: float, fast: float, slow_most: float, fast_most: float, yielding: float) -> float:
    """Fast fibres still pull at speeds at which slow ones no longer can: (1 - q) f_v(v / v_s) + q f_v(v / v_f), at least 0 each.

    Under lengthening y v for v: cross-bridges that let go more slowly reach the force of a quick stretch in a slow one.

    `velocity` v, slow_most v_s and fast_most v_f in optimal lengths per second, v negative when shortening; fast q part of
    the cross-section, 0..1. Result in isometric forces. Source: Umberger 2003 (v_s, v_f), each type by its own curve.
    """
    v = yielding * velocity if velocity > 0.0 else velocity
    slow = force_velocity(v / slow_most if v > -slow_most else -1.0)
    quick = force_velocity(v / fast_most if v > -fast_most else -1.0)
    return (1.0 - fast) * (slow if slow > 0.0 else 0.0) + fast * (quick if quick > 0.0 else 0.0)


@rule
def greatest_speed(load: float) -> float:
    """The lighter a load, the faster a fibre can shorten under it: the inverse of the curve above, of maximal speed.

    v(L) = (sinh((d4 - L) / d1) - d3) / d2 with L in isometric forces: 1 at no load, 0 at 1. Source: De Groote 2016.
    """
    up = exp((VELOCITY_TOP - load) / VELOCITY_SPAN)
    return (0.5 * (up - 1.0 / up) + VELOCITY_SHIFT) / VELOCITY_SLOPE


@rule
def lifting(load: float, part: float, tempo: float) -> float:
    """A load that is lifted and lowered takes more activation than one that is held: mean of L / f_v(-v) and L / f_v(v).

    v = min(tempo, part x greatest speed at that load): a light load is lifted at the usual tempo, a heavy one as fast as it
    lets; a load of the whole maximum does not move. Source: with part .8 and tempo .3 the fatigue model fails after 82, 40, 27,
    15 and 7 repetitions of 2 s at .2, .3, .4, .6 and .8; people after 23, 15 and 9 at .4, .6 and .8 (Hoeger 1987, knee extension,
    untrained). Tempo: Jenkins 2015 (EMG rises 2.5-fold to failure at .3, so a set begins with some .4), Jessee 2018.
    """
    fastest = part * greatest_speed(load)
    able = fastest if fastest > 0.0 else 0.0
    speed = tempo if tempo < able else able
    return 0.5 * load * (1.0 / force_velocity(-speed) + 1.0 / force_velocity(speed))


@rule
def cosine_of_pennation(sine_at_optimum: float, length: float) -> float:
    """A short pennate muscle has steep fibres, because its thickness stays the same.

    cos(a) = sqrt(1 - (sin(a0) / x)^2), held at 0.1 or more; `sine_at_optimum` sin(a0) without unit, `length` x in
    optimal lengths. Source: constant-thickness pennation, Millard et al. 2013 (J Biomech Eng 135:021005).
    """
    x = length if length > 0.2 else 0.2
    sine = sine_at_optimum / x
    left = 1.0 - sine * sine
    return square_root(left if left > 0.01 else 0.01)
