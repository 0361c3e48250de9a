"""The cache of machine code: only one's own and only whole code is run, and a program never stops for its cache."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from agonist.model.compiler import cache, jit

NOBODY, STRANGER = 65534, 12345
ANSWER = "50.0"
# the answer of one compiled function; with a user's number, as that user, after all that must be read has been read
PROGRAM = """
import os, sys
from agonist.model.compiler import cache
from agonist.model.compiler.jit import entry, cache_folder
from agonist.model.rules import nerve
if len(sys.argv) > 1:
    aim, os.environ["XDG_CACHE_HOME"] = os.environ.get("XDG_CACHE_HOME"), sys.argv[2]
    entry(nerve.h_reflex)(0.25, 0.0, 0.5, 1.0)
    cache_folder.cache_clear()
    del os.environ["XDG_CACHE_HOME"]
    os.environ.update({} if aim is None else {"XDG_CACHE_HOME": aim})
    os.setgroups([])
    os.setresgid(*[int(sys.argv[1])] * 3)
    os.setresuid(*[int(sys.argv[1])] * 3)
print(entry(nerve.h_reflex)(0.5, 0.0, 0.5, 1.0), cache_folder() or "none")
"""
compiled = pytest.mark.skipif(not jit.COMPILED, reason="plain Python")
owners = pytest.mark.skipif(not cache.OWNERS, reason="files have no owners here")
root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user")


@pytest.fixture(scope="module")
def package():
    """A copy of the model that every user may read (pytest's own folders are for one user)."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        source = Path(jit.__file__).parents[3]
        shutil.copytree(source / "agonist", Path(name) / "agonist", ignore=shutil.ignore_patterns("__pycache__"))
        yield Path(name)


@pytest.fixture
def room():
    """A folder for temporary files that everybody may write."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o1777)
        yield Path(name)


def start(package: Path, *words: str, **environment: str | None) -> tuple[str, str, str]:
    """Answer, folder and standard error of the program; None takes a variable away."""
    every = {**os.environ, "PYTHONPATH": str(package), **environment}
    known = {name: value for name, value in every.items() if value is not None and name != cache.TOLD}
    done = subprocess.run([sys.executable, "-c", PROGRAM, *words], env=known, capture_output=True, text=True)
    assert done.returncode == 0, f"{done.returncode}: {done.stderr}"
    answer, folder = done.stdout.strip().split(" ", 1)
    return answer, folder, done.stderr


def only_file(home: Path) -> Path:
    """The one file of code below a cache."""
    (found,) = home.glob("agonist/*/*.o")
    return found


def foreign(path: Path) -> bytes:
    """A whole file, but of another piece of code."""
    return cache.sealed(path.with_name("another.o"), path.read_bytes()[: -cache.DIGEST - len(cache.MARK)])


DAMAGE = {
    "truncated": lambda path: path.read_bytes()[: path.stat().st_size // 2],
    "empty": lambda path: b"",
    "zeros": lambda path: bytes(path.stat().st_size),
    "one bit": lambda path: bytes([*path.read_bytes()[:200], path.read_bytes()[200] ^ 1, *path.read_bytes()[201:]]),
    "last bit": lambda path: path.read_bytes()[:-1] + bytes([path.read_bytes()[-1] ^ 1]),
    "text": lambda path: b"no code at all\n" * 99,
    "unsealed": lambda path: path.read_bytes()[: -cache.DIGEST - len(cache.MARK)],
    "longer": lambda path: path.read_bytes() + b"\0",
    "of another piece": foreign,
}


@compiled
@pytest.mark.parametrize("how", DAMAGE)
def test_damaged_code_is_compiled_anew_in_silence(package, tmp_path, how):
    home = {"XDG_CACHE_HOME": str(tmp_path)}
    assert start(package, **home)[0] == ANSWER
    path = only_file(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(DAMAGE[how](path))
    assert start(package, **home) == (ANSWER, str(path.parent), "")
    assert path.read_bytes() == whole and not list(path.parent.glob(".*"))


@compiled
@owners
@pytest.mark.parametrize("how", ["a link", "a pipe", "a folder"])
def test_what_is_no_file_is_not_read(package, tmp_path, how):
    home = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    start(package, **home)
    path = only_file(tmp_path / "cache")
    kept = path.rename(tmp_path / "kept")
    path.symlink_to(kept) if how == "a link" else os.mkfifo(path) if how == "a pipe" else path.mkdir()
    answer, _, said = start(package, **home)
    assert answer == ANSWER and said.count("\n") == (1 if how == "a folder" else 0)
    assert how == "a folder" or stat.S_ISREG(path.lstat().st_mode)


@compiled
@owners
def test_the_folder_is_for_this_user_alone(package, tmp_path):
    assert start(package, XDG_CACHE_HOME=str(tmp_path))[0] == ANSWER
    path = only_file(tmp_path)
    assert [stat.S_IMODE(p.stat().st_mode) for p in (path, path.parent, path.parent.parent)] == [0o600, 0o700, 0o700]


@compiled
@owners
@pytest.mark.parametrize("level", ["home", "build"])
def test_what_others_could_write_is_taken_away(package, tmp_path, level):
    home = {"XDG_CACHE_HOME": str(tmp_path)}
    start(package, **home)
    path = only_file(tmp_path)
    (path.parent / "planted.o").write_bytes(b"planted")
    (path.parent.parent if level == "home" else path.parent).chmod(0o777)
    assert start(package, **home)[0] == ANSWER
    assert not (path.parent / "planted.o").exists() and path.exists()
    assert stat.S_IMODE(path.parent.stat().st_mode) == stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700


@compiled
@root
@pytest.mark.parametrize("level", ["home", "build", "file", "link"])
def test_code_of_another_user_is_never_run(package, room, tmp_path, level):
    """User 65534 has no home; a stranger made the well-known place in the folder for temporary files first."""
    environment = {"XDG_CACHE_HOME": None, "HOME": "/nonexistent", "TMPDIR": str(room)}
    words = (str(NOBODY), str(tmp_path))
    assert start(package, *words, **environment)[0] == ANSWER
    place = room / f"agonist-{NOBODY}"
    (path,) = place.glob("*/*.o")
    planted = cache.sealed(path, path.read_bytes()[: -cache.DIGEST - len(cache.MARK)] + b"planted")
    path.write_bytes(planted)
    whose = {"home": [place, path.parent, path], "build": [path.parent, path], "file": [path], "link": []}[level]
    for each in whose:
        os.chown(each, STRANGER, STRANGER)
    if level == "link":
        place.rename(room / "elsewhere")
        os.chown(room / "elsewhere", STRANGER, STRANGER)
        place.symlink_to(room / "elsewhere")
    answer, folder, said = start(package, *words, **environment)
    assert answer == ANSWER
    assert folder == (str(path.parent) if level == "file" else "none")
    assert (path.read_bytes() == planted) == (level != "file")
    assert said.count("\n") == (0 if level == "file" else 1)
    if level == "file":
        assert path.stat().st_uid == NOBODY


@compiled
@root
def test_a_user_without_account_home_and_place_is_served(package, room, tmp_path):
    room.chmod(0o555)
    words = ("54321", str(tmp_path))
    answer, folder, said = start(package, *words, HOME=None, XDG_CACHE_HOME=str(room), TMPDIR=str(room))
    assert (answer, said.count("\n")) == (ANSWER, 1 if folder == "none" else 0)
    if folder != "none":  # the system's own place for temporary files
        assert Path(folder).parent.name == "agonist-54321" and Path(folder).parent.stat().st_uid == 54321
        shutil.rmtree(Path(folder).parent)


@pytest.mark.parametrize("home", [None, "", "relative", "/nonexistent", "/proc"])
def test_nothing_fails_at_import_for_want_of_a_home(package, tmp_path, home):
    answer, folder, _ = start(package, HOME=home, XDG_CACHE_HOME=None, TMPDIR=str(tmp_path))
    assert answer == ANSWER
    assert not Path("relative").exists()


def test_an_unknown_user_has_no_home(monkeypatch, tmp_path):
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    monkeypatch.setattr(cache.tempfile, "gettempdir", lambda: str(tmp_path))
    found = cache.folder("sources")
    assert found is not None and found.parent.parent == tmp_path


@pytest.mark.parametrize("call", ["open", "fdopen", "write", "fsync", "replace"])
@pytest.mark.parametrize("number", [28, 5, 13, 30, 122])
def test_a_write_that_fails_leaves_nothing_and_stops_nothing(monkeypatch, tmp_path, capsys, call, number):
    """Full, broken, forbidden, read-only, over quota: at each step of writing."""
    monkeypatch.delenv(cache.TOLD, raising=False)
    fault = OSError(number, os.strerror(number))

    def fail(*_: object, **__: object) -> None:
        raise fault

    with monkeypatch.context() as patch:
        if call == "write":
            patch.setattr(cache, "sealed", fail)
        else:
            patch.setattr(cache.os, call, fail)
        cache.keep(tmp_path / "code.o", b"code")
        cache.keep(tmp_path / "more.o", b"code")
    assert not list(tmp_path.iterdir())
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and os.strerror(number) in said
    cache.keep(tmp_path / "code.o", b"code")
    assert cache.read(tmp_path / "code.o") == b"code"


@compiled
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_said_once_and_the_answer_comes(package, tmp_path):
    """A file of the cache that is a full device: the write fails where a full disk would fail it."""
    faulty = tmp_path / "sitecustomize.py"
    faulty.write_text(
        "import os\nopening = os.open\n"
        "def full(path, flags, *more, **named):\n"
        "    late = str(path).endswith('.tmp') and flags & os.O_CREAT\n"
        "    return opening('/dev/full' if late else path, os.O_WRONLY if late else flags, *more, **named)\n"
        "os.open = full\n"
    )
    both = f"{tmp_path}{os.pathsep}{package}"
    answer, folder, said = start(package, XDG_CACHE_HOME=str(tmp_path / "cache"), PYTHONPATH=both)
    assert answer == ANSWER and said.count("\n") == 1 and "No space left" in said
    assert not list(Path(folder).iterdir())
