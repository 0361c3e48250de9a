"""The recipe of a patient as the page keeps it: enough to live the same life again, and to put it into a link."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode

from agonist.model.parameters import nearest
from agonist.model.persons import read_person
from agonist.model.plan import LONGEST_DAY
from agonist.model.reading import parsed_json

LINK_LIMIT = 8000  # characters of a link that are read
FRAGMENT_LIMIT = 30_000  # characters of a packed scenario that a link carries
TEXT_LIMIT = 200_000  # bytes of a scenario in a link


class Edit(NamedTuple):
    """One entry that the user put on the timeline: a word of the vocabulary with its arguments, at a day."""

    day: float
    word: str
    arguments: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Recipe:
    """Scenario, seed, learner, turned numbers, own entries, entries of the scenario that are left out, and who lives it.

    `who` are keys of a person as in a scenario's [person]: number, age, sex, factors of traits.
    """

    scenario: str
    seed: int = 1
    learner: str = "maintained"
    settings: tuple[tuple[str, float], ...] = ()
    edits: tuple[Edit, ...] = ()
    dropped: tuple[int, ...] = ()
    text: str = ""
    who: tuple[tuple[str, Any], ...] = ()

    def as_opened(self) -> Recipe:
        """The same recipe before anything was put on the timeline or left out: who shares it shares the days before a change."""
        return replace(self, edits=(), dropped=())

    def with_edit(self, edit: Edit) -> Recipe:
        """The same recipe with one more entry, in order of days."""
        return replace(self, edits=tuple(sorted((*self.edits, edit), key=lambda e: (e.day, e.word))))

    def without_edit(self, index: int) -> Recipe:
        """The same recipe without one of the user's entries."""
        return replace(self, edits=tuple(e for k, e in enumerate(self.edits) if k != index))

    def toggled(self, index: int) -> Recipe:
        """The same recipe with an entry of the scenario left out, or taken back in."""
        return replace(self, dropped=tuple(sorted(set(self.dropped) ^ {index})))

    def with_setting(self, name: str, value: float | None) -> Recipe:
        """The same recipe with a number turned; None is the default again."""
        kept = {k: v for k, v in self.settings if k != name}
        return replace(self, settings=tuple(sorted((kept if value is None else kept | {name: value}).items())))

    def with_who(self, name: str, value: object) -> Recipe:
        """The same recipe with one thing said of the person; None: as the mean person. Raises ValueError in one line."""
        kept = {k: v for k, v in self.who if k != name} | ({} if value is None else {name: value})
        read_person("who", kept)
        return replace(self, who=tuple(sorted(kept.items())))

    def fragment(self) -> str:
        """A scenario of one's own as the fragment of a link; empty for a lesson that ships, or where it is too long."""
        return packed(self.text) if self.text else ""

    def query(self) -> str:
        """The recipe as the query of a link; a scenario of one's own stands in the fragment."""
        fields: dict[str, object] = {} if self.text else {"lesson": self.scenario}
        fields |= {"seed": self.seed, "learner": self.learner}
        if self.settings:
            fields["set"] = json.dumps(dict(self.settings), separators=(",", ":"))
        if self.edits:
            fields["do"] = json.dumps([[e.day, e.word, dict(e.arguments)] for e in self.edits], separators=(",", ":"))
        if self.dropped:
            fields["without"] = ",".join(map(str, self.dropped))
        if self.who:
            fields["who"] = json.dumps(dict(self.who), separators=(",", ":"))
        return urlencode(fields)


def _plain(value: object) -> Any:
    """A text, a number, or numbers by name; anything else has no place in a link."""
    if isinstance(value, list):
        return tuple((str(name), float(number)) for name, number in value)
    if not isinstance(value, str | int | float):
        raise ValueError(f"{value!r} is neither text nor number")
    return value


def _edits(text: str) -> tuple[Edit, ...]:
    found = []
    for day, word, arguments in parsed_json(text, "do"):
        found.append(Edit(float(day), str(word), tuple(sorted((str(k), _plain(v)) for k, v in arguments.items()))))
    return tuple(found)


def _who(text: str) -> tuple[tuple[str, Any], ...]:
    """A person as a link says it. Raises ValueError for a key or a value that no person has."""
    said = {str(k): v for k, v in parsed_json(text, "who").items()}
    read_person("who", said)
    return tuple(sorted(said.items()))


KEYS = ("lesson", "seed", "learner", "set", "do", "without", "day", "lang", "who")


def read_query(query: str, default: str) -> Recipe:
    """The recipe of a link. Raises ValueError with one line where the link does not say one."""
    fields = fields_of(query)
    try:
        return Recipe(
            scenario=fields.get("lesson", default),
            seed=_whole("seed", fields.get("seed", "1")),
            learner=fields.get("learner", "maintained"),
            settings=tuple(sorted((str(k), float(v)) for k, v in parsed_json(fields.get("set", "{}"), "set").items())),
            edits=_edits(fields.get("do", "[]")),
            dropped=tuple(_whole("without", k) for k in fields.get("without", "").split(",") if k),
            who=_who(fields.get("who", "{}")),
        )
    except (ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise ValueError(f"this link cannot be read ({error}); open a lesson from the list instead") from None


def fields_of(query: str) -> dict[str, str]:
    """The fields of a link by name, each as it is said first. Raises ValueError for a long one: half of it is another link."""
    if len(query) > LINK_LIMIT:
        raise ValueError(
            f"this link cannot be read (it has {len(query):,} characters, the most is {LINK_LIMIT:,}); ask for its file"
        )
    return {k: v[0] for k, v in parse_qs(query.lstrip("?")).items()}


def _whole(name: str, text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        raise ValueError(f"{name} = {text[:40]!r} is no whole number") from None
    if not 0 <= value < 2**31:
        raise ValueError(f"{name} = {text[:40]} is out of range; it needs 0 to {2**31 - 1}")
    return value


def day_of(query: str) -> float:
    """The day that a link names, 0 where it names none. Raises ValueError in one line."""
    text = fields_of(query).get("day", "0")
    try:
        day = float(text)
    except ValueError:
        raise ValueError(f"day = {text[:40]!r} in this link is no number") from None
    if not 0.0 <= day <= LONGEST_DAY:
        raise ValueError(f"day = {text[:40]} in this link is out of range; it needs 0 to {LONGEST_DAY:g}")
    return day


def strange(query: str) -> str:
    """One line about keys of a link that mean nothing; empty where there are none."""
    said = parse_qs(query[:LINK_LIMIT].lstrip("?"))
    twice = next((key for key in KEYS if len(said.get(key, ())) > 1), None)
    if twice is not None:
        return f"this link says {twice!r} {len(said[twice])} times; the first one counts"
    unknown = [key[:40] for key in said if key not in KEYS]
    if not unknown:
        return ""
    return f"this link says {unknown[0]!r}, which means nothing here and was left out; {nearest(unknown[0], KEYS)}"


def packed(text: str) -> str:
    """A scenario as a piece of an address, `own=...`; empty where it is too long for a link."""
    short = base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode()
    return f"own={short}" if len(short) <= FRAGMENT_LIMIT else ""


def unpacked(fragment: str) -> str:
    """The scenario in the fragment of a link; empty where there is none. Raises ValueError in one line."""
    if not fragment.startswith("own="):
        return ""
    try:
        opened = zlib.decompressobj()
        text = opened.decompress(base64.urlsafe_b64decode(fragment[4 : 4 + FRAGMENT_LIMIT]), TEXT_LIMIT)
        if opened.unconsumed_tail or not opened.eof:
            raise ValueError
        return text.decode()
    except (ValueError, zlib.error):
        raise ValueError("the scenario in this link cannot be read: the link is not whole; ask for its file") from None
