"""What rows about a joint share: units of time."""

from __future__ import annotations

MINUTE, HOUR = 1.0 / 1440.0, 1.0 / 24.0
