"""A file that OpenSim reads, and in plainer words why it does not."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

INSTALL = "pip install 'agonist[opensim]' (Python 3.12 or 3.13)"
NOISE = re.compile(
    r"^(std::exception in '.*?': |SimTK Exception thrown at .*?:\d+:\s*|Error detected by Simbody method \S+: )"
)
DEEPEST = 500  # of elements within each other; OpenSim's reader calls itself for each and ends the program where there are too many
FOREIGN = re.compile(r"object type '\{?(\w+)\}?' is not a registered Object")


def opensim() -> Any:
    """The OpenSim package, without its log. Raises ValueError, with how to install it, where it is missing."""
    try:
        import opensim as tool
    except ImportError as error:
        raise ValueError(f"OpenSim cannot be loaded ({error}); {INSTALL}") from None
    tool.Logger.removeFileSink()
    tool.Logger.setLevelString("Off")
    return tool


def loaded(tool: Any, path: Path) -> Any:
    """The model of a file. Raises ValueError, with one line, for what OpenSim does not read."""
    content, depth = path.read_bytes(), 0
    for mark in re.finditer(rb"<(/?)[A-Za-z_][^<>]*?(/?)>", content):
        depth += -1 if mark[1] else 0 if mark[2] else 1
        if depth > DEEPEST:
            raise ValueError(f"{path}: not a model that OpenSim can read: its XML is nested deeper than {DEEPEST}")
    if not _is_text(str(path)):
        raise ValueError(f"{ascii(str(path))}: OpenSim reads files whose names are text in UTF-8; rename it")
    try:
        return tool.Model(str(path))
    except RuntimeError as error:
        why = reason(error) if FOREIGN.search(str(error)) else _flaw(path) or reason(error)
        raise ValueError(f"{path}: not a model that OpenSim can read: {why}") from None


def _is_text(name: str) -> bool:
    try:
        return bool(name.encode())
    except UnicodeEncodeError:
        return False


def muscles_of(model: Any, path: Path) -> dict[str, Any]:
    """All muscles of a model by name, also those that stand among its components instead of its forces.

    Raises ValueError where there is none.
    """
    everything = model.getMuscles()
    found = {m.getName(): m for m in (everything.get(i) for i in range(everything.getSize()))}
    found = {m.getName(): m for m in model.getMuscleList()} | found
    if not found:
        raise ValueError(f"{path}: it holds no muscles of OpenSim's kind (with fibres and a tendon)")
    for name in (*found, *(one.getName() for one in model.getCoordinateSet())):
        if not _is_text(name):
            raise ValueError(f"{path}: the name {ascii(name)} in it is no text in UTF-8; save the file as UTF-8")
    return found


def _flaw(path: Path) -> str:
    """What is wrong with the XML of a model, in plainer words than OpenSim's; nothing where it is XML of a model.

    OpenSim forgives more than the standard does, so it is asked first.
    """
    content = path.read_bytes()
    begin = content[:4]
    if begin[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "it is text in UTF-16; save it as UTF-8"
    if begin == b"PK\x03\x04":
        return "it is a zip archive; unpack it first"
    if b"<!DOCTYPE" in content:
        return "it has a document type (<!DOCTYPE>), which OpenSim does not read; take it out"
    try:
        root = ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, UnicodeError) as error:
        return f"its XML is broken: {error}"
    return "" if root.tag == "OpenSimDocument" else f"it holds <{root.tag}>, not an <OpenSimDocument>"


def reason(error: RuntimeError) -> str:
    """Why OpenSim refuses, on one line: its message without where in its code, or in whose, it was thrown."""
    lines = [line.strip() for line in str(error).splitlines()]
    kept = [line for line in lines if line and not line.startswith(("Thrown at", "(Required condition", "In Object"))]
    text, before = " ".join(kept), ""
    while text != before:
        before, text = text, NOISE.sub("", text)
    text = re.sub(r"\s*Thrown at \S+:\d+ in \w+\(\)\.?", "", text)
    if foreign := FOREIGN.search(text):
        return (
            f"it holds a {foreign[1]}, of a plugin that OpenSim lacks here; a copy of the model without it can be read"
        )
    return text[:300].strip() or "it does not say why"
