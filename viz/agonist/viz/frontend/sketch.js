// The student's own curve: drawn before the run, and the life beside it as it is lived.
import { t } from "./speech.js";
import { el, fitCanvas, percent, clamp, themeOf, decimal } from "./util.js";
import { plotArea } from "./charts.js";
import { readingOf, readAt } from "./readings.js";

const STROKES = 40;

export class Sketch {
  /** `memo` keeps the curve; `save` is called when it has changed; `reading` names what is drawn. */
  constructor(memo, save, reading) {
    this.memo = memo;
    this.save = save;
    this.text = reading;
    this.memo.curve ||= [];
    this.column = 0;
    this.canvas = el("canvas", {
      class: "ag-chart ag-sketch", tabindex: "0", role: "application", "aria-label": "Draw the curve that you expect. With the keyboard: left and right move, up and down raise and lower.",
      onpointerdown: (e) => this.down(e), onkeydown: (e) => this.key(e),
    });
    this.said = el("p", { class: "ag-note", "aria-live": "polite" });
    this.title = el("figcaption", {}, "");
    this.clear = el("button", { class: "ag-quiet", onclick: () => this.wipe() }, "wipe my line");
    this.root = el("figure", { class: "ag-figure" }, this.title, this.canvas, el("div", { class: "ag-row" }, this.said, this.clear));
    this.timer = setInterval(() => this.draw(), 300);
  }

  get stage() {
    return window.agonistStage;
  }

  close() {
    clearInterval(this.timer);
  }

  wipe() {
    this.memo.curve = [];
    this.changed();
  }

  changed() {
    this.save();
    this.key_ = "";
    this.draw();
  }

  /** The value range: what the reading starts from is well inside, and so is what has been lived and drawn. */
  range(first, lived) {
    const [low, high] = this.asked(first), known = [...lived, ...this.memo.curve].filter(Number.isFinite);
    const [least, most] = [Math.min(low, ...known), Math.max(high, ...known)];
    return [least < low ? Math.max(0, least - 0.03 * (most - least)) : low, most > high ? most + 0.03 * (most - least) : high];
  }

  asked(first) {
    if (this.reading.block === "hazard") return [0, Math.max(0.002, 4 * first)];
    return this.reading.block === "fibre" ? [0.85, 1.1] : this.reading.block === "share" ? [0, Math.min(1, Math.max(0.2, first * 2.2))] : [0.3, 1.4];
  }

  put(column, value) {
    this.memo.curve[column] = clamp(value, this.y[0], this.y[1]);
  }

  down(event) {
    if (!this.area) return;
    let last = null;
    const move = (e) => {
      const bounds = this.canvas.getBoundingClientRect(), { box } = this.area;
      const column = Math.round(clamp((e.clientX - bounds.left - box.left) / (box.right - box.left), 0, 1) * (STROKES - 1));
      const value = this.y[0] + (1 - clamp((e.clientY - bounds.top - box.top) / (box.bottom - box.top), 0, 1)) * (this.y[1] - this.y[0]);
      const [from, old] = last || [column, value];
      for (let k = Math.min(from, column); k <= Math.max(from, column); k++) this.put(k, from === column ? value : old + ((value - old) * (k - from)) / (column - from));
      last = [column, value];
      this.changed();
    };
    event.preventDefault();
    this.canvas.focus();
    this.canvas.setPointerCapture(event.pointerId);
    move(event);
    this.canvas.addEventListener("pointermove", move);
    this.canvas.addEventListener("pointerup", () => this.canvas.removeEventListener("pointermove", move), { once: true });
  }

  key(event) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!step || !this.y) return;
    event.preventDefault();
    event.stopPropagation();
    const here = this.memo.curve[this.column] ?? this.start;
    this.column = clamp(this.column + 2 * step[0], 0, STROKES - 1);
    const value = here + (step[1] * (this.y[1] - this.y[0])) / 20;
    for (let k = Math.max(0, this.column - (step[0] > 0 ? 1 : 0)); k <= this.column; k++) this.put(k, value);
    this.said.textContent = `${t("day")} ${Math.round((this.column / (STROKES - 1)) * this.stage.horizon)}: ${this.reading.format(value)}`;
    this.changed();
  }

  draw() {
    const stage = this.stage, run = stage?.run;
    if (!run?.count || !this.canvas.clientWidth) return;
    this.reading = readingOf(run, this.text, stage.watch ?? stage.task);
    this.root.hidden = !this.reading;
    if (!this.reading) return;
    const key = `${run.edge}|${stage.day}|${this.canvas.clientWidth}|${stage.root.className}|${run.label}`;
    if (key === this.key_) return;
    this.key_ = key;
    this.paint(stage, run);
  }

  paint(stage, run) {
    const { pen, width, height } = fitCanvas(this.canvas), theme = themeOf(stage.root), horizon = stage.horizon;
    this.start = readAt(run, this.reading, run.first);
    if (!Number.isFinite(this.start)) this.start = run.value(0, this.reading.block, this.reading.item);
    const days = run.beats.map((i) => run.time(i)).filter((day) => day <= Math.min(stage.day, horizon));
    const lived = days.map((day) => [day, readAt(run, this.reading, day)]);
    this.y = this.range(this.start, lived.map(([, value]) => value));
    this.title.textContent = t("Draw what you expect: {reading}", { reading: this.reading.label });
    this.canvas.dataset.most = this.y[1];
    this.area = plotArea(pen, width, height, { x: [0, horizon], y: this.y, right: 48, xUnit: "days", yFormat: this.reading.axis }, theme);
    const { sx, sy, box } = this.area;
    this.spans(pen, run, horizon, theme);
    const trace = (points, colour, dash) => {
      pen.beginPath();
      let open = false;
      for (const [x, y] of points) {
        if (!Number.isFinite(y)) continue;
        if (open) pen.lineTo(sx(x), clamp(sy(y), box.top, box.bottom));
        else pen.moveTo(sx(x), clamp(sy(y), box.top, box.bottom));
        open = true;
      }
      pen.strokeStyle = colour;
      pen.lineWidth = 2.4;
      pen.setLineDash(dash);
      pen.stroke();
      pen.setLineDash([]);
    };
    const day = (k) => (k / (STROKES - 1)) * horizon;
    trace(Array.from({ length: STROKES }, (_, k) => [day(k), this.memo.curve[k]]), theme.warm, [7, 4]);
    trace(lived, theme.accent, []);
    this.tell(run, stage, day);
  }

  spans(pen, run, horizon, theme) {
    const { sx, box } = this.area;
    pen.fillStyle = theme.fluid;
    pen.globalAlpha = 0.14;
    for (const mark of run.marks.filter((m) => m.day <= horizon)) {
      const until = Math.min(mark.until ?? mark.day, horizon);
      pen.fillRect(sx(mark.day), box.top, Math.max(1.5, sx(until) - sx(mark.day)), box.bottom - box.top);
    }
    pen.globalAlpha = 1;
  }

  /** How far the drawn line was from the life, once it has been lived. */
  tell(run, stage, day) {
    const drawn = this.memo.curve.map((v, k) => [v, k]).filter(([v, k]) => Number.isFinite(v) && day(k) <= stage.day);
    this.clear.hidden = !this.memo.curve.some(Number.isFinite);
    if (!this.memo.curve.some(Number.isFinite)) this.said.textContent = t("Broken line: yours. Full line: this life, as it is lived.");
    else if (stage.day >= stage.horizon - 0.5 && drawn.length) {
      const off = drawn.reduce((sum, [v, k]) => sum + Math.abs(v - readAt(run, this.reading, day(k))), 0) / drawn.length;
      this.said.textContent = t("Your line was {points} points off on average.", { points: this.reading.block === "fibre" ? decimal((100 * off).toFixed(1)) : Math.round(100 * off) });
    }
  }
}
