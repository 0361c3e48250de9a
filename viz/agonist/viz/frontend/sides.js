// What the lesson proposes, side by side: every row is a whole life with the same chances, told by the lesson's first reading.
import { t } from "./speech.js";
import { calmly } from "./calm.js";
import { el, fitCanvas, themeOf, font, scaled, letters, number } from "./util.js";
import { readingOf, FINE } from "./readings.js";

const AS_IT_STANDS = -1;
export const WINDOWS = ["before", "during", "after"];

export class Sides {
  /** `names` by place; `ask()` lives them all, `live(place)` lives one of them on the stage. */
  constructor(names, ask, live) {
    Object.assign(this, { names, live });
    this.rows = el("div", { class: "ag-sides" });
    this.title = el("figcaption", {}, "");
    this.note = el("p", { class: "ag-note", "aria-live": "polite" }, "");
    this.large = el("button", { class: "ag-quiet ag-sides-large", "aria-pressed": "false", onclick: () => this.enlarge() }, "Large");
    this.figure = el("figure", { class: "ag-figure ag-sides-figure", hidden: true, tabindex: "-1", onkeydown: (event) => this.key(event) }, el("div", { class: "ag-sides-head" }, this.title, this.large), this.rows, this.note);
    this.root = el("div", {}, el("p", {}, "Every proposal is lived to the end, with the same chances. Say first which comes out on top."),
      el("button", { class: "ag-primary", onclick: ask }, "Live them all"), this.figure);
    this.sizes = new ResizeObserver(() => this.draw());
    this.sizes.observe(this.rows);
  }

  close() {
    this.sizes.disconnect();
  }

  /** As large as the window, for the last row; Escape ends it. */
  enlarge(on = !this.figure.classList.contains("ag-sides-whole")) {
    this.figure.classList.toggle("ag-sides-whole", on);
    this.large.setAttribute("aria-pressed", String(on));
    this.large.textContent = t(on ? "Leave" : "Large");
    this.draw();
  }

  key(event) {
    if (event.key !== "Escape" || !this.figure.classList.contains("ag-sides-whole")) return;
    event.stopPropagation();
    this.enlarge(false);
  }

  /** `told`: {text, points, whole}; nothing is shown without it. When all are known the best by the reading stands first. */
  show(told) {
    const stage = window.agonistStage, run = stage?.run;
    this.reading = told && run ? readingOf(run, told.text, stage.watch ?? stage.task) : null;
    this.figure.hidden = !this.reading;
    if (!this.reading) return;
    const { points, whole } = told, all = whole && points.length === whole;
    this.points = points.filter((p) => p.curve && (p.value in this.names));
    if (all) this.points.sort((a, b) => (b.after ?? -1) - (a.after ?? -1));
    this.windows = stage.windows || {};
    this.horizon = stage.horizon;
    this.title.textContent = this.reading.label;
    this.note.textContent = all ? this.told() : t("{done} of {whole} lives", { done: points.length, whole: whole || "…" });
    calmly(this.rows, () => this.rows.replaceChildren(this.axisOf(), ...this.points.map((p) => this.row(p))));
    this.draw();
  }

  /** How the rows are to be read, and where they do not begin at 0. */
  told() {
    const [low, high] = this.range(), said = t("The highest afterwards stands first. The thin line is the value before. Press one to live it on the stage.");
    return low > 0 ? `${said} ${t("Every row goes from {low} to {high}.", { low: this.reading.format(low), high: this.reading.format(high) })}` : said;
  }

  row(point) {
    const said = this.reading.format, name = this.names[point.value];
    const told = WINDOWS.filter((w) => Number.isFinite(point[w])).map((w) => `${t(w)} ${said(point[w])}`).join(", ");
    return el("button", { class: `ag-sides-row${point.value === AS_IT_STANDS ? " ag-sides-usual" : ""}`, "data-key": `side ${point.value}`, "data-place": String(point.value), "aria-label": `${name}: ${told}`, onclick: () => this.live(point.value) },
      el("span", { class: "ag-sides-name" }, document.createTextNode(name)), el("canvas", { "aria-hidden": "true" }), el("b", {}, said(point.after ?? NaN)));
  }

  /** The names of the spans above the lines, and of what the numbers at the right are. */
  axisOf() {
    return el("div", { class: "ag-sides-axis", "aria-hidden": "true" }, el("canvas", {}), el("span", {}, "after"));
  }

  /** One scale for all of them: only so can they be held against each other. */
  range() {
    // what changes little is drawn near the healthy value
    const seen = this.points.flatMap((p) => p.curve);
    const [low, high] = [Math.min(...seen), Math.max(...seen)], room = 0.08 * (high - low || 0.1);
    return this.near(low, high) ? [low - room, high + room] : [Math.min(0, low), high + room];
  }

  /** Whether the lives differ so little that a scale from 0 would hide it. */
  near(low, high) {
    return FINE.includes(this.reading.block) || low > 0.5 * high;
  }

  draw() {
    if (!this.points?.length || !this.rows.clientWidth) return;
    const theme = themeOf(this.root.closest(".ag-lesson")), y = this.range();
    letters.saved = letters.px;
    if (this.figure.classList.contains("ag-sides-whole")) letters.px = 20;
    this.rows.querySelectorAll(".ag-sides-row canvas").forEach((canvas, k) => this.line(canvas, this.points[k], y, theme));
    this.scale(this.rows.querySelector(".ag-sides-axis canvas"), theme);
    letters.px = letters.saved;
  }

  line(canvas, point, [low, high], theme) {
    const { pen, width, height } = fitCanvas(canvas), sx = (day) => (day / this.horizon) * width, sy = (v) => height - 3 - ((v - low) / (high - low)) * (height - 6);
    this.spans(pen, point.marks || [], sx, height, theme);
    if (Number.isFinite(point.before)) this.level(pen, sy(point.before), width, theme);
    const days = point.curve.map((_, k) => ((k + 0.5) / point.curve.length) * this.horizon);
    pen.beginPath();
    point.curve.forEach((v, k) => (k ? pen.lineTo(sx(days[k]), sy(v)) : pen.moveTo(sx(0), sy(v))));
    pen.strokeStyle = theme.accent;
    pen.lineWidth = height > 60 ? 3.4 : 2.2;
    pen.lineJoin = "round";
    pen.stroke();
  }

  level(pen, y, width, theme) {
    pen.beginPath();
    pen.moveTo(0, y);
    pen.lineTo(width, y);
    pen.strokeStyle = theme.soft;
    pen.lineWidth = 1;
    pen.stroke();
  }

  /** When something happens in this life. */
  spans(pen, marks, sx, height, theme) {
    pen.fillStyle = theme.fluid;
    pen.globalAlpha = 0.2;
    for (const [from, until] of marks.filter(([day]) => day <= this.horizon)) pen.fillRect(sx(from), 0, Math.max(1.5, sx(Math.min(until, this.horizon)) - sx(from)), height);
    pen.globalAlpha = 1;
  }

  /** The spans that are read, and their names, each pushed into the picture, none over another. */
  scale(canvas, theme) {
    const { pen, width, height } = fitCanvas(canvas), sx = (day) => (day / this.horizon) * width;
    pen.font = font();
    pen.fillStyle = theme.soft;
    pen.textAlign = "left";
    for (const [from, until] of Object.values(this.windows)) pen.fillRect(sx(from), height - 3, Math.max(2, sx(until) - sx(from)), 3);
    let free = 0;
    const spans = WINDOWS.filter((w) => this.windows[w]).map((w) => [t(w), (this.windows[w][0] + this.windows[w][1]) / 2]);
    const rest = spans.map(([text]) => pen.measureText(text).width);
    spans.forEach(([text, middle], k) => {
      const after = rest.slice(k + 1).reduce((sum, w) => sum + w + scaled(6), 0);
      const x = Math.max(free, Math.min(sx(middle) - rest[k] / 2, width - rest[k] - after));
      pen.fillText(text, x, height - scaled(6));
      free = x + rest[k] + scaled(6);
    });
    canvas.title = `0–${number(this.horizon, 0)} ${t("days")}`;
  }
}
