"""For those who know Mesa: the same body under Mesa's own SolaraViz, with one model for each visitor.

Run ``solara run agonist.viz.solaraviz_example``. SolaraViz draws everything anew on the server at every step, so keep
its play interval at 200 ms or more. The page for teaching is `agonist app`.
"""

from __future__ import annotations

from typing import Any

import solara

try:
    from mesa.visualization import SolaraViz
    from mesa.visualization.utils import update_counter
except ImportError:
    raise ValueError("Mesa's page needs an extra that is not installed: pip install 'agonist[solaraviz]'") from None

from agonist.agents import Body
from agonist.viz import offline
from agonist.viz.figures.paper import Figure

offline.use_own_assets()
PARAMETERS = {
    "dose": {"type": "SliderFloat", "value": 0.5, "label": "inhibition", "min": 0.0, "max": 0.9, "step": 0.05},
    "held_days": {"type": "SliderInt", "value": 60, "label": "days it lasts", "min": 0, "max": 400, "step": 10},
}


class DayByDay(Body):
    """The body, a day at a step: one bout a step would take a minute for four days."""

    rows_per_step = 17  # sixteen bouts and a midnight


@solara.component
def Shares(model: DayByDay) -> None:
    """Who does the work now."""
    update_counter.get()
    share = dict(sorted(model.share.items(), key=lambda item: item[1]))
    figure = Figure(figsize=(5, 3), layout="constrained")
    axes = figure.subplots()
    axes.barh([name.replace("_", " ") for name in share], list(share.values()), color="#0072b2")
    axes.set(xlim=(0.0, 1.0), xlabel="share of the task", title=f"day {model.day:.0f}")
    solara.FigureMatplotlib(figure)


@solara.component
def Page() -> Any:
    """A model of this visitor's own: a module-level model would be shared by everybody."""
    model = solara.use_memo(lambda: DayByDay("gluteal-inhibition", engine="compiled"), [])
    return SolaraViz(
        model,
        components=[Shares],
        model_params=PARAMETERS,
        name="agonist under SolaraViz",
        play_interval=200,
        render_interval=5,
    )
