"""How things show themselves: one line in a terminal, a small table in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

MOST = 3  # muscles that one line names


def plain(value: object) -> str:
    """A cell: numbers with three digits, nothing where there is no number."""
    if isinstance(value, float):
        return "" if value != value else f"{value:.3g}"
    return str(value)


def html(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table for a notebook, its text made safe."""

    def line(cells: Sequence[object], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(plain(cell))}</{tag}>" for cell in cells) + "</tr>"

    body = "".join(line(row, "td") for row in rows)
    return f"<table><caption>{escape(title)}</caption><thead>{line(head, 'th')}</thead><tbody>{body}</tbody></table>"


def leading(shares: Iterable[tuple[str, float]]) -> str:
    """The largest shares in words: name and share of each."""
    first = sorted(shares, key=lambda item: -item[1])[:MOST]
    return ", ".join(f"{name} {share:.2f}" for name, share in first)
