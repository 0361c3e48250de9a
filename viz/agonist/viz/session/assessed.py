"""What a laboratory would measure, as the page shows it: first what a clinic asks for, and all of it on demand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from agonist.model.assessment.assess import ASSESSMENTS, assess
from agonist.model.assessment.wording import chance, in_words, known
from agonist.model.blocks import lane_state

if TYPE_CHECKING:
    from agonist.viz.session.patient_life import PatientLife


MEASURED = tuple(name for name in ASSESSMENTS if name not in ("torque_angle_nm", "onset_order"))
GROUPS = {
    "task": (0,),
    "muscle": (1,),
    "angle": (2,),
    "limbs": (3,),
    "joint": (4,),
}  # in which order the page shows them
TITLES = {
    "maximal_torque_nm": "maximal voluntary torque", "voluntary_drive": "voluntary activation",
    "emg_percent": "EMG at a firm load", "onset_ms": "starts", "endurance_s": "endurance at half of own maximum",
    "hip_anterior_force_n": "forward force in the hip", "h_reflex_gain": "reflex", "size_percent": "size",
    "strength_percent": "muscle (size × force per size)", "fibre_length_percent": "fibre length (sarcomeres)",
    "stiffness_percent": "stiffness", "hazard_per_day": "chance of injury in a day", "range_deg": "range tolerated",
    "range_at_torque_deg": "range at equal torque", "limb_symmetry_percent": "right against left",
    "effort": "effort at a firm load", "end_length": "length at the end of range",
    "knee_contact_bw": "knee contact force", "knee_muscle_force_bw": "muscle force across the knee",
    "movement_work_j": "work of the movement", "movement_power_w": "power of the movement",
    "gait_tolerance_percent": "strength that gait could spare", "cortical_threshold_percent": "cortical threshold",
    "guarded_percent": "load that is not spared", "neural_percent": "skill of the nerves",
    "force_per_size_percent": "force per cross-section", "hold_s": "hold of the muscle alone",
    "fascicle_percent": "fascicle in ultrasound", "tendon_stiffness_percent": "stiffness of the tendon",
    "active_percent": "working motor units", "resting_percent": "motor units in reserve", "power_w": "power",
    "activation_ratio": "central activation ratio", "activation_percent": "central activation ratio, in per cent",
    "command_cost": "cost of commands", "volume_cost": "cost by volume", "episode_rate_per_day": "chance of a painful episode",
    "size_cm2": "area of the cross-section", "volume_cm3": "volume", "fibre_length_mm": "fibre length", "force_n": "maximal force",
    "load_held_s": "endurance at a set load", "disrupted_percent": "overstretched fibres", "protected_percent": "protection",
    "fatigued_percent": "fatigue", "effusion_ml": "fluid", "yielded": "yielding", "plan_missed": "missed by the plan",
    "error_nm": "error of the plan", "planned_nm": "planned torque", "reached_nm": "torque reached",
    "demanded_nm": "torque asked for", "posture_percent": "change of posture", "axis_torque_nm": "torque by joint",
    "reserve": "reserve for the movement", "needed_activation": "activation that the movement needs",
    "share": "share of the task", "chronic_inhibition": "slow inhibition: excitability lost",
    "muscle_pain": "pain of the muscle", "injuries": "injuries so far", "joint_pain": "pain",
}  # fmt: skip
QUIET = (
    "chronic_inhibition",
    "muscle_pain",
    "soreness",
    "injuries",
    "effusion_ml",
    "joint_pain",
    "instability",
)  # shown at first only where there is something
MAIN = (
    "maximal_torque_nm", "voluntary_drive", "activation_ratio", "effort", "endurance_s", "limb_symmetry_percent",
    "hip_anterior_force_n", "emg_percent", "share", "onset_ms", "h_reflex_gain", "size_percent", "strength_percent",
    "fibre_length_percent", "stiffness_percent", "hazard_per_day", "range_deg", "range_at_torque_deg", *QUIET,
)  # fmt: skip
STRENGTH = ("maximal_torque_nm", "voluntary_drive", "activation_ratio")
UNITS = {
    "onset_ms": "",
    "hazard_per_day": "",
    "share": "",
    "effort": "",
    "voluntary_drive": "",
    "activation_ratio": "",
    "chronic_inhibition": "",
}
PARTS = ("share", "effort", "voluntary_drive", "activation_ratio", "chronic_inhibition")  # said in per cent


def assessment(life: PatientLife, muscle: int, task: int) -> dict[str, Any]:
    """What a laboratory would measure, at the start of the life and now: of the task shown, the muscle, the joints.

    Rows come in groups: `group`, `name`, `unit`, `text`, `main` (what is shown at first), `shown` (in words) and `values` (None
    for no plain number).
    """
    structure = life.structure
    if life.assessed is None:
        life.assessed = assess(life.resolved.subject, life.start, MEASURED)
    now = assess(life.resolved.subject, lane_state(life.block, structure, 0), MEASURED)
    chosen, watched = structure.names.muscles[muscle], structure.names.tasks[task]
    rows = [
        row
        for name in MEASURED
        for unit in now[name]
        for row in _rows(name, unit, life.assessed[name].get(unit), now[name][unit], watched, chosen)
    ]
    return {
        "columns": ["day 0", f"day {life.day:.0f}"],
        "rows": sorted(rows, key=lambda row: row["place"]),
        "none": "" if rows else "Nothing can be measured on this body.",
    }


def _rows(name: str, unit: str, old: object, new: object, task: str, muscle: str) -> Iterator[dict[str, Any]]:
    """The rows of one measure of one unit; none where it has no meaning there, or is of another muscle."""
    entry = ASSESSMENTS[name]
    if isinstance(new, dict):
        if muscle in new:
            before = old.get(muscle) if isinstance(old, dict) else None
            yield from _row_of(entry, unit, before, new[muscle], task, f"{muscle} in {unit}")
    elif entry.of != "muscle" or unit == muscle:
        yield from _row_of(entry, unit, old, new, task, unit)


def _row_of(entry: Any, unit: str, old: Any, new: Any, task: str, group: str) -> Iterator[dict[str, Any]]:
    if not (known(old) or known(new)):
        return
    place = [unit != task, *GROUPS[entry.of]] if entry.of == "task" else [False, *GROUPS[entry.of]]
    numbers = [v if isinstance(v, int | float) else None for v in (old, new)]
    yield {
        "group": group,
        "name": TITLES.get(entry.name, entry.name.replace("_", " ")),
        "text": entry.text,
        "unit": UNITS.get(entry.name, entry.unit),
        "main": _is_main(entry, unit == task, numbers),
        "shown": [_shown(entry.name, value) for value in (old, new)],
        "place": [*place, group],
        "values": numbers,
    }


def _is_main(entry: Any, watched: bool, numbers: list[float | None]) -> bool:
    """Of the task shown, of the muscle and of joints what a clinic asks for; of other tasks their strength alone."""
    wanted = MAIN if watched or entry.of != "task" else STRENGTH
    return entry.name in wanted and (entry.name not in QUIET or any(v is not None and abs(v) > 5e-3 for v in numbers))


def _shown(name: str, value: Any) -> str:
    said = in_words(name, value)
    if name == "hazard_per_day" and known(value):
        return chance(float(value))
    plain = name in PARTS and known(value) and not said[:1].isalpha()
    return f"{100.0 * float(value):.0f} %" if plain else said
