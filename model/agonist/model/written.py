"""A scenario written: as the keys that its file would hold, and as the text of that file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from agonist.model.body.spec import BodySpec
from agonist.model.lessons import Lesson
from agonist.model.persons import MEAN, People, Person
from agonist.model.study import thawed
from agonist.model.traits import moved_by

KINDS: dict[str, Any] = {  # what a scenario keeps; anything else is read as its file would hold it
    "days": int | float, "body": BodySpec, "plan": tuple, "knobs": tuple, "windows": tuple, "parameters": tuple,
    "lesson": Lesson, "tasks": tuple, "person": Person, "people": People | None, "read": tuple, "events": tuple,
    "arms": tuple, "rules": tuple,
}  # fmt: skip
OF_PAIRS = ("plan", "knobs", "windows", "parameters", "events", "arms", "rules")


def is_kept(values: Mapping[str, Any]) -> bool:
    """Whether values of a scenario are of the kinds that it keeps, and none as a file or a hand writes it."""
    right = all(isinstance(values[key], kind) for key, kind in KINDS.items())
    pairs = right and all(isinstance(each, tuple) for key in OF_PAIRS for each in values[key])
    return pairs and all(len(word) == 2 and isinstance(word[1], tuple) for word in values["plan"])


def as_keys(values: Mapping[str, object]) -> dict[str, Any]:
    """Values of a scenario as the keys of its file: lists and dictionaries; what is empty or usual is left out, but a plan."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        if key == "name" or value is None or (isinstance(value, tuple) and not value and key != "plan"):
            continue
        plain = _as_key(key, value)
        if not isinstance(plain, list | dict) or plain or key == "plan":
            found[key] = plain
    return found


def _as_key(key: str, value: object) -> Any:
    """One value as its file holds it; what is of no known kind stays as it is, to be refused by name."""
    if key not in KEYED or isinstance(value, list | dict):
        return _plain(value)
    try:
        return KEYED[key](value)
    except (TypeError, AttributeError):
        return _plain(value)
    except ValueError:
        if key == "rules":
            raise
        return _plain(value)


def _plain(value: object) -> Any:
    """A value in the types that TOML knows."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    plain = value.tolist() if hasattr(value, "tolist") else value
    return value if plain is None else plain


def _words(plan: Any) -> list[dict[str, Any]]:
    return [{"do": word, **{k: thawed(v) for k, v in arguments}} for word, arguments in plan]


def _knobs(knobs: Any) -> dict[str, Any]:
    return {k.name: {n: v for n, v in k._asdict().items() if n != "name"} for k in knobs}


def _written_arms(arms: Any) -> dict[str, Any]:
    return {name: {k: _words(v) if k == "plan" else v for k, v in arm} for name, arm in arms}


def _used(value: Any, usual: Any) -> dict[str, Any]:
    """Fields of a record that differ from the usual ones."""
    return {f.name: _plain(x) for f in fields(value) if (x := getattr(value, f.name)) != getattr(usual, f.name)}


def _who(person: Person) -> dict[str, Any]:
    found = {
        k: v
        for k, v in (("number", person.number), ("age", person.age), ("sex", person.sex), ("species", person.species))
        if v != getattr(MEAN, k)
    }
    return {**found, **dict(person.said)}


def _many(people: People) -> dict[str, Any]:
    usual = People()
    found: dict[str, Any] = {"count": people.count, "seed": people.seed}
    found |= {} if people.only is None else {"traits": list(people.only)}
    found |= {} if people.ages == usual.ages else {"age": list(people.ages)}
    found |= {} if people.sex == usual.sex else {"sex": people.sex}
    own = {t.name: {**moved_by(t), "spread": t.spread, "low": t.low, "high": t.high} for t in people.own}
    return {**found, **({"own": own} if own else {}), **dict(people.spreads)}


def _a_record(value: object) -> Any:
    """What a scenario keeps as a record. Raises TypeError for another value."""
    if not is_dataclass(value) or isinstance(value, type):
        raise TypeError("no record")
    return value


def _body(body: Any) -> dict[str, Any]:
    _a_record(body)
    return _used(body, type(body)()) | ({"muscles": dict(body.muscles)} if body.muscles else {})


def _lesson(lesson: Any) -> dict[str, Any]:
    found = _used(_a_record(lesson), type(lesson)())
    if lesson.questions:
        found["questions"] = [
            {
                "ask": q.ask,
                "answer": q.answer,
                "rubric": [{"text": t, "points": p} for t, p in q.rubric],
                "choices": list(q.choices),
                "lines": q.lines,
            }
            for q in lesson.questions
        ]
    if lesson.try_this:
        found["try_this"] = [
            {k: dict(v) if k == "set" else v for f in fields(t) if (v := getattr(t, k := f.name))}
            for t in lesson.try_this
        ]
    return found


def _pairs(given: object) -> Any:
    """What a scenario keeps as a tuple of tuples. Raises TypeError for another value."""
    if not isinstance(given, tuple) or not all(isinstance(each, tuple) for each in given):
        raise TypeError("no pairs")
    return given


def _places(rules: object) -> dict[str, str]:
    """Own rules as files that hold them. Raises ValueError for one that stands in no named file."""
    if not isinstance(rules, tuple):
        raise TypeError("no rules")
    found = {name: getattr(rule, "place", rule) for name, rule in rules}
    for name, rule in rules:
        if not found[name]:
            raise ValueError(
                f"rules: {rule.label} was given as it is; name it as {name!r} = 'FILE.py:NAME' to write it"
            )
    return found


KEYED: dict[str, Callable[[Any], Any]] = {
    "body": _body,
    "plan": _words,
    "knobs": _knobs,
    "person": _who,
    "people": _many,
    "windows": lambda spans: {name: [first, last] for name, first, last in _pairs(spans)},
    "parameters": lambda given: dict(_pairs(given)),
    "events": lambda given: dict(_pairs(given)),
    "arms": _written_arms,
    "lesson": _lesson,
    "rules": _places,
}
FIRST = ("title", "days", "watch", "tasks", "read")  # keys that stand before the tables
TABLES = ("body", "person", "people", "parameters", "windows", "events", "lesson", "rules")


def as_text(values: Mapping[str, object]) -> str:
    """A scenario as the TOML text that would make it."""
    keys = as_keys(values)
    parts = ["\n".join(f"{k} = {toml_value(keys[k])}" for k in FIRST if k in keys)]
    parts += [_section(f"[{k}]", keys[k]) for k in TABLES if k in keys]
    parts += [_section(f"[{k}.{_key(n)}]", each) for k in ("knobs", "arms") for n, each in keys.get(k, {}).items()]
    parts += [_section("[[plan]]", entry) for entry in keys.get("plan", [])]
    return "\n\n".join(parts) + "\n"


def _section(head: str, table: Mapping[str, object]) -> str:
    return "\n".join([head, *(f"{_key(k)} = {toml_value(v)}" for k, v in table.items())])


BARE = re.compile(r"[A-Za-z0-9_-]+")


def _key(name: str) -> str:
    return name if BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def toml_value(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {toml_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    return repr(int(value)) if isinstance(value, float) and value.is_integer() else repr(value)
