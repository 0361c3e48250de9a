"""The notebooks run: every code cell in order, in an empty folder; one of them in a kernel, as a reader would."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).parent.parent / "docs" / "notebooks"
BOOKS = sorted(FOLDER.glob("*.ipynb"))


def shown(path: Path) -> str:
    """The notebook by its name."""
    return path.name


@pytest.mark.parametrize("path", BOOKS, ids=shown)
def test_a_notebook_runs(path, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    names: dict[str, object] = {"__name__": "__main__"}
    for n, cell in enumerate(nbformat.read(path, 4).cells):
        if cell.cell_type == "code":
            exec(compile(cell.source, f"{path.name}, cell {n}", "exec"), names)
    assert capsys.readouterr().out or path.stem == "sharing"


@pytest.mark.parametrize("path", BOOKS, ids=shown)
def test_a_notebook_is_kept_without_what_it_printed(path):
    book = nbformat.read(path, 4)
    nbformat.validate(book)
    assert book.cells[0].cell_type == "markdown" and book.cells[0].source.startswith("# ")
    assert not any(cell.get("outputs") for cell in book.cells)
    assert f"[{path.name}]({path.name})" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_one_runs_in_a_kernel(tmp_path):
    from nbclient import NotebookClient

    book = nbformat.read(FOLDER / "sharing.ipynb", 4)
    NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert (tmp_path / "life-crate" / "ro-crate-metadata.json").exists()
    assert "gluteus_maximus_right" in str(book.cells[1].outputs[0])


def test_a_table_and_a_figure_are_seen_in_a_kernel(tmp_path):
    from nbclient import NotebookClient

    book = nbformat.read(FOLDER / "habit.ipynb", 4)
    book.cells.insert(2, nbformat.v4.new_code_cell("found"))
    NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    table, figure = (cell.outputs[0]["data"] for cell in book.cells[2:4])
    assert table["text/html"].startswith("<pre>gluteus maximus, 8 days") and len(figure["image/png"]) > 10_000
