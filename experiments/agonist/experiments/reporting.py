"""The evidence as a page of the documentation."""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from agonist.experiments.evidence.targets import band, second, targets
from agonist.experiments.validating import Verdict, count, misfits, number
from agonist.model.parameters import TABLE
from agonist.model.release import package_version

INTRO = """# Held against measurements

{about}

Each row of `targets.csv` and `targets2.csv` (in `experiments/agonist/experiments/evidence`) is a measurement in people or animals with a
band to land in; bands are judgement unless the table names an interval. Each is run as a virtual experiment with the
same words and assessments as any other patient. One parameter set serves all rows. The fitted parameters and the rows
that fixed them stand in `evidence/calibration.toml` and, marked `fitted`, in the parameter table: a row whose role is
`fit` set a parameter and is no test; one that is `seen` was in view when a mechanism was chosen, and tests its form only;
the others are a `test`. `python -m agonist.experiments.calibrate` fits them again.

**{count}.**
"""


def about(command: str) -> str:
    """Version, date and command."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    return f"Made by `{command}` with version {package_version()} on {today}."


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join([_line(head), _line(["---"] * len(head)), *(_line(row) for row in rows)])


def fitted_rows() -> dict[str, list[str]]:
    """Which parameters a row helped to fix: those of its block, and those whose source names it."""
    from agonist.experiments.calibrate import blocks

    found: dict[str, list[str]] = {}
    for block in blocks().values():
        for row in block.rows:
            found.setdefault(row, []).extend(block.start)
    for parameter in TABLE.values():
        for row in targets():
            if re.search(rf"(?<![\w-]){re.escape(row)}(?![\w-])", parameter.source):
                found.setdefault(row, []).append(parameter.name)
    return found


def role(name: str, fixed: Mapping[str, list[str]]) -> str:
    """What a row is good for: `fit` if it set a parameter, `seen` if a mechanism was chosen with it in view, else `test`."""
    if name in fixed:
        return "fit"
    return "seen" if name in second() else "test"


def _rows(verdicts: Sequence[Verdict]) -> str:
    fixed = fitted_rows()
    rows = []
    for v in verdicts:
        t = v.target
        spread = f"{v.spread:.2g}" if v.spread > 0.0 else "0"
        rows.append([
            f"`{t.id}`", t.quantity, t.unit, f"{t.value:g}", band(t), number(v.mean), spread,
            "in" if v.inside else "**out**", role(t.id, fixed), t.source, t.mark,
        ])  # fmt: skip
    head = ["row", "quantity", "unit", "people", "band", "model", "+-", "", "role", "source", "mark"]
    return _table(head, rows)


FITS = Path(__file__).parent / "evidence" / "fits.json"


def _calibration() -> str:
    """Each fitted parameter: where the search began and ended, what the table holds, and what the rows allow."""
    from agonist.experiments.calibrate import blocks

    held = json.loads(FITS.read_text(encoding="utf-8")) if FITS.exists() else {}
    rows = []
    for name, block in blocks().items():
        fit = held.get(name, {"values": {}, "ranges": {}})
        for parameter, start in block.start.items():
            row, allowed = TABLE[parameter], fit["ranges"].get(parameter)
            rows.append(
                [
                    f"`{parameter}`",
                    f"{start:g}",
                    number(fit["values"].get(parameter, math.nan)),
                    f"{row.value:g}",
                    f"{row.low:g} to {row.high:g}",
                    "-" if allowed is None else f"{allowed[0]:.3g} to {allowed[1]:.3g}",
                    ", ".join(f"`{r}`" for r in block.rows),
                ]
            )
    head = ["parameter", "start", "least squares", "shipped", "range of the table", "range that the rows allow", "rows"]
    return _table(head, rows)


CALIBRATION = """## Calibration

`python -m agonist.experiments.calibrate --ranges` fits each block of `evidence/calibration.toml` by least squares from
the start that is given there; a residual is the distance from the measured value in half-bands. The range that the rows
allow is a profile: one parameter held, the others fitted again, sum of squares within 1 of its least. Where it spans
most of the table's range, the rows do not fix the parameter. Shipped values are round, or were set with other rows and
theory in view, and need not be the least-squares ones; the table above judges them. The numbers
of lasting loss (`use_threshold`, `use_width`, `use_floor`, `recurrent_gain`) are marked fitted to the claim itself,
`hysteresis-full`: that row is a fit. No measurement fixes them.
"""


def _misfits(verdicts: Sequence[Verdict]) -> str:
    out = [v for v in verdicts if not v.inside]
    lines = [f"- `{v.target.id}`: {misfits().get(v.target.id, 'no reason is known yet')}" for v in out]
    return "\n".join(lines) or "None."


def _variants(variants: Mapping[str, Sequence[Verdict]]) -> str:
    """One line a variant, and one line for each row whose verdict is not the same everywhere."""
    heads = [
        [name, count(held), ", ".join(f"`{v.target.id}` ({number(v.mean)})" for v in held if not v.inside) or "-"]
        for name, held in variants.items()
    ]
    return _table(["", "in band", "out of band (value)"], heads)


def _grid(variants: Mapping[str, Sequence[Verdict]]) -> str:
    names = list(variants)
    rows = [
        [f"`{same[0].target.id}`", *(number(v.mean) if v.inside else f"**{number(v.mean)}**" for v in same)]
        for same in zip(*variants.values(), strict=True)
        if len({v.inside for v in same}) > 1
    ]
    return _table(["row whose verdict changes (bold: out)", *names], rows) if rows else "No verdict changes."


TEXTS = {
    "Rivals": "Every learner through the same rows, one seed. What stays in band under all of them says nothing about"
    " habit; what only the default learner reaches is what its rule explains.",
    "Robustness": "The verdict of every row in other circumstances, one seed.",
}


MISSING = {
    "Rivals": "`--rivals` adds every learner through the same rows; it was not run for this page.",
    "Robustness": "`--robustness` adds another body, seeds, bouts and each contested link; it was not run for this page.",
}


def kept(page: str, under: Collection[str]) -> str:
    """What a page held under other learners and circumstances and a new one does not make: its own words, or that it was not run."""
    found = []
    for heading in (name for name in TEXTS if name not in under):
        section = re.search(rf"(?ms)^## {heading}$.*?(?=^## |^`--|\Z)", page)
        found.append(section[0].strip() if section else MISSING[heading])
    return "\n\n".join(sorted(found, key=lambda text: text.startswith("`")))


def markdown(
    verdicts: Sequence[Verdict], under: Mapping[str, Mapping[str, Sequence[Verdict]]], command: str, before: str = ""
) -> str:
    """The page: rows, misfits, and the verdicts under other learners and circumstances, or those that it held `before`."""
    parts = [INTRO.format(about=about(command), count=count(verdicts)), _rows(verdicts)]
    parts += ["## Out of band\n", _misfits(verdicts), CALIBRATION, _calibration()]
    for heading, variants in under.items():
        parts += [f"## {heading}\n\n{about(command)}\n\n{TEXTS[heading]}\n", _variants(variants), "", _grid(variants)]
    parts.append(kept(before, under))
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join(parts)).rstrip("\n") + "\n"
