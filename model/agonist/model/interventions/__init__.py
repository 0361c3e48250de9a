"""All words of the vocabulary: reading this package enters them, group by group."""

from __future__ import annotations

from agonist.model.interventions import day, joint, muscle, sessions, training, trials
from agonist.model.vocabulary import WORDS

__all__ = ["WORDS", "day", "joint", "muscle", "sessions", "training", "trials"]
