"""`batch_run`: Mesa's batch runner, compiled.

Takes what ``mesa.batch_run`` of Mesa 3.5 takes and returns the same list of rows for our own `Body`. Beyond Mesa: seeds
are stored, a failing run is a row, results can go to a folder that survives anything (`out`), and the order of the rows
does not depend on the number of processes. A model of another class runs on Mesa's own path, and a warning says so.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tqdm import tqdm

from agonist.experiments.interrupts import Stopped
from agonist.experiments.sweeps.reader import read_sweep
from agonist.experiments.sweeps.run import ENGINES, Summary, checked_jobs, run_sweep
from agonist.experiments.sweeps.spec import Sweep, bounds_of
from agonist.experiments.sweeps.store import read
from agonist.model.keys import MOST_SEED, PLAIN, among, choice, flag, keyed, whole, wholes
from agonist.model.plan import SECONDS_PER_DAY
from agonist.model.reading import quoted
from agonist.model.runs import Outcome, Request, prepare, simulate
from agonist.model.scenario import Scenario, load

if TYPE_CHECKING:
    import pyarrow as pa


LEARNER = "maintained"
NAMES = ("scenario", "learner", "days", "rules")  # parameters of a run that are no settings
MODEL_SERIES = ("effort", "failed")
AGENT_SERIES = ("activation", "excitability", "share", "weight")  # in the order of the agents' reporters
MOST_ROWS = 1_000_000_000  # steps of a life: more than it has
CLASSES = {  # of a subclass of `Body`, and as arguments of it
    "muscle_class": "Muscle",
    "joint_class": "Joint",
    "cortex_class": "MotorCortex",
    "member_class": "Member",
}
ARGUMENTS = {name.removesuffix("_class"): unit for name, unit in CLASSES.items()}
SERIES = (*MODEL_SERIES, *AGENT_SERIES)
CHUNK = 512  # runs between two looks at the progress line


class Asked(NamedTuple):
    """One run: number, iteration, arguments as Mesa shows them, request, steps, and why it cannot be built."""

    number: int
    iteration: int
    arguments: dict[str, Any]
    request: Request
    steps: int
    refused: str | None


class End(NamedTuple):
    """How a run ended: its series by name, from the first step on or of the last step only; or an error."""

    series: Mapping[str, Any]
    error: str | None


def batch_run(
    model_cls: object = None, parameters: Mapping[str, object] | None = None, number_processes: int | None = 1,
    iterations: int | None = None, data_collection_period: int = -1, max_steps: int = 1000, display_progress: bool = True,
    rng: int | Iterable[int] | None = None, *, out: str | Path | None = None, resume: bool = True, on_error: str = "record",
    engine: str = "threads", learner: object = None, days: float | None = None, settings: Mapping[str, object] | None = None,
    rules: Mapping[str, object] | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """Run all combinations of `parameters` for every seed; a list of rows as ``mesa.batch_run`` returns it.

    `model_cls` is `Body`, a subclass that only names classes of agents, the name of a scenario, or None if `parameters`
    has a scenario. A parameter is one value or an iterable; `rules` is a table of own rules, or a list of such tables.
    `learner`, `days`, `settings` and `rules` may also be given as at the other doors, beside `parameters`.
    Seeds are `rng`, or 1 .. `iterations`. `data_collection_period` is -1 for the last step only, or n for each n-th.
    `number_processes` is a number of cores, None for all. With `out` the series also go to a folder and a call that was
    interrupted goes on; `engine` is threads, processes or dask there. `on_error="raise"` stops at the first failing run,
    else it becomes a row with `status` and `error`; where no run can begin, the first mistake is raised.
    Raises ValueError for unknown names and values out of range.
    """
    parameters = _with_asked(keyed("parameters", parameters), learner, days, keyed("settings", settings), rules)
    _check_choices(on_error, iterations, rng, engine)
    display_progress, resume = flag("display_progress", display_progress), flag("resume", resume)
    if not _ours(model_cls):
        collected = data_collection_period, max_steps, display_progress, rng
        return _by_mesa(model_cls, parameters, number_processes, iterations, *collected)
    if isinstance(model_cls, str | Scenario):
        parameters.setdefault("scenario", model_cls)
    parameters = _with_classes(parameters)
    if isinstance(model_cls, type) and (units := units_of(model_cls)):
        parameters["rules"] = [units | dict(one) for one in _listed("rules", parameters.get("rules", {}))]
    _check_period(data_collection_period, max_steps)
    asked = list(_expanded(parameters, _seeds(rng, iterations), max_steps))
    jobs = checked_jobs(number_processes)
    if asked and all(one.refused for one in asked):
        raise ValueError(asked[0].refused)
    if out is None:
        ended = _lived(asked, data_collection_period, jobs, display_progress)
    else:
        wanted = _as_sweep(parameters, asked, data_collection_period)
        _must_be_done(run_sweep(wanted, out, jobs=jobs, engine=engine, resume=resume, progress=display_progress))
        ended = _kept(asked, out)
    rows: list[dict[str, object]] = []
    for one, end in ended:
        if end.error and on_error == "raise":
            raise ValueError(f"run {one.number}: {end.error}")
        rows += _rows(one, end, data_collection_period)
    return rows


def _must_be_done(done: Summary) -> None:
    """Raise KeyboardInterrupt where a sweep was stopped."""
    if done.asked:
        raise Stopped(done.asked, "stopped; nothing is lost: the same call goes on")


def _with_asked(
    parameters: Mapping[str, object], learner: object, days: float | None, settings: Mapping[str, object], rules: object
) -> dict[str, Any]:
    """The parameters with what was asked for beside them. Raises ValueError for what is said twice."""
    said = {"learner": learner, "days": days, "rules": rules}
    asked = {name: value for name, value in said.items() if value is not None} | dict(settings)
    twice = next((name for name in asked if name in parameters), None)
    if twice is not None:
        raise ValueError(f"{twice} stands in parameters and beside them; keep one of them")
    return {**parameters, **asked}


def _with_classes(parameters: dict[str, Any]) -> dict[str, Any]:
    """The parameters with the classes of `muscle`, `joint`, `cortex` and `member` as what they are: own rules."""
    rest = {name: value for name, value in parameters.items() if name not in ARGUMENTS}
    for name, unit in ARGUMENTS.items():
        if name in parameters:
            tables = _listed("rules", rest.get("rules", {}))
            own = [{} if _is_usual(cls) else {unit: cls} for cls in _listed(name, parameters[name])]
            rest["rules"] = [one | dict(other) for one in own for other in tables]
    return rest


def _is_usual(cls: object) -> bool:
    return cls is None or getattr(cls, "__module__", "") == "agonist.agents.units"


def _check_choices(on_error: str, iterations: int | None, rng: object, engine: object) -> None:
    choice("engine", engine, ENGINES)
    if not among(on_error, ("record", "raise")):
        raise ValueError(f"on_error = {quoted(on_error)}; it needs 'record' or 'raise'")
    if iterations is not None and rng is not None:
        raise ValueError("give either iterations or rng, not both")


def _ours(model_cls: object) -> bool:
    """Whether it is our own body, by name so that Mesa need not be imported."""
    if model_cls is None or isinstance(model_cls, str | Scenario):
        return True
    return (isinstance(model_cls, type) and _is_body(model_cls)) or units_of(model_cls) is not None


def _is_body(cls: type) -> bool:
    return getattr(cls, "__module__", "") == "agonist.agents.body" and cls.__name__ == "Body"


def units_of(model_cls: object) -> dict[str, Any] | None:
    """The classes that a subclass of `Body` puts in place of the usual ones; None for one that does more than that."""
    found: dict[str, object] = {}
    order = getattr(model_cls, "__mro__", ())
    usual = next((set(vars(type("Bare", (cls,), {}))) for cls in order if _is_body(cls)), set[str]())  # what Mesa adds
    for cls in order:
        if _is_body(cls):
            return found
        said = {name: value for name, value in vars(cls).items() if not name.startswith("__") and name not in usual}
        if not set(said) <= set(CLASSES):
            return None
        found = {CLASSES[name]: value for name, value in said.items()} | found
    return None


def _by_mesa(model_cls: Any, *arguments: Any) -> list[dict[str, Any]]:
    """Mesa's own path, for a model that has no compiled twin. Raises ValueError for what is no model of Mesa."""
    if not any(cls.__module__.startswith("mesa.") for cls in getattr(model_cls, "__mro__", ())):
        raise ValueError(
            f"model_cls = {quoted(model_cls)}; it needs Body, a subclass of it, a scenario, or a model of Mesa"
        )
    try:
        from mesa.batchrunner import batch_run as of_mesa
    except ImportError:
        raise ValueError(f"{model_cls.__name__} is not agonist.agents.Body, and this Mesa has no batch_run") from None
    warnings.warn(
        f"{model_cls.__name__} is not agonist.agents.Body: it runs on mesa.batch_run, uncompiled", stacklevel=3
    )
    return list(of_mesa(model_cls, *arguments))


def _check_period(period: int, max_steps: int) -> None:
    if whole("data_collection_period", period, -1, MOST_ROWS) == 0:
        raise ValueError("data_collection_period = 0; it needs -1 (the last step) or a number from 1")
    whole("max_steps", max_steps, 1, MOST_ROWS)


def _seeds(rng: int | Iterable[int] | None, iterations: int | None) -> list[int]:
    if rng is None:
        return list(range(1, (1 if iterations is None else whole("iterations", iterations)) + 1))
    return list(wholes("rng", rng, 0, MOST_SEED))


def _listed(name: str, value: object) -> list[Any]:
    """The values of one parameter: strings and scenarios are single, any other iterable is swept."""
    if isinstance(value, (*PLAIN, Scenario)) or not isinstance(value, Iterable):
        return [value]
    values = list(value)
    if not values:
        raise ValueError(f"parameter {quoted(name)} holds no value")
    return values


def _expanded(parameters: Mapping[str, object], seeds: Sequence[int], max_steps: int) -> Iterator[Asked]:
    """All runs in Mesa's order: seeds outside, then the product of the parameters in their order."""
    names = list(parameters)
    listed = [_listed(name, parameters[name]) for name in names]
    _check_names(names, listed)
    number = 0
    for iteration, seed in enumerate(seeds):
        for values in product(*listed):
            arguments = dict(zip(names, values, strict=True))
            yield Asked(number, iteration, arguments | {"rng": seed}, *_request(arguments, seed, max_steps))
            number += 1


def _check_names(names: Sequence[str], listed: Sequence[Sequence[Any]]) -> None:
    if "scenario" not in names:
        raise ValueError("parameters: 'scenario' is missing, and model_cls names none")
    scenarios = [load(scenario) for scenario in listed[names.index("scenario")]]
    for name in names:
        if name not in NAMES:
            bounds_of(name, scenarios, "parameters")


def _request(arguments: Mapping[str, Any], seed: int, max_steps: int) -> tuple[Request, int, str | None]:
    """The request of a run that ends with its last wanted step, the number of steps, and why it cannot be built."""
    settings = {name: value for name, value in arguments.items() if name not in NAMES}
    request = Request.of(
        arguments["scenario"],
        settings,
        seed=seed,
        learner=arguments.get("learner", LEARNER),
        days=arguments.get("days"),
        rules=arguments.get("rules"),
    )
    try:
        seconds = prepare(request).run.rows.second
    except ValueError as error:
        return request, 0, str(error)
    if len(seconds) <= max_steps:
        return request, len(seconds), None
    return replace(request, days=float(seconds[max_steps - 1] + 1) / SECONDS_PER_DAY), max_steps, None


def _lived(asked: Sequence[Asked], period: int, jobs: int, progress: bool) -> Iterator[tuple[Asked, End]]:
    """Every run and how it ended, in order; chunk by chunk, so that a long batch shows how far it is."""
    with tqdm(total=len(asked), disable=not progress, unit=" runs", file=sys.stderr) as bar:
        for first in range(0, len(asked), CHUNK):
            chunk = asked[first : first + CHUNK]
            ended: dict[int, End] = {one.number: End({}, one.refused) for one in chunk if one.refused}
            for steps in {one.steps for one in chunk if not one.refused}:
                alike = [one for one in chunk if one.steps == steps and not one.refused]
                every = steps if period == -1 else 1
                got = simulate([one.request for one in alike], threads=jobs, every=every, variables=SERIES)
                ended |= {one.number: _end(o) for one, o in zip(alike, got, strict=True)}
            bar.update(len(chunk))
            yield from ((one, ended[one.number]) for one in chunk)


def _end(outcome: Outcome) -> End:
    return End({"day": outcome.time_day, **(outcome.series or {})}, None)


def _as_sweep(parameters: Mapping[str, object], asked: Sequence[Asked], period: int) -> Sweep:
    """The same runs as a sweep: its series reach as far as the longest run."""
    fine = [one for one in asked if not one.refused] or list(asked)
    days, steps = {one.request.days for one in fine}, {one.steps for one in fine}
    if len(_listed("days", parameters.get("days"))) > 1:
        raise ValueError("days: with `out` it needs one value")
    if len({one.request.rules for one in asked}) > 1:
        raise ValueError("rules: with `out` it needs one table of rules")
    last_only = period == -1 and len(steps) == len(days) == 1
    spec = {
        "scenario": _listed("scenario", parameters["scenario"]),
        "learner": _distinct(one.request.learner for one in asked),
        "seeds": _distinct(one.request.seed for one in asked),
        "parameters": {name: _listed(name, values) for name, values in parameters.items() if name not in NAMES},
        "series": SERIES,
        "rules": {part.name: part for part in asked[0].request.rules},
        "every": max(1, *steps) if last_only else 1,
    }
    if None not in days:
        spec["days"] = max(day for day in days if day is not None)
    return read_sweep(spec)


def _distinct(values: Iterable[object]) -> list[Any]:
    return list(dict.fromkeys(values))


def _kept(asked: Sequence[Asked], out: str | Path) -> Iterator[tuple[Asked, End]]:
    """Every run and how it ended, from the parts in a folder."""
    table = read(out)
    names = [name for name in table.column_names if name.split(".")[0] in SERIES and _is_series(table, name)]
    settings = [name for name in asked[0].arguments if name not in (*NAMES, "rng")]
    ended = {}
    for row in table.to_pylist():
        key = (row["scenario"], row["learner"], row["seed"], *(row[name] for name in settings))
        ended[key] = End({"day": row["time_day"]} | {name: row[name] for name in names}, row["error"])
    for one in asked:
        request = one.request
        key = (load(request.scenario).name, request.learner, request.seed, *(one.arguments[n] for n in settings))
        yield one, ended.get(key, End({}, "its part could not be made: see the folder failed"))


def _is_series(table: pa.Table, name: str) -> bool:
    return str(table.schema.field(name).type).startswith("list")


def _rows(one: Asked, end: End, period: int) -> list[dict[str, Any]]:
    """Mesa's rows of one run: for each collected step one row a muscle, with the values of the model in each."""
    head = {"RunId": one.number, "iteration": one.iteration}
    if end.error:
        return [head | {"Step": None} | one.arguments | {"status": "failed", "error": end.error}]
    muscles = [name.removeprefix("activation.") for name in end.series if name.startswith("activation.")]
    steps = [one.steps] if period == -1 else list(range(1, one.steps + 1, period))
    rows = []
    for step in steps:
        at = step - 1 if len(end.series["effort"]) >= step else 0  # the last step only was kept
        shared = head | {"Step": float(step)} | one.arguments
        shared |= {"day": float(end.series["day"][at])} | {name: float(end.series[name][at]) for name in MODEL_SERIES}
        shared |= {name: float(series[at]) for name, series in end.series.items() if name.startswith("share.")}
        for number, muscle in enumerate(muscles, start=1):
            own = {name: end.series.get(f"{name}.{muscle}") for name in AGENT_SERIES}  # antagonists have no share
            values = {name: 0.0 if series is None else float(series[at]) for name, series in own.items()}
            rows.append(shared | {"AgentID": number, "muscle": muscle} | values)
    return rows
