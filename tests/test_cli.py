"""The door of the command line: quick, honest about its exit status, and one line for a mistake."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import pytest

from agonist.experiments import cli, commands
from agonist.model.parameters import TABLE

HEAVY = {"mesa", "numba", "solara", "matplotlib", "pandas", "pyarrow", "scipy", "networkx"}
LOADED = "import sys; from agonist.experiments.cli import main\ntry: main({0!r})\nfinally: print(*sys.modules)"


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["cite", "--help"]])
def test_help_and_version_load_nothing_heavy(arguments):
    done = subprocess.run([sys.executable, "-c", LOADED.format(arguments)], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.split())


def test_python_m_agonist_is_the_command():
    done = subprocess.run([sys.executable, "-m", "agonist", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"agonist {metadata.version('agonist')}"


def test_no_argument_shows_the_help(capsys):
    assert cli.main([]) == 0
    assert "COMMAND" in capsys.readouterr().out


@pytest.mark.parametrize("name", list(cli.modules()))
def test_every_command_has_an_example_in_its_help(name, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main([name, "--help"])
    assert left.value.code == 0
    assert f"agonist {name}" in capsys.readouterr().out.split("example: ")[1]


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["cit"], "unknown command 'cit'; did you mean 'cite'?"),
        (["cite", "--jsn"], "unrecognized arguments: --jsn; did you mean '--json'; see `agonist --help`"),
        (["run", "healthy", "--dayz=3"], "unrecognized arguments: --dayz=3; did you mean '--days'; see"),
        (["cite", "no_such_parameter"], "unknown parameter 'no_such_parameter'"),
        (["--nothing"], "unrecognized arguments: --nothing"),
    ],
)
def test_a_mistake_is_one_line_and_exit_2(arguments, words, capsys):
    assert cli.main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("agonist: ") and err.count("\n") == 1
    assert words in err


@pytest.mark.parametrize(
    "error, status, line",
    [
        (ValueError("first\n  second"), 2, "agonist: first second"),
        (FileNotFoundError(2, "No such file", "plan.toml"), 2, "agonist: plan.toml: No such file"),
        (OSError(28, "No space left on device"), 2, "agonist: No space left on device"),
        (KeyboardInterrupt(), 130, "agonist: stopped"),
    ],
)
def test_one_door_for_errors(error, status, line, monkeypatch, capsys):
    def call(arguments):
        raise error

    monkeypatch.setattr(cli, "call", call)
    assert cli.main(["cite"]) == status
    assert capsys.readouterr().err.strip() == line


def test_a_defect_of_the_program_is_not_hidden(monkeypatch):
    monkeypatch.setattr(cli, "call", lambda arguments: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cli.main(["cite"])


def test_traceback_on_request():
    with pytest.raises(ValueError, match="unknown parameter"):
        cli.main(["--traceback", "cite", "no_such_parameter"])


def test_exit_status_of_a_command_is_passed_on(monkeypatch):
    finding = SimpleNamespace(add=lambda subparsers: subparsers.add_parser("cite"), call=lambda arguments: 1)
    monkeypatch.setattr(cli, "_module", lambda name: finding)
    assert cli.main(["cite"]) == 1


def test_a_reader_that_leaves_the_pipe_is_no_error():
    shell = f"{sys.executable} -m agonist cite --json | head -c 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_cite_names_every_source(capsys):
    assert cli.main(["cite"]) == 0
    out = capsys.readouterr().out
    assert metadata.version("agonist") in out
    assert all(row.source in out and row.name in out for row in TABLE.values())


def test_cite_json_is_one_object(capsys):
    assert cli.main(["cite", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {row["name"] for row in told["parameters"]} == set(TABLE)


def test_the_page_of_parameters_is_the_table(capsys):
    assert cli.main(["cite", "--markdown"]) == 0
    printed = capsys.readouterr().out
    assert all(f"| `{name}` |" in printed for name in TABLE)
    page = Path(__file__).parent.parent / "docs" / "parameters.md"
    assert not page.exists() or page.read_text(encoding="utf-8") == printed, (
        "agonist cite --markdown > docs/parameters.md"
    )


def test_json_knows_no_nan_and_no_arrays():
    array = SimpleNamespace(tolist=lambda: [1.5, float("nan")])
    assert commands.plain({"share": array, 3: (float("inf"), None)}) == {"share": [1.5, None], "3": [None, None]}
