// How the stage is laid out: the elements and where they stand.
import { said } from "./speech.js";
import { el, PAINTS, decimal } from "./util.js";
import { TimeChart, shareSeries, effortSeries, nerveSeries, tissueSeries, percent } from "./charts.js";
import { Onsets, Weights, Curve, Assessment, Details } from "./moments.js";
import { Portrait } from "./portrait.js";
import { Transport } from "./transport.js";
import { Touch } from "./touch.js";

/** Per cent with one digit: tissue changes slowly. */
const fine = (value) => (Number.isFinite(value) ? `${decimal((value * 100).toFixed(1))} %` : "–");

/** Builds the elements of a stage and hangs them on it. */
export function layOut(stage) {
    const choose = (index) => stage.choose(index);
    const seek = (day) => stage.seek(day);
    stage.status = el("div", { class: "ag-status", role: "status", "aria-live": "polite" });
    stage.transport = new Transport(stage, stage.host.live);
    stage.share = new TimeChart({ title: "Who does the work: share of the task", series: shareSeries, most: 1, format: percent, seek, css: "ag-share", windows: true });
    stage.effort = new TimeChart({ title: "Effort, and what the greatest effort reaches", series: effortSeries, least: 1.08, format: percent, seek, css: "ag-low" });
    stage.muscle = new TimeChart({ title: "What the nerves do with the chosen muscle", series: nerveSeries, least: 1.08, format: percent, seek });
    stage.tissue = new TimeChart({ title: "What the muscle itself is, against a healthy one", series: tissueSeries, near: [0.94, 1.06], format: fine, seek });
    stage.now = el("div", { class: "ag-note ag-now", "aria-live": "polite" });
    stage.share.canvas.before(stage.now);
    stage.tabs = {
      muscle: ["Nerve", stage.muscle], tissue: ["Tissue", stage.tissue], onset: ["Onset", new Onsets()], weights: ["Weights", new Weights()], curve: ["Torque", new Curve()],
      portrait: ["Portrait", new Portrait()], details: ["Muscle", new Details(choose)], assess: ["Assess", new Assessment()],
    };
    stage.picker = el("select", { "aria-label": "Task shown", onchange: () => stage.look({ task: Number(stage.picker.value) }) });
    stage.painter = el("select", { "aria-label": "Colour of the muscles", onchange: () => stage.look({ paint: stage.painter.value }) },
      Object.entries(PAINTS).map(([key, { label }]) => el("option", { value: key }, label)));
    stage.viewer = el("select", { "aria-label": "View", onchange: () => stage.open(stage.viewer.value) },
      Object.entries(stage.tabs).map(([key, [name]]) => el("option", { value: key }, name)));
    stage.pictured = el("select", { "aria-label": "Picture", onchange: () => stage.picture(stage.pictured.value) },
      [["both", "body and graph"], ["body", "body"], ["front", "front of the body"], ["back", "back of the body"], ["graph", "graph"]].map(([value, name]) => el("option", { value }, name)));
    stage.allLinks = el("input", { type: "checkbox", onchange: () => (stage.dirty = true) });
    const links = el("label", { class: "ag-inline ag-all-links" }, stage.allLinks, el("span", {}, "all links"));
    stage.headline = el("p", { class: "ag-headline" });
    stage.bodyBox = el("div", { class: "ag-body-box" });
    stage.graphBox = el("div", { class: "ag-graph-outer" });
    stage.legend = el("div", { class: "ag-legend" });
    stage.tabBox = el("div", { class: "ag-tab-box" });
    stage.tabBar = el("div", { class: "ag-tabs", role: "tablist", "aria-label": "Views", onkeydown: (event) => walkTabs(stage, event) }, Object.entries(stage.tabs).map(([key, [name]]) =>
      el("button", { role: "tab", "data-tab": key, "aria-selected": "false", onclick: () => stage.open(key) }, name)));
    stage.title = el("h2", { class: "ag-title" }, "");
    stage.compareKey = el("p", { class: "ag-note ag-compare" });
    const head = el("div", { class: "ag-head" }, stage.title,
      el("label", { class: "ag-inline" }, el("span", {}, "task"), stage.picker), el("label", { class: "ag-inline ag-colour-choice" }, el("span", {}, "colour"), stage.painter),
      el("label", { class: "ag-inline ag-picture-choice" }, el("span", {}, "picture"), stage.pictured), el("label", { class: "ag-inline ag-view-choice" }, el("span", {}, "view"), stage.viewer), el("span", { class: "ag-gap" }), links);
    const save = el("div", { class: "ag-save" }, ["PNG", "SVG"].map((kind) => el("button", { class: "ag-quiet", onclick: () => stage.save(kind), "aria-label": `save ${kind}`, title: `save ${kind}` }, said(kind))));
    stage.hand = new Touch((word, muscle) => stage.host.send({ k: "touch", word, muscle }));
    const left = el("section", { class: "ag-card ag-picture", "aria-label": "Body and graph" }, head, stage.hand.root, el("div", { class: "ag-both" }, stage.bodyBox, stage.graphBox), stage.legend);
    const right = el("section", { class: "ag-card ag-views", "aria-label": "Charts" }, save, stage.share.root, stage.compareKey, stage.effort.root, stage.tabBar, stage.tabBox);
    // the bar of time first: whoever comes by keyboard is at Play after a few stops; the sheet puts it below
    stage.root.append(stage.headline, stage.transport.root, el("div", { class: "ag-columns" }, left, right));
    stage.open("muscle");
    stage.empty = el("div", { class: "ag-empty" }, "Preparing the patient …");
    stage.root.prepend(stage.empty);
    stage.showLegend();
}

/** Arrow keys go from view to view. */
function walkTabs(stage, event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  event.stopPropagation();
  const keys = Object.keys(stage.tabs), to = keys[(keys.indexOf(stage.tab) + step + keys.length) % keys.length];
  stage.open(to);
  stage.tabBar.querySelector(`[data-tab="${to}"]`).focus();
}
