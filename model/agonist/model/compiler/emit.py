"""The words of LLVM's language: numbers in registers, one or one of each lane, and the instructions on them.

Nothing is contracted or re-associated: one lane and many give the same bits, those of plain Python.
"""

from __future__ import annotations

import ast
import struct

from agonist.model.compiler.kinds import PLAIN, Mismatch, Value, literal

ARITHMETIC: dict[type[ast.AST], tuple[str, str]] = {
    ast.Add: ("fadd", "add"),
    ast.Sub: ("fsub", "sub"),
    ast.Mult: ("fmul", "mul"),
    ast.Div: ("fdiv", ""),
    ast.BitAnd: ("", "and"),
    ast.BitOr: ("", "or"),
    ast.BitXor: ("", "xor"),
    ast.LShift: ("", "shl"),
    ast.RShift: ("", "ashr"),
}
COMPARISON: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lt: ("olt", "slt"),
    ast.LtE: ("ole", "sle"),
    ast.Gt: ("ogt", "sgt"),
    ast.GtE: ("oge", "sge"),
    ast.Eq: ("oeq", "eq"),
    ast.NotEq: ("une", "ne"),
}


NAMES = {"f": "a float", "i": "a whole number", "b": "a truth"}


class Writer:
    """Writes the instructions of one function, for `lanes` lives side by side."""

    def __init__(self, lanes: int) -> None:
        self.lanes = lanes
        self.lines: list[str] = []
        self.slots: list[str] = []
        self.count = 0

    def type_of(self, value: Value) -> str:
        """LLVM's type of a number."""
        plain = PLAIN[value.kind]
        return f"<{self.lanes} x {plain}>" if value.wide else plain

    def put(self, line: str) -> None:
        """Write a line."""
        self.lines.append(line)

    def new(self, line: str) -> str:
        """A new register that holds the result of an instruction."""
        self.count += 1
        self.lines.append(f"%v{self.count} = {line}")
        return f"%v{self.count}"

    def label(self) -> str:
        """A new name for a place to jump to."""
        self.count += 1
        return f"b{self.count}"

    def open(self, label: str) -> None:
        """Begin a block of instructions; whatever ran before goes on here."""
        self.put(f"br label %{label}\n{label}:")

    def variable(self, value: Value) -> Value:
        """A place in memory for a name that may change; LLVM turns it into a register."""
        self.count += 1
        self.slots.append(f"%s{self.count} = alloca {PLAIN[value.kind]}")
        self.put(f"store {PLAIN[value.kind]} {value.text}, ptr %s{self.count}")
        return Value(f"%s{self.count}", f"*{value.kind}")

    def fixed(self, kind: str, place: str, index: int = 0) -> str:
        """Load a word that never changes while the function runs."""
        where = self.new(f"getelementptr i64, ptr {place}, i64 {index}") if index else place
        return self.new(f"load {kind}, ptr {where}, !invariant.load !{{}}")

    def spread(self, value: Value) -> Value:
        """One number in all lanes."""
        if value.wide or self.lanes == 1:
            return value
        plain, wide = PLAIN[value.kind], self.type_of(value._replace(wide=True))
        if not value.text.startswith("%"):
            same = ", ".join([f"{plain} {value.text}"] * self.lanes)
            return Value(f"<{same}>", value.kind, True)
        one = self.new(f"insertelement {wide} poison, {plain} {value.text}, i64 0")
        mask = f"<{self.lanes} x i32> zeroinitializer"
        return Value(self.new(f"shufflevector {wide} {one}, {wide} poison, {mask}"), value.kind, True)

    def cast(self, value: Value, kind: str) -> Value:
        """A number as another kind."""
        if value.kind == kind:
            return value
        how = {"bi": "zext", "if": "sitofp", "bf": "uitofp"}.get(value.kind + kind)
        if how is None:
            raise Mismatch(f"{NAMES[value.kind]} where {NAMES[kind]} is needed")
        made = value._replace(kind=kind)
        return made._replace(text=self.new(f"{how} {self.type_of(value)} {value.text} to {self.type_of(made)}"))

    def alike(self, one: object, other: object) -> tuple[Value, Value]:
        """Two numbers of one kind and width."""
        first, second = self.number(one), self.number(other)
        if first.kind != second.kind:
            kind = max(first.kind, second.kind, key="bif".index)
            first, second = self.cast(first, kind), self.cast(second, kind)
        if first.wide != second.wide:
            first, second = self.spread(first), self.spread(second)
        return first, second

    def instruction(self, name: str, first: object, second: object) -> Value:
        """One instruction on two numbers of a kind."""
        a, b = self.alike(first, second)
        return a._replace(text=self.new(f"{name} {self.type_of(a)} {a.text}, {b.text}"))

    def arithmetic(self, op: ast.operator, one: object, other: object) -> Value:
        """Arithmetic on two numbers."""
        first, second = self.number(one), self.number(other)
        bits = isinstance(op, ast.BitAnd | ast.BitOr | ast.BitXor)
        if bits and first.kind == second.kind == "b":
            return self.instruction(ARITHMETIC[type(op)][1], first, second)
        whole = first.kind == second.kind == "i" and not isinstance(op, ast.Div)
        if not whole:
            if "b" in (first.kind, second.kind):
                raise Mismatch("a truth in arithmetic: write `1.0 if truth else 0.0`")
            first, second = self.cast(first, "f"), self.cast(second, "f")
        if not ARITHMETIC[type(op)][whole]:
            raise Mismatch("bits of whole numbers only")
        return self.instruction(ARITHMETIC[type(op)][whole], first, second)

    def number(self, value: object) -> Value:
        """A number as it is. Raises Mismatch for anything else."""
        if not isinstance(value, Value):
            raise Mismatch("a unit, an array or several values where one number is needed")
        return value

    def unary(self, node: ast.AST, op: ast.unaryop, found: object) -> Value:
        """Minus or not."""
        if isinstance(op, ast.Not):
            return self.instruction("xor", self.truth(found), Value("true", "b"))
        value = self.number(found)
        if not isinstance(op, ast.USub) or value.kind == "b":
            raise Mismatch(f"`{ast.unparse(node)}` is not compiled")
        if value.kind == "f" and not value.text.startswith("%"):
            return literal(-struct.unpack("<d", struct.pack("<Q", int(value.text, 16)))[0])
        if value.kind == "f":
            return value._replace(text=self.new(f"fneg {self.type_of(value)} {value.text}"))
        return self.instruction("sub", Value("0", "i"), value)

    def truth(self, found: object) -> Value:
        """A number as yes or no."""
        value = self.number(found)
        return value if value.kind == "b" else self.compare(ast.NotEq(), value, Value("0", "i"))

    def compare(self, op: ast.cmpop, first: object, second: object) -> Value:
        """Yes or no."""
        truths = [v for v in (first, second) if isinstance(v, Value) and v.kind == "b"]
        if len(truths) == 1 or (truths and not isinstance(op, ast.Eq | ast.NotEq)):
            raise Mismatch("a truth is compared with a truth, by `==` or `!=`")
        a, b = self.alike(first, second)
        real = a.kind == "f"
        text = f"{'fcmp' if real else 'icmp'} {COMPARISON[type(op)][not real]} {self.type_of(a)} {a.text}, {b.text}"
        return Value(self.new(text), "b", a.wide)

    def select(self, test: Value, one: object, other: object) -> Value:
        """One number or the other, lane by lane."""
        yes, no = self.number(one), self.number(other)
        a, b = self.alike(yes, no)
        if "b" in (yes.kind, no.kind) and yes.kind != no.kind:
            raise Mismatch("either a truth or a number: one of two has to be the same kind as the other")
        if test.wide:
            a, b = self.spread(a), self.spread(b)
        kind = self.type_of(a)
        text = f"select {self.type_of(test)} {test.text}, {kind} {a.text}, {kind} {b.text}"
        return Value(self.new(text), a.kind, a.wide)

    def intrinsic(self, name: str, value: Value) -> Value:
        """A function that the machine has."""
        kind, suffix = self.type_of(value), f"v{self.lanes}f64" if value.wide else "f64"
        return value._replace(text=self.new(f"call {kind} @llvm.{name}.{suffix}({kind} {value.text})"))
