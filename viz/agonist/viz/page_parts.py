"""Small parts that several panels of the page share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

from agonist.model.bout.learning import LEARNERS


def learners() -> tuple[str, ...]:
    """Names of the learners, the default first."""
    return tuple(sorted(LEARNERS, key=lambda name: (name != "competitive", name)))


def as_number(text: str, low: float, high: float, unit: str = "") -> float:
    """A number that a hand has typed. Raises ValueError that says what would be right."""
    need = f"it needs a number {low:g} to {high:g} {unit}".rstrip()
    try:
        value = float(str(text).replace(",", "."))
    except ValueError:
        raise ValueError(f"{text!r} is not a number; {need}") from None
    if not low <= value <= high:
        raise ValueError(f"{value:g} is out of range; {need}")
    return value


@solara.component
def Fine(text: str) -> None:
    """A small explanation."""
    solara.Text(text, classes=["ag-fine"])


@solara.component
def Choice(label: str, on_click: Callable[[], None], disabled: bool = False) -> None:
    """A button that may run over several lines."""
    solara.Button(label, on_click=on_click, outlined=True, small=True, disabled=disabled, classes=["ag-choice"])


@solara.component
def NumberInput(
    label: str, value: float | None, low: float, high: float, unit: str, on_value: Callable[[float | None], None],
    hint: str = "",
) -> None:  # fmt: skip
    """A typed number with its unit and range; a wrong one says what would be right."""
    text, set_text = solara.use_state("" if value is None else f"{value:g}")
    solara.use_effect(lambda: set_text("" if value is None else f"{value:g}"), [value])
    fault, set_fault = solara.use_state("")

    def typed(now: str) -> None:
        set_text(now)
        try:
            number = None if not now.strip() else as_number(now, low, high, unit)
        except ValueError as error:
            set_fault(str(error))
            return
        set_fault("")
        on_value(number)

    solara.InputText(f"{label}{f' ({unit})' if unit else ''}", text, on_value=typed, error=fault or False, message=hint)


def in_range(low: float, high: float) -> str:
    """A range in words; empty where it has no ends."""
    finite = abs(low) < 1e9 and abs(high) < 1e9
    return f"{low:g} to {high:g}" if finite else ""


def shown(value: Any) -> str:
    """A value as a page shows it."""
    return f"{value:g}" if isinstance(value, float | int) else str(value)
