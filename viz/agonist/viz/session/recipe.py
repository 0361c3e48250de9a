"""The recipe of a patient as the page keeps it: enough to live the same life again, and to put it into a link."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode

from agonist.model.reading import parsed_json

LINK_LIMIT = 8000  # characters of a link that are read


class Edit(NamedTuple):
    """One entry that the user put on the timeline: a word of the vocabulary with its arguments, at a day."""

    day: float
    word: str
    arguments: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Recipe:
    """Scenario, seed, learner, turned numbers, own entries, and entries of the scenario that are left out."""

    scenario: str
    seed: int = 1
    learner: str = "competitive"
    settings: tuple[tuple[str, float], ...] = ()
    edits: tuple[Edit, ...] = ()
    dropped: tuple[int, ...] = ()
    text: str = ""

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

    def query(self) -> str:
        """The recipe as the query of a link; an uploaded scenario does not fit and is left out."""
        fields: dict[str, Any] = {"lesson": self.scenario, "seed": self.seed, "learner": self.learner}
        if self.settings:
            fields["set"] = json.dumps(dict(self.settings), separators=(",", ":"))
        if self.edits:
            fields["do"] = json.dumps([[e.day, e.word, dict(e.arguments)] for e in self.edits], separators=(",", ":"))
        if self.dropped:
            fields["without"] = ",".join(map(str, self.dropped))
        return urlencode(fields)


def _plain(value: Any) -> Any:
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


def read_query(query: str, default: str) -> Recipe:
    """The recipe of a link. Raises ValueError with one line where the link does not say one."""
    fields = {k: v[0] for k, v in parse_qs(query[:LINK_LIMIT].lstrip("?")).items()}
    try:
        return Recipe(
            scenario=fields.get("lesson", default),
            seed=int(fields.get("seed", 1)),
            learner=fields.get("learner", "competitive"),
            settings=tuple(sorted((str(k), float(v)) for k, v in parsed_json(fields.get("set", "{}"), "set").items())),
            edits=_edits(fields.get("do", "[]")),
            dropped=tuple(int(k) for k in fields.get("without", "").split(",") if k),
        )
    except (ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise ValueError(f"this link cannot be read ({error}); open a lesson from the list instead") from None
