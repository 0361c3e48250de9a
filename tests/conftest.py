"""Settings that every test shares: figures without a screen, and Hypothesis without a clock.

Compiled functions are slow at their first call, so no example has a deadline. In CI the examples are always the same.
"""

import os

from hypothesis import HealthCheck, settings

os.environ.setdefault("MPLBACKEND", "Agg")
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("house"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")
