"""The part of Python that can be compiled: whatever would become something else is refused, by file, line and name.

What depends on kinds of numbers (whole, real, true) is refused where it is lowered; the rest here, from the text alone.
The same in words: ``docs/translator.md``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from agonist.model.compiler.kinds import KINDS, Source, Unwritable, body_of, place, syntax

ROLES = ("rule", "reading", "verb", "stage", "entry")
UNIT_ROLES = ("reading", "verb")
STRAIGHT = ("rule", "reading")  # no branches: one return, at the end

EXPRESSIONS = (
    ast.Constant, ast.Name, ast.Attribute, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Subscript,
    ast.Tuple, ast.Call, ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop,
)  # fmt: skip
STATEMENTS = (ast.Assign, ast.AugAssign, ast.For, ast.While, ast.If, ast.Return, ast.Expr, ast.Pass)
ADVICE: dict[type[ast.AST], str] = {
    ast.Pow: "`**` is not compiled: multiply, or use maths.exp and maths.log",
    ast.Mod: "`%` is not compiled",
    ast.FloorDiv: "`//` is not compiled: divide, and use maths.clip",
    ast.MatMult: "`@` is not compiled: add in a loop",
    ast.In: "`in` is not compiled: compare",
    ast.NotIn: "`not in` is not compiled: compare",
    ast.UAdd: "a plus sign before a number is not compiled",
    ast.Invert: "`~` is not compiled: use `not`",
    ast.Slice: "slices are not compiled: index one element",
    ast.AnnAssign: "write `name = value` without an annotation",
    ast.Break: "`break` is not compiled: put the condition into `while`, or an `if` around what follows",
    ast.Continue: "`continue` is not compiled: put an `if` around what follows",
    ast.Lambda: "functions inside of functions are not compiled",
    ast.FunctionDef: "functions inside of functions are not compiled",
    ast.NamedExpr: "`:=` is not compiled: assign on a line of its own",
    ast.keyword: "arguments are given by place",
    ast.Starred: "`*` is not compiled: give the arguments one by one",
}
CALLED: dict[str, str] = {
    "min": "write `a if a < b else b`",
    "max": "write `a if a > b else b`",
    "round": "not compiled",
    "sum": "add in a loop",
    "len": "use `.size`",
    "pow": "use maths.exp and maths.log",
    "print": "not compiled",
    "exp": "use agonist.model.maths.exp",
    "log": "use agonist.model.maths.log",
    "bool": "compare with 0",
}


@cache
def check(function: Source, role: str) -> None:
    """Raise Unwritable with one line if a function in this role is more than the grammar; `role` is one of `ROLES`."""
    Grammar(function, role)


def role_of(function: Source) -> str:
    """Of a function of a unit: a verb does something, a reading has a value."""
    return "reading" if returned(syntax(function)) != "None" else "verb"


def returned(tree: ast.FunctionDef) -> str:
    """What a function says that it returns; a text in quotes is the same as without."""
    node = tree.returns or ast.Constant(None)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ast.unparse(node)


def named(target: ast.expr) -> Iterator[ast.Name]:
    """Names that an assignment gives a value."""
    if isinstance(target, ast.Name):
        yield target
    elif isinstance(target, ast.Tuple):
        for part in target.elts:
            yield from named(part)


def is_lanes(node: ast.For) -> bool:
    """``for lane in range(unsigned(lanes))``: all lanes at once."""
    return ast.unparse(node.iter) == "range(unsigned(lanes))"


def is_counted(node: ast.For) -> bool:
    """A loop over `range`."""
    return isinstance(node.iter, ast.Call) and ast.unparse(node.iter.func) == "range"


class Grammar:
    """One function, checked from top to bottom."""

    def __init__(self, function: Source, role: str) -> None:
        self.function, self.role = function, role
        self.tree = syntax(function)
        self.counters: list[str] = []
        self.lane: str | None = None
        self.signature()
        stored = {n.id for n in ast.walk(self.tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        arguments = {a.arg for a in self.tree.args.args}
        self.local = stored | arguments
        ends = self.block(body_of(self.tree), set(arguments))
        if returned(self.tree) != "None" and ends is not None:
            self.refuse(self.tree, "it must end with `return`, whatever happens before")

    def refuse(self, node: ast.AST, why: str) -> None:
        """Raise: this line is outside the grammar."""
        raise Unwritable(f"{place(self.function, node)}: {why}")

    # -- what a function says of itself ---------------------------------------------------------------------------

    def signature(self) -> None:
        """Plain arguments, each with its annotation, and what is returned."""
        tree, args = self.tree, self.tree.args
        if args.defaults or args.kw_defaults or args.kwonlyargs or args.posonlyargs or args.vararg or args.kwarg:
            self.refuse(tree, "only plain arguments are compiled: no defaults, no `*`, no keywords")
        free = set(self.function.__code__.co_freevars) - {"__class__"}
        if free:
            self.refuse(tree, f"it reads {', '.join(sorted(free))} of the function around it; give it as an argument")
        for argument in args.args[1:] if self.role in UNIT_ROLES else args.args:
            if argument.annotation is None:
                self.refuse(argument, f"argument {argument.arg} needs an annotation: float, int or bool")
        if tree.returns is None:
            self.refuse(tree, "it needs a return annotation: float, int, bool or None")
        if self.role == "rule" and returned(tree) == "None":
            self.refuse(tree, "a rule returns a number")
        if self.role in ("stage", "entry") and returned(tree) not in (*KINDS, "None"):
            self.refuse(tree, f"a {self.role} returns float, int, bool or None")

    # -- statements -------------------------------------------------------------------------------------------------

    def block(self, statements: Sequence[ast.stmt], known: set[str]) -> set[str] | None:
        """Check some statements; the names that have a value afterwards, None if all ways have returned."""
        here: set[str] | None = known
        for node in statements:
            if here is None:
                self.refuse(node, "this line is never reached")
            assert here is not None
            here = self.statement(node, here)
        return here

    def statement(self, node: ast.stmt, known: set[str]) -> set[str] | None:
        """Check one statement."""
        if not isinstance(node, STATEMENTS):
            self.refuse(node, ADVICE.get(type(node), f"`{ast.unparse(node).splitlines()[0]}` is not compiled"))
        if isinstance(node, ast.If | ast.For | ast.While) and self.role in STRAIGHT:
            self.straight(node)
        match node:
            case ast.Assign(targets=targets, value=value):
                return self.assign(node, targets, value, known)
            case ast.AugAssign(target=target, op=op, value=value):
                if isinstance(target, ast.Name) and target.id not in known:
                    self.refuse(node, f"{target.id} has no value yet")
                self.expressions([op, value], known)
                return self.assign(node, [target], value, known)
            case ast.If(test=test, body=body, orelse=other):
                self.expressions([test], known)
                yes, no = self.block(body, set(known)), self.block(other, set(known))
                return no if yes is None else yes if no is None else yes & no
            case ast.While(test=test, body=body, orelse=other):
                if other or self.role == "verb":
                    self.refuse(node, "`while` has no `else` here" if other else "a verb has no `while`: count")
                self.expressions([test], known)
                if self.block(body, set(known)) is None:
                    self.refuse(node, "a loop that returns at once is an `if`")
                return known
            case ast.For():
                return self.loop(node, known)
            case ast.Return(value=value):
                if self.counters and self.role == "verb":
                    self.refuse(node, "`return` inside a loop is not compiled: put an `if` around what follows")
                if (value is None) != (returned(self.tree) == "None"):
                    self.refuse(node, f"it says that it returns {returned(self.tree)}")
                self.expressions([value] if value else [], known)
                return None
            case ast.Expr(value=value):
                if not isinstance(value, ast.Call):
                    self.refuse(node, f"`{ast.unparse(node)}` does nothing")
                self.expressions([value], known)
        return known

    def straight(self, node: ast.stmt) -> None:
        """A rule has no branches, and no loops but those that are counted out beforehand."""
        what = f"a {self.role}"
        if isinstance(node, ast.If):
            self.refuse(node, f"{what} has no `if`: write `a if condition else b`")
        if isinstance(node, ast.While):
            self.refuse(node, f"{what} has no `while`: count with `for _ in range(n)`")
        assert isinstance(node, ast.For)
        if not is_counted(node):
            self.refuse(node, f"{what} has no loop over units: let a verb add, and keep the sum as a quantity")
        assert isinstance(node.iter, ast.Call)
        if len(node.iter.args) != 1 or not isinstance(node.iter.args[0], ast.Constant | ast.Name | ast.Attribute):
            self.refuse(node, f"{what} counts with `range(n)`, n a whole number that is known beforehand")
        if self.counters:
            self.refuse(node, f"{what} has no loop inside a loop")

    def assign(self, node: ast.stmt, targets: Sequence[ast.expr], value: ast.expr, known: set[str]) -> set[str]:
        """Check an assignment."""
        self.expressions([value], known)
        if len(targets) > 1 and self.role != "verb":
            self.refuse(node, "one target at a time")
        for target in targets:
            parts = target.elts if isinstance(target, ast.Tuple) else [target]
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(parts) != len(value.elts):
                self.refuse(node, f"{len(parts)} names for {len(value.elts)} values")
            for part in parts:
                self.target(node, part, known)
        return known | {name.id for target in targets for name in named(target)}

    def target(self, node: ast.stmt, part: ast.expr, known: set[str]) -> None:
        """Check what is given a value."""
        if isinstance(part, ast.Name):
            if part.id in self.counters:
                self.refuse(node, f"{part.id} counts a loop; it cannot be changed")
            if self.lane and part.id in known:
                self.refuse(node, f"{part.id} was there before the loop over lanes; it is one number, not one of each")
        elif isinstance(part, ast.Attribute):
            if self.role != "verb":
                self.refuse(node, f"a {self.role} changes nothing: return the value")
            self.expressions([part.value], known)
        elif isinstance(part, ast.Subscript):
            if self.role not in ("stage", "entry"):
                self.refuse(node, "an element of an array is written by a stage")
            self.expressions([part], known)
            if self.lane and not any(isinstance(n, ast.Name) and n.id == self.lane for n in ast.walk(part.slice)):
                self.refuse(node, "all lanes would be written to one place: add the lane to the index")
        else:
            self.refuse(node, "an assignment has names, quantities or elements as its targets")

    def loop(self, node: ast.For, known: set[str]) -> set[str]:
        """Check a loop: over `range`, over all lanes, or over units."""
        if node.orelse:
            self.refuse(node, "`for` has no `else` here")
        if self.lane:
            self.refuse(node, "a loop over lanes is straight: no loop inside")
        lanes = is_lanes(node)
        if not is_counted(node) and self.role != "verb":
            self.refuse(node, f"a {self.role} counts with `range`")
        if is_counted(node) and isinstance(node.iter, ast.Call) and not 1 <= len(node.iter.args) <= 2:
            self.refuse(node, "`range` has one or two bounds here, and steps of 1")
        if not lanes:
            self.expressions([node.iter], known)
        counters = [n.id for n in named(node.target)]
        if taken := sorted(set(counters) & known):
            self.refuse(node, f"{taken[0]} is used before the loop; a counter needs a name of its own")
        self.counters += counters
        self.lane = counters[0] if lanes else self.lane
        self.block(node.body, known | set(counters))
        del self.counters[len(self.counters) - len(counters) :]
        self.lane = None if lanes else self.lane
        return known

    # -- expressions ------------------------------------------------------------------------------------------------

    def expressions(self, nodes: Iterable[ast.AST], known: set[str]) -> None:
        """Check what is read."""
        for node in nodes:
            self.expression(node, known)

    def expression(self, node: ast.AST, known: set[str]) -> None:
        """Check an expression and all its parts."""
        for part in (node, *ast.iter_child_nodes(node)):
            if type(part) in ADVICE:
                self.refuse(node, ADVICE[type(part)])
        if not isinstance(node, EXPRESSIONS):
            self.refuse(node, f"`{ast.unparse(node)}` is not compiled")
        match node:
            case ast.Constant(value=value) if not isinstance(value, bool | int | float):
                self.refuse(node, f"`{ast.unparse(node)}` is no number")
            case ast.Constant(value=value) if isinstance(value, int) and not -(2**63) <= value < 2**63:
                self.refuse(node, f"{value} has more than 64 bits")
            case ast.Name(id=name) if name == self.lane:
                self.refuse(node, f"{name} may only stand in an index, as `i + {name}`")
            case ast.Name(id=name) if name in self.local - known:
                self.refuse(node, f"{name} may have no value here")
            case ast.Subscript(value=value, slice=index):
                self.expression(value, known)
                return self.index(index, known)
            case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot()], comparators=[ast.Constant(value=None)]):
                return self.expression(left, known)
            case ast.BinOp(op=ast.LShift() | ast.RShift(), right=ast.Constant(value=by)) if not 0 <= int(str(by)) < 64:
                self.refuse(node, "a shift is by 0 to 63 bits")
            case ast.Call(func=function, args=arguments):
                return self.call(node, function, arguments, known)
        if isinstance(node, ast.operator | ast.unaryop | ast.boolop | ast.cmpop | ast.expr_context):
            return None
        return self.expressions(ast.iter_child_nodes(node), known)

    def index(self, node: ast.expr, known: set[str]) -> None:
        """An index; the lane stands alone in the last axis, or is added there."""
        parts = node.elts if isinstance(node, ast.Tuple) else [node]
        for part in parts:
            if isinstance(part, ast.UnaryOp):
                self.refuse(part, "an index counts from 0; from the end it would lie outside of the array")
        last = parts[-1]
        while self.lane and isinstance(last, ast.BinOp) and isinstance(last.op, ast.Add):
            if isinstance(last.right, ast.Name) and last.right.id == self.lane:
                return self.expressions([*parts[:-1], last.left], known)
            self.expression(last.right, known)
            last = last.left
        if self.lane and isinstance(last, ast.Name) and last.id == self.lane:
            return self.expressions(parts[:-1], known)
        return self.expressions([*parts[:-1], last], known)

    def call(self, node: ast.Call, function: ast.expr, arguments: Sequence[ast.expr], known: set[str]) -> None:
        """A call: by place; `do` has the name of a verb first."""
        for keyword in node.keywords:
            self.refuse(keyword, "arguments are given by place")
        name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
        outside = isinstance(function, ast.Name) or ast.unparse(function) in ("math.exp", "math.log", "math.pow")
        known_to_module = isinstance(function, ast.Name) and name in self.function.__globals__
        if name in CALLED and outside and not known_to_module:
            self.refuse(node, f"`{ast.unparse(function)}`: {CALLED[name]}")
        if name == "do" and isinstance(function, ast.Attribute):
            if not (arguments and isinstance(arguments[0], ast.Constant) and isinstance(arguments[0].value, str)):
                self.refuse(node, "`do` needs the name of a verb in quotes")
            arguments = arguments[1:]
        if ast.unparse(function).startswith("super()."):
            return self.expressions(arguments, known)
        if isinstance(function, ast.Attribute):
            self.expression(function.value, known)
        elif not isinstance(function, ast.Name):
            self.refuse(node, f"`{ast.unparse(node)}` calls what has no name")
        return self.expressions(arguments, known)
