"""Words that contradict what was said before them: parts that are gone, ligaments torn twice, one quantity held by two."""

from __future__ import annotations

from collections.abc import Iterator

from agonist.model.plan import Exposure
from agonist.model.vocabulary import Effects, Said

GONE = "remove"
REPLACED = "replace joint"
TORN, MENDED = "injure ligament", "reconstruct ligament"
PARTS = (TORN, MENDED, "remove meniscus", "wear joint")  # on what a replaced joint has no more
ENDS = (REPLACED,)  # what these take the place of is what they are for
MOST_NAMES = 4


def out_of_order(effects: Effects) -> list[str]:
    """Lines about words that meet a body in which what they say cannot be so, in the order of days."""
    said = sorted(effects.said, key=lambda one: one.day)
    return [line for n, one in enumerate(said) for line in _against(said[:n], one, effects.exposures)]


def _against(before: list[Said], one: Said, exposures: list[Exposure]) -> Iterator[str]:
    """What one word meets of those before it."""
    yield from _twice(before, one)
    yield from _of_gone(before, one)
    for joint in one.joints:
        yield from _of_joint([other for other in before if joint in other.joints], one, joint)
    yield from _held_by_another(before, one, exposures)


def _twice(before: list[Said], one: Said) -> Iterator[str]:
    """The same word, for the same time, with the same numbers: a line that was copied."""
    if any((o.name, o.day, o.given) == (one.name, one.day, one.given) for o in before):
        yield f"{one.name} on day {one.day:g} is said twice, word for word"


def _of_gone(before: list[Said], one: Said) -> Iterator[str]:
    """A word on muscles that have been taken out."""
    days = {muscle: other.day for other in before if other.name == GONE for muscle in other.muscles}
    lost = [muscle for muscle in one.muscles if muscle in days]
    if lost:
        does = "does nothing" if len(lost) == len(one.muscles) else "does nothing there"
        verb = "was" if len(lost) == 1 else "were"
        yield f"{one.name} on day {one.day:g} {does}: {_names(lost)} {verb} taken out on day {days[lost[0]]:g}"


def _of_joint(before: list[Said], one: Said, joint: str) -> Iterator[str]:
    """A word on a part of a joint that is not there, or not as the word takes it to be."""
    at = f"{one.name} on day {one.day:g}"
    replaced = [o.day for o in before if o.name == REPLACED]
    if replaced and one.name in PARTS:
        yield f"{at}: {joint} was replaced on day {replaced[-1]:g}, and has no such part any more; it is lived as if it had"
        return
    torn = [o for o in before if o.name in (TORN, MENDED, "set instability")]
    if one.name == TORN and torn and torn[-1].name == TORN:
        yield (
            f"{at}: the ligament of {joint} is torn since day {torn[-1].day:g} and was not reconstructed; "
            "it swells and hurts anew and is no looser than it was"
        )
    before_this_life = one.day <= 0.0
    if one.name == MENDED and not before_this_life and (not torn or torn[-1].name == MENDED):
        yield f"{at}: no ligament of {joint} was torn before; the operation leaves it looser than it was"


def _held_by_another(before: list[Said], one: Said, exposures: list[Exposure]) -> Iterator[str]:
    """An input that another word holds already: of two the later rules, and they do not add."""
    own = {(e.area, e.unit, e.variable): e for e in exposures[one.held] if e.to_day > e.from_day}
    for other in before:
        met = [
            key
            for e in exposures[other.held]
            if (key := (e.area, e.unit, e.variable)) in own
            and own[key].value != e.value
            and e.from_day <= own[key].from_day < e.to_day
        ]
        if met and one.name not in ENDS and (one.name != other.name or one.day == other.day):
            units = list(dict.fromkeys(" ".join(u) if isinstance(u, tuple) else str(u) for _, u, _ in met))
            what = _names(list(dict.fromkeys(key[2] for key in met)))
            yield (
                f"{one.name} on day {one.day:g} takes the place of {other.name} from day {other.day:g} in {_names(units)} "
                f"({what}): of two words that hold one quantity the later rules, they do not add"
            )


def _names(names: list[str]) -> str:
    return ", ".join(names[:MOST_NAMES]) + (f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else "")
