"""What a lesson says can be seen on the page, and what the page says is true."""

from __future__ import annotations

import json

import pytest

from agonist.model import scenario as scenarios

STALE = """(() => {
    const stage = agonistStage, kept = stage.panels;
    stage.open("muscle");
    stage.panels = {};
    stage.open("assess");
    const clean = !document.querySelector(".ag-tab-box td");
    stage.panels = kept;
    return clean;
})()"""
EFFORT = "agonistStage.effort.told(agonistStage.state())"
NERVE = "agonistStage.muscle.told(agonistStage.state())"


def told(visitor, chart: str) -> dict[str, float]:
    """The labels of a chart with their numbers."""
    return {line["label"]: line["value"] for line in visitor.tell(chart)}


def test_another_lesson_changes_the_text_on_the_lesson_tab(desk):
    visitor = desk("gluteal-inhibition")
    for name in ("knee-effusion", "desk-work"):
        visitor.choose(name)
        lesson = scenarios.load(name)
        visitor.page.locator(".ag-lesson h2", has_text=lesson.title).wait_for(timeout=8000)
        text = visitor.page.locator(".ag-lesson").inner_text()
        assert all(choice in text for choice in lesson.lesson.choices)


@pytest.mark.parametrize("name", scenarios.shipped())
def test_assess_shows_its_table_in_every_lesson(desk, name):
    visitor = desk(name)
    visitor.ahead("1 week")
    visitor.page.get_by_role("tab", name="Assess").click()
    visitor.page.locator(".ag-tab-box .ag-table td").first.wait_for(timeout=60_000)
    text = visitor.page.locator(".ag-tab-box").inner_text()
    assert "maximal voluntary torque" in text and "NaN" not in text
    assert visitor.tell(STALE), "a table of another moment is never seen, not for a frame"
    assert "range at equal torque" in text and "percent" not in text
    rows = visitor.page.locator(".ag-tab-box .ag-table tbody tr")
    few = rows.count()
    assert few < 70
    visitor.button("all measures").click()
    assert rows.count() > few + 20
    visitor.button("the main measures").click()


def test_the_strain_lesson_shows_the_chance_that_it_speaks_of(desk):
    visitor = desk("hamstring-strain")
    visitor.ahead("3 months")
    visitor.tell("agonistStage.open('details')")
    row = visitor.page.locator(".ag-tab-box tr", has_text="chance of injury in a day")
    chances = []
    for day in (87.0, 90.9):  # sprints rest, sprints are back
        visitor.tell(f"agonistStage.seek({day})")
        visitor.page.wait_for_timeout(400)
        chances.append(int(row.locator("td").inner_text().split()[-1]))
    assert chances[0] > 2 * chances[1]


def test_a_view_that_cannot_be_computed_says_why(desk):
    visitor = desk()
    visitor.page.get_by_role("tab", name="Assess").click()
    visitor.tell(
        "agonistStage.receive({k: 'panel', run: 'main', name: 'assess', value: {fault: 'This could not be computed: why'}})"
    )
    visitor.page.get_by_text("This could not be computed: why").wait_for()


def test_the_knee_lesson_shows_what_it_says(desk):
    """A swollen knee: torque and voluntary activation fall, reflexes fall more, the tissue stays whole."""
    visitor = desk("knee-effusion")
    visitor.ahead("1 week")
    visitor.tell("agonistStage.seek(4.2)")
    effort, nerve = told(visitor, EFFORT), told(visitor, NERVE)
    assert effort["max. torque"] < 0.92 and effort["vol. activation"] < 0.9
    assert nerve["reflex"] < 0.8 and nerve["reflex"] < nerve["excitability"] < 0.95
    visitor.page.get_by_role("tab", name="Tissue").click()
    tissue = told(visitor, "agonistStage.tissue.told(agonistStage.state())")
    assert "strength" not in tissue and abs(tissue["size"] - 1.0) < 0.05


def test_no_effect_comes_before_its_cause(desk):
    visitor = desk("knee-effusion")
    visitor.ahead("1 week")
    before = visitor.tell(
        "[1.5, 1.9, 1.999].map(day => agonistStage.run.read('excitability', agonistStage.chosen, day))"
    )
    assert min(before) > 0.995
    mean = visitor.tell("[1.9, 1.99, 2.3].map(day => agonistStage.run.mean('effort', agonistStage.task, day))")
    assert abs(mean[0] - mean[1]) < 0.02 < mean[2] - mean[1]


def test_a_label_is_the_number_of_the_line_it_stands_beside(desk):
    visitor = desk("gluteal-inhibition")
    visitor.ahead("3 months")
    visitor.tell("agonistStage.seek(60)")
    lines = visitor.tell("agonistStage.share.told(agonistStage.state())")
    drawn = visitor.tell(
        """agonistStage.share.options.series(agonistStage.state()).map(s => {
            const run = agonistStage.run, at = run.beatAt(60);
            return [run.means(s.block, s.item)[at], run.means(s.block, s.item)[at + 1]];
        })"""
    )
    for line, (low, high) in zip(lines, drawn, strict=True):
        assert min(low, high) - 1e-9 <= line["value"] <= max(low, high) + 1e-9


def test_a_life_played_and_a_life_skipped_draw_the_same_curve(desk):
    curve = """(() => { const run = agonistStage.run, task = agonistStage.task;
        return run.beats.filter(i => run.time(i) < 2.8).map((i, k) => [run.time(i), run.means('effort', task)[k]]); })()"""
    skipped = desk("knee-effusion")
    skipped.ahead("1 week")
    drawn = json.dumps(skipped.tell(curve))
    played = desk("knee-effusion")
    played.button("Play").click()
    played.wait("agonistStage.run.edge > 3.6", 20)
    played.button("Pause").click()
    assert json.dumps(played.tell(curve)) == drawn


def test_the_page_goes_to_a_day_whose_rows_come_behind_its_name(desk):
    visitor = desk("healthy")
    there = visitor.tell("""(() => {
        const stage = agonistStage, run = stage.run, row = run.rows.slice(0, run.width);
        row[0] = 5;
        stage.receive({ k: "state", day: 5 });
        const before = stage.day;
        stage.receive({ k: "rows", run: run.id, from: run.count + 3, seq: 0 }, [row.buffer]); // one before it was lost
        const lost = run.edge;
        stage.receive({ k: "rows", run: run.id, from: run.count, seq: 0 }, [row.buffer]);
        return [before, lost, stage.day];
    })()""")
    assert there == [0, 0, 5]


def test_an_onset_has_one_sign_in_every_view(desk):
    visitor = desk("gluteal-inhibition")
    visitor.ahead("1 year")
    visitor.page.get_by_role("tab", name="Assess").click()
    visitor.page.locator(".ag-tab-box .ag-table td").first.wait_for(timeout=60_000)
    row = visitor.page.locator(".ag-table tr", has_text="starts").first.inner_text()
    assert "late" in row.split("\t")[-1] and "early" in row
    onset = visitor.tell(
        "agonistStage.run.read('onset', agonistStage.slots.get(agonistStage.chosen), agonistStage.day)"
    )
    assert onset < 0
