"""A lived body in the XML of a MuJoCo model (MJCF): peak force, operating range and control range of its muscles.

MuJoCo knows a muscle by the range of its length in optimal lengths, so a longer fibre and a slacker tendon move that range:
r' = (r - t) / k for a fibre of k of the old optimal length and t optimal lengths of slack. A muscle whose peak force MuJoCo
works out itself (force < 0) gets another `scale`. Defaults and classes are followed, included files are not: the file that
holds the muscles is named itself, and an actuator of a class that it does not define is a muscle by its nine parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from agonist.experiments.exporting.lived import Lived
from agonist.model.reading import quoted, read_bytes

USUAL = {"range": "0.75 1.05", "force": "-1", "scale": "200"}  # of <muscle>; the first four numbers of gainprm
GAIN = "0.75 1.05 -1 200"
GAINS = 9  # parameters of a muscle's gain
ROOTS = ("mujoco", "mujocoinclude")

Classes = dict[str, list[ElementTree.Element]]


class Model(NamedTuple):
    """A model and its muscle actuators by name."""

    root: ElementTree.Element
    muscles: Mapping[str, ElementTree.Element]


def read(path: Path) -> Model:
    """A MuJoCo model, with its comments. Raises ValueError, with one line, for a file that is none."""
    builder = ElementTree.TreeBuilder(insert_comments=True)
    content = read_bytes(path)
    try:
        root = ElementTree.fromstring(content, ElementTree.XMLParser(target=builder))
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise ValueError(f"{path}: its XML is broken: {' '.join(str(error).split())}") from None
    return Model(root, _muscles(root, path))


def _muscles(root: ElementTree.Element, path: Path) -> dict[str, ElementTree.Element]:
    if root.tag not in ROOTS:
        raise ValueError(f"{path}: it holds <{root.tag}>, not a <mujoco> model")
    classes, found = _classes(root), {}
    for element in (e for actuator in root.findall("actuator") for e in actuator if isinstance(e.tag, str)):
        if _is_muscle(element, classes) and element.get("name"):
            found[element.get("name", "")] = element
    if not found and root.find(".//include") is not None:
        raise ValueError(
            f"{path}: its muscles lie in included files, which are not followed; name the file that holds them"
        )
    return found


def _is_muscle(element: ElementTree.Element, classes: Classes) -> bool:
    gain = _value(element, classes, "gaintype", "")
    elsewhere = not gain and element.tag == "general" and element.get("class", "") not in classes
    return element.tag == "muscle" or gain == "muscle" or elsewhere and len(element.get("gainprm", "").split()) >= GAINS


def _classes(root: ElementTree.Element) -> Classes:
    """The elements of each default class, nearest first, by the name of the class; '' is the outermost."""
    found: Classes = {}

    def walk(default: ElementTree.Element, above: list[ElementTree.Element]) -> None:
        own = [*[e for e in default if isinstance(e.tag, str) and e.tag != "default"], *above]
        found[default.get("class", "")] = own
        for inner in default.findall("default"):
            walk(inner, own)

    for default in root.findall("default"):
        walk(default, [])
        found.setdefault("", found[default.get("class", "")])
    return found


def _value(element: ElementTree.Element, classes: Classes, name: str, usual: str) -> str:
    """An attribute of an actuator: its own, that of its class, or MuJoCo's."""
    for one in (element, *(e for e in classes.get(element.get("class", ""), []) if e.tag == element.tag)):
        if name in one.attrib:
            return one.attrib[name]
    return usual


def _numbers(text: str, count: int, place: str) -> list[float]:
    try:
        found = [float(word) for word in text.split()]
    except ValueError:
        found = []
    if len(found) < count:
        raise ValueError(f"{place} = {quoted(text)}; it needs {count} numbers")
    return found


def change(element: ElementTree.Element, classes: Classes, one: Lived, place: str) -> None:
    """Write what was lived into one muscle."""
    at = f"{place}, {element.get('name')}"
    if element.tag == "muscle":
        values = [
            _numbers(_value(element, classes, k, USUAL[k]), n, f"{at}, {k}")
            for k, n in (("range", 2), ("force", 1), ("scale", 1))
        ]
        low, high, force, scale = _moved([*values[0][:2], values[1][0], values[2][0]], one)
        element.attrib |= {"range": f"{low!r} {high!r}", "force": repr(force), "scale": repr(scale)}
    else:
        for name in ("gainprm", "biasprm"):
            numbers = _numbers(_value(element, classes, name, GAIN), 4, f"{at}, {name}")
            element.set(name, " ".join(map(repr, [*_moved(numbers[:4], one), *numbers[4:]])))
    low, high = _numbers(_value(element, classes, "ctrlrange", "0 1"), 2, f"{at}, ctrlrange")[:2]
    high = high if high > low else 1.0
    element.attrib |= {"ctrllimited": "true", "ctrlrange": f"{low!r} {max(min(high, one.ceiling), low + 1e-6)!r}"}


def _moved(numbers: list[float], one: Lived) -> list[float]:
    """Range, force and scale of a lived muscle: r' = (r - t) / k; force or, where MuJoCo sets it, scale times the factor."""
    low, high, force, scale = numbers
    turned = [(low - one.slack) / one.fibre, (high - one.slack) / one.fibre]
    return [*turned, force * one.force, scale] if force >= 0.0 else [*turned, force, scale * one.force]


def changed(model: Model, written: Mapping[str, Lived], recipe: str, path: Path) -> bytes:
    """The model with these muscles changed and the recipe as a comment, as the bytes of a file."""
    classes = _classes(model.root)
    for name, one in written.items():
        change(model.muscles[name], classes, one, str(path))
    comment = ElementTree.Comment(f" {recipe} ")
    comment.tail = model.root.text or "\n"
    model.root.insert(0, comment)
    text: bytes = ElementTree.tostring(model.root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
