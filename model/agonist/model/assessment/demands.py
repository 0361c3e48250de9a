"""What a movement asks for, as gait laboratories measure it: net moments per body mass, turns, force under the foot, time."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from agonist.model.body.stance import plain
from agonist.model.parameters import MARKS
from agonist.model.spreadsheet import number, read_rows

FILE = Path(__file__).parent.parent / "tables" / "demands.csv"
MEASURES = ("reserve", "needed_activation", "knee_contact_bw", "movement_work_j", "movement_power_w")  # at a demand
QUANTITIES = ("moment", "turn", "ground", "seconds")


class Demand(NamedTuple):
    """Moments (N m/kg) and turns (deg) by axis without side, vertical force under the foot (body weights), duration (s)."""

    moment: dict[str, float]
    turn: dict[str, float]
    ground: float
    seconds: float


@cache
def demands(path: Path = FILE) -> dict[str, Demand]:
    """Every movement of the table by its name without side. Raises ValueError for a row that is wrong."""
    found: dict[str, Demand] = {}
    for row in read_rows(path):
        place = f"{path.name}, {row['task']} {row['quantity']} {row['axis']}".rstrip()
        if row["quantity"] not in QUANTITIES or row["mark"] not in MARKS or not row["source"]:
            raise ValueError(f"{place}: unknown quantity or mark, or no source")
        value = number(row, "value", place, *(number(row, key, place) for key in ("low", "high")))
        one = found.get(row["task"], Demand({}, {}, 0.0, 1.0))
        if row["quantity"] in ("moment", "turn"):
            getattr(one, row["quantity"])[row["axis"]] = value
        else:
            one = one._replace(ground=value) if row["quantity"] == "ground" else one._replace(seconds=value)
        found[row["task"]] = one
    return found


def demand_of(task: str) -> Demand | None:
    """What a task asks for; None where no laboratory's numbers stand in the table."""
    return demands().get(plain(task))


def must_be_demanded(measure: str, task: str) -> None:
    """Raise ValueError for a measure at the demand of a task in a task for which the table has none."""
    if measure in MEASURES and demand_of(task) is None:
        raise ValueError(f"{measure} is not known of {plain(task)}; it is of {', '.join(demands())}")
