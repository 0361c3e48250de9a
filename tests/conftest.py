"""Settings that every test shares: figures without a screen, and Hypothesis without a clock.

Compiled functions are slow at their first call, so no example has a deadline. The examples are the same every time, so
that a change is red or green for everyone; ``AGONIST_SEARCH=5000`` looks for new ones, so many in each test:

    AGONIST_SEARCH=5000 uv run pytest -q -k "not browser" tests/test_fatigue.py
"""

import os

from hypothesis import HealthCheck, settings

os.environ.setdefault("MPLBACKEND", "Agg")
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
if asked := os.environ.get("AGONIST_SEARCH"):
    settings.register_profile("search", settings.get_profile("house"), derandomize=False, max_examples=int(asked))
settings.load_profile("search" if asked else "house")
