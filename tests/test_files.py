"""A file is written whole or not at all."""

from __future__ import annotations

import os
import stat

import pytest

from agonist.experiments.files import whole, write_whole


def test_text_and_bytes_are_written_and_folders_made(tmp_path):
    assert write_whole(tmp_path / "a" / "b" / "text.csv", "é\n").read_bytes() == "é\n".encode()
    assert write_whole(tmp_path / "bytes", b"\x00\xff").read_bytes() == b"\x00\xff"


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    path = write_whole(tmp_path / "record.json", "old")
    with pytest.raises(RuntimeError), whole(path) as temporary:
        temporary.write_text("half")
        raise RuntimeError("killed")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_two_writers_never_meet(tmp_path):
    with whole(tmp_path / "x") as first, whole(tmp_path / "x") as second:
        first.write_text("first")
        second.write_text("second")
    assert (tmp_path / "x").read_text() == "first"  # the outer block ends last


def test_a_file_in_the_way_of_a_folder_is_an_oserror(tmp_path):
    write_whole(tmp_path / "x", "a file")
    with pytest.raises(OSError):
        write_whole(tmp_path / "x" / "y", "")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with a name")
def test_a_file_takes_no_pipes_or_devices_place(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="not a regular file.*pipe"):
        write_whole(tmp_path / "pipe", "text")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode) and len(list(tmp_path.iterdir())) == 1
