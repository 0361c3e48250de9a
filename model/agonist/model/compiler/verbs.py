"""From the verbs of units to LLVM's language: what differs between lanes is done under a mask.

An `if` on what differs between lanes, and what follows an early `return`, is skipped where it holds in no lane and else
written by `select` in the lanes where it holds.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from agonist.model.compiler.emit import Writer
from agonist.model.compiler.kinds import Value, body_of, syntax
from agonist.model.compiler.lower import Routine
from agonist.model.compiler.views import View, World


class Verb(Routine):
    """A verb of a unit on its way to LLVM."""

    def __init__(self, home: Any, function: Any, view: View, kinds: tuple[Any, ...], name: str) -> None:
        self.home, self.globals, self.name = home, function.__globals__, function.__qualname__
        self.to, self.scope, self.lane, self.returns = Writer(home.lanes), {}, None, ""
        self.function = function
        tree, old = syntax(function), view.world
        world = World({area: f"%{area}." for area in old.bases}, old.block._replace(place="%block."),
                      old.wiring._replace(place="%wiring."), old.classes)  # fmt: skip
        opening = [
            *(f"ptr noalias {base}" for base in world.bases.values()),
            "ptr %block.",
            "ptr %wiring.",
            "i64 %self.",
        ]
        own, *others = tree.args.args
        self.scope[own.arg] = View(view.cls, Value("%self.", "i"), world)
        for argument, kind in zip(others, kinds, strict=True):
            if isinstance(kind, tuple):
                value = Value(f"%{argument.arg}", *kind)
                opening.append(f"{self.to.type_of(value)} {value.text}")
                self.scope[argument.arg] = self.slot(value)
            else:
                opening.append(f"i64 %{argument.arg}")
                self.scope[argument.arg] = View(kind, Value(f"%{argument.arg}", "i"), world)
        self.run(body_of(tree))
        lines = [f"define internal void @{name}({', '.join(opening)}) #0 {{", "start:", *self.to.slots, *self.to.lines]
        self.text = "\n".join([*lines, "ret void", "}"])

    def here(self, function: Any, view: View, arguments: list[Any]) -> None:
        """Write a verb out on the spot: it is asked in some lanes only."""
        tree, outer = syntax(function), (self.scope, self.globals, self.function)
        self.scope = {a.arg: v if isinstance(v, View) else self.slot(self.to.spread(v) if v.kind == "f" else v)
                      for a, v in zip(tree.args.args, [view, *arguments], strict=True)}  # fmt: skip
        self.globals, self.function = function.__globals__, function
        self.run(body_of(tree))
        self.scope, self.globals, self.function = outer

    def slot(self, value: Value) -> Value:
        """A place in memory for a name, of each lane if the value is."""
        self.to.count += 1
        name, kind = f"%s{self.to.count}", self.to.type_of(value)
        self.to.slots += [f"{name} = alloca {kind}", f"store {kind} zeroinitializer, ptr {name}"]
        self.to.put(f"store {kind} {value.text}, ptr {name}")
        return Value(name, f"*{value.kind}", value.wide)

    def run(self, statements: Sequence[ast.stmt]) -> None:
        """Some statements; what follows an early return is done only where it did not return."""
        for n, node in enumerate(statements):
            if isinstance(node, ast.If) and not node.orelse and isinstance(node.body[-1], ast.Return):
                return self.choose(node.test, node.body[:-1], statements[n + 1 :])
            self.statement(node)
        return None

    def statement(self, node: ast.stmt) -> None:
        """One statement."""
        match node:
            case ast.For(target=target, iter=found, body=body) if not (
                isinstance(found, ast.Call) and ast.unparse(found.func) == "range"
            ):

                def ask(unit: Any) -> None:
                    self.bind(target, unit)
                    self.run(body)

                return self.each(self.value(found), ask)
            case ast.Assign(targets=[*targets], value=value) if len(targets) > 1:
                made = self.value(value)
                for target in targets:
                    self.assign(target, made)
                return None
            case ast.Pass():
                return None
        return super().statement(node)

    def bind(self, target: ast.expr, found: Any) -> None:
        """Names of a loop."""
        names = target.elts if isinstance(target, ast.Tuple) else [target]
        for name, part in zip(names, found if isinstance(found, list) else [found], strict=True):
            assert isinstance(name, ast.Name)
            self.scope[name.id] = part

    def assign(self, target: ast.expr, value: Any) -> None:
        """Give a quantity or a name a value, in the lanes that are meant."""
        if isinstance(target, ast.Attribute):
            return self.write(self.value(target.value), target.attr, value)
        assert isinstance(target, ast.Name)
        if self.lane is not None or not isinstance(value, Value):
            self.scope[target.id] = value
            return None
        value = self.to.spread(value) if value.kind == "f" else value
        old = self.scope.get(target.id)
        if isinstance(old, Value) and old.kind.startswith("*") and (old.wide or not value.wide):
            value = self.to.cast(value, old.kind[1:])
            value = self.masked(self.to.spread(value) if old.wide else value, lambda: self.read(old))
            return self.to.put(f"store {self.to.type_of(value)} {value.text}, ptr {old.text}")
        self.scope[target.id] = self.slot(value)
        return None

    def choose(self, test: ast.expr, body: Sequence[ast.stmt], other: Sequence[ast.stmt]) -> None:
        """Do one thing or another, lane by lane; what holds in no lane is skipped."""
        held = self.truth(test)
        if not held.wide:
            return self.branch_on(held, body, other)
        outer = self.mask
        for part, mask in ((body, held), (other, None)):
            if part:
                mask = mask or self.to.instruction("xor", held, Value("true", "b"))
                self.mask = self.to.instruction("and", outer, mask) if outer else mask
                inside, after = self.to.label(), self.to.label()
                some = self.to.new(
                    f"call i1 @llvm.vector.reduce.or.v{self.home.lanes}i1({self.to.type_of(self.mask)} {self.mask.text})"
                )
                self.to.put(f"br i1 {some}, label %{inside}, label %{after}\n{inside}:")
                self.run(part)
                self.to.put(f"br label %{after}\n{after}:")
        self.mask = outer
        return None

    def branch_on(self, held: Value, body: Sequence[ast.stmt], other: Sequence[ast.stmt]) -> None:
        """Do one thing or another, the same in all lanes."""
        yes, no, after = self.to.label(), self.to.label(), self.to.label()
        self.to.put(f"br i1 {held.text}, label %{yes}, label %{no}")
        for label, part in ((yes, body), (no, other)):
            self.to.put(f"{label}:")
            self.run(part)
            self.to.put(f"br label %{after}")
        self.to.put(f"{after}:")
