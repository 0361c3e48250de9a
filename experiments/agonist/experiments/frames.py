"""What was found as pandas tables, with units and recipe in their `attrs`."""

from __future__ import annotations

import numpy as np
import pandas as pd

from agonist.model.record import Record
from agonist.model.runs import SERIES

UNITS = {
    "share": "fraction of task torque",
    "activation": "0-1",
    "weight": "activation",
    "excitability": "0-1",
    "effort": "activation",
    "failed": "0-1",
}


def frame_of(record: Record) -> pd.DataFrame:
    """The series of a record [time, quantities], indexed by day."""
    columns: dict[str, object] = {}
    for name in ("effort", "failed", "share", "activation", "excitability", "weight"):
        area, read = SERIES[name]
        values = np.asarray(read(record.view, record.samples))
        if area == "tasks":
            columns[name] = values
        else:
            muscles = record.view.body if area == "muscles" else record.view.muscles
            columns |= {f"{name}.{m}": values[:, i] for i, m in enumerate(muscles)}
    frame = pd.DataFrame(columns, index=pd.Index(record.time_day, name="time_day"))
    frame.attrs = {"units": {c: UNITS[c.split(".")[0]] for c in columns}, "recipe": record.recipe}
    return frame
