"""Count the arithmetic of the compiled step as it runs, and the least time that so much arithmetic takes on this core.

The optimised code is taken as LLVM prints it, and every block of it adds to counters what it holds. The floor is what
loops of nothing but independent additions and products, or divisions, need for the same numbers: they may overlap, so
the longer of the two counts. A second measure is one loop of all that is counted, loads, stores and choices included.
"""

from __future__ import annotations

import ctypes
import inspect
import re
import time
from collections.abc import Callable
from typing import Any

import llvmlite.binding as llvm

from agonist.model import clock
from agonist.model.compiler import jit, native
from agonist.model.compiler.kinds import LANES, kind_of
from agonist.model.compiler.machine import Module, _words

WIDE = rf"<{LANES} x double>"
KINDS = {
    "additions": rf"= f(?:add|sub)\b.*{WIDE}",
    "products": rf"= fmul\b.*{WIDE}",
    "divisions": rf"= fdiv\b.*{WIDE}",
    "roots": rf"call {WIDE} @llvm\.sqrt",
    "comparisons": rf"= fcmp\b.*{WIDE}",
    "choices": rf"= select\b.*{WIDE}",
    "loads": rf"= load {WIDE}",
    "stores": rf"store {WIDE}",
    "exponentials": rf"= fmul\b.*{WIDE}.*0x3FF71547652B82FE",
    "logarithms": rf"= fcmp\b.*{WIDE}.*0x3FF6A09E667F3BCD",
}


def counting(text: str, counters: Any) -> str:
    """The same code, every block of which counts what it holds."""
    base, made, block, number = ctypes.addressof(counters), [], [], 0

    def close() -> None:
        nonlocal number
        first = next((n for n, line in enumerate(block) if "= phi " not in line), 0)
        added = []
        for at, (_, pattern) in enumerate(KINDS.items()):
            if count := sum(bool(re.search(pattern, line)) for line in block):
                where, number = f"inttoptr (i64 {base + 8 * at} to ptr)", number + 1
                added += [
                    f"  %n{number}.a = load i64, ptr {where}",
                    f"  %n{number}.b = add i64 %n{number}.a, {count}",
                    f"  store i64 %n{number}.b, ptr {where}",
                ]
        made.extend([*block[:first], *added, *block[first:]])
        block.clear()

    inside = False
    for line in text.splitlines():
        if line.startswith("define "):
            inside = True
            made.append(line)
        elif inside and (re.match(r'^[\w."-]+:', line) or line == "}"):
            close()
            made.append(line)
            inside = line != "}"
        else:
            (block if inside and line.strip() else made).append(line)
    return "\n".join(made)


def counted(life: Any) -> dict[str, float]:
    """How often each kind of operation is done in a muscle-bout of a life; an operation of all lanes is one of each."""
    wiring = life.runs[0].structure.wiring
    given = (
        life.block,
        wiring,
        life.rows,
        life.events,
        life.watch,
        *life.sheets,
        life.runs[0].learner,
        0,
        len(life.rows.second),
        life.lanes,
    )
    kinds = tuple(map(kind_of, given))
    text = Module(life.lanes, jit.STAGES).entry(inspect.unwrap(clock.live), kinds, "entry")
    counters = (ctypes.c_int64 * len(KINDS))()
    module = llvm.parse_assembly(counting(str(native.optimised(text, native.target())), counters))
    module.verify()
    address = native.address(bytes(native.target().emit_object(module)))
    types = [ctypes.c_int64 if isinstance(k, str) else ctypes.c_void_p for k in kinds]
    passed = [g if isinstance(g, int) else _words(g if hasattr(g, "_fields") else [g]) for g in given]
    life.block.state[:] = life.start
    ctypes.CFUNCTYPE(None, *types)(address)(*passed)
    return {name: counters[at] / (life.members * len(life.rows.second)) for at, name in enumerate(KINDS)}


def loop(operation: str, chains: int = 6) -> Callable[[int], None]:
    """A function that repeats an operation on so many independent vectors."""
    names = range(chains)
    phis = [f"%x{n} = phi {WIDE} [ splat (double 1.5), %start ], [ %y{n}, %again ]" for n in names]
    steps = [f"%y{n} = {operation} {WIDE} %x{n}, splat (double 0x3FF0000010000000)" for n in names]
    sums = [f"%z{n} = fadd {WIDE} {f'%z{n - 1}' if n else 'zeroinitializer'}, %y{n}" for n in names]
    text = "\n".join([
        "define void @entry(i64 %count, ptr %out) {", "start:", "br label %again", "again:",
        "%k = phi i64 [ 0, %start ], [ %next, %again ]", *phis, *steps, "%next = add i64 %k, 1",
        "%more = icmp slt i64 %next, %count", "br i1 %more, label %again, label %end", "end:", *sums,
        f"store {WIDE} %z{chains - 1}, ptr %out, align 8", "ret void", "}",
    ])  # fmt: skip
    call = ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_void_p)(native.address(native.code(text)))
    kept = (ctypes.c_double * LANES)()
    return lambda count: call(count, kept)


def nanoseconds(operation: str, chains: int = 6, count: int = 200_000) -> float:
    """Least time of one operation for one lane, ns of the processor."""
    run, best = loop(operation, chains), float("inf")
    for _ in range(7):
        started = time.process_time()
        run(count)
        best = min(best, time.process_time() - started)
    return 1e9 * best / (count * chains * LANES)


def floor(found: dict[str, float]) -> float:
    """Least time for the arithmetic of a muscle-bout, ns."""
    light = found["additions"] * nanoseconds("fadd") + found["products"] * nanoseconds("fmul")
    return max(light, (found["divisions"] + found["roots"]) * nanoseconds("fdiv"))


def mixed(found: dict[str, float], chains: int = 5) -> Callable[[int], None]:
    """A function that does all that is counted in a muscle-bout, again and again, each step independent of the next four.

    Loads are operands of sums and products, out of memory that fits the first cache; the order is dealt evenly.
    """
    count = {kind: round(found[kind]) for kind in KINDS}
    steps = [(n / count[k], k) for k in ("additions", "products", "divisions", "choices") for n in range(count[k])]
    text, loads, stores, now = [], 0, 0, [f"%x{n}" for n in range(chains)]
    for n, (when, kind) in enumerate(sorted(steps)):
        old, new, other = now[n % chains], f"%y{n}", "splat (double 0x3FF0000010000000)"
        if loads < when * count["loads"] and kind in ("additions", "products"):
            text += [f"%p{n} = getelementptr {WIDE}, ptr %row, i64 {loads}", f"%l{n} = load {WIDE}, ptr %p{n}, align 8"]
            loads, other = loads + 1, f"%l{n}"
        if kind == "choices":
            text += [
                f"%m{n} = fcmp olt {WIDE} {old}, splat (double {1.5 + n})",
                f"{new} = select <{LANES} x i1> %m{n}, {WIDE} {old}, {WIDE} splat (double 1.25)",
            ]
        else:
            name = {"additions": "fadd", "products": "fmul", "divisions": "fdiv"}[kind]
            text.append(f"{new} = {name} {WIDE} {old}, {other}")
        if stores < when * count["stores"]:
            text += [f"%q{n} = getelementptr {WIDE}, ptr %out, i64 {stores}", f"store {WIDE} {new}, ptr %q{n}, align 8"]
            stores += 1
        now[n % chains] = new
    phis = [f"%x{n} = phi {WIDE} [ splat (double 1.5), %start ], [ {now[n]}, %again ]" for n in range(chains)]
    ends = [f"store {WIDE} {last}, ptr %out, align 8" for last in now]
    whole = "\n".join([
        "define void @entry(i64 %count, ptr noalias %in, ptr noalias %out) {", "start:", "br label %again", "again:",
        "%k = phi i64 [ 0, %start ], [ %next, %again ]", *phis, "%odd = and i64 %k, 7",
        f"%row = getelementptr {WIDE}, ptr %in, i64 %odd", *text, "%next = add i64 %k, 1",
        "%more = icmp slt i64 %next, %count", "br i1 %more, label %again, label %end", "end:", *ends, "ret void", "}",
    ])  # fmt: skip
    call = ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p)(native.address(native.code(whole)))
    room = [(ctypes.c_double * (LANES * (count[kind] + 8)))() for kind in ("loads", "stores")]
    room[0][:] = [1.0 + 1e-9 * n for n in range(len(room[0]))]
    return lambda again: call(again, *room)
