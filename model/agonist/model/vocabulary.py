"""The vocabulary of events and exposures: one table of words, the same in files, in Python and on the page.

A `Word` says which arguments it takes (kind, unit, range) and builds impulses, exposures, practices and
postures from them. The words themselves stand in `words`. Every refusal is one line that names the word,
the argument and what would be right.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, NamedTuple

from agonist.model.body.exposed import exercised, exposures
from agonist.model.body.lifestyle import Held
from agonist.model.body.subject import Subject
from agonist.model.keys import among
from agonist.model.limits import with_unit
from agonist.model.parameters import TABLE, nearest
from agonist.model.plan import LONGEST_DAY, STOPPED, THERAPY, Exposure, Impulse, Pause, Practice, timeline
from agonist.model.reading import is_number, quoted

HOURS_PER_DAY, MINUTES_PER_DAY = 24.0, 1440.0
ALL = "all"
NOTHING = (None, 0.0, "", "isometric")  # values of an argument that ask for nothing besides


class Argument(NamedTuple):
    """One argument of a word. `kind`: number, muscle, joint, task, parameter, choice, angles or texts."""

    name: str
    kind: str
    unit: str = ""
    low: float = -math.inf
    high: float = math.inf
    default: Any = None
    text: str = ""
    choices: tuple[str, ...] = ()
    beside: str = ""  # the argument without which this one changes nothing


class Said(NamedTuple):
    """One word as it was said: its days, the muscles and joints that it names, what it asks, and where its exposures stand."""

    name: str
    day: float
    until: float
    muscles: tuple[str, ...]
    joints: tuple[str, ...]
    given: tuple[tuple[str, str], ...]
    held: slice


@dataclass
class Effects:
    """What words do to a plan."""

    impulses: list[Impulse] = field(default_factory=list)
    exposures: list[Exposure] = field(default_factory=list)
    practices: list[Practice] = field(default_factory=list)
    postures: list[Held] = field(default_factory=list)
    pauses: list[tuple[tuple[str, ...], str, Pause]] = field(default_factory=list)  # tasks, what they are part of
    asked: list[tuple[str, tuple[str, ...], float, float]] = field(default_factory=list)  # tasks that must be practised
    notes: list[str] = field(default_factory=list)  # what a word stops besides, or why it does nothing
    said: list[Said] = field(default_factory=list)  # the words themselves, in the order in which they were said

    def copy(self) -> Effects:
        """The same effects, to add to."""
        return Effects(**{f.name: list(getattr(self, f.name)) for f in fields(self)})

    def practised(self) -> tuple[Practice, ...]:
        """What is practised, each with the pauses that words make in it."""
        return tuple(
            replace(p, pauses=(*p.pauses, *mine)) if (mine := self._pauses_of(p)) else p for p in self.practices
        )

    def _pauses_of(self, practice: Practice) -> tuple[Pause, ...]:
        return tuple(x for tasks, what, x in self.pauses if practice.task in tasks and _meets(what, x, practice))


def _meets(what: str, pause: Pause, practice: Practice) -> bool:
    """Whether a pause is of a practice: of its part of life, or of all but therapy that is asked for meanwhile."""
    if what == STOPPED:
        return practice.part_of != THERAPY or practice.from_day < pause.from_day
    return what == practice.part_of


def happenings(subject: Subject, effects: Effects) -> tuple[Impulse, ...]:
    """Everything that effects do to the inputs of a body, as impulses in the order of days.

    Raises ValueError where postures ask for what the body cannot do.
    """
    held = [*effects.exposures, *exposures(subject, effects.postures), *exercised(subject, effects.practised())]
    lines = timeline(tuple(held), subject.resting)
    lines += [i._replace(variable="strategy", value=0.0) for i in lines if i.variable == "target" and i.value < 0.0]
    return tuple(sorted([*lines, *effects.impulses], key=lambda i: i.day))


@dataclass(frozen=True)
class Call:
    """A word with its arguments checked: what a builder sees."""

    subject: Subject
    day: float
    until: float
    values: Mapping[str, Any]
    parameters: Mapping[str, float] = field(default_factory=dict)  # those that the scenario sets

    def parameter(self, name: str) -> float:
        """A row of the parameter table, as the scenario sets it."""
        return self.parameters.get(name, TABLE[name].value)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def muscles(self) -> tuple[str, ...]:
        """The muscles that the arguments `muscle` and `side` name."""
        return self.subject.muscles(self.values["muscle"], self.values.get("side", "both"))

    def joints(self) -> tuple[str, ...]:
        """The joints that the arguments `joint` and `side` name."""
        return self.subject.joints(self.values["joint"], self.values.get("side", "both"))

    def tasks(self) -> tuple[str, ...]:
        """The tasks that the arguments `task` and `side` name; `all` is every task of the body."""
        if self.values["task"] == ALL:
            return self.subject.structure.names.tasks
        return self.subject.tasks(self.values["task"], self.values.get("side", "both"))


def hold(
    call: Call, effects: Effects, area: str, units: Iterable[str] | Iterable[tuple[str, str]], variable: str,
    value: float, spans: Sequence[tuple[float, float]] | None = None,
) -> None:  # fmt: skip
    """Hold an input of some units through the time of a word, or through other spans of days."""
    effects.exposures += [
        Exposure(start, end, area, unit, variable, value)
        for unit in units
        for start, end in ([(call.day, call.until)] if spans is None else spans)
    ]


def change(call: Call, effects: Effects, area: str, units: Iterable[object], op: str, **values: float) -> None:
    """Change quantities of some units at once; `op` is set, add or multiply."""
    effects.impulses += [Impulse(call.day, area, u, name, op, value) for u in units for name, value in values.items()]


class Word(NamedTuple):
    """One word: name, a sentence, arguments, whether it lasts, and what it does."""

    name: str
    text: str
    arguments: tuple[Argument, ...]
    lasts: bool
    build: Callable[[Call, Effects], None]
    group: str = "events"


WORDS: dict[str, Word] = {}

DAY = Argument("day", "number", "day", 0.0, LONGEST_DAY, None, "when it starts; now if left out")
LASTING = (
    Argument("days", "number", "day", 0.0, LONGEST_DAY, None, "how long it lasts; to the end if left out"),
    Argument("weeks", "number", "week", 0.0, 5_200.0, None, "the same in weeks"),
    Argument("hours", "number", "hour", 0.0, 876_000.0, None, "the same in hours"),
    Argument("minutes", "number", "min", 0.0, 5e7, None, "the same in minutes"),
)
SIDE = Argument("side", "choice", "", default="both", choices=("left", "right", "both"), text="side of the body")
MUSCLE = Argument("muscle", "muscle", text="muscle by anatomical name")
JOINT = Argument("joint", "joint", text="joint by name")
TASK = Argument("task", "task", text="task by name")
ANGLES = Argument("angles", "angles", "deg", text="joint angles by name")
HOURS_A_DAY = Argument("hours_a_day", "number", "h/day", 0.0, HOURS_PER_DAY, HOURS_PER_DAY, "hours of every day")


def word(
    name: str, text: str, *arguments: Argument, lasts: bool = False, group: str = "events"
) -> Callable[[Callable[[Call, Effects], None]], Callable[[Call, Effects], None]]:
    """Enter a word into the vocabulary; the decorated function builds its effects."""

    def enter(build: Callable[[Call, Effects], None]) -> Callable[[Call, Effects], None]:
        WORDS[name] = Word(name, text, arguments, lasts, build, group)
        return build

    return enter


def all_arguments(entry: Word) -> tuple[Argument, ...]:
    """Its own arguments, the start, and how long it lasts if it does."""
    taken = {a.name for a in entry.arguments}
    lasting = tuple(a for a in LASTING if a.name not in taken) if entry.lasts else ()
    return (*entry.arguments, DAY, *lasting)


def find(name: str) -> Word:
    """The word of this name. Raises ValueError with the nearest known word."""
    if not among(name, WORDS):
        raise ValueError(f"unknown word {quoted(name)}; {nearest(name, list(WORDS), 'agonist words')}")
    return WORDS[name]


def _number(place: str, argument: Argument, value: Any) -> float:
    need = f"it needs a number {with_unit(f'{argument.low:g} to {argument.high:g}', argument.unit)}"
    if not is_number(value):
        raise ValueError(f"{place}: {argument.name} = {quoted(value)}; {need}")
    if not argument.low <= value <= argument.high:
        raise ValueError(f"{place}: {argument.name} = {value:g} is out of range; {need}")
    if argument.unit in COUNTED and not float(value).is_integer():
        raise ValueError(f"{place}: {argument.name} = {value:g}; it needs a whole number of {argument.unit}")
    return float(value)


def _angles(place: str, argument: Argument, value: object) -> dict[str, float]:
    if not isinstance(value, Mapping) or not value:
        raise ValueError(f"{place}: {argument.name} = {quoted(value)}; it needs angles by name, in degrees")
    return {k: _number(f"{place}, {k}", Argument(k, "number", "deg", -180.0, 180.0), v) for k, v in value.items()}


def _texts(place: str, argument: Argument, value: object) -> tuple[str, ...]:
    """Lines, as a list or between semicolons; a line of a list is not empty."""
    texts = value.split(";") if isinstance(value, str) else value
    if not isinstance(texts, list | tuple) or not texts or not all(isinstance(t, str) for t in texts):
        raise ValueError(f"{place}: {argument.name} = {quoted(value)}; it needs {argument.text}")
    lines = tuple(t.strip() for t in texts if t.strip())
    if not lines or (not isinstance(value, str) and len(lines) < len(texts)):
        raise ValueError(f"{place}: {argument.name} = {quoted(value)}: a line is empty; it needs {argument.text}")
    return lines


def _name(place: str, argument: Argument, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{place}: {argument.name} = {quoted(value)}; it needs a name")
    if argument.kind == "choice" and value not in argument.choices:
        raise ValueError(f"{place}: {argument.name} = {quoted(value)}; it needs one of {', '.join(argument.choices)}")
    return value


Reader = Callable[[str, Argument, Any], Any]
READERS: dict[str, Reader] = {"number": _number, "angles": _angles, "texts": _texts}  # all other kinds are names


def _checked(place: str, argument: Argument, value: object) -> Any:
    """What was given for an argument, as its kind is read."""
    read: Reader = READERS.get(argument.kind, _name)
    return read(place, argument, value)


def _values(place: str, entry: Word, given: Mapping[str, object]) -> dict[str, Any]:
    known = {a.name: a for a in all_arguments(entry)}
    for name in given:
        if name not in known:
            raise ValueError(f"{place}: unknown argument {quoted(name)}; {nearest(name, list(known))}")
    values = {name: a.default for name, a in known.items()}
    values |= {name: _checked(place, known[name], value) for name, value in given.items() if value is not None}
    _check_beside(place, known, given, values)
    missing = [a.name for a in entry.arguments if values[a.name] is None and "optional" not in a.text]
    if missing:
        raise ValueError(f"{place}: {', '.join(missing)} is missing")
    return values


def _check_beside(
    place: str, known: Mapping[str, Argument], given: Mapping[str, object], values: Mapping[str, object]
) -> None:
    """Raise ValueError for an argument that says more of another one, where that one asks for nothing, and for two lengths."""
    lengths = [a.name for a in LASTING if known.get(a.name) is a and given.get(a.name) is not None]
    if len(lengths) > 1:
        raise ValueError(f"{place}: {' and '.join(lengths)} both say how long it lasts; keep one of them")
    for name, value in given.items():
        beside = known[name].beside
        if beside and beside not in given and value not in (None, known[name].default) and values[beside] in NOTHING:
            raise ValueError(f"{place}: {name} is of what {beside} asks for; say {beside}, or leave {name} out")


def duration_day(values: Mapping[str, Any]) -> float:
    """How long a word lasts, in days; infinite if it was not said."""
    units = {"days": 1.0, "weeks": 7.0, "hours": 1.0 / HOURS_PER_DAY, "minutes": 1.0 / MINUTES_PER_DAY}
    return next((values[name] * unit for name, unit in units.items() if values.get(name) is not None), math.inf)


MOST_TURNS = 1000
COUNTED = ("bouts", "sets")  # units of which there are no parts


def _in_turn(place: str, entry: Word, given: Mapping[str, object], now: float) -> list[dict[str, Any]]:
    """A word whose number is a list is said once for each, one after the other, each as long as the word lasts.

    Nothing where no number is a list. Raises ValueError for lists of other lengths, and where the word has no end.
    """
    kinds = {a.name: a.kind for a in all_arguments(entry)}
    lists = {n: v for n, v in given.items() if isinstance(v, list | tuple) and kinds.get(n) == "number"}
    if not lists:
        return []
    counts = {len(v) for v in lists.values()}
    if len(counts) > 1 or not 1 <= max(counts) <= MOST_TURNS or {"day", *(a.name for a in LASTING)} & set(lists):
        raise ValueError(
            f"{place}: {', '.join(lists)}: lists in turn are of one length, 1 to {MOST_TURNS}, and not of time"
        )
    first = _values(place, entry, {**given, **{n: v[0] for n, v in lists.items()}})
    each, day = duration_day(first), now if first["day"] is None else first["day"]
    if not entry.lasts or math.isinf(each):
        raise ValueError(f"{place}: {', '.join(lists)} is a list: each is held in turn, so say for how long")
    return [{**given, **{n: v[k] for n, v in lists.items()}, "day": day + k * each} for k in range(max(counts))]


def apply(
    subject: Subject, name: str, given: Mapping[str, object], effects: Effects, *, now: float = 0.0, place: str = "",
    parameters: Mapping[str, float] | None = None,
) -> None:  # fmt: skip
    """Check one word with its arguments and add what it does to `effects`; a list of numbers is done in turn.

    Raises ValueError with one line that names `place`, the word and the argument.
    """
    where = f"{place}{': ' if place else ''}{quoted(name)}"
    try:
        entry = find(name)
    except ValueError as error:
        raise ValueError(f"{place}{': ' if place else ''}{error}") from None
    turns = _in_turn(where, entry, given, now)
    if turns:
        for one in turns:
            apply(subject, name, one, effects, now=now, place=place, parameters=parameters)
        return
    values = _values(where, entry, given)
    day = now if values["day"] is None else values["day"]
    before = effects.copy()
    call = Call(subject, day, day + duration_day(values), values, parameters or {})
    try:
        entry.build(call, effects)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None
    if entry.lasts and duration_day(values) == 0.0:
        effects.notes.append(f"{name} on day {day:g} does nothing: it lasts no time")
    elif effects == before:
        effects.notes.append(f"{name} on day {day:g} does nothing as it is said")
    effects.said.append(_said(call, entry, given, slice(len(before.exposures), len(effects.exposures))))


def _said(call: Call, entry: Word, given: Mapping[str, object], held: slice) -> Said:
    """A word with the units that its arguments name."""
    kinds = {a.kind for a in entry.arguments if call.values[a.name] is not None and a.name in ("muscle", "joint")}
    asked = tuple((key, str(value)) for key, value in sorted(given.items()) if key != "day")
    return Said(
        entry.name, call.day, call.until, call.muscles() if "muscle" in kinds else (),
        call.joints() if "joint" in kinds else (), asked, held,
    )  # fmt: skip
