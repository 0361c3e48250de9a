"""The figures of the documentation, drawn again: ``python -m agonist.viz.figures.gallery docs/images``.

Each is what a command draws with the options that stand beside it here.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from agonist.experiments.instruments.basins import basin
from agonist.experiments.instruments.bench import Bench
from agonist.experiments.instruments.dwelling import loop
from agonist.experiments.instruments.maps import draw_map
from agonist.experiments.instruments.mechanisms import ablate
from agonist.experiments.instruments.thresholds import threshold
from agonist.experiments.instruments.vulnerable import vulnerable
from agonist.experiments.pitchforks import WEIGHTS, ends, theory
from agonist.experiments.running import run
from agonist.model.scenario import load, resolve
from agonist.model.units.cortex import LEARNERS
from agonist.viz.figures import instruments, mechanisms, thresholds
from agonist.viz.figures.charts import map_figure, pitchfork_figure, run_figure, write_figure
from agonist.viz.figures.muscle_graph import graph_figure

MAIN = "gluteal-inhibition"
FINE = tuple(np.round(np.concatenate([np.linspace(WEIGHTS[0], 0.4999, 60), [0.5, WEIGHTS[-1]]]), 4).tolist())


def main_run(folder: Path) -> Path:
    """``agonist run gluteal-inhibition --learner all``"""
    first, *rest = [run(MAIN, learner=name) for name in LEARNERS]
    return write_figure(run_figure(first, rest), folder / f"{MAIN}.png")


def main_loop(folder: Path) -> Path:
    """``agonist loop gluteal-inhibition``"""
    return write_figure(instruments.dwells_figure(loop(MAIN, bench=Bench())), folder / "loop.png")


def main_map(folder: Path) -> Path:
    """``agonist map gluteal-inhibition --x dose=0.1:0.9:9 --y held_days=5:140:10``"""
    found = draw_map(MAIN, "dose=0.1:0.9:9", "held_days=5:140:10")
    return write_figure(map_figure(found), folder / "map.png")


def main_graph(folder: Path) -> Path:
    """``agonist graph gluteal-inhibition --out graph.png``"""
    resolved = resolve(load(MAIN))
    return write_figure(graph_figure(resolved.subject.graph, resolved.watch), folder / "graph.png")


def fork(folder: Path) -> Path:
    """The pitchfork of the plain rule: theory and simulated lives."""
    return write_figure(pitchfork_figure(theory(FINE), ends()), folder / "pitchfork.png")


def study_threshold(folder: Path) -> Path:
    """``agonist threshold gluteal-inhibition``"""
    return write_figure(thresholds.thresholds_figure(threshold(MAIN, bench=Bench())), folder / "threshold.png")


def study_basin(folder: Path) -> Path:
    """``agonist basin gluteal-inhibition``"""
    return write_figure(instruments.basin_figure(basin(MAIN, bench=Bench())), folder / "basin.png")


def study_ablate(folder: Path) -> Path:
    """``agonist ablate gluteal-inhibition``"""
    return write_figure(ablate(MAIN, bench=Bench()).figures()[""], folder / "ablate.png")


def study_vulnerable(folder: Path) -> Path:
    """``agonist vulnerable``"""
    return write_figure(mechanisms.vulnerable_figure(vulnerable(bench=Bench())), folder / "vulnerable.png")


DRAWN = (main_run, main_loop, main_map, main_graph, fork, study_threshold, study_basin, study_ablate, study_vulnerable)


def draw_all(folder: Path) -> list[Path]:
    """Draw every figure of the documentation into a folder; the paths."""
    return [draw(folder) for draw in DRAWN]


if __name__ == "__main__":
    for path in draw_all(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images")):
        print(path)
