// Series over time and the views of one moment, all on canvas; each takes the state and looks.
import { t } from "./speech.js";
import { ofBouts } from "./rests.js";
import { drawSign, signsAlong } from "./signs.js";
import { el, fitCanvas, SERIES, SERIES_DARK, shortWords, number, percent, clamp, font, letters, scaled, decimal } from "./util.js";

/** Round places on an axis: about `count` of them, and never fewer than two. */
export function niceTicks(low, high, count = 4) {
  const span = high - low || 1, raw = span / count;
  const steps = [-1, 0, 1].flatMap((shift) => [1, 2, 5].map((k) => k * 10 ** (Math.floor(Math.log10(raw)) + shift)));
  const inside = (step) => Math.floor(high / step + 1e-9) - Math.ceil(low / step - 1e-9) + 1;
  const step = steps.find((s) => s >= raw && inside(s) <= count + 1) ?? raw;
  const finer = inside(step) >= 2 ? step : steps.findLast((s) => s < step && inside(s) >= 2) ?? step;
  return Array.from({ length: inside(finer) }, (_, k) => (Math.ceil(low / finer - 1e-9) + k) * finer);
}

export const seriesColour = (k, dark) => (dark ? SERIES_DARK : SERIES)[k % SERIES.length];
/** How the line of a series is known: by colour, and by a sign. */
const dressed = (k, dark) => ({ colour: seriesColour(k, dark), sign: k });
const SIGN_PX = 15, NAME_PX = 6; // room of a sign before a name; between the plot and the names

/** A text in lines that fit. */
function linesOf(pen, text, width) {
  const lines = [];
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && pen.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Frame of a plot: axes, ticks, title; gives back the scales. */
export function plotArea(pen, width, height, { x, y, xLabel, yLabel, xUnit, yFormat, xFormat, right = 12, left = 40 }, theme) {
  pen.font = font();
  const yTicks = niceTicks(y[0], y[1], height > scaled(150) ? 4 : 2).map((at, _, all) => [at, yFormat ? yFormat(at) : number(at, all.every(Number.isInteger) ? 0 : 1)]);
  const room = Math.max(scaled(left), ...yTicks.map(([, text]) => pen.measureText(text).width + 8));
  const below = xLabel ? linesOf(pen, t(xLabel), width - 12) : [];
  const box = { left: room, top: 8, right: width - scaled(right), bottom: height - scaled(18 + 12 * below.length) };
  const sx = (v) => box.left + ((v - x[0]) / (x[1] - x[0] || 1)) * (box.right - box.left);
  const sy = (v) => box.bottom - ((v - y[0]) / (y[1] - y[0] || 1)) * (box.bottom - box.top);
  pen.lineWidth = 1;
  pen.strokeStyle = theme.line;
  pen.fillStyle = theme.soft;
  pen.textAlign = "right";
  for (const [tick, text] of yTicks) {
    pen.beginPath();
    pen.moveTo(box.left, sy(tick));
    pen.lineTo(box.right, sy(tick));
    pen.stroke();
    pen.fillText(text, box.left - 5, sy(tick) + 4);
  }
  pen.textAlign = "center";
  for (const tick of niceTicks(x[0], x[1], Math.max(2, Math.floor((box.right - box.left) / scaled(52)))))
    pen.fillText(xFormat ? xFormat(tick) : decimal(String(Math.round(tick * 100) / 100)).replace("-", "\u2212"), sx(tick), box.bottom + scaled(13));
  if (xUnit) {
    pen.textAlign = "left";
    pen.fillText(t(xUnit), box.right + scaled(14), box.bottom + scaled(13));
    pen.textAlign = "center";
  }
  below.forEach((line, k) => pen.fillText(line, clamp((box.left + box.right) / 2, pen.measureText(line).width / 2 + 4, width), box.bottom + scaled(26 + 12 * k), width - 8));
  if (yLabel) {
    pen.textAlign = "left";
    pen.fillText(t(yLabel), box.left + 4, box.top + scaled(8));
  }
  return { box, sx, sy };
}

const BESIDE = [[2, 3], [9, 3], [5, 2, 1, 2], [1, 4], [12, 3, 2, 3]]; // line styles of the lives beside this one
export const letterOf = (k) => "ABCDEFGH"[k] || "?";

/** Lines over days: `series(state)` gives [{block, item, label, colour}], drawn for the run and its ghosts. */
export class TimeChart {
  constructor(options) {
    this.options = options;
    this.canvas = el("canvas", { class: `ag-chart ${options.css || ""}`, role: "img", "aria-label": options.title });
    this.root = el("figure", { class: "ag-figure" }, el("figcaption", {}, options.title), this.canvas);
    this.canvas.addEventListener("pointerdown", (event) => this.drag(event));
  }

  drag(event) {
    if (!this.scale || !this.options.seek) return;
    const move = (e) => {
      const { box, x } = this.scale, bounds = this.canvas.getBoundingClientRect();
      const part = clamp((e.clientX - bounds.left - box.left) / (box.right - box.left), 0, 1);
      this.options.seek(x[0] + part * (x[1] - x[0]));
    };
    move(event);
    this.canvas.setPointerCapture(event.pointerId);
    this.canvas.addEventListener("pointermove", move);
    this.canvas.addEventListener("pointerup", () => this.canvas.removeEventListener("pointermove", move), { once: true });
  }

  range(state, series) {
    let low = Infinity, high = 1e-6;
    for (const run of [state.run, ...state.ghosts]) {
      const step = Math.max(1, Math.floor(run.beats.length / 300));
      for (const s of series) for (let k = 0; k < run.beats.length; k += step) {
        const value = this.of(run, s, run.value(run.beats[k], s.block, s.item));
        if (ofBouts(s.block) && run.rests.at(run.beats[k], s.block, s.item)) continue;
        if (Number.isNaN(value)) continue;
        high = Math.max(high, value);
        low = Math.min(low, value);
      }
    }
    const { least, near } = this.options;
    if (near) return [Math.min(near[0], low - 0.02), Math.max(near[1], high + 0.02)];
    return [0, Math.max(least || 0, Math.min(this.options.most || Infinity, high * 1.12))];
  }

  /** A number of a series as it is drawn: some are shown against the first of the life. */
  of(run, s, value) {
    if (s.top) return value > s.top ? s.top : value; // more than that is not possible
    return s.against ? value / run.known(s.block, s.item, run.first) : value;
  }

  /** The number at a day that stands beside the line: of what scatters the mean, else the state itself. */
  at(run, s, day) {
    if (s.lived && !run.first && run.at(day) < 1) return NaN; // before the first bout nothing was done
    const value = s.noisy ? run.mean(s.block, s.item, day) : s.sparse ? run.known(s.block, s.item, day) : run.read(s.block, s.item, day);
    return this.of(run, s, value);
  }

  draw(state) {
    const { pen, width, height } = fitCanvas(this.canvas);
    if (!width) return;
    const series = this.options.series(state);
    const x = state.window;
    const area = plotArea(pen, width, height, { x, y: this.range(state, series), right: state.names / scaled(1), xUnit: "days", yFormat: this.options.format }, state.theme);
    this.scale = { ...area, x };
    this.marks(pen, area, state);
    if (this.options.windows) this.windows(pen, area, state);
    state.ghosts.forEach((ghost, k) => this.beside(pen, area, ghost, series, state, k));
    const paths = series.map((s) => this.line(pen, area, state.run, s, x, 1, [], s.index === state.chosen));
    series.forEach((s, k) => signsAlong(pen, paths[k] || [], s, area.box, state.theme.surface, s.index === state.chosen));
    if (this.options.windows && state.run.count < 2 && !state.ghosts.length) this.blank(pen, area, state);
    this.cursor(pen, area, state);
    this.ends(pen, area, series, state);
  }

  /** Another life: a line style of its own and its letter at the end; of several lives only the chosen muscle. */
  beside(pen, area, ghost, series, state, k) {
    const few = state.ghosts.length > 1 && series.some((s) => s.index === state.chosen) ? series.filter((s) => s.index === state.chosen) : series;
    for (const s of few) {
      const path = this.line(pen, area, ghost, s, state.window, 0.85, BESIDE[k % BESIDE.length], s.index === state.chosen);
      signsAlong(pen, path, s, area.box, state.theme.surface, false, k + 1);
      const day = Math.min(ghost.edge, state.window[1]), value = this.at(ghost, s, day);
      if (!Number.isFinite(value) || (few.length > 3 && s.index !== state.chosen && s !== few[0])) continue;
      pen.fillStyle = s.colour;
      pen.textAlign = "right";
      pen.font = font("700");
      pen.fillText(letterOf(k), area.sx(day) - 3 - scaled(11) * k, clamp(area.sy(value), area.box.top, area.box.bottom) - 4);
    }
  }

  /** A run's line, and the points that it goes through. Where bouts scatter: the bouts thin, and on top the mean through the beats, that is the same at any speed. */
  line(pen, area, run, s, x, alpha, dash, bold = false) {
    if (!(s.block in run.offset)) return [];
    const first = run.at(x[0]), last = run.at(x[1]), width = bold ? 3.2 : 1.9;
    const step = Math.max(1, Math.floor((last - first) / (2 * (area.box.right - area.box.left))));
    const rows = [];
    const begin = s.noisy && !run.first ? Math.max(1, first) : first; // before the first bout nothing was done
    if (s.sparse || run.count < 400) for (let i = begin; i <= last; i++) rows.push(i);
    else for (let i = begin; i <= last; i += step) rows.push(i);
    const rests = (i) => ofBouts(s.block) && run.rests.at(i, s.block, s.item);
    const raw = (i) => (rests(i) ? null : this.of(run, s, run.value(i, s.block, s.item)));
    if (!s.noisy) return this.trace(pen, area, run, raw, rows, s.colour, alpha, dash, width, undefined, s.sparse ? Math.min(run.edge, x[1]) : 0);
    if (!run.ghost) this.trace(pen, area, run, raw, rows, s.colour, 0.22, [], 1);
    const means = run.means(s.block, s.item), places = run.beats.map((row, k) => k).filter((k) => run.beats[k] >= begin && run.beats[k] <= last);
    return this.trace(pen, area, run, (k) => (rests(run.beats[k]) ? null : this.of(run, s, means[k])), places, s.colour, alpha, dash, width, (k) => run.time(run.beats[k]));
  }

  /**
   * Straight lines from row to row; up to an event the state before it is held, so that no effect precedes its cause. What is
   * read only now and then holds until the day `until`; null, where nothing is done, breaks the line.
   */
  trace(pen, { box, sx, sy }, run, read, rows, colour, alpha, dash, width, when = (i) => run.time(i), until = 0) {
    const path = [];
    let before = NaN, day = 0;
    for (const i of rows) {
      const value = read(i);
      if (value === null) before = NaN;
      if (value === null || Number.isNaN(value)) continue;
      const now = when(i), py = clamp(sy(value), box.top, box.bottom);
      const event = Number.isNaN(before) ? undefined : run.breakIn(day, now);
      if (event !== undefined) path.push([sx(event), before]);
      if (Number.isNaN(before)) path.push(null);
      path.push([sx(now), py]);
      [before, day] = [py, now];
    }
    if (until > day && !Number.isNaN(before)) path.push([sx(until), before]);
    pen.beginPath();
    path.forEach((point, k) => point && (path[k - 1] ? pen.lineTo(...point) : pen.moveTo(...point)));
    pen.strokeStyle = colour;
    pen.globalAlpha = alpha;
    pen.lineWidth = width;
    pen.setLineDash(dash);
    pen.stroke();
    pen.setLineDash([]);
    pen.globalAlpha = 1;
    return path;
  }

  marks(pen, { box, sx }, state) {
    pen.strokeStyle = state.theme.soft;
    pen.globalAlpha = 0.5;
    pen.lineWidth = 1;
    pen.setLineDash([2, 4]);
    for (const mark of [...state.run.marks, ...state.run.strains]) {
      if (mark.day < state.window[0] || mark.day > state.window[1]) continue;
      if (mark.until) {
        pen.fillStyle = state.theme.fluid;
        pen.globalAlpha = 0.1;
        pen.fillRect(sx(mark.day), box.top, sx(Math.min(mark.until, state.window[1])) - sx(mark.day), box.bottom - box.top);
        pen.globalAlpha = 0.5;
      }
      pen.beginPath();
      pen.moveTo(sx(mark.day), box.top);
      pen.lineTo(sx(mark.day), box.bottom);
      pen.stroke();
    }
    pen.setLineDash([]);
    pen.globalAlpha = 1;
  }

  /** Nothing has been lived: the numbers at the right are what it starts from. */
  blank(pen, { box }, { theme }) {
    pen.fillStyle = theme.soft;
    pen.font = font();
    pen.textAlign = "center";
    linesOf(pen, t("Press Play: the lines are drawn as days are lived."), box.right - box.left - 8)
      .forEach((line, k) => pen.fillText(line, (box.left + box.right) / 2, (box.top + box.bottom) / 2 + scaled(14) * k - scaled(4)));
  }

  /** Before, during, after: the spans that the lesson reads. */
  windows(pen, { box, sx }, state) {
    pen.font = font();
    pen.textAlign = "center";
    let free = box.left;
    for (const [key, [from, to]] of Object.entries(state.windows)) {
      const name = t(key);
      if (from > state.window[1]) continue;
      const left = sx(from), right = sx(Math.min(to, state.window[1])), middle = (left + right) / 2, half = pen.measureText(name).width / 2;
      pen.fillStyle = state.theme.soft;
      pen.fillRect(left, box.top - 2, Math.max(3, right - left), 3);
      const at = clamp(Math.max(middle, free + half), box.left + half, box.right - half);
      pen.fillText(name, at, box.top + scaled(11));
      free = at + half + 7;
    }
  }

  cursor(pen, { box, sx }, state) {
    const px = sx(state.day);
    if (px < box.left || px > box.right + 1) return;
    pen.strokeStyle = state.theme.accent;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(px, box.top);
    pen.lineTo(px, box.bottom);
    pen.stroke();
  }

  /** Names at the right end of the lines, with the value under the cursor, pushed apart. */
  ends(pen, { box, sy }, series, state) {
    const labels = series.filter((s) => s.block in state.run.offset).map((s) => ({ s, value: this.at(state.run, s, state.day) }))
      .filter((l) => Number.isFinite(l.value)).sort((a, b) => b.value - a.value);
    const room = Math.max(scaled(10), Math.min(scaled(13), (box.bottom - box.top) / Math.max(1, labels.length)));
    let last = -99;
    for (const label of labels) last = label.y = Math.max(clamp(sy(label.value), box.top, box.bottom) + scaled(4), last + room);
    let next = box.bottom - 1 + room; // clear of the unit of the axis below
    for (const label of [...labels].reverse()) next = label.y = Math.min(label.y, next - room);
    pen.textAlign = "left";
    for (const { s, value, y } of labels) {
      pen.fillStyle = s.colour;
      pen.font = font(s.index === state.chosen ? "700" : "");
      drawSign(pen, s.sign, box.right + NAME_PX + scaled(4), y - scaled(4), { colour: s.colour, surface: state.theme.surface });
      pen.fillText(this.text(state, s, value), box.right + NAME_PX + scaled(SIGN_PX) - 3, y, state.names - scaled(SIGN_PX) - NAME_PX + 4);
    }
  }

  /** Room that the names at the right need, px; the same whatever their numbers are. */
  room(state) {
    const pen = this.canvas.getContext("2d");
    pen.font = font("700");
    const texts = this.options.series(state).filter((s) => s.block in state.run.offset).map((s) => this.text(state, s, 1).replace(/\d/g, "0"));
    return Math.max(...texts.map((text) => pen.measureText(text).width)) + scaled(SIGN_PX) + NAME_PX;
  }

  text(state, s, value) {
    const said = this.options.format ? this.options.format(value) : number(value);
    return s.say ? s.say(said, state) : `${t(s.label)} ${said}`;
  }

  /** What the labels say, for tests and for whoever cannot see the canvas. */
  told(state) {
    return this.options.series(state).filter((s) => s.block in state.run.offset)
      .map((s) => ({ label: s.label, value: this.at(state.run, s, state.day), text: this.text(state, s, this.at(state.run, s, state.day)) }));
  }
}

/** Members of a task that can carry it, with colour by rank of capacity, so that a muscle keeps its colour. */
export function agonists(topology, task, dark) {
  const members = topology.tasks[task].members.filter((m) => m.role === "agonist"), name = (m) => topology.muscles[m.muscle].name;
  const twice = (m) => members.some((o) => o !== m && shortWords(name(o)) === shortWords(name(m))); // left and right of one muscle
  const sided = (m) => `${shortWords(name(m))}${twice(m) ? { left: " L", right: " R" }[topology.muscles[m.muscle].side] || "" : ""}`;
  return members.sort((a, b) => b.share0 - a.share0)
    .map((m, k) => ({ ...m, index: m.muscle, item: m.slot, ...dressed(k, dark), label: sided(m) }));
}

export const shareSeries = (state) => agonists(state.run.topology, state.task, state.theme.dark).map((m) => ({ ...m, block: "share", noisy: true }));

/** Whether repetitions of a task were ever missed in a life: else there is no line of them. */
function missed(run, task) {
  const seen = (run.missed ||= new Map()), known = seen.get(task) || { upTo: 0, found: false };
  if (known.upTo > run.count) [known.upTo, known.found] = [0, false];
  for (; !known.found && known.upTo < run.count; known.upTo++) known.found = run.value(known.upTo, "failed", task) > 0.005;
  seen.set(task, known);
  return known.found;
}

/** Effort and failure, and what a maximal effort reaches: all in per cent. */
export function effortSeries(state) {
  const dark = state.theme.dark, item = state.task;
  const torque = (said, { run, day }) => `${t("max. torque")} ${number(run.known("torque_max", item, day), 0)} N m`;
  return [
    { block: "effort", label: "effort", ...dressed(1, dark), noisy: true, top: 1, lived: true },
    ...(missed(state.run, item) ? [{ block: "failed", label: "failed", ...dressed(3, dark), noisy: true, lived: true }] : []),
    { block: "torque_max", label: "max. torque", ...dressed(0, dark), sparse: true, against: true, say: torque },
    { block: "voluntary", label: "vol. activation", ...dressed(2, dark), sparse: true },
  ].filter((s) => s.block in state.run.offset).map((s) => ({ ...s, item }));
}

/** What the nerves do with the chosen muscle: drive, activation, excitability, reflex (where a joint can inhibit it), fatigue. */
export function nerveSeries(state) {
  const dark = state.theme.dark, slot = state.slots.get(state.chosen), item = state.chosen;
  const inTask = [["drive", slot, "drive", 1, true], ["act", slot, "activation", 0, true]].filter(() => slot != null);
  const crossed = state.run.topology.links.some((l) => l.kind === "crossing" && l.to === item);
  const parts = [...inTask, ["excitability", item, "excitability", 2], ...(crossed ? [["reflex", item, "reflex", 4]] : []), ["fatigued", item, "fatigue", 3, true]];
  return parts.filter(([block]) => block in state.run.offset)
    .map(([block, place, label, k, noisy]) => ({ block, item: place, label, noisy, ...dressed(k, dark) }));
}

/** What the tissue of the chosen muscle is, against a healthy one; whatever the nerves do. */
export function tissueSeries(state) {
  const dark = state.theme.dark, item = state.chosen;
  const parts = [["strength", "size × force", 0], ["size", "size", 1], ["fibre", "fibre length", 2]];
  return parts.filter(([block]) => block in state.run.offset).map(([block, label, k]) => ({ block, item, label, ...dressed(k, dark) }));
}

export { percent };
