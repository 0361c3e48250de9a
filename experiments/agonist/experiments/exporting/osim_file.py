"""A lived body in the file of an OpenSim model: the numbers of its muscles are changed, and nothing else.

The file is changed as text: OpenSim forgives XML that no parser of the standard reads, and every comment stays.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from agonist.experiments.exporting.lived import Lived
from agonist.model.reading import read_text, without_comments

FORCE, FIBRE, SLACK, MOST, LEAST = (
    "max_isometric_force",
    "optimal_fiber_length",
    "tendon_slack_length",
    "max_control",
    "min_control",
)
OUTER = 40  # named elements around or before a force in which its muscle is looked for
SMALLEST_FORCE_N = 1e-3  # OpenSim takes no muscle without any force
NAMED = re.compile(r"<(\w+)\s+name\s*=\s*[\"']([^\"'<>\n]+)[\"'][^<>]*(?<!/)>")


class Model(NamedTuple):
    """The text of a model, and where each of its muscles stands in it: first and last character by name."""

    text: str
    muscles: Mapping[str, tuple[int, int]]


def read(path: Path) -> Model:
    """An OpenSim model. Raises ValueError, with one line, for a file that is none."""
    text = read_text(path)
    if not re.search(r"<OpenSimDocument\b[^<>]*>", text):
        raise ValueError(f"{path}: it holds no <OpenSimDocument>, so it is no model of OpenSim")
    bare = without_comments(text)
    opened = [(m.start(), m[1], m[2]) for m in NAMED.finditer(bare)]
    found: dict[str, tuple[int, int]] = {}
    endless: set[str] = set()  # tags that nothing closes any more
    for force in re.finditer(rf"<{FORCE}>", bare):
        before = bisect_left(opened, (force.start(),))
        for start, tag, name in reversed(opened[max(before - OUTER, 0) : before]):
            end = -1 if tag in endless else bare.find(f"</{tag}>", start)
            endless |= {tag} if end < 0 else set()
            if end > force.start():
                found[name] = (start, end)
                break
    return Model(text, found)


def changed(model: Model, written: Mapping[str, Lived], recipe: str, path: Path) -> bytes:
    """The model with these muscles changed and the recipe as a comment, as the bytes of a file."""
    text = model.text
    for name in sorted(written, key=lambda name: -model.muscles[name][0]):  # from the end, so that places stay right
        start, end = model.muscles[name]
        text = text[:start] + _muscle(text[start:end], written[name], f"{path}, {name}") + text[end:]
    text = re.sub(r"\A(\s*<\?xml[^>]*?)\s+encoding\s*=\s*[\"'][^\"']*[\"']", r'\1 encoding="UTF-8"', text)
    root = re.search(r"<OpenSimDocument\b[^<>]*>", text)
    assert root is not None
    return f"{text[: root.end()]}\n<!-- {recipe} -->{text[root.end() :]}".encode()


def _muscle(block: str, one: Lived, place: str) -> str:
    """The text of one muscle with what was lived: force, optimal fibre, tendon slack and the greatest control."""
    force, fibre, slack = (_number(block, tag, place) for tag in (FORCE, FIBRE, SLACK))
    most, least = _number(block, MOST, place, 1.0), _number(block, LEAST, place, 0.01)
    block = _put(block, FORCE, max(force * one.force, SMALLEST_FORCE_N))
    block = _put(block, FIBRE, fibre * one.fibre)
    block = _put(block, SLACK, slack + one.slack * fibre)
    return _put(block, MOST, max(min(most, one.ceiling), least))


def _number(block: str, tag: str, place: str, default: float | None = None) -> float:
    found = re.search(rf"<{tag}>([^<]*)</{tag}>", block)
    if found is None and default is not None:
        return default
    try:
        return float(found[1] if found else "")
    except ValueError:
        said = f"is {found[1].strip()[:40]!r}" if found else "is missing"
        raise ValueError(f"{place}: {tag} {said}; it needs a number of its own") from None


def _put(block: str, tag: str, value: float) -> str:
    """The text of a muscle with another value of a tag, which is added behind the force where it is missing."""
    said = f"<{tag}>{value!r}</{tag}>"
    text, count = re.subn(rf"<{tag}>[^<]*</{tag}>", said, block, count=1)
    return text if count else block.replace(f"</{FORCE}>", f"</{FORCE}>{said}", 1)
