"""The model held against measurements: one virtual experiment for each row of ``targets.csv``.

Rows that can be said in words stand in ``studies.toml``: what happens, what is read, how the numbers come together
(`studies`). The modules hold those that need a toy body, a rule or a protocol of strides; `registry` finds all by id.
An experiment is ``function(seed, options) -> float``, in the unit of its row, written with the public functions of
the model. The bodies and protocols that they share are files in ``protocols``.
"""
