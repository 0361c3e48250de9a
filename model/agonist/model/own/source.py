"""What a part of a user's own says: its source, all that it calls and reads outside the model, and a digest of it."""

from __future__ import annotations

import ast
import dis
import hashlib
import inspect
import sys
import textwrap
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

FOREIGN = {"agonist", "mesa", "numpy", *sys.stdlib_module_names} - {"__main__"}
PLAIN = (int, float, str, tuple, frozenset, type(None))


def ours(thing: object) -> bool:
    """Whether a function or class is the user's, and not of this package or a library."""
    return str(getattr(thing, "__module__", "")).split(".")[0] not in FOREIGN


def code_text(code: CodeType) -> str:
    """What a piece of compiled Python does, whatever line it stands in and whatever its module imports."""
    steps: list[str] = []
    for step in dis.get_instructions(code):
        shown = (
            "" if isinstance(step.argval, CodeType) else step.argrepr
        )  # that of a function within says where it lies
        shown = shown.removesuffix(" + NULL|self").removesuffix(" + NULL")
        shown = shown.removeprefix("NULL|self + ").removeprefix("NULL + ")  # as Python 3.12 writes the same
        if "FAST" in step.opname:  # two of them may be one instruction
            steps += shown.split(", ")
        elif step.opname not in ("PUSH_NULL", "RESUME", "CALL", "NOP"):
            steps.append(step.opname if "JUMP" in step.opname else f"{step.opname} {shown}")
    inner = [code_text(c) for c in code.co_consts if isinstance(c, CodeType)]
    return repr((steps, inner, _numbers(code), code.co_names, code.co_varnames, code.co_freevars))


def source(function: FunctionType) -> str:
    """The source of a function, checked against what Python runs; empty where none is kept.

    Raises ValueError with one line for what cannot be compiled, or where its file was changed after it was imported.
    """
    name = f"{function.__module__}.{function.__qualname__}"
    if function.__name__ == "<lambda>":
        raise ValueError(f"{name} is a lambda; write a function with `def`")
    free = [v for v in function.__code__.co_freevars if v != "__class__"]
    if free:
        raise ValueError(f"{name} reads {', '.join(free)} from the function around it; make it a number of the module")
    try:
        text = textwrap.dedent(inspect.getsource(function))
        tree = ast.parse(text)
    except (OSError, SyntaxError):
        return ""  # typed at a prompt: only agents can live by it
    if not _same(compile(tree, "", "exec", dont_inherit=True), function.__code__):
        raise ValueError(f"{name}: its file was changed after it was imported; import it again, or name file.py:name")
    return text


def _same(whole: CodeType, code: CodeType) -> bool:
    """Whether a compiled text holds a function, closure cells of `super()` aside."""
    found = [c for c in whole.co_consts if isinstance(c, CodeType) and c.co_name == code.co_name]
    if code.co_freevars:
        return any(c.co_varnames == code.co_varnames and _numbers(c) == _numbers(code) for c in found)
    return any(code_text(c) == code_text(code) for c in found)


def _numbers(code: CodeType) -> list[str]:
    return [repr(c) for c in code.co_consts if not isinstance(c, CodeType)]


def named_in(function: FunctionType) -> dict[str, Any]:
    """The values of the module-level names that a function uses, those of modules as ``module.name``."""
    found: dict[str, Any] = {}
    seen = {n: v for n, v in function.__globals__.items() if n not in function.__code__.co_varnames}
    text = source(function)
    if not text:
        return {n: seen[n] for n in function.__code__.co_names if n in seen and not isinstance(seen[n], ModuleType)}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name | ast.Attribute):
            value = _value(node, seen)
            if value is not None and not isinstance(value, ModuleType):
                found[ast.unparse(node)] = value
    return found


def _value(node: ast.expr, names: dict[str, Any]) -> Any:
    """What a dotted name stands for at the level of a module."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    home = _value(node.value, names) if isinstance(node, ast.Attribute) else None
    return getattr(home, node.attr, None) if isinstance(node, ast.Attribute) and isinstance(home, ModuleType) else None


def functions_of(thing: Any) -> Iterator[FunctionType]:
    """A function itself; of a class the user's methods, also those of its parents."""
    if isinstance(thing, FunctionType):
        yield thing
        return
    for cls in (c for c in thing.__mro__ if ours(c)):
        for value in vars(cls).values():
            inner = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
            if isinstance(inner, FunctionType):
                yield inner


def digest_of(thing: object) -> str:
    """Digest over the source of a function or class and of what it calls and reads outside the model.

    Raises ValueError with one line where a source cannot be read or is not what Python runs.
    """
    waiting, seen, said = list(functions_of(thing)), set(), []
    if isinstance(thing, type):
        said += [_plain(vars(c)) if ours(c) else f"{c.__module__}.{c.__qualname__}" for c in thing.__mro__]
    while waiting:
        function = waiting.pop()
        if function in seen or not ours(function):
            continue
        seen.add(function)
        names = named_in(function)
        waiting += [v for v in names.values() if isinstance(v, FunctionType)]
        hung = {
            f"{function.__name__}.{name}": value for name, value in vars(function).items()
        }  # such as the unit of a reading
        said.append(f"{source(function) or code_text(function.__code__)}{_plain(names | hung)}")
    return hashlib.blake2b("\n".join(sorted(said)).encode(), digest_size=8).hexdigest()


def _plain(names: Any) -> str:
    """Numbers, texts and tuples by name."""
    return repr(sorted((n, repr(v)) for n, v in names.items() if isinstance(v, PLAIN) and not n.startswith("__")))
