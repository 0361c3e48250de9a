"""A figure of a screening: which numbers move the outcome, and on what evidence each of them stands."""

from __future__ import annotations

from matplotlib.patches import Patch

from agonist.experiments.instruments.screening import Screening
from agonist.viz.figures.charts import PALETTE, REST, bare
from agonist.viz.figures.paper import Figure

COLOURS = {"knob": REST, "judgement": PALETTE[1], "fitted": PALETTE[4], "recalled": PALETTE[3]}
SOURCED = PALETTE[0]  # verified, second-hand, computed


def screening_figure(found: Screening) -> Figure:
    """The largest effects as bars of mean size, each with its mean as a line; coloured by the mark of the number."""
    effects = found.effects[: found.top]
    figure = Figure(figsize=(6.4, 0.9 + 0.24 * len(effects)), layout="constrained")
    axis = figure.subplots()
    bare(axis)
    places = range(len(effects))
    axis.barh(places, [e.size for e in effects], 0.62, color=[COLOURS.get(e.mark, SOURCED) for e in effects])
    axis.plot([e.mean for e in effects], places, "|", color="black", markersize=9, markeredgewidth=1.4)
    axis.axvline(0.0, color=REST, linewidth=0.8)
    axis.set_yticks(places, [e.name.replace("_", " ") for e in effects])
    axis.invert_yaxis()
    axis.set_xlabel("bar: mean size of the effect of its whole range; stroke: mean effect", fontsize=9)
    axis.set_title(
        f"{found.measure.replace('.', ' ').replace('_', ' ')}: which numbers move it", loc="left", fontsize=10
    )
    marks = list(dict.fromkeys(e.mark for e in effects))
    patches = [Patch(color=COLOURS.get(mark, SOURCED), label=mark) for mark in marks]
    axis.legend(handles=patches, fontsize=8, frameon=False, loc="lower right")
    return figure
