"""What happens in a row of the clock and in which order, read from the text that both engines run.

Nothing is listed twice: the steps are the calls in `clock.live` and in the verbs that it asks for, in their order.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from typing import Any, NamedTuple

from agonist.model import clock
from agonist.model.compiler.grammar import role_of
from agonist.model.compiler.kinds import body_of, syntax
from agonist.model.compiler.links import Link
from agonist.model.units.body import Body

LOOKING = ("record",)  # stages that change nothing in the body


class Step(NamedTuple):
    """One thing that is done: how deep in the order, who does it, which verb, what it means, and under what condition."""

    depth: int
    who: str
    verb: str
    text: str
    when: str


def steps(body: type[Body] = Body, deep: bool = True) -> list[Step]:
    """The order of a row: rest, what happens, the night, the bout; all verbs that are asked, or only the outer ones.

    Args:
        body: class of the body, for one with parts of your own.
        deep: also the verbs that verbs ask for.
    """
    live = inspect.unwrap(clock.live)
    return [s for s in _walk(live, {"body": body}, body.classes, 0, "") if deep or s.depth == 0]


def told(found: list[Step]) -> str:
    """Steps as text, one a line, indented by their depth."""
    lines = []
    for step in found:
        name = f"{'  ' * step.depth}{step.who}.{step.verb}"
        lines.append(f"{name:<34} {step.text}" + (f"  [{step.when}]" if step.when else ""))
    return "\n".join(lines)


def _walk(function: Any, known: dict[str, Any], classes: dict[str, Any], depth: int, when: str) -> Iterator[Step]:
    """The steps of a function; `known` are the classes of its names."""
    yield from _block(body_of(syntax(function)), function, known, classes, depth, when)


def _block(
    statements: list[ast.stmt], function: object, known: dict[str, Any], classes: dict[str, Any], depth: int, when: str
) -> Iterator[Step]:
    for node in statements:
        match node:
            case ast.If(test=test, body=body, orelse=other):
                said = ast.unparse(test)
                yield from _block(body, function, known, classes, depth, said)
                yield from _block(
                    other, function, known, classes, depth, f"else of {said}" if len(other) > 1 else "else"
                )
            case ast.For(target=target, iter=found, body=body):
                unit = _class_of(found, known, classes)
                names = (
                    {ast.unparse(target.elts[-1] if isinstance(target, ast.Tuple) else target): unit} if unit else {}
                )
                said = when if unit or function is inspect.unwrap(clock.live) else _times(found, function)
                yield from _block(body, function, known | names, classes, depth, said)
            case ast.Expr(value=ast.Call() as call) | ast.Assign(value=ast.Call() as call):
                yield from _call(call, function, known, classes, depth, when)


def _call(
    call: ast.Call, function: Any, known: dict[str, Any], classes: dict[str, Any], depth: int, when: str
) -> Iterator[Step]:
    if not isinstance(call.func, ast.Attribute):
        stage = function.__globals__.get(ast.unparse(call.func))
        if stage is not None and stage.__name__ not in LOOKING:
            yield Step(depth, "clock", stage.__name__, _said(stage), when)
        return
    unit, verb = _class_of(call.func.value, known, classes), call.func.attr
    if verb == "do":
        verb = ast.literal_eval(call.args[0])
    asked = inspect.getattr_static(unit, verb, None) if unit else None
    if inspect.isfunction(asked) and role_of(asked) == "verb":
        yield Step(depth, unit.__name__, verb, _said(asked), when)
        first = syntax(asked).args.args[0].arg
        yield from _walk(asked, {first: unit}, classes, depth + 1, "")


def _class_of(node: ast.expr, known: dict[str, Any], classes: dict[str, Any]) -> Any:
    """The class of the units that an expression leads to, None for anything else."""
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "at":
        return _class_of(node.func.value, known, classes)
    if isinstance(node, ast.Attribute):
        owner = _class_of(node.value, known, classes)
        link = inspect.getattr_static(owner, node.attr, None) if owner else None
        return classes.get(link.area) if isinstance(link, Link) else None
    return None


def _times(node: ast.expr, function: Any) -> str:
    """How often a counted loop runs."""
    bound = node.args[-1] if isinstance(node, ast.Call) else node
    value = bound.value if isinstance(bound, ast.Constant) else function.__globals__.get(ast.unparse(bound), "some")
    return f"{value!s} times"


def _said(function: object) -> str:
    """The first line of what a function says of itself."""
    return (inspect.getdoc(function) or "").partition("\n")[0]
