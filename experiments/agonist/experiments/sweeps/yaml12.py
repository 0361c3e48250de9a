"""YAML as its version 1.2 says (core schema): what a reader expects of `1e-3`, `010`, `1:30`, `yes` and `2024-01-01`.

PyYAML resolves plain words as YAML 1.1 did, where 010 is 8, 1:30 is 90, `yes` is true and 1e-3 is a text. Here it only
finds the structure (its events); words become values by the rules of 1.2. Keys that stand twice, tags, aliases into
themselves and aliases that unfold to more than 100,000 values are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from agonist.model.reading import DEPTH, check_plain, quoted
from agonist.model.slips import check_yaml, of_yaml

VALUES = 100_000  # in one file, aliases counted as often as they stand
INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}
EMPTY: dict[str, type] = {"SequenceStartEvent": list, "MappingStartEvent": dict}
NO_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", re.ASCII)


class _Node:
    """A value while it is built: `size` counts what it unfolds to; open until its end is read."""

    def __init__(self, value: Any) -> None:
        self.value, self.size, self.open, self.key = value, 1, isinstance(value, dict | list), ""
        self.waits = True  # a mapping: whether the next value is a key

    def add(self, node: _Node, at: str) -> None:
        """Put a finished value into this list or mapping."""
        self.size += node.size
        if isinstance(self.value, list):
            self.value.append(node.value)
        elif self.waits:
            if isinstance(node.value, dict | list):
                raise ValueError(f"{at}: a key is a word, not {quoted(node.value)}")
            if node.value in self.value:
                raise ValueError(f"{at}: the key {quoted(node.value)} stands twice; keep one of them")
            self.key, self.waits = node.value, False
        else:
            self.value[self.key], self.waits = node.value, True
        if self.size > VALUES:
            raise ValueError(f"{at}: more than {VALUES:,} values, aliases unfolded")


def parsed(text: str, place: str) -> Any:
    """The one document of a YAML text. Raises ValueError, with one line that names line and fault, and ImportError."""
    import yaml

    check_yaml(text, place)
    try:
        value = _document(yaml.parse(text, Loader=yaml.SafeLoader), place)
    except RecursionError:
        raise ValueError(f"{place}: lists or tables lie in each other deeper than {DEPTH}") from None
    except yaml.YAMLError as error:
        raise ValueError(f"{place}: not a YAML file: {_fault(error, text)}") from None
    check_plain(value, place)
    return value


def _fault(error: Exception, text: str) -> str:
    """What is wrong, in a line of the text where the parser names one."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    words = " ".join(str(getattr(error, "problem", None) or error).split())[:300]
    return of_yaml(text, mark.line + 1, words) if mark else words


def _document(events: Iterator[Any], place: str) -> Any:
    stack, anchors, documents = [_Node([])], dict[str, _Node](), 0
    for event in events:
        kind, at = type(event).__name__, f"{place}, line {event.start_mark.line + 1}"
        documents += kind == "DocumentStartEvent"
        if documents > 1:
            raise ValueError(f"{at}: a second document; one file holds one")
        if kind in (*EMPTY, "ScalarEvent"):
            node = _Node(EMPTY[kind]() if kind in EMPTY else _scalar(event, at))
            if event.tag not in (None, "!"):
                raise ValueError(f"{at}: the tag {quoted(event.tag)} is not read; write the value without it")
            if event.anchor:
                anchors[event.anchor] = node
            stack.append(node)
            if len(stack) > DEPTH:
                raise ValueError(f"{at}: lists or tables lie in each other deeper than {DEPTH}")
        if kind == "AliasEvent":
            node = anchors.get(event.anchor) or _missing(at, event.anchor)
            if node.open:
                raise ValueError(f"{at}: the alias {quoted(event.anchor)} stands within itself")
            stack[-1].add(node, at)
        if kind in ("SequenceEndEvent", "MappingEndEvent", "ScalarEvent"):
            done = stack.pop()
            done.open = False
            stack[-1].add(done, at)
    return stack[0].value[0] if stack[0].value else None


def _missing(at: str, anchor: str) -> Any:
    raise ValueError(f"{at}: the alias {quoted(anchor)} names nothing")


def _scalar(event: Any, at: str) -> Any:
    """The value of a word: quoted ones are texts, plain ones as the core schema of YAML 1.2 resolves them."""
    text = event.value
    if event.style is not None:
        return text
    if text in WORDS:
        return WORDS[text]
    if NO_NUMBER.fullmatch(text):
        raise ValueError(f"{at}: {text} is no finite number")
    if INTEGER.fullmatch(text):
        base = {"0o": 8, "0x": 16}.get(text[:2], 10)
        if len(text) > 40:
            raise ValueError(f"{at}: a whole number of {len(text)} digits; write a smaller one")
        return int(text[2:] if base != 10 else text, base)
    return float(text) if FLOAT.fullmatch(text) else text
