"""What a page remembers of a life: rows of float32, times rising, thinned when they grow too many."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float32]
ROWS_KEPT = 4000
NUMBERS_KEPT = 3_000_000  # of one life: 12 MB


class History:
    """Rows [n, width]; column 0 is the day. Older rows are thinned so that memory stays bounded."""

    def __init__(self, width: int, kept: int | None = None) -> None:
        self.width = width
        self.kept = kept or max(200, min(ROWS_KEPT, NUMBERS_KEPT // width))
        self.count = 0
        self._rows = np.empty((256, width), np.float32)

    @property
    def rows(self) -> Rows:
        """The rows written so far (a view)."""
        return self._rows[: self.count]

    @property
    def edge(self) -> float:
        """The newest day, 0 where nothing is written."""
        return float(self._rows[self.count - 1, 0]) if self.count else 0.0

    def append(self, rows: Rows) -> bool:
        """Add rows [k, width]; True where older rows were thinned, so that indices have changed."""
        needed = self.count + len(rows)
        if needed > len(self._rows):
            grown = np.empty((max(needed, 2 * len(self._rows)), self.width), np.float32)
            grown[: self.count] = self.rows
            self._rows = grown
        self._rows[self.count : needed] = rows
        self.count = needed
        return self._thin() if self.count > self.kept else False

    def _thin(self) -> bool:
        old = self.count * 3 // 4
        keep = np.r_[0:old:2, old : self.count]
        self._rows[: len(keep)] = self._rows[keep]
        self.count = len(keep)
        return True

    def cut(self, day: float, before: bool = False) -> int:
        """Forget every row after a day, and with `before` that of the day itself; the number of rows that stay."""
        side: Literal["left", "right"] = "left" if before else "right"
        self.count = int(np.searchsorted(self.rows[:, 0], np.float32(day), side=side))
        return self.count

    def copy(self) -> History:
        """The same rows in memory of their own."""
        other = History(self.width, self.kept)
        other.append(self.rows.copy())
        return other
