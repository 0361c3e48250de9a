"""All words of the vocabulary: reading this file enters them, group by group."""

from __future__ import annotations

from agonist.model import words_day, words_joint, words_muscle, words_training
from agonist.model.vocabulary import WORDS

__all__ = ["WORDS", "words_day", "words_joint", "words_muscle", "words_training"]
