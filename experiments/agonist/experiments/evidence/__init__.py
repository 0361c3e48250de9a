"""The model held against measurements: one virtual experiment for each row of ``targets.csv``.

Each module holds the experiments of one subject; `agonist.experiments.evidence.registry` finds them by id.
An experiment is ``function(seed, options) -> float``, in the unit of its row, written with the public functions of
the model. The bodies and protocols that they share are files in ``protocols``.
"""
