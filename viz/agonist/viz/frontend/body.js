// The drawing of the body, front and back: skeleton, muscles in layers with fibres and tendons, names on leader lines.
import { t } from "./speech.js";
import { svg, words, paint, percent } from "./util.js";
import { SKIN, ARM, BONES, ARM_BONES, JOINTS } from "./anatomy.js";
import { MUSCLES } from "./muscles.js";
import { closedPath, strip, regionOf, heightsOf, reachesArm } from "./shapes.js";
import { arrange, writeNames } from "./names.js";

const SIDES = ["left", "right"];
const HALF_SHOWN = { legs: 46, arms: 62 }; // units on each side of the midline
const FAR_SHOWN = { legs: 9, arms: 20 }; // of the side that is not modelled, where the other one takes the room: the column, and no more of a leg
const AROUND = [18, 16], LEAST = 190; // units above and below what is shown, and its least height

/** Anatomical right is the viewer's left in front, the viewer's right from behind. */
export function flip(view, side) {
  return (view === "front") === (side === "right") ? -1 : 1;
}

const mirrored = (points, sign) => points.map(([x, y]) => [sign * x, y]);
const lineOf = (points) => `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}`;

export class Body {
  constructor(topology, choose) {
    this.topology = topology;
    this.choose = choose;
    this.regions = [];
    this.joints = [];
    this.named = this.face = ""; // front or back alone, where it was asked for
    this.root = svg("svg", { class: "ag-body", role: "group", "aria-label": "Body, front and back" });
    this.crop(topology);
    this.figures = ["front", "back"].map((view) => this.figure(view));
    this.writing = svg("g", { class: "ag-names", "aria-hidden": "true" });
    const half = HALF_SHOWN[this.arms ? "arms" : "legs"], far = this.oneSided ? this.far : half;
    this.windows = ["front", "back"].map((view) => svg("rect", { x: view === "front" ? -half : -far, width: half + far }));
    this.root.append(...this.windows.map((window, k) => svg("clipPath", { id: `ag-body-window-${k}` }, window)), ...this.figures, this.writing);
    this.elsewhere = topology.muscles.map((muscle, index) => ({ muscle, index })).filter(({ muscle }) => !regionOf(muscle.name)).map((found) => this.stranger(found));
    this.root.append(...this.elsewhere.map((s) => s.group));
  }

  figure(view) {
    const group = svg("g", { "clip-path": `url(#ag-body-window-${view === "front" ? 0 : 1})`, "data-view": view });
    group.append(...this.skin(), ...this.bones(view));
    const shapes = Object.entries(MUSCLES[view]), drawn = this.topology.muscles.map((muscle, index) => ({ muscle, index, region: regionOf(muscle.name) }));
    const of = (region, side) => drawn.filter((d) => d.region === region && (d.muscle.side || side) === side), modelled = (side) => drawn.some((d) => d.muscle.side === side);
    for (const [region, shape] of shapes.filter(([r, s]) => !s.deep && this.shows(r)))
      for (const side of SIDES) if (modelled(side) && !of(region, side).length) group.append(svg("path", { d: strip(shape, flip(view, side)).whole, class: "ag-idle" }));
    for (const [region, shape] of shapes)
      for (const side of SIDES) if (of(region, side).length) group.append(this.region(view, side, region, shape, of(region, side)));
    for (const [index, joint] of this.topology.joints.entries()) this.joint(group, view, joint, index);
    return group;
  }

  /** Whether a muscle that is not in the model belongs to the picture. */
  shows(region) {
    return this.arms || !reachesArm(region);
  }

  skin() {
    const body = [...SKIN, ...mirrored(SKIN.slice(1, -1), -1).reverse()];
    return [...(this.arms ? [-1, 1].map((sign) => closedPath(mirrored(ARM, sign))) : []), closedPath(body)].map((d) => svg("path", { d, class: "ag-skin" }));
  }

  bones(view) {
    const { closed, holes, lines } = BONES[view], found = [];
    for (const [name, shapes] of Object.entries(closed)) {
      if (ARM_BONES.has(name) && !this.arms) continue;
      const gap = name === "hip" ? holes : [];
      for (const sign of [-1, 1]) found.push(svg("path", { d: [...shapes, ...gap].map((p) => closedPath(mirrored(p, sign))).join(""), class: "ag-bone", "fill-rule": gap.length ? "evenodd" : "nonzero" }));
    }
    const ribs = [-1, 1].flatMap((sign) => lines.map((p) => lineOf(mirrored(p, sign)))).join("");
    return [svg("path", { d: ribs, class: "ag-rib" }), ...found];
  }

  region(view, side, region, shape, found) {
    const name = words(found[0].muscle.name), parts = strip(shape, flip(view, side));
    const path = svg("path", { d: parts.belly, class: "ag-region" }), title = svg("title", {}, name);
    const group = svg("g", { class: `ag-muscle${shape.deep ? " ag-deep" : ""}`, tabindex: this.regions.length ? "-1" : "0", role: "button", "data-muscle": found[0].muscle.name },
      title, svg("path", { d: parts.tendons, class: "ag-tendon" }), path, svg("path", { d: parts.fibres, class: "ag-fibres" }),
      parts.bands ? svg("path", { d: parts.bands, class: "ag-bands" }) : null, svg("path", { d: parts.whole, class: "ag-rim" }));
    const pick = () => this.choose(found[0].index);
    group.addEventListener("click", pick);
    group.addEventListener("keydown", (event) => {
      this.walk(event, group);
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      pick();
    });
    this.regions.push({ group, path, title, name, view, side, region, deep: Boolean(shape.deep), middle: parts.middle, members: found.map((f) => f.index), last: "" });
    return group;
  }

  /** A muscle that the drawing has no shape for: a spindle with its name, in a row under the figures. */
  stranger({ muscle, index }) {
    const path = svg("path", { d: "M-9 0Q0 -5 9 0Q0 5 -9 0Z", class: "ag-region" }), text = svg("text", { class: "ag-name" }, words(muscle.name)), title = svg("title", {}, words(muscle.name));
    const group = svg("g", { class: "ag-muscle", tabindex: this.regions.length ? "-1" : "0", role: "button", "data-muscle": muscle.name, onclick: () => this.choose(index) }, title, path, text);
    this.regions.push({ group, path, title, name: words(muscle.name), view: "", deep: false, members: [index], last: "" });
    return { group, text, index };
  }

  /** Arrow keys go from muscle to muscle. */
  walk(event, group) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const at = this.regions.findIndex((r) => r.group === group), next = this.regions[(at + step + this.regions.length) % this.regions.length].group;
    group.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  }

  joint(group, view, joint, index) {
    const at = JOINTS[joint.name.replace(/_(right|left)$/, "")];
    if (!at) return;
    const ring = svg("circle", { cx: at[0] * flip(view, joint.side || "right"), cy: at[1], r: 0, class: "ag-joint" }, svg("title", {}, words(joint.name)));
    group.append(ring);
    this.joints.push({ ring, index });
  }

  /** The part of the body that the run is about, with some of its surroundings. */
  crop(topology) {
    const heights = topology.muscles.map((m) => regionOf(m.name)).filter(Boolean).flatMap(heightsOf);
    if (!heights.length) heights.push(12, 431);
    const top = Math.max(4, Math.min(...heights) - AROUND[0]), bottom = Math.min(436, Math.max(...heights) + AROUND[1]);
    this.height = Math.max(LEAST, bottom - top);
    this.top = Math.max(4, Math.min(top - (this.height - (bottom - top)) / 2, 436 - this.height));
    this.arms = topology.muscles.map((m) => regionOf(m.name)).filter(Boolean).some(reachesArm);
    this.oneSided = topology.muscles.every((m) => m.side === "right"); // its side has the room
    this.far = FAR_SHOWN[this.arms ? "arms" : "legs"];
  }

  /** From where a muscle is seen. */
  faceOf(index) {
    return this.regions.find((r) => r.members.includes(index))?.view || "back";
  }

  /** Names and leader lines for a box of so many pixels: anew when the box, the letters or the chosen muscle have changed. */
  fit(state, letters) {
    const width = this.root.clientWidth, height = this.root.clientHeight;
    const key = [width, height, letters, state.chosen, state.task, this.face].join();
    if (!width || !height || key === this.named) return;
    this.named = key;
    const plan = arrange(this, state, { width, height, letters });
    this.root.setAttribute("viewBox", `0 0 ${plan.width.toFixed(1)} ${plan.height.toFixed(1)}`);
    this.figures.forEach((figure, k) => {
      figure.setAttribute("transform", `translate(${plan.figures[k].map((v) => v.toFixed(1)).join(" ")})`);
      figure.style.display = plan.faces.includes(k) ? "" : "none";
    });
    for (const window of this.windows) {
      window.setAttribute("y", plan.shown.top);
      window.setAttribute("height", plan.shown.height);
    }
    writeNames(this, plan);
  }

  draw(state, letters = 11) {
    this.fit(state, letters);
    for (const region of this.regions) {
      const values = region.members.map((i) => state.muscle(state.paint, i)), value = values.reduce((a, b) => a + b, 0) / values.length;
      const colour = paint(state.paint, value, state.theme.dark), chosen = region.members.includes(state.chosen), key = colour + chosen;
      if (key === region.last) continue;
      region.last = key;
      region.path.style.fill = colour;
      region.group.classList.toggle("ag-chosen", chosen);
    }
    const deep = this.regions.some((r) => r.deep && r.members.includes(state.chosen));
    if (deep !== this.deep) this.root.classList.toggle("ag-see-deep", (this.deep = deep));
    for (const { ring, index } of this.joints) {
      const fluid = state.joint("effusion_ml", index), pain = state.joint("pain", index);
      ring.setAttribute("r", fluid > 0.5 || pain > 0.02 ? (2.5 + Math.sqrt(Math.max(0, fluid)) * 0.9).toFixed(1) : "0");
      ring.classList.toggle("ag-painful", pain > 0.5);
    }
  }

  /** Numbers into the titles; called when the picture rests, not at every frame. */
  tell(state) {
    for (const region of this.regions) {
      const i = region.members[0];
      const text = `${region.name}${region.deep ? ` (${t("deep")})` : ""}: ${t("activation")} ${percent(state.muscle("activation", i))}, ${t("excitability")} ` +
        `${percent(state.muscle("excitability", i))}, ${t("fatigue")} ${percent(state.muscle("fatigued", i))}`;
      region.title.textContent = text;
      region.group.setAttribute("aria-label", text);
    }
  }
}
