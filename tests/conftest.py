"""Settings that every test shares: figures without a screen, and Hypothesis without a clock.

Compiled functions are slow at their first call, so no example has a deadline. The examples are the same every time, so
that a change is red or green for everyone; ``AGONIST_SEARCH=5000`` looks for new ones, so many in each test:

    AGONIST_SEARCH=5000 uv run pytest -q -k "not browser" tests/test_fatigue.py
"""

import os

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("MPLBACKEND", "Agg")
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
if asked := os.environ.get("AGONIST_SEARCH"):
    settings.register_profile("search", settings.get_profile("house"), derandomize=False, max_examples=int(asked))
settings.load_profile("search" if asked else "house")


def pytest_collection_modifyitems(config, items):
    """Beside each other (``-n 2 --dist loadgroup``): a file stays together, and so do all tests of the page, which share a server."""
    if config.pluginmanager.hasplugin("xdist"):
        for item in items:
            page = "browser" in item.path.parts
            item.add_marker(pytest.mark.xdist_group("browser" if page else item.path.stem))
