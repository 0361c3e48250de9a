"""The page without a server, as far as it can be looked at without a browser: the room, the pack, the machine code."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import zipfile
from typing import Any

import numpy as np
import pytest

from agonist.experiments.cli import main
from agonist.model.compiler import jit
from agonist.viz.session.history import History
from agonist.viz.standalone import pack
from agonist.viz.standalone.session import StandaloneSession

QUERY = "lesson=gluteal-inhibition"
NUMPY = "numpy-2.0.2-cp312-cp312-pyodide_2024_0_wasm32.whl"
OTHERS_FILE = """
title = "what lies on the server"
days = 1
watch = "hip_extension_right"
body = { graph = "/etc/passwd" }
plan = [{ do = "practice", task = "hip_extension", reps = 16, load = 0.3 }]
"""


class Page:
    """What a page would have heard."""

    def __init__(self, query: str = QUERY) -> None:
        self.heard: list[tuple[dict[str, Any], list[bytes]]] = []
        self.room = StandaloneSession(
            query, lambda message, buffers=None: self.heard.append((message, list(buffers or [])))
        )
        self.say(k="hello")

    def say(self, **message: Any) -> dict[str, Any]:
        """Say something, and what the room stands at after it."""
        self.room.receive(message)
        return self.room.state()

    def live(self) -> History:
        """Turn until nothing is left to do; the rows of the patient."""
        while self.room.turn() < 1.0:
            if self.room.controller.outbox.full:
                self.say(k="ack", seq=self.room.controller.outbox.sequence)
        return self.room.controller.main.history

    def last(self, kind: str) -> dict[str, Any]:
        """The newest message of a kind."""
        return next(message for message, _ in reversed(self.heard) if message["k"] == kind)


@pytest.fixture(scope="module")
def page() -> Page:
    return Page()


def test_a_room_says_what_may_be_done(page):
    words = {w["name"]: w for w in page.last("sheets")["words"]}
    assert len(words) > 30 and words["inhibit"]["first"]
    page.say(k="look", muscle=4, task=0, panel="")
    muscle = next(f for w in page.last("sheets")["words"] for f in w["fields"] if f["kind"] == "muscle")
    name = page.room.controller.main.life.structure.names.muscles[4]
    assert muscle["value"] == name.removesuffix("_right") and muscle["value"] in muscle["choices"]
    numbers = {n["name"]: n for n in page.last("sheets")["numbers"]}
    assert numbers["dose"]["group"] == "this lesson" and len(numbers) > 100


def test_a_room_lives_by_turns_and_does_things_to_the_patient():
    page = Page()
    page.say(k="jump", days=20.0)
    assert page.live().edge == 20.0
    state = page.say(k="do", word="inhibit", values={"muscle": "gluteus_maximus", "side": "right", "fraction": "0,8"})
    assert not state["message"] and state["undo"] and state["changed"]
    assert [e["label"] for e in state["timeline"] if e["source"] == "own"] == ["inhibit: gluteus maximus, fraction 0.8"]
    page.say(k="move", place=0, to="10")
    page.say(k="jump", days=10.0)
    page.live()
    assert page.room.controller.recipe.edits[0].day == 10.0
    assert page.say(k="undo")["redo"]
    page.say(k="redo")
    assert page.say(k="remove", place=0, day=10.0)["timeline"][0]["source"] == "scenario"
    assert page.say(k="leave-out", place=1, day=30.0)["changed"]
    assert not page.say(k="clear")["changed"]


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"k": "do", "word": "inhibit", "values": {"fraction": "2"}}, "2 is out of range; it needs a number 0 to 1"),
        ({"k": "do", "word": "inhibit", "values": {"fraction": "much"}}, "'much' is not a number"),
        ({"k": "do", "word": "inhibit", "values": {"muscle": "biceps", "fraction": "1"}}, "biceps"),
        ({"k": "do", "word": "inhibit", "values": {}, "day": "-1"}, "-1 is out of range"),
        ({"k": "turn", "name": "dose", "value": "7"}, "it needs a number 0 to 0.9"),
        ({"k": "change", "seed": "x"}, "'x' is not a number"),
        ({"k": "change", "learner": "hebbian"}, "unknown learner 'hebbian'"),
        ({"k": "bring", "text": "title = "}, "your-scenario.toml"),
        ({"k": "bring", "text": OTHERS_FILE}, "names no files"),
        ({"k": "bring", "text": "#" * 300_000}, "at most 200000 bytes"),
    ],
)
def test_a_wrong_wish_is_answered_in_one_line_and_changes_nothing(page, message, said):
    recipe = page.room.session.recipe
    found = page.say(**message)["message"]
    assert said in found and "\n" not in found
    assert page.room.session.recipe == recipe


def test_an_unknown_wish_is_dropped(page):
    for message in ({"k": "nonsense"}, {"k": "put", "group": 99, "place": 0}, {"k": "do", "word": "fly", "values": {}}):
        page.say(**message)
    assert page.room.turn() >= 0.0


def test_other_lives_stand_beside_and_everything_can_be_kept():
    page = Page(f"{QUERY}&seed=3")
    assert page.room.state()["seed"] == 3
    offers = page.room.state()["offers"]
    page.say(k="put", group=0, place=len(offers[0]["labels"]) - 1)
    page.say(k="jump", days=5.0)
    page.live()
    assert page.room.state()["ghosts"] == [offers[0]["labels"][-1]]
    assert page.room.controller.ghosts[0].history.edge == pytest.approx(5.0)
    assert not page.say(k="alone")["ghosts"]
    page.say(k="take", what="csv")
    file, (content,) = page.heard[-2]
    assert file["name"] == "gluteal-inhibition.csv" and content.decode().startswith("day [day],")
    page.say(k="turn", name="dose", value="0.3")
    page.say(k="take", what="toml")
    text = page.heard[-2][1][0].decode()
    again = Page(f"{QUERY}&seed=3")
    assert not again.say(k="bring", text=text)["message"]
    again.say(k="jump", days=45.0)
    page.live()
    page.say(k="jump", days=40.0)
    assert np.array_equal(again.live().rows[-1][1:], page.live().rows[-1][1:], equal_nan=True)


# ---- the pack -------------------------------------------------------------------------------------------------
@pytest.fixture
def folder(tmp_path):
    """A folder that looks like Pyodide's."""
    wheel = b"a wheel"
    lock = {
        "info": {"python": "3.12.7", "version": "0.27.7"},
        "packages": {
            "numpy": {"file_name": NUMPY, "sha256": hashlib.sha256(wheel).hexdigest()},
            "scipy": {"file_name": "scipy.whl"},
        },
    }
    made = tmp_path / "pyodide"
    made.mkdir()
    for name in pack.RUNTIME:
        (made / name).write_text(f"contents of {name}")
    (made / "pyodide-lock.json").write_text(json.dumps(lock))
    (made / NUMPY).write_bytes(wheel)
    return made


def broken(folder, how: str) -> None:
    lock = json.loads((folder / "pyodide-lock.json").read_text())
    if how == "old":
        lock["info"]["python"] = "3.11.3"
    if how == "outside":
        lock["packages"]["numpy"]["file_name"] = "../numpy.whl"
    (folder / "pyodide-lock.json").write_text("{}" if how == "lock" else json.dumps(lock))
    if how == "runtime":
        (folder / "pyodide.asm.wasm").unlink()
    if how == "wheel":
        (folder / NUMPY).unlink()
    if how == "changed":
        (folder / NUMPY).write_bytes(b"another wheel")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("runtime", "pyodide.asm.wasm missing; of Pyodide 0.27 to 0.29"),
        ("wheel", f"{NUMPY} missing"),
        ("changed", "not the file that pyodide-lock.json names"),
        ("lock", "not Pyodide's own"),
        ("old", "Python 3.11.3; the model needs 3.12"),
        ("outside", "missing"),
    ],
)
def test_a_folder_that_is_not_whole_is_refused_before_anything_is_written(folder, tmp_path, capsys, how, said):
    broken(folder, how)
    out = tmp_path / "out"
    assert main(["app", "--export", str(out), "--lesson", "healthy", "--pyodide", str(folder)]) == 2
    told = capsys.readouterr().err
    assert said in told and len(told.strip().splitlines()) == 1
    assert not out.exists()


def test_pyodide_belongs_to_an_export(capsys, tmp_path):
    assert main(["app", "--pyodide", str(tmp_path)]) == 2
    assert "--pyodide goes with --export" in capsys.readouterr().err
    assert main(["app", "--export", str(tmp_path / "out"), "--pyodide", str(tmp_path / "none")]) == 2
    assert "no such folder" in capsys.readouterr().err


@pytest.mark.skipif(not jit.COMPILED, reason="writes machine code")
def test_a_pack_holds_the_model_and_its_machine_code(folder, tmp_path):
    out = tmp_path / "live"
    names = pack.write(out, pack.runtime(folder), ["healthy"])
    assert sorted(names) == sorted(p.name for p in out.iterdir())
    files = {}
    for name in names:
        head, packed, text = (out / name).read_text().removesuffix(");\n").split(", ")
        content = base64.b64decode(text.strip('"'))
        files[head.removeprefix('agonistFile("').rstrip('"')] = (
            gzip.decompress(content) if packed == "true" else content
        )
    assert files[NUMPY] == b"a wheel" and files["pyodide.js"] == b"contents of pyodide.js"
    assert list(json.loads(files["pyodide-lock.json"])["packages"]) == ["numpy"]
    with zipfile.ZipFile(io.BytesIO(files["agonist.zip"])) as archive:
        inside = archive.namelist()
        codes = [archive.read(name) for name in inside if name.startswith(f"cache/agonist/{jit.kernel_hash()}/")]
    assert {"site/agonist/viz/standalone/session.py", "site/agonist/model/scenarios/healthy.toml"} <= set(inside)
    assert not [name for name in inside if "/tests/" in name or "__pycache__" in name]
    # a life by itself, one of eight, eight; the two steps of the start of a life; five rules over columns
    assert len(codes) == 10
    assert all(code.startswith(b"\0asm\1\0\0\0\0") and b"dylink.0" in code and b"entry" in code for code in codes)


@pytest.mark.skipif(not jit.COMPILED, reason="writes machine code")
def test_pyodide_beside_the_lessons_is_found(folder, tmp_path, capsys):
    out = tmp_path / "lessons"
    out.mkdir()
    folder.rename(out / "pyodide")
    assert main(["app", "--export", str(out), "--lesson", "healthy"]) == 0
    assert "Pyodide 0.27.7" in capsys.readouterr().out
    page = (out / "healthy.html").read_text()
    assert f'"{NUMPY}.js"' in page
    assert "Make it live" in page and (out / "live" / "agonist.zip.js").is_file()
