// The stage: body, graph, charts and the bar of time, and the one loop that draws them.
import { el, PAINTS, gradient, scaleMarks, themeOf, tellPage, clamp, words, letters } from "./util.js";
import { t, said } from "./speech.js";
import { calmly, keepIn } from "./calm.js";
import { Store, floats } from "./store.js";
import { Body } from "./body.js";
import { Graph } from "./graph.js";
import { agonists, letterOf } from "./charts.js";
import { clock } from "./clock.js";
import { presentation } from "./present.js";
import { layOut } from "./layout.js";
import { happening } from "./happenings.js";
import { savePicture } from "./picture.js";
import { invitation } from "./touch.js";

const LESSON_S = 45; // so long a lesson plays, at the nearest speed that there is
const WHOLE_S = 90;
const RUSH_MS = 150; // between two pictures while days ahead are computed: the processor is for these
const LEAST_PX = 64; // of the bar, for what the page says

export class Stage {
  /** `host.send(message)` reaches the controller; `host.live` is false for a recording. */
  constructor(host) {
    this.host = host;
    this.store = new Store();
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.day = 0;
    this.speed = 1;
    this.playing = false;
    this.asked = false;
    this.paint = "activation";
    this.panels = {};
    this.chosen = 0;
    this.task = 0;
    this.tab = "muscle";
    this.drawn = 0;
    this.root = el("div", { class: "ag-stage", tabindex: "-1" });
    this.root.addEventListener("keydown", (event) => this.key(event));
    layOut(this);
  }

  /** A message of the controller; buffers hold rows. */
  receive(message, buffers = []) {
    const act = {
      open: () => this.opened(message), rows: () => this.rows(message, buffers[0]), close: () => this.closed(message.run),
      marks: () => this.marked(message), progress: () => this.transport.progress(message.part, message.label),
      panel: () => { if (message.run === this.run?.id) this.panels[message.name] = message.value; this.dirty = true; },
      say: () => this.say(t(message.text, message.values)), state: () => this.told(message), lesson: () => this.runLesson(message),
      reset: () => tellPage("reset"), through: () => tellPage("through", message), beside: () => tellPage("beside", message), held: () => this.hold(message.on),
    }[message.k];
    if (act) act();
  }

  opened(message) {
    const before = this.run?.topology;
    const run = this.store.open(message);
    if (!message.ghost) {
      this.run = run;
      this.panels = {};
      this.horizon = message.horizon || 1;
      this.windows = message.windows || {};
      this.watch = message.task;
      this.address = message.address;
      this.day = message.at || 0;
      this.empty.hidden = true;
      this.went = false;
      this.title.textContent = message.title || message.label;
      if (JSON.stringify(before) !== JSON.stringify(run.topology)) this.rebuild(message);
      else this.look({});
      if (this.viewed !== message.title) {
        if (this.host.live) this.setSpeed(this.horizon / LESSON_S);
        if (message.view in this.tabs) this.open(message.view);
        if (message.chosen != null) this.look({ muscle: message.chosen });
      }
      this.viewed = message.title;
      if (!message.playing) this.stopPlaying();
      tellPage("opened");
      this.keepAddress();
    }
    this.compareKey.textContent = this.compareWords();
    this.dirty = true;
  }

  /** The key of the lives beside this one: each has a letter and a line style of its own. */
  compareWords() {
    const names = [...this.store.runs.values()].filter((r) => r.ghost).map((r, k) => `${letterOf(k)} ${t(r.label)}`);
    return names.length ? t("Full line: {main}. Beside: {others}.", { main: t(this.run?.label || "this patient"), others: names.join("; ") }) : "";
  }

  /** The teacher has asked for attention: nothing moves until the class is let go on. */
  hold(on) {
    if (on && this.playing) {
      this.went = { limit: this.limit }; // who was on the way goes on when the class does
      this.pause();
    } else if (!on && this.went) {
      this.startPlaying();
      this.limit = this.went.limit;
      this.went = false;
    }
    this.root.classList.toggle("ag-held", on);
    this.root.dataset.held = t("The teacher asks for your attention.");
    this.say(on ? "The teacher asks for your attention." : "Go on.");
  }

  /** The server does not answer: the page says so until it does. Who was playing plays on. */
  lose(on) {
    const said = t("The server does not answer. Leave this page open: it goes on by itself, with the same patient on the same day.");
    this.root.classList.toggle("ag-lost", on);
    this.root.dataset.lost = said;
    this.say(on ? said : "Go on.");
  }

  rebuild(message) {
    const topology = message.topology;
    this.task = clamp(message.task || 0, 0, topology.tasks.length - 1);
    this.picker.replaceChildren(...topology.tasks.map((task, k) => el("option", { value: k, selected: k === this.task }, words(task.name))));
    this.chosen = message.chosen ?? agonists(topology, this.task, false)[0]?.index ?? 0;
    this.hand.close();
    this.body = new Body(topology, (index) => this.touch(index));
    this.picture(this.pictured.value);
    this.graph = new Graph(topology, (index) => this.touch(index));
    this.bodyBox.replaceChildren(this.body.root);
    this.graphBox.replaceChildren(this.graph.root);
    this.look({});
  }

  rows(message, buffer) {
    const run = this.store.runs.get(message.run);
    if (run && message.from > run.count) this.host.send({ k: "missed", run: run.id, from: run.count }); // a chunk was lost on the way
    else if (run && buffer) run.write(message.from, floats(buffer));
    if (this.awaited != null && run === this.run && run.edge >= this.awaited - 1e-6) this.seek(this.awaited);
    if (message.seq % 2 === 0) this.host.send({ k: "ack", seq: message.seq }); // every second one tells as much
    if (this.day > this.run?.edge && message.cut) this.day = this.run.edge;
    if (message.cut) this.compareKey.textContent = this.compareWords();
    this.dirty = true;
    window.agonistRows = (window.agonistRows || 0) + 1;
  }

  closed(id) {
    this.store.close(id);
    this.compareKey.textContent = this.compareWords();
    this.dirty = true;
  }

  marked(message) {
    const run = this.store.runs.get(message.run);
    if (run) {
      run.marks = message.marks;
      run.happens();
    }
    if (message.horizon) this.horizon = message.horizon;
    this.markedFor = null;
    this.dirty = true;
  }

  told(message) {
    if (message.playing === false && this.playing) this.stopPlaying();
    if (message.playing === true && !this.playing) this.toggle();
    if (message.day != null) {
      if (this.playing) this.day = Math.min(message.day, this.run.edge); // Play was pressed while the days ahead were still computed: on from there
      else this.seek(message.day);
      if (message.day > this.run?.edge + 1e-6) this.awaited = message.day; // its rows are still on the way
      if (message.day >= this.horizon - 1e-6) this.skipped = true; // whoever skips to the end has seen the lesson, too
    }
    if (message.look) this.look(message.look);
  }

  choose(index) {
    this.look({ muscle: index });
    this.say(t("{muscle} chosen", { muscle: words(this.run.topology.muscles[index].name) }));
  }

  /** A muscle was pressed in the picture: it is chosen, and says what can be done to it. */
  touch(index) {
    this.choose(index);
    if (this.host.live) this.hand.open(this.run.topology.muscles[index], index, document.activeElement);
  }

  look({ muscle, task, paint }) {
    if (muscle != null) this.chosen = muscle;
    if (paint) this.painter.value = this.paint = paint;
    if (task != null) {
      this.task = task;
      this.chosen = agonists(this.run.topology, task, false)[0]?.index ?? this.chosen;
    }
    if (this.run) {
      const members = this.run.topology.tasks[this.task].members;
      this.slots = new Map(members.map((m) => [m.muscle, m.slot]));
      this.members = new Set(this.slots.keys());
    }
    this.showLegend();
    this.dirty = true;
    this.asks();
  }

  /** Tells the controller what is looked at, so that it computes only that. */
  asks() {
    this.host.send({ k: "look", muscle: this.chosen, task: this.task, panel: this.tab, paint: this.paint });
  }

  showLegend() {
    const theme = themeOf(this.root), { ends, label } = PAINTS[this.paint], key = `${this.paint} ${theme.dark}`;
    if (key === this.legendOf) return;
    this.legendOf = key;
    const scale = el("span", { class: "ag-scale" }, el("i", { class: "ag-ramp", style: `background:${gradient(this.paint, theme.dark)}` }),
      el("span", { class: "ag-scale-marks" }, scaleMarks(this.paint).map((text) => el("span", {}, text))));
    calmly(this.legend, () => this.legend.replaceChildren(el("span", {}, said(`${t("colour")}: ${t(label)}`)), el("span", {}, ends[0]), scale, el("span", {}, ends[1]),
      el("span", { class: "ag-key ag-synergy" }, "helps"), el("span", { class: "ag-key ag-antagonist" }, "opposes, inhibits"),
      el("span", { class: "ag-key ag-crossing" }, "joint inhibits"), el("span", { class: "ag-key ag-ring" }, "excitability lost"), el("span", {}, "size: activation")));
  }

  open(key) {
    this.tab = key;
    for (const button of this.tabBar.children) {
      button.setAttribute("aria-selected", String(button.dataset.tab === key));
      button.tabIndex = button.dataset.tab === key ? 0 : -1;
    }
    this.viewer.value = key;
    keepIn(this.tabBox, this.tabs[key][1].root);
    this.dirty = true;
    if (this.run?.count && this.theme) this.tabs[key][1].draw(this.state()); // what it showed when it was last looked at is not to be seen
    if (this.run) this.asks();
  }

  say(text) {
    const line = document.createElement("span"); // a new one each time: where there is no room it stands above and fades
    line.textContent = t(text);
    this.status.replaceChildren(line);
    line.classList.toggle("ag-above", line.scrollHeight > line.clientHeight + 1 || this.status.clientWidth < LEAST_PX);
  }

  get end() {
    return Math.max(this.run?.edge || 0, this.horizon || 1);
  }

  save(kind) {
    savePicture(this, kind);
  }

  // ---- drawing ----------------------------------------------------------------------------------------------
  state() {
    const run = this.run;
    if (!this.frame || this.frame.length !== run.width) this.frame = new Float32Array(run.width);
    const frame = run.frame(this.day, this.frame), offset = run.offset;
    const state = {
      run, frame, ghosts: this.store.ghosts, theme: this.theme, day: this.day, paint: this.paint, chosen: this.chosen, task: this.task,
      members: this.members, window: this.window(), panels: this.recorded ? this.nearestPanels() : this.panels, still: this.still || !this.playing, moving: this.playing,
      clock: this.clock, replay: !this.host.live, windows: this.windows || {}, allLinks: this.allLinks.checked,
      slots: this.slots, muscle: (field, i) => this.ofMuscle(frame, offset, field, i),
      joint: (field, i) => (field in offset ? frame[offset[field] + i] : 0),
    };
    // the charts have the same room for names, so that their days stand below each other
    state.names = Math.min(0.36 * this.share.canvas.clientWidth, Math.max(...[this.share, this.effort, this.muscle, this.tissue].map((chart) => chart.room(state))));
    return state;
  }

  /** A quantity of a muscle; activation and drive are those of the task shown, where it takes part in it. */
  ofMuscle(frame, offset, field, i) {
    const slot = this.slots.get(i);
    if (field === "drive") return slot == null ? NaN : frame[offset.drive + slot];
    if (field === "activation" && slot != null) return frame[offset.act + slot];
    return field in offset ? frame[offset[field] + i] : NaN;
  }

  /** The days across: the whole lesson where nothing is lived yet or it takes a minute at this speed; else they grow with the life. */
  window() {
    const ends = [this.run.edge, ...this.store.ghosts.map((g) => g.edge)];
    if (this.horizon && (this.run.edge <= this.run.first || this.horizon / this.speed <= WHOLE_S)) ends.push(this.horizon);
    const high = Math.max(...ends, 0.5);
    const nice = [0.5, 1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 365, 400, 500, 600, 800, 1000].find((n) => n >= high) || high;
    return [this.run.first, Math.min(nice, Math.max(high, this.horizon || nice))];
  }

  /** In a recording: the panels of the recorded moment nearest to the one shown. */
  nearestPanels() {
    return this.recorded.reduce((a, b) => (Math.abs(b.day - this.day) < Math.abs(a.day - this.day) ? b : a));
  }

  /** One animation frame; idle when nothing has changed. */
  tick(now) {
    const seconds = Math.min(0.1, (now - (this.last || now)) / 1000);
    this.last = now;
    if (!this.run || !this.run.count || !this.root.clientWidth) return;
    this.clock = now / 1000;
    this.advance(seconds);
    if (!this.dirty || (this.transport.busy && now - this.drawnAt < RUSH_MS)) return;
    this.dirty = false;
    this.drawnAt = now;
    this.theme = themeOf(this.root);
    this.draw(this.state());
  }

  draw(state) {
    this.graph.draw(state);
    this.body.draw(state, letters.px);
    this.share.draw(state);
    this.drawn++;
    if (!this.playing || this.drawn % 2) this.effort.draw(state);
    if (!this.playing || !(this.drawn % 2)) this.tabs[this.tab][1].draw(state);
    this.transport.show(this.day, this.run.first, this.end, this.run.edge);
    if (this.skipped && this.day >= this.horizon - 1e-3) this.skipped = tellPage("horizon", { skipped: true });
    const key = `${this.end}|${this.run.breaks.join()}|${this.run.id}`;
    if (this.markedFor !== key) {
      this.transport.mark([...this.run.marks, ...this.run.strains], this.run.first, this.end);
      this.markedFor = key;
    }
    const now = happening(this.run, this.day, state.window, this.end) || invitation(this);
    if (this.now.textContent !== now) this.now.textContent = this.now.title = now;
    if (this.presenting && this.headline.textContent !== this.title.textContent) this.headline.textContent = this.title.textContent;
    if (!this.playing || this.drawn % 60 === 0) this.tell(state);
    window.agonistDraws = this.drawn;
  }

  /** What picture and charts show at this day, for whoever cannot see them. */
  tell(state) {
    this.body.tell(state);
    for (const chart of [this.share, this.effort, this.muscle, this.tissue]) {
      const shown = chart.told(state).filter(({ value }) => Number.isFinite(value)).sort((a, b) => b.value - a.value);
      chart.canvas.setAttribute("aria-label", `${t(chart.options.title)}: ${shown.map(({ text }) => text).join(", ")}`);
    }
  }

  start() {
    const loop = (now) => {
      this.tick(now);
      this.handle = requestAnimationFrame(loop);
    };
    this.handle = requestAnimationFrame(loop);
    this.anywhere = (event) => this.keyAnywhere(event);
    document.addEventListener("keydown", this.anywhere);
    this.sizes = new ResizeObserver(() => (this.dirty = true));
    this.sizes.observe(this.root);
  }

  close() {
    cancelAnimationFrame(this.handle);
    document.removeEventListener("keydown", this.anywhere);
    this.sizes.disconnect();
  }

  setDark(dark) {
    this.root.classList.toggle("ag-dark", dark);
    if (this.body) for (const region of this.body.regions) region.last = "";
    this.showLegend();
    this.dirty = true;
  }
}

Object.assign(Stage.prototype, clock, presentation);
