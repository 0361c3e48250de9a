"""Synergies of movements: modules by factorisation, the uncontrolled manifold, and who varies with whom.

Each is a measure of the laboratory, taken on the movements of a life: they look and change nothing.
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Sequence
from types import ModuleType
from typing import Any, NamedTuple

import networkx as nx
import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.stats import rankdata

from agonist.experiments.varying.series import Bouts
from agonist.model.body.wiring import Floats

ENOUGH = 0.95  # of the variance: as many modules as that takes
MOST_MODULES = 6
TRIALS = 40  # envelopes that are factorised
SMALL = 1e-12


class Modules(NamedTuple):
    """A factorisation: weights [modules, muscles] of length 1, the part of the variance by number of modules, how like."""

    weights: Floats
    explained: Floats
    like: float  # mean cosine with the modules before


class Manifold(NamedTuple):
    """Variance of activations per degree of freedom that leaves the torque alone, and that moves it; the synergy index."""

    along: float
    across: float
    synergy: float  # (along - across) / total per degree of freedom: above 0, variance is channelled to where it does no harm


class Network(NamedTuple):
    """Who varies with whom: correlations [muscles, muscles], those beyond chance [muscles, muscles], measures of the graph."""

    correlation: Floats
    linked: Floats
    density: float
    modularity: float


def decomposition() -> ModuleType:
    """What factorises. Raises ValueError that names the extra where it is missing."""
    try:
        return importlib.import_module("sklearn.decomposition")
    except ImportError:
        raise ValueError("synergies needs an extra that is not installed: pip install 'agonist[synergies]'") from None


def factorised(envelopes: Floats, before: Floats | None = None, seed: int = 1) -> Modules:
    """Modules of muscles by non-negative matrix factorisation (Lee & Seung 1999; d'Avella et al. 2003).

    `envelopes` is [bouts, muscles, points]. As many modules as explain 95 % of the sum of squares. Raises ValueError where
    the extra `synergies` is missing.
    """
    factors = decomposition().NMF
    flat = np.moveaxis(envelopes[:TRIALS], 1, 0).reshape(envelopes.shape[1], -1).T
    explained, kept = [], None
    for count in range(1, min(MOST_MODULES, flat.shape[1]) + 1):
        model = factors(count, init="nndsvda", max_iter=400, tol=1e-4, random_state=seed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the last digits of modules beyond those that are kept do not matter
            scores = model.fit_transform(flat)
        left = flat - scores @ model.components_
        explained.append(1.0 - float((left**2).sum() / (flat**2).sum()))
        if kept is None:
            found = model.components_
            if explained[-1] >= ENOUGH:
                kept = found
    weights = kept if kept is not None else found
    weights = weights / (np.linalg.norm(weights, axis=1, keepdims=True) + SMALL)
    return Modules(weights, np.array(explained), likeness(weights, before))


def likeness(weights: Floats, before: Floats | None) -> float:
    """Mean cosine of modules with those before, each with its best partner."""
    if before is None:
        return 1.0
    cosine = before @ weights.T
    rows, columns = linear_sum_assignment(-cosine)
    return float(cosine[rows, columns].sum() / max(cosine.shape))


def manifold(bouts: Bouts) -> Manifold:
    """Variance along and across the uncontrolled manifold of the torque (Scholz & Schoner 1999).

    Elemental variables are activations; the Jacobian is torque per activation, by muscle, in this state.
    """
    deviation = bouts.activation - bouts.activation.mean(axis=0)
    gain = bouts.torque_nm.mean(axis=0) / (bouts.activation.mean(axis=0) + SMALL)
    direction = gain / (np.linalg.norm(gain) + SMALL)
    off = deviation @ direction
    total, across = float((deviation**2).sum(axis=1).mean()), float((off**2).mean())
    count = bouts.activation.shape[1]
    along = (total - across) / (count - 1)
    return Manifold(along, across, (along - across) / (total / count + SMALL))


def network(bouts: Bouts, surrogates: int = 200, seed: int = 1) -> Network:
    """Rank correlation of activations over movements, and the pairs beyond what shuffled movements give (5 % over all)."""
    ranks = np.apply_along_axis(rankdata, 0, bouts.activation)
    seen = _correlated(ranks)
    chance = np.random.default_rng(seed)
    highest = []
    for _ in range(surrogates):
        shuffled = _correlated(chance.permuted(ranks, axis=0))
        highest.append(np.abs(shuffled[np.triu_indices_from(shuffled, 1)]).max())
    limit = float(np.quantile(highest, 0.95))
    linked = np.where(np.abs(seen) > limit, seen, 0.0)
    np.fill_diagonal(linked, 0.0)
    return Network(seen, linked, *_graph(linked))


def _correlated(ranks: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Any = np.nan_to_num(np.corrcoef(ranks, rowvar=False))
    np.fill_diagonal(found, 1.0)
    return np.asarray(found)


def _graph(linked: Floats) -> tuple[float, float]:
    """Density of the links, and modularity of those that vary together (Newman 2006)."""
    graph = nx.from_numpy_array(np.abs(linked))
    together = nx.from_numpy_array(np.maximum(linked, 0.0))
    if not together.number_of_edges():
        return float(nx.density(graph)), 0.0
    parts: object = nx.community.greedy_modularity_communities(together, weight="weight")
    return float(nx.density(graph)), float(nx.community.modularity(together, parts, weight="weight"))


def pooled(lives: Sequence[Bouts]) -> Bouts:
    """The movements of several lives below each other, each about the mean of all: luck apart, one person."""
    centre = np.mean([b.activation.mean(axis=0) for b in lives], axis=0)
    activation = np.concatenate([b.activation - b.activation.mean(axis=0) + centre for b in lives])
    torque = np.concatenate([b.torque_nm for b in lives])
    onset = np.mean([b.onset_ms for b in lives], axis=0)
    return lives[0]._replace(
        day=np.concatenate([b.day for b in lives]), activation=activation, torque_nm=torque, onset_ms=onset
    )
