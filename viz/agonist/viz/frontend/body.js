// The drawing of the body, front and back: one region per muscle, coloured like the graph.
import { svg, words, paint, percent } from "./util.js";
import { OUTLINE, FRONT, BACK, DEEP, JOINTS, closedPath, regionOf } from "./shapes.js";

const CENTRES = { front: 82, back: 246 };

/** Anatomical right is the viewer's left in front, the viewer's right from behind. */
function flip(view, side) {
  return (view === "front") === (side === "right") ? -1 : 1;
}

export class Body {
  constructor(topology, choose) {
    this.choose = choose;
    this.regions = [];
    this.joints = [];
    this.root = svg("svg", { viewBox: "0 0 328 452", class: "ag-body", role: "group", "aria-label": "Body, front and back" });
    for (const view of ["front", "back"]) this.root.append(this.figure(view, topology));
    this.crop(topology);
  }

  figure(view, topology) {
    const group = svg("g", { transform: `translate(${CENTRES[view]} 8)` });
    const outline = [...OUTLINE, ...OUTLINE.slice(1, -1).reverse().map(([x, y]) => [-x, y])];
    group.append(svg("path", { d: closedPath(outline), class: "ag-skin" }));
    const shapes = view === "front" ? FRONT : BACK;
    const drawn = topology.muscles.map((muscle, index) => ({ muscle, index, region: regionOf(muscle.name) }));
    for (const [region, points] of Object.entries(shapes)) {
      for (const side of ["right", "left"]) {
        const found = drawn.filter((d) => d.region === region && (d.muscle.side || side) === side);
        group.append(this.region(view, side, region, points, found));
      }
    }
    for (const [index, joint] of topology.joints.entries()) this.joint(group, view, joint, index);
    group.append(svg("text", { x: 0, y: 442, class: "ag-figure-name" }, view));
    for (const [side, sign] of [["R", flip(view, "right")], ["L", flip(view, "left")]])
      group.append(svg("text", { x: 74 * sign, y: 30, class: "ag-figure-side" }, side));
    return group;
  }

  region(view, side, region, points, found) {
    const path = svg("path", {
      d: closedPath(points.map(([x, y]) => [x * flip(view, side), y])),
      class: `ag-region${DEEP.has(region) ? " ag-deep" : ""}${found.length ? "" : " ag-idle"}`,
    });
    if (!found.length) return path;
    const name = words(found[0].muscle.name);
    path.setAttribute("tabindex", this.regions.length ? "-1" : "0"); // one stop for all; the arrows go on from there
    path.setAttribute("role", "button");
    path.setAttribute("data-muscle", found[0].muscle.name);
    const title = svg("title", {}, name);
    path.append(title);
    const pick = () => this.choose(found[0].index);
    path.addEventListener("click", pick);
    path.addEventListener("keydown", (event) => {
      this.walk(event, path);
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      pick();
    });
    this.regions.push({ path, title, name, members: found.map((f) => f.index), last: "" });
    return path;
  }

  /** Arrow keys go from muscle to muscle. */
  walk(event, path) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const at = this.regions.findIndex((r) => r.path === path), next = this.regions[(at + step + this.regions.length) % this.regions.length].path;
    path.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  }

  joint(group, view, joint, index) {
    const place = JOINTS[joint.name.replace(/_(right|left)$/, "")];
    if (!place) return;
    const x = place[0] * flip(view, joint.side || "right");
    const ring = svg("circle", { cx: x, cy: place[1], r: 3, class: "ag-joint" }, svg("title", {}, words(joint.name)));
    group.append(ring);
    this.joints.push({ ring, index });
  }

  /** Shows the part of the body that the run is about, with some of its surroundings. */
  crop(topology) {
    const heights = topology.muscles.map((m) => regionOf(m.name)).filter(Boolean)
      .flatMap((region) => (BACK[region] || FRONT[region]).map((p) => p[1]));
    if (!heights.length) return;
    const top = Math.max(0, Math.min(...heights) - 46), bottom = Math.min(452, Math.max(...heights) + 60);
    const height = Math.max(230, bottom - top);
    this.top = Math.min(top, 452 - height);
    this.root.setAttribute("viewBox", `0 ${this.top} 328 ${height}`);
    for (const text of this.root.querySelectorAll(".ag-figure-name")) text.setAttribute("y", this.top + height - 14);
    for (const text of this.root.querySelectorAll(".ag-figure-side")) text.setAttribute("y", this.top + 12);
  }

  draw(state) {
    for (const region of this.regions) {
      const values = region.members.map((i) => state.muscle(state.paint, i));
      const value = values.reduce((a, b) => a + b, 0) / values.length;
      const colour = paint(state.paint, value, state.theme.dark);
      const chosen = region.members.includes(state.chosen);
      const key = colour + chosen;
      if (key === region.last) continue;
      region.last = key;
      region.path.style.fill = colour;
      region.path.classList.toggle("ag-chosen", chosen);
    }
    for (const { ring, index } of this.joints) {
      const fluid = state.joint("effusion_ml", index), pain = state.joint("pain", index);
      ring.setAttribute("r", (2.5 + Math.sqrt(Math.max(0, fluid)) * 0.9).toFixed(1));
      ring.classList.toggle("ag-painful", pain > 0.5);
    }
  }

  /** Numbers into the titles; called when the picture rests, not at every frame. */
  tell(state) {
    for (const region of this.regions) {
      const i = region.members[0];
      const text = `${region.name}: activation ${percent(state.muscle("activation", i))}, excitability ` +
        `${percent(state.muscle("excitability", i))}, fatigue ${percent(state.muscle("fatigued", i))}`;
      region.title.textContent = text;
      region.path.setAttribute("aria-label", text);
    }
  }
}
