"""Run the small fake sweep as a process of its own, for tests that kill it: FOLDER ENGINE [SIMULATOR]."""

import sys

import sweep_fakes

from agonist.experiments.sweeps import run_sweep

if __name__ == "__main__":
    folder, engine, *simulator = sys.argv[1:]
    simulate = getattr(sweep_fakes, *(simulator or ["slow"]))
    done = run_sweep(sweep_fakes.asked(), folder, engine=engine, jobs=2, progress=False, simulate=simulate)
    sys.exit(done.status)
