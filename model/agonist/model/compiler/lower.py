"""From the model's own small part of Python to LLVM's language: rules written out, lanes as vectors.

Rules and stages keep to floats, whole numbers, `a if c else b`, loops over `range`, indexing and calls (`grammar`). A loop
``for lane in range(unsigned(lanes))`` becomes one group of vector instructions over all lanes of a block, or plain
scalars for a single life. Both arms of `a if c else b` are evaluated. What cannot be compiled is refused by file, line
and name.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from agonist.model.compiler.calls import Calls, implied
from agonist.model.compiler.emit import Writer
from agonist.model.compiler.grammar import check, is_counted, is_lanes, returned
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
    Value,
    body_of,
    literal,
    syntax,
)
from agonist.model.compiler.views import Crowd, Meant, View

if TYPE_CHECKING:
    from agonist.model.compiler.machine import Module


class Routine(Calls):
    """One function on its way to LLVM."""

    def __init__(self, home: Module, function: Source, kinds: Sequence[Kind], head: str, outside: bool = False) -> None:
        check(function, "entry" if outside else "stage")
        self.begin(home, function)
        tree = syntax(function)
        self.returns = KINDS.get(returned(tree), "")
        arguments = self.arguments(tree, kinds, outside)
        self.run(body_of(tree))
        if not self.returns:
            self.to.put("ret void")
        opening = head.format(PLAIN.get(self.returns, "void"), ", ".join(arguments))
        tail = [] if not self.returns else ["unreachable"]
        self.text = "\n".join([opening + " {", "start:", *self.to.slots, *self.to.lines, *tail, "}"])

    def begin(self, home: Module, function: Source) -> None:
        """An empty sheet for a function."""
        self.home, self.globals, self.function = home, function.__globals__, function
        self.to, self.scope = Writer(home.lanes), {}
        self.lane: str | None = (
            None  # name of the loop variable while lanes are worked on, "" while a rule is written out
        )
        self.returns = ""

    def arguments(self, tree: ast.FunctionDef, kinds: Sequence[Kind], outside: bool) -> list[str]:
        """Declare the arguments."""
        found = []
        for argument, kind in zip(tree.args.args, kinds, strict=True):
            name = f"%a.{argument.arg}"
            match kind:
                case str():
                    found.append(f"{PLAIN[kind]} {name}")
                    self.scope[argument.arg] = self.to.variable(Value(name, kind))
                case ArrayKind() if outside:
                    found.append(f"ptr {name}")
                    self.scope[argument.arg] = Flat(*kind, self.to.fixed("ptr", name), name)
                case ArrayKind():
                    found.append(f"ptr noalias {name}, ptr {name}.place")
                    self.scope[argument.arg] = Flat(*kind, name, f"{name}.place")
                case TupleKind():
                    found.append(f"ptr {name}")
                    self.scope[argument.arg] = Bundle(kind.fields, name)
        return found

    # -- statements ---------------------------------------------------------------------------------------------

    def run(self, statements: Sequence[ast.stmt]) -> None:
        """Some statements, one after another."""
        for node in statements:
            self.statement(node)

    def statement(self, node: ast.stmt) -> None:
        """One statement. Raises Unwritable, with its place, for what does not go together in it."""
        self.placed(node, lambda: self.written(node))

    def written(self, node: ast.stmt) -> None:
        """Write one statement."""
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=value):
                parts = [self.value(v) for v in value.elts] if isinstance(value, ast.Tuple) else self.value(value)
                if not isinstance(parts, list) or len(parts) != len(targets):
                    raise Mismatch(f"{len(targets)} names for another number of values")
                for target, part in zip(targets, parts, strict=True):
                    self.assign(target, part)
            case ast.Assign(targets=[target], value=value):
                self.assign(target, self.value(value))
            case ast.AugAssign(target=target, op=op, value=value):
                self.assign(target, self.to.arithmetic(op, self.value(target), self.value(value)))
            case ast.For() if is_lanes(node):
                self.over_lanes(node)
            case ast.For() if is_counted(node):
                self.loop(node)
            case ast.While(test=test, body=body):
                inside, after, again = self.to.label(), self.to.label(), self.to.label()
                self.to.open(again)
                self.branch(test, inside, after)
                self.to.put(f"{inside}:")
                self.part(body)
                self.to.put(f"br label %{again}\n{after}:")
            case ast.If(test=test, body=body, orelse=other):
                self.choose(test, body, other)
            case ast.Return(value=None):
                self.to.put(f"ret void\n{self.to.label()}:")
            case ast.Return(value=value):
                result = self.to.cast(self.to.number(self.value(value)), self.returns)
                self.to.put(f"ret {PLAIN[result.kind]} {result.text}\n{self.to.label()}:")
            case ast.Expr(value=ast.Call() as call):
                self.value(call)
            case ast.Pass():
                pass
            case _:
                raise Mismatch("not compiled")

    def part(self, statements: Sequence[ast.stmt]) -> None:
        """A part that may not be done, or done again: names of units that it gives are its own."""
        before = dict(self.scope)
        self.run(statements)
        self.scope = {n: v for n, v in self.scope.items() if isinstance(v, Value) or n in before}

    def assign(self, target: ast.expr, value: Meant) -> None:
        """Give a name or an element a value."""
        if isinstance(target, ast.Subscript):
            return self.store(target, value)
        assert isinstance(target, ast.Name)
        self.fits(target.id, value)
        old = self.scope.get(target.id)
        if self.lane is not None or not isinstance(value, Value):
            self.scope[target.id] = value
        elif value.wide:
            raise Mismatch("a number of each lane outside of a loop over lanes")
        elif isinstance(old, Value) and old.kind.startswith("*"):
            self.to.put(f"store {PLAIN[value.kind]} {value.text}, ptr {old.text}")
        else:
            self.scope[target.id] = self.to.variable(value)
        return None

    def fits(self, name: str, value: Meant) -> None:
        """A name keeps its kind: a number of one kind, or one unit for good. Raises Mismatch."""
        old = self.scope.get(name)
        if isinstance(value, list):
            raise Mismatch(f"several values for {name}")
        if old is None or self.lane == "":
            return
        if not isinstance(old, Value) or not isinstance(value, Value):
            raise Mismatch(f"{name} stands for another thing already; take another name")
        if old.kind.startswith("*") and old.kind[1:] != value.kind:
            kinds = {"f": "a float", "i": "a whole number", "b": "a truth"}
            raise Mismatch(f"{name} was {kinds[old.kind[1:]]} and would become {kinds[value.kind]}")

    def over_lanes(self, node: ast.For) -> None:
        """All lanes at once: straight vector instructions."""
        assert isinstance(node.target, ast.Name)
        before, self.lane = dict(self.scope), node.target.id
        self.scope[self.lane] = Value("0", "i")
        self.run(node.body)
        self.scope, self.lane = before, None

    def loop(self, node: ast.For) -> None:
        """A counted loop."""
        assert isinstance(node.target, ast.Name) and isinstance(node.iter, ast.Call)
        bounds = [self.to.number(self.value(b)) for b in node.iter.args]
        if any(b.kind != "i" or b.wide for b in bounds):
            raise Mismatch("`range` needs whole numbers, the same in all lanes")
        first, last = (Value("0", "i"), bounds[0]) if len(bounds) == 1 else bounds
        counter = self.to.variable(first)
        head, inside, after = self.to.label(), self.to.label(), self.to.label()
        self.to.open(head)
        now = self.read(counter)
        more = self.to.new(f"icmp slt i64 {now.text}, {last.text}")
        self.to.put(f"br i1 {more}, label %{inside}, label %{after}\n{inside}:")
        self.scope[node.target.id] = now
        self.part(node.body)
        del self.scope[node.target.id]
        self.to.put(f"store i64 {self.to.new(f'add nsw i64 {now.text}, 1')}, ptr {counter.text}")
        self.to.put(f"br label %{head}\n{after}:")

    def choose(self, test: ast.expr, body: Sequence[ast.stmt], other: Sequence[ast.stmt]) -> None:
        """Do one thing or another, the same in all lanes."""
        yes, no, after = self.to.label(), self.to.label(), self.to.label()
        self.branch(test, yes, no)
        for label, part in ((yes, body), (no, other)):
            self.to.put(f"{label}:")
            self.part(part)
            self.to.put(f"br label %{after}")
        self.to.put(f"{after}:")

    def branch(self, test: ast.expr, yes: str, no: str) -> None:
        """Jump to one of two places; a later part of `and` or `or` is looked at only if it matters."""
        if isinstance(test, ast.BoolOp):
            for part in test.values[:-1]:
                onward = self.to.label()
                self.branch(part, *((onward, no) if isinstance(test.op, ast.And) else (yes, onward)))
                self.to.put(f"{onward}:")
            return self.branch(test.values[-1], yes, no)
        held = self.truth(test)
        if held.wide:
            raise Mismatch("a condition that differs between lanes, outside of a verb")
        self.to.put(f"br i1 {held.text}, label %{yes}, label %{no}")
        return None

    # -- expressions --------------------------------------------------------------------------------------------

    def value(self, node: ast.expr | None) -> Meant:
        """An expression; a number unless it names an array or a bundle."""
        match node:
            case ast.Constant(value=constant):
                return literal(constant)
            case ast.Name(id=name) if name in self.scope:
                return self.read(self.scope[name])
            case ast.Name() | ast.Attribute():
                return self.attribute(node)
            case ast.BinOp(left=left, op=op, right=right):
                return self.to.arithmetic(op, self.value(left), self.value(right))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.to.instruction("xor", self.truth(operand), Value("true", "b"))
            case ast.UnaryOp(op=op, operand=operand):
                return self.to.unary(node, op, self.value(operand))
            case ast.BoolOp():
                return self.joined(node, strict=True)
            case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot() as op], comparators=[right]):
                return self.same(left, right, isinstance(op, ast.Is))
            case ast.Compare(left=left, ops=ops, comparators=others):
                terms = [self.value(t) for t in (left, *others)]
                each = [self.to.compare(o, terms[i], terms[i + 1]) for i, o in enumerate(ops)]
                return functools.reduce(lambda a, b: self.to.instruction("and", a, b), each)
            case ast.IfExp(test=test, body=body, orelse=other):
                held = self.truth(test)
                with self.knowing(test, True):
                    yes = self.value(body)
                with self.knowing(test, False):
                    no = self.value(other)
                return self.to.select(held, yes, no)
            case ast.Subscript():
                return self.load(node)
            case ast.Tuple(elts=parts):
                return [self.value(p) for p in parts]
            case ast.Call():
                return self.call(node)
        raise Mismatch(f"`{ast.unparse(node)}` is not compiled" if node else "a value is missing")

    def joined(self, node: ast.BoolOp, strict: bool = False) -> Value:
        """Several conditions as one; where the result is kept as a value, all are truths already."""
        how = "and" if isinstance(node.op, ast.And) else "or"
        terms, before = [], self.sure
        for part in node.values:
            found = self.joined(part, strict) if isinstance(part, ast.BoolOp) else self.value(part) if strict else None
            if strict and not (isinstance(found, Value) and found.kind == "b"):
                raise Mismatch(f"`{ast.unparse(node)}`: `and` and `or` join truths; compare the number with 0")
            terms.append(found if isinstance(found, Value) else self.truth(part))
            self.sure |= implied(part, how == "and")
        self.sure = before
        return functools.reduce(lambda a, b: self.to.instruction(how, a, b), terms)

    def same(self, left: ast.expr, right: ast.expr, same: bool) -> Value:
        """Whether two units are one, or whether a unit is missing."""
        first = self.value(left)
        if not isinstance(first, View):
            raise Mismatch("`is` compares units")
        if isinstance(right, ast.Constant):
            there = first.present or Value("true", "b")
            return self.to.instruction("xor", there, Value("true" if same else "false", "b"))
        second = self.value(right)
        if not isinstance(second, View) or first.cls.kept_in != second.cls.kept_in or first.present or second.present:
            raise Mismatch("`is` compares units of one kind that are there")
        return Value(self.to.new(f"icmp {'eq' if same else 'ne'} i64 {first.row.text}, {second.row.text}"), "b")

    def truth(self, node: ast.expr) -> Value:
        """Whether something holds, or whether a unit is there."""
        if isinstance(node, ast.BoolOp):
            return self.joined(node)
        found = self.value(node)
        if isinstance(found, View):
            return found.present or Value("true", "b")
        return self.to.truth(found)

    def read[T](self, found: T) -> T | Value:
        """What a name stands for now."""
        if isinstance(found, Value) and found.kind.startswith("*"):
            value = Value("", found.kind[1:], found.wide)
            return value._replace(text=self.to.new(f"load {self.to.type_of(value)}, ptr {found.text}"))
        return found

    # -- what is named ------------------------------------------------------------------------------------------

    def constant(self, node: ast.expr) -> object:
        """What a name of the module stands for."""
        if isinstance(node, ast.Attribute):
            return getattr(self.constant(node.value), node.attr)
        if isinstance(node, ast.Name) and node.id not in self.scope:
            if node.id not in self.globals:
                raise Mismatch(f"no name `{node.id}` in the module")
            return self.globals[node.id]
        raise Mismatch(f"`{ast.unparse(node)}` is not compiled")

    def attribute(self, node: ast.Name | ast.Attribute) -> Meant:
        """A field of a bundle, the size of an array, or a constant of a module."""
        root: ast.expr = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if not (isinstance(root, ast.Name) and root.id in self.scope):
            return literal(self.constant(node))
        owner = self.present(node.value) if isinstance(node, ast.Attribute) else None
        name = node.attr if isinstance(node, ast.Attribute) else ""
        if isinstance(owner, View):
            return self.look(owner, name)
        if isinstance(owner, Flat) and name == "size":
            return Value(self.to.fixed("i64", owner.place, 1), "i")
        if isinstance(owner, Flat) and name == "shape":
            return owner
        if isinstance(owner, Crowd) or not isinstance(owner, Bundle):
            raise Mismatch(f"`{ast.unparse(node)}` is not compiled")
        return self.field(owner, name)
