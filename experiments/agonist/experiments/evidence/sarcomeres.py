"""Animal muscles held short, long or stretched: sarcomeres in series."""

from __future__ import annotations

from functools import cache

from agonist.experiments.evidence.living import ends, held, planned, read
from agonist.experiments.evidence.registry import Options, experiment
from agonist.model.body.constitution import animal
from agonist.model.layout import MUSCLES
from agonist.model.parameters import defaults

MUSCLE = "soleus_right"
SHORT, LONG, STRETCH = 0.58, 1.2, 1.14  # of the usual length
RESTING_UM = 3.09


def _animal(options: Options) -> dict[str, float]:
    """The constants of an animal, from its own rows of the table."""
    told = defaults() | dict(options.settings)
    pace = told["sarcomere_animal_day"]
    return animal() | {
        "sarcomere_loss_day": pace, "sarcomere_gain_day": pace, "sarcomere_low": told["sarcomere_animal_low"],
        "sarcomere_high": told["sarcomere_animal_high"],
    }  # fmt: skip


def _usual(seed: int, options: Options) -> float:
    """The length to which the healthy number belongs, in optimal lengths."""
    life = planned("calm-calf", options, 0.0)
    (state,), names = ends(life, [seed], options, [_animal(options)]), life.subject.structure.names.muscles
    return float(state["muscles"][names.index(MUSCLE), MUSCLES.length_usual])


@cache
def number(length: float, days: float, seed: int, options: Options) -> float:
    """Sarcomeres in series, of the healthy number, of a muscle that is held at a length all day."""
    usual = _usual(seed, options)
    still = held([MUSCLE], length_mean=length * usual)
    life = planned("calm-calf", options, days, [], still)
    (state,) = ends(life, [seed], options, [_animal(options)])
    return float(read(life, state, "fibre_length_percent", muscle=MUSCLE)) / 100.0


@experiment("ssn-cast-short-4wk")
def short(seed: int, options: Options) -> float:
    """Change of sarcomere number in four weeks at short length, %."""
    return 100.0 * (number(SHORT, 28.0, seed, options) - 1.0)


@experiment("ssn-cast-long-4wk")
def long(seed: int, options: Options) -> float:
    """Change of sarcomere number in four weeks at long length, %."""
    return 100.0 * (number(LONG, 28.0, seed, options) - 1.0)


@experiment("stretch-14pct-acute")
def stretched(seed: int, options: Options) -> float:
    """Sarcomere length right after the stretch, um."""
    return RESTING_UM * STRETCH / number(STRETCH, 0.0, seed, options)


@experiment("stretch-14pct-14d")
def rebuilt(seed: int, options: Options) -> float:
    """Sarcomere length two weeks later, um."""
    return RESTING_UM * STRETCH / number(STRETCH, 14.0, seed, options)
