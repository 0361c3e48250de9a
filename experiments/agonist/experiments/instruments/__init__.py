"""Instruments: questions to the model that take many lives and end in one table and one figure.

How one is made. The question is a list of *cases*, plain objects of JSON values, and a function that lives them:

    from agonist.experiments.instruments.bench import Asked, Bench
    from agonist.experiments.instruments.worlds import of_worlds

    asked = Asked("loop", cases, seeds=(1, 2), live=of_worlds(build, read), scenario=load(name))
    answer = bench.live(asked)        # numbers by measure, [cases, seeds]

`build(case)` gives a `Prepared` life for a case (`batch_lives.prepared`, then whatever the question changes in the
world), `read(prepared, lived, case)` reduces what it leaves to numbers by name; `of_worlds` lives all cases and seeds in
lanes. Where the lives are no compiled ones, write `live(lives, threads)` yourself: see `bench.Live`.

A `Bench` is where lives are lived. It says the cost first, shows progress, and, with a folder, keeps the lives as a
sweep (`experiments.sweeps`): parts, identity, resume and damage control are the sweep's own, in `FOLDER/lives/NAME-HASH`.
A question that goes on from what it found (an adaptive one) calls `bench.live` again; each round resumes by itself.

A command is `add_instrument(parser)` and `carried_out(arguments, name, folder, ask)` of `experiments.telling`, with `ask(bench)`
the Python call. What the call returns is an `Answer`: `lines()`, `rows()`, `as_json()`, `figures()`, `sources`.
`carried_out` prints it (or one JSON object), and writes NAME.json, NAME.csv and the figures as PNG and SVG, with the
command that makes it again, the cost and what to cite.
"""
