"""How long muscle fibres are, and become: where a muscle works and is pulled, and what that makes of its sarcomeres."""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.maths import approach, clip
from agonist.model.rules.joint import lagged
from agonist.model.rules.muscle import passive_length


@rule
def pull(activity: float, length: float, resting: float, slack: float) -> float:
    """What a fibre feels of a posture: its activity, and its passive pull beyond that of a slack length.

    w = w0 + a + max(0, f_p(x) - f_p(x_0)); in maximal forces, lengths x and x_0 in optimal lengths. Source: Tabary 1981
    (actively shortened muscle loses sarcomeres, stimulated but long muscle none), Williams 1990 (half an hour protects).
    """
    passive = passive_length(length) - passive_length(slack)
    return resting + activity + (passive if passive > 0.0 else 0.0)


@rule
def longer(length: float, usual: float, weight: float) -> float:
    """Length beyond the usual one, counted by how hard the muscle works and is pulled there: w (L - L_usual)."""
    return weight * (length - usual)


@rule
def lived_length(usual: float, longer: float, pull: float) -> float:
    """A muscle reads its day by the length at which it works and is pulled, not by the clock.

    L_op = L_usual + int w (L - L_usual) dt / int w dt, in optimal lengths; no number of hours is a threshold.
    Source: Tabary 1981, Van Dyke 2012, Kruse 2021 (the length at which load is borne); form judgement.
    """
    return usual + longer / (pull if pull > 0.0 else 1.0)


@rule
def sarcomere_target(habitual: float, usual: float, share: float, low: float, high: float) -> float:
    """Fibres rebuild until their sarcomeres are back at their length: N* = clip(1 + g (L_op / L_usual - 1), low, high).

    `share` g: part of the change that fibres take up (1 in an animal's cast, the rest is tendon and sheath).
    Relative to the healthy number. Source: Tabary 1972, Lindsey 2002, Boakes 2007; g set on Boukabache 2021.
    """
    return clip(1.0 + share * (habitual / usual - 1.0), low, high)


@rule
def sarcomere_time(number: float, target: float, loss_day: float, gain_day: float) -> float:
    """Sarcomeres are lost faster than they are added: tau, days. Source: Zöllner 2012; human constants judgement."""
    return gain_day if target > number else loss_day


@rule
def sarcomeres(number: float, target: float, tau_day: float, step_day: float) -> float:
    """Sarcomeres in series are lost and added: dN/dt = (N* - N) / tau; N in healthy ones, tau and step in days.

    Source: Zöllner 2012 (13.6 -> 2.1 % in 14 d gives 7.6 d, computed).
    """
    return approach(number, target, step_day, tau_day)


@rule
def shortness(habitual: float, usual: float) -> float:
    """How much shorter than usual a muscle lives: max(0, 1 - L_op / L_usual), 0..1."""
    short = 1.0 - habitual / usual
    return short if short > 0.0 else 0.0


@rule
def longness(habitual: float, usual: float) -> float:
    """How much longer than usual a muscle lives: max(0, L_op / L_usual - 1)."""
    long = habitual / usual - 1.0
    return long if long > 0.0 else 0.0


@rule
def tendon(
    slack: float, number: float, target: float, share: float, number_day: float, tau_day: float, step_day: float
) -> float:
    """The tendon gives way as fibres shorten and so cancels part of the shift of the curve.

    dt/dt = (h (1 - N) - t) / tau while N goes to N*, exact; t in optimal lengths of the healthy fibre, days.
    Source: de Boer 2007 (tendon stiffness -29 % in 23 d of unloading); h judgement.
    """
    return lagged(slack, share * (1.0 - number), share * (1.0 - target), number_day, tau_day, step_day)


@rule
def working_length(length: float, slack: float, sarcomeres: float) -> float:
    """Length of a working fibre in its own optimal lengths: (x - t) / N; x in healthy optimal lengths."""
    return (length - slack) / sarcomeres


@rule
def resting_length(length: float, sarcomeres: float) -> float:
    """Length of a fibre at rest in its own optimal lengths, x / N: a slack tendon carries no load."""
    return length / sarcomeres


@rule
def strain_dose(activation: float, lengthening: float, length: float) -> float:
    """A repetition that lengthens a working muscle tells it to add sarcomeres, one that shortens it to lose some.

    a v clip(x, 0.3, 1.5), v lengthening part -1..1, x fibre length in optimal lengths. Source: Butterfield 2005 (downhill
    adds, uphill loses).
    """
    return activation * lengthening * clip(length, 0.3, 1.5)


@rule
def strained(now: float, dose_day: float, on_day: float, off_day: float, step_day: float) -> float:
    """The running dose of such work builds up in weeks and is forgotten in days; repetitions per day, days."""
    growing = dose_day * dose_day > now * now
    return approach(now, dose_day, step_day, on_day if growing else off_day)


@rule
def both_ways(dose: float, half: float, shortening_part: float) -> float:
    """The first part of a dose does most, and work under shortening can do less: x / (|x| + x_half), times k below 0; -k..1.

    Source: Timmins 2016 (thigh, behind: shorter by some per cent), Franchi 2014, Ema 2013 (in front: +5 %, none).
    """
    told = dose / ((dose if dose > 0.0 else -dose) + half)
    return told if told > 0.0 else shortening_part * told


@rule
def in_effort(number: float, series: float, absorbed: float) -> float:
    """Of sarcomeres that work has added or missing load has taken, slack and tendon make up for most in an effort: N - h n.

    Source: Brockett 2001 (the optimum moves by 8 deg); de Boer 2007, Seynnes 2008 (fascicles shorter by 4 to 8 % in a leg whose
    tendon has become softer by a third; torque falls hardly more than size). Judgement as a rule.
    """
    return number - absorbed * series


@rule
def unused(free: float, most: float, number: float, own: float) -> float:
    """Missing load takes sarcomeres in series as far as a short posture has not: max(0, k u min(w, 1) - max(0, 1 - N)).

    u missing part of the load, N what posture has made of the number, w own rate of wasting (x the reference): muscles that
    bear little lose little. Source: de Boer 2007, Seynnes 2008 (one leg unloaded, its joints free: -7.7 and -4 % in 23 d), de Boer
    2008 (five weeks of bed: -5.9 and -4.8 %, none in front of the shin); that the two do not add is judgement.
    """
    taken = 1.0 - number
    left = most * free * (own if own < 1.0 else 1.0) - (taken if taken > 0.0 else 0.0)
    return left if left > 0.0 else 0.0


@rule
def series(
    now: float, told: float, unused: float, gain: float, gain_day: float, loss_day: float, step_day: float
) -> float:
    """Sarcomeres that lengthening work adds come after weeks and go when it ends; load that is missing takes some.

    dn/dt = (g S - u - n) / tau, days, u as in `unused`. Source: Potier 2009, Geremia 2019 (still rising at 8 weeks), Timmins
    2016 and Presland 2018 (gone after four weeks, after two).
    """
    target = gain * told - unused
    return approach(now, target, step_day, gain_day if target > now else loss_day)


@rule
def added(series: float, scar: float, shortening: float) -> float:
    """What work adds to the number of sarcomeres, less what a scar takes from a fibre's way: n - k s."""
    return series - shortening * scar


@rule
def with_added(number: float, before: float, now: float) -> float:
    """Number of sarcomeres in series, what posture made of it plus what work and scar add: N - n_old + n_new."""
    return number - before + now


@rule
def fascicle(number: float, told: float, stretched: float) -> float:
    """Ultrasound sees a fascicle, not its sarcomeres: it lengthens before they are made, N (1 + k S).

    Source: Andrews 2025, Pincheira 2022 (fascicles longer by longer sarcomeres within weeks); size judgement.
    """
    return number * (1.0 + stretched * told)
