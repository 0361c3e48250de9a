"""Pictures of the evidence: where the model stands in every band, and the curves behind the measurements."""

from __future__ import annotations

import base64
import html
import io
import textwrap
from collections.abc import Mapping, Sequence

import numpy as np

from agonist.experiments.arms import Cohort
from agonist.experiments.curves import Panel
from agonist.experiments.validating import HEAD, Verdict, cells, count, misfits
from agonist.viz.figures.charts import MANY, PALETTE
from agonist.viz.figures.paper import Figure

FAR = 2.5  # half-bands: what lies further out is drawn at the edge
INSIDE, OUTSIDE = PALETTE[0], PALETTE[1]


def place(verdict: Verdict, value: float) -> float:
    """Where a value lies against its band: the measured value is 0, the edges are -1 and 1; beyond 2.5 is the edge."""
    t = verdict.target
    if t.exact or t.low == t.high:
        return 0.0 if t.holds(value) else FAR
    edge = t.high if value >= t.value else t.low
    if not np.isfinite(edge):
        return 0.0
    width = edge - t.value
    if width == 0.0:
        return 0.0 if t.holds(value) else FAR
    return (
        float(np.clip(np.sign(value - t.value) * abs((value - t.value) / width), -FAR, FAR))
        if np.isfinite(value)
        else FAR
    )


def summary_figure(verdicts: Sequence[Verdict]) -> Figure:
    """One line a row: the band from edge to edge, the measured value in the middle, the model as a dot."""
    figure = Figure(figsize=(7.4, 0.17 * len(verdicts) + 1.1), layout="constrained")
    axis = figure.add_subplot()
    axis.axvspan(-1, 1, color="0.92", linewidth=0)
    axis.axvline(0, color="0.6", linewidth=0.8)
    for y, verdict in enumerate(verdicts):
        colour = INSIDE if verdict.inside else OUTSIDE
        axis.plot(
            [place(verdict, v) for v in verdict.values], [y] * len(verdict.values), "|", color=colour, markersize=4
        )
        axis.plot(place(verdict, verdict.mean), y, "o" if verdict.inside else "X", color=colour, markersize=4)
    axis.set_yticks(range(len(verdicts)), [v.target.id for v in verdicts], fontsize=6)
    axis.set(xlim=(-FAR - 0.2, FAR + 0.2), ylim=(len(verdicts), -1))
    axis.set_xticks([-1, 0, 1], ["lower edge", "measured", "upper edge"], fontsize=7)
    axis.set_title(count(verdicts), loc="left", fontsize=9)
    axis.spines[["top", "right", "left"]].set_visible(False)
    return figure


def panel_figure(panels: Sequence[Panel], columns: int = 3) -> Figure:
    """The curves, with the measured points and their bands."""
    rows = -(-len(panels) // columns)
    figure = Figure(figsize=(3.3 * columns, 2.6 * rows), layout="constrained")
    for n, panel in enumerate(panels):
        axis = figure.add_subplot(rows, columns, n + 1)
        for colour, curve in zip(PALETTE, panel.curves, strict=False):
            axis.plot(curve.x, curve.y, color=colour, linewidth=1.2, label=curve.label)
            for x, value, low, high in curve.points:
                reach = [[value - low], [high - value]]
                axis.errorbar(x, value, reach, fmt="o", color=colour, markersize=3, linewidth=0.8, capsize=2)
        axis.set(xlabel=panel.x_label, ylabel=panel.y_label)
        axis.set_title(panel.title, loc="left", fontsize=9)
        axis.tick_params(labelsize=7)
        axis.spines[["top", "right"]].set_visible(False)
        axis.legend(frameon=False, fontsize=6)
    return figure


def _picture(figure: Figure, words: str) -> str:
    held = io.BytesIO()
    figure.savefig(held, format="png", dpi=130, metadata={"Software": None})
    code = base64.b64encode(held.getvalue()).decode()
    return f'<img alt="{html.escape(words)}" src="data:image/png;base64,{code}">'


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], marked: Sequence[bool] = ()) -> str:
    top = "".join(f"<th>{html.escape(c)}</th>" for c in head)
    body = []
    for n, row in enumerate(rows):
        colour = ' class="out"' if n < len(marked) and marked[n] else ""
        body.append(f"<tr{colour}>" + "".join(f"<td>{html.escape(str(c))}</td>" for c in row) + "</tr>")
    return f"<table><tr>{top}</tr>{''.join(body)}</table>"


def _out(verdicts: Sequence[Verdict]) -> str:
    return ", ".join(v.target.id for v in verdicts if not v.inside)


STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
body { background: #fff; } h2 { margin-top: 2.5rem; } img { max-width: 100%; } tr.out td { background: #fdeee6; }
table { border-collapse: collapse; font-size: 13px; margin: 1rem 0; }
td, th { padding: .15rem .6rem; text-align: left; border-bottom: 1px solid #ddd; }
"""


def page(
    verdicts: Sequence[Verdict],
    panels: Sequence[Panel],
    about: str,
    under: Mapping[str, Mapping[str, Sequence[Verdict]]] | None = None,
) -> str:
    """The whole evidence as one page that needs nothing else. `under` maps a heading to verdicts by variant."""
    outside = [not v.inside for v in verdicts]
    known = [
        f"<li>{html.escape(v.target.id)}: {html.escape(misfits().get(v.target.id, 'no reason is known yet'))}</li>"
        for v in verdicts
        if not v.inside
    ]
    rows = [[*cells(v), v.target.source] for v in verdicts]
    parts = [
        f"<h1>Held against measurements</h1><p>{html.escape(about)}</p><p>{html.escape(count(verdicts))}</p>",
        _picture(summary_figure(verdicts), "Every row in its band"),
        f"<h2>Rows</h2>{_table([*HEAD, 'source'], rows, outside)}",
        f"<h2>Out of band</h2><ul>{''.join(known) or '<li>none</li>'}</ul>",
    ]
    if panels:
        parts.append(f"<h2>Curves</h2>{_picture(panel_figure(panels), 'Curves beside measured points')}")
    for heading, variants in (under or {}).items():
        table = [
            [name, count(held), ", ".join(v.target.id for v in held if not v.inside)] for name, held in variants.items()
        ]
        parts.append(f"<h2>{html.escape(heading)}</h2>{_table(['', 'in band', 'out of band'], table)}")
    head = f'<meta charset="utf-8"><title>agonist: evidence</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{"".join(parts)}</body></html>\n'


def cohort_figure(found: Cohort, columns: int = 4, most: int = 16) -> Figure:
    """The people of a cohort by measure, largest effect first: one dot a person, the mean, arm beside arm."""
    told = found.compare() if len(found.arms) > 1 else ()
    effect = [abs(np.nan_to_num(row.standardised)) for row in told] or [0.0] * len(found.measures)
    known = [values[np.isfinite(values)] for values in found.lived.values.T]
    varied = [k for k, values in enumerate(known) if len(values) and np.ptp(values) > 0.0]
    shown = sorted(varied, key=lambda k: -effect[k])[:most]
    columns = min(columns, max(1, len(shown)))
    rows = max(1, -(-len(shown) // columns))
    figure = Figure(figsize=(2.6 * columns, 2.1 * rows), layout="constrained")
    arms = [arm for arm in found.arms if arm is found.control] + [arm for arm in found.arms if arm is not found.control]
    for n, k in enumerate(shown):
        axis = figure.add_subplot(rows, columns, n + 1)
        for x, arm in enumerate(arms):
            values = arm.values[:, k]
            spot = x + 0.3 * (np.arange(len(values)) % 17 / 16.0 - 0.5)
            axis.plot(
                spot,
                values,
                ".",
                color=PALETTE[(1 - x) % len(PALETTE)],
                markersize=2 if len(values) > MANY else 5,
                alpha=0.6,
            )
            axis.plot([x - 0.25, x + 0.25], [np.nanmean(values)] * 2, color="black", linewidth=1.2)
        axis.set_xticks(range(len(arms)), [arm.name for arm in arms], fontsize=7)
        name = found.measures[k].replace(".", " ").replace("_", " ")
        axis.set_title(textwrap.fill(name, 36), loc="left", fontsize=7)
        axis.set_ylabel(found.units[k], fontsize=7)
        axis.tick_params(labelsize=7)
        axis.spines[["top", "right"]].set_visible(False)
    return figure
