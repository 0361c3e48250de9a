"""The languages of the page: message files beside English. What is missing stays English; the tests list it.

`languages/CODE.page.toml` holds the strings of the page, `CODE.readings.toml` those of what can be measured, `CODE.words.toml` those of what
can happen, `CODE.muscles.toml` names of muscles and their short labels, `CODE.numbers.toml` the numbers of the model and the traits of
people ([page], the English text is the key), `CODE.mistakes.toml` lines about mistakes (what varies stands in braces), `CODE.lessons.toml`
the lessons ([NAME], by field). A language more is seven such files and its code in `LANGUAGES`.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from agonist.model.lessons import Lesson, Question

FOLDER = Path(__file__).parent / "languages"
LANGUAGES = {"de": "Deutsch", "es": "Español"}
PARTS = ("page", "readings", "words", "muscles")
STARTED_WITH = "AGONIST_LANGUAGE"
LINK = 20_000  # characters of a link that are looked at
TEXTS = ("aim", "story", "question", "check", "answer", "weak", "teacher")
LISTS = ("choices", "notice", "try_this")


@cache
def _file(code: str, part: str) -> dict[str, Any]:
    path = FOLDER / f"{code}.{part}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if code in LANGUAGES and path.is_file() else {}


def page(code: str) -> dict[str, str]:
    """The strings of the page in a language: English text to translation; empty for English."""
    return {text: said for part in PARTS for text, said in _file(code, part).get("page", {}).items()}


def number(code: str, text: str) -> str:
    """What is said of a number of the model, in a language; these are not sent to the browser with the strings of the page."""
    return str(page(code).get(text) or _file(code, "numbers").get("page", {}).get(text, text))


def decimal(code: str, text: str) -> str:
    """A number as it is written in a language: a point in English, a comma in the others."""
    return text if code == "en" else text.replace(".", ",")


def lesson(code: str, name: str) -> Mapping[str, Any]:
    """The strings of a lesson in a language, by field; empty where there are none."""
    return dict(_file(code, "lessons").get(name, {}))


def chosen(*wishes: str) -> str:
    """The first wish that there is a language for, English otherwise; a wish is a code such as ``de`` or ``de-AT``."""
    short = (wish[:2].lower() for wish in wishes)
    return next((code for code in short if code == "en" or code in LANGUAGES), "en")


def wish(query: str) -> str:
    """The language that a link asks for, else the one the page was started with (`agonist app --lang`); may be empty."""
    return (parse_qs(query[:LINK].lstrip("?")).get("lang") or [os.environ.get(STARTED_WITH, "")])[0][:8]


def say(code: str, text: str, **values: object) -> str:
    """A text of the page in a language, with names in braces filled in."""
    found = number(code, text)
    for name, value in values.items():
        found = found.replace("{" + name + "}", str(value))
    return found


@cache
def _mistakes(code: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Lines about mistakes with what varies in braces, and their translations; those that say most first."""
    lines = sorted(_file(code, "mistakes").items(), key=lambda line: -len(re.sub(r"\{\w+\}", "", line[0])))
    return tuple(
        (re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(text)), re.S), said) for text, said in lines
    )


LONGEST = 600  # characters of a line about a mistake that is translated, and shown whole
BROUGHT = (
    "your-scenario"  # so lines begin about a file that a visitor has brought: its keys stay as they are written there
)


def told(code: str, line: str, written: bool = False) -> str:
    """A line about a mistake in a language, its parts too; what has no words there stays as it is, and so do names that are `written`."""
    if len(line) > LONGEST:  # of a visitor's making: what is looked for in it would take minutes
        return f"{line[: LONGEST - 4]} ..."
    written = written or line.startswith(BROUGHT)
    if re.fullmatch(r"-?\d+(\.\d+)?", line):
        return decimal(code, line)
    if line in page(code):
        return page(code)[line]
    for pattern, said in _mistakes(code):
        if found := pattern.fullmatch(line):
            parts = found.groupdict().items()
            kept = ("name", "value", "key", "names") if written else ()
            return said.format_map({name: part if name in kept else told(code, part, written) for name, part in parts})
    return line


def _fits(english: Any, other: Any) -> bool:
    """Whether a translation can stand for the English: as many items, and the same knobs in braces."""
    if isinstance(english, str):
        return isinstance(other, str) and bool(other) and sorted(_braces(english)) == sorted(_braces(other))
    return isinstance(other, list) and len(other) == len(english)


def _braces(text: str) -> Iterator[str]:
    yield from (part.partition("}")[0] for part in text.split("{")[1:])


def said(text: object) -> str:
    """What an item of a lesson says: a text, or a proposal with a text."""
    return str(text["text"] if isinstance(text, Mapping) else getattr(text, "text", text))


def translated(code: str, name: str, words: dict[str, Any]) -> dict[str, Any]:
    """A lesson as the view reads it, in a language; a field that is missing or does not fit stays English."""
    found, out = lesson(code, name), dict(words)
    for field in ("title", *TEXTS):
        if _fits(words.get(field, ""), found.get(field)):
            out[field] = found[field]
    for field in LISTS:
        items = list(words.get(field, ()))
        if _fits(items, found.get(field)):
            out[field] = [_with(item, text) for item, text in zip(items, found[field], strict=True)]
    if words.get("right") in words.get("choices", ()):
        out["right"] = out["choices"][list(words["choices"]).index(words["right"])]
    knobs = found.get("knobs", {})
    out["knobs"] = [knob | {"text": knobs.get(knob["name"], knob["text"])} for knob in words.get("knobs", ())]
    return out


def questions(code: str, name: str, words: Lesson) -> list[Question]:
    """The questions of a lesson in a language: as a list of tables with ask, answer, choices and the texts of the rubric."""
    other = lesson(code, name).get("questions", [])
    pairs = (
        zip(words.questions, other, strict=True)
        if len(other) == len(words.questions)
        else ((q, {}) for q in words.questions)
    )
    return [_asked(english, found) for english, found in pairs]


def _asked(english: Question, found: Mapping[str, Any]) -> Question:
    rubric, choices = found.get("rubric", []), found.get("choices", [])
    same = len(rubric) == len(english.rubric) and len(choices) == len(english.choices)
    if not found or not same:
        return english
    parts = tuple((text, points) for text, (_, points) in zip(rubric, english.rubric, strict=True))
    answer = choices[english.choices.index(english.answer)] if choices else found.get("answer", english.answer)
    return replace(english, ask=found.get("ask", english.ask), answer=answer, rubric=parts, choices=tuple(choices))


def _with(item: object, text: str) -> Any:
    return {**item, "text": text} if isinstance(item, Mapping) else text


def missing(code: str, name: str, title: str, words: Lesson) -> list[str]:
    """Fields of a lesson that are not, or no longer fitting, in a language."""
    found = lesson(code, name)
    english = {"title": title, **{f: getattr(words, f) for f in TEXTS}, **{f: list(getattr(words, f)) for f in LISTS}}
    gaps = [field for field, text in english.items() if text and not _fits(text, found.get(field))]
    asked = zip(words.questions, questions(code, name, words), strict=True)
    return gaps + [f"question {n}" for n, (one, other) in enumerate(asked, start=1) if one.ask == other.ask]
