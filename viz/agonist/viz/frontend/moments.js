// Views of one moment: onset raster, weights, torque-angle curve, state portrait, assessment table.
import { t, said, speech } from "./speech.js";
import { calmly } from "./calm.js";
import { el, fitCanvas, number, shortWords, words, percent, clamp, font, scaled, decimal } from "./util.js";
import { plotArea, agonists, seriesColour } from "./charts.js";

const IN_SECONDS_MS = 300; // from here on a moment is said in seconds
const LATE = -1500; // ms before the movement: who starts later than that does not take part

/** An onset, ms before the limb moves, in words: "25 ms early", "0.5 s late". */
export function momentWords(onset) {
  if (!Number.isFinite(onset)) return "–";
  if (onset < LATE) return t("silent");
  const size = Math.abs(onset);
  return `${size < IN_SECONDS_MS ? `${size.toFixed(0)} ms` : `${decimal((size / 1000).toFixed(1))} s`} ${t(onset >= 0 ? "early" : "late")}`;
}

export class Panel {
  constructor(title, note) {
    this.canvas = el("canvas", { class: "ag-chart ag-tall", role: "img", "aria-label": title });
    this.note = el("p", { class: "ag-note" }, note);
    this.root = el("div", { class: "ag-panel" }, this.canvas, this.note);
  }

  /** Says why there is nothing to see yet, or at all. */
  wait(pen, state, panel, text) {
    pen.fillStyle = state.theme.soft;
    pen.font = font();
    pen.textAlign = "left";
    pen.fillText(t(panel?.fault || (state.replay ? "Not part of this recording." : text)), 20, 30);
  }
}

/** When each muscle of the task starts, around the start of the movement; hollow: at its first bout. */
export class Onsets extends Panel {
  constructor() {
    super("Onset raster", "When each muscle starts in a light lift, before (left) or after the limb moves. Hollow: at the first bout of the task. None of this is set: it follows from weights, excitability and thresholds.");
  }

  draw(state) {
    const { pen, width, height } = fitCanvas(this.canvas);
    if (!width) return;
    const members = agonists(state.run.topology, state.task, state.theme.dark);
    const now = members.map((m) => state.run.read("onset", m.item, state.day));
    const first = this.firstBout(state.run, state.task, members);
    const then = members.map((m) => (first < state.run.count ? state.run.value(first, "onset", m.item) : NaN));
    const known = [...now, ...then].filter((v) => Number.isFinite(v) && v >= LATE).map((v) => -v);
    const x = [Math.min(-50, ...known) * 1.1, Math.max(100, ...known) * 1.1];
    const { box, sx } = plotArea(pen, width, height, { x, y: [0, 1], left: 108, right: 74, xLabel: "ms: early (before the limb moves) | late (after it)", yFormat: () => "" }, state.theme);
    pen.strokeStyle = state.theme.soft;
    pen.beginPath();
    pen.moveTo(sx(0), box.top);
    pen.lineTo(sx(0), box.bottom);
    pen.stroke();
    members.forEach((m, k) => {
      const y = box.top + ((k + 0.5) / members.length) * (box.bottom - box.top);
      pen.textAlign = "right";
      pen.fillStyle = state.theme.ink;
      pen.font = font();
      pen.fillText(m.label, box.left - 8, y + 4);
      this.mark(pen, sx, y, then[k], m.colour, false);
      this.mark(pen, sx, y, now[k], m.colour, true, box.right);
      pen.textAlign = "left";
      pen.fillStyle = state.theme.ink;
      pen.fillText(momentWords(now[k]), box.right + 6, y + 4, scaled(66));
    });
  }

  /** The first row in which the task has been done: before it no onset is known. Looked for once, and on as rows come. */
  firstBout(run, task, members) {
    const key = `${run.id}|${task}`;
    if (this.key !== key || this.from > run.count) [this.key, this.from] = [key, 0];
    while (this.from < run.count && !members.some((m) => Number.isFinite(run.value(this.from, "onset", m.item)))) this.from++;
    return this.from;
  }

  mark(pen, sx, y, onset, colour, full, end) {
    if (!Number.isFinite(onset) || onset < LATE) return;
    pen.strokeStyle = pen.fillStyle = colour;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(sx(-onset), y, 5, 0, 7);
    if (full) {
      pen.fill();
      pen.globalAlpha = 0.3;
      pen.fillRect(sx(-onset), y - 3, end - sx(-onset), 6);
      pen.globalAlpha = 1;
    } else pen.stroke();
  }
}

/** Fast and slow cortical weights of the task. */
export class Weights extends Panel {
  constructor() {
    super("Cortical weights", "Wide bar: fast weight, what was learnt lately. Dark line: slow weight, the consolidated habit. Mean weighted by size is 1.");
  }

  draw(state) {
    const { pen, width, height } = fitCanvas(this.canvas);
    if (!width) return;
    const members = agonists(state.run.topology, state.task, state.theme.dark);
    const fast = members.map((m) => state.run.read("fast", m.item, state.day));
    const slow = members.map((m) => state.run.read("slow", m.item, state.day));
    const high = Math.max(1.5, ...fast, ...slow) * 1.1;
    const { box, sx } = plotArea(pen, width, height, { x: [0, high], y: [0, 1], left: 108, xLabel: "weight (1 = even)", yFormat: () => "" }, state.theme);
    members.forEach((m, k) => {
      const y = box.top + ((k + 0.5) / members.length) * (box.bottom - box.top);
      const thick = Math.min(16, (box.bottom - box.top) / members.length - 4);
      pen.textAlign = "right";
      pen.font = font();
      pen.fillStyle = state.theme.ink;
      pen.fillText(m.label, box.left - 8, y + 4);
      pen.fillStyle = m.colour;
      pen.fillRect(box.left, y - thick / 2, sx(fast[k]) - box.left, thick);
      pen.fillStyle = state.theme.ink;
      pen.fillRect(sx(slow[k]) - 1.5, y - thick / 2 - 2, 3, thick + 4);
    });
  }
}

/** Torque over joint angle of the chosen muscle: at the start and now, as the server computed it. */
export class Curve extends Panel {
  constructor() {
    super("Torque-angle curve", "The chosen muscle. Broken line: at the start of the run; full line: now. Wasting lowers the curve, sarcomeres in series move it.");
    this.live = null;
  }

  draw(state) {
    const { pen, width, height } = fitCanvas(this.canvas);
    if (!width) return;
    const curve = state.panels.curve;
    if (!curve?.x?.length) return this.wait(pen, state, curve, curve?.x ? "This body has no joint angle for this task." : "Waiting for the curve …");
    const high = Math.max(...curve.now, ...curve.then) * 1.1 || 1;
    const xs = [Math.min(...curve.x), Math.max(...curve.x)];
    const area = plotArea(pen, width, height, { x: xs, y: [0, high], xLabel: said(`${t(curve.x_label)}, ${t("degrees")}`), yLabel: curve.y_label }, state.theme);
    this.line(pen, area, curve.x, curve.then, state.theme.soft, [5, 4]);
    this.line(pen, area, curve.x, curve.now, seriesColour(0, state.theme.dark), []);
    pen.fillStyle = state.theme.ink;
    pen.textAlign = "right";
    pen.fillText(words(state.run.topology.muscles[state.chosen].name), area.box.right, area.box.top + 10);
  }

  line(pen, { sx, sy }, xs, ys, colour, dash) {
    pen.beginPath();
    xs.forEach((x, i) => (i ? pen.lineTo(sx(x), sy(ys[i])) : pen.moveTo(sx(x), sy(ys[i]))));
    pen.strokeStyle = colour;
    pen.lineWidth = 2.2;
    pen.setLineDash(dash);
    pen.stroke();
    pen.setLineDash([]);
  }
}

const WORDS = /takes no part|not possible|over 20 min|endless|early|late|up to|from|\b1 in\b|below|\bto\b/g; // of `agonist.model.assessment.wording`

/** A value that the server put in words, in the language of the page. */
const valueWords = (text) => (speech.code === "en" ? text : said(text.replace(WORDS, (word) => t(word)).replace(/\d+\.\d+/g, decimal)));

/** The chance of something in a day: "1 in 2000", as the server says it too. */
export const chanceWords = (a) => (!Number.isFinite(a) ? "–" : valueWords(a < 1e-5 ? "below 1 in 100000" : `1 in ${Number((1 / a).toPrecision(2))}`));

/** "gluteus_maximus_right in hip_extension_right", as a person writes it. */
const ownerWords = (owner) => said(owner.split(" in ").map(words).join(` ${t("in")} `));

/** Assessments: before, now (and after), as a table that a screen reader can read. */
export class Assessment {
  constructor() {
    this.root = el("div", { class: "ag-panel ag-scroll", tabindex: "0", role: "region", "aria-label": "Assessment" });
    this.shown = null;
    this.whole = false;
  }

  draw(state) {
    const table = state.panels.assess, waits = state.moving && !state.replay;
    const key = table || (waits ? "playing" : "waiting");
    if (key === this.shown && this.whole === this.wholeShown) return;
    [this.shown, this.wholeShown] = [key, this.whole];
    calmly(this.root, () => this.root.replaceChildren(...this.parts(state, table, waits)));
  }

  parts(state, table, waits) {
    const line = (text) => [el("p", { class: "ag-note", role: "status" }, text)];
    if (!table) return line(state.replay ? "Not part of this recording." : waits ? "Measuring waits until you pause." : "Measuring …");
    if (table.fault || !table.rows.length) return line(table.fault || table.none || "Nothing can be measured here.");
    const head = el("tr", {}, el("th", { scope: "col" }, "measure"), table.columns.map((c) => el("th", { scope: "col" }, said(c.replace(/^day/, t("day"))))));
    let group = null;
    const rows = table.rows.filter((row) => this.whole || row.main !== false).flatMap((row) => {
      const title = row.group && row.group !== group ? [el("tr", {}, el("th", { scope: "rowgroup", colspan: 1 + table.columns.length, class: "ag-rows-of" }, ownerWords(row.group)))] : [];
      group = row.group;
      const name = el("th", { scope: "row", title: row.text || "" }, row.name, row.unit ? el("small", {}, said(` ${t(row.unit)}`)) : null);
      return [...title, el("tr", {}, name, (row.shown?.map(valueWords) || row.values.map((v) => number(v))).map((v, k) => el("td", { class: k && row.shown?.[0] !== row.shown?.[1] ? "ag-changed" : "" }, v)))];
    });
    const more = el("button", { class: "ag-chip", "data-key": "whole", "aria-pressed": String(this.whole), onclick: () => this.turn(state) }, this.whole ? "the main measures" : "all measures");
    return [el("table", { class: "ag-table" }, el("thead", {}, head), el("tbody", {}, rows)), more];
  }

  /** All measures, or those that a clinic asks for. */
  turn(state) {
    this.whole = !this.whole;
    this.draw(state);
  }
}

const NAMES = { fatigued: "fatigue", strength: "muscle (size × force per size)", hurt: "pain in the muscle, 0 to 10", tightness: "tightness: pull beyond the healthy one", hazard: "chance of injury in a day" };

const NUMBERS = [["activation", percent], ["drive", number], ["excitability", percent], ["fatigued", percent], ["strength", percent], ["tightness", number], ["hurt", number], ["hazard", chanceWords]];

/** Numbers and neighbours of the chosen muscle: built once for a muscle, after that only the numbers change. */
export class Details {
  constructor(choose) {
    this.choose = choose;
    this.root = el("div", { class: "ag-panel ag-scroll", tabindex: "0", role: "region", "aria-label": "Muscle" });
    this.key = "";
  }

  draw(state) {
    const i = state.chosen, muscle = state.run.topology.muscles[i];
    if (!muscle) return;
    const known = NUMBERS.filter(([block]) => Number.isFinite(state.muscle(block, i)));
    const { muscles, links } = state.run.topology, key = [muscle.name, muscles.length, links.length, ...known.map(([block]) => block)].join("|");
    if (key !== this.key) calmly(this.root, () => this.build(state, key, known));
    if (key !== this.key) return; // a finger is down on the one before
    known.forEach(([block, format], k) => {
      const said = format(state.muscle(block, i));
      if (this.values[k].textContent !== said) this.values[k].textContent = said;
    });
  }

  build(state, key, known) {
    const topology = state.run.topology, i = state.chosen;
    this.key = key;
    this.values = known.map(() => el("td", {}));
    const rows = known.map(([block], k) => el("tr", {}, el("th", { scope: "row" }, NAMES[block] || block), this.values[k]));
    const links = topology.links.filter((l) => l.kind !== "crossing" && l.to === i).sort((a, b) => b.weight - a.weight).slice(0, 8);
    const neighbours = links.map((l) => el("button", { class: "ag-chip", onclick: () => this.choose(l.from) },
      `${l.kind === "antagonist" ? "⊣" : "+"} ${shortWords(topology.muscles[l.from].name)} ${number(l.weight)}`));
    this.root.replaceChildren(el("h3", {}, words(topology.muscles[i].name)), el("table", { class: "ag-table" }, el("tbody", {}, rows)),
      el("p", { class: "ag-note" }, "Linked from (⊣ opposes, + helps):"), el("div", { class: "ag-chips" }, neighbours));
  }
}
