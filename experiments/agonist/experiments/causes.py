"""What a dose is a dose of: a word of the vocabulary that is held for a while, one number of which is turned."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any, NamedTuple

from agonist.experiments.target_muscle import focus
from agonist.model.keys import real, text
from agonist.model.parameters import nearest
from agonist.model.reading import quoted
from agonist.model.scenario import Resolved, Scenario, from_keys, resolve
from agonist.model.spreadsheet import NUMBER
from agonist.model.study import asked_knobs, frozen, tasks_of, thawed
from agonist.model.turning import day_of
from agonist.model.vocabulary import DAY, LASTING, WORDS, Argument, Word, apply, find, happenings
from agonist.model.written import as_keys

INHIBIT, SPAN = "inhibit", ".."
LEAST_CLIMB = 0.01  # of excitability: where an inhibition has to climb to
MOST_INHIBITED = 0.95  # of excitability: with less left no movement succeeds
TAKES = (INHIBIT, "weaken")  # words whose dose is the part that is taken of what a muscle gives
TIMES = tuple(argument.name for argument in (DAY, *LASTING))
FORM = "such as 'weaken', 'keep effusion ml=0..60' or 'posture angles=hip_flexion:60 hours_a_day=0..16'"
Given = str | Mapping[str, Any] | None  # how a cause is said


class Cause(NamedTuple):
    """A word with its arguments, and the one that is the dose: harmless at `low`, at most `high`."""

    word: str = INHIBIT
    given: tuple[tuple[str, Any], ...] = ()
    dose: str = "fraction"
    low: float = 0.0
    high: float = MOST_INHIBITED
    unit: str = "of excitability"

    @property
    def inhibits(self) -> bool:
        """Whether it is the one that the theory of the default rule is about."""
        return self.word == INHIBIT

    @property
    def wide(self) -> float:
        """The range against which a fineness is a part: that of a fraction is 1."""
        return 1.0 if self.unit.startswith("of ") else abs(self.high - self.low)

    @property
    def told(self) -> str:
        """The unit of the dose, with the word where it is no inhibition."""
        return self.unit if self.inhibits else f"{self.unit}, {self.word}"

    @property
    def axis(self) -> str:
        """What an axis of doses is called."""
        return "part of excitability taken" if self.inhibits else f"{self.word} ({self.unit})"

    def entry(self, dose: float | str | Sequence[float], day: float | str, days: float | str | None) -> dict[str, Any]:
        """The entry of a plan that holds a dose; one after the other, `days` each, where there are several."""
        held = {"do": self.word, **thawed(self.given), self.dose: dose, "day": day}
        return held if days is None else held | {"days": days}

    def highest(self, given: float | None, usual: float) -> float:
        """The highest dose of a climb: as it is said, else `usual` for an inhibition and the end of the range of others.

        Raises ValueError for one out of range.
        """
        most = (usual if self.inhibits else self.high) if given is None else given
        return real("highest", most, *((LEAST_CLIMB, self.high) if self.inhibits else sorted((self.low, self.high))))

    def left(self, dose: float) -> float:
        """What a held dose leaves of a muscle's torque at an unchanged command, where it says so itself."""
        return 1.0 - dose if self.word in TAKES else 1.0


INHIBITION = Cause()


def cause_of(given: Given) -> Cause:
    """A cause as it is said: ``WORD ARGUMENT=VALUE ...``, or an entry of a plan; none is an inhibition.

    The dose is the argument whose value is a range ``FROM..TO``, from harmless to most, else the first number of the
    word, over its whole range. Raises ValueError for what cannot be held, or has no dose.
    """
    if given is None:
        return INHIBITION
    said = dict(given) if isinstance(given, Mapping) else _parted(text("cause", given))
    if "do" not in said:
        raise ValueError(f"cause = {quoted(given)}: 'do' is missing; it names the word of the vocabulary")
    try:
        entry = find(said.pop("do"))
    except ValueError as error:
        raise ValueError(f"cause: {error}") from None
    place, known = f"cause {quoted(entry.name)}", {a.name: a for a in entry.arguments}
    if not entry.lasts:
        raise ValueError(f"{place}: it happens at once, and a dose is held; it needs a word that lasts, {FORM}")
    for name in said:
        if name in TIMES or name not in known:
            raise ValueError(f"{place}: unknown argument {quoted(name)}; {nearest(name, list(known))}")
    spans = [name for name, value in said.items() if isinstance(value, str) and SPAN in value]
    if len(spans) > 1:
        raise ValueError(f"{place}: {' and '.join(spans)} are ranges; one of them is the dose")
    turned = known[spans[0]] if spans else _first_number(place, entry, said)
    low, high = _range(place, turned, said.pop(turned.name, None))
    return Cause(entry.name, frozen(said) or (), turned.name, low, high, turned.unit)


def _parted(given: str) -> dict[str, Any]:
    """Word and arguments of a text."""
    try:
        tokens = shlex.split(given)
    except ValueError:
        raise ValueError(f"cause = {quoted(given)}: a quotation mark is left open") from None
    first = next((n for n, token in enumerate(tokens) if "=" in token), len(tokens))
    found: dict[str, Any] = {"do": " ".join(tokens[:first])}
    for token in tokens[first:]:
        name, mark, value = token.partition("=")
        if not (name and mark and value) or name in found:
            raise ValueError(f"cause = {quoted(given)}: {quoted(token)}; it needs ARGUMENT=VALUE, each once, {FORM}")
        found[name] = _value(value)
    return found


def _value(given: str) -> Any:
    """A number, angles ``NAME:DEGREES,...``, or words."""
    pairs = [part.partition(":") for part in given.split(",")]
    if all(mark and NUMBER.fullmatch(value) for _, mark, value in pairs):
        return {name: float(value) for name, _, value in pairs}
    return float(given) if NUMBER.fullmatch(given) else given


def _first_number(place: str, entry: Word, said: Mapping[str, Any]) -> Argument:
    found = [a for a in entry.arguments if a.kind == "number" and a.name not in said]
    if not found or found[0].low != 0.0:
        raise ValueError(f"{place}: say which number is the dose, as ARGUMENT=FROM..TO, {FORM}")
    return found[0]


def _range(place: str, argument: Argument, given: str | None) -> tuple[float, float]:
    """From the harmless dose to the highest one."""
    if given is None:
        return argument.low, argument.high
    ends = [part.strip() for part in given.split(SPAN)]
    if len(ends) != 2 or not all(NUMBER.fullmatch(end) for end in ends) or float(ends[0]) == float(ends[1]):
        raise ValueError(f"{place}: {argument.name} = {quoted(given)}; it needs FROM..TO, two numbers that differ")
    low, high = map(float, ends)
    for end in (low, high):
        if not argument.low <= end <= argument.high:
            raise ValueError(
                f"{place}: {argument.name} = {end:g} is out of range; "
                f"it needs {argument.low:g} to {argument.high:g} {argument.unit}".rstrip()
            )
    return low, high


def aimed(cause: Cause, resolved: Resolved, muscle: str) -> Cause:
    """A cause with what was left out: the muscle in question, the watched task, its joint, and their side.

    Raises ValueError where the body cannot suffer it.
    """
    known = {a.name: a for a in WORDS[cause.word].arguments}
    given, (name, side), (task, half) = dict(cause.given), _sided(muscle), _sided(resolved.watch)
    joints = dict.fromkeys(
        _sided(joint)[0] for joint in str(resolved.subject.graph.nodes[resolved.watch].get("joints", "")).split()
    )
    of = {"muscle": name, "task": task, "joint": next(iter(joints), "")}
    for key, value in of.items():
        if key in known and key not in given and (key == "joint" or known[key].default is None):
            given[key] = value
    if "side" in known and "side" not in given:
        given["side"] = side if "muscle" in known else half
    found = cause._replace(given=frozen(given))
    try:
        with_words(resolved, [found.entry(dose, 0.0, None) for dose in (cause.low, cause.high)])
    except ValueError as error:
        raise ValueError(f"cause{str(error).removeprefix('cause')}") from None
    return found


def _sided(name: str) -> tuple[str, str]:
    """A name without its side, and the side."""
    plain, _, side = name.rpartition("_")
    return (plain, side) if side in ("left", "right") else (name, "both")


def with_words(resolved: Resolved, words: Sequence[Mapping[str, Any]]) -> Resolved:
    """A scenario on its body with words added to its plan. Raises ValueError as a plan does."""
    effects = resolved.effects.copy()
    for word in words:
        given = {key: value for key, value in word.items() if key != "do"}
        apply(resolved.subject, word["do"], given, effects, place="cause", parameters=dict(resolved.parameters))
    impulses = happenings(resolved.subject, effects)
    return resolved._replace(impulses=impulses, practices=effects.practised(), effects=effects)


def everyday(scenario: Scenario, settings: Mapping[str, float], more: Sequence[str] = ()) -> Scenario:
    """The daily life of a scenario: the words that begin on its first day, without what inhibits a muscle.

    Its body is wired as before, and for the tasks of `more` besides.
    """
    return _everyday(scenario, tuple(sorted(settings.items())), tuple(more))


@lru_cache(maxsize=64)
def _everyday(scenario: Scenario, settings: tuple[tuple[str, float], ...], more: tuple[str, ...]) -> Scenario:
    knobs = resolve(scenario, dict(settings)).knobs
    kept = tuple(
        (word, arguments)
        for word, arguments in scenario.plan
        if word != INHIBIT and day_of(dict(arguments).get("day", 0.0), knobs, scenario.name) <= 0.0
    )
    tasks = tuple(dict.fromkeys([*tasks_of(scenario), *more]))
    return replace(scenario, plan=kept, tasks=tasks, read=(), events=(), arms=()) if kept else scenario


def check_daily(base: Scenario, settings: Mapping[str, float], turned: Sequence[str] = ()) -> None:
    """Raise ValueError for a knob that is set and that nothing of a daily life asks, unless it is turned besides."""
    asked = (*asked_knobs(replace(base, windows=())), *turned)
    for name, value in settings.items():
        knob = base.knob(name)
        if knob is not None and value != knob.value and name not in asked:
            raise ValueError(
                f"{base.name}: the knob {name} is set, and nothing of its daily life asks it, which is all that is lived here; "
                "leave it out"
            )


HELD_DAYS, MOST_HELD = 60.0, 360.0  # of a cause in a scenario that is made for it


def caused(scenario: Scenario, cause: Given, muscle: str | None, settings: Mapping[str, float]) -> Scenario:
    """The daily life of a scenario with a cause from day 30 on, as a scenario with the knobs `dose` and `held_days`.

    The dose is at its highest if nobody turns it. Raises ValueError as `cause_of` and `aimed` do.
    """
    own = {name: value for name, value in settings.items() if name not in ("dose", "held_days")}
    said, target = cause_of(cause), focus(resolve(scenario, own), muscle)
    base = everyday(scenario, own, tasks_named(said))
    held = aimed(said, resolve(base, own), target)
    keys = as_keys({f.name: getattr(base, f.name) for f in fields(base) if f.name != "rules"})
    low, high = sorted((held.low, held.high))
    keys["plan"] = [*keys["plan"], held.entry("$dose", 30.0, "$held_days")]
    keys["knobs"] = keys.get("knobs", {}) | {
        "dose": {"value": held.high, "low": low, "high": high, "unit": held.told},
        "held_days": {"value": HELD_DAYS, "low": 0.0, "high": MOST_HELD, "unit": "day"},
    }
    keys["windows"] = {"before": [20, 30], "during": ["$held_days + 20", "$held_days + 30"], "after": [425, 455]}
    return from_keys({**keys, "days": 455.0}, scenario.name, own=scenario.rules)


def tasks_named(cause: Cause) -> tuple[str, ...]:
    """The task that a cause names itself."""
    return tuple(str(value) for key, value in cause.given if key == "task" and value != "all")
