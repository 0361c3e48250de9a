"""A lesson on paper: one sheet for students and one for the teacher, as HTML to print. Texts are escaped; nothing is fetched."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from agonist.experiments.files import write_whole
from agonist.model import scenario as scenarios
from agonist.model.assessment.wording import chance
from agonist.model.lessons import KNOBS, Question, measured, said_unit
from agonist.model.reading import read_text
from agonist.viz import messages
from agonist.viz.session.history import History
from agonist.viz.session.patient_life import PatientLife
from agonist.viz.session.readings import readings_of
from agonist.viz.session.recipe import Recipe

WINDOWS = ("before", "during", "after")
STYLE = """
@page { margin: 18mm; }
body { font: 12pt/1.45 system-ui, sans-serif; color: #111; max-width: 178mm; margin: 8mm auto; }
h1 { font-size: 18pt; margin: 0 0 2mm; }
h2 { font-size: 13pt; margin: 7mm 0 2mm; break-after: avoid; }
p { margin: 1mm 0 2mm; }
.who { display: flex; gap: 8mm; margin: 4mm 0; }
.who span { flex: 1; border-bottom: 1px solid #555; padding-bottom: 1mm; color: #555; }
.q { break-inside: avoid; margin-bottom: 3mm; }
.line { border-bottom: 1px solid #999; height: 8mm; }
.points { float: right; color: #555; }
ul { list-style: none; padding: 0; margin: 1mm 0; }
li { margin: 1.5mm 0; }
.box { display: inline-block; width: 3.4mm; height: 3.4mm; border: 1px solid #333; margin-right: 2.5mm; }
.right .box { background: #0b6e6e; print-color-adjust: exact; }
.right { font-weight: 650; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #999; padding: 1.5mm 2.5mm; text-align: left; font-weight: 400; }
thead th { font-weight: 650; }
.answer { border-left: 3px solid #0b6e6e; padding: 1mm 3mm; background: #f2f7f7; break-inside: avoid; }
svg { width: 100%; height: 62mm; }
"""


def _e(text: object) -> str:
    return html.escape(str(text))


class Sheet:
    """The words of one lesson in one language, for both sheets."""

    def __init__(self, name: str, code: str = "en") -> None:
        self.scenario, self.code = scenarios.load(name), code
        shipped = name in scenarios.shipped()
        recipe = Recipe(name) if shipped else Recipe("your scenario", text=read_text(Path(name)))
        words = {
            "title": self.scenario.title,
            **asdict(self.scenario.lesson),
            "knobs": [k._asdict() for k in self.scenario.knobs],
        }
        self.words = messages.translated(code, self.scenario.name, words)
        self.questions = messages.questions(code, self.scenario.name, self.scenario.lesson)
        self.say = partial(messages.say, code)
        self.recipe = recipe

    def story(self) -> str:
        """The story with its numbers put in."""
        knobs = {k.name: (k.value, k.unit) for k in self.scenario.knobs}
        return KNOBS.sub(
            lambda found: self.amount(*knobs[found[1]]) if found[1] in knobs else found[0], self.words["story"]
        )

    def amount(self, value: float, unit: str) -> str:
        """A number with its unit, in this language."""
        return measured(value, unit) if unit.startswith("of ") else f"{value:g} {self.say(said_unit(value, unit))}"

    def readings(self) -> dict[str, dict[str, float]]:
        """What a life of this lesson reads before, during and after (seed 1)."""
        life = PatientLife(self.recipe)
        history = History(life.width, kept=100_000)
        history.append(life.row()[None, :])
        history.append(life.advance(life.horizon, 4000))
        return readings_of(life, history.rows, self.scenario.lesson.readings)

    def named(self, reading: str) -> str:
        """A reading in words."""
        block, _, owner = reading.partition(" ")
        said = {
            "share": "share of",
            "reflex": "reflex of",
            "excitability": "excitability of",
            "size": "size of",
            "fibre": "fibre length of",
            "strength": "size x force of",
            "hazard": "chance of injury in a day,",
        }
        task = {
            "effort": "effort,",
            "failed": "failed repetitions,",
            "torque_max": "maximal voluntary torque,",
            "voluntary": "voluntary activation,",
        }
        plain, _, side = owner.rpartition("_")
        return f"{self.say((said | task)[block])} {self.say(plain.replace('_', ' '))}, {self.say(side)}"


def student(sheet: Sheet) -> str:
    """The sheet of a student: story, guess, a curve to draw, what was read, the questions with room for answers."""
    words, say = sheet.words, sheet.say
    parts = [
        f"<h1>{_e(words['title'])}</h1><p>{_e(words['aim'])}</p>",
        f'<div class="who"><span>{_e(say("Name"))}</span><span>{_e(say("Date"))}</span></div>',
        f"<h2>{_e(say('Story'))}</h2><p>{_e(sheet.story())}</p>",
        f"<h2>{_e(say('What do you expect?'))}</h2><p>{_e(words['question'])}</p>{_choices(words['choices'])}",
    ]
    if words["readings"]:
        reading = sheet.named(words["readings"][0])
        parts.append(f"<p>{_e(say('Draw what you expect: {reading}', reading=reading))}</p>{_axes(sheet)}")
        parts.append(f"<h2>{_e(say('What happened'))}</h2>{_table(sheet, {})}")
    parts += [f"<h2>{_e(say('Questions'))}</h2>"] if sheet.questions else []
    parts += [_question(n, q, say, False) for n, q in enumerate(sheet.questions, start=1)]
    return _page(sheet, words["title"], parts)


def teacher(sheet: Sheet) -> str:
    """The sheet of the teacher: what comes, answers with their points, notes, and how sure all this is."""
    words, say = sheet.words, sheet.say
    facts = ", ".join(
        p
        for p in (
            say(f"{words['level']} course") if words["level"] else "",
            say("{minutes} minutes", minutes=f"{words['minutes']:g}"),
        )
        if p
    )
    parts = [
        f"<h1>{_e(words['title'])}</h1><p><b>{_e(say('For the teacher'))}</b>. {_e(facts)}. {_e(words['aim'])}</p><p>{_e(words['teacher'])}</p>",
        f"<h2>{_e(say('Story'))}</h2><p>{_e(sheet.story())}</p><p>{_e(words['question'])}</p>{_choices(words['choices'], words['right'])}",
        f"<h2>{_e(say('What happened'))}</h2>{_table(sheet, sheet.readings())}" if words["readings"] else "",
        f"<h2>{_e(say('What to notice'))}</h2>{''.join(f'<p>{_e(text)}</p>' for text in words['notice'])}",
        f"<h2>{_e(say('Check'))}</h2><p>{_e(words['check'])}</p><p class='answer'>{_e(words['answer'])}</p>",
    ]
    whole = sum(q.points for q in sheet.questions)
    parts += [f"<h2>{_e(say('Questions'))} ({_e(_worth(whole, say))})</h2>"] if sheet.questions else []
    parts += [_question(n, q, say, True) for n, q in enumerate(sheet.questions, start=1)]
    parts += [
        f"<h2>{_e(say('How sure is this?'))}</h2><p>{_e(words['weak'])}</p>",
        *(f"<p>{_e(text)}</p>" for text in words["sources"]),
    ]
    return _page(sheet, f"{words['title']}: {say('For the teacher')}", parts)


def _page(sheet: Sheet, title: str, parts: Iterable[str]) -> str:
    head = f'<!doctype html><html lang="{sheet.code}"><head><meta charset="utf-8"><title>{_e(title)}</title><style>{STYLE}</style></head>'
    return f"{head}<body>{''.join(parts)}</body></html>\n"


def _choices(choices: Iterable[str], right: str = "") -> str:
    items = (
        f'<li{" class=right" if choice == right else ""}><span class="box"></span>{_e(choice)}</li>'
        for choice in choices
    )
    return f"<ul>{''.join(items)}</ul>"


def _question(number: int, question: Question, say: object, answered: bool) -> str:
    worth = f'<span class="points">{_e(_worth(question.points, say))}</span>' if question.points else ""
    body = _choices(question.choices, question.answer if answered else "") if question.choices else ""
    if not answered:
        return f'<div class="q"><p>{worth}<b>{number}.</b> {_e(question.ask)}</p>{body or "<div class=line></div>" * question.lines}</div>'
    rubric = "".join(f"<tr><td>{_e(text)}</td><td>{points:g}</td></tr>" for text, points in question.rubric)
    table = f"<table><tbody>{rubric}</tbody></table>" if rubric else ""
    model = "" if question.choices else f'<p class="answer">{_e(question.answer)}</p>'
    return f'<div class="q"><p>{worth}<b>{number}.</b> {_e(question.ask)}</p>{body}{model}{table}</div>'


def _worth(points: float, say: Any) -> str:
    return str(say("1 point") if points == 1.0 else say("{points} points", points=f"{points:g}"))


def _table(sheet: Sheet, means: dict[str, dict[str, float]]) -> str:
    """Readings by window; empty cells where nothing is given, to be filled in."""
    head = "".join(f"<th>{_e(sheet.say(window))}</th>" for window in WINDOWS)
    rows = []
    for reading in sheet.words["readings"]:
        found = [means.get(reading, {}).get(window, math.nan) for window in WINDOWS]
        told = chance if reading.startswith("hazard") else _per_cent
        cells = "".join(f"<td>{'' if math.isnan(v) else told(v)}</td>" for v in found)
        rows.append(f"<tr><td>{_e(sheet.named(reading))}</td>{cells}</tr>")
    return (
        f"<table><thead><tr><th>{_e(sheet.say('mean'))}</th>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _per_cent(value: float) -> str:
    return f"{100 * value:.0f} %"


USUAL = (0, 150, 25)  # of a chart to draw in: lowest, highest, between two lines; per cent
UPWARDS = {
    "share": (0, 100, 25),
    "fibre": (90, 110, 5),
    "size": (70, 130, 10),
    "strength": (70, 130, 10),
    "hazard": (0, 100, 25),
}
DAYS_APART, MOST_DAYS = (1, 2, 5, 10, 20, 30, 50, 60, 100, 200), 8  # between two days that are written; so many spaces


def _axes(sheet: Sheet) -> str:
    """An empty chart to draw in: days across, per cent upwards."""
    return f'<svg viewBox="0 0 715 240" font-size="13">{"".join(_grid(sheet))}</svg>'


def _grid(sheet: Sheet) -> Iterator[str]:
    days, kind = sheet.scenario.days, sheet.words["readings"][0].partition(" ")[0]
    low, high, step = UPWARDS.get(kind, USUAL)
    for value in range(low, high + 1, step):
        y = 205 - 190 * (value - low) / (high - low)
        said = "" if kind == "hazard" and value else f"{value} %"  # a small number: who draws it shows its shape
        yield f'<path d="M60 {y:.1f}H690" stroke="#bbb"/><text x="52" y="{y + 4:.1f}" text-anchor="end">{said}</text>'
    apart = next((n for n in DAYS_APART if days / n <= MOST_DAYS), days)
    for k in range(int(days / apart) + 1):
        x = 60 + 630 * k * apart / days
        yield f'<path d="M{x:.1f} 15V205" stroke="#ddd"/><text x="{x:.1f}" y="222" text-anchor="middle">{k * apart:g}</text>'
    yield f'<text x="690" y="237" text-anchor="end">{_e(sheet.say("days"))}</text><path d="M60 15V205H690" fill="none" stroke="#333"/>'


def write(name: str, folder: Path, code: str = "en") -> list[Path]:
    """Write both sheets of a lesson; their places. Raises ValueError for an unknown scenario."""
    sheet = Sheet(name, code)
    folder.mkdir(parents=True, exist_ok=True)
    stem = sheet.scenario.name if code == "en" else f"{sheet.scenario.name}-{code}"
    places = [folder / f"{stem}-student.html", folder / f"{stem}-teacher.html"]
    for place, made in zip(places, (student(sheet), teacher(sheet)), strict=True):
        write_whole(place, made)
    return places
