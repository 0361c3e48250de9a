"""`agonist cohort`: many people who differ live one scenario, beside the same people to whom nothing happens."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from agonist.experiments.commands import Commands, add_command, add_json, print_json
from agonist.experiments.options import (
    MOST_SEED,
    add_out,
    add_rules,
    add_scenario,
    add_settings,
    rules_of,
    settings_of,
    whole,
)


def add(subparsers: Commands) -> None:
    """The options of `agonist cohort`."""
    parser = add_command(
        subparsers, "cohort", "live a scenario with many people who differ",
        "agonist cohort knee-effusion --people 200 --set-spread size=0.25",
    )  # fmt: skip
    add_scenario(parser)
    parser.add_argument("--people", type=int, metavar="N", help="how many (default: the scenario's, or 100)")
    parser.add_argument("--seed", type=int, help="which people (default: the scenario's, or 1)")
    parser.add_argument("--learner", default="maintained", metavar="NAME", help="the learner (default: maintained)")
    parser.add_argument("--days", type=float, help="length of the life (default: the scenario's)")
    parser.add_argument("--trait", metavar="NAME", action="append", help="people differ in this only (repeatable)")
    parser.add_argument(
        "--set-spread", metavar="TRAIT=SD", action="append", default=[], help="another spread of a trait (repeatable)"
    )
    parser.add_argument(
        "--person", metavar="TRAIT=VALUE", action="append", default=[],
        help="what is said of all of them: age, sex, or the factor of a trait (repeatable)",
    )  # fmt: skip
    add_settings(parser)
    add_rules(parser)
    parser.add_argument(
        "--read", metavar="WORDS", action="append", default=[],
        help="what is measured and when, such as 'size_cm2 soleus right @ 6 weeks' (repeatable; see `agonist readings`)",
    )  # fmt: skip
    parser.add_argument(
        "--event", metavar="NAME=WORDS", action="append", default=[],
        help="what is waited for, such as strain='injury hamstrings right' (repeatable)",
    )  # fmt: skip
    parser.add_argument(
        "--arm", metavar="NAME:KNOB=VALUE,...", action="append", default=[],
        help="an arm with other knobs or parameters, lived by the same people (repeatable)",
    )  # fmt: skip
    parser.add_argument(
        "--against", metavar="NAME", help="the arm that the others are held against (default: the last)"
    )
    parser.add_argument(
        "--explain", metavar="MEASURE", help="what explains this reading, event or covariate between people; with --by"
    )
    parser.add_argument(
        "--by", metavar="MEASURE", action="append", default=[], help="an explaining measure (repeatable)"
    )
    parser.add_argument(
        "--study", type=int, metavar="N", help="what studies with N people in each of two groups would see"
    )
    parser.add_argument("--no-control", action="store_true", help="leave out the people to whom nothing happens")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="threads (default: 2)")
    add_out(parser, "where figure and table of people go (default: nowhere)")
    add_json(parser)


def call(arguments: argparse.Namespace) -> int:
    """Live, compare and tell; 0 done."""
    from agonist.experiments.cohorts import cohort
    from agonist.experiments.commands.run import person_of
    from agonist.experiments.files import writable
    from agonist.experiments.options import say_if_it_compiles
    from agonist.experiments.running import bar
    from agonist.model.scenario import load

    say_if_it_compiles()
    held = load(arguments.scenario)
    if arguments.out:
        writable(Path(arguments.out))
    seed = None if arguments.seed is None else whole("seed", arguments.seed, 0, MOST_SEED)
    events = _distinct([_named(text, "event") for text in arguments.event], "event")
    arms = _distinct([_arm(text) for text in arguments.arm], "arm")
    _check_questions(arguments, held, arms, events)
    with bar("people") as told:
        found = cohort(
            held, arguments.people, seed, arguments.learner, arguments.days, settings_of(arguments.settings), arguments.trait,
            settings_of(arguments.set_spread, "set-spread") or None, False if arguments.no_control else None,
            whole("jobs", arguments.jobs), told, arguments.read, events, arms,
            rules_of(arguments.rules), person_of(arguments.person),
        )  # fmt: skip
    if arguments.out:
        _write(Path(arguments.out), found)
    told_of = _explained(found, arguments)
    for line in found.notes:
        print(f"note: {line}", file=sys.stderr)
    seen = [found.study(arguments.study, a, b) for a, b in _groups(found, arguments.against)] if arguments.study else []
    if arguments.json:
        more = ({"explained": told_of} if told_of else {}) | (
            {"study": [s for each in seen for s in each]} if seen else {}
        )
        print_json(as_json(found, arguments.against) | more)
    else:
        said = [*lines(found), *compared(found, arguments.against), *explained(told_of)]
        print("\n".join([*said, *(line for each in seen for line in studied(each))]))
    return 0


def _named(text: str, what: str) -> tuple[str, str]:
    name, mark, words = text.partition("=")
    if not (mark and name.strip() and words.strip()):
        raise ValueError(f"--{what} {text}: it needs the form name=words")
    return name.strip(), words.strip()


def _arm(text: str) -> tuple[str, dict[str, float]]:
    name, _, rest = text.partition(":")
    if not name.strip():
        raise ValueError(f"--arm {text}: it needs the form name:knob=value,knob=value")
    return name.strip(), settings_of([part for part in rest.split(",") if part.strip()], "arm")


def _distinct(pairs: list[tuple[str, Any]], option: str) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"--{option} {twice}: it is named twice; keep one of them")
    return found


def _check_questions(arguments: argparse.Namespace, held: Any, arms: Any, events: Any) -> None:
    """Raise ValueError for a question that no life could answer, before any is lived."""
    from agonist.experiments.arms import CONTROL
    from agonist.experiments.studying import MOST
    from agonist.model.parameters import nearest
    from agonist.model.traits import traits

    if arguments.study is not None:
        whole("study", arguments.study, 2, MOST)
        if arguments.no_control and not arms and not held.arms:
            raise ValueError(
                "--study: there is nobody to hold the people against; leave out --no-control, or add --arm"
            )
    if arguments.by and arguments.explain is None:
        raise ValueError("--by needs --explain: say what it explains")
    if arguments.explain is not None and not arguments.by:
        raise ValueError(f"--explain {arguments.explain}: say with --by what it may stand on")
    here = list(arms) or [name for name, _ in held.arms] or ["lived"]
    here += [CONTROL] if here == ["lived"] and not arguments.no_control else []
    if arguments.against is not None and arguments.against not in here:
        raise ValueError(f"--against {arguments.against}: there is no such arm; {nearest(arguments.against, here)}")
    read = [*held.read, *arguments.read]
    own = [t.name for t in held.people.own] if held.people is not None else []
    known = [*read, *events, *(name for name, _ in held.events), "age", "female", *traits(), *own]
    for name in (arguments.explain, *arguments.by) if read else ():
        if name is not None and name not in known and "," not in "".join(read) and " every " not in "".join(read):
            raise ValueError(f"unknown measure {name!r}; {nearest(name, known)}")


def _groups(found: Any, against: str | None) -> list[tuple[str, str]]:
    """The two groups of each study: every arm with the one that it is held against, or lived with the control."""
    return _pairs(found, against) or [(found.arms[0].name, found.arms[-1].name)]


def _explained(found: Any, arguments: argparse.Namespace) -> Any:
    if arguments.explain is None:
        return None
    if arguments.explain in found.events:
        return found.hazard(arguments.explain, arguments.by)
    return found.explain(arguments.explain, arguments.by)


def as_json(found: Any, against: str | None) -> dict[str, Any]:
    """A cohort as one object."""
    held = {
        "scenario": found.scenario, "people": len(found.people), "arms": [arm.name for arm in found.arms],
        "rows": found.rows(), "correlations": found.correlations(),
    }  # fmt: skip
    pairs = _pairs(found, against)
    both: list[tuple[str | None, str | None]] = [(None, None)]  # the first arm against the last
    held |= {"comparisons": [e for a, b in pairs for e in found.compare(a, b)]} if pairs else {}
    return held | ({"events": [e for a, b in pairs or both for e in found.events_table(a, b)]} if found.events else {})


def _pairs(found: Any, against: str | None) -> list[tuple[str, str]]:
    """Every arm with the one that it is held against; none for a cohort with its control only."""
    if found.control is not None and against is None:
        return []
    other = found.arm(against).name if against is not None else found.arms[-1].name
    return [(arm.name, other) for arm in found.arms if arm.name != other]


def compared(found: Any, against: str | None) -> list[str]:
    """Arms against one of them, and events, in tables."""
    from agonist.experiments.summary import table

    told: list[str] = []
    for first, second in _pairs(found, against):
        head = [f"{first} against {second}", "mean", "mean", "difference", "95 %", "standardised", "95 %", "ratio"]
        rows = [
            [
                e.measure, _number(e.mean), _number(e.mean_against), _number(e.difference), _span(e.low, e.high),
                _number(e.standardised), _span(e.standardised_low, e.standardised_high), _number(e.ratio),
            ]
            for e in found.compare(first, second)
        ]  # fmt: skip
        told += ["", *table(head, rows)]
    pairs = _pairs(found, against) or ([(found.arms[0].name, found.arms[-1].name)] if found.events else [])
    return told + [line for pair in pairs if found.events for line in _events(found, *pair)]


def _events(found: Any, first: str, second: str) -> list[str]:
    from agonist.experiments.summary import table

    head = [f"event, {first} against {second}", "met", "met", "rate/y", "rate/y", "risk", "95 %", "hazard", "95 %"]
    rows = [
        [
            e.event, str(e.met), str(e.met_against), _number(e.rate_per_year), _number(e.rate_against),
            _number(e.risk.ratio), _span(e.risk.low, e.risk.high), _number(e.hazard.ratio),
            _span(e.hazard.low, e.hazard.high),
        ]
        for e in found.events_table(first, second)
    ]  # fmt: skip
    return ["", *table(head, rows)]


def explained(told: Any) -> list[str]:
    """A regression, or hazard ratios, in a table."""
    from agonist.experiments.summary import table

    if not told:
        return []
    if isinstance(told, list):
        return [
            "",
            *table(["hazard", "ratio", "95 %"], [[r.name, _number(r.ratio), _span(r.low, r.high)] for r in told]),
        ]
    rows = [
        [name, _number(value), _span(low, high), _number(told.partial_r2[name])]
        for name, (value, low, high) in told.coefficients.items()
    ]
    return [
        "",
        f"{told.measure}: R2 {told.r2:.2f} in {told.people} people",
        *table(["", "slope", "95 %", "partial R2"], rows),
    ]


def studied(seen: Any) -> list[str]:
    """What studies of so many people would see, in a table."""
    from agonist.experiments.summary import table

    if not seen:
        return []
    one = seen[0]
    head = [f"studies of {one.people}, {one.arm} against {one.against}", "difference", "95 % of studies", "found",
            "wrong sign", "people for 80 %"]  # fmt: skip
    rows = [
        [
            s.measure,
            _number(s.difference),
            _span(s.low, s.high),
            _percent(s.found),
            _percent(s.wrong),
            _people(s.needed),
        ]
        for s in seen
    ]
    return ["", *table(head, rows)]


def _percent(part: float) -> str:
    return "-" if part != part else f"{100.0 * part:.0f} %"


def _people(count: float) -> str:
    return "-" if count != count or count == float("inf") else f"{count:.0f}"


def _span(low: float, high: float) -> str:
    return f"{_number(low)} .. {_number(high)}"


def lines(found: Any) -> list[str]:
    """A cohort in a table."""
    from agonist.experiments.summary import table

    head = ["measure", "unit", "mean", "sd", "control", "sd", "d", "goes with", "r"]
    rows = [
        [
            r["measure"], r["unit"], _number(r["mean"]), _number(r["sd"]), _number(r.get("control_mean")),
            _number(r.get("control_sd")), _number(r.get("d")), str(r["trait"] or "-"), _number(r["r"]),
        ]
        for r in found.rows()
    ]  # fmt: skip
    return [f"{found.scenario}: {len(found.people)} people", "", *table(head, rows), *_left_out(found)]


def _left_out(found: Any) -> list[str]:
    """A line for each measure that is endless in some people: how many its mean leaves out."""
    told = []
    for name in found.measures:
        endless = int(sum(v in (float("inf"), float("-inf")) for v in found.column(name)))
        told += [f"{name}: endless in {endless} of {len(found.people)} people, who are left out"] if endless else []
    return told


def _number(value: float | None) -> str:
    return "-" if value is None or value != value else f"{value:.3g}"


def _write(folder: Path, found: Any) -> None:
    import csv
    import io

    from agonist.experiments.files import write_whole
    from agonist.viz.figures.charts import save_figure
    from agonist.viz.figures.evidence import cohort_figure

    held = io.StringIO()
    rows = csv.writer(held)
    events = [part for name in found.events for part in (f"{name}_day", f"{name}_exposure_days")]
    rows.writerow(["arm", "person", *found.covariates, *found.measures, *events])
    for arm in found.arms:
        for n, values in enumerate(arm.values):
            who = (score[n] for score in found.covariates.values())
            met = [v for pair in zip(arm.days[n], arm.exposure[n], strict=True) for v in pair]
            rows.writerow([arm.name, found.people[n], *who, *values, *met])
    write_whole(folder / "people.csv", held.getvalue())
    save_figure(cohort_figure(found), folder / "figure")
    print(f"written: {folder}: people.csv, figure.png, figure.svg", file=sys.stderr)
