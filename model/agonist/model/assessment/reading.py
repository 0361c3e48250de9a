"""Readings: what is measured, of what, on which side, at which moment, in one line of words.

    size_cm2 quadriceps left @ 6 months          one measure of a group of muscles
    share soleus in plantarflexion right @ end   of one muscle in a task
    maximal_torque_nm knee_extension right angle=60 @ every 4 weeks from 2 weeks to 1 year
    maximal_torque_nm knee_extension right speed=60 @ end      while the joint turns, deg/s
    change of fibre_length_mm soleus left @ 2 years            per cent since the start
    change of h_reflex_gain soleus right @ 30 min against @ 0 min
    ratio of size_cm2 vasti right @ 6 months against left      of one side over the other
    effort gait right with cue @ 6 weeks         while the cue is on
    share soleus in plantarflexion right over last 50 trials of block 3      lived, not tested (`trial_reading`)
    correlation of activation soleus in plantarflexion right over trials against tibialis_posterior     from trial to trial

A reading is taken before what happens at the same moment, and never changes who is measured.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from agonist.model.assessment.assess import ASSESSMENTS, find
from agonist.model.assessment.labels import number_text
from agonist.model.assessment.moments import moments
from agonist.model.assessment.names import kept
from agonist.model.assessment.own_reading import OF_PATIENT, is_own, unit_of_own
from agonist.model.assessment.registry import USUAL_LOAD, Assessment
from agonist.model.body.subject import SIDES
from agonist.model.parameters import nearest
from agonist.model.plan import LONGEST_DAY, SECONDS_PER_DAY
from agonist.model.reading import shown
from agonist.model.spreadsheet import NUMBER

JOINTLY = ("covariance", "correlation")  # of two measures of the same trials
OPERATIONS = {"change": "%", "difference": "", "ratio": "ratio", "percent": "%", "covariance": "", "correlation": "1"}
PARTS = ("least", "greatest", "span")
WHOSE = {"muscle": "a muscle", "joint": "a joint", "angle": "a joint angle", OF_PATIENT: "the whole patient"}
BY_MUSCLE = ("share", "emg_percent", "onset_ms", "habit_weight", "activation", "command")
OPTIONS = {"load": (0.0, 1.5), "angle": (-180.0, 180.0), "speed": (-1000.0, 1000.0)}


class What(NamedTuple):
    """One measure of one thing: its name, the unit, task, side, part of a pair, load, angle, what stays on, and speed."""

    name: str
    unit: str = ""
    task: str = ""
    side: str = ""
    part: str = ""
    load: float = USUAL_LOAD
    angle: float | None = None
    under: tuple[str, ...] = ()
    speed: float = 0.0

    def __str__(self) -> str:
        words = [self.name, self.unit, f"in {self.task}" if self.task else "", self.side, self.part]
        words += [f"load={number_text(self.load)}"] if self.load != USUAL_LOAD else []
        words += [f"angle={number_text(self.angle)}"] if self.angle is not None else []
        words += [f"speed={number_text(self.speed)}"] if self.speed else []
        words += [f"with {' '.join(self.under)}"] if self.under else []
        return " ".join(w for w in words if w)


class Reading(NamedTuple):
    """A reading as it was written: what, when, and what it is held against."""

    text: str
    operation: str
    what: What
    when: str
    against: What | None
    against_when: str
    spread: bool = False


When = Any  # a second (int), or places among the trials (tuple)


class Column(NamedTuple):
    """One number of a life: its label and unit, and what is read at which second (and compared with which).

    Where it is read over trials the second is the tuple of their places; `spread` takes their standard deviation.
    """

    label: str
    unit: str
    operation: str
    what: What
    second: When
    against: What | None
    against_second: When
    spread: bool = False

    @property
    def how(self) -> Any:
        """What is taken of the trials: False their mean, True their spread, or how they go with those of another measure."""
        return (self.operation, self.against) if self.operation in JOINTLY else self.spread

    def _key(self, what: What, when: When) -> Any:
        return (what, when, self.how) if isinstance(when, tuple) else (what, when)

    def value(self, found: Mapping[Any, float]) -> float:
        """The number, from the measures that were taken."""
        now = found[self._key(self.what, self.second)]
        if self.against is None or self.operation in JOINTLY:
            return now
        before = found[self._key(self.against, self.against_second)]
        if self.operation == "difference":
            return now - before
        ratio = now / before if before else math.nan
        if self.operation == "percent":
            return 100.0 * ratio
        return 100.0 * (ratio - 1.0) if self.operation == "change" else ratio


# -- words ----------------------------------------------------------------------------------------------------------


def parse(text: str) -> Reading:
    """A reading from its words. Raises ValueError with one line that says what would be right."""
    place = f"reading {shown(text)}"
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"{place}: it needs words such as 'size_cm2 MUSCLE left @ 6 months'")
    words = text.strip()
    operation = next((o for o in OPERATIONS if words.startswith(f"{o} of ")), "")
    words = words.removeprefix(f"{operation} of ")
    spread = words.startswith("spread of ")
    words = words.removeprefix("spread of ")
    first, mark, second = words.partition(" against ")
    if mark and not operation:
        raise ValueError(f"{place}: 'against' needs one of {', '.join(f'{o} of' for o in OPERATIONS)} before it")
    what, when = _what_when(place, first, None)
    if operation in JOINTLY:
        return _jointly(place, Reading(text, operation, what, when, None, ""), second)
    if spread and not when.startswith("over "):
        raise ValueError(f"{place}: the spread of a measure is over trials; say 'over trials'")
    if not operation:
        return Reading(text, "", what, when, None, "", spread)
    against, against_when = _what_when(place, second, what) if mark else (what, "start")
    same_thing = against == what
    return Reading(text, operation, what, when, against, against_when or ("start" if same_thing else ""), spread)


def _jointly(place: str, first: Reading, second: str) -> Reading:
    """How two measures of the same trials go together; the second may be said by its muscle alone."""
    if not second.strip() or not first.when.startswith("over "):
        raise ValueError(
            f"{place}: a {first.operation} is of two measures over trials, such as "
            f"'{first.operation} of activation MUSCLE in TASK right over trials against MUSCLE'"
        )
    named = second if second.split()[0] in ASSESSMENTS else f"{first.what.name} {second}"
    other, when = _what_when(place, named, first.what)
    if when not in ("", first.when):
        raise ValueError(f"{place}: both measures are of the same trials; say 'over' once")
    other = other._replace(task=other.task or first.what.task, side=other.side or first.what.side)
    return first._replace(against=other, against_when=first.when)


def _what_when(place: str, text: str, like: What | None) -> tuple[What, str]:
    said, mark, when = (part.strip() for part in f" {text}".partition(" over "))
    said, when = (said, f"over {when}") if mark else [p.strip() for p in text.partition("@")[::2]]
    if mark and ("=" in said or " with " in said):
        raise ValueError(f"{place}: a trial is read as it was lived; load=, angle=, speed= and 'with' are of a test")
    if like is not None and not said:
        return like, when
    if like is not None and said in SIDES:
        return like._replace(side=said), when
    return _what(place, said.split()), when


def _what(place: str, words: list[str]) -> What:
    if not words:
        raise ValueError(f"{place}: it names no measure")
    entry, found, rest = find_here(place, words[0]), What(words[0]), [w for w in words[1:] if w != "of"]
    keys = [w.partition("=")[0] for w in rest if "=" in w]
    if len(set(keys)) < len(keys):
        raise ValueError(f"{place}: {max(keys, key=keys.count)} is said twice; keep one of them")
    while rest:
        word = rest.pop(0)
        if word == "in" and rest:
            found = _once(place, found, "task", rest.pop(0))
        elif word == "with" and rest:
            _matters(place, entry, word)
            found = found._replace(under=kept(place, [w.rstrip(",") for w in rest]))
            rest = []
        elif word in (*SIDES, "both"):
            found = _once(place, found, "side", word)
        elif word in PARTS and entry.of == "angle":
            found = _once(place, found, "part", word)
        elif "=" in word:
            found = _option(place, entry, found, *word.split("=", 1))
        elif not found.unit:
            found = found._replace(unit=word)
        else:
            raise ValueError(f"{place}: {shown(word)} is one name too many; a reading is of one thing")
    return _placed(place, entry, found)


def _once(place: str, found: What, key: str, word: str) -> What:
    """A word in its place. Raises ValueError where another one stands there already."""
    before = getattr(found, key)
    if before:
        raise ValueError(f"{place}: {key} is {shown(before)} and {shown(word)}; a reading is of one thing")
    changed: dict[str, Any] = {key: word}
    return found._replace(**changed)


def _matters(place: str, entry: Assessment, setting: str) -> None:
    """Raise ValueError for a setting on which a measure does not depend."""
    if setting not in entry.takes:
        raise ValueError(
            f"{place}: {entry.name} does not depend on {setting}; it takes {', '.join(entry.takes) or 'none'}"
        )


def find_here(place: str, name: str) -> Assessment:
    """The measure of this name. Raises ValueError that names the place."""
    if ".py" in name:
        raise ValueError(
            f"{place}: a reading is of the table (`agonist readings`), or your own under a name: say "
            f"rules = {{'reading.mine': 'FILE.py:FUNCTION'}} (--rule reading.mine=FILE.py:FUNCTION) and read 'reading.mine'"
        )
    try:
        return find(name)
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from None


def _placed(place: str, entry: Assessment, found: What) -> What:
    """A measure of a task that is said by its own name has no muscle in it. Raises ValueError for a name of no use."""
    if entry.of not in ("task", "limbs") and found.task:
        raise ValueError(f"{place}: {entry.name} is of {WHOSE[entry.of]} and of no task; leave out 'in {found.task}'")
    if entry.of == OF_PATIENT and (found.unit or found.side or found.part):
        raise ValueError(f"{place}: {entry.name} is of the whole patient; leave out {str(found).partition(' ')[2]!r}")
    if entry.of == "limbs" and found.side:
        raise ValueError(f"{place}: {entry.name} is of both sides; leave out {found.side!r}")
    if entry.of in ("task", "limbs") and entry.name not in BY_MUSCLE and found.unit:
        if found.task:
            raise ValueError(f"{place}: {entry.name} is of a task and of no muscle; leave out {found.unit!r}")
        return found._replace(task=found.unit, unit="")
    return found


def _option(place: str, entry: Assessment, found: What, key: str, value: str) -> What:
    if key not in OPTIONS:
        raise ValueError(f"{place}: unknown option {shown(key)}; {nearest(key, list(OPTIONS))}")
    _matters(place, entry, key)
    if not NUMBER.fullmatch(value):
        raise ValueError(f"{place}: {key} = {shown(value)}; it needs a number")
    number = float(value)
    low, high = OPTIONS[key]
    if not low <= number <= high:
        raise ValueError(f"{place}: {key} = {number:g} is out of range; it needs {low:g} to {high:g}")
    changed: dict[str, Any] = {key: number}
    return found._replace(**changed)


# -- a life ---------------------------------------------------------------------------------------------------------


def looks_of(wanted: Collection[Column]) -> tuple[int, ...]:
    """The seconds at which somebody looks, in order."""
    pairs = [(c.second, c.against_second if c.against is not None else c.second) for c in wanted]
    return tuple(sorted({s for pair in pairs for s in pair if isinstance(s, int)}))


def at_second(wanted: Collection[Column], second: int) -> tuple[What, ...]:
    """What is measured at a second."""
    found = [c.what for c in wanted if c.second == second]
    found += [c.against for c in wanted if c.against is not None and c.against_second == second]
    return tuple(dict.fromkeys(found))


def unit_of_text(text: str, subject: Any = None) -> str:
    """The unit of a reading by its words; one of one's own is known to its `subject`. Raises ValueError for words that are none."""
    reading = parse(text)
    name = reading.what.name
    own = unit_of_own(subject, name) if subject is not None and is_own(name) else ""
    return OPERATIONS.get(reading.operation) or own or find(name).unit


OPEN = re.compile(r"every (?!.* to \S).*|every .* to end")  # to the end of the life


def span_of(reading: Reading, knobs: Mapping[str, float] | None = None) -> float:
    """The last day that a reading asks for; `knobs` hold the values of those that its moments name."""
    place = f"reading {reading.text!r}"
    texts = [t for t in (reading.when, reading.against_when) if t and t != "end" and not t.startswith("over ")]
    texts = [t.rpartition(" to ")[2] if t.startswith("every ") else t for t in texts if not OPEN.fullmatch(t)]
    texts = [",".join(p for p in t.split(",") if p.strip() != "end") for t in texts]
    return (
        max((s for t in filter(None, texts) for _, s in moments(place, t, LONGEST_DAY, knobs or {})), default=0)
        / SECONDS_PER_DAY
    )
