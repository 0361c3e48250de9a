"""No file that a user brings ends in anything but one line: a few thousand mutations here, as many as asked on demand."""

import os

import fuzz
import fuzz_guided
import pytest

from agonist.experiments import cli
from agonist.experiments.sweeps import reader

EACH = int(os.environ.get("AGONIST_FUZZ", "60"))  # of each kind; 2000 make 46,000 and take most of an hour
FIRST = int(os.environ.get("AGONIST_FUZZ_FIRST", "0"))


@pytest.fixture(scope="module")
def kinds(tmp_path_factory):
    """Every kind of file, with those who read it."""
    return fuzz.kinds(tmp_path_factory.mktemp("fuzz"))


KINDS = (
    "tables bodies.toml", "tables p.csv", "tables g.csv", "tables tasks.toml", "tables postures.toml", "scenario on tables",
    "scenario", "study", "people", "fit table", "own parts", "own names", "class",
    "sweep toml", "sweep yaml", "graph graphml", "graph json", "import recipe", "export osim", "export mjcf",
    "manifest", "record", "link",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_mutated_file_is_read_or_refused_in_one_line(kinds, kind):
    path, contents, read = kinds[kind]
    for content in contents:
        path.write_bytes(content)
        read(path)
    found = [said for n in range(FIRST, FIRST + EACH) if (said := fuzz.finding(kind, n, path, contents, read))]
    assert not found, "\n".join(found)


KEPT = {  # findings of other seeds, by their number
    "people": (
        7310030,
        7310138,
        7310473,
    ),  # so much of what was said stood in the line that its end was cut, with what would be right
}


@pytest.mark.parametrize("kind", KEPT)
def test_what_was_found_once_is_not_found_again(kinds, kind):
    path, contents, read = kinds[kind]
    assert [said for n in KEPT[kind] if (said := fuzz.finding(kind, n, path, contents, read))] == []


@pytest.mark.parametrize("kind", fuzz_guided.kept())
def test_what_was_kept_is_read_or_refused_in_one_line(kinds, kind):
    path, _, read = kinds[kind]
    found = [said for content in fuzz_guided.kept()[kind] if (said := fuzz.borne(path, content, read))]
    assert not found, "\n".join(found)


def test_what_fails_is_cut_to_what_it_needs():
    assert fuzz_guided.shrunk(b"one two three four", lambda content: b"w" in content and b"f" in content) == b"wf"


def test_a_reader_that_fails_is_found_and_what_failed_is_kept(tmp_path, monkeypatch):
    toy = tmp_path / "toy"
    toy.write_bytes(b"muscle = 12")

    def read(path):
        if b"=" not in path.read_bytes():
            raise KeyError("=")

    monkeypatch.setattr(fuzz, "kinds", lambda folder: {"toy": (toy, [b"muscle = 12"], read)})
    monkeypatch.setattr(fuzz_guided, "KEPT", tmp_path / "kept")
    assert fuzz_guided.main(0.02, 1, False) > 0
    assert fuzz_guided.kept() == {"toy": [b""]} and toy.read_bytes() == b"muscle = 12"


def test_every_kind_is_tried(kinds):
    assert tuple(kinds) == KINDS


@pytest.mark.parametrize(
    "error", [KeyError("muscle"), TypeError("x" * 9999), OverflowError("int too large"), RecursionError()]
)
def test_the_last_door_turns_what_a_reader_raises_into_one_line(tmp_path, monkeypatch, capsys, error):
    (tmp_path / "s.toml").write_text("scenario = 'healthy'")

    def broken(*_):
        raise error

    monkeypatch.setattr(reader, "parsed_toml", broken)
    assert cli.main(["sweep", str(tmp_path / "s.toml"), "--dry-run"]) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1 and "a file cannot be read (reader: " in told.err
    with pytest.raises(type(error)):
        cli.main(["--traceback", "sweep", str(tmp_path / "s.toml"), "--dry-run"])


def test_an_error_of_the_program_itself_shows_where_it_arose(monkeypatch):
    def broken(*_):
        raise KeyError("x")

    monkeypatch.setattr(cli, "call", broken)
    with pytest.raises(KeyError):
        cli.main(["scenarios"])
