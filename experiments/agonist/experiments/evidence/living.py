"""What lives of experiments begin with: a body from a protocol file, and what happens to it from ``plans.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from agonist.model.own.parts import Part, with_rules
from agonist.model.scenario import Scenario, load

PROTOCOLS = Path(__file__).parent / "protocols"


@cache
def protocol(name: str, body: str, rules: tuple[Part, ...] = ()) -> Scenario:
    """The scenario of a protocol file, on this body and with these own rules."""
    scenario = load(PROTOCOLS / f"{name}.toml")
    return with_rules(replace(scenario, body=replace(scenario.body, model=body)), {part.name: part for part in rules})


@cache
def plans() -> dict[str, Any]:
    """What happens in each experiment: name, body and words."""
    return tomllib.loads((PROTOCOLS.parent / "plans.toml").read_text(encoding="utf-8"))
