"""A lived body in the file of an OpenSim model: the numbers of its muscles are changed, and nothing else.

The file is changed as text: OpenSim forgives XML that no parser of the standard reads, and every comment and byte stays.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import NamedTuple

from agonist.experiments.exporting.lived import Lived
from agonist.model.reading import decoded, read_bytes, without_comments

FORCE, FIBRE, SLACK, MOST, LEAST = (
    "max_isometric_force",
    "optimal_fiber_length",
    "tendon_slack_length",
    "max_control",
    "min_control",
)
USUAL = {FORCE: 1000.0, FIBRE: 0.1, SLACK: 0.2, MOST: 1.0, LEAST: 0.01}  # OpenSim's, where nothing else is said
OUTER = 40  # named elements around or before a force in which its muscle is looked for
SMALLEST_FORCE_N = 1e-3  # OpenSim takes no muscle without any force
NAMED = re.compile(r"<(\w+)\s+name\s*=\s*[\"']([^\"'<>\n]+)[\"'][^<>]*(?<!/)>")
ROOT = re.compile(r"<OpenSimDocument\b[^<>]*>")
PATH = re.compile(r"<(\w*Path|PathPointSet)\b")


class Model(NamedTuple):
    """The text of a model, and where each of its muscles stands in it: first and last character by name.

    `bare` is the text with blanks for its comments, `usual` what its ``<defaults>`` hold. Bytes that are no UTF-8 stand in
    both as surrogates, and stay.
    """

    text: str
    bare: str
    usual: str
    muscles: Mapping[str, tuple[int, int]]


def read(path: Path) -> Model:
    """An OpenSim model. Raises ValueError, with one line, for a file that is none."""
    content = read_bytes(path)
    if b"\0" in content:
        decoded(content, str(path))
        raise ValueError(f"{path}: it is text in UTF-16, which OpenSim does not read; save it as UTF-8")
    text = content.decode("utf-8", "surrogateescape")
    if not ROOT.search(text):
        raise ValueError(f"{path}: it holds no <OpenSimDocument>, so it is no model of OpenSim")
    bare = without_comments(text)
    usual = re.search(r"<defaults>.*?</defaults>", bare, re.DOTALL)
    begin, end = usual.span() if usual else (0, 0)
    return Model(text, bare, bare[begin:end], _muscles(bare[:begin] + " " * (end - begin) + bare[end:]))


def _muscles(bare: str) -> dict[str, tuple[int, int]]:
    """Where the muscles stand: what holds a force, and what is called a muscle and has a path."""
    opened = [(m.start(), m[1], unescape(m[2])) for m in NAMED.finditer(bare)]
    found: dict[str, tuple[int, int]] = {}
    endless: set[str] = set()  # tags that nothing closes any more
    for force in re.finditer(rf"<{FORCE}\s*>", bare):
        before = bisect_left(opened, (force.start(),))
        for start, tag, name in reversed(opened[max(before - OUTER, 0) : before]):
            end = -1 if tag in endless else bare.find(f"</{tag}>", start)
            endless |= {tag} if end < 0 else set()
            if end > force.start():
                found[name] = (start, end)
                break
    for start, tag, name in opened:
        end = bare.find(f"</{tag}>", start) if "Muscle" in tag and name not in found and tag not in endless else -1
        if end > 0 and PATH.search(bare, start, end):
            found[name] = (start, end)
    return found


def changed(model: Model, written: Mapping[str, Lived], recipe: str, path: Path) -> bytes:
    """The model with these muscles changed and the recipe as a comment, as the bytes of a file."""
    text = model.text
    for name in sorted(written, key=lambda name: -model.muscles[name][0]):  # from the end, so that places stay right
        start, end = model.muscles[name]
        values = _lived(model, model.bare[start:end], written[name], f"{path}, {name}")
        text = text[:start] + _put(text[start:end], model.bare[start:end], values) + text[end:]
    root = ROOT.search(text)
    assert root is not None
    return f"{text[: root.end()]}\n<!-- {recipe} -->{text[root.end() :]}".encode("utf-8", "surrogateescape")


def _lived(model: Model, block: str, one: Lived, place: str) -> dict[str, float]:
    """What was lived of one muscle: force, optimal fibre, tendon slack and the greatest control."""
    force, fibre, slack, most, least = (_number(model, block, tag, place) for tag in USUAL)
    return {
        FORCE: max(force * one.force, SMALLEST_FORCE_N),
        FIBRE: fibre * one.fibre,
        SLACK: slack + one.slack * fibre,
        MOST: max(min(most, one.ceiling), least),
    }


def _tag(tag: str) -> str:
    return rf"<{tag}\s*>([^<]*)</{tag}\s*>"


def _number(model: Model, block: str, tag: str, place: str) -> float:
    """A number of a muscle: its own, that of its class among the defaults of the file, or OpenSim's."""
    found = re.search(_tag(tag), block)
    if found is None and re.search(rf"<{tag}\b", block) is None:
        kind = block[1:].split(maxsplit=1)[0]
        found = re.search(_tag(tag), model.usual.partition(f"<{kind} ")[2].partition(f"</{kind}>")[0])
        if found is None:
            return USUAL[tag]
    try:
        return float(found[1] if found else "")
    except ValueError:
        said = f"is {found[1].strip()[:40]!r}" if found else "is empty"
        raise ValueError(f"{place}: {tag} {said}; it needs a number of its own") from None


def _put(block: str, bare: str, values: Mapping[str, float]) -> str:
    """The text of a muscle with other values; what it lacks is added at its beginning."""
    parts = [
        (found.span(), f"<{tag}>{value!r}</{tag}>")
        for tag, value in values.items()
        if (found := re.search(_tag(tag), bare))
    ]
    missing = "".join(f"<{tag}>{value!r}</{tag}>" for tag, value in values.items() if not re.search(_tag(tag), bare))
    begin = bare.index(">") + 1
    for (start, end), said in sorted([*parts, ((begin, begin), missing)], reverse=True):
        block = block[:start] + said + block[end:]
    return block
