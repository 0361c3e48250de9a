"""How an answer shows itself at a prompt and in a notebook: a line, and its table."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from matplotlib.figure import Figure


ABOUT = ("scenario", "muscle", "learner")  # fields of an answer that say what it is about


class Answer(Protocol):
    """What an instrument returns. `sources` are the works on which its method stands."""

    @property
    def sources(self) -> Sequence[str]:
        """The works."""
        ...

    def lines(self) -> list[str]:
        """The table for a terminal."""
        ...

    def rows(self) -> list[dict[str, object]]:
        """The numbers as rows of a table, all with the same keys."""
        ...

    def as_json(self) -> dict[str, object]:
        """All of it as one plain object."""
        ...

    def figures(self) -> Mapping[str, Figure]:
        """Figures of matplotlib by the ending of their file's name; the first ending is empty."""
        ...


def shown[A: Answer](answer: type[A]) -> type[A]:
    """Give an answer a repr of one line, and in a notebook its whole table."""
    for name, face in (("__repr__", brief), ("_repr_html_", as_html)):
        setattr(answer, name, face)
    return answer


def brief(answer: Answer) -> str:
    """An answer in one line: what it is about, and what it has to tell."""
    places = (answer, getattr(answer, "found", None))
    said = [next((v for one in places if isinstance(v := getattr(one, name, None), str)), "") for name in ABOUT]
    about = ", ".join(each for each in said if each)
    return f"<{type(answer).__name__}{f' of {about}' if about else ''}: lines(), rows(), as_json(), figures()>"


def as_html(answer: Answer) -> str:
    """The table of an answer for a notebook."""
    return f"<pre>{html.escape(chr(10).join(answer.lines()))}</pre>"
