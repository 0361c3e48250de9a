// Series over time and the views of one moment, all on canvas; each takes the state and looks.
import { el, fitCanvas, SERIES, SERIES_DARK, DASHES, shortWords, number, percent, clamp } from "./util.js";

const SMOOTHED = 13; // rows in a running mean
const FONT = "11px system-ui, sans-serif";

function niceTicks(low, high, count = 4) {
  const span = high - low || 1, raw = span / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((k) => k * power).find((s) => s >= raw);
  const ticks = [];
  for (let t = Math.ceil(low / step) * step; t <= high + step * 1e-6; t += step) ticks.push(t);
  return ticks;
}

export const seriesColour = (k, dark) => (dark ? SERIES_DARK : SERIES)[k % SERIES.length];

/** Frame of a plot: axes, ticks, title; gives back the scales. */
export function plotArea(pen, width, height, { x, y, xLabel, yLabel, yFormat, right = 12, left = 40 }, theme) {
  const box = { left, top: 8, right: width - right, bottom: height - (xLabel ? 30 : 18) };
  const sx = (v) => box.left + ((v - x[0]) / (x[1] - x[0] || 1)) * (box.right - box.left);
  const sy = (v) => box.bottom - ((v - y[0]) / (y[1] - y[0] || 1)) * (box.bottom - box.top);
  pen.font = FONT;
  pen.lineWidth = 1;
  pen.strokeStyle = theme.line;
  pen.fillStyle = theme.soft;
  pen.textAlign = "right";
  for (const tick of niceTicks(y[0], y[1], height > 150 ? 4 : 2)) {
    pen.beginPath();
    pen.moveTo(box.left, sy(tick));
    pen.lineTo(box.right, sy(tick));
    pen.stroke();
    pen.fillText(yFormat ? yFormat(tick) : number(tick, 1), box.left - 5, sy(tick) + 4);
  }
  pen.textAlign = "center";
  for (const tick of niceTicks(x[0], x[1], Math.max(2, Math.floor((box.right - box.left) / 80))))
    pen.fillText(String(Math.round(tick * 100) / 100), sx(tick), box.bottom + 13);
  if (xLabel) pen.fillText(xLabel, (box.left + box.right) / 2, box.bottom + 26);
  if (yLabel) {
    pen.textAlign = "left";
    pen.fillText(yLabel, box.left + 4, box.top + 8);
  }
  return { box, sx, sy };
}

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
    if (this.options.range) return this.options.range;
    let high = 1e-6;
    for (const run of [state.run, ...state.ghosts]) {
      const step = Math.max(1, Math.floor(run.count / 300));
      for (const s of series) for (let i = 0; i < run.count; i += step) high = Math.max(high, run.value(i, s.block, s.item) || 0);
    }
    return [0, Math.min(this.options.most || Infinity, high * 1.12)];
  }

  draw(state) {
    const { pen, width, height } = fitCanvas(this.canvas);
    if (!width) return;
    const series = this.options.series(state);
    const x = state.window;
    const right = this.options.labels === false ? 12 : 118;
    const area = plotArea(pen, width, height, { x, y: this.range(state, series), right, yFormat: this.options.format }, state.theme);
    this.scale = { ...area, x };
    this.marks(pen, area, state);
    for (const ghost of state.ghosts) series.forEach((s) => this.line(pen, area, ghost, s, x, 0.8, [2, 4], s.index === state.chosen));
    series.forEach((s, k) => this.line(pen, area, state.run, s, x, 1, DASHES[Math.floor(k / 5) % DASHES.length], s.index === state.chosen));
    this.cursor(pen, area, state);
    if (this.options.labels !== false) this.ends(pen, area, series, state);
  }

  /** A run's line; where bouts scatter, the bouts thin and their running mean on top. */
  line(pen, area, run, s, x, alpha, dash, bold = false) {
    const first = run.at(x[0]), last = run.at(x[1]);
    const step = Math.max(1, Math.floor((last - first) / (2 * (area.box.right - area.box.left))));
    const width = bold ? 3.2 : 1.9;
    const raw = (i) => run.value(i, s.block, s.item);
    if (!this.options.smooth || last - first < 30) return this.trace(pen, area, run, raw, [first, last, step], s.colour, alpha, dash, width);
    if (!run.ghost) this.trace(pen, area, run, raw, [first, last, step], s.colour, 0.22, [], 1);
    const mean = (i) => {
      const here = raw(i), reach = SMOOTHED >> 1;
      let sum = 0, count = 0;
      for (let k = Math.max(0, i - reach); k <= Math.min(last, i + reach); k++) {
        const value = raw(k);
        if (Math.abs(value - here) < 0.25 * Math.max(0.2, Math.abs(here))) [sum, count] = [sum + value, count + 1];
      }
      return count ? sum / count : here;
    };
    this.trace(pen, area, run, mean, [first, last, step], s.colour, alpha, dash, width);
  }

  trace(pen, { box, sx, sy }, run, read, [first, last, step], colour, alpha, dash, width) {
    pen.beginPath();
    let open = false;
    for (let i = first; i <= last; i += step) {
      const value = read(i);
      if (Number.isNaN(value)) continue;
      const px = sx(run.time(i)), py = clamp(sy(value), box.top, box.bottom);
      if (open) pen.lineTo(px, py);
      else pen.moveTo(px, py);
      open = true;
    }
    pen.strokeStyle = colour;
    pen.globalAlpha = alpha;
    pen.lineWidth = width;
    pen.setLineDash(dash);
    pen.stroke();
    pen.setLineDash([]);
    pen.globalAlpha = 1;
  }

  marks(pen, { box, sx }, state) {
    pen.strokeStyle = state.theme.soft;
    pen.globalAlpha = 0.5;
    pen.lineWidth = 1;
    pen.setLineDash([2, 4]);
    for (const mark of state.run.marks) {
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
    const labels = series.map((s) => ({ s, value: state.run.read(s.block, s.item, state.day) }))
      .filter((l) => Number.isFinite(l.value)).sort((a, b) => b.value - a.value);
    const room = Math.max(10, Math.min(13, (box.bottom - box.top) / Math.max(1, labels.length)));
    let last = -99;
    for (const label of labels) last = label.y = Math.max(clamp(sy(label.value), box.top, box.bottom) + 4, last + room);
    let next = box.bottom + 6 + room;
    for (const label of [...labels].reverse()) next = label.y = Math.min(label.y, next - room);
    pen.textAlign = "left";
    for (const { s, value, y } of labels) {
      pen.fillStyle = s.colour;
      pen.font = `${s.index === state.chosen ? "700 " : ""}${room < 12 ? 10 : 11}px system-ui, sans-serif`;
      pen.fillText(`${s.label} ${this.options.format ? this.options.format(value) : number(value)}`, box.right + 6, y, 111);
    }
  }
}

/** Members of a task that can carry it, with colour by rank of capacity, so that a muscle keeps its colour. */
export function agonists(topology, task, dark) {
  return topology.tasks[task].members.filter((m) => m.role === "agonist")
    .sort((a, b) => b.share0 - a.share0)
    .map((m, k) => ({ ...m, index: m.muscle, item: m.slot, colour: seriesColour(k, dark), label: shortWords(topology.muscles[m.muscle].name) }));
}

export const shareSeries = (state) => agonists(state.run.topology, state.task, state.theme.dark).map((m) => ({ ...m, block: "share" }));

export function effortSeries(state) {
  const dark = state.theme.dark;
  return [
    { block: "effort", item: state.task, label: "effort", colour: seriesColour(1, dark) },
    { block: "failed", item: state.task, label: "failed", colour: seriesColour(3, dark) },
  ];
}

/** Drive, activation, excitability and fatigue of the chosen muscle. */
export function muscleSeries(state) {
  const dark = state.theme.dark, slot = state.slots.get(state.chosen), item = state.chosen;
  const inTask = [["drive", slot, "drive", 1], ["act", slot, "activation", 0]].filter(() => slot != null);
  const parts = [...inTask, ["excitability", item, "excitability", 2], ["fatigued", item, "fatigue", 3], ["strength", item, "strength", 4], ["tightness", item, "tightness", 5]];
  return parts.filter(([block]) => block in state.run.offset).map(([block, place, label, k]) => ({ block, item: place, label, colour: seriesColour(k, dark) }));
}

export { percent };
