"""Rules that a life cannot take from a user, each with the reason: asked before a life, or not at all within one."""

_BODY = "it is asked while a body is built, before anybody lives in it"
_NEVER = "it is asked before a life begins, not within one"
_SUM = "it is arithmetic that keeps the engines equal, no rule of the body"

KEPT = {
    "joint.response": _NEVER,
    "joint.spread": _NEVER,
    "muscle.active_length": _BODY,
    "muscle.bump": _BODY,
    "muscle.cosine_of_pennation": _BODY,
    "muscle.force_velocity": _NEVER,
    "muscle.passive_length": _BODY,
    "recruitment.capacity": _BODY,
    "fibres.pull": _NEVER,
}


def kept(name: str) -> str:
    """Why a rule cannot be replaced; empty for one that can."""
    return _SUM if name.startswith("sums.") else KEPT.get(name, "")
