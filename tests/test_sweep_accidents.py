"""What happens to sweeps and their folders: stopped workers, damaged parts, folders that vanish, strangers' files."""

import json
import os
import shutil
import signal
import sys
import threading
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import sweep_fakes
from sweep_fakes import asked

from agonist.experiments.commands import sweep as command
from agonist.experiments.sweeps import cluster, digest, engines, read, read_sweep, run_sweep, store
from agonist.experiments.sweeps.spec import SweepError
from agonist.viz.session.sweeps import check_size

SMALL = {"iterations": 3, "n": 20, "part": 10}  # 6 parts


@pytest.fixture(autouse=True)
def _quick_workers(monkeypatch):
    """Workers of these tests need no compiler: the fakes are plain Python."""
    monkeypatch.setenv("AGONIST_JIT", "0")


def run(folder, simulate=sweep_fakes.quick, sweep=None, jobs=1, **keys):
    return run_sweep(sweep or asked(**SMALL), folder, jobs=jobs, progress=False, simulate=simulate, **keys)


def parts(folder):
    return sorted((folder / "parts").glob("part-*.parquet"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A folder of the sweep when nothing has happened to it."""
    folder = tmp_path_factory.mktemp("whole")
    assert run(folder).status == 0
    return folder


@pytest.fixture
def folder(whole, tmp_path):
    """A copy of it, to be damaged."""
    return Path(shutil.copytree(whole, tmp_path / "sweep"))


def test_a_worker_that_never_leaves_is_killed(tmp_path, monkeypatch):
    """A stopped worker stands for one that waits for a lock of a dead one: the sweep ends all the same."""
    monkeypatch.setattr(engines, "LEAVE_S", 0.5)
    job_parts, workers = [0, 1], []

    class Stop:
        asked = 0

    from agonist.experiments.sweeps.run import prepared

    job = prepared(asked(**SMALL), tmp_path, sweep_fakes.quick)
    job.store.open()
    for receipt in engines.in_processes(job, job_parts, 2, Stop()):
        assert receipt.written
        import multiprocessing

        if not workers:
            workers += multiprocessing.active_children()
            last = receipt
    assert last
    started = time.monotonic()
    with engines.workers(1) as pool:
        pool.submit(abs, -1).result()
        (worker,) = multiprocessing.active_children()
        os.kill(worker.pid, signal.SIGSTOP)
    while (
        worker.is_alive() and time.monotonic() - started < 20
    ):  # the pool's own thread may be reading its end just now
        time.sleep(0.05)
    assert time.monotonic() - started < 20 and not worker.is_alive()


def flip(path):
    """One wrong bit in the data of a column."""
    content = bytearray(path.read_bytes())
    column = pq.ParquetFile(path).metadata.row_group(0).column(2)
    content[column.data_page_offset + column.total_compressed_size - 3] ^= 4
    path.write_bytes(content)


DAMAGE = {
    "short": lambda path, other: path.write_bytes(path.read_bytes()[:-100]),
    "empty": lambda path, other: path.write_bytes(b""),
    "zeros": lambda path, other: path.write_bytes(bytes(5000)),
    "text": lambda path, other: path.write_text("x\n"),
    "bit": lambda path, other: flip(path),
    "other": lambda path, other: shutil.copyfile(other, path),
    "fewer": lambda path, other: pq.write_table(pq.read_table(path).slice(1), path),
    "stranger": lambda path, other: pq.write_table(pq.read_table(path).select(["seed"]), path),
}


def test_a_pipe_in_place_of_a_part_is_not_waited_for(folder, whole):
    path = parts(folder)[0]
    path.unlink()
    os.mkfifo(path)
    for act in (read, store.failed_runs, check_size):
        with pytest.raises(ValueError, match="no regular file"):
            act(folder)
    assert run(folder).parts_made == 1 and path.read_bytes() == parts(whole)[0].read_bytes()


@pytest.mark.parametrize("damage", list(DAMAGE))
def test_a_damaged_part_is_named_and_made_anew(folder, whole, damage):
    first, other, *_ = parts(folder)
    DAMAGE[damage](first, other)
    with pytest.raises(SweepError, match=first.name) as caught:
        read(folder)
    assert "\n" not in str(caught.value)
    done = run(folder)
    assert done.parts_made == 1 and done.status == 0 and len(done.damaged) == 1 and first.name in done.damaged[0]
    assert [path.read_bytes() for path in parts(folder)] == [path.read_bytes() for path in parts(whole)]


def test_a_folder_that_vanishes_is_no_success(tmp_path, capsys):
    """It is removed in the middle: status 1, the manifest is back, and the same command makes the rest."""
    calls = []

    def vanishing(requests, **keys):
        calls.append(1)
        if len(calls) == 5:  # one to find the columns, then a call a part
            shutil.rmtree(tmp_path / "sweep")
        return sweep_fakes.quick(requests, **keys)

    done = run(tmp_path / "sweep", vanishing)
    assert done.status == 1 and not done.complete and done.parts_gone == 3 and done.parts_made == 3
    command._complain(done)
    assert "3 parts that were there are gone" in capsys.readouterr().err
    assert run(tmp_path / "sweep").status == 0
    assert digest(tmp_path / "sweep")


def test_files_of_others_are_never_removed(tmp_path):
    """`--out .`: what is old, hidden and ends in .tmp is somebody's, unless it carries a name of ours."""
    run(tmp_path)
    strangers = [".secret.tmp", "a/.secret.tmp", "parts/.part-1.tmp", "failed/.x.txt.12.0123456789ab.tmp"]
    ours = [f"parts/.{parts(tmp_path)[0].name}.12.0123456789ab.tmp", ".manifest.json.7.0123456789ab.tmp"]
    (tmp_path / "a").mkdir()
    for name in strangers + ours:
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, (time.time() + 1e6, time.time() + 1e6) if "7.0" in name else (0, 0))
    run(tmp_path)
    assert all((tmp_path / name).exists() for name in strangers)
    assert not any((tmp_path / name).exists() for name in ours)


def test_two_sweeps_that_meet_on_a_new_folder_do_not_share_it(tmp_path, monkeypatch):
    """Both have looked, and found nothing, before one of them writes."""
    both, refused = threading.Barrier(2), []
    claim = store.claim

    def together(path, content):
        both.wait(20)
        return claim(path, content)

    monkeypatch.setattr(store, "claim", together)

    def one(iterations):
        try:
            run(tmp_path, sweep=asked(**SMALL | {"iterations": iterations}))
        except SweepError as error:
            refused.append(str(error))

    threads = [threading.Thread(target=one, args=(n,)) for n in (2, 3)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(refused) == 1 and "use a new folder" in refused[0]
    assert len({path.name.split("-")[2] for path in parts(tmp_path)}) == 1


def test_other_code_of_sweeps_does_not_go_on_in_an_old_folder(folder, monkeypatch):
    """The designs decide which parameters a RunId has."""
    monkeypatch.setattr(store, "rows_source", lambda: "0" * 16)
    with pytest.raises(SweepError, match="another version of the code of sweeps.*use a new folder"):
        run(folder)


def test_the_sources_that_make_a_row_are_all_hashed():
    here = Path(store.__file__).parent
    assert all((here / name).is_file() for name in store.ROWS_BY) and len(store.rows_source()) == 16


@pytest.mark.parametrize(
    "change",
    [
        {"sweep": 3}, {"columns": [[1]]}, {"columns": [["a", "nothing", "1"]]}, {"sweep_id": "../x"}, {"runs": "9"},
        {"sweep": {}}, {"model_source": None}, "[" * 100_000, '{"a": 1, "a": 2}', "\0", '{"runs": 1e999999}',
        '{"runs": ' + "9" * 5000 + "}",
    ],
)  # fmt: skip
def test_a_manifest_that_is_damaged_is_one_line(folder, change):
    manifest = folder / "manifest.json"
    said = change if isinstance(change, str) else json.dumps(json.loads(manifest.read_text()) | change)
    manifest.write_text(said)
    for act in (run, read):
        with pytest.raises(SweepError, match=r"manifest.json: is not the manifest of a sweep") as caught:
            act(folder)
        assert "\n" not in str(caught.value) and len(str(caught.value)) < 400


def test_failed_runs_of_other_sweeps_are_not_counted(folder):
    name = parts(folder)[0].name
    shutil.copyfile(parts(folder)[0], folder / "parts" / f"{name[:13]}{'0' * 16}.parquet")
    assert store.failed_runs(folder) == 0 and read(folder).num_rows == 60


def test_dask_that_does_not_start_is_one_line():
    class Distributed:
        @staticmethod
        def Client(**_):
            raise RuntimeError("Nanny failed to start.\nAnd more")

    with pytest.raises(
        SweepError, match=r"local cluster did not start \(RuntimeError: Nanny failed to start. And more"
    ):
        cluster._client(Distributed, "local", 1)


# -- sizes and YAML -------------------------------------------------------------------------------------------------


def said(tmp_path, text, name="s.yaml"):
    (tmp_path / name).write_text("scenario: healthy\n" + text if name.endswith("yaml") else text)
    return read_sweep(tmp_path / name)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("iterations: 1000000000000", "1,000,000,000,000 runs; the most of one sweep is 10,000,000,000"),
        ("iterations: 10000000\npart: 1", "part = 1 makes 10,000,000 parts; the most is 1,000,000"),
        ("part: 1000000000000", "part needs a whole number 1 to 1,048,576, not 1000000000000"),
        ("seed: 9223372036854775807\niterations: 2", "go beyond 64 bits"),
        ("days: 1:30", "days needs a number above 0, at most 36,500, not '1:30'"),
        ("days: 1e9", "at most 36,500"),
        ("iterations: yes", "iterations needs a whole number from 1, not 'yes'"),
        ("days: 2024-01-01", "not '2024-01-01'"),
        ("days: 3\ndays: 4", "line 3: the key 'days' stands twice; keep one of them"),
        ("parameters: {load: 1, load: 2}", "line 2: the key 'load' stands twice"),
        ("days: .nan", "line 2: .nan is no finite number"),
        ("days: !!python/object/apply:os.system [ls]", "the tag .* is not read"),
        ("learner: &a [*a]", "the alias 'a' stands within itself"),
        ("learner: *b", "the alias 'b' names nothing|undefined alias"),
        ("---\na: 1", "a second document"),
        ("? [1]\n: 2", "a key is a word"),
        ("days: [", "not a YAML file"),
        ("days: " + "[" * 3000, "deeper than 64"),
        ("days: " + "9" * 5000, "a whole number of 5000 digits"),
        ("days: 99999999999999999999", "beyond 64 bits"),
        ("learner: '" + "x" * 100_000 + "'\ndays: 3", "learner needs a name or a list of different names"),
    ],
)
def test_what_is_too_large_or_not_yaml_is_refused_at_once(tmp_path, text, message):
    started = time.process_time()
    with pytest.raises(SweepError, match=message) as caught:
        sweep = said(tmp_path, text)
        run_sweep(sweep, tmp_path / "out", progress=False)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 400
    assert time.process_time() - started < 5.0


def test_aliases_that_unfold_are_counted(tmp_path):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    with pytest.raises(SweepError, match="more than 100,000 values, aliases unfolded"):
        said(tmp_path, "\n".join(lines))


def test_yaml_is_read_as_version_1_2_says(tmp_path):
    sweep = said(
        tmp_path, "seeds: [010, 0x10, 0o10, +3]\ndays: 2.5e0\nparameters: {hebb_rate: [1e-3, 2.E-3, '0.1']}"[:-7] + "]}"
    )
    assert sweep.seeds == (10, 16, 8, 3) and sweep.days == 2.5 and sweep.values == (("hebb_rate", (1e-3, 2e-3)),)
    marked = tmp_path / "m.yaml"
    marked.write_bytes("scenario: healthy\nlearner: &l [use]\n".encode("utf-16"))
    assert read_sweep(marked).learners == ("use",)


def test_a_sweep_file_is_a_short_regular_file(tmp_path):
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "large.toml").write_text("seeds = [" + "1, " * 2_500_000 + "]")
    for name in ("pipe.toml", "large.toml", "gone.toml"):
        with pytest.raises(SweepError, match=f"{name}: (is not a regular|is larger|cannot be read)"):
            read_sweep(tmp_path / name)
    with pytest.raises(SweepError, match="a sweep file ends in .toml, .yaml or .yml"):
        read_sweep("/dev/zero")
