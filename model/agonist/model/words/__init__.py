"""All words of the vocabulary: reading this package enters them, group by group."""

from __future__ import annotations

from agonist.model.vocabulary import WORDS
from agonist.model.words import day, joint, muscle, training

__all__ = ["WORDS", "day", "joint", "muscle", "training"]
