"""Calls on their way to LLVM: of rules, written out on the spot; of stages and verbs, called or written out."""

from __future__ import annotations

import ast
import inspect
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from types import FunctionType

from agonist.model.compiler import grammar
from agonist.model.compiler.elements import Elements
from agonist.model.compiler.kinds import (
    KINDS,
    PLAIN,
    ArrayKind,
    Bundle,
    Flat,
    Kind,
    Mismatch,
    Source,
    TupleKind,
    Unwritable,
    Value,
    bits_of,
    body_of,
    double_of,
    place,
    syntax,
    unsigned,
)
from agonist.model.compiler.views import Crowd, Meant, View, Views

MISTAKES = (Mismatch, KeyError, AttributeError, TypeError, ValueError, IndexError, AssertionError)
BUILT_IN: dict[str, object] = {"int": int, "float": float, "abs": abs}


class Calls(Views, Elements):
    """What a routine does with calls; a part of `lower.Routine`."""

    globals: dict[str, object]
    constant: Callable[[ast.expr], object]
    statement: Callable[[ast.stmt], None]
    sure: frozenset[str] = frozenset()  # units that may be missing, and are there in what is written now

    def rooted(self, node: ast.expr) -> bool:
        """Whether an expression starts at a name of the function rather than of its module."""
        if ast.unparse(node).startswith("super()"):
            return True
        while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
            node = node.func if isinstance(node, ast.Call) else node.value
        return isinstance(node, ast.Name) and node.id in self.scope

    @contextmanager
    def knowing(self, test: ast.expr, outcome: bool) -> Iterator[None]:
        """What is written now runs only where a test had an outcome."""
        before = self.sure
        self.sure = before | implied(test, outcome)
        yield
        self.sure = before

    def present(self, node: ast.expr) -> Meant:
        """A value; a unit that may be missing only where it was asked for. Raises Mismatch."""
        found = self.value(node)
        if isinstance(found, View) and found.present is not None:
            if ast.unparse(node) not in self.sure:
                raise Mismatch(f"`{ast.unparse(node)}` may be missing: ask `if {ast.unparse(node)}:` first")
            return found._replace(present=None)
        return found

    # -- calls ----------------------------------------------------------------------------------------------------

    def call(self, node: ast.Call) -> Meant:
        """A call: a stage, or a rule that is written out on the spot."""
        if isinstance(node.func, ast.Attribute) and self.rooted(node.func):
            return self.asked(node, node.func)
        function = self.constant(node.func) if ast.unparse(node.func) not in BUILT_IN else self.built_in(node.func)
        arguments = [self.present(a) for a in node.args]
        body = getattr(function, "__self__", None)
        if body is not None and hasattr(body, "classes"):
            return self.whole(body, arguments)
        if function in (math.sqrt, abs, int, float, unsigned, bits_of, double_of):
            return self.simple(function, *map(self.to.number, arguments))
        if not isinstance(function, FunctionType):
            raise Mismatch(f"`{ast.unparse(node.func)}` is no function in Python: write it as a rule")
        if function in self.home.stages:
            self.counted(function, arguments)
            return self.visit(function, arguments)
        return self.inline(function, arguments)

    def built_in(self, node: ast.expr) -> object:
        """A function of Python itself, unless the module has another of its name."""
        name = ast.unparse(node)
        return self.globals.get(name, BUILT_IN[name])

    def asked(self, node: ast.Call, function: ast.Attribute) -> Meant:
        """A verb or a reading of a unit, or of several."""
        if ast.unparse(function.value) == "super()":
            own = self.scope[syntax(self.function).args.args[0].arg]
            return self.ask(own, function.attr, [self.present(a) for a in node.args], self.function)
        owner = self.present(function.value)
        if function.attr == "do" and isinstance(owner, View | Crowd):
            verb, parts = ast.literal_eval(node.args[0]), [self.present(a) for a in node.args[1:]]
            if isinstance(owner, View):
                return self.ask(owner, verb, parts)
            self.each(owner, lambda unit: self.ask(unit, verb, parts))
            return None
        if isinstance(owner, Crowd):
            if function.attr != "at" or len(node.args) != 1:
                raise Mismatch(f"units are asked by `do`: `{ast.unparse(node)}`")
            row = self.to.number(self.value(node.args[0]))
            if row.kind != "i" or row.wide:
                raise Mismatch("`at` needs a whole number")
            return View(owner.world.classes[owner.link.area], row, owner.world)
        return self.ask(owner, function.attr, [self.present(a) for a in node.args])

    def simple(self, function: Callable[..., float], *arguments: Value) -> Value:
        """A function that is one instruction, or none."""
        if len(arguments) != 1:
            raise Mismatch(f"{function.__name__} takes one number")
        (x,) = arguments
        if function is int and x.kind == "f":
            raise Mismatch("`int` of a float is not compiled")
        if (function is abs and x.kind != "f") or (function is bits_of and x.kind != "f"):
            raise Mismatch(f"{function.__name__} needs a float")
        if function is math.sqrt or function is abs:
            return self.to.intrinsic("sqrt" if function is math.sqrt else "fabs", self.to.cast(x, "f"))
        if function in (int, float):
            return self.to.cast(x, "i" if function is int else "f")
        if function is unsigned:
            return x
        if function is double_of and x.kind != "i":
            raise Mismatch("double_of needs a whole number")
        made = x._replace(kind="i" if function is bits_of else "f")
        types = self.to.type_of(x), self.to.type_of(made)
        return made._replace(text=self.to.new(f"bitcast {types[0]} {x.text} to {types[1]}"))

    def visit(self, function: Source, arguments: Sequence[Meant]) -> Value | None:
        """Call a stage."""
        kinds = tuple(map(self.kind_of, arguments))
        arrays = [a for a in arguments if isinstance(a, Flat)]
        if len({a.start for a in arrays}) < len(arrays):
            raise Mismatch(f"{function.__name__} is given one array twice")
        if self.home.watched is not None:
            self.home.watched.apart(self.to, arrays, self.function)
        name, given = self.home.stage(function, kinds), []
        for a in arguments:
            match a:
                case Value():
                    if a.wide:
                        raise Mismatch(f"{function.__name__} is given numbers of all lanes")
                    given.append(f"{PLAIN[a.kind]} {a.text}")
                case Flat():
                    given.append(f"ptr {a.start}, ptr {a.place}")
                case Bundle():
                    given.append(f"ptr {a.place}")
        returns = KINDS.get(grammar.returned(syntax(function)), "")
        text = f"call {PLAIN.get(returns, 'void')} @{name}({', '.join(given)})"
        if returns:
            return Value(self.to.new(text), returns)
        self.to.put(text)
        return None

    def kind_of(self, argument: Meant) -> Kind:
        """The kind of what a stage is given. Raises Mismatch for a unit."""
        match argument:
            case Flat():
                return ArrayKind(argument.kind, argument.axes)
            case Bundle():
                return TupleKind(argument.fields)
        return self.to.number(argument).kind

    def inline(self, function: Source, arguments: Sequence[Meant]) -> Meant:
        """Write a rule or a reading out where it is called."""
        function = inspect.unwrap(function)
        if function in self.home.open:
            raise Mismatch(f"{function.__name__} calls itself")
        grammar.check(function, "reading" if arguments and isinstance(arguments[0], View) else "rule")
        self.counted(function, arguments)
        tree, outer = syntax(function), (self.scope, self.globals, self.lane, self.function, self.sure)
        self.scope = {a.arg: v for a, v in zip(tree.args.args, arguments, strict=True)}
        self.globals, self.lane, self.function, self.sure = function.__globals__, "", function, frozenset()
        self.home.open.append(function)
        result: Meant = None
        for node in self.unrolled(body_of(tree)):
            if isinstance(node, ast.Return):
                result = self.placed(node, partial(self.value, node.value))
            else:
                self.statement(node)
        self.home.open.pop()
        self.scope, self.globals, self.lane, self.function, self.sure = outer
        return result

    def unrolled(self, statements: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
        """The statements of a rule, those of its counted loops as often as they run."""
        for node in statements:
            if not isinstance(node, ast.For):
                yield node
                continue
            assert isinstance(node.iter, ast.Call) and isinstance(node.target, ast.Name)
            count = self.to.number(self.value(node.iter.args[0]))
            if count.kind != "i" or not count.text.lstrip("-").isdigit():
                raise self.refuse(node, "a rule counts to a whole number that is known beforehand")
            for n in range(int(count.text)):
                self.scope[node.target.id] = Value(str(n), "i")
                yield from node.body

    def refuse(self, node: ast.AST, why: object) -> Unwritable:
        """What to raise at a line that cannot be compiled."""
        return Unwritable(f"{place(self.function, node)}: {why}")

    def placed[T](self, node: ast.stmt, write: Callable[[], T]) -> T:
        """Write a statement. Raises Unwritable, with its place, for what does not go together in it."""
        try:
            return write()
        except Unwritable:
            raise
        except MISTAKES as mistake:
            why = str(mistake) if isinstance(mistake, Mismatch) else f"{type(mistake).__name__}: {mistake}"
            raise self.refuse(node, f"{why} in `{ast.unparse(node).splitlines()[0]}`") from mistake


def implied(test: ast.expr, outcome: bool) -> frozenset[str]:
    """Units that are surely there where a test had an outcome, as they are written."""
    match test:
        case ast.Name() | ast.Attribute():
            return frozenset({ast.unparse(test)} if outcome else ())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return implied(operand, not outcome)
        case ast.BoolOp(op=op, values=values) if isinstance(op, ast.And) == outcome:
            return frozenset().union(*(implied(v, outcome) for v in values))
        case ast.Compare(left=left, ops=[ast.Is()], comparators=[ast.Constant(value=None)]):
            return implied(left, not outcome)
        case ast.Compare(left=left, ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]):
            return implied(left, outcome)
    return frozenset()
