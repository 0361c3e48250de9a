"""The figure that all others are drawn on: it shows itself at the end of a cell of a notebook."""

from __future__ import annotations

import io

import matplotlib.figure

DPI = 110  # in a notebook


class Figure(matplotlib.figure.Figure):
    """A figure of matplotlib, which shows one only where pyplot has made it."""

    def _repr_png_(self) -> bytes:
        held = io.BytesIO()
        self.savefig(held, format="png", dpi=DPI)
        return held.getvalue()
