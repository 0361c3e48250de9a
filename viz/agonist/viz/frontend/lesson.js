// A guided lesson: story, question first, run, what happened, notice, try, check, sources. Texts are text nodes, never markup.
import { t, said } from "./speech.js";
import { calmly } from "./calm.js";
import { el, clamp, number } from "./util.js";
import { Sketch } from "./sketch.js";
import { Through } from "./through.js";
import { Sides, WINDOWS } from "./sides.js";
import { verdictOf, otherwise } from "./outcome.js";
import { readingOf, meanOver } from "./readings.js";

/** Paragraphs of a text: an empty line parts them. */
function paragraphs(text) {
  return String(text || "").split(/\n\s*\n/).filter((p) => p.trim()).map((p) => el("p", {}, p.replace(/\s+/g, " ").trim()));
}

const MODEL = [
  "Every muscle is an agent: it knows its size, the length of its fibres, its fatigue, and how ready its motoneurons are: their excitability.",
  "In every bout the motor cortex asks for a torque and spreads the command over the muscles by learnt weights. What a muscle gives is command × excitability × size.",
  "If the torque is missed, the command is raised within the next repetitions, wherever there is room. What is used is kept, what is not used is asked less: that is the learner.",
  "Fluid, pain, disuse, length and training change excitability and tissue, each at a pace of its own, from minutes to months.",
  "No rule names a muscle or an outcome: who leads a movement is read off the result. Every number stands with its source on the tab Numbers.",
];

const list = (items) => el("ul", {}, (items || []).map((item) => el("li", {}, item)));
/** Whether a proposal sets something; the rest is advice. */
const acts = (one) => typeof one !== "string" && (one.set?.length || one.learner || one.seed);
const OPEN_FIRST = ["story", "expect", "run"];

/** A number with its unit as one says it ("3 times a week"); of a part of something, per cent. */
export function measured({ value, unit }) {
  const short = (said) => said.replace(/[.,]0+$/, "");
  if (unit.startsWith("of ")) return `${short(number(100 * value, 1))} %`;
  const [one, more] = UNITS[unit] || [unit, unit]; // put in by the bundle
  return `${short(number(value, 2))} ${t(value === 1 ? one : more)}`;
}

/** What the reader has opened, guessed and drawn in a lesson: kept while the browser's tab lives. */
function memoOf(name) {
  try {
    return { open: {}, ...JSON.parse(sessionStorage.getItem(`agonist ${name}`) || "{}") };
  } catch {
    return { open: {} };
  }
}

export class Lesson {
  /** `live`: the patient can be changed; a recording cannot. */
  constructor(send, live = true) {
    this.send = send;
    this.live = live;
    this.root = el("section", { class: "ag-lesson", "aria-label": "Lesson" });
    this.listen = (event) => this.heard(event.detail);
    window.addEventListener("agonist", this.listen);
  }

  close() {
    window.removeEventListener("agonist", this.listen);
    this.sketch?.close();
    this.sides?.close();
  }

  save() {
    try {
      sessionStorage.setItem(`agonist ${this.lesson.name}`, JSON.stringify(this.memo));
    } catch { /* a private window: the guess lives as long as the page */ }
  }

  /** What stands open now: a toggle is told only later, and what is drawn anew in between would shut it again. */
  remember() {
    for (const node of this.root.querySelectorAll("details[data-step]")) this.memo.open[node.dataset.step] = node.open;
    this.save();
  }

  /** The stage tells what has happened: the lesson came to its end, or the patient is a new one. */
  heard({ kind, ...told }) {
    if (!this.lesson) return;
    if (kind === "through") return this.swept?.knob.name === told.name && this.sweeps({ ...this.swept, ...told });
    if (kind === "beside") return this.laid && this.lays({ ...this.laid, ...told });
    if (kind !== "reset") this.remember();
    if (kind === "horizon" && !(told.skipped && this.memo.done)) {
      this.memo.done = true;
      Object.assign(this.memo.open, { happened: true, notice: true });
      this.save();
      this.draw(() => this.root.querySelector('[data-step="happened"]')?.scrollIntoView({ block: "nearest" }));
    }
    if (kind === "reset") {
      this.memo = { open: {} };
      this.swept = this.laid = null;
      this.save();
      this.draw(() => this.toTop());
    }
    if ((kind === "opened" || told.skipped) && this.memo.done) this.draw();
  }

  show(lesson) {
    const { knobs: _, changed: __, ...words } = lesson, key = JSON.stringify(words);
    const same = key === this.key;
    if (!same && this.lesson) this.remember();
    [this.key, this.lesson] = [key, lesson];
    if (same) return this.turned();
    this.memo = memoOf(lesson.name);
    this.swept = this.laid = null;
    if (this.memo.guess && this.live) this.send({ k: "guess", choice: this.memo.guess }); // after a reload the class knows it again
    this.draw(() => this.toTop());
  }

  /** Another lesson is read from its beginning. */
  toTop() {
    this.root.closest(".ag-panel-body")?.scrollTo(0, 0);
  }

  /** The life is another one: numbers in the text follow, and what is said of the outcome; nothing else moves. */
  turned() {
    for (const say of this.lines) say();
    if (this.swept) this.sweeps({ ...this.swept, knob: this.knob(this.swept.knob.name) });
    for (const span of this.numbers) if (!span.dragging && this.knob(span.name)) span.show(this.knob(span.name));
  }

  knob(name) {
    return (this.lesson.knobs || []).find((k) => k.name === name);
  }

  /** The lesson as it stands, and `then` what is to follow; not while a finger is down on one of its buttons. */
  draw(then = () => {}) {
    calmly(this.root, () => {
      this.build();
      then();
    });
  }

  build() {
    const lesson = this.lesson;
    this.sketch?.close();
    this.sides?.close();
    this.numbers = [];
    this.lines = [];
    const steps = [
      ["story", "Story", this.story(lesson)], ["expect", "What do you expect?", this.expect(lesson)], ["run", "Run it", this.run(lesson)],
      ["happened", "What happened", this.memo.done ? this.happened(lesson) : []],
      ["notice", "What to notice", lesson.notice?.length ? [this.line("ag-note", () => otherwise(this.lesson)), list(lesson.notice)] : []], ["try", "What to try", this.tries(lesson)],
      ["sides", "All of it side by side", this.beside(lesson)],
      ["through", "One number through its whole range", this.ranges(lesson)], ["check", "Check", this.check(lesson)],
      ["sure", "How sure is this?", [...paragraphs(lesson.weak), list(lesson.sources)]],
      ["model", "How does the model work?", list(MODEL)], ["teacher", "For the teacher", paragraphs(lesson.teacher)],
    ];
    const parts = steps.filter(([, , body]) => [body].flat().some((n) => n.textContent || n.querySelector?.("button, canvas"))).map((step, k) => this.step(step, k));
    this.root.replaceChildren(el("h2", {}, lesson.title || ""), this.facts(lesson), ...parts, ...this.onward(lesson));
    this.sketch?.draw();
    this.through?.show(this.swept);
    this.sides?.show(this.laid);
  }

  /** The way to the lesson that is taught after this one. */
  onward({ next }) {
    return this.live && next ? [el("p", { class: "ag-onward" }, el("button", { class: "ag-option", onclick: () => this.send({ k: "next" }) }, said(t("Next lesson: {title}", { title: next }))))] : [];
  }

  facts({ level, minutes, aim }) {
    const said = [level ? t(`${level} course`) : "", minutes ? t("{minutes} minutes", { minutes }) : ""].filter(Boolean).join(", ");
    return el("p", { class: "ag-note ag-facts" }, [said, aim].filter(Boolean).join(". "));
  }

  step([key, title, body], k) {
    const open = this.memo.open[key] ?? OPEN_FIRST.includes(key);
    const node = el("details", { open, class: "ag-step", "data-step": key }, el("summary", {}, el("span", { class: "ag-count" }, String(k + 1)), title), body);
    node.addEventListener("toggle", () => {
      this.memo.open[key] = node.open;
      this.save();
    });
    return node;
  }

  /** The story; its numbers can be dragged where the patient is live. */
  story({ story }) {
    return paragraphs(story).map((p) => {
      const parts = p.textContent.split(/\{(\w+)\}/);
      p.replaceChildren(...parts.map((part, k) => (k % 2 ? this.number(part) : part)));
      return p;
    });
  }

  number(name) {
    const knob = this.knob(name);
    if (!knob) return `{${name}}`;
    if (!this.live) return el("b", {}, measured(knob));
    const node = new Dragged(knob, (value) => this.send({ k: "turn", name, value: String(value) }));
    this.numbers.push(node);
    return node.root;
  }

  /** The question stands before the run: who has guessed looks closer. */
  expect({ question, choices, readings }) {
    if (!question) return [];
    const said = el("p", { class: "ag-said", "aria-live": "polite" }, this.memo.guess ? "Noted. Run it and see." : "");
    const buttons = (choices || []).map((choice) => el("button", { class: "ag-option", "aria-pressed": String(choice === this.memo.guess), onclick: (event) => {
      for (const b of buttons) b.setAttribute("aria-pressed", String(b === event.currentTarget));
      said.textContent = t("Noted. Run it and see.");
      this.memo.guess = choice;
      this.save();
      this.send({ k: "guess", choice });
      if (this.memo.done) {
        this.remember();
        this.draw();
      }
    } }, choice));
    this.sketch = readings?.length ? new Sketch(this.memo, () => this.save(), readings[0]) : null;
    return [...paragraphs(question), el("div", { class: "ag-options" }, buttons), said, this.sketch?.root].filter(Boolean);
  }

  run() {
    const text = "It plays to the end of the lesson in about a minute. Watch who does the work.";
    const start = () => {
      this.send({ k: "lesson-run" });
      document.querySelector(".ag-play")?.focus({ preventScroll: true }); // so that the next press of the space bar pauses
    };
    return [el("p", {}, text), el("button", { class: "ag-primary", onclick: start }, "Run the lesson")];
  }

  /** A line whose words follow what is changed in the life; hidden where there are none. */
  line(kind, words, more = {}) {
    const node = el("p", { class: kind, ...more }), say = () => {
      node.textContent = words();
      node.hidden = !node.textContent;
    };
    say();
    this.lines.push(say);
    return node;
  }

  /** The outcome, and the means that this life came to. */
  happened(lesson) {
    const stage = window.agonistStage, run = stage?.run;
    if (!run) return [];
    const spans = WINDOWS.filter((w) => stage.windows?.[w]);
    const read = (lesson.readings || []).map((text) => readingOf(run, text, stage.watch ?? stage.task)).filter(Boolean)
      .map((r) => [r, spans.map((w) => meanOver(run, r, stage.windows[w]))]).filter(([, means]) => means.some(Number.isFinite)); // a new life has nothing to show yet
    const rows = read.map(([r, means]) => el("tr", {}, el("th", { scope: "row" }, r.label), means.map((mean) => el("td", {}, r.format(mean)))));
    const head = el("tr", {}, el("th", { scope: "col" }, "mean"), spans.map((w) => el("th", { scope: "col" }, w)));
    const table = rows.length && spans.length ? el("table", { class: "ag-table" }, el("thead", {}, head), el("tbody", {}, rows)) : null;
    const said = [this.line("ag-verdict", () => verdictOf(this.lesson, this.memo), { role: "status" }), this.line("ag-note", () => otherwise(this.lesson))];
    return [...said, table].filter(Boolean);
  }

  /** What sets numbers is a button: it runs beside the life before. The rest is advice. */
  tries({ try_this: tries }) {
    const items = (tries || []).map((t, place) => (this.live && acts(t)
      ? el("button", { class: "ag-option", onclick: () => this.send({ k: "try", place }) }, t.text)
      : el("p", {}, t.text ?? t)));
    if (!items.length) return [];
    const note = this.live ? [el("p", { class: "ag-note" }, "Each runs to the end at once. The life before stays beside it in broken lines, with a letter at their ends.")] : [];
    return [el("div", { class: "ag-options" }, items), ...note];
  }

  /** What can be tried, all of it at once: a row is a life. */
  beside({ try_this: tries, readings, ranges }) {
    const acting = (tries || []).map((one, place) => [one, place]).filter(([one]) => acts(one));
    this.sides = null;
    if (!this.live || !ranges || !readings?.length || acting.length < 2) return [];
    const names = { [-1]: t("The lesson as it stands"), ...Object.fromEntries(acting.map(([one, place]) => [place, one.text.replace(/\.$/, "")])) };
    this.sides = new Sides(names, () => {
      this.lays({ text: readings[0], points: [], whole: 0 });
      this.send({ k: "beside" });
    }, (place) => this.send({ k: "try", place }));
    return [this.sides.root];
  }

  lays(laid) {
    this.laid = laid;
    this.sides?.show(laid);
  }

  /** Which number is to go through its range; each dot of the chart is a life. */
  ranges({ knobs, readings, ranges }) {
    if (!this.live || !ranges || !readings?.length || !knobs?.length) return [];
    this.through = new Through((name, value) => this.send({ k: "turn", name, value: String(value) }));
    const buttons = knobs.map((knob) => el("button", { class: "ag-option", "aria-pressed": String(knob.name === this.swept?.knob.name), onclick: (event) => {
      for (const b of buttons) b.setAttribute("aria-pressed", String(b === event.currentTarget));
      this.sweeps({ knob: this.knob(knob.name), text: readings[0], points: [], whole: 0 });
      this.send({ k: "through", name: knob.name });
    } }, document.createTextNode(knob.text.split(/[;:]/)[0])));
    return [el("div", { class: "ag-options" }, buttons), this.through.root];
  }

  sweeps(swept) {
    this.swept = swept;
    this.through?.show(swept);
  }

  check({ check, answer }) {
    if (!check) return [];
    const said = el("p", { class: "ag-said", "aria-live": "polite" }, this.memo.answered ? answer : "");
    const show = el("button", { class: "ag-option", onclick: () => {
      said.textContent = answer;
      this.memo.answered = true;
      this.save();
    } }, "show the answer");
    return [...paragraphs(check), answer ? show : null, said].filter(Boolean);
  }
}

/** A number in a text that is dragged left and right, or turned with the arrow keys. */
class Dragged {
  constructor(knob, turn) {
    this.name = knob.name;
    this.turn = turn;
    this.root = el("span", {
      class: "ag-number-in-text", role: "slider", tabindex: "0", "aria-label": knob.text || knob.name, title: t("{what}: drag, or use the arrow keys ({low} to {high} {unit})", { what: knob.text, low: knob.low, high: knob.high, unit: t(knob.unit) }),
      onpointerdown: (e) => this.down(e), onkeydown: (e) => this.key(e),
    });
    this.show(knob);
  }

  show(knob) {
    this.knob = { ...knob };
    this.root.textContent = measured(knob);
    for (const [name, value] of [["valuemin", knob.low], ["valuemax", knob.high], ["valuenow", knob.value], ["valuetext", measured(knob)]]) this.root.setAttribute(`aria-${name}`, value);
  }

  /** A round value: hundredths of the range, whole where the range is wide. */
  put(value) {
    const { low, high } = this.knob, span = high - low, step = span > 40 ? 1 : span > 4 ? 0.5 : 0.05;
    this.show({ ...this.knob, value: clamp(Math.round(value / step) * step, low, high) });
    clearTimeout(this.wait);
    this.wait = setTimeout(() => this.turn(Number(this.knob.value.toPrecision(6))), 180);
  }

  down(event) {
    const from = event.clientX, { value, low, high } = this.knob;
    event.preventDefault();
    this.root.focus();
    this.dragging = true;
    this.root.setPointerCapture(event.pointerId);
    const move = (e) => this.put(value + ((e.clientX - from) / 220) * (high - low));
    this.root.addEventListener("pointermove", move);
    this.root.addEventListener("pointerup", () => {
      this.dragging = false;
      this.root.removeEventListener("pointermove", move);
    }, { once: true });
  }

  key(event) {
    const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const { value, low, high } = this.knob, span = high - low, step = span > 40 ? Math.max(1, Math.round(span / 40)) : span > 4 ? 0.5 : 0.05;
    this.put(value + way * step);
  }
}
