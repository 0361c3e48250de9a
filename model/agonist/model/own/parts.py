"""One part of a user's own: what it stands in for, what it is, and a digest of it.

| name | what stands in |
|---|---|
| ``learning.potentiation`` | a rule: a function with the arguments of that rule |
| ``learner.threshold``   | a learner: a function of the motor cortex, asked after every bout |
| ``reading.NAME``        | nothing: a reading of one's own, a function of the patient (`assessment.own_reading`) |
| ``Muscle``, ``Joint``, ``Member``, ``MotorCortex`` | a unit: a subclass of that class, or of the agent of this name |
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any

from agonist.model import rules, units
from agonist.model.own.files import FORM, absolute, is_place, loaded
from agonist.model.own.outside import kept
from agonist.model.own.source import digest_of
from agonist.model.parameters import nearest
from agonist.model.reading import quoted
from agonist.model.units.cortex import LEARNERS

if TYPE_CHECKING:
    from agonist.model.body.subject import Subject
    from agonist.model.scenario import Scenario

UNITS = {"Muscle": "muscles", "Joint": "joints", "Member": "members", "MotorCortex": "tasks"}  # areas by name
MODULES = {m.name: importlib.import_module(f"{rules.__name__}.{m.name}") for m in pkgutil.iter_modules(rules.__path__)}
LEARNER = "learner."
READING = "reading."


class Part:
    """A part of a user's own that has been looked over; equal to another of the same name, label and digest.

    Attributes:
        name: what it stands in for.
        label: module and name of the function or class.
        digest: of its source, and of all that it calls and reads outside the model.
        place: ``file.py:name`` with a whole path, or empty.
        thing: the function or class.
    """

    __slots__ = ("digest", "label", "name", "place", "thing")

    def __init__(self, name: str, thing: Any, place: str = "") -> None:
        self.name, self.thing, self.place = name, thing, place
        self.label = f"{thing.__module__}.{thing.__qualname__}"
        self.digest = digest_of(thing)

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two parts the same."""
        return self.name, self.label, self.digest

    @property
    def stays(self) -> str:
        """Why other processes cannot find the part; empty where they can."""
        if self.place:
            return ""
        if "<locals>" in self.label:
            return f"{self.label} stands within a function; processes find only what stands in a module"
        home = sys.modules.get(self.thing.__module__)
        if home is None or not getattr(home, "__file__", None):
            return f"{self.label} stands in no file; processes find it as rules = {{{self.name!r}: 'FILE.py:NAME'}}"
        return ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Part) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"{self.name} = {self.label} {self.digest}"

    def __deepcopy__(self, memo: object) -> Part:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return again, (self.name, self.place or self.thing, self.digest)


Asked = Mapping[str, Any] | Iterable[tuple[str, Any]]


def again(name: str, asked: object, digest: str) -> Part:
    """A part in another process, or later. Raises ValueError where it is not the same any more."""
    part = part_of(name, asked)
    if part.digest != digest:
        raise ValueError(f"{name}: {part.place or part.label} was changed since this began; begin anew")
    return part


@cache
def known_rules() -> dict[str, Any]:
    """Every rule of the model by ``module.rule``."""
    return {
        f"{m}.{n}": f
        for m, module in MODULES.items()
        for n, f in vars(module).items()
        if isinstance(f, FunctionType) and f.__module__ == module.__name__
    }


def known() -> list[str]:
    """Every name in which a part can stand."""
    return [*UNITS, *(LEARNER + name for name in LEARNERS), *known_rules()]


def parts_of(asked: Asked | None, folder: Path | None = None) -> tuple[Part, ...]:
    """Parts in the order of their names: functions and classes by what they stand in for, or their ``file.py:name``.

    `folder` is where files are looked for that have no whole path. Raises ValueError with one line that says what
    would be right.
    """
    given = dict(asked or {})
    found = tuple(sorted((part_of(name, each, folder) for name, each in given.items()), key=lambda part: part.name))
    learners = [part.name for part in found if part.name.startswith(LEARNER)]
    if len(learners) > 1:
        raise ValueError(f"rules: {' and '.join(learners)}: a life has one learner; keep one of them")
    return found


def places_of(place: str, given: Mapping[str, Any], folder: Path) -> tuple[tuple[str, str], ...]:
    """The table `rules` of a file: each names a function of another file, looked for from `folder`. Raises ValueError."""
    for name, value in given.items():
        if not is_place(value):
            raise ValueError(f'{place}, {name} = {quoted(value)}; it needs a function of a file, "FILE.py:NAME"')
    return tuple(sorted((name, absolute(value, folder)) for name, value in given.items()))


def with_rules(scenario: Scenario, rules: Mapping[str, object] | None) -> Scenario:
    """A scenario whose rules are looked over as they are now, with these in place of its own or besides.

    Raises ValueError with one line.
    """
    asked = {**dict(scenario.rules), **dict(rules or {})}
    return replace(scenario, rules=tuple((part.name, part) for part in parts_of(asked))) if asked else scenario


BODIES: dict[tuple[int, tuple[Part, ...]], tuple[Subject, Subject]] = {}
KEPT_BODIES = 64


def own_body(subject: Subject, own: tuple[Part, ...]) -> Subject:
    """A body that asks own parts; the same one each time, so that what was found on it is kept."""
    if not own:
        return subject
    key = id(subject), own
    if key not in BODIES:
        if len(BODIES) >= KEPT_BODIES:
            BODIES.clear()
        BODIES[key] = subject, replace(subject, own=own)
    return BODIES[key][1]


def part_of(name: str, asked: Any, folder: Path | None = None) -> Part:
    """One part. Raises ValueError with one line."""
    if isinstance(asked, Part):
        return asked
    if name not in known() and not (str(name).startswith(READING) and str(name).removeprefix(READING).isidentifier()):
        raise ValueError(f"rules: unknown rule {quoted(name)}; {nearest(name, known(), 'agonist steps --rules')}")
    if kept(name):
        raise ValueError(f"rules: {name} cannot be replaced: {kept(name)}")
    place = absolute(asked, folder or Path()) if is_place(asked) else ""
    try:
        thing = loaded(place) if place else asked
        checked(name, thing)
        return Part(name, thing, place)
    except ValueError as error:
        raise ValueError(f"rules: {name}: {error}") from None


def checked(name: str, thing: object) -> None:
    """Raise ValueError for a function or class that cannot stand in for what `name` says."""
    if isinstance(thing, str):
        raise ValueError(f"{quoted(thing)} names no function of a file; {FORM}")
    if name in UNITS:
        _check_unit(name, thing)
    elif not isinstance(thing, FunctionType):
        raise ValueError(f"it needs a function, not {type(thing).__name__}")
    elif thing.__code__.co_flags & (inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR):
        raise ValueError(f"{thing.__name__} waits or yields; it needs a plain function that returns")
    elif name.startswith(READING):
        _check_arguments(name, ["patient"], thing)
    elif name.startswith(LEARNER):
        _check_arguments(name, ["cortex"], thing)
    else:
        if thing is known_rules()[name]:
            raise ValueError(f"{thing.__name__} is the model's own rule and would change nothing")
        _check_arguments(name, list(inspect.signature(known_rules()[name]).parameters), thing)
        _check_kind(known_rules()[name], thing)


def _check_arguments(name: str, wanted: list[str], function: Callable[..., Any]) -> None:
    given = list(inspect.signature(function).parameters.values())
    names = [p.name for p in given]
    plain = all(p.kind is p.POSITIONAL_OR_KEYWORD and p.default is p.empty for p in given)
    swapped = sorted(names) == sorted(wanted) and names != wanted
    if len(names) != len(wanted) or swapped or not plain:
        raise ValueError(f"it takes ({', '.join(wanted)}); {function.__name__} takes {inspect.signature(function)}")


def _check_kind(rule: Callable[..., Any], function: Callable[..., Any]) -> None:
    """Raise ValueError for a function that says that it returns another kind of thing than the rule."""
    asked, said = (inspect.signature(f).return_annotation for f in (rule, function))
    wanted, given = (a if isinstance(a, str) else getattr(a, "__name__", str(a)) for a in (asked, said))
    if given in ("int", "bool", "float", "str", "None", "NoneType", "tuple", "list", "dict") and given != wanted:
        line = function.__code__.co_firstlineno
        raise ValueError(f"{function.__name__}, line {line}, says that it returns {given}; it must return a {wanted}")


def _check_unit(name: str, cls: object) -> None:
    wanted = getattr(units, name)
    if not isinstance(cls, type) or not issubclass(cls, wanted):
        shown = cls.__name__ if isinstance(cls, type) else quoted(cls)
        raise ValueError(f"it needs a subclass of {name}, not {shown}")
    if cls.__module__.startswith("agonist."):
        raise ValueError(f"{cls.__name__} is the model's own and would change nothing; it needs a subclass of your own")
    _check_names(name, cls, wanted)
    others = {other: set(verbs(getattr(units, other))) for other in UNITS if other != name}
    own = {n for c in cls.__mro__ if not c.__module__.startswith("agonist.") for n in vars(c)}
    for verb in sorted(own - set(dir(wanted))):
        for other, theirs in others.items():
            if verb in theirs:
                raise ValueError(f"nobody asks a {name} to {verb}(); a {other} does that: subclass {other}")
    _check_asked(name, cls, wanted)


ALIKE = 0.8  # of the letters, as difflib counts: a name this near to a verb of the body is that verb misspelt


def _check_asked(name: str, cls: type, wanted: Any) -> None:
    """Raise ValueError for a verb that nobody asks and that is nearly one of the body, such as ``settel``."""
    mine = {n: v for c in cls.__mro__ if not c.__module__.startswith(("agonist.", "mesa.")) for n, v in vars(c).items()}
    acts = {n: v for n, v in mine.items() if isinstance(v, FunctionType)}
    used = {called for v in acts.values() for called in v.__code__.co_names}
    for verb in sorted(acts.keys() - set(dir(wanted)) - used):
        meant = difflib.get_close_matches(verb, verbs(wanted), 1, ALIKE)
        if meant and not verb.startswith("_"):
            raise ValueError(f"nobody asks a {name} to {verb}(); did you mean {meant[0]}()?")


HELD = ("row", "index", "kept_in", "offsets", "bind", "model", "name", "unique_id")


def _check_names(name: str, cls: type, wanted: Any) -> None:
    """Raise ValueError where a subclass hides what the units of the body keep, or puts another kind of thing in its place."""
    for own in (c for c in cls.__mro__ if issubclass(c, wanted) and not c.__module__.startswith("agonist.")):
        for said, value in vars(own).items():
            usual = inspect.getattr_static(wanted, said, None)
            if said in wanted.offsets._fields[:-1]:
                raise ValueError(f"{own.__name__}.{said} hides the quantity {said!r} of a {name}; give it another name")
            if said in wanted.links or said in HELD:
                raise ValueError(
                    f"{own.__name__}.{said} hides what a {name} keeps under {said!r}; give it another name"
                )
            for kind, what in ((FunctionType, "a verb"), (property, "a property")):
                if not said.startswith("__") and isinstance(usual, kind) and not isinstance(value, kind):
                    raise ValueError(f"{own.__name__}.{said} is {what} of a {name} and needs to stay one")
            if isinstance(usual, FunctionType) and isinstance(value, FunctionType) and not said.startswith("__"):
                _check_asked_with(own, value, usual)


def _check_asked_with(own: type, verb: FunctionType, usual: FunctionType) -> None:
    """Raise ValueError for a verb that cannot be asked as the model asks it: with what its own takes, in that order."""
    try:
        inspect.signature(verb).bind(*inspect.signature(usual).parameters)
    except TypeError:
        told = ", ".join(inspect.signature(usual).parameters)
        taken = ", ".join(str(p.replace(annotation=p.empty)) for p in inspect.signature(verb).parameters.values())
        raise ValueError(f"{verb.__name__} takes ({told}); {own.__name__}.{verb.__name__} takes ({taken})") from None


def verbs(cls: type) -> list[str]:
    """What units of a class do: their public methods."""
    return [n for c in cls.__mro__ for n, v in vars(c).items() if isinstance(v, FunctionType) and n[0] != "_"]


def is_own_learner(learner: object) -> bool:
    """Whether a learner is one's own: a function, or the place of one."""
    return callable(learner) or is_place(learner)


def is_own(learner: object, known: Iterable[str]) -> bool:
    """The same of what a door was given. Raises ValueError for what is neither one's own nor a name."""
    if not is_own_learner(learner) and not isinstance(learner, str):
        raise ValueError(f"learner = {quoted(learner)}; it needs a name ({', '.join(known)}), or your own")
    return is_own_learner(learner)


def learner_named(own: Iterable[Part], learner: str) -> str:
    """What a life's learner is called: the function of one's own that stands in its place, or the learner itself."""
    return next((part.label for part in own if part.name == f"{LEARNER}{learner}"), learner)


def label_all(parts: Iterable[Part]) -> dict[str, str]:
    """Parts for a recipe: what stands in for what, and its digest."""
    return {part.name: f"{part.label} {part.digest}" for part in parts}
