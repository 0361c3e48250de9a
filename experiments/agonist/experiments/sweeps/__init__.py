"""Sweeps: many runs of the compiled engine, from a file or from Python, into a folder of Parquet parts.

    from agonist.experiments.sweeps import read, read_sweep, run_sweep

    run_sweep("gain.toml", out="results/gain")
    rows = read("results/gain").to_pandas()

Imports neither Mesa nor the page, so that workers start fast.
"""

from agonist.experiments.sweeps.reader import read_sweep
from agonist.experiments.sweeps.run import Summary, run_sweep
from agonist.experiments.sweeps.spec import Range, Sweep, SweepError
from agonist.experiments.sweeps.store import digest, read

__all__ = ["Range", "Summary", "Sweep", "SweepError", "digest", "read", "read_sweep", "run_sweep"]
