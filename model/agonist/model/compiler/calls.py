"""Calls on their way to LLVM: of rules, written out on the spot; of stages and verbs, called or written out."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Sequence
from typing import Any

from agonist.model.compiler.kinds import KINDS, PLAIN, Bundle, Flat, Value, body_of, syntax
from agonist.model.compiler.views import Crowd, View, Views


class Calls(Views):
    """What a routine does with calls; a part of `lower.Routine`."""

    globals: dict[str, Any]
    name: str
    function: Any
    lane: str | None
    constant: Callable[..., Any]
    statement: Callable[..., Any]

    def rooted(self, node: ast.expr) -> bool:
        """Whether an expression starts at a name of the function rather than of its module."""
        if ast.unparse(node).startswith("super()"):
            return True
        while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
            node = node.func if isinstance(node, ast.Call) else node.value
        return isinstance(node, ast.Name) and node.id in self.scope

    def call(self, node: ast.Call) -> Any:
        """A call: a stage, or a rule that is written out on the spot."""
        if isinstance(node.func, ast.Attribute) and self.rooted(node.func):
            if isinstance(node.func.value, ast.Call) and ast.unparse(node.func.value) == "super()":
                return self.ask(self.scope["self"], node.func.attr, [self.value(a) for a in node.args], self.function)
            owner = self.value(node.func.value)
            if isinstance(owner, Crowd) and node.func.attr == "at":
                return View(owner.world.classes[owner.link.area], self.value(node.args[0]), owner.world)
            if isinstance(owner, Crowd):
                assert node.func.attr == "do"
                verb, parts = ast.literal_eval(node.args[0]), [self.value(a) for a in node.args[1:]]
                return self.each(owner, lambda unit: self.ask(unit, verb, parts))
            if node.func.attr == "do":
                return self.ask(owner, ast.literal_eval(node.args[0]), [self.value(a) for a in node.args[1:]])
            return self.ask(owner, node.func.attr, [self.value(a) for a in node.args])
        function: Any = {"int": int, "abs": abs}.get(ast.unparse(node.func)) or self.constant(node.func)
        arguments = [self.value(a) for a in node.args]
        if function in (math.sqrt, abs):
            return self.to.intrinsic("sqrt" if function is math.sqrt else "fabs", self.to.cast(arguments[0], "f"))
        if function is int or function.__name__ == "unsigned":
            return arguments[0]
        if function.__name__ in ("bits_of", "double_of"):
            made = arguments[0]._replace(kind="i" if function.__name__ == "bits_of" else "f")
            types = self.to.type_of(arguments[0]), self.to.type_of(made)
            return made._replace(text=self.to.new(f"bitcast {types[0]} {arguments[0].text} to {types[1]}"))
        if hasattr(getattr(function, "__self__", None), "classes"):
            return self.whole(function.__self__, *arguments[:2])
        if function in self.home.stages:
            return self.visit(function, arguments)
        return self.inline(function, arguments)

    def visit(self, function: Any, arguments: list[Any]) -> Any:
        """Call a stage."""
        kinds = tuple(
            a.kind if isinstance(a, Value) else (a.kind, a.axes) if isinstance(a, Flat) else a.fields for a in arguments
        )
        name, given = self.home.stage(function, kinds), []
        for a in arguments:
            match a:
                case Value():
                    given.append(f"{PLAIN[a.kind]} {a.text}")
                case Flat():
                    given.append(f"ptr {a.start}, ptr {a.place}")
                case Bundle():
                    given.append(f"ptr {a.place}")
        returns = KINDS.get(ast.unparse(syntax(function).returns or ast.Constant(None)), "")
        text = f"call {PLAIN.get(returns, 'void')} @{name}({', '.join(given)})"
        if returns:
            return Value(self.to.new(text), returns)
        return self.to.put(text)

    def inline(self, function: Any, arguments: list[Any]) -> Any:
        """Write a rule out where it is called."""
        tree, outer = syntax(function), (self.scope, self.globals, self.lane, self.name)
        self.scope = {a.arg: v for a, v in zip(tree.args.args, arguments, strict=True)}
        self.globals, self.lane, self.name = function.__globals__, "", function.__name__
        result: Any = None
        for node in self.unrolled(body_of(tree)):
            if isinstance(node, ast.Return):
                result = self.value(node.value)
            else:
                self.statement(node)
        self.scope, self.globals, self.lane, self.name = outer
        return result

    def unrolled(self, statements: Sequence[ast.stmt]) -> list[ast.stmt]:
        """The statements of a rule, those of its counted loops as often as they run."""
        found: list[ast.stmt] = []
        for node in statements:
            if isinstance(node, ast.For) and isinstance(node.iter, ast.Call):
                found += [*node.body] * int(self.value(node.iter.args[0]).text)
            else:
                found.append(node)
        return found
