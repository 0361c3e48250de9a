"""A run in words: who carries the task before, during and after, in plain tables for a terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from agonist.experiments.target_muscle import capacity_shares, most_inhibited
from agonist.model.assessment.wording import moment
from agonist.model.measures import inhibited_at, within
from agonist.model.record import Reading, Record
from agonist.model.scenario import Resolved

SHOWN = 0.005  # a muscle that never carries this share stands in the record, not in the table
WIDE = 34
LEFT = 1e-12  # what is smaller is left of a sum, and 0 in a table
WANDERED = 0.05  # of the torque of the task


def plain(name: str) -> str:
    """A muscle's name as a person writes it; its side only where it is the left."""
    words = name.removesuffix("_right").replace("_", " ")
    return f"{words.removesuffix(' left')} (left)" if name.endswith("_left") else words


def percent(share: float) -> str:
    """A share as whole percent, a dash where there is none."""
    whole = f"{100.0 * share:.0f}"
    return "-" if math.isnan(share) else f"{whole if whole != '-0' else '0'} %"


def number(value: float, digits: int = 4) -> str:
    """A number of a table: so many digits that count, 0 for what is left of a sum, a dash where there is none."""
    return "-" if math.isnan(value) else f"{value if abs(value) >= LEFT else 0.0:.{digits}g}"


def counted(count: int, one: str, many: str = "") -> str:
    """A number of things in words: 1 seed, 8 seeds, 1,539 lives."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], wide: int = WIDE) -> list[str]:
    """Lines of a table: the first column to the left, the others to the right."""
    widths = [max(len(row[n]) for row in [head, *rows]) for n in range(len(head))]
    widths[0] = max(wide, widths[0])
    cells = [
        [c.ljust(w) if n == 0 else c.rjust(w) for n, (c, w) in enumerate(zip(row, widths, strict=True))]
        for row in [head, *rows]
    ]
    return ["  ".join(row).rstrip() for row in cells]


def shares(record: Record, resolved: Resolved) -> list[str]:
    """The share of each muscle in each window, those that carry most first."""
    windows, lost = list(record.by_window), _inhibited(record)
    first = [r.share for r in record.by_window.values()]
    shown = [m for m in record.muscles if any(r[m] >= SHOWN for r in first)]
    if not windows:
        return ["shares, effort and onsets: not read, for the scenario names no windows"]
    if not shown:
        return [f"share of torque: {record.view.task.replace('_', ' ')} is not practised in {' or '.join(windows)}"]
    shown.sort(key=lambda m: -capacity_shares(resolved)[m])
    rows = [
        [
            f"  {plain(m)}{lost[m]}",
            *(percent(record.by_window[w].share[m]) for w in windows),
        ]
        for m in shown
    ]
    return table([f"share of torque, {record.view.task.replace('_', ' ')}", *windows], rows)


def _inhibited(record: Record) -> dict[str, str]:
    """Behind the name of each muscle: on which days it was inhibited, from the first to the last."""
    held, told = inhibited_at(record.view, record.samples), {}
    for n, muscle in enumerate(record.view.muscles):
        spells = within(record.time_day, held[:, n])
        to_the_end = bool(spells) and bool(held[-1, n])
        span = (
            f"{spells[0][0]:.0f} on" if to_the_end else f"{spells[0][0]:.0f} to {spells[-1][1]:.0f}" if spells else ""
        )
        told[muscle] = f" (inhibited, day {span})" if span else ""
    return told


def costs(record: Record) -> list[str]:
    """Effort and failed movements in each window."""
    windows = record.by_window
    rows = [
        ["effort", *(_number(r.effort) for r in windows.values())],
        ["failed movements", *(percent(r.failed) for r in windows.values())],
    ]
    return table(["", *windows], rows)[1:]


def _number(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.2f}"


def order(reading: Reading, count: int = 4) -> str:
    """Muscles in the order in which they start, and when, against the movement; the first few and the last."""
    known = {m: t for m, t in reading.onset_ms.items() if not math.isnan(t) and reading.share[m] >= SHOWN}
    ranked = sorted(known, key=lambda m: -known[m])
    if len(ranked) > count:
        ranked = [*ranked[: count - 1], ranked[-1]]
    return ", ".join(f"{plain(m)} {moment(known[m])}" for m in ranked) or "nobody moved"


def verdict(record: Record, resolved: Resolved) -> str:
    """One sentence on what became of the muscle in question, and who leads now."""
    named = [(w, r) for w, r in record.by_window.items() if not any(math.isnan(s) for s in r.share.values())]
    if len(named) < 2:
        return _uncompared(record, resolved)
    (_, first), (_, last) = named[0], named[-1]
    muscle = most_inhibited(resolved)
    leads = [max(r.share, key=lambda m: r.share[m]) for r in (first, last)]
    then, now = percent(first.share[muscle]), percent(last.share[muscle])
    change = f"{plain(muscle).capitalize()} carried {then} before and carries {now} after"
    if leads[0] == leads[1]:
        return f"{change}; {plain(leads[0])} leads, as before."
    return f"{change}; {plain(leads[1])} leads now, where {plain(leads[0])} led."


def _uncompared(record: Record, resolved: Resolved) -> str:
    """Why windows are not compared: the life ends before them, or the task is not practised in them."""
    lived = [w for w, (first, _) in record.windows.items() if first < record.recipe["days"]]
    idle = [w for w in lived if any(math.isnan(s) for s in record.by_window[w].share.values())]
    if len(lived) < 2 or not idle:
        return "Too short a life to compare its windows."
    practised = [
        {p.task for p in resolved.practices if p.reps > 0.0 and p.from_day < last and p.to_day > first}
        for first, last in (record.windows[w] for w in lived)
    ]
    other = [t for t in resolved.subject.structure.names.tasks if all(t in tasks for tasks in practised)]
    other.sort(key=lambda task: not task.endswith(record.view.task.rpartition("_")[2]))
    task = record.view.task.replace("_", " ").capitalize()
    told = f"{task} is not practised in {' and '.join(idle)}: there is nothing to compare"
    return f"{told}; one that is practised in all of them: {other[0]}." if other else f"{told}."


MOST_CHANCES = 8  # of one kind that the summary names; the record holds all


def by_chance(record: Record) -> list[str]:
    """What befell the body by chance: a line for strains, one for pain that came back."""
    told = []
    for what in dict.fromkeys(one.what for one in record.by_chance):
        each = [f"{one.unit} on day {one.day:g}" for one in record.by_chance if one.what == what]
        more = [f"and {len(each) - MOST_CHANCES} times more"] if len(each) > MOST_CHANCES else []
        told.append(f"{what} by chance: {', '.join([*each[:MOST_CHANCES], *more])}")
    return told


def switches(record: Record) -> str:
    """Which contested links were on."""
    held: Mapping[str, bool] = record.recipe["switches"]
    return "contested links: " + "; ".join(f"{name}: {'on' if on else 'off'}" for name, on in held.items())


def _who(record: Record) -> str:
    recipe = record.recipe
    who = f"{recipe['learner']} learner, seed {recipe['seed']}, {recipe['days']:g} days"
    return f"{who}, body {recipe['body']}, {recipe['engine']} engine"


def lines(record: Record, resolved: Resolved) -> list[str]:
    """The whole summary of a run."""
    starts = ["who starts first in a light movement, before (early) or after (late) the limb moves"]
    wide = max([6, *map(len, record.by_window)]) + 2
    starts += [f"  {name:{wide}}{order(reading)}" for name, reading in record.by_window.items()]
    parts = [[record.title, _who(record)], shares(record, resolved)]
    parts += [costs(record), starts] if record.by_window else []
    parts += [told] if (told := by_chance(record)) else []
    parts += [[switches(record)]] + ([[verdict(record, resolved)]] if record.by_window else [])
    return [line for part in parts for line in (*part, "")]


def rivals(records: Mapping[str, Record], muscle: str) -> list[str]:
    """The share of one muscle in each window, learner by learner."""
    windows = list(next(iter(records.values())).by_window)
    rows = [
        [
            f"  {name}",
            *(percent(r.by_window[w].share[muscle]) for w in windows),
            _number(r.by_window[windows[-1]].effort),
        ]
        for name, r in records.items()
    ]
    return table([f"share of {plain(muscle)} by learner", *windows, "effort after"], rows) + _wandered(records, muscle)


def _wandered(records: Mapping[str, Record], muscle: str) -> list[str]:
    """A line that names the learners whose share was another one before anything had happened to them."""
    first = {name: next(iter(r.by_window.values())).share[muscle] for name, r in records.items() if r.by_window}
    usual = next(iter(first.values()), 0.0)
    away = [f"{name} ({percent(share)})" for name, share in first.items() if abs(share - usual) > WANDERED]
    if not away:
        return []
    return [f"{' and '.join(away)} left the common start unprovoked: read it against its own first column"]
