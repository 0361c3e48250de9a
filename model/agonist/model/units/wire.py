"""The links of units in plain Python: which row is whose, who is whose neighbour, which joints a muscle listens to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from agonist.model.compiler.links import Link
from agonist.model.layout import LANES

if TYPE_CHECKING:
    from agonist.model.units.unit import Unit

T = TypeVar("T")


class Group(tuple[T, ...]):
    """Units in canonical order that can all be asked to do something."""

    def do(self, verb: str, *given: object) -> None:
        """Ask every unit."""
        for unit in self:
            getattr(unit, verb)(*given)

    def at(self, index: int) -> Group[T]:
        """The unit of this index, in every lane."""
        return Group(unit for unit in self if unit.index == index)  # type: ignore[attr-defined]


def lay(units: dict[str, Any], wiring: object, block: Any, lane: int = 0) -> None:
    """Give every unit its row of a block and its neighbours."""
    for area, found in units.items():
        for index, unit in enumerate(found):
            unit.bind(getattr(block, area), index, lane, block.stride)
    for unit in (unit for found in units.values() for unit in found):
        unit.__dict__.update(
            {name: follow(link, unit, units, wiring, block, lane) for name, link in unit.links.items()}
        )


def new(cls: type[Unit], flat: Any, stride: int = LANES) -> tuple[Any, ...]:
    """Units without a name, as many as an area holds."""
    return tuple(cls() for _ in range(len(flat) // (cls.offsets.size * stride)))


def follow(link: Link, unit: Any, units: dict[str, Any], wiring: Any, block: Any, lane: int) -> Any:
    """Where a link leads."""
    if link.kind == "draw":
        return int(getattr(block, link.via)[(0 if link.via == "keys" else unit.index * block.stride) + lane])
    via: Any = getattr(wiring, link.via) if link.via else None
    if link.kind == "pair":
        return lambda other: float(via[unit.index, other.index])
    found = units[link.area]
    if link.kind in ("one", "maybe"):
        at = 0 if via is None else int(via[unit.index])
        return found[at] if at >= 0 else None
    first = getattr(wiring, link.first)
    span = range(int(first[unit.index]), int(first[unit.index + 1]))
    near = [found[x if via is None else int(via[x])] for x in span]
    if link.weight:
        return Group(zip((float(getattr(wiring, link.weight)[x]) for x in span), near, strict=True))
    return Group(near)
