"""From the model's own small part of Python to LLVM's language: rules written out, lanes as vectors.

Rules and stages keep to floats, whole numbers, `a if c else b`, loops over `range`, indexing and calls. A loop
``for lane in range(unsigned(lanes))`` becomes one group of vector instructions over all lanes of a block, or plain
scalars for a single life. Both arms of `a if c else b` are evaluated. Whoever writes a new kind of statement is told
where it stands.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Sequence
from typing import Any

from agonist.model.compiler.calls import Calls
from agonist.model.compiler.emit import Writer
from agonist.model.compiler.kinds import KINDS, PLAIN, Bundle, Flat, Unwritable, Value, body_of, literal, syntax
from agonist.model.compiler.views import View


class Routine(Calls):
    """One function on its way to LLVM."""

    def __init__(self, home: Any, function: Any, kinds: tuple[Any, ...], head: str, outside: bool = False) -> None:
        self.home, self.globals, self.name = home, function.__globals__, function.__name__
        self.function = function
        self.to = Writer(home.lanes)
        self.scope: dict[str, Any] = {}
        self.lane: str | None = None  # name of the loop variable while lanes are worked on
        tree = syntax(function)
        returns = ast.unparse(tree.returns) if tree.returns else "None"
        self.returns = KINDS.get(returns, "")
        arguments = self.arguments(tree, kinds, outside)
        self.run(body_of(tree))
        if not self.returns:
            self.to.put("ret void")
        opening = head.format(PLAIN.get(self.returns, "void"), ", ".join(arguments))
        tail = [] if not self.returns else ["unreachable"]
        self.text = "\n".join([opening + " {", "start:", *self.to.slots, *self.to.lines, *tail, "}"])

    def refuse(self, node: ast.AST) -> Unwritable:
        """What to raise at a statement that cannot be compiled."""
        return Unwritable(f"{self.globals['__name__']}.{self.name}: cannot compile `{ast.unparse(node)}`")

    def arguments(self, tree: ast.FunctionDef, kinds: tuple[Any, ...], outside: bool) -> list[str]:
        """Declare the arguments."""
        found = []
        for argument, kind in zip(tree.args.args, kinds, strict=True):
            name = f"%{argument.arg}"
            if kind in ("f", "i", "b"):
                found.append(f"{PLAIN[kind]} {name}")
                self.scope[argument.arg] = self.to.variable(Value(name, kind))
            elif isinstance(kind[1], int) and outside:
                found.append(f"ptr {name}")
                self.scope[argument.arg] = Flat(kind[0], kind[1], self.to.fixed("ptr", name), name)
            elif isinstance(kind[1], int):
                found.append(f"ptr noalias {name}, ptr {name}.place")
                self.scope[argument.arg] = Flat(kind[0], kind[1], name, f"{name}.place")
            else:
                found.append(f"ptr {name}")
                self.scope[argument.arg] = Bundle(kind, name)
        return found

    # -- statements ---------------------------------------------------------------------------------------------

    def run(self, statements: Sequence[ast.stmt]) -> None:
        """Some statements, one after another."""
        for node in statements:
            self.statement(node)

    def statement(self, node: ast.stmt) -> None:
        """One statement."""
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=value):
                parts = [self.value(v) for v in value.elts] if isinstance(value, ast.Tuple) else self.value(value)
                for target, part in zip(targets, parts, strict=True):
                    self.assign(target, part)
            case ast.Assign(targets=[target], value=value):
                self.assign(target, self.value(value))
            case ast.AugAssign(target=target, op=op, value=value):
                self.augment(target, op, value)
            case ast.For(iter=ast.Call(args=[ast.Call(func=ast.Name(id="unsigned"), args=[ast.Name(id="lanes")])])):
                self.over_lanes(node)
            case ast.For():
                self.loop(node)
            case ast.While(test=test, body=body):
                inside, after, again = self.to.label(), self.to.label(), self.to.label()
                self.to.open(again)
                self.branch(test, inside, after)
                self.to.put(f"{inside}:")
                self.run(body)
                self.to.put(f"br label %{again}\n{after}:")
            case ast.If(test=test, body=body, orelse=other):
                self.choose(test, body, other)
            case ast.Return(value=None):
                self.to.put(f"ret void\n{self.to.label()}:")
            case ast.Return(value=value):
                result = self.to.cast(self.value(value), self.returns)
                self.to.put(f"ret {PLAIN[result.kind]} {result.text}\n{self.to.label()}:")
            case ast.Expr(value=ast.Call() as call):
                self.value(call)
            case _:
                raise self.refuse(node)

    def assign(self, target: ast.expr, value: Any) -> None:
        """Give a name or an element a value."""
        if isinstance(target, ast.Subscript):
            return self.store(target, value)
        name = target.id if isinstance(target, ast.Name) else ""
        old = self.scope.get(name)
        if self.lane is not None or not isinstance(value, Value):
            self.scope[name] = value
        elif isinstance(old, Value) and old.kind.startswith("*"):
            self.to.put(f"store {PLAIN[value.kind]} {value.text}, ptr {old.text}")
        else:
            self.scope[name] = self.to.variable(value)
        return None

    def augment(self, target: ast.expr, op: ast.operator, value: ast.expr) -> None:
        """`x += y`; `x |= y` over lanes gathers whether it is so in any lane."""
        old, more = self.value(target), self.value(value)
        if self.lane is not None and isinstance(target, ast.Name):
            if more.wide:
                wide = self.to.type_of(more)
                more = Value(
                    self.to.new(f"call i64 @llvm.vector.reduce.or.v{self.home.lanes}i64({wide} {more.text})"), "i"
                )
            self.to.put(f"store i64 {self.to.arithmetic(op, old, more).text}, ptr {self.scope[target.id].text}")
        else:
            self.assign(target, self.to.arithmetic(op, old, more))

    def over_lanes(self, node: ast.For) -> None:
        """All lanes at once: straight vector instructions."""
        assert isinstance(node.target, ast.Name)
        before, self.lane = dict(self.scope), node.target.id
        self.scope[self.lane] = Value("0", "i")
        self.run(node.body)
        self.scope, self.lane = before, None

    def loop(self, node: ast.For) -> None:
        """A counted loop."""
        if not (isinstance(node.iter, ast.Call) and ast.unparse(node.iter.func) == "range"):
            raise self.refuse(node)
        assert isinstance(node.target, ast.Name)
        bounds = [self.value(b) for b in node.iter.args]
        first, last = (Value("0", "i"), bounds[0]) if len(bounds) == 1 else bounds
        self.assign(node.target, first)
        head, inside, after = self.to.label(), self.to.label(), self.to.label()
        self.to.open(head)
        now = self.value(node.target)
        self.to.put(
            f"br i1 {self.to.new(f'icmp slt i64 {now.text}, {last.text}')}, label %{inside}, label %{after}\n{inside}:"
        )
        self.run(node.body)
        self.assign(node.target, Value(self.to.new(f"add nsw i64 {self.value(node.target).text}, 1"), "i"))
        self.to.put(f"br label %{head}\n{after}:")

    def choose(self, test: ast.expr, body: Sequence[ast.stmt], other: Sequence[ast.stmt]) -> None:
        """Do one thing or another, the same in all lanes."""
        yes, no, after = self.to.label(), self.to.label(), self.to.label()
        self.branch(test, yes, no)
        for label, part in ((yes, body), (no, other)):
            self.to.put(f"{label}:")
            self.run(part)
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
        self.to.put(f"br i1 {self.truth(test).text}, label %{yes}, label %{no}")
        return None

    # -- expressions --------------------------------------------------------------------------------------------

    def value(self, node: ast.expr | None) -> Any:
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
            case ast.BoolOp(op=op, values=values):
                joined = "and" if isinstance(op, ast.And) else "or"
                return functools.reduce(lambda a, b: self.to.instruction(joined, a, b), [self.truth(v) for v in values])
            case ast.Compare(left=left, ops=[ast.Is()], comparators=[right]):
                return Value(self.to.new(f"icmp eq i64 {self.value(left).row.text}, {self.value(right).row.text}"), "b")
            case ast.Compare(left=left, ops=ops, comparators=others):
                terms = [self.value(t) for t in (left, *others)]
                found = [self.to.compare(o, terms[i], terms[i + 1]) for i, o in enumerate(ops)]
                return functools.reduce(lambda a, b: self.to.instruction("and", a, b), found)
            case ast.IfExp(test=test, body=body, orelse=other):
                return self.to.select(self.truth(test), self.value(body), self.value(other))
            case ast.Subscript():
                return self.load(node)
            case ast.Tuple(elts=parts):
                return [self.value(p) for p in parts]
            case ast.Call():
                return self.call(node)
        raise self.refuse(node or ast.Pass())

    def truth(self, node: ast.expr) -> Value:
        """Whether something holds, or whether a unit is there."""
        found = self.value(node)
        if isinstance(found, View):
            return found.present or Value("true", "b")
        return self.to.truth(found)

    def read(self, found: Any) -> Any:
        """What a name stands for now."""
        if isinstance(found, Value) and found.kind.startswith("*"):
            value = Value("", found.kind[1:], found.wide)
            return value._replace(text=self.to.new(f"load {self.to.type_of(value)}, ptr {found.text}"))
        return found

    # -- what is named ------------------------------------------------------------------------------------------

    def constant(self, node: ast.expr) -> Any:
        """What a name of the module stands for."""
        if isinstance(node, ast.Attribute):
            return getattr(self.constant(node.value), node.attr)
        if isinstance(node, ast.Name) and node.id not in self.scope:
            return self.globals[node.id]
        raise self.refuse(node)

    def attribute(self, node: ast.Name | ast.Attribute) -> Any:
        """A field of a bundle, the size of an array, or a constant of a module."""
        root: ast.expr = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if not (isinstance(root, ast.Name) and root.id in self.scope):
            return literal(self.constant(node))
        owner = self.value(node.value) if isinstance(node, ast.Attribute) else None
        name = node.attr if isinstance(node, ast.Attribute) else ""
        if isinstance(owner, View):
            return self.look(owner, name)
        if isinstance(owner, Flat) and name == "size":
            return Value(self.to.fixed("i64", owner.place, 1), "i")
        if isinstance(owner, Flat) and name == "shape":
            return owner
        if not isinstance(owner, Bundle):
            raise self.refuse(node)
        return self.field(owner, name)

    def element(self, node: ast.Subscript) -> tuple[str, str, bool]:
        """Address of an element, its kind, and whether it is one of each lane."""
        array = self.value(node.value)
        places = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        index = self.value(places[0])
        for axis, place in enumerate(places[1:], 1):
            extent = self.to.fixed("i64", array.place, 1 + axis)
            index = Value(
                self.to.new(f"add i64 {self.to.new(f'mul i64 {index.text}, {extent}')}, {self.value(place).text}"), "i"
            )
        each = self.lane is not None and any(
            isinstance(n, ast.Name) and n.id == self.lane for n in ast.walk(node.slice)
        )
        where = self.to.new(f"getelementptr {PLAIN[array.kind]}, ptr {array.start}, i64 {index.text}")
        return where, array.kind, each and self.home.lanes > 1

    def load(self, node: ast.Subscript) -> Value:
        """An element of an array, or an extent of its shape."""
        if isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
            assert isinstance(node.slice, ast.Constant)
            return Value(self.to.fixed("i64", self.value(node.value).place, 1 + int(str(node.slice.value))), "i")
        where, kind, wide = self.element(node)
        value = Value("", kind, wide)
        lasting = ", !invariant.load !{}" if kind == "i" else ""
        return value._replace(text=self.to.new(f"load {self.to.type_of(value)}, ptr {where}, align 8{lasting}"))

    def store(self, node: ast.Subscript, value: Value) -> None:
        """Write an element, or one of each lane."""
        where, kind, wide = self.element(node)
        value = self.to.cast(value, kind)
        value = self.to.spread(value) if wide else value
        self.to.put(f"store {self.to.type_of(value)} {value.text}, ptr {where}, align 8")
