"""The page of predictions: what was said first, what the model says now, and what people measured, case by case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agonist.experiments.evidence.registry import Options
from agonist.experiments.predictions import (
    ANCHOR,
    PEOPLE,
    Case,
    Foretold,
    Published,
    Told,
    asked_for,
    first,
    foretell,
    keep,
    published,
    within,
)
from agonist.model.release import package_version

HEAD = """# Predictions

Made by `agonist validate --predictions docs/predictions.md` with version {version}.

Cases from rehabilitation, bed rest, surgery, sport and posture that set no parameter and stand in no table of targets. They
are written in words in `evidence/predictions.toml`. Each was run and its number kept (`evidence/foretold.csv`) **before** anything
published was put beside it (`evidence/published.csv`); the history of the project shows the order. Where a study was known
all the same, its remark says that it was *in view*. A number is that of the mean of
{people} people who differ in all traits; *over people* is the standard deviation over them. *First* is what was said
first and stays as it is; *now* is the model as it stands, where a mechanism has been mended since; a case whose source has
set a number in that is no test any more. A case may ask for the people and not their mean: spread, coefficient of variation,
part of them beyond a limit, correlation of two readings. A band is a published
interval or, by judgement, about a third of the value. Marks: `verified` abstract or text seen, `second-hand` quoted
elsewhere, `recalled` from memory.
"""


def markdown(
    options: Options | None = None,
    only: Sequence[str] = (),
    kept: bool = True,
    jobs: int = 2,
    told: Told | None = None,
) -> str:
    """The page of predictions; `only` as in `asked_for`; `kept` writes down what was never foretold."""
    chosen = asked_for(only)
    now = foretell(chosen, options, jobs, told)
    if kept:
        keep(now)
    said, seen = first(), published()
    parts = [HEAD.format(version=package_version(), people=PEOPLE), *_counted(chosen, said, now, seen)]
    for kind in dict.fromkeys(c.kind for c in chosen):
        parts += [
            f"## {kind[0].upper()}{kind[1:]}\n",
            *_table([c for c in chosen if c.kind == kind], said, now, seen),
            "",
        ]
        parts += [*_reasons([c for c in chosen if c.kind == kind], now, seen), ""]
    return "\n".join(parts).rstrip() + "\n"


def _counted(
    chosen: Sequence[Case], said: Mapping[str, Foretold], now: Mapping[str, Foretold], seen: Mapping[str, Published]
) -> list[str]:
    """How many were within, by kind."""
    lines = [
        "| kind | held against people | within at first | within now | of these no test any more |",
        "|---|---|---|---|---|",
    ]
    kinds = {
        kind: [c for c in chosen if c.kind == kind and c.id in seen] for kind in dict.fromkeys(c.kind for c in chosen)
    }
    for kind, mine in [*kinds.items(), ("**all**", [c for c in chosen if c.id in seen])]:
        good = [sum(within(told[c.id], seen[c.id]) for c in mine) for told in (said, now)]
        used = sum(ANCHOR in seen[c.id].remark and within(now[c.id], seen[c.id]) for c in mine)
        lines.append(f"| {kind} | {len(mine)} | {good[0]} | {good[1]} | {used} |")
    return [*lines, ""]


def _table(
    chosen: Sequence[Case], said: Mapping[str, Foretold], now: Mapping[str, Foretold], seen: Mapping[str, Published]
) -> list[str]:
    head = [
        "| case | unit | first | over people | now | people | band | first within | now within | source |",
        "|" + "---|" * 10,
    ]
    rows = []
    for case in chosen:
        told, then = said[case.id], now[case.id]
        row = [case.title, case.unit, f"{told.mean:.3g}", f"{told.spread:.2g}", f"{then.mean:.3g}"]
        if case.id in seen:
            s = seen[case.id]
            verdict = ["yes" if within(one, s) else "**no**" for one in (told, then)]
            row += [f"{s.value:g}", f"{s.low:g} .. {s.high:g}", *verdict, f"{s.source} ({s.mark})"]
        else:
            row += ["", "", "", "", "not yet held against people"]
        rows.append("| " + " | ".join(row) + " |")
    return head + rows


def _reasons(chosen: Sequence[Case], now: Mapping[str, Foretold], seen: Mapping[str, Published]) -> list[str]:
    """The mechanism behind each number, and what explains a miss."""
    lines = []
    for case in chosen:
        remark = f" *Held against people:* {seen[case.id].remark}" if case.id in seen and seen[case.id].remark else ""
        lines.append(f"- {case.title}: {case.because}{remark}")
    return lines
