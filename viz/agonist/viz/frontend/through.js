// One number through its whole range: every dot is a life of its own, read before, during and after.
import { t } from "./speech.js";
import { el, fitCanvas, themeOf, number, font, scaled } from "./util.js";
import { plotArea } from "./charts.js";
import { readingOf } from "./readings.js";

const LINES = [["before", [2, 3], "soft"], ["during", [7, 4], "warm"], ["after", [], "accent"]];
const NEAR_PX = 40;

export class Through {
  /** `turn(name, value)` lives one of the lives. */
  constructor(turn) {
    this.turn = turn;
    this.canvas = el("canvas", { class: "ag-chart ag-through", role: "img", onclick: (event) => this.press(event) });
    this.title = el("figcaption", {}, "");
    this.note = el("p", { class: "ag-note", "aria-live": "polite" }, "");
    this.root = el("figure", { class: "ag-figure", hidden: true }, this.title, this.canvas, this.note);
  }

  /** `swept`: {knob, text, points, whole}; nothing is shown without it. */
  show(swept) {
    this.swept = swept;
    const stage = window.agonistStage, run = stage?.run;
    this.reading = swept && run ? readingOf(run, swept.text, stage.watch ?? stage.task) : null;
    this.root.hidden = !this.reading;
    if (!this.reading) return;
    const { points, whole } = swept;
    this.title.textContent = this.reading.label;
    this.note.textContent = points.length < whole || !whole ? t("{done} of {whole} lives", { done: points.length, whole: whole || "…" })
      : t("Each dot is a whole life, read before, during and after. Press one to live it.");
    this.canvas.setAttribute("aria-label", `${this.reading.label}: ${points.map((p) => `${number(p.value)}: ${this.reading.format(p.after ?? NaN)}`).join("; ")}`);
    this.draw(stage);
  }

  draw(stage) {
    const { pen, width, height } = fitCanvas(this.canvas), theme = themeOf(stage.root), { knob, points } = this.swept;
    if (!width) return;
    const seen = points.flatMap((p) => LINES.map(([w]) => p[w])).filter(Number.isFinite), fine = ["fibre", "size", "strength"].includes(this.reading.block);
    const high = Math.max(fine ? 1.01 : this.reading.block === "hazard" ? 0.001 : 0.1, ...seen), low = fine ? Math.min(0.99, ...seen) : 0, unit = knob.unit.startsWith("of ") ? "" : t(knob.unit);
    const part = (v) => (unit ? number(v, 1) : `${Math.round(100 * v)} %`);
    this.area = plotArea(pen, width, height, {
      x: [knob.low, knob.high], y: [low, high + 0.12 * (high - low)], right: 66, xLabel: unit || " ", yFormat: this.reading.block === "hazard" ? this.reading.axis : this.reading.format, xFormat: unit ? null : part,
    }, theme);
    this.now(pen, knob, theme);
    LINES.forEach(([window, dash, colour]) => this.line(pen, window, dash, theme[colour]));
    this.names(pen, theme);
  }

  /** Where this patient stands. */
  now(pen, knob, theme) {
    const { sx, box } = this.area;
    pen.strokeStyle = theme.line;
    pen.lineWidth = 5;
    pen.beginPath();
    pen.moveTo(sx(knob.value), box.top);
    pen.lineTo(sx(knob.value), box.bottom);
    pen.stroke();
  }

  line(pen, window, dash, colour) {
    const { sx, sy } = this.area, known = this.swept.points.filter((p) => Number.isFinite(p[window]));
    pen.beginPath();
    known.forEach((p, k) => (k ? pen.lineTo(sx(p.value), sy(p[window])) : pen.moveTo(sx(p.value), sy(p[window]))));
    pen.strokeStyle = pen.fillStyle = colour;
    pen.lineWidth = dash.length ? 1.6 : 2.6;
    pen.setLineDash(dash);
    pen.stroke();
    pen.setLineDash([]);
    if (!dash.length) for (const p of known) {
      pen.beginPath();
      pen.arc(sx(p.value), sy(p[window]), 4.5, 0, 7);
      pen.fill();
    }
  }

  /** The names at the right end, pushed apart. */
  names(pen, theme) {
    const { sy, box } = this.area, last = this.swept.points.at(-1);
    if (!last) return;
    pen.font = font();
    pen.textAlign = "left";
    let free = box.top;
    for (const [window, , colour] of LINES.filter(([w]) => Number.isFinite(last[w])).sort((a, b) => last[b[0]] - last[a[0]])) {
      const y = Math.max(free, sy(last[window]) + scaled(4));
      pen.fillStyle = theme[colour];
      pen.fillText(t(window), box.right + 6, y);
      free = y + scaled(13);
    }
  }

  press(event) {
    if (!this.area) return;
    const x = event.clientX - this.canvas.getBoundingClientRect().left, away = (p) => Math.abs(this.area.sx(p.value) - x);
    const nearest = [...this.swept.points].sort((a, b) => away(a) - away(b))[0];
    if (nearest && away(nearest) < NEAR_PX) this.turn(this.swept.knob.name, nearest.value);
  }
}
