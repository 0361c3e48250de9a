"""Results on disk: whole parts or none, the same bits after every accident, one sweep a folder."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import sweep_fakes
from sweep_fakes import POISON, asked

from agonist.experiments.sweeps import digest, read, run_sweep
from agonist.experiments.sweeps.engines import in_threads
from agonist.experiments.sweeps.spec import SweepError
from agonist.experiments.sweeps.store import DiskFull, failed_runs

HERE = Path(__file__).parent
ROOT = HERE.parent


@pytest.fixture(autouse=True)
def _quick_workers(monkeypatch):
    """Workers of these tests need no compiler: the fakes are plain Python."""
    monkeypatch.setenv("AGONIST_JIT", "0")


@pytest.fixture(scope="session")
def expected(tmp_path_factory):
    """Digest of the sweep when nothing happens to it."""
    folder = tmp_path_factory.mktemp("sweep")
    assert run(folder).status == 0
    return digest(folder)


def run(folder, simulate=sweep_fakes.quick, engine="threads", sweep=None, **keys):
    return run_sweep(sweep or asked(), folder, jobs=2, engine=engine, progress=False, simulate=simulate, **keys)


def parts(folder):
    return sorted((folder / "parts").glob("part-*.parquet"))


def start(folder, engine, simulator="slow", **environment):
    """The same sweep as a process of its own."""
    return subprocess.Popen(
        [sys.executable, str(HERE / "sweep_driver.py"), str(folder), engine, simulator],
        env=os.environ | environment,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def wait_for(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def children(pid):
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def test_every_run_is_a_row_with_units_and_recipe(tmp_path, expected):
    assert run(tmp_path, sweep=asked()).status == 0
    table = read(tmp_path)
    assert table["RunId"].to_pylist() == list(range(300))
    assert set(table["status"].to_pylist()) == {"ok"}
    assert table.schema.field("dose").metadata == {b"unit": b"mL"}
    recipe = json.loads(table.schema.metadata[b"agonist"])
    assert recipe["sweep"] == asked().canonical() and recipe["runs"] == 300
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest.pop("keys")["design"] == "latin" and manifest == recipe
    assert digest(tmp_path) == expected


def test_the_folder_reads_at_once_with_pandas(tmp_path):
    import pandas

    run(tmp_path, sweep=asked(series="share", every=5))
    rows = pandas.read_parquet(tmp_path / "parts")
    assert read(tmp_path).schema.field("share").metadata == {b"unit": b"fraction of task torque"}
    assert len(rows) == 300 and rows["time_day"][0].tolist() == [0.0, 5.0, 10.0, 15.0]
    assert rows["share"][7].tolist()[1] ** 2 == pytest.approx(rows["effort.after"][7])


def test_measures_are_chosen_by_pattern_and_a_wrong_name_is_refused(tmp_path):
    run(tmp_path, sweep=asked(measures="eff*"))
    assert read(tmp_path).column_names[-2:] == ["error", "effort.after"]
    with pytest.raises(SweepError, match=r"measures: no measure is called 'efort.after'; did you mean"):
        run(tmp_path / "other", sweep=asked(measures="efort.after"))


def test_a_sweep_that_is_done_has_nothing_to_do(tmp_path):
    run(tmp_path)
    before = [path.stat().st_mtime_ns for path in parts(tmp_path)]
    again = run(tmp_path)
    assert (again.parts_before, again.parts_made, again.status) == (10, 0, 0)
    assert [path.stat().st_mtime_ns for path in parts(tmp_path)] == before
    assert run(tmp_path, resume=False).parts_made == 10


def test_another_sweep_in_the_same_folder_is_refused(tmp_path):
    run(tmp_path)
    with pytest.raises(SweepError) as caught:
        run(tmp_path, sweep=asked(iterations=6))
    assert "another seeds" in str(caught.value) and "use a new folder" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_another_version_of_the_model_is_refused(tmp_path):
    run(tmp_path)
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"model_source": "old", "sweep_id": "old"}))
    with pytest.raises(SweepError, match="another version of the model"):
        run(tmp_path)


@pytest.mark.parametrize("text", ["", "[1]", '{"sweep_id": 1}'])
def test_a_manifest_that_is_none_is_refused(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(SweepError, match="not the manifest of a sweep"):
        run(tmp_path)


def test_a_folder_without_a_sweep_is_refused(tmp_path):
    with pytest.raises(SweepError, match="holds no part"):
        read(tmp_path)


def test_lost_parts_are_made_again_and_only_they(tmp_path, expected):
    run(tmp_path)
    for path in parts(tmp_path)[3:6]:
        path.unlink()
    assert run(tmp_path).parts_made == 3
    assert digest(tmp_path) == expected


def test_shards_together_are_the_whole_sweep(tmp_path, expected):
    made = [run(tmp_path, shard=f"{i}/3").parts_made for i in range(3)]
    assert made == [4, 3, 3] and digest(tmp_path) == expected


def test_failing_runs_are_rows_and_leave_their_neighbours_alone(tmp_path):
    done = run(tmp_path, sweep_fakes.raising)
    rows = read(tmp_path).to_pylist()
    assert done.status == 1 and done.runs_failed == 60 == failed_runs(tmp_path)
    assert all((row["status"] == "failed") == (row["seed"] == POISON) for row in rows)
    assert all(row["error"] == "ArithmeticError: seed 3 cannot be lived" for row in rows if row["seed"] == POISON)
    run(tmp_path / "fine")
    fine = read(tmp_path / "fine").to_pylist()
    assert [str(row) for row in rows if row["seed"] != POISON] == [str(row) for row in fine if row["seed"] != POISON]
    assert "Traceback" in next((tmp_path / "failed").glob("*.txt")).read_text()


def test_a_full_disk_is_one_line_and_leaves_nothing_half_written(tmp_path, monkeypatch, expected):
    from agonist.experiments.sweeps import store

    written = []

    def full(path, content):
        written.append(path)
        if len(written) > 4:
            Path(path).with_name(".half.tmp").write_bytes(content[:10])
            Path(path).with_name(".half.tmp").unlink()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return whole(path, content)

    whole = store.write_whole
    monkeypatch.setattr(store, "write_whole", full)
    with pytest.raises(DiskFull) as caught:
        run(tmp_path)
    assert "4 of 10 parts are whole" in str(caught.value) and "\n" not in str(caught.value)
    monkeypatch.undo()
    assert len(parts(tmp_path)) == 4 and all(pq.ParquetFile(path).metadata.num_rows == 32 for path in parts(tmp_path))
    assert run(tmp_path).parts_made == 6 and digest(tmp_path) == expected


def test_a_disk_that_is_really_full(tmp_path):
    """A file size limit of the system stands for the disk: the write itself fails, half-way."""
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))\n"
        f"sys.path.insert(0, {str(HERE)!r}); import sweep_fakes\n"
        "from agonist.experiments.sweeps import run_sweep\n"
        "try: run_sweep(sweep_fakes.asked(part=300), sys.argv[1], progress=False, simulate=sweep_fakes.quick)\n"
        "except ValueError as error: print(error)\n"
    )
    environment = os.environ | {"AGONIST_JIT": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, env=environment)
    assert "no room for part-0000000" in done.stdout and "0 of 1 parts are whole" in done.stdout, done.stderr
    assert not list((tmp_path / "parts").iterdir())


def test_what_a_killed_writer_left_is_swept_up_and_never_read(tmp_path, expected):
    run(tmp_path)
    left = parts(tmp_path)[0].with_name(f".{parts(tmp_path)[3].name}.99.{'0a' * 6}.tmp")
    left.write_bytes(b"half")
    run(tmp_path)
    assert left.exists() and digest(tmp_path) == expected  # it may be another machine's, still being written
    os.utime(left, (0, 0))
    run(tmp_path)
    assert not left.exists()


def test_processes_and_threads_give_the_same_bits(tmp_path, expected):
    assert run(tmp_path, engine="processes").status == 0
    assert digest(tmp_path) == expected


def test_a_worker_that_is_killed_costs_nothing(tmp_path, expected, monkeypatch):
    monkeypatch.setenv("SWEEP_FLAG", str(tmp_path / "flag"))
    assert run(tmp_path / "sweep", sweep_fakes.deadly_once, engine="processes").status == 0
    assert digest(tmp_path / "sweep") == expected


def test_a_part_that_always_kills_its_worker_fails_alone_and_heals_later(tmp_path, expected):
    sweep = asked(part=60)  # one part a seed
    done = run(tmp_path, sweep_fakes.deadly, engine="processes", sweep=sweep)
    assert (done.parts_made, done.parts_failed, done.status) == (4, 1, 1)
    assert "died 3 times" in done.errors[0]
    assert [path.name for path in (tmp_path / "failed").iterdir()] == ["part-0000002.txt"]
    assert run(tmp_path, engine="processes", sweep=sweep).parts_made == 1
    assert digest(tmp_path) == expected and not list((tmp_path / "failed").iterdir())


@pytest.mark.parametrize("engine", ["threads", "processes"])
def test_kill_9_of_the_whole_sweep_loses_nothing_that_was_written(tmp_path, expected, engine):
    process = start(tmp_path, engine)
    wait_for(lambda: len(list((tmp_path / "parts").glob("part-*"))) >= 3)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    there = len(parts(tmp_path))
    assert 3 <= there < 10
    assert run(tmp_path, engine=engine).parts_before == there
    assert digest(tmp_path) == expected


def test_workers_die_with_a_driver_that_is_killed(tmp_path):
    process = start(tmp_path, "processes")
    wait_for(lambda: len(list((tmp_path / "parts").glob("part-*"))) >= 2)
    workers = children(process.pid)
    process.kill()
    process.communicate()
    assert len(workers) >= 2
    wait_for(lambda: not any(Path(f"/proc/{pid}/cmdline").exists() and not _zombie(pid) for pid in workers), 5)


def _zombie(pid):
    try:
        return " Z " in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True


@pytest.mark.parametrize("engine", ["threads", "processes"])
def test_ctrl_c_lets_running_parts_finish_and_says_130(tmp_path, expected, engine):
    process = start(tmp_path, engine)
    wait_for(lambda: len(list((tmp_path / "parts").glob("part-*"))) >= 2)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130 and b"Traceback" not in errors, errors.decode()
    assert 2 <= len(parts(tmp_path)) < 10
    assert run(tmp_path, engine=engine).status == 0
    assert digest(tmp_path) == expected


def test_an_engine_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(SweepError, match="engine 'ray'"):
        run(tmp_path, engine="ray")


def test_dask_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SweepError, match=r"pip install 'agonist\[cluster\]'"):
        run(tmp_path, engine="dask")


def test_dask_gives_the_same_bits(tmp_path, expected):
    pytest.importorskip("distributed")
    assert run(tmp_path, scheduler="local").status == 0
    assert digest(tmp_path) == expected


def test_a_sweep_worker_imports_neither_mesa_nor_a_page():
    code = (
        "import sys, agonist.experiments.sweeps.worker\n"
        "print([m for m in ('mesa', 'solara', 'matplotlib', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_threads_stop_feeding_when_asked():
    class Stop:
        asked = 2

    assert list(in_threads(None, [1, 2], 1, Stop())) == []
