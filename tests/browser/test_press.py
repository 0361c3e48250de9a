"""What is drawn anew while a finger is down keeps its click: on the stage, in the lesson, and in every panel beside it."""

from __future__ import annotations

import pytest

from agonist.viz.frontend.widget import bundle
from agonist.viz.standalone.export import SCRIPTS

AGAIN = """() => { const run = agonistStage.run, before = [...run.rows.slice(0, run.count * run.width)];
  agonistStage.receive({k: 'open', run: run.id, label: run.label, topology: structuredClone(run.topology), marks: run.marks,
    title: agonistStage.title.textContent, at: agonistStage.day, horizon: agonistStage.horizon, task: agonistStage.task,
    windows: agonistStage.windows, address: agonistStage.address});
  agonistStage.receive({k: 'rows', run: run.id, from: 0, seq: 0}, [new Float32Array(before).buffer]); }"""  # as the server says it
ENDS = "window.dispatchEvent(new CustomEvent('agonist', { detail: { kind: 'horizon' } }))"
HANDS = """Object.assign(window, { Hands, sent: [] });
window.hands = new Hands((message) => window.sent.push(message));
document.body.append(hands.root);
window.told = (more) => hands.receive({ k: "session", message: "", lesson: { name: "a", title: "A", knobs: [] }, seed: 1, learner: "one",
  learners: ["one", "two"], query: "", own: false, day: 0, undo: true, redo: false, changed: true, ghosts: [], full: false, set: {},
  timeline: [{ source: "own", place: 0, day: 3, label: "something", kept: true }], offers: [{ title: "learners", labels: ["learner: two"] }], ...more });
hands.receive({ k: "sheets", words: [{ name: "rest", first: true, group: "g", text: "", fields: [] }],
  numbers: [{ name: "dose", unit: "", group: "this lesson", text: "", low: 0, high: 1, value: 0.5, source: "" }] });
told({});"""


@pytest.fixture(scope="module")
def hands(browser):
    """The panels of a page without a server, without a patient behind them."""
    page = browser.new_page()
    page.add_script_tag(content=f"{bundle(*SCRIPTS)}\n{HANDS}", type="module")
    page.wait_for_function("!!window.told")
    yield page
    page.close()


def press_during(page, button, act: str, **place) -> None:
    """Put a finger on a button, let something happen, lift the finger."""
    button.scroll_into_view_if_needed()
    button.hover(**place)
    page.mouse.down()
    page.evaluate(act)
    page.wait_for_timeout(120)
    page.mouse.up()


def test_a_neighbour_is_chosen_while_the_patient_plays(desk):
    visitor = desk("gluteal-inhibition")
    visitor.page.get_by_role("tab", name="Muscle").click()
    chip = visitor.page.locator(".ag-chips .ag-chip").first
    chip.wait_for()
    before = visitor.tell("agonistStage.chosen")
    visitor.button("Play").click()
    visitor.wait("agonistStage.playing && agonistStage.day > 2")
    day = visitor.tell("agonistStage.day")
    press_during(
        visitor.page,
        chip,
        f"new Promise((on) => {{ const look = () => agonistStage.day > {day} + 1 ? on() : setTimeout(look, 20); look(); }})",
    )
    visitor.wait(f"agonistStage.chosen !== {before}", 5)
    numbers = visitor.page.locator('.ag-panel[aria-label="Muscle"] td').first
    said = numbers.inner_text()
    visitor.page.wait_for_function(
        "(was) => document.querySelector('.ag-panel[aria-label=\"Muscle\"] td').innerText !== was", arg=said
    )


def test_play_and_all_links_keep_their_click(desk):
    visitor = desk("healthy")
    press_during(visitor.page, visitor.page.locator(".ag-play span"), AGAIN)
    visitor.wait("agonistStage.playing", 5)
    visitor.button("Pause").click()
    links = visitor.page.locator(".ag-all-links input")
    press_during(visitor.page, links, "agonistStage.look({ paint: 'strength' })")
    assert links.is_checked()


def test_the_end_of_a_lesson_takes_no_click_and_the_page_follows(desk):
    visitor = desk("knee-effusion")
    press_during(visitor.page, visitor.page.locator(".ag-option", has_text="it wastes").first, ENDS)
    visitor.page.locator('[aria-pressed="true"]', has_text="it wastes").wait_for(timeout=5000)
    visitor.page.locator('[data-step="happened"]').wait_for(timeout=5000)
    visitor.button("Run the lesson").focus()
    visitor.page.keyboard.down(" ")
    visitor.tell(ENDS)
    visitor.page.keyboard.up(" ")
    visitor.wait("agonistStage.playing", 5)


def test_panels_beside_the_stage_stay_the_same_nodes(desk):
    visitor = desk("gluteal-inhibition")
    for name, last in (
        ("Do", ".ag-do"),
        ("Plan", ".ag-line"),
        ("Numbers", ".ag-number >> nth=4"),
        ("Compare", ".ag-choice >> nth=3"),
    ):
        visitor.side(name)
        panel = visitor.page.locator(".ag-side .v-window-item--active")
        panel.locator(last).first.wait_for()
        visitor.still()
        visitor.tell(
            "window.before = [...document.querySelectorAll('.ag-side .v-window-item--active :is(button, input)')]"
        )
        edge = visitor.tell("agonistStage.run.edge")
        visitor.tell("agonistStage.jump(1)")
        visitor.wait(f"agonistStage.day >= {edge} + 1 - 1e-6")
        visitor.page.wait_for_timeout(300)
        gone = visitor.tell("window.before.filter((node) => !node.isConnected).map((node) => node.outerHTML)")
        assert visitor.tell("window.before.length") > 1 and not gone, (name, gone)


@pytest.mark.parametrize(
    ("tab", "name", "said"),
    [
        ("plan", "Undo", "undo"),
        ("numbers", "", "turn"),
        ("compare", "learner: two", "put"),
        ("keep", "rows as CSV", "take"),
    ],
)
def test_without_a_server_every_panel_keeps_its_press(hands, tab, name, said):
    hands.evaluate("window.sent.length = 0; told({ day: 1 })")
    hands.locator(f"#ag-tab-{tab}").click()
    wanted = hands.get_by_role("button", name=name, exact=True) if name else hands.get_by_role("slider")
    hands.evaluate("window.first = document.querySelector('#ag-panel').firstChild")
    press_during(hands, wanted, "told({ day: 5 })", position={"x": 6, "y": 8})
    hands.wait_for_function("(kind) => window.sent.some((m) => m.k === kind)", arg=said, timeout=3000)
    hands.wait_for_function("!window.first.isConnected", timeout=3000)  # and then the answer is drawn


def test_without_a_server_half_a_number_outlives_an_answer(hands):
    hands.locator("#ag-tab-numbers").click()
    typed = hands.get_by_label("dose", exact=True).first
    typed.fill("0.")
    hands.evaluate("told({ day: 9 })")
    hands.keyboard.type("3")
    hands.keyboard.press("Enter")
    assert hands.evaluate("window.sent.at(-1)") == {"k": "turn", "name": "dose", "value": "0.3"}
