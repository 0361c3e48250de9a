"""From the verbs of units to LLVM's language: what differs between lanes is done under a mask.

An `if` on what differs between lanes, and what follows an early `return`, is skipped where it holds in no lane and else
written by `select` in the lanes where it holds.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from agonist.model.compiler.grammar import check, is_counted
from agonist.model.compiler.kinds import Mismatch, Source, Value, body_of, syntax
from agonist.model.compiler.lower import Routine
from agonist.model.compiler.views import Crowd, Given, Meant, View, World

if TYPE_CHECKING:
    from agonist.model.compiler.machine import Module


def leaves(statements: Sequence[ast.stmt]) -> bool:
    """Whether some statements may return."""
    return any(isinstance(n, ast.Return) for s in statements for n in ast.walk(s))


def without_returns(statements: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The same statements without `return`: what follows one is done in the branches that did not return.

    What follows an `if` in which only some ways return stands in both branches then.
    """
    for n, node in enumerate(statements):
        if isinstance(node, ast.Return):
            return [*statements[:n]]
        if isinstance(node, ast.If) and leaves([node]):
            after = statements[n + 1 :]
            yes = without_returns([*node.body, *after])
            no = without_returns([*node.orelse, *after])
            return [*statements[:n], ast.copy_location(ast.If(node.test, yes, no), node)]
    return list(statements)


class Verb(Routine):
    """A verb of a unit on its way to LLVM."""

    def __init__(self, home: Module, function: Source, view: View, kinds: Sequence[Given], name: str) -> None:
        check(function, "verb")
        self.begin(home, function)
        tree, old = syntax(function), view.world
        world = World(
            {area: f"%{area}." for area in old.bases},
            old.block._replace(place="%block."),
            old.wiring._replace(place="%wiring."),
            old.classes,
        )
        opening = [
            *(f"ptr noalias {base}" for base in world.bases.values()),
            "ptr %block.",
            "ptr %wiring.",
            "i64 %self.",
        ]
        own, *others = tree.args.args
        self.scope[own.arg] = View(view.cls, Value("%self.", "i"), world)
        for argument, kind in zip(others, kinds, strict=True):
            text = f"%a.{argument.arg}"
            if isinstance(kind, tuple):
                value = Value(text, *kind)
                opening.append(f"{self.to.type_of(value)} {text}")
                self.scope[argument.arg] = self.slot(value)
            else:
                opening.append(f"i64 {text}")
                self.scope[argument.arg] = View(kind, Value(text, "i"), world)
        self.run(without_returns(body_of(tree)))
        lines = [f"define internal void @{name}({', '.join(opening)}) #0 {{", "start:", *self.to.slots, *self.to.lines]
        self.text = "\n".join([*lines, "ret void", "}"])

    def here(self, function: Source, view: View, arguments: Sequence[Meant]) -> None:
        """Write a verb out on the spot: it is asked in some lanes only."""
        if function in self.home.open:
            raise Mismatch(f"{function.__name__} calls itself")
        check(function, "verb")
        tree, outer = syntax(function), (self.scope, self.globals, self.function, self.sure)
        self.scope = {
            a.arg: v if isinstance(v, View) else self.slot(self.each_lane(self.to.number(v)))
            for a, v in zip(tree.args.args, [view, *arguments], strict=True)
        }
        self.globals, self.function, self.sure = function.__globals__, function, frozenset()
        self.home.open.append(function)
        self.run(without_returns(body_of(tree)))
        self.home.open.pop()
        self.scope, self.globals, self.function, self.sure = outer

    def slot(self, value: Value) -> Value:
        """A place in memory for a name, of each lane if the value is."""
        self.to.count += 1
        name, kind = f"%s{self.to.count}", self.to.type_of(value)
        self.to.slots += [f"{name} = alloca {kind}", f"store {kind} zeroinitializer, ptr {name}"]
        self.to.put(f"store {kind} {value.text}, ptr {name}")
        return Value(name, f"*{value.kind}", value.wide)

    def each_lane(self, value: Value) -> Value:
        """A float or a truth of each lane; a whole number as it is, so that it may count and index."""
        return value if value.kind == "i" else self.to.spread(value)

    def written(self, node: ast.stmt) -> None:
        """Write one statement."""
        match node:
            case ast.For(target=target, iter=found, body=body) if not is_counted(node):
                return self.over_units(self.present(found), target, body)
            case ast.Assign(targets=[*targets], value=value) if len(targets) > 1:
                made = self.value(value)
                for target in targets:
                    self.assign(target, made)
                return None
            case ast.Return():
                raise Mismatch("`return` here is not compiled")
        return super().written(node)

    def over_units(self, crowd: Meant, target: ast.expr, body: Sequence[ast.stmt]) -> None:
        """A loop over units, with their weights where the link has some."""
        if not isinstance(crowd, Crowd):
            raise Mismatch("a loop is over units, or over `range`")
        names = [n.id for n in (target.elts if isinstance(target, ast.Tuple) else [target]) if isinstance(n, ast.Name)]
        if len(names) != (2 if crowd.link.weight else 1):
            raise Mismatch("a link with weights gives pairs: `for weight, unit in ...`; others give units")

        def ask(unit: Meant) -> None:
            before = dict(self.scope)
            self.scope |= dict(zip(names, unit if isinstance(unit, list) else [unit], strict=True))
            self.part(body)
            self.scope = {n: v for n, v in self.scope.items() if n not in names} | {
                n: before[n] for n in names if n in before
            }

        self.each(crowd, ask)

    def assign(self, target: ast.expr, found: Meant) -> None:
        """Give a quantity or a name a value, in the lanes that are meant."""
        if isinstance(target, ast.Attribute):
            owner = self.present(target.value)
            if not isinstance(owner, View):
                raise Mismatch(f"`{ast.unparse(target)}` is no quantity")
            return self.write(owner, target.attr, found)
        if self.lane is not None or not isinstance(found, Value) or not isinstance(target, ast.Name):
            return super().assign(target, found)
        self.fits(target.id, found)
        value, old = self.each_lane(found), self.scope.get(target.id)
        if not isinstance(old, Value) or not old.kind.startswith("*"):
            self.scope[target.id] = self.slot(value)
            return None
        if value.wide and not old.wide:
            raise Mismatch(f"{target.id} was one whole number and would differ between lanes")
        if self.mask is not None and not old.wide:
            raise Mismatch(f"{target.id} is one whole number, and this part is done in some lanes only: use a float")
        value = self.masked(self.to.spread(value) if old.wide else value, lambda: self.read(old))
        self.to.put(f"store {self.to.type_of(value)} {value.text}, ptr {old.text}")
        return None

    def choose(self, test: ast.expr, body: Sequence[ast.stmt], other: Sequence[ast.stmt]) -> None:
        """Do one thing or another, lane by lane; what holds in no lane is skipped."""
        held = self.truth(test)
        if not held.wide:
            return self.branch_on(held, test, body, other)
        outer = self.mask
        for part, mask, outcome in ((body, held, True), (other, None, False)):
            if part:
                mask = mask or self.to.instruction("xor", held, Value("true", "b"))
                self.mask = self.to.instruction("and", outer, mask) if outer else mask
                inside, after = self.to.label(), self.to.label()
                kind = f"{self.to.type_of(self.mask)} {self.mask.text}"
                some = self.to.new(f"call i1 @llvm.vector.reduce.or.v{self.home.lanes}i1({kind})")
                self.to.put(f"br i1 {some}, label %{inside}, label %{after}\n{inside}:")
                with self.knowing(test, outcome):
                    self.part(part)
                self.to.put(f"br label %{after}\n{after}:")
        self.mask = outer
        return None

    def branch_on(self, held: Value, test: ast.expr, body: Sequence[ast.stmt], other: Sequence[ast.stmt]) -> None:
        """Do one thing or another, the same in all lanes."""
        yes, no, after = self.to.label(), self.to.label(), self.to.label()
        self.to.put(f"br i1 {held.text}, label %{yes}, label %{no}")
        for label, part, outcome in ((yes, body, True), (no, other, False)):
            self.to.put(f"{label}:")
            with self.knowing(test, outcome):
                self.part(part)
            self.to.put(f"br label %{after}")
        self.to.put(f"{after}:")
