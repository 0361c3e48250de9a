"""From the verbs of units to LLVM's language: `self.x` is a number of the unit's row, one of each lane.

A verb keeps to what `lower` knows, and besides: quantities of its unit and of those it is linked to, loops over links,
calls of other verbs, and `if` (also an early `return`) on what differs between lanes: such a part is skipped where it
holds in no lane, and else written in the lanes where it holds.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

from agonist.model.compiler.kinds import LANES, PLAIN, WORDS, Bundle, Flat, Value, syntax
from agonist.model.compiler.links import Link


class World(NamedTuple):
    """Where everything lies: address of each area, the block and the wiring, and the class of each area's units."""

    bases: dict[str, str]
    block: Bundle
    wiring: Bundle
    classes: dict[str, Any]


class View(NamedTuple):
    """One unit: its class, its row, and whether it is there at all."""

    cls: Any
    row: Value
    world: World
    present: Value | None = None


class Crowd(NamedTuple):
    """Units that follow each other in an index array."""

    link: Link
    first: Value
    last: Value
    world: World


class Views:
    """What a routine does with units; a part of `lower.Routine`."""

    home: Any
    to: Any
    scope: dict[str, Any]
    value: Callable[..., Any]
    inline: Callable[..., Any]
    here: Callable[..., Any]
    mask: Value | None = None

    def field(self, bundle: Bundle, name: str) -> Any:
        """A field of a named tuple."""
        at = [f for f, _ in bundle.fields].index(name)
        kind = bundle.fields[at][1]
        if kind in ("f", "i"):
            return Value(self.to.fixed(PLAIN[kind], bundle.place, at * WORDS), kind)
        place = self.to.new(f"getelementptr i64, ptr {bundle.place}, i64 {at * WORDS}")
        return Flat(kind[0], kind[1], self.to.fixed("ptr", place), place)

    def item(self, array: Flat, index: str, wide: bool = False) -> Value:
        """An element of an array, or those of all lanes."""
        where = self.to.new(f"getelementptr {PLAIN[array.kind]}, ptr {array.start}, i64 {index}")
        value = Value("", array.kind, wide and self.home.lanes > 1)
        lasting = ", !invariant.load !{}" if array.kind == "i" else ""
        return value._replace(text=self.to.new(f"load {self.to.type_of(value)}, ptr {where}, align 8{lasting}"))

    def whole(self, cls: Any, block: Bundle, wiring: Bundle) -> View:
        """The body as a view over a block and its wiring."""
        bases = {area: self.field(block, area).start for area in cls.classes}
        return View(cls, Value("0", "i"), World(bases, block, wiring, cls.classes))

    def place(self, view: View, name: str) -> str | None:
        """Address of a quantity of a unit; None if it has none of this name."""
        offsets = getattr(view.cls, "offsets", None)
        if offsets is None or name not in offsets._fields or name == "size":
            return None
        row = self.to.new(f"mul i64 {view.row.text}, {offsets.size * LANES}")
        at = self.to.new(f"add i64 {row}, {getattr(offsets, name) * LANES}")
        return str(self.to.new(f"getelementptr double, ptr {view.world.bases[view.cls.kept_in]}, i64 {at}"))

    def look(self, view: View, name: str) -> Any:
        """What an attribute of a unit stands for: a number, a unit, or several."""
        where = self.place(view, name)
        if where is not None:
            value = Value("", "f", self.home.lanes > 1)
            return value._replace(text=self.to.new(f"load {self.to.type_of(value)}, ptr {where}, align 8"))
        found = inspect.getattr_static(view.cls, name)
        if isinstance(found, property):
            return self.inline(found.fget, [view])
        return self.follow(view, found) if isinstance(found, Link) else found

    def follow(self, view: View, link: Link) -> Any:
        """Where a link leads."""
        world, (area, kind, via, first, _) = view.world, link
        if kind == "draw":
            at = "0" if via == "keys" else self.to.new(f"mul i64 {view.row.text}, {LANES}")
            return self.item(self.field(world.block, via), at, wide=True)
        if kind == "all":
            many = self.field(world.wiring, via)
            many = Value(self.to.fixed("i64", many.place, 1), "i") if isinstance(many, Flat) else many
            return Crowd(Link(area, kind), Value("0", "i"), many, world)
        if kind == "many":
            ends = self.field(world.wiring, first)
            after = self.to.new(f"add i64 {view.row.text}, 1")
            return Crowd(link, self.item(ends, view.row.text), self.item(ends, after), world)
        if not via:
            return View(world.classes[area], Value("0", "i"), world)
        index = self.item(self.field(world.wiring, via), view.row.text)
        if kind == "one":
            return View(world.classes[area], index, world)
        there = Value(self.to.new(f"icmp sge i64 {index.text}, 0"), "b")
        return View(world.classes[area], self.to.select(there, index, view.row), world, there)

    def pair(self, link: Link, view: View, other: View) -> Value:
        """The number that belongs to two units."""
        table = self.field(view.world.wiring, link.via)
        row = self.to.new(f"mul i64 {view.row.text}, {self.to.fixed('i64', table.place, 2)}")
        return self.item(table, self.to.new(f"add i64 {row}, {other.row.text}"))

    def write(self, view: View, name: str, value: Value) -> None:
        """Give a quantity of a unit a value."""
        where = self.place(view, name)
        assert where is not None, name
        value = self.masked(self.to.spread(self.to.cast(value, "f")), lambda: self.look(view, name))
        self.to.put(f"store {self.to.type_of(value)} {value.text}, ptr {where}, align 8")

    def masked(self, value: Value, old: Callable[[], Value]) -> Value:
        """A value in the lanes that are meant, the old one in the others."""
        return self.to.select(self.mask, value, old()) if self.mask else value

    def ask(self, view: View, name: str, arguments: list[Any], above: Any = None) -> Any:
        """Call a verb of a unit; one that returns a value is written out on the spot. `above` has said `super()`."""
        found = inspect.getattr_static(view.cls, name)
        if above is not None:
            mine = next(n for n, c in enumerate(view.cls.__mro__) if above in vars(c).values())
            found = next(vars(c)[name] for c in view.cls.__mro__[mine + 1 :] if name in vars(c))
        if isinstance(found, Link):
            return self.pair(found, view, *arguments)
        if ast.unparse(syntax(found).returns or ast.Constant(None)) != "None":
            return self.inline(found, [view, *arguments])
        if self.mask is not None:
            return self.here(found, view, arguments)
        kinds = tuple(a.cls if isinstance(a, View) else (a.kind, a.wide) for a in arguments)
        given = [f"ptr {base}" for base in view.world.bases.values()]
        given += [f"ptr {view.world.block.place}", f"ptr {view.world.wiring.place}", f"i64 {view.row.text}"]
        given += [f"i64 {a.row.text}" if isinstance(a, View) else f"{self.to.type_of(a)} {a.text}" for a in arguments]
        return self.to.put(f"call void @{self.home.verb(found, view, kinds)}({', '.join(given)})")

    def each(self, crowd: Crowd, do: Callable[[Any], None]) -> None:
        """A loop over units: `do` is given the unit, with the weight of its link if there is one."""
        link, world = crowd.link, crowd.world
        counter = self.to.variable(crowd.first)
        head, inside, after = self.to.label(), self.to.label(), self.to.label()
        self.to.open(head)
        now = Value(self.to.new(f"load i64, ptr {counter.text}"), "i")
        more = self.to.new(f"icmp slt i64 {now.text}, {crowd.last.text}")
        self.to.put(f"br i1 {more}, label %{inside}, label %{after}\n{inside}:")
        index = self.item(self.field(world.wiring, link.via), now.text) if link.via else now
        unit = View(world.classes[link.area], index, world)
        do([self.item(self.field(world.wiring, link.weight), now.text), unit] if link.weight else unit)
        self.to.put(f"store i64 {self.to.new(f'add nsw i64 {now.text}, 1')}, ptr {counter.text}")
        self.to.put(f"br label %{head}\n{after}:")
