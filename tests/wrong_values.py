"""Values of the wrong kind for every argument of every public name: what a slip of the pen, or another library, hands over."""

from __future__ import annotations

import functools
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import agonist
from agonist.experiments.instruments.bench import Bench
from agonist.model.rules import upkeep

RULE = "upkeep.maintained"


class Nothing:
    """A class that knows nothing of a life."""


class Grim:
    """An object that says nothing of itself."""

    def __repr__(self) -> str:
        raise RuntimeError("no words")


def waits(x: float, floor: float, threshold: float, width: float) -> Any:
    """A generator where a number is wanted."""
    yield x


def of_nothing() -> float:
    """A function without arguments."""
    return 1.0


def numbers_one_by_one() -> Any:
    """A generator of what is no answer."""
    return (each for each in ("one", "two"))


# Each is a name and a maker, so that generators are new and a test has a name.
ODD: dict[str, Callable[[], Any]] = {
    "a class": lambda: Nothing,
    "an object": Nothing,
    "an object without words": Grim,
    "bytes": lambda: b"2",
    "bytearray": lambda: bytearray(b"2"),
    "a complex number": lambda: 1j,
    "numpy, two dimensions": lambda: np.array([["x"]]),
    "numpy, of objects": lambda: np.array([Nothing()], dtype=object),
    "numpy, a date": lambda: np.datetime64("2020-01-01"),
    "numpy, no date": lambda: np.datetime64("NaT", "s"),
    "a table of pandas": lambda: pd.DataFrame({"a": ["x"]}),
    "a column of pandas": lambda: pd.Series(["x", None]),
    "a gap of pandas": lambda: pd.NA,
    "no time of pandas": lambda: pd.NaT,
    "a time of pandas": lambda: pd.Timestamp("2020-01-01"),
    "a date's length": lambda: pd.Timedelta("2D"),
    "a generator": numbers_one_by_one,
    "a set": lambda: {"x", 3},
    "nested": lambda: [[["x"]]],
    "an ellipsis": lambda: ...,
    "a slice": lambda: slice(3),
    "an error": lambda: ValueError("x"),
}  # fmt: skip


Values = dict[str, Callable[[], Any]]


def but(values: Values, *names: str) -> Values:
    """These values without those that are right somewhere."""
    return {name: make for name, make in values.items() if name not in names}


def listed(*values: Any) -> Values:
    """Makers of plain values, named by themselves."""
    return {f"{type(value).__name__} {str(value)[:60]!r}": lambda value=value: value for value in values}


NAN, INF = float("nan"), float("inf")
NO_NUMBER = ODD | listed(
    "2", "two", "", [], (), {}, {"a": 1}, [1.0], NAN, INF, -INF, np.float64(NAN), np.float32(INF), True, np.True_,
    np.array([1, 2]), Decimal("NaN"), -1, -0.001, -(10**30), 10**400,
)  # fmt: skip
NO_WHOLE = NO_NUMBER | listed(1.5, np.float64(1.5), 2.0, Decimal(2), 10**30)
NO_NUMBERS = ODD | listed(
    "", "a", [], (), {}, [NAN], [INF], [-1.0], ["a"], [None], [[1.0]], [True], np.array([]), {1.0: 2}, b"12", [1.0, "2"],
)  # fmt: skip
NO_FLAG = ODD | listed("no", "False", "", 2, 0, 1, [], NAN, {}, Path("x"))
NO_NAME = ODD | listed(
    "", " ", "nobody_at_all", 3, 1.5, NAN, [], {}, ["soleus"], True, Path("x"), "x\0y", "x\ny", "a" * 5000,
)  # fmt: skip
NO_NAMES = but(ODD, "a table of pandas") | listed(
    "", "nobody_at_all", 3, NAN, {}, [""], ["nobody_at_all"], [None], [3], True, "a" * 5000, "x\ny"
)
NO_TABLE = ODD | listed(
    3, "dose", ["dose"], [], {1: 2}, {None: 1}, {"": 1}, {"nobody": 1}, {"dose": "0.2"}, {"dose": None}, {"dose": NAN},
    {"dose": INF}, {"dose": -1}, {"dose": 10**400}, {"dose": True}, {"dose": 1j}, {"dose": b"1"}, {"Dose": 0.2},
    {("dose",): 0.2}, NAN,
)  # fmt: skip
SEVERAL = listed({"dose": [0.2]}, {"dose": np.array([0.1, 0.2])})  # right for batch_run alone
NO_RULES = ODD | {
    **listed(3, "x", ["x"], {1: 2}, {"nobody": of_nothing}, NAN),
    **{f"for a rule: {name}": lambda made=made: {RULE: made()} for name, made in ODD.items()},
    **{f"for a unit: {name}": lambda made=made: {"Muscle": made()} for name, made in ODD.items()},
    **{
        f"a rule: {value!r}": lambda value=value: {RULE: value}
        for value in (3, None, "x", "x.py", "nowhere.py:f", Path("x.py"), len, np.tanh, of_nothing, waits, agonist.Muscle)
    },
    "the model's own unit": lambda: {"Muscle": agonist.Muscle},
    "the model's own rule": lambda: {RULE: upkeep.maintained},
    "a function for a unit": lambda: {"Muscle": of_nothing},
    "another unit": lambda: {"Joint": agonist.Muscle},
    "partial": lambda: {RULE: functools.partial(waits, 1.0)},
    "a learner's class": lambda: {"learner.maintained": Nothing},
    "a reading's class": lambda: {"reading.mine": Nothing},
}  # fmt: skip
NO_UNIT = ODD | listed(3, "", [], {}, "x", of_nothing, int, agonist.Muscle, agonist.Body)
NO_LEARNER = but(ODD, "a generator", "a set", "a table of pandas", "a column of pandas") | listed(
    "", "nobody", 3, NAN, True, {}, Path("maintained"), "x.py:f", "MAINTAINED", len, np.tanh, of_nothing, agonist.Muscle,
)  # fmt: skip
NO_SCENARIO = ODD | listed(
    3, NAN, "", " ", "nobody", {}, True, Path("nowhere.toml"), "nowhere.toml", "x\0y", "/", Path(), "a" * 5000,
    agonist.Scenario, of_nothing, ["nobody"], [3],
)  # fmt: skip
NO_PERSON = ODD | listed(
    3, "old", ["age"], {"age": "old"}, {"age": NAN}, {"age": -1}, {"age": None}, {"age": [30]}, {"age": 10**400},
    {"nobody": 1}, {"sex": "x"}, {"sex": 1}, {"number": 1.5}, {"number": -1}, {"number": True}, {1: 2}, {"Age": 30},
    {"response": INF}, {"response": "1"}, True, NAN,
)  # fmt: skip
NO_READINGS = ODD | listed(
    3, "nobody", "", [""], [3], [None], ["share nobody @ end"], {"a": 1}, ["effort gait @ never"], True, NAN, [["effort"]],
    "effort hip_extension @ -1 days", "effort hip_extension @ 1e9 days", "effort hip_extension @ nan days",
)  # fmt: skip
NO_EVENTS = ODD | listed(
    3, "x", ["x"], {"x": 3}, {"x": "nobody"}, {1: "injury"}, {"": "injury"}, {"x": NAN}, {"x": ["injury"]}
)
NO_ARMS = ODD | listed(
    3, "x", ["x"], {"a": 3}, {"a": {"nobody": 1}}, {"a": {"plan": 3}}, {1: {}}, {"a": {"dose": NAN}}, {"a": "x"}
)
NO_BENCH = ODD | listed(3, "x", True, {}, [], NAN, Path("x"), Bench)
NO_FUNCTION = ODD | listed(3, "x", True, {}, [], NAN, Path("x"), int)
NO_PATH = but(ODD) | listed(3, NAN, [], {}, True, "", " ", "x\0y", b"x", "/dev/null", "/dev/null/x", "a" * 5000)
