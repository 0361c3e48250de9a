"""Mutations of every kind of file that a user brings, and the readers that must bear them: `python tests/fuzz.py 2000`.

A reader may return, or raise ValueError or OSError with one line; anything else is a finding. Each mutation is a function of its
kind and number, so a finding is made again by its number: `python tests/fuzz.py 1 KIND NUMBER`.
"""

from __future__ import annotations

import contextlib
import io
import random
import re
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import osim  # noqa: E402
import test_export  # noqa: E402
import test_own_tables  # noqa: E402
from fuzz_texts import GERMAN, LINK, MEASURED, NAMED, OWN, STUDY, SWEEP, TRAIT, WORDS  # noqa: E402

LIMIT_S = 5.0
NASTY = (
    "nan", "inf", "-1", "0", "1e999", "-1e308", "1e-320", "9" * 400, "-" + "9" * 30, "0x1F", "010", "1:30", "1_0", "true", "null",
    "[]", "{}", "[[]]", '""', "''", "~", "yes", "2020-01-01", "12:30:00", "2020-01-01T00:00:00Z", "[1, 2, 3]", "{ a = 1 }",
    "'x'", '"$dose"', '"$nothing + 1"', "[[[[[[[[", "]", "}", '"', "'", "\\", ",", ";", "\t", "\0", "\ufeff", "é", "𝄞", "*a", "&a x",
    "!!int x", "<<: *a", "<a>", "</a>", "&amp;", "&x;", "--", "#", "%", "NaN", "Infinity", "-0.0", "1,5", "1.234,5", "--- x", "..",
)  # fmt: skip

Read = Callable[[Path], object]


def mutated(content: bytes, draw: random.Random) -> bytes:
    """The content with one to four changes: of bytes, of words, of lines, or of its encoding."""
    for _ in range(draw.choice((1, 1, 1, 2, 4))):
        content = draw.choice((_bytes, _word, _word, _word, _line, _line, _encoded))(content, draw)
    return content


def _bytes(content: bytes, draw: random.Random) -> bytes:
    a = draw.randrange(len(content) + 1)
    b = min(len(content), a + draw.choice((1, 1, 3, 20, 400)))
    change = draw.randrange(5)
    if change == 0:
        return content[:a] + bytes(draw.randrange(256) for _ in range(b - a)) + content[b:]
    if change == 1:
        return content[:a] + content[b:]
    if change == 2:
        return content[:b] + content[a:b] * draw.choice((1, 3, 50)) + content[b:]
    if change == 3:
        return content[:a]
    return content[:a] + draw.choice(NASTY).encode() * draw.choice((1, 1, 200)) + content[a:]


def _word(content: bytes, draw: random.Random) -> bytes:
    """One number, text or name replaced."""
    found = list(re.finditer(rb"-?\d+(\.\d+)?([eE]-?\d+)?|\"[^\"\n]*\"|'[^'\n]*'|[A-Za-z_]+", content))
    if not found:
        return content
    one = draw.choice(found)
    new = draw.choice(found)[0] if draw.random() < 0.3 else draw.choice(NASTY).encode()
    return content[: one.start()] + new + content[one.end() :]


def _line(content: bytes, draw: random.Random) -> bytes:
    """A line lost, doubled, moved or torn."""
    lines = content.split(b"\n")
    a, b = draw.randrange(len(lines)), draw.randrange(len(lines))
    change = draw.randrange(4)
    if change == 0:
        del lines[a]
    elif change == 1:
        lines.insert(b, lines[a])
    elif change == 2:
        lines[a], lines[b] = lines[b], lines[a]
    else:
        lines[a] = lines[a][: draw.randrange(len(lines[a]) + 1)]
    return b"\n".join(lines)


def _encoded(content: bytes, draw: random.Random) -> bytes:
    """The same text as another program saves it."""
    text = content.decode("utf-8", errors="replace")
    code = draw.choice(
        ("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "utf-7", "crlf", "semicolons")
    )
    if code == "crlf":
        return text.replace("\n", "\r\n").encode()
    if code == "semicolons":
        return text.replace(",", ";").replace(".", ",").encode()
    return text.encode(code, errors="replace")


# -- what is read ---------------------------------------------------------------------------------------------------


def _scenario(path: Path) -> object:
    from agonist.model.scenario import load

    return load(path)


def _brought(path: Path) -> object:
    from agonist.model.reading import decoded
    from agonist.model.scenario import read_text

    return read_text(decoded(path.read_bytes(), "your-scenario.toml"), "your-scenario.toml", files=False)


def _tables(path: Path) -> object:
    from agonist.model.body import lifestyle
    from agonist.model.body.anatomy import bodies, load
    from agonist.model.body.graph import build
    from agonist.model.body.subject import Subject

    bodies(path.parent)
    body = load("arm", folder=path.parent)
    lifestyle.usual_day(body)
    return Subject.of(build(body, ("lift",)), body)


def _graph(path: Path) -> object:
    from agonist.model.body.graph import read
    from agonist.model.body.subject import Subject

    return Subject.of(read(path))


def _sweep(path: Path) -> object:
    from agonist.experiments.sweeps.designs import runs_between
    from agonist.experiments.sweeps.reader import read_sweep

    sweep = read_sweep(path)
    sweep.canonical()
    return runs_between(sweep, 0, min(3, sweep.runs))


def _manifest(path: Path) -> object:
    from agonist.experiments.sweeps.store import failed_runs, part_paths, read_manifest

    return read_manifest(path.parent), part_paths(path.parent), failed_runs(path.parent)


def _recipe(path: Path) -> object:
    from agonist.experiments.importing.recipe import read

    return read(path)


def _exported(path: Path) -> object:
    from agonist.experiments.exporting import mjcf_file, osim_file
    from agonist.experiments.exporting.lived import Lived

    form = osim_file if path.suffix == ".osim" else mjcf_file
    model = form.read(path)
    return form.changed(model, dict.fromkeys(model.muscles, Lived(0.5, 0.9, 0.1, 0.7)), "{}", path)


def _record(path: Path) -> object:
    from agonist.experiments.records import read

    return read(path)


def _link(path: Path) -> object:
    from agonist.viz.session.recipe import read_query

    return read_query(path.read_bytes().decode("utf-8", errors="replace"), "healthy")


def _people(path: Path) -> object:
    """Words of a command line: who lives, arms, events, halves, each on a line of its own."""
    from agonist.experiments.cli import parser
    from agonist.experiments.commands import cohort, run
    from agonist.experiments.options import settings_of
    from agonist.model.persons import person_from
    from agonist.model.scenario import load

    lines = path.read_bytes().decode("utf-8", errors="replace").split("\n")
    asked = parser("cohort").parse_args(["cohort", "acl-reconstruction", *(line for line in lines if line)])
    held = load(asked.scenario)
    person_from("person", run.person_of(asked.person) or {}, held.people)
    settings_of(asked.dose, "dose"), settings_of(asked.set_spread, "set-spread")
    arms = cohort._distinct([cohort._arm(text) for text in asked.arm], "arm")
    events = cohort._distinct([cohort._named(text, "event") for text in asked.event], "event")
    cohort._check_questions(asked, held, arms, events)
    return held.with_(read=asked.read, events=events)


def _fit(path: Path) -> object:
    from agonist.experiments.fitting.measured import asked, read
    from agonist.model.scenario import load

    found = read(path)
    return asked(load(found.scenario or "gluteal-inhibition"), found.texts)


def _own(path: Path) -> object:
    """A rule and a reading of one's own, as a scenario beside the file names them."""
    from agonist.model.scenario import load, resolve

    return resolve(load(path.with_name("own.toml")))


def _class(path: Path) -> object:
    """A lesson as `agonist lesson check` reads it, and the questions of its sheet."""
    from agonist.experiments.commands import lesson

    with contextlib.redirect_stdout(io.StringIO()):
        return lesson.check(str(path))


def _yaml(text: str) -> str:
    return text.replace(" = ", ": ").replace("{ low: 0.0, high: 0.3 }", "{low: 0.0, high: 0.3}")


def kinds(folder: Path) -> dict[str, tuple[Path, list[bytes], Read]]:
    """Every kind of file: where it lies, what it may hold when it is right, and who reads it."""
    from agonist.experiments import records
    from agonist.model.body.graph import save, simple
    from agonist.model.runs import Request, live_record
    from agonist.model.scenario import shipped

    def put(name: str, *contents: str | bytes) -> tuple[Path, list[bytes]]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        texts = [c.encode() if isinstance(c, str) else c for c in contents]
        path.write_bytes(texts[0])
        return path, texts

    tables = {
        "bodies.toml": test_own_tables.BODIES,
        "p.csv": test_own_tables.PARAMETERS,
        "g.csv": test_own_tables.GRID,
        "tasks.toml": test_own_tables.TASKS,
        "postures.toml": test_own_tables.DAY,
    }
    found: dict[str, tuple[Path, list[bytes], Read]] = {}
    for name, text in tables.items():
        found[f"tables {name}"] = (*put(f"arm/tables/{name}", text), _tables)
    found["scenario on tables"] = (*put("arm/s.toml", test_own_tables.SCENARIO), _scenario)
    lessons = [path.read_bytes() for path in shipped().values()]
    found["scenario"] = (*put("s/s.toml", *lessons), _brought)
    found["study"] = (*put("s/study.toml", STUDY, TRAIT), _brought)
    found |= _own_kinds(put)
    sweep = SWEEP + "[parameters]\nreciprocal_gain = { low = 0.0, high = 0.3 }\ndose = [0.3, 0.6]\n"
    found["sweep toml"] = (*put("w/s.toml", sweep), _sweep)
    yaml = _yaml(SWEEP) + "parameters:\n  reciprocal_gain: {low: 0.0, high: 0.3}\n  dose: &d [0.3, 6e-1]\n"
    found["sweep yaml"] = (*put("w/s.yaml", yaml), _sweep)
    for suffix in ("graphml", "json"):
        path = save(simple({"strong": 1.0, "weak": 0.6, "against": -0.5}), folder / f"g.{suffix}")
        found[f"graph {suffix}"] = (path, [path.read_bytes()], _graph)
    (folder / "i").mkdir()
    osim.put(folder / "i")
    usual = osim.RECIPE + test_own_tables.DAY.replace("arm.usual", "usual")
    found["import recipe"] = (folder / "i" / "arm.toml", [osim.RECIPE.encode(), usual.encode()], _recipe)
    found["export osim"] = (*put("e/arm.osim", osim.arm()), _exported)
    found["export mjcf"] = (*put("e/arm.xml", test_export.MJCF), _exported)
    found["manifest"] = (*_swept(folder / "m"), _manifest)
    records.save(live_record(Request.of("healthy", days=1.0)), folder / "r")
    found["record"] = (folder / "r" / records.SERIES, [(folder / "r" / records.SERIES).read_bytes()], _record)
    found["link"] = (*put("l/link", LINK), _link)
    return found


def _own_kinds(put: Callable[..., tuple[Path, list[bytes]]]) -> dict[str, tuple[Path, list[bytes], Read]]:
    """What users write besides: people, measurements, parts of their own, lessons."""
    from agonist.model.scenario import shipped

    found: dict[str, tuple[Path, list[bytes], Read]] = {}
    found["people"] = (*put("s/words", WORDS), _people)
    found["fit table"] = (*put("f/data.csv", MEASURED, GERMAN), _fit)
    found["own parts"] = (*put("o/mine.py", OWN), _own)
    found["own names"] = (*put("o/own.toml", NAMED), _own)
    lessons = [
        path.read_bytes() for name, path in shipped().items() if name in ("healthy", "knee-effusion", "silenced-calf")
    ]
    found["class"] = (*put("c/lesson.toml", *lessons), _class)
    return found


def _swept(folder: Path) -> tuple[Path, list[bytes]]:
    import sweep_fakes

    from agonist.experiments.sweeps import run_sweep

    asked = sweep_fakes.asked(iterations=1, n=8, part=8)
    run_sweep(asked, folder, jobs=1, progress=False, simulate=sweep_fakes.quick)
    return folder / "manifest.json", [(folder / "manifest.json").read_bytes()]


def finding(kind: str, number: int, path: Path, contents: list[bytes], read: Read) -> str:
    """What is wrong with how a reader bears one mutation; empty if nothing is. The file is right again afterwards."""
    draw = random.Random(f"{kind} {number}")
    said = borne(path, mutated(draw.choice(contents), draw), read)
    return f"{kind} {number}: {said}" if said else ""


def borne(path: Path, content: bytes, read: Read) -> str:
    """What is wrong with how a reader bears a content; empty if nothing is. The file is right again afterwards."""
    right = path.read_bytes()
    started = time.process_time()
    try:
        path.write_bytes(content)
        read(path)
    except (ValueError, OSError) as error:
        said = str(error)
        if "\n" in said.strip() or len(said) > 2000:
            return f"a message of {len(said)} characters: {said[:200]!r}"
    except Exception:
        return traceback.format_exc(limit=-4)
    finally:
        path.write_bytes(right)
    spent = time.process_time() - started
    return f"{spent:.1f} s of work" if spent > LIMIT_S else ""


def findings(count: int, only: str = "", first: int = 0) -> list[str]:
    """Findings in so many mutations of each kind."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for kind, (path, contents, read) in kinds(Path(folder)).items():
            if only in ("", kind):
                found += [said for n in range(first, first + count) if (said := finding(kind, n, path, contents, read))]
    return found


if __name__ == "__main__":
    each, chosen, start = int(sys.argv[1]), "".join(sys.argv[2:3]), int("".join(sys.argv[3:4]) or 0)
    told = findings(each, chosen, start)
    print("\n".join(told))
    print(f"{len(told)} findings in {each} mutations of each kind")
    sys.exit(bool(told))
