"""Rules that a life cannot take from a user, each with the reason: asked before a life, or not at all within one."""

_BODY = "it is asked while a body is built, before anybody lives in it"
_NEVER = "it is asked before a life begins, not within one"
_CLOSED = "no life and no measurement asks it; it says in closed form what other rules do step by step"
_SUM = "it is arithmetic that keeps the engines equal, no rule of the body"

KEPT = {
    "fatigue.active": _CLOSED,
    "fatigue.endurance": _CLOSED,
    "fatigue.resting": _CLOSED,
    "joint.response": _NEVER,
    "joint.spread": _NEVER,
    "muscle.active_length": _BODY,
    "muscle.bump": _BODY,
    "muscle.cosine_of_pennation": _BODY,
    "muscle.force_velocity": _NEVER,
    "muscle.mixed_velocity": _NEVER,
    "muscle.greatest_speed": _NEVER,
    "muscle.lifting": _NEVER,
    "muscle.passive_length": _BODY,
    "recruitment.advantage": _NEVER,
    "recruitment.capacity": _BODY,
    "fibres.pull": _NEVER,
    "timing.drive_on_time": _NEVER,
    "observe.range_change_deg": "nothing asks it; `assess` reads the range itself",
}


def kept(name: str) -> str:
    """Why a rule cannot be replaced; empty for one that can."""
    return _SUM if name.startswith("sums.") else KEPT.get(name, "")
