"""A life has the same bits wherever it is lived: whatever the processor, its libraries, the language of the machine and the hour say."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import pytest

LIFE = """
import contextlib, hashlib, locale, sys
import numpy as np
from agonist.model.runs import Request, live_record
with contextlib.suppress(locale.Error):
    locale.setlocale(locale.LC_ALL, "")
said = hashlib.sha256()
for name, days in zip(("healthy", "knee-effusion", "gluteal-inhibition"), map(float, sys.argv[1:])):
    life = live_record(Request.of(name, days=days, seed=5), every=1)
    for values in (life.share, life.effort, life.samples, *(life.final[name] for name in sorted(life.final))):
        said.update(np.asarray(values).tobytes())
print(said.hexdigest())
"""
PLACES = {
    "names in another order": {"PYTHONHASHSEED": "1"}, "names in a third order": {"PYTHONHASHSEED": "4242"},
    "four threads": {"OMP_NUM_THREADS": "4", "OPENBLAS_NUM_THREADS": "4"}, "an old kernel": {"OPENBLAS_CORETYPE": "Nehalem"},
    "another kernel": {"OPENBLAS_CORETYPE": "Haswell"}, "an old processor": {"NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512CD AVX512_SKX"},
    "Turkish": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}, "German": {"LC_ALL": "de_DE.UTF-8"}, "no language": {"LC_ALL": "C", "PYTHONUTF8": "0"},
    "another hour": {"TZ": "Pacific/Kiritimati"}, "nothing asserted": {"PYTHONOPTIMIZE": "1"},
}  # fmt: skip


def lived(days: tuple[str, ...], **environment: str) -> str:
    """The digest of some lives in a process of its own."""
    usual = {
        name: value for name, value in os.environ.items() if not name.startswith(("OMP_", "OPENBLAS_", "NPY_", "LC_"))
    }
    done = subprocess.run(
        [sys.executable, "-c", LIFE, *days],
        capture_output=True,
        text=True,
        env={**usual, "PYTHONHASHSEED": "0", **environment},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def usual() -> str:
    """What is lived here as it is."""
    return lived(("70", "70", "70"))


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_a_life_has_the_same_bits_in_another_place(usual, place):
    assert lived(("70", "70", "70"), **PLACES[place]) == usual != hashlib.sha256().hexdigest()


@pytest.mark.slow
def test_a_life_has_the_same_bits_with_an_empty_cache(usual, tmp_path):
    assert lived(("70", "70", "70"), XDG_CACHE_HOME=str(tmp_path)) == usual
    assert any(tmp_path.rglob("*.o"))


@pytest.mark.slow
def test_a_life_has_the_same_bits_in_plain_python():
    assert lived(("2", "2", "2"), AGONIST_JIT="0") == lived(("2", "2", "2"))
