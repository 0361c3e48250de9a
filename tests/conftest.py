"""Settings that every test shares: figures without a screen, and Hypothesis without a clock.

Compiled functions are slow at their first call, so no example has a deadline. The examples are the same every time, so
that a change is red or green for everyone: Hypothesis mixes the numbers of imported modules into what it draws, and
which are imported is a matter of what a worker ran before, so it does without them here. ``AGONIST_SEARCH=5000`` looks
for new ones, so many in each test, and ``--hypothesis-seed`` draws the ones of a seed and runs the tests in an order of
that seed:

    AGONIST_SEARCH=5000 uv run pytest -q -k "not browser" tests/test_fatigue.py
    uv run pytest --hypothesis-seed=7
"""

import importlib.util
import os
import random
import re

import osim
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

os.environ.setdefault("MPLBACKEND", "Agg")
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", settings.get_profile("house"), derandomize=False)
if asked := os.environ.get("AGONIST_SEARCH"):
    settings.register_profile("search", settings.get_profile("search"), max_examples=int(asked))
settings.load_profile("search" if asked else "house")
OF_MODULES = providers._get_local_constants
if not asked:
    providers._get_local_constants = providers.Constants


def pytest_configure(config):
    """A seed that is asked for is used."""
    if config.getoption("--hypothesis-seed") is not None:
        settings.load_profile("search")
        providers._get_local_constants = OF_MODULES


EXTRAS = {  # what a test needs beyond the package itself: module, extra, and a piece of the test's name
    "optuna": (
        "treat",
        r"test_treat\.py|test_causes\.py.*is_treated|docs/treat\.md|treatment\.ipynb|alike\.py.*(answered|cost).*\[treat",
    ),
    "sklearn": (
        "synergies",
        r"test_variability\.py|docs/synergies\.md|variability\.ipynb|alike\.py.*(answered|cost).*\[synergies|begins_a_life\[synergies",
    ),
    "gymnasium": ("gym", r"test_environment\.py|docs/game\.md"),
    "xarray": ("exchange", r"test_sharing\.py|docs/sharing\.md|sharing\.ipynb"),
    "nbclient": ("notebooks", r"in_a_kernel"),
}


def missing(name: str) -> str:
    """The extra that a test needs and that is not installed."""
    for module, (extra, tests) in EXTRAS.items():
        if re.search(tests, name) and importlib.util.find_spec(module) is None:
            return extra
    return ""


def pytest_report_header():
    """Which extras are missing, so that nobody wonders what was left out."""
    lacking = [extra for module, (extra, _) in EXTRAS.items() if importlib.util.find_spec(module) is None]
    return f"extras not installed, their tests are left out: {', '.join(lacking)}" if lacking else None


def pytest_collection_modifyitems(config, items):
    """Leave out what needs a missing extra; with a seed, shuffle the files and the tests of each."""
    for item in items:
        if extra := missing(item.nodeid):
            item.add_marker(pytest.mark.skip(reason=f"the extra {extra!r} is not installed"))
    if (seed := config.getoption("--hypothesis-seed")) is not None:
        draw = random.Random(str(seed))
        places = {path: draw.random() for path in dict.fromkeys(str(item.path) for item in items)}
        items.sort(key=lambda item: (places[str(item.path)], draw.random()))


@pytest.fixture
def arm_folder(tmp_path, monkeypatch):
    """A folder with an OpenSim model of an arm and its recipe, to stand in."""
    osim.put(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def tool():
    """Tests that measure need OpenSim."""
    return pytest.importorskip("opensim")
