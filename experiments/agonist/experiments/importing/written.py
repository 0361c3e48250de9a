"""The numbers of a model's muscles as they are written, and as bodies can have them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from agonist.model.body.plausible import FIBRE_M, FORCE_N, PENNATION_DEG, TENDON_M
from agonist.model.reading import quoted

NUMBERS = (
    "max_isometric_force",
    "optimal_fiber_length",
    "tendon_slack_length",
    "pennation_angle_at_optimal",
)  # of a Part


def check_written(path: Path, muscles: set[str]) -> None:
    """Raise ValueError for a number of a muscle that is written as none: OpenSim takes its default, without a word."""
    try:
        root = ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, UnicodeError, LookupError):
        return  # OpenSim reads it all the same
    for element in root.iter():
        if element.get("name") not in muscles or element.find("max_isometric_force") is None:
            continue
        at = f"{path.name}, muscle {element.get('name')}"
        for one in element.iter():
            text = (one.text or "").strip()
            count = 1 if one.tag in NUMBERS else 3 if one.tag == "location" else 0
            if count and (len(text.split()) != count or not all(map(_is_number, text.split()))):
                need = "a number" if count == 1 else "three numbers"
                raise ValueError(f"{at}: {one.tag} is {quoted(text)}; it needs {need}")


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def check_part(place: str, part: Sequence[Any]) -> None:
    """Raise ValueError for a muscle that no body has; the line names it, the model and what it needs."""
    bounds = (FORCE_N, FIBRE_M, TENDON_M, tuple(math.radians(angle) for angle in PENNATION_DEG))
    for name, value, (low, high) in zip(NUMBERS, part[1:], bounds, strict=True):
        if not low <= value <= high:
            raise ValueError(
                f"{place}: {name} = {value:g}; it needs {low:g} to {high:.4g}; mend it, or name the muscle in leave_out"
            )
