"""What a stranger gets: no address of a registry or a machine, pinned versions, a citation that is true."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOTS = ("model", "agents", "viz", "experiments")


def shown(path: Path) -> str:
    """The path as a person would name it."""
    return path.relative_to(ROOT).as_posix()


def tracked() -> list[Path]:
    """The files that the repository holds; the test is skipped outside a repository."""
    try:
        done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a repository")
    return [path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file()]


SITES = (
    ("pypi", "org"), ("python" "hosted", "org"), ("npmjs", "org"), ("debian", "org"), ("anaconda", "org"),
    ("proxy", "golang"), ("astral", "sh"),
)  # fmt: skip
HOSTS = tuple("[.]".join(parts) for parts in SITES)
FOLDERS = ("work", "root", "tmp", "home/[a-z]")
MACHINE = tuple(f"(?<![a-z0-9.])/{name}" + ("" if "[" in name else "/") for name in FOLDERS)


def test_no_file_names_a_registry_or_a_path_of_one_machine():
    ours, all_files = re.compile("|".join(MACHINE)), re.compile("|".join(HOSTS))
    wrong = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", errors="ignore").replace(r"[.]", "")
        foreign = "assets" in path.parts or path == Path(__file__)
        wrong += [f"{shown(path)}: {hit}" for hit in all_files.findall(text)]
        wrong += [] if foreign else [f"{shown(path)}: {hit}" for hit in ours.findall(text)]
    assert not wrong


def test_no_source_is_ignored_by_mistake():
    tracked()  # skips where there is no repository
    command = [
        "git",
        "ls-files",
        "-z",
        "--others",
        "--ignored",
        "--exclude-standard",
        "model",
        "agents",
        "viz",
        "experiments",
    ]
    ignored = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    made = re.compile(r"(^|/)(__pycache__|[.]mypy_cache|[.]ruff_cache)/|[.]pyc$|[.]tmp$")
    assert not [name for name in ignored if name and not made.search(name)]


AT_THE_TOP = {
    *(".gitignore", ".python-version", "CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "LICENSE", "NOTICE"),
    *("README.md", "SECURITY.md", "pyproject.toml", "sbom.cdx.json"),
}


def test_nothing_stray_stands_at_the_top():
    """A file that a trial left in the uppermost folder is not handed on."""
    assert {path.name for path in tracked() if path.parent == ROOT} == AT_THE_TOP


def project() -> dict:
    """The project table of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_versions_are_pinned_and_no_index_is_named():
    pins = project()["tool"]["uv"]["constraint-dependencies"]
    assert pins and all(re.fullmatch(r"[a-z0-9._-]+==[\w.+]+( ; .+)?", pin) for pin in pins)
    assert "index" not in project()["tool"]["uv"]
    assert ROOT / "uv.lock" not in tracked()


def imported() -> set[str]:
    """Top-level names that the four source roots import."""
    nodes = [
        node for root in ROOTS for path in (ROOT / root).rglob("*.py") for node in ast.walk(ast.parse(path.read_text()))
    ]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in names}


OTHERWISE = {"sklearn": ["scikit-learn"]}  # extras that may be missing, and are called otherwise


def test_every_import_is_declared():
    about = project()["project"]
    asked = [*about["dependencies"], *(each for extra in about["optional-dependencies"].values() for each in extra)]
    declared = {re.split(r"[^\w.-]", each)[0].lower() for each in asked} | {"agonist"}
    declared |= {"dask", "starlette"}  # come with distributed and solara, of the version that these ask for
    homes = metadata.packages_distributions()
    foreign = imported() - set(sys.stdlib_module_names)
    assert not [
        name
        for name in sorted(foreign)
        if not declared & {home.lower() for home in [name, *homes.get(name, OTHERWISE.get(name, []))]}
    ]


def test_the_citation_agrees_with_the_project():
    about = project()["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {about['version']}\n" in citation and f"license: {about['license']}\n" in citation
    assert about["description"].lower() in citation.lower()


def test_the_changelog_knows_the_version():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in text or f"## [{project()['project']['version']}]" in text
