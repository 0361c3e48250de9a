"""The compiled step once more, in C: translated from the rules and stages themselves, so that it is the same step.

The model's sources keep to a small part of Python: floats, whole numbers, `a if c else b`, loops over `range`,
indexing and calls. `translate` writes that part as C; gcc compiles it with the lanes innermost, without contraction
and without re-association, so that its results must equal the engine's to the last bit.
"""

from __future__ import annotations

import ast
import ctypes
import hashlib
import inspect
import subprocess
import tempfile
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

FLAGS = [
    "-O3", "-march=native", "-ffp-contract=off", "-fno-trapping-math", "-fno-math-errno", "-fwrapv", "-shared", "-fPIC",
]  # fmt: skip
HEAD = """#include <stdint.h>
#include <math.h>
#include <string.h>
typedef struct { int64_t first, second; } pair;
static inline __attribute__((always_inline)) int64_t bits_of(double x) { int64_t b; memcpy(&b, &x, 8); return b; }
static inline __attribute__((always_inline)) double double_of(int64_t b) { double x; memcpy(&x, &b, 8); return x; }
"""
BUILT_IN = {"bits_of": ("bits_of", "double"), "double_of": ("double_of", "int64_t"), "sqrt": ("sqrt", "double")}
RETURNS = {"bits_of": "int64_t", "double_of": "double", "sqrt": "double"}
OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
    ast.LShift: "<<", ast.RShift: ">>", ast.Mod: "%", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Eq: "==", ast.NotEq: "!=", ast.And: "&&", ast.Or: "||", ast.USub: "-", ast.Not: "!",
}  # fmt: skip
TYPES = {"float": "double", "int": "int64_t", "bool": "int", "None": "void", "tuple[int, int]": "pair"}
KEYWORDS = {"short", "long", "double", "char", "signed", "register", "auto", "static", "const", "void"}
Typed = tuple[str, str]  # text in C, and its type


def struct_of(name: str, value: Any) -> str:
    """The C structure of a named tuple: arrays as a pointer and their shape, whole numbers as they are."""
    lines = []
    for field, item in zip(value._fields, value, strict=True):
        if isinstance(item, np.ndarray):
            kind = "double" if item.dtype == np.float64 else "int64_t"
            lines.append(f"    {kind} *{field}; int64_t {field}_shape[4];")
        else:
            lines.append(f"    int64_t {field};")
    return "typedef struct {\n" + "\n".join(lines) + f"\n}} {name}_t;\n"


class _Array(ctypes.Structure):
    _fields_ = (("start", ctypes.c_void_p), ("shape", ctypes.c_int64 * 4))


def packed(value: Any) -> ctypes.Structure:
    """A named tuple as C sees it; it must outlive the call."""
    kinds = [
        (f, _Array if isinstance(v, np.ndarray) else ctypes.c_int64) for f, v in zip(value._fields, value, strict=True)
    ]
    made = type("Packed", (ctypes.Structure,), {"_fields_": kinds})()
    for field, item in zip(value._fields, value, strict=True):
        setattr(made, field, _array(item) if isinstance(item, np.ndarray) else int(item))
    return made


def _array(item: np.ndarray) -> _Array:
    if not item.flags.c_contiguous:
        raise ValueError("the twin reads contiguous arrays only")
    return _Array(item.ctypes.data, (ctypes.c_int64 * 4)(*item.shape))


class Translator:
    """Writes functions of the model as C, each after those that it calls. `shapes` are the named tuples by argument."""

    def __init__(self, shapes: dict[str, Any], arrays: dict[str, int]) -> None:
        self.shapes, self.arrays = shapes, arrays
        self.written: dict[Any, str] = {}
        self.parts: list[str] = []

    def name(self, function: Callable[..., Any]) -> str:
        """The C name of a function, written on first use."""
        if function.__name__ in BUILT_IN:
            return BUILT_IN[function.__name__][0]
        if function not in self.written:
            self.written[function] = _c_name(function)
            self.parts.append(_Function(self, function).text())
        return self.written[function]

    def source(self, entry: Callable[..., Any]) -> str:
        """The whole C source of an entry and all that it calls."""
        structs = "".join(struct_of(name, value) for name, value in self.shapes.items())
        sheets = "typedef struct { double *start; int64_t shape[4]; } sheet_t;\n"
        self.name(entry)
        return HEAD + sheets + structs + "\n".join(self.parts)


class _Spelling(ast.NodeTransformer):
    """Names that mean something else in C get a tail."""

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id += "_" if node.id in KEYWORDS else ""
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg += "_" if node.arg in KEYWORDS else ""
        return node


class _Function:
    """One function on its way to C."""

    def __init__(self, home: Translator, function: Callable[..., Any]) -> None:
        self.home, self.function = home, inspect.unwrap(getattr(function, "py_func", function))
        self.names = self.function.__globals__
        self.tree: Any = _Spelling().visit(ast.parse(textwrap.dedent(inspect.getsource(self.function)))).body[0]
        self.marks = {ast.unparse(d) for d in self.tree.decorator_list}
        self.types: dict[str, str] = {}

    def text(self) -> str:
        """The function in C."""
        arguments = ", ".join(self.argument(a) for a in self.tree.args.args)
        returns = TYPES[ast.unparse(self.tree.returns)]
        body = [s for s in self.tree.body if not isinstance(s, ast.Expr) or isinstance(s.value, ast.Call)]
        lines = "".join(self.statement(s) for s in body)
        head = "static inline __attribute__((always_inline))" if "rule" in self.marks else "static"
        head = "" if "entry" in self.marks else head
        return f"{head} {returns} {_c_name(self.function)}({arguments}) {{\n{lines}}}\n"

    def argument(self, argument: ast.arg) -> str:
        """One argument with its type in C."""
        name, kind = argument.arg, ast.unparse(argument.annotation) if argument.annotation else "Any"
        if kind != "Any":
            self.types[name] = TYPES[kind]
            return f"{TYPES[kind]} {name}"
        if name in self.home.shapes:
            self.types[name] = f"{name}_t"
            return f"const {name}_t *{name}"
        if name in self.home.arrays:
            self.types[name] = "sheet"
            return f"const sheet_t *{name}"
        whole = name in ("keys", "words", "fates")
        self.types[name] = "int64_t *" if whole else "double *"
        return f"{'const int64_t' if whole else 'double'} *restrict {name}"

    def block(self, statements: Sequence[ast.stmt]) -> str:
        """A body of a loop or a condition; names that begin in it are known after it as well, as in Python."""
        return "{\n" + "".join(self.statement(s) for s in statements) + "}\n"

    def statement(self, node: ast.stmt) -> str:
        """One statement in C."""
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                return "".join(self.assign(t, self.value(v)) for t, v in zip(targets, values, strict=True))
            case ast.Assign(targets=[ast.Tuple(elts=[first, second])], value=call):
                return self.both(first, second, self.value(call)[0])
            case ast.Assign(targets=[target], value=value):
                return self.assign(target, self.value(value))
            case ast.AugAssign(target=target, op=op, value=value):
                return f"{self.value(target)[0]} {OPERATORS[type(op)]}= {self.value(value)[0]};\n"
            case ast.For(target=ast.Name(id=name), iter=ast.Call(args=bounds), body=body):
                return self.loop(name, [self.value(b)[0] for b in bounds], body)
            case ast.While(test=test, body=body):
                return f"while ({self.value(test)[0]}) {self.block(body)}"
            case ast.If(test=test, body=body, orelse=other):
                tail = f" else {self.block(other)}" if other else ""
                return f"if ({self.value(test)[0]}) {self.block(body)}{tail}"
            case ast.Return(value=ast.Tuple(elts=[first, second])):
                return f"return (pair){{{self.value(first)[0]}, {self.value(second)[0]}}};\n"
            case ast.Return(value=value):
                return f"return {self.value(value)[0]};\n" if value else "return;\n"
            case ast.Expr(value=value):
                return f"{self.value(value)[0]};\n"
            case ast.Break():
                return "break;\n"
        raise NotImplementedError(f"{self.function.__name__}: {ast.unparse(node)}")

    def loop(self, name: str, bounds: list[str], body: Sequence[ast.stmt]) -> str:
        """A counted loop; gcc is told how many lanes there are, and that they do not depend on each other."""
        first, last = ("0", bounds[0]) if len(bounds) == 1 else bounds
        first, last = ("0", "WIDTH") if last == "lanes" else (first, last)
        before = dict(self.types)
        self.types[name] = "int64_t"
        hint = "#pragma GCC ivdep\n" if last == "WIDTH" else ""
        head = f"{hint}for (int64_t {name} = {first}, {name}_end = {last}; {name} < {name}_end; {name}++) "
        text = head + self.block(body)
        self.types = before
        return text

    def both(self, first: ast.expr, second: ast.expr, call: str) -> str:
        """Two results of one call."""
        parts = (self.assign(t, (f"both.{p}", "int64_t")) for t, p in ((first, "first"), (second, "second")))
        return f"pair both = {call};\n" + "".join(parts)

    def assign(self, target: ast.expr, value: Typed) -> str:
        """An assignment; a new name is declared where it begins."""
        text, kind = value
        if isinstance(target, ast.Name) and target.id not in self.types:
            self.types[target.id] = kind
            return f"{kind} {target.id} = {text};\n"
        return f"{self.value(target)[0]} = {text};\n"

    def value(self, node: ast.expr) -> Typed:
        """An expression in C, with its type."""
        match node:
            case ast.Constant(value=constant):
                return _literal(constant)
            case ast.Name(id=name) if name in self.types:
                return name, self.types[name]
            case ast.Name() | ast.Attribute():
                return self.attribute(node)
            case ast.BinOp(left=left, op=op, right=right):
                (a, ka), (b, kb) = self.value(left), self.value(right)
                kind = "double" if "double" in (ka, kb) or isinstance(op, ast.Div) else "int64_t"
                return f"({a} {OPERATORS[type(op)]} {b})", kind
            case ast.UnaryOp(op=op, operand=operand):
                text, kind = self.value(operand)
                return f"({OPERATORS[type(op)]}{text})", kind
            case ast.BoolOp(op=op, values=values):
                return "(" + OPERATORS[type(op)].join(self.value(v)[0] for v in values) + ")", "int"
            case ast.Compare(left=left, ops=ops, comparators=others):
                terms = [self.value(t)[0] for t in (left, *others)]
                pairs = [f"({terms[i]} {OPERATORS[type(o)]} {terms[i + 1]})" for i, o in enumerate(ops)]
                return "(" + " && ".join(pairs) + ")", "int"
            case ast.IfExp(test=test, body=body, orelse=other):
                (a, kind), (b, _) = self.value(body), self.value(other)
                return f"({self.value(test)[0]} ? {a} : {b})", kind
            case ast.Subscript():
                return self.indexed(node)
            case ast.Call():
                return self.call(node)
        raise NotImplementedError(f"{self.function.__name__}: {ast.unparse(node)}")

    def call(self, node: ast.Call) -> Typed:
        """A call: of a rule, a stage, or one of the few built-ins."""
        name = ast.unparse(node.func)
        if name in ("unsigned", "int"):
            return self.value(node.args[0])
        arguments = ", ".join(self.value(a)[0] for a in node.args)
        if name == "abs":
            return f"fabs({arguments})", "double"
        function = self.constant(node.func)
        if function.__name__ in RETURNS:
            return f"{self.home.name(function)}({arguments})", RETURNS[function.__name__]
        return f"{self.home.name(function)}({arguments})", TYPES[str(inspect.signature(function).return_annotation)]

    def constant(self, node: ast.expr) -> Any:
        """What a name of the module stands for."""
        if isinstance(node, ast.Attribute):
            return getattr(self.constant(node.value), node.attr)
        return self.names[ast.unparse(node)]

    def attribute(self, node: ast.expr) -> Typed:
        """A field of a structure, the size of an array, or a constant of a module."""
        parts = ast.unparse(node).split(".")
        if parts[0] not in self.types:
            return _literal(self.constant(node))
        if parts[-1] == "size":
            return f"{parts[0]}->{parts[1]}_shape[0]", "int64_t"
        item = getattr(self.home.shapes[parts[0]], parts[1])
        if isinstance(item, np.ndarray):
            return f"{parts[0]}->{parts[1]}", "double *" if item.dtype == np.float64 else "int64_t *"
        return f"{parts[0]}->{parts[1]}", "int64_t"

    def indexed(self, node: ast.Subscript) -> Typed:
        """An element of an array of one or more dimensions, or an extent of its shape."""
        owner = ast.unparse(node.value)
        if owner.endswith(".shape"):
            return f"{owner.split('.')[0]}->{owner.split('.')[1]}_shape[{ast.unparse(node.slice)}]", "int64_t"
        places = [self.value(i)[0] for i in (node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice])]
        if self.types.get(owner) == "sheet":
            text, shape, kind = f"{owner}->start", f"{owner}->shape", "double *"
        else:
            (text, kind), shape = self.value(node.value), owner.replace(".", "->") + "_shape"
        flat = places[0]
        for axis, place in enumerate(places[1:], 1):
            flat = f"({flat} * {shape}[{axis}] + {place})"
        return f"{text}[{flat}]", kind.removesuffix(" *")


def _c_name(function: Callable[..., Any]) -> str:
    return f"{function.__module__.rsplit('.', 1)[-1]}_{function.__name__}"


def _literal(constant: Any) -> Typed:
    if isinstance(constant, float):
        return ("INFINITY" if constant == float("inf") else f"{constant!r}"), "double"
    return f"INT64_C({int(constant)})", "int64_t"


SHEETS = {"series": 3, "totals": 4}  # arrays of several dimensions that an entry is given


def build(entry: Callable[..., Any], shapes: dict[str, Any], lanes: int, flags: Sequence[str] = ()) -> Any:
    """The twin of an entry for so many lanes, as a Python callable. Raises CalledProcessError where gcc fails."""
    source = Translator(shapes, SHEETS).source(entry)
    folder = Path(tempfile.gettempdir()) / f"agonist-twin-{hashlib.sha256(source.encode()).hexdigest()[:12]}"
    folder.mkdir(exist_ok=True)
    (folder / "twin.c").write_text(source)
    library = folder / f"twin{lanes}.so"
    command = ["gcc", *FLAGS, f"-DWIDTH={lanes}", *flags, "-o", str(library), str(folder / "twin.c"), "-lm"]
    subprocess.run(command, check=True)
    function = getattr(ctypes.CDLL(str(library)), _c_name(entry))

    def call(*arguments: Any) -> None:
        kept = [
            _array(a) if isinstance(a, np.ndarray) else packed(a) if hasattr(a, "_fields") else a for a in arguments
        ]
        function(*(ctypes.byref(k) if isinstance(k, ctypes.Structure) else ctypes.c_int64(k) for k in kept))

    return call
