"""What the model predicts where no row of the evidence speaks, with the mechanism, before anyone compares."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from agonist.experiments.evidence.living import State, change, ends, on, read
from agonist.experiments.evidence.registry import Options
from agonist.model.assessment.assess import ASSESSMENTS
from agonist.model.scenario import Resolved

FILE = Path(__file__).parent / "evidence" / "predictions.toml"
SEEDS = (1, 2, 3, 4)
KINDS = {
    "change": "change, %", "difference": "difference", "value": "value", "ratio": "times as high",
}  # fmt: skip


class Foreseen(NamedTuple):
    """One number: what was read, how it is put, mean and standard deviation over seeds."""

    what: str
    put: str
    mean: float
    spread: float


class Prediction(NamedTuple):
    """One case: title, days, numbers, mechanism."""

    title: str
    days: float
    numbers: tuple[Foreseen, ...]
    because: str


@cache
def cases() -> tuple[Mapping[str, Any], ...]:
    """Every case of the file."""
    return tuple(tomllib.loads(FILE.read_text(encoding="utf-8"))["prediction"])


def _value(life: Resolved, state: State, asked: Mapping[str, Any]) -> float:
    where = {k: asked[k] for k in ("task", "muscle", "angle") if k in asked}
    found = read(life, state, asked["name"], **where)
    if "of" in asked:
        found = found[asked["of"]]
    return float(found[asked["index"]] if "index" in asked else found)


def _put(asked: Mapping[str, Any], now: float, before: float) -> float:
    kind = asked["as"]
    if kind == "change":
        return change(now, before)
    if kind == "ratio":
        return now / before
    return now - before if kind == "difference" else now


def _foreseen(case: Mapping[str, Any], asked: Mapping[str, Any], options: Options) -> Foreseen:
    days = float(case["days"]) + float(asked.get("later", 0.0))
    lives = (
        on(case["body"], case["plan"], options, days),
        on(case["body"], case.get("base", []), options, float(case.get("base_days", days))),
    )
    states = [ends(life, SEEDS, options) for life in lives]
    values = [
        _put(asked, _value(lives[0], now, asked), _value(lives[1], before, asked))
        for now, before in zip(*states, strict=True)
    ]
    return Foreseen(_named(asked), f"{KINDS[asked['as']]}{_unit(asked)}", float(np.mean(values)), float(np.std(values)))


def _named(asked: Mapping[str, Any]) -> str:
    who = asked.get("of") or asked.get("muscle") or asked.get("task") or asked.get("angle")
    words = f"{asked['name'].removesuffix('_nm').removesuffix('_percent').removesuffix('_deg')}, {who}".replace(
        "_", " "
    )
    return f"{words}, {asked['later']:g} days later" if "later" in asked else words


def _unit(asked: Mapping[str, Any]) -> str:
    return "" if asked["as"] in ("change", "ratio") else f", {ASSESSMENTS[asked['name']].unit}"


def predict(case: Mapping[str, Any], options: Options | None = None) -> Prediction:
    """The numbers of one case, mean over seeds."""
    told = options or Options()
    return Prediction(
        case["title"],
        float(case["days"]),
        tuple(_foreseen(case, asked, told) for asked in case["read"]),
        case["because"],
    )


def _lines(found: Prediction) -> list[str]:
    rows = [f"| {n.what} | {n.put} | {n.mean:.3g} | {n.spread:.1g} |" for n in found.numbers]
    head = ["| read | as | predicted | spread over seeds |", "|---|---|---|---|"]
    return [f"## {found.title}\n", *head, *rows, "", found.because, ""]


def markdown(options: Options | None = None, only: Sequence[str] = ()) -> str:
    """The page of predictions; `only` keeps the cases whose title holds one of the texts."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    made = (
        f"Made by `agonist validate --predictions docs/predictions.md`, version {metadata.version('agonist')}, {today}."
    )
    parts = [
        "# Predictions\n", made, "",
        "Cases that no row of the evidence holds. The numbers stand here before they were compared with anything;",
        "the plans are those of `evidence/predictions.toml`, at the shipped parameters. A difference or change is",
        "against the same life without the event, or against the moment before it where the title says so.", "",
    ]  # fmt: skip
    for case in cases():
        if not only or any(text in case["title"] for text in only):
            parts += _lines(predict(case, options))
    return "\n".join(parts).rstrip() + "\n"
