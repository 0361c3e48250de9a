"""Small parts that several panels of the page share."""

from __future__ import annotations

from collections.abc import Callable

import solara

from agonist.viz.session.forms import as_number


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
    hint: str = "", on_fault: Callable[[str], None] = lambda fault: None,
) -> None:  # fmt: skip
    """A typed number with its unit and range; a wrong one says what would be right, and `on_fault` hears of it."""
    text, set_text = solara.use_state("" if value is None else f"{value:g}")
    solara.use_effect(lambda: set_text("" if value is None else f"{value:g}"), [value])
    fault, set_fault = solara.use_state("")

    def typed(now: str) -> None:
        set_text(now)
        try:
            number = None if not now.strip() else as_number(now, low, high, unit)
        except ValueError as error:
            set_fault(str(error))
            on_fault(str(error))
            return
        set_fault("")
        on_fault("")
        on_value(number)

    said = f" ({unit})" if unit and unit not in label else ""
    solara.InputText(f"{label}{said}", text, on_value=typed, error=fault or False, message=hint)
