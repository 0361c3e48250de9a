"""What rows about operations share: days of the plan, and the traits in which the people of a cohort differ."""

from __future__ import annotations

YEAR = 365.0
REPLACED_DAY = 720.0  # as in the plan
TRAITS = ("size", "force_per_size", "proportion", "reflex", "response", "hesitation")
