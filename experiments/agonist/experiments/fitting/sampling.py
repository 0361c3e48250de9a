"""Weighted lives of what is believed after: adaptive importance sampling over kinds and their values at once.

Lives are proposed round by round: the first from what is believed before, later ones from a smooth density about the lives
that fit best so far, of which a part is always what is believed before. All lives of all rounds are kept; each weighs
likelihood over the density of all rounds together (Cornuet et al. 2012), so none is thrown away and no tolerance is left.
While few lives carry the weight, the density is laid about a flattened likelihood (Ryu and Boyd 2014; del Moral et al. 2006).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from agonist.model.body.wiring import Floats, Ints

BEFORE = 0.2  # of the proposals of each round are drawn from what is believed before
FLAT = 0.25  # of a round: effective lives below which the likelihood is flattened
PSEUDO = 3.0  # effective lives for which the spread of all kinds counts in that of one
SLIGHT, NARROWEST = 1e-6, 1e-4  # weights about which nothing is proposed; width of a density, of the range before
FEWEST = 3  # rounds: the last of them proposes what was found, not what was believed before
HALVINGS, LEAST_POWER = 40, 1e-6
BROAD = 1.5  # times the width of a smooth density that would describe the lives best: tails are what is missed


class Drawn(NamedTuple):
    """Proposals: kind [n], and values scaled to 0 to 1 [n, values]."""

    kind: Ints
    at: Floats

    def within(self) -> Drawn:
        """Those whose values may be; the others weigh nothing and need not be lived."""
        here = ((self.at >= 0.0) & (self.at <= 1.0)).all(axis=1)
        return Drawn(self.kind[here], self.at[here])


class Density(NamedTuple):
    """What a round proposes: kinds by their parts, and about each centre of a kind a normal density."""

    parts: Floats  # [kinds], of the part that is not drawn from before
    centres: tuple[Floats, ...]  # by kind: [centres, values]
    chance: tuple[Floats, ...]  # by kind: [centres]
    spread: tuple[Floats, ...]  # by kind: root of the covariance [values, values]
    before: float

    def draw(self, count: int, luck: np.random.Generator) -> Drawn:
        """So many proposals."""
        kinds, width = len(self.parts), self.spread[0].shape[0]
        first = luck.random(count) < self.before
        kind = np.where(first, luck.integers(0, kinds, count), luck.choice(kinds, count, p=self.parts))
        at = luck.random((count, width))
        for n in np.flatnonzero(~first):
            k = kind[n]
            centre = self.centres[k][luck.choice(len(self.centres[k]), p=self.chance[k])]
            at[n] = centre + self.spread[k] @ luck.standard_normal(width)
        return Drawn(kind, at)

    def of(self, drawn: Drawn) -> Floats:
        """Density at proposals, [n]; before, it is one over the number of kinds."""
        found = np.full(len(drawn.kind), self.before / len(self.parts))
        for k, part in enumerate(self.parts):
            here = np.flatnonzero(drawn.kind == k)
            if part > 0.0 and len(here):
                root = np.linalg.inv(self.spread[k])
                apart = (drawn.at[here, None, :] - self.centres[k][None, :, :]) @ root.T
                peak = np.abs(np.linalg.det(root)) / (2.0 * np.pi) ** (0.5 * root.shape[0])
                found[here] += (
                    (1.0 - self.before) * part * peak * np.exp(-0.5 * (apart**2).sum(axis=2)) @ self.chance[k]
                )
        return found


def first_density(kinds: int, width: int) -> Density:
    """What is believed before: every kind and value as likely."""
    middle, alone, wide = np.full((1, width), 0.5), np.ones(1), np.eye(width)
    return Density(np.full(kinds, 1.0 / kinds), (middle,) * kinds, (alone,) * kinds, (wide,) * kinds, 1.0)


def effective(weights: Floats) -> float:
    """How many lives of equal weight would tell as much."""
    total = float(weights.sum())
    return total**2 / float((weights**2).sum()) if total > 0.0 else 0.0


def flat_enough(base: Floats, likelihood: Floats, least: float) -> tuple[float, Floats]:
    """The greatest power of the likelihood, at most 1, at which so many lives are effective, and the weights.

    `base` and `likelihood` are logarithms.
    """

    def of(power: float) -> Floats:
        log = base + power * likelihood
        return np.asarray(np.exp(log - log.max()))

    low, high = 0.0, 1.0
    if effective(of(high)) >= least:
        return high, of(high)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if effective(of(middle)) >= least else (low, middle)
    low = max(low, LEAST_POWER)
    return low, of(low)


def about(drawn: Drawn, weights: Floats, kinds: int) -> Density:
    """A smooth density about weighted lives; a kind with few of them is as wide as all kinds are about their own means."""
    width, whole = drawn.at.shape[1], weights / weights.sum()
    here = [np.flatnonzero((drawn.kind == k) & (whole > SLIGHT)) for k in range(kinds)]
    chance = [whole[h] / whole[h].sum() for h in here]
    covariance = np.array([_covariance(drawn.at[h], w) for h, w in zip(here, chance, strict=True)])
    parts = np.array([whole[h].sum() for h in here])
    pooled = np.tensordot(parts, covariance, 1)
    spread = []
    for w, own in zip(chance, covariance, strict=True):
        some = max(effective(w), 1.0)
        smooth = BROAD * (4.0 / ((width + 2.0) * some)) ** (1.0 / (width + 4.0))  # Silverman's rule
        mean = ((some - 1.0) * own + PSEUDO * pooled) / (some - 1.0 + PSEUDO)
        spread.append(smooth * np.linalg.cholesky(mean + NARROWEST**2 * np.eye(width)))
    return Density(parts / parts.sum(), tuple(drawn.at[h] for h in here), tuple(chance), tuple(spread), BEFORE)


def _covariance(at: Floats, chance: Floats) -> Floats:
    """Covariance of weighted values; nothing of none."""
    apart = at - chance @ at
    return np.asarray((apart * chance[:, None]).T @ apart)


class Sampled(NamedTuple):
    """All lives: proposals, weights, and the power of the likelihood, 1 where enough lives tell."""

    drawn: Drawn
    weights: Floats
    power: float
    rounds: int


def sample(kinds: int, width: int, lived: Callable[[int, Drawn], Floats], count: int, most: int, seed: int) -> Sampled:
    """Rounds of `count` proposals until so many lives are effective, or `most` are lived; the first is twice as large.

    `lived(round, proposals)` lives those and gives the logarithms of their likelihood.
    """
    densities, parts, drawn, told = [first_density(kinds, width)], [2.0], [], []
    while True:
        following = densities[-1].draw(int(parts[-1] * count), np.random.default_rng([seed, len(densities)]))
        drawn.append(following.within())
        told.append(lived(len(drawn) - 1, drawn[-1]))
        every, likelihood = joined(drawn), np.concatenate(told)
        base = -np.log(np.average([each.of(every) for each in densities], axis=0, weights=parts))
        power, weights = flat_enough(base, likelihood, count)
        if len(every.kind) >= most or (power == 1.0 and len(drawn) >= FEWEST):
            return Sampled(every, weights, power, len(drawn))
        densities.append(about(every, flat_enough(base, likelihood, FLAT * count)[1], kinds))
        parts.append(1.0)


def joined(drawn: Sequence[Drawn]) -> Drawn:
    """Proposals of several rounds."""
    return Drawn(np.concatenate([d.kind for d in drawn]), np.concatenate([d.at for d in drawn]))
