"""Every example in the README and in docs/ runs.

Python blocks of one file share their names and run in order. Lines of console blocks that start with ``$`` and all
lines of bash blocks are commands: ``agonist ...`` (or ``uv run agonist ...``) goes through the command line in this
process, in an empty folder. A block with anything else, or one that would take too long, needs the comment
``<!-- not run: reason -->`` right above it; a block that shows a mistake needs ``<!-- exit: 2 -->``.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest

from agonist.experiments import cli

ROOT = Path(__file__).parent.parent
PAGES = [path for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))] if path.exists()]
FENCE = re.compile(r"(?ms)^(?:<!-- *(?P<note>[^>]*?) *-->\n\s*)?```(?P<kind>[\w-]*)[^\n]*\n(?P<text>.*?)^```\s*$")
NOT_RUN = re.compile(r"not run: *\S.*")
EXIT = re.compile(r"exit: *(\d+)")
COMMANDS = ("console", "bash", "sh", "shell")


class Block(NamedTuple):
    """A fenced block of a page: its first line, language, text, and the comment right above it."""

    line: int
    kind: str
    text: str
    note: str


def blocks(path: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    page = path.read_text(encoding="utf-8")
    found = []
    for match in FENCE.finditer(page):
        line = page.count("\n", 0, match.start("text"))
        found.append(Block(line, match["kind"], match["text"], match["note"] or ""))
    return found


def runnable(path: Path, kinds: tuple[str, ...]) -> list[Block]:
    """The blocks of these languages that are not marked as not run."""
    return [block for block in blocks(path) if block.kind in kinds and not NOT_RUN.fullmatch(block.note)]


def commands(block: Block) -> list[list[str]]:
    """The commands of a block, each as its words, without what a shell would do."""
    lines = block.text.replace("\\\n", " ").splitlines()
    if block.kind == "console":
        lines = [line[2:] for line in lines if line.startswith("$ ")]
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def arguments(words: list[str]) -> list[str]:
    """What follows `agonist` in a command; fails where the command is something else."""
    words = words[2:] if words[:2] == ["uv", "run"] else words
    plain = words[0] == "agonist" and not {"|", ">", "<", "&&", ";", "&"} & set(words)
    assert plain, f"`{' '.join(words)}` is no agonist command: mark the block <!-- not run: reason -->"
    return words[1:]


def status(words: list[str]) -> int:
    """Run a command in this process; its exit status."""
    try:
        return cli.main(arguments(words))
    except SystemExit as left:  # --help and --version leave this way
        return int(left.code or 0)


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """An empty folder to run in, and figures without a screen."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    return tmp_path


def shown(path: Path) -> str:
    """The page as a person would name it."""
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", [p for p in PAGES if runnable(p, ("python",))], ids=shown)
def test_python_examples_run(path, scratch):
    names: dict[str, object] = {"__name__": "__main__"}
    for block in runnable(path, ("python",)):
        source = "\n" * block.line + block.text  # so that a traceback shows the line of the page
        exec(compile(source, shown(path), "exec"), names)


@pytest.mark.parametrize("path", [p for p in PAGES if runnable(p, COMMANDS)], ids=shown)
def test_commands_run(path, scratch, capsys):
    for block in runnable(path, COMMANDS):
        expected = int(match[1]) if (match := EXIT.fullmatch(block.note)) else 0
        for words in commands(block):
            left = status(words)
            assert left == expected, f"{shown(path)}:{block.line}: {shlex.join(words)}\n{capsys.readouterr().err}"


@pytest.mark.parametrize("path", PAGES, ids=shown)
def test_links_between_pages_lead_somewhere(path):
    text = re.sub(r"(?ms)^```.*?^```", "", path.read_text(encoding="utf-8"))
    targets = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]
    assert not [target for target in targets if target and not (path.parent / target).exists()]


def test_the_reader_of_pages(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "text\n```python\nx = 1\n```\n<!-- not run: installs -->\n```bash\npip install uv\n```\n"
        "<!-- exit: 2 -->\n```console\n$ agonist run \\\n  nothing\nagonist: no\n```\n"
    )
    python, bash, console = blocks(page)
    assert (python.line, python.text, python.note) == (2, "x = 1\n", "")
    assert runnable(page, COMMANDS) == [console] and bash.note
    assert commands(console) == [["agonist", "run", "nothing"]]
    with pytest.raises(AssertionError, match="not run"):
        arguments(["pip", "install", "uv"])
