"""Which rows of the parameter table belong to which part of a body: fatigue by joint, thresholds by muscle, people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agonist.model.body.groups import shipped
from agonist.model.body.wiring import Structure
from agonist.model.layout import LANES, MUSCLES, PARAMETERS
from agonist.model.parameters import TABLE
from agonist.model.rules import joint

# No rates were published for the hip, the spine's joints apart from the trunk, or the scapula: they take a neighbour's.
FATIGUE_JOINTS = {
    "ankle": "ankle",
    "elbow": "elbow",
    "hip": "trunk",
    "knee": "knee",
    "lumbar": "trunk",
    "scapula": "shoulder",
    "shoulder": "shoulder",
    "wrist": "grip",
}


def fatigue_rows(joint_name: str) -> tuple[str, str, str]:
    """Names of the rows with F, R and the rest multiplier of a joint; an unknown joint takes the general ones."""
    group = FATIGUE_JOINTS.get(joint_name.removesuffix("_left").removesuffix("_right"), "general")
    multiplier = "rest_multiplier_grip" if group == "grip" else "rest_multiplier_usual"
    return f"fatigue_rate_{group}", f"recovery_rate_{group}", multiplier


def threshold_row(anatomical_name: str) -> str:
    """Name of the row with a muscle's recruitment threshold: its own, that of a group that ships, or the usual one."""
    groups = (group for group, members in shipped().items() if anatomical_name in members)
    rows = (f"onset_threshold_{name}" for name in (anatomical_name, *groups))
    return next((row for row in rows if row in TABLE), "onset_threshold_usual")


def set_fatigue(block: Any, structure: Structure) -> None:
    """Give every muscle the fatigue rates of the joint at which it has its longest arm, in place, lane by lane."""
    own, table = block.muscles.reshape(-1, MUSCLES.size, LANES), block.parameters.reshape(PARAMETERS.size, LANES)
    for i, owner in enumerate(structure.names.owners):
        rows = fatigue_rows(owner)
        for variable, row in zip(
            (MUSCLES.fatigue_rate, MUSCLES.recovery_rate, MUSCLES.rest_multiplier), rows, strict=True
        ):
            own[i, variable] = table[PARAMETERS._fields.index(row)]


def animal(told: Mapping[str, float]) -> dict[str, float]:
    """Parameters of an animal in a cast: quick sarcomeres that take up the whole change (Tabary 1972, Zöllner 2012).

    `told` is the parameter table, whose rows `sarcomere_animal_*` they are.
    """
    quick = told["sarcomere_animal_day"]
    return {
        "sarcomere_share": 1.0,
        "sarcomere_loss_day": quick,
        "sarcomere_gain_day": quick,
        "sarcomere_low": told["sarcomere_animal_low"],
        "sarcomere_high": told["sarcomere_animal_high"],
    }


def inhibition_response(draw: float, normal: float) -> float:
    """A person's slow response to a lasting joint problem, from one uniform and one standard normal draw."""
    part, strong, spread = (TABLE[f"responder_{name}"].value for name in ("part", "strength", "spread"))
    return min(joint.response(draw, normal, part, strong, spread), TABLE["inhibition_response"].high)
