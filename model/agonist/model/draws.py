"""Random numbers that belong to an event, not to an order of calls.

Every draw is keyed by (seed, stream, bout, muscle): Philox-2x32-10 (Salmon et al. 2011, SC'11) turns the
key into 64 bits. Same key, same number, whoever asks: engines agree, scenarios are compared on common
random numbers, and neither threads nor the order of agents change anything.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from agonist.model.compiler.jit import double_of, rule
from agonist.model.maths import cosine_turn, log, square_root

STREAMS = ("exploration", "proposal", "injury", "person", "measurement", "episode")
EXPLORATION, PROPOSAL, INJURY, PERSON, MEASUREMENT, EPISODE = range(len(STREAMS))

_MASK = 0xFFFFFFFF
_MULTIPLIER = 0xD256D193
_WEYL = 0x9E3779B9
_ROUNDS = 10


@rule
def philox(counter: int, word: int, key: int) -> tuple[int, int]:
    """Two 32-bit words from a counter, a second counter word and a key (each below 2**32)."""
    word, key = word & _MASK, key & _MASK  # tells a compiler that they are short: a product of short numbers is cheap
    for _ in range(_ROUNDS):
        product = _MULTIPLIER * (counter & _MASK)
        counter = ((product >> 32) & _MASK) ^ key ^ word
        word = product & _MASK
        key = (key + _WEYL) & _MASK
    return counter, word


@rule
def open_unit(bits32: int) -> float:
    """32 random bits as a number strictly between 0 and 1."""
    return (double_of((bits32 << 20) | 0x3FF0000000000000) - 1.0) + 1.1641532182693481e-10


@rule
def uniform(bout: int, word: int, key: int) -> float:
    """Uniform number in (0, 1) of one event."""
    first, _ = philox(bout, word, key)
    return open_unit(first)


@rule
def normal(bout: int, word: int, key: int) -> float:
    """Standard normal number of one event (Box and Muller 1958)."""
    first, second = philox(bout, word, key)
    return square_root(-2.0 * log(open_unit(first))) * cosine_turn(open_unit(second))


def _scramble(x: int) -> int:
    """One round of splitmix64: spreads every bit of a 64-bit number over all."""
    x = (x + 0x9E3779B97F4A7C15) % (1 << 64)
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) % (1 << 64)
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) % (1 << 64)
    return x ^ (x >> 31)


def key_of(seed: int) -> int:
    """The 32-bit key of a run."""
    return _scramble(int(seed) % (1 << 64)) >> 32


def word_of(seed: int, stream: int, name: str) -> int:
    """The 32-bit counter word of a named thing (a muscle, a joint) in one stream of one run."""
    return _scramble(_scramble(int(seed) % (1 << 64)) ^ (zlib.crc32(name.encode()) << 8) ^ stream) >> 32


def words_of(seeds: Sequence[int], stream: int, names: Sequence[str]) -> Any:
    """`word_of` for many names and seeds, [names, seeds], whole numbers."""
    with np.errstate(over="ignore"):
        seed = _scramble_all(np.array([int(s) % (1 << 64) for s in seeds], dtype=np.uint64))
        name = np.array([(zlib.crc32(n.encode()) << 8) ^ stream for n in names], dtype=np.uint64)
        return (_scramble_all(seed[None, :] ^ name[:, None]) >> np.uint64(32)).astype(np.int64)


def _scramble_all(x: Any) -> Any:
    """`_scramble` of an array; 64-bit numbers wrap by themselves."""
    x = x + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
