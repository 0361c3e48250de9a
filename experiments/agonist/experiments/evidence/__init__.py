"""The model held against measurements: one virtual experiment for each row of ``targets.csv``.

Every row stands in words in ``studies.toml``: what happens (``plans.toml``), what is read, how the numbers come together
(`studies`); `registry` finds all by id. An experiment is ``function(seed, options) -> float``, in the unit of its row. The
bodies that they share are files in ``protocols``.
"""
