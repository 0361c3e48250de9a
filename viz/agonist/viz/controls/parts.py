"""Small parts that several panels of the page share."""

from __future__ import annotations

from collections.abc import Callable

import solara

from agonist.viz.session.forms import as_number
from agonist.viz.session.visitor import Session

Redraw = Callable[..., None]  # draws the controls anew, when something was done

STEPS = 100  # of a slider


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
    session: Session,
    label: str,
    value: float | None,
    low: float,
    high: float,
    unit: str,
    on_value: Callable[[float | None], None],
    hint: str = "",
    on_fault: Callable[[str], None] = lambda fault: None,
    unit_in_label: bool = True,
) -> None:
    """A typed number with its unit and range; a wrong one says what would be right, and `on_fault` hears of it."""
    shown = "" if value is None else session.write(value)
    text, set_text = solara.use_state(shown)
    solara.use_effect(lambda: set_text(shown), [value])
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

    said = f" ({unit})" if unit and unit_in_label and unit not in label else ""
    solara.InputText(f"{label}{said}", text, on_value=typed, error=session.told(fault) or False, message=hint)


@solara.component
def Slider(value: float, low: float, high: float, turn: Callable[[float], object]) -> None:
    """A slider in whole steps of the range; it speaks only when a hand has moved it to another step."""
    span = (high - low) or 1.0
    place = round((value - low) / span * STEPS)

    def moved(step: int) -> None:
        if step != place:
            turn(float(f"{low + span * step / STEPS:.4g}"))

    solara.SliderInt("", place, min=0, max=STEPS, on_value=moved, thumb_label=False)
