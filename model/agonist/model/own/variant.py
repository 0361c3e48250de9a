"""The units' classes once more, with a user's own parts in place of the model's; both engines are made of them.

Nothing is patched. A copy of a class holds copies of its verbs, whose globals hold copies of the rule modules in which
own rules stand; it is a subclass of the class that it copies. An own rule that calls a rule gets the model's; an own unit
or learner gets what the body has.
"""

from __future__ import annotations

import copyreg
import threading
from collections.abc import Callable
from functools import cache
from types import CellType, FunctionType, ModuleType
from typing import Any, TypeVar, cast

from agonist.model import rules
from agonist.model.own.parts import LEARNER, MODULES, UNITS, Part, known_rules
from agonist.model.own.source import named_in
from agonist.model.units.body import Body
from agonist.model.units.unit import Unit

Parts = tuple[Part, ...]
Rule = TypeVar("Rule", bound=Callable[..., object])
LOCK = threading.RLock()


def never(fatigued: float, load: float, seconds: float, fatigue_rate: float) -> bool:
    """What is known of the model's rule is not known of another."""
    return False


def always(unit: object) -> bool:
    """No step is skipped: what is at rest may not stay so under a rule that is not the model's."""
    return True


def reached(function: FunctionType) -> set[str]:
    """Names of a rule and of all rules that it calls."""
    names = {f: n for n, f in known_rules().items()}
    waiting, seen = [function], set()
    while waiting:
        one = waiting.pop()
        if one in names and one not in seen:
            seen.add(one)
            waiting += [v for v in named_in(one).values() if isinstance(v, FunctionType)]
    return {names[one] for one in seen}


def touches(own: set[str], *asked: str) -> bool:
    """Whether own rules stand in what these rules do."""
    return any(own & reached(known_rules()[name]) for name in asked)


class Copier:
    """Copies of rule modules and classes in which some rules are replaced."""

    def __init__(self, own: Parts) -> None:
        self.known: dict[Any, Any] = {}  # of functions, modules and classes, the copy
        self.globals: dict[int, dict[str, Any]] = {}
        found = known_rules()
        self.names = {part.name for part in own if part.name in found}
        for part in own:
            if part.name in found:
                self.known[found[part.name]] = part.thing
        if "fatigue.surely_held" not in self.names and touches(self.names, "fatigue.loaded", "fatigue.held"):
            self.known[found["fatigue.surely_held"]] = never

    def seen(self, home: dict[str, Any]) -> dict[str, Any]:
        """The names that a copied function sees."""
        if id(home) not in self.globals:
            made = self.globals[id(home)] = dict(home)
            made.update({k: self.copy(v) for k, v in home.items() if not k.startswith("__")})
        return self.globals[id(home)]

    def copy(self, thing: object, cell: CellType | None = None) -> Any:
        """A rule, rule module, verb or property as the user wants it; anything else as it is."""
        if isinstance(thing, ModuleType) and thing in MODULES.values():
            copied = ModuleType(thing.__name__)
            vars(copied).update(self.seen(vars(thing)))
            return copied
        if isinstance(thing, FunctionType) and (cell or thing.__module__.startswith(rules.__name__)):
            return self._function(thing, cell)
        if isinstance(thing, property) and cell:
            return property(self.copy(thing.fget, cell), thing.fset, doc=thing.__doc__)
        return thing

    def _function(self, function: FunctionType, cell: CellType | None) -> Any:
        sees = self.seen(function.__globals__)  # may copy the function itself
        if function not in self.known:
            free, cells = function.__code__.co_freevars, function.__closure__ or ()
            inner = tuple(cell if cell and n == "__class__" else c for n, c in zip(free, cells, strict=True))
            made = FunctionType(function.__code__, sees, function.__name__, function.__defaults__, inner)
            made.__qualname__, made.__doc__, made.__module__ = (
                function.__qualname__,
                function.__doc__,
                function.__module__,
            )
            self.known[function] = made
        return self.known[function]

    def unit(self, cls: Any) -> Any:
        """A class of units made once more, a subclass of the one that it copies; other classes are left as they are."""
        if not issubclass(cls, Unit) or cls is Unit:
            return cls
        if cls not in self.known:
            cell = CellType()
            copies = tuple(self.unit(base) for base in cls.__bases__ if issubclass(base, Unit) and base is not Unit)
            inside = {
                k: self.copy(v, cell) for k, v in vars(cls).items() if _does_something(v) and not k.startswith("__")
            }
            inside |= {
                skip: property(always)
                for skip, asked in vars(cls).get("skips", {}).items()
                if touches(self.names, *asked)
            }
            inside |= {"__module__": cls.__module__, "__qualname__": cls.__qualname__, "__doc__": cls.__doc__}
            self.known[cls] = cell.cell_contents = made(cls.__name__, (*copies, cls), inside)
        return self.known[cls]


def _does_something(value: object) -> bool:
    """Whether a member of a class is a verb or what follows from quantities, and not a quantity."""
    return isinstance(value, FunctionType) or isinstance(value, property) and value.fset is None


class Made(type):
    """A class that was made here; it is copied and pickled by what it was made of."""

    made_of: tuple[Any, ...]


def remade(own: Parts, classes: tuple[tuple[str, Any], ...], area: str) -> Any:
    """The class of an area once more, in another process."""
    return variant(own, classes)[area]


copyreg.pickle(Made, lambda cls: (remade, cls.made_of))


def made(name: str, bases: tuple[Any, ...], inside: dict[str, Any]) -> Any:
    """A class that pickles by what it was made of."""
    return Made(name, bases, inside)


def learn(self: Any, learner: int) -> None:
    """What the cortex makes of the bout: what a learner of a user's own says."""
    self.taught()


def taught(cls: Any, learner: Any) -> Any:
    """A motor cortex that asks an own learner after every bout."""
    inside = {"learn": learn, "taught": learner, "__module__": cls.__module__, "__doc__": cls.__doc__}
    return made(cls.__name__, (cls,), inside)


def mixed(own: Any, usual: Any) -> Any:
    """An own class of units as a class of the wanted kind: itself, or mixed with the usual one."""
    if issubclass(own, usual):
        return own
    return made(own.__name__, (own, usual), {"__module__": own.__module__, "__doc__": own.__doc__})


@cache
def variant(own: Parts, classes: tuple[tuple[str, Any], ...] = ()) -> dict[str, Any]:
    """The class of each area's units; `classes` are the usual ones in place of `Body.classes`, as (area, class)."""
    with LOCK:
        found = {**Body.classes, **dict(classes)}
        for part in own:
            if part.name in UNITS:
                area = UNITS[part.name]
                found[area] = mixed(part.thing, found[area]) if dict(classes) else part.thing
        copier = Copier(own)
        if copier.names:
            found = {area: copier.unit(cls) for area, cls in found.items()}
        for part in own:
            if part.name.startswith(LEARNER):
                learner = copier.copy(part.thing, CellType()) if copier.names else part.thing
                found["tasks"] = taught(found["tasks"], learner)
        for area, cls in found.items():
            if isinstance(cls, Made):
                cls.made_of = own, classes, area
        return found


@cache
def body_class(own: Parts, classes: tuple[tuple[str, Any], ...] = ()) -> Any:
    """The body whose units have own parts."""
    return type("Body", (Body,), {"classes": variant(own, classes)}) if own or classes else Body


@cache
def _rules(own: Parts) -> Copier:
    return Copier(own)


def in_force(own: Parts, rule: Rule) -> Rule:
    """A rule as a body with own parts has it, for those who ask it outside of a life."""
    return cast(Rule, _rules(own).copy(rule)) if own else rule


def seen_by(own: Parts, home: dict[str, Any]) -> dict[str, Any]:
    """The names that a module sees, with own rules in the place of the model's."""
    return _rules(own).seen(home)
