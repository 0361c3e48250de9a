"""What the page says before any of it has come, in the reader's language: the server writes it into the page's first tag."""

from __future__ import annotations

import html
import json

from agonist.viz import messages

LATE = "This page is still starting; a slow network or a busy machine takes longer."
SAID = (  # by `custom.js`; the line before is of the style sheet beside it
    "Skip to Play",
    "Start again",
    "This page did not start.",
    "This page did not start: starting again …",
    "choice",
    "number",
    "the page is working",
)
FIRST = b"<html>"


def language(query: str, accepted: str) -> str:
    """The language of a visitor, as the page will choose it: the link's, the server's, the browser's first."""
    return messages.chosen(messages.wish(query), accepted.partition(",")[0].strip())


def spoken(page: bytes, code: str) -> bytes:
    """A page whose first tag holds its language and what is said before anything else has come."""
    known = messages.page(code)
    words = {text: known[text] for text in SAID if text in known}
    late = json.dumps(known.get(LATE, LATE), ensure_ascii=False)
    tag = f'<html lang="{code}" data-said="{html.escape(json.dumps(words))}" style="--ag-late: {html.escape(late)}">'
    return page.replace(FIRST, tag.encode(), 1)
