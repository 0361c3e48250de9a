"""From the verbs of units to LLVM's language: `self.x` is a number of the unit's row, one of each lane.

A verb keeps to what `lower` knows, and besides: quantities of its unit and of those it is linked to, loops over links,
calls of other verbs, and `if` (also an early `return`) on what differs between lanes: such a part is skipped where it
holds in no lane, and else written in the lanes where it holds.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import TYPE_CHECKING, NamedTuple, cast

from agonist.model.compiler import grammar
from agonist.model.compiler.emit import Writer
from agonist.model.compiler.kinds import (
    PLAIN,
    WORDS,
    ArrayKind,
    Bundle,
    Flat,
    Mismatch,
    Source,
    Value,
    literal,
    syntax,
)
from agonist.model.compiler.links import Link
from agonist.model.parameters import nearest

if TYPE_CHECKING:
    from agonist.model.compiler.machine import Module
    from agonist.model.units.body import Body
    from agonist.model.units.unit import Unit


class World(NamedTuple):
    """Where everything lies: address of each area, the block and the wiring, and the class of each area's units."""

    bases: dict[str, str]
    block: Bundle
    wiring: Bundle
    classes: dict[str, type[Unit]]


class View(NamedTuple):
    """One unit: its class, its row, and whether it is there at all."""

    cls: type[Unit]
    row: Value
    world: World
    present: Value | None = None


class Crowd(NamedTuple):
    """Units that follow each other in an index array."""

    link: Link
    first: Value
    last: Value
    world: World


type Meant = Value | Flat | Bundle | View | Crowd | list[Meant] | None  # what an expression stands for; None: nothing

type Given = tuple[str, bool] | type[Unit]  # what a verb is given: kind and width of a number, or class of a unit


class Views:
    """What a routine does with units; a part of `lower.Routine`."""

    home: Module
    to: Writer
    scope: dict[str, Meant]
    function: Source
    value: Callable[[ast.expr | None], Meant]
    inline: Callable[[Source, Sequence[Meant]], Meant]
    here: Callable[[Source, View, Sequence[Meant]], None]
    lane: str | None
    mask: Value | None = None

    def field(self, bundle: Bundle, name: str) -> Value | Flat:
        """A field of a named tuple."""
        known = [f for f, _ in bundle.fields]
        if name not in known:
            raise Mismatch(f"no field `{name}`; {nearest(name, known)}")
        at = known.index(name)
        kind = bundle.fields[at][1]
        if isinstance(kind, str):
            return Value(self.to.fixed(PLAIN[kind], bundle.place, at * WORDS), kind)
        if not isinstance(kind, ArrayKind):
            raise Mismatch(f"`{name}` is a named tuple within another")
        place = self.to.new(f"getelementptr i64, ptr {bundle.place}, i64 {at * WORDS}")
        return Flat(*kind, self.to.fixed("ptr", place), place)

    def array(self, bundle: Bundle, name: str) -> Flat:
        """A field of a named tuple that is an array. Raises Mismatch for a number."""
        found = self.field(bundle, name)
        if not isinstance(found, Flat):
            raise Mismatch(f"`{name}` is a number where an array is needed")
        return found

    def item(self, array: Flat, index: str, wide: bool = False) -> Value:
        """An element of an array, or those of all lanes."""
        if self.home.watched is not None:
            extent = self.to.fixed("i64", array.place, 1)
            if array.axes > 1:
                extent = self.to.new(f"mul i64 {extent}, {self.to.fixed('i64', array.place, 2)}")
            lanes = self.home.stride if wide else 1
            index = self.home.watched.bounded(self.to, Value(index, "i"), extent, lanes, self.function, None).text
        where = self.to.new(f"getelementptr {PLAIN[array.kind]}, ptr {array.start}, i64 {index}")
        value = Value("", array.kind, wide and self.home.lanes > 1)
        lasting = ", !invariant.load !{}" if array.kind == "i" else ""
        return value._replace(text=self.to.new(f"load {self.to.type_of(value)}, ptr {where}, align 8{lasting}"))

    def whole(self, cls: type[Body], arguments: Sequence[Meant]) -> View:
        """The body as a view over a block and its wiring. Raises Mismatch."""
        block, wiring = arguments[:2]
        if not isinstance(block, Bundle) or not isinstance(wiring, Bundle):
            raise Mismatch(f"{cls.__name__} lies over a block and its wiring")
        areas = {area: self.array(block, area) for area in cls.classes}
        bases = {area: found.start for area, found in areas.items()}
        if self.home.watched is not None:
            self.home.watched.apart(self.to, list(areas.values()), self.function)
        return View(cast("type[Unit]", cls), Value("0", "i"), World(bases, block, wiring, cls.classes))

    def place(self, view: View, name: str) -> str | None:
        """Address of a quantity of a unit; None if it has none of this name."""
        offsets = getattr(view.cls, "offsets", None)
        if offsets is None or name not in offsets._fields or name == "size":
            return None
        row = self.to.new(f"mul i64 {view.row.text}, {offsets.size * self.home.stride}")
        at = self.to.new(f"add i64 {row}, {getattr(offsets, name) * self.home.stride}")
        if self.home.watched is not None:
            extent = self.to.fixed("i64", self.array(view.world.block, view.cls.kept_in).place, 1)
            at = self.home.watched.bounded(self.to, Value(at, "i"), extent, self.home.stride, self.function, None).text
        return str(self.to.new(f"getelementptr double, ptr {view.world.bases[view.cls.kept_in]}, i64 {at}"))

    def look(self, view: View, name: str) -> Meant:
        """What an attribute of a unit stands for: a number, a unit, or several."""
        where = self.place(view, name)
        if where is not None:
            value = Value("", "f", self.home.lanes > 1)
            return value._replace(text=self.to.new(f"load {self.to.type_of(value)}, ptr {where}, align 8"))
        found = self.member(view, name)
        if isinstance(found, property) and isinstance(found.fget, FunctionType):
            return self.inline(found.fget, [view])
        if isinstance(found, Link):
            if found.kind == "pair":
                raise Mismatch(f"`{name}` belongs to two units: ask `.{name}(other)`")
            return self.follow(view, found)
        return literal(found)

    def member(self, view: View, name: str) -> object:
        """What a class has of this name. Raises Mismatch with the nearest one."""
        try:
            return inspect.getattr_static(view.cls, name)
        except AttributeError:
            known = [*getattr(getattr(view.cls, "offsets", None), "_fields", ()), *dir(view.cls)]
            close = nearest(name, [each for each in known if not each.startswith("_")])
            links = (
                f"its links are {', '.join(sorted(view.cls.links))}; quantities and verbs: docs/odd.md, `agonist steps`"
            )
            raise Mismatch(
                f"{view.cls.__name__} has no `{name}`; {close if close.startswith('did') else links}"
            ) from None

    def follow(self, view: View, link: Link) -> Meant:
        """Where a link leads."""
        world, (area, kind, via, first, _) = view.world, link
        if kind == "draw":
            at = "0" if via == "keys" else self.to.new(f"mul i64 {view.row.text}, {self.home.stride}")
            return self.item(self.array(world.block, via), at, wide=True)
        if kind == "all":
            found = self.field(world.wiring, via)
            many = Value(self.to.fixed("i64", found.place, 1), "i") if isinstance(found, Flat) else found
            return Crowd(Link(area, kind), Value("0", "i"), many, world)
        if kind == "many":
            ends = self.array(world.wiring, first)
            after = self.to.new(f"add i64 {view.row.text}, 1")
            return Crowd(link, self.item(ends, view.row.text), self.item(ends, after), world)
        if not via:
            return View(world.classes[area], Value("0", "i"), world)
        index = self.item(self.array(world.wiring, via), view.row.text)
        if kind == "one":
            return View(world.classes[area], index, world)
        there = Value(self.to.new(f"icmp sge i64 {index.text}, 0"), "b")
        return View(world.classes[area], self.to.select(there, index, Value("0", "i")), world, there)

    def pair(self, link: Link, view: View, other: Meant) -> Value:
        """The number that belongs to two units. Raises Mismatch."""
        if not isinstance(other, View):
            raise Mismatch(f"`{link.via}` belongs to two units")
        table = self.array(view.world.wiring, link.via)
        row = self.to.new(f"mul i64 {view.row.text}, {self.to.fixed('i64', table.place, 2)}")
        return self.item(table, self.to.new(f"add i64 {row}, {other.row.text}"))

    def write(self, view: View, name: str, found: Meant) -> None:
        """Give a quantity of a unit a value."""
        where = self.place(view, name)
        if where is None:
            raise Mismatch(f"{view.cls.__name__} has no quantity `{name}`; {nearest(name, view.cls.offsets._fields)}")
        value = self.to.number(found)
        if value.kind != "f":
            raise Mismatch(f"{name} is a float: write `1.0`, or `1.0 if truth else 0.0`")
        value = self.masked(self.to.spread(value), lambda: self.to.number(self.look(view, name)))
        self.to.put(f"store {self.to.type_of(value)} {value.text}, ptr {where}, align 8")

    def masked(self, value: Value, old: Callable[[], Value]) -> Value:
        """A value in the lanes that are meant, the old one in the others."""
        return self.to.select(self.mask, value, old()) if self.mask else value

    def ask(self, view: Meant, name: str, arguments: Sequence[Meant], above: Source | None = None) -> Meant:
        """Call a verb of a unit; one that returns a value is written out on the spot. `above` has said `super()`."""
        if not isinstance(view, View):
            raise Mismatch(f"nothing here can be asked to `{name}`")
        found = self.member(view, name)
        if above is not None:
            found = self.above(view.cls, name, above)
        if isinstance(found, Link) and found.kind == "pair" and len(arguments) == 1:
            return self.pair(found, view, arguments[0])
        if not isinstance(found, FunctionType):
            raise Mismatch(f"`{name}` of {view.cls.__name__} is no verb")
        self.counted(found, [view, *arguments])
        if grammar.role_of(found) == "reading":
            return self.inline(found, [view, *arguments])
        if self.lane == "":
            raise Mismatch(f"a reading changes nothing, and `{name}` does")
        if self.mask is not None:
            self.here(found, view, arguments)
            return None
        passed = [a if isinstance(a, View) else self.to.number(a) for a in arguments]
        kinds = tuple(a.cls if isinstance(a, View) else (a.kind, a.wide) for a in passed)
        given = [f"ptr {base}" for base in view.world.bases.values()]
        given += [f"ptr {view.world.block.place}", f"ptr {view.world.wiring.place}", f"i64 {view.row.text}"]
        given += [f"i64 {a.row.text}" if isinstance(a, View) else f"{self.to.type_of(a)} {a.text}" for a in passed]
        self.to.put(f"call void @{self.home.verb(found, view, kinds)}({', '.join(given)})")
        return None

    def above(self, cls: type[Unit], name: str, function: Source) -> object:
        """What `super()` has of a name, said in a function of a class."""

        def own(thing: object) -> bool:
            return thing is function or (isinstance(thing, property) and thing.fget is function)

        mine = next(n for n, c in enumerate(cls.__mro__) if any(map(own, vars(c).values())))
        found = next((vars(c)[name] for c in cls.__mro__[mine + 1 :] if name in vars(c)), None)
        if found is None:
            raise Mismatch(f"no class above {cls.__name__} has `{name}`")
        return found.fget if isinstance(found, property) else found

    def counted(self, function: Source, arguments: Sequence[Meant]) -> None:
        """As many values as a function takes. Raises Mismatch."""
        taken = [a.arg for a in syntax(function).args.args]
        if len(taken) != len(arguments):
            raise Mismatch(f"{function.__name__} takes ({', '.join(taken)}); {len(arguments)} values are given")

    def each(self, crowd: Crowd, do: Callable[[Meant], object]) -> None:
        """A loop over units: `do` is given the unit, with the weight of its link if there is one."""
        link, world = crowd.link, crowd.world
        counter = self.to.variable(crowd.first)
        head, inside, after = self.to.label(), self.to.label(), self.to.label()
        self.to.open(head)
        now = Value(self.to.new(f"load i64, ptr {counter.text}"), "i")
        more = self.to.new(f"icmp slt i64 {now.text}, {crowd.last.text}")
        self.to.put(f"br i1 {more}, label %{inside}, label %{after}\n{inside}:")
        index = self.item(self.array(world.wiring, link.via), now.text) if link.via else now
        unit = View(world.classes[link.area], index, world)
        do([self.item(self.array(world.wiring, link.weight), now.text), unit] if link.weight else unit)
        self.to.put(f"store i64 {self.to.new(f'add nsw i64 {now.text}, 1')}, ptr {counter.text}")
        self.to.put(f"br label %{head}\n{after}:")
