"""Which rules a life asks, read from the verbs as its learner runs them.

A rule of a user's own that nobody asks would change nothing: it is refused where it is given. What cannot be read is
taken to ask for everything.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable
from functools import cache
from types import FunctionType, ModuleType
from typing import Any, NamedTuple

from agonist.model import clock, units
from agonist.model.compiler.kinds import body_of, syntax
from agonist.model.compiler.links import Link
from agonist.model.own.parts import LEARNER, READING, UNITS, Part, known_rules
from agonist.model.own.source import functions_of, ours
from agonist.model.own.variant import variant
from agonist.model.units.body import Body
from agonist.model.units.cortex import LEARNERS

ENTRIES = (clock.live, clock.ready, clock.foretold)
Classes = tuple[Any, ...]  # that something may be a unit of


class Reach(NamedTuple):
    """What a life asks: rules by name, and the functions that were read; `whole` where all of it could be read."""

    rules: frozenset[str]
    functions: frozenset[FunctionType]
    whole: bool


class Walk:
    """A walk through the verbs of a body, along what one learner asks."""

    def __init__(self, classes: dict[str, Any], learner: int) -> None:
        self.classes, self.learner = classes, learner
        self.all: Classes = tuple(classes.values())
        self.known = {function: name for name, function in known_rules().items()}
        self.found: set[str] = set()
        self.seen: set[tuple[FunctionType, Classes]] = set()
        self.whole = True

    def function(self, function: FunctionType, first: Classes) -> None:
        """Read a function whose first argument is a unit of one of these classes."""
        if (function, first) in self.seen:
            return
        self.seen.add((function, first))
        try:
            tree = syntax(function)
        except (OSError, SyntaxError, TypeError, ValueError):
            self.whole = False
            return
        names = [a.arg for a in tree.args.args]
        kinds: dict[str, Classes] = dict.fromkeys(names, self.all if first else ()) | dict.fromkeys(names[:1], first)
        self.statements(body_of(tree), function, kinds)

    def entry(self, entry: Any) -> None:
        """Read what carries a body."""
        inside = inspect.unwrap(entry)
        self.statements(body_of(syntax(inside)), inside, {"body": (Body,)})

    def statements(self, block: Iterable[ast.stmt], function: FunctionType, kinds: dict[str, Classes]) -> None:
        """Read statements in their order; a branch that the learner does not take is left out."""
        for node in block:
            match node:
                case ast.If(test=test, body=body, orelse=other):
                    taken = self.taken(test, function, kinds)
                    self.expression(test, function, kinds)
                    self.statements(body if taken is not False else (), function, kinds)
                    self.statements(other if taken is not True else (), function, kinds)
                case ast.For(target=target, iter=found, body=body):
                    self.expression(found, function, kinds)
                    self.bind(target, found, function, kinds)
                    self.statements(body, function, kinds)
                case ast.While(test=test, body=body):
                    self.expression(test, function, kinds)
                    self.statements(body, function, kinds)
                case ast.Assign(targets=[target], value=value):
                    self.expression(node, function, kinds)
                    self.bind(target, value, function, kinds)
                case _:
                    self.expression(node, function, kinds)

    def taken(self, test: ast.expr, function: FunctionType, kinds: dict[str, Classes]) -> bool | None:
        """Whether the learner takes a branch that asks for its number; None where the branch asks for something else."""
        match test:
            case ast.Compare(left=ast.Name(id="learner"), ops=[ast.Eq()], comparators=[ast.Name(id=name)]):
                return bool(function.__globals__.get(name) == self.learner) if "learner" in kinds else None
        return None

    def bind(self, target: ast.expr, value: ast.expr, function: FunctionType, kinds: dict[str, Classes]) -> None:
        """Keep what kind of unit a name stands for."""
        match target, value:
            case ast.Tuple(elts=names), ast.Tuple(elts=values) if len(names) == len(values):
                for name, each in zip(names, values, strict=True):
                    self.bind(name, each, function, kinds)
            case ast.Tuple(elts=[*_, last]), _:
                self.bind(last, value, function, kinds)
            case ast.Name(id=name), _ if kinds.get(name) != (Body,):
                kinds[name] = self.kind(value, function, kinds)

    def kind(self, node: ast.expr, function: FunctionType, kinds: dict[str, Classes]) -> Classes:
        """The classes of the units that an expression may lead to; none for a module, all where it is not known."""
        match node:
            case ast.Name(id=name) if name in kinds:
                return kinds[name]
            case ast.Name(id=name) if isinstance(function.__globals__.get(name), ModuleType):
                return ()
            case ast.Attribute(value=owner, attr=name):
                links = [getattr_static(c, name) for c in self.kind(owner, function, kinds)]
                areas = {link.area for link in links if isinstance(link, Link)}
                return tuple(self.classes[a] for a in sorted(areas) if a in self.classes)
            case ast.Call(func=ast.Attribute(value=owner, attr="at")):
                return self.kind(owner, function, kinds)
        return self.all

    def expression(self, node: ast.AST, function: FunctionType, kinds: dict[str, Classes]) -> None:
        """Note the rules that an expression names, and read the verbs that it asks for."""
        for part in ast.walk(node):
            match part:
                case ast.Call(func=ast.Attribute(value=owner, attr="do"), args=[ast.Constant(value=str(verb)), *_]):
                    self.verb(self.kind(owner, function, kinds), verb)
                case ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr=verb):
                    self.overridden(function, verb)
                case ast.Attribute(value=owner, attr=verb):
                    self.named(_value(part, function))
                    self.verb(self.kind(owner, function, kinds), verb)
                case ast.Name():
                    self.named(_value(part, function))

    def named(self, value: object) -> None:
        """A function at the level of a module: a rule, or something of the user's own."""
        if isinstance(value, FunctionType) and value in self.known:
            self.found.add(self.known[value])
            self.function(value, ())
        elif isinstance(value, FunctionType) and ours(value):
            self.function(value, self.all)

    def verb(self, owners: Classes, name: str) -> None:
        """Read what units of some classes do under a name."""
        for owner in owners:
            self.member(owner, getattr_static(owner, name))

    def overridden(self, function: FunctionType, name: str) -> None:
        """Read what the parents of a class do under a name."""
        for owner in self.all:
            for parent in owner.__mro__:
                value = vars(parent).get(name)
                if value is not function:
                    self.member(owner, value)

    def member(self, owner: object, value: object) -> None:
        """Read a verb, or what follows from quantities."""
        inside = value.fget if isinstance(value, property) else value
        if isinstance(inside, FunctionType) and inside.__name__ not in ("read", "write", "over"):
            self.function(inside, (owner,))


def getattr_static(owner: object, name: str) -> Any:
    """A member of a class as it stands there; None where there is none."""
    return inspect.getattr_static(owner, name, None)


def _value(node: ast.expr, function: FunctionType) -> Any:
    """What a dotted name stands for at the level of a module."""
    match node:
        case ast.Name(id=name):
            return None if name in function.__code__.co_varnames else function.__globals__.get(name)
        case ast.Attribute(value=owner, attr=name):
            home = _value(owner, function)
            return getattr(home, name, None) if isinstance(home, ModuleType) else None
    return None


@cache
def reach(structure: tuple[Part, ...], learner: str) -> Reach:
    """What a life with this learner asks of a body with these own units and this own learner."""
    walk = Walk(variant(structure), LEARNERS.index(learner))
    for entry in ENTRIES:
        walk.entry(entry)
    return Reach(frozenset(walk.found), frozenset(f for f, _ in walk.seen), walk.whole)


@cache
def askers(rule: str) -> tuple[str, ...]:
    """The learners of the model that ask a rule in a life; none for a rule that only measurements ask."""
    return tuple(learner for learner in LEARNERS if rule in reach((), learner).rules)


@cache
def idle(part: Part, own: tuple[Part, ...], learner: str) -> str:
    """Why a life with this learner and these own parts never asks one of them; empty where it does."""
    if part.name.startswith(READING):
        return "it looks at lives, and takes part in none"
    if part.name.startswith(LEARNER):
        its = part.name.removeprefix(LEARNER)
        return "" if its == learner else f"the learner is {learner!r}; choose learner = {its!r}"
    structure = tuple(p for p in own if p.name in UNITS or p.name == LEARNER + learner)
    found = reach(structure, learner)
    if part.name in UNITS:
        return _idle_unit(part, found, learner)
    if not found.whole or part.name in found.rules or not askers(part.name):
        return ""
    if structure and learner in askers(part.name):
        return f"{' and '.join(p.label for p in structure)} never ask it"
    return f"the learner {learner!r} never asks it; choose learner = {' or '.join(map(repr, askers(part.name)))}"


def _idle_unit(part: Part, found: Reach, learner: str) -> str:
    """Why nothing of an own class is asked: all that it puts in place of the model's is for other learners."""
    known = {f.__name__ for f in functions_of(part.thing)} & set(dir(getattr(units, part.name)))
    asked = any(f in found.functions for f in functions_of(part.thing))
    if not found.whole or not known or asked:
        return ""
    return f"the learner {learner!r} never asks {', '.join(f'{name}()' for name in sorted(known))}"


def taking_part(own: tuple[Part, ...], learner: str) -> tuple[Part, ...]:
    """The own parts that a life with this learner asks."""
    return tuple(part for part in own if not idle(part, own, learner))


def told_by(own: tuple[Part, ...], learner: str) -> tuple[Part, ...]:
    """The own parts that a record of such a life tells of: those that it asks, and readings."""
    asked = taking_part(own, learner)
    return tuple(part for part in own if part in asked or part.name.startswith(READING))


def must_take_part(own: tuple[Part, ...], learners: Iterable[str]) -> None:
    """Raise ValueError for an own part that none of the learners of the model among these asks: it would change nothing."""
    known = [learner for learner in learners if learner in LEARNERS]  # others are refused where lives begin
    for part in (p for p in own if not p.name.startswith(READING)):
        reasons = [idle(part, own, learner) for learner in known]
        if reasons and all(reasons):
            raise ValueError(f"rules: {part.name} would change nothing: {reasons[0]}")
