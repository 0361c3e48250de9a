// The map of a sweep: two axes, one colour, every cell a button.
import { t } from "./speech.js";
import { calmly } from "./calm.js";
import { el, decimal, gradient, paintBetween } from "./util.js";

const fixed = (value, digits) => (typeof value === "number" ? decimal(value.toFixed(digits)) : String(value));

const FEW = 7; // columns whose cells have room for a number

export class Heat {
  constructor(send) {
    this.send = send;
    this.root = el("section", { class: "ag-lesson ag-heat", "aria-label": "Map of a sweep" });
  }

  show(heat, dark) {
    const known = heat.values.flat().filter((v) => v != null);
    const low = Math.min(...known), high = Math.max(...known);
    const said = el("p", { class: "ag-said", "aria-live": "polite" }, "");
    const rows = heat.values.map((row, j) => el("div", { class: "ag-heat-row" },
      el("span", { class: "ag-heat-name" }, fixed(heat.y[j], heat.y_digits)), row.map((value, i) => this.cell(heat, value, i, j, [low, high], dark, said)))).reverse();
    const feet = el("div", { class: "ag-heat-row" }, el("span", { class: "ag-heat-name" }), heat.x.map((v, i) =>
      el("span", { class: "ag-heat-foot" }, i % Math.ceil(heat.x.length / 6) ? "" : fixed(v, heat.x_digits))));
    const marks = [0, 0.25, 0.5, 0.75, 1].map((part) => el("span", {}, fixed(low + part * (high - low), heat.digits)));
    calmly(this.root, () => this.root.replaceChildren(el("p", { class: "ag-ask" }, heat.measure), el("p", { class: "ag-note" }, heat.y_label), ...rows, feet,
      el("p", { class: "ag-note ag-right-text" }, heat.x_label),
      el("div", { class: "ag-legend" }, el("span", { class: "ag-scale ag-heat-scale" }, el("i", { class: "ag-ramp", style: `background:${gradient("activation", dark)}` }),
        el("span", { class: "ag-scale-marks" }, marks))), said));
  }

  cell(heat, value, i, j, [low, high], dark, said) {
    const part = value == null ? 0 : (value - low) / (high - low || 1);
    const text = `${fixed(heat.x[i], heat.x_digits)}, ${fixed(heat.y[j], heat.y_digits)}: ${value == null ? t("no run yet") : fixed(value, heat.digits)}`;
    const show = () => (said.textContent = text);
    return el("button", {
      class: "ag-cell", title: text, "aria-label": text, disabled: value == null, onmouseenter: show, onfocus: show,
      style: value == null ? "" : `background:${paintBetween(part, dark)}`,
      onclick: () => this.send({ k: "cell", x: i, y: j }),
    }, value == null || heat.x.length > FEW || heat.y.length > 2 * FEW ? null : el("span", { class: part > 0.5 !== dark ? "ag-on-dark" : "ag-on-light" }, fixed(value, heat.digits)));
  }
}
