"""What is installed with the project, and how: hashes, the list of parts, licences, systems where a part is missing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import osim
import pytest

from agonist.experiments import records
from agonist.experiments.cli import main
from agonist.model import release
from agonist.model.runs import Request, live_record

ROOT = Path(__file__).parent.parent
ASSETS = ROOT / "viz" / "agonist" / "viz" / "assets"
PINS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["uv"]["constraint-dependencies"]


def test_every_pin_has_its_hashes_and_no_index_is_named():
    text = (ROOT / ".ci" / "hashes.txt").read_text(encoding="utf-8")
    assert "://" not in text
    hashed = {}
    for entry in re.split(r"\n(?=\S)", text.strip()):
        pin, *hashes = (line.strip().rstrip("\\").strip() for line in entry.splitlines())
        hashed[pin] = hashes
    assert sorted(hashed) == sorted(PINS)
    for pin, hashes in hashed.items():
        assert hashes and all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", each) for each in hashes), pin


def test_the_list_of_parts_names_every_pin_and_every_foreign_folder():
    listed = json.loads((ROOT / "sbom.cdx.json").read_text(encoding="utf-8"))
    assert (listed["bomFormat"], listed["specVersion"]) == ("CycloneDX", "1.5") and "timestamp" not in listed[
        "metadata"
    ]
    parts = listed["components"]
    assert len({part["bom-ref"] for part in parts}) == len(parts)
    pypi = {(p["name"], p["version"]) for p in parts if p["purl"].startswith("pkg:pypi/")}
    assert pypi == {tuple(pin.split(" ; ")[0].split("==")) for pin in PINS}
    npm = {f"{p['name']}@{p['version']}" for p in parts if p["purl"].startswith("pkg:npm/")}
    folders = {p.relative_to(ASSETS / "cdn").as_posix() for p in (ASSETS / "cdn").rglob("*@*.*") if p.is_dir()}
    assert npm == folders and all(p["licenses"] for p in parts if p["purl"].startswith("pkg:npm/"))


def test_every_foreign_folder_has_the_text_of_its_licence():
    for folder in (p for p in (ASSETS / "cdn").rglob("*@*.*") if p.is_dir()):
        text = (folder / "LICENSE").read_text(encoding="utf-8")
        assert "Permission is hereby granted, free of charge" in text and "Copyright" in text
        name = f"{folder.parent.name}/{folder.name}" if folder.parent.name.startswith("@") else folder.name
        assert f"`{name}`" in (ASSETS / "README.md").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in (ASSETS / "cdn" / "font-awesome@4.5.0" / "LICENSE").read_text(encoding="utf-8")


def test_what_is_bundled_in_one_file_is_named_with_its_licence():
    folder = next((ASSETS / "cdn" / "@widgetti").iterdir())
    notices = (folder / "NOTICES").read_text(encoding="utf-8")
    script = (folder / "dist" / "solara-vuetify-app8.min.js").read_text(encoding="utf-8")
    parts = set(re.findall(r"@(?:jupyterlab|lumino|jupyter-widgets)/[a-z0-9-]+", script))
    assert len(parts) > 10 and all(part in notices for part in parts), parts
    signs = {
        "jQuery requires": "jquery",
        "noUiSlider:": "nouislider",
        "KaTeX": "katex",
        "SemVer ANY": "semver",
        "onopentagname": "htmlparser2",
    }
    assert all(sign in script and name in notices for sign, name in signs.items())
    assert "SIL OPEN FONT LICENSE" in notices and "Neither the name of the copyright holder" in notices


def without(names: str, tmp_path: Path, code: str) -> subprocess.CompletedProcess[str]:
    """A process in which some packages are not installed, or do not load."""
    start = f"import sys\nfor name in {names.split()!r}: sys.modules[name] = None\n"
    words = [sys.executable, "-c", start + code]
    fresh = {
        name: value for name, value in os.environ.items() if not name.startswith("AGONIST_")
    }  # nothing was said yet
    return subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, env=fresh)


MAIN = "from agonist.experiments.cli import main\nsys.exit(main({words!r}))"


@pytest.mark.parametrize(
    "command", ["run healthy --days 1 --json", "assess knee-effusion --days 1 --json", "sweep s.toml --jobs 2 --out o"]
)
def test_without_the_compiler_every_command_runs_and_says_so_in_one_line(tmp_path, command):
    (tmp_path / "s.toml").write_text("scenario = 'healthy'\ndays = 1\niterations = 2\n")
    done = without("llvmlite", tmp_path, MAIN.format(words=command.split()))
    assert done.returncode == 0, done.stderr
    said = [line for line in done.stderr.splitlines() if line.startswith("agonist: ")]
    assert len(said) == 1 and "llvmlite" in said[0] and "plain Python" in said[0]


def test_who_wants_no_compiler_is_told_nothing(tmp_path):
    code = "import os\nos.environ['AGONIST_JIT'] = '0'\n" + MAIN.format(
        words=["run", "healthy", "--days", "1", "--json"]
    )
    done = without("", tmp_path, code)
    assert done.returncode == 0 and "agonist: " not in done.stderr


def test_a_compiler_that_does_not_load_counts_as_none(tmp_path):
    (tmp_path / "llvmlite").mkdir()
    (tmp_path / "llvmlite" / "__init__.py").write_text("raise OSError('libz.so.1: cannot open shared object file')")
    code = "sys.path.insert(0, '.')\nfrom agonist.model.compiler import jit\nprint(jit.COMPILED, jit.MISSING)"
    assert without("", tmp_path, code).stdout.strip() == "False libz.so.1: cannot open shared object file"


@pytest.mark.parametrize("words", [["sweep", "nothing.yaml", "--out", "out"], ["run", "healthy", "--days", "1"]])
def test_without_parquet_one_line_says_what_is_missing(tmp_path, words):
    done = without("pyarrow", tmp_path, MAIN.format(words=words))
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "agonist: this command needs pyarrow, which is not installed here"
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("module", "extra", "words"),
    [
        ("sklearn.decomposition", "synergies", "synergies healthy"),
        ("optuna", "treat", "treat gluteal-inhibition"),
        ("xarray", "exchange", "share life"),
        ("distributed", "cluster", "sweep s.toml --out o --scheduler tcp://127.0.0.1:9"),
        ("opensim", "opensim", "import arm.toml --out b"),
    ],
)
def test_without_its_extra_a_command_says_at_once_how_to_get_it(tmp_path, module, extra, words):
    (tmp_path / "s.toml").write_text("scenario = 'healthy'\ndays = 1\niterations = 2\n")
    osim.put(tmp_path)
    if extra == "exchange":
        records.save(live_record(Request.of("healthy", days=1.0)), tmp_path / "life")
    before = sorted(tmp_path.rglob("*"))
    done = without(module, tmp_path, MAIN.format(words=words.split()))
    assert done.returncode == 2 and done.stderr.count("\n") == 1, done.stderr
    assert f"pip install 'agonist[{extra}]'" in done.stderr and sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("module", "extra", "imported"),
    [
        ("gymnasium", "gym", "agonist.experiments.treating.environment"),
        ("altair", "solaraviz", "agonist.viz.solaraviz_example"),
    ],
)
def test_without_its_extra_a_module_names_it(tmp_path, module, extra, imported):
    said = without(module, tmp_path, f"import {imported}").stderr.splitlines()[-1]
    assert said.startswith("ValueError: ") and f"pip install 'agonist[{extra}]'" in said


def test_without_parquet_and_compiler_a_life_can_be_lived(tmp_path):
    code = "import agonist\nfrom agonist.model.runs import Request, simulate\n"
    code += "print(len(simulate([Request.of('healthy', days=1.0)])))"
    done = without("pyarrow llvmlite", tmp_path, code)
    assert done.stdout.strip() == "1", done.stderr


def test_where_only_the_results_can_be_written_figures_are_drawn(tmp_path):
    """As in a container without a home whose one writable folder is that of the results."""
    code = "import os, tempfile\ndef none(): raise FileNotFoundError(2, 'No usable temporary directory')\ntempfile.gettempdir = none\n"
    code += "for name in ('HOME', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME'): os.environ[name] = '/dev/null/x'\n"
    code += "os.environ.pop('MPLCONFIGDIR', None)\n" + MAIN.format(
        words=["run", "healthy", "--days", "1", "--out", "life"]
    )
    done = without("", tmp_path, code)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["life"] and (tmp_path / "life" / "figure.png").exists()


@pytest.mark.parametrize("encoding", ["gbk", "cp932", "cp1252", "ascii"])
def test_any_code_page_gets_the_whole_text(tmp_path, encoding):
    environment = {"PYTHONUTF8": "0", "PYTHONIOENCODING": encoding}
    code = f"import os\nos.environ.update({environment!r})\nos.execv(sys.executable, [sys.executable, '-m', 'agonist', 'cite'])"
    done = subprocess.run([sys.executable, "-c", f"import sys\n{code}"], capture_output=True, cwd=tmp_path)
    whole = subprocess.run([sys.executable, "-X", "utf8", "-m", "agonist", "cite"], capture_output=True, cwd=tmp_path)
    assert done.returncode == 0 and not done.stderr
    assert len(done.stdout.decode(encoding).splitlines()) == len(whole.stdout.decode("utf-8").splitlines()) > 100


def test_from_the_source_alone_it_says_so(monkeypatch, capsys):
    def unknown(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(release, "version", unknown)
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, "agonist 0+source\n")
