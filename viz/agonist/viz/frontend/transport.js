// Play, pause, step, speed, scrub, branch: the bar under the picture.
import { dated } from "./happenings.js";
import { t } from "./speech.js";
import { el, svg, dayWords, clamp } from "./util.js";

/** Days of the patient per second of the viewer. */
export const SPEEDS = [
  ["1 bout/s", 1 / 16], ["6 hours/s", 0.25], ["1 day/s", 1], ["3 days/s", 3], ["1 week/s", 7], ["2 weeks/s", 14], ["1 month/s", 30.4375],
];

const ICONS = {
  start: "M4 3h2v10H4zM13 3v10L6.5 8z", back: "M11 3v10L4.5 8z", play: "M4 2.5v11L13 8z", pause: "M4 3h3v10H4zM9.5 3h3v10h-3z",
  on: "M5 3v10l6.5-5z", end: "M10 3h2v10h-2zM3 3v10l6.500-5z",
  screen: "M1 2h14v9.500H1zM2.500 3.500v6.500h11V3.500zM5 13h6v1.500H5z",
  branch: "M4.500 1.500a1.800 1.800 0 0 1 .9 3.350v2.200c.8-.7 1.900-1 3.100-1.200 1.300-.2 2-.6 2.200-1.300a1.800 1.800 0 1 1 1.700.1c-.3 1.600-1.600 2.500-3.600 2.800-2 .3-3.200.8-3.400 2.500v1.200a1.800 1.800 0 1 1-1.800 0V4.850a1.800 1.800 0 0 1 .9-3.350z",
};

const icon = (name) => svg("svg", { viewBox: "0 0 16 16", class: "ag-icon", "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));

const JUMPS = [["1 day", 1], ["1 week", 7], ["1 month", 30], ["3 months", 91], ["1 year", 365]];

export class Transport {
  constructor(commands, live) {
    this.commands = commands;
    this.marks = el("div", { class: "ag-marks", "aria-hidden": "true" });
    this.range = el("input", {
      type: "range", min: 0, max: 1, step: "any", value: 0, class: "ag-scrub", "aria-label": "Moment shown",
      oninput: () => commands.seek(Number(this.range.value)),
    });
    this.play = el("button", { class: "ag-play", onclick: () => commands.toggle(), "aria-label": "Play" }, icon("play"), el("span", {}, "Play"));
    this.label = el("span", { class: "ag-day" }, t("day") + " 0");
    this.speed = el("select", { "aria-label": "Speed", title: "A bout is a handful of repetitions in a row; between bouts the body rests.", onchange: () => commands.setSpeed(Number(this.speed.value)) },
      SPEEDS.map(([name, days]) => el("option", { value: days, selected: days === 1 }, name)));
    this.jump = el("select", { "aria-label": "Compute ahead", onchange: () => this.leap() },
      el("option", { value: "" }, "skip ahead …"), JUMPS.map(([name, days]) => el("option", { value: days }, name)));
    this.branch = el("button", { class: "ag-quiet", onclick: () => commands.branch(), title: "What if something else had happened from here on? (B)", "aria-label": "Branch here" }, icon("branch"), el("span", { class: "ag-wordy" }, "Branch here"));
    this.big = el("button", { class: "ag-quiet ag-big", "aria-pressed": "false", onclick: () => commands.present(), title: "Large letters for the last row (P; Escape ends it)", "aria-label": "Present" }, icon("screen"), el("span", { class: "ag-wordy" }, "Present"));
    this.stop = el("button", { class: "ag-stop", hidden: true, onclick: () => commands.stop() }, "Stop");
    this.bar = el("progress", { max: 1, value: 0, hidden: true, "aria-label": "Progress of the jump" });
    const button = (text, name, act, more = "") => el("button", { class: `ag-quiet ${more}`, "data-act": text, "aria-label": name, title: name, onclick: act }, icon(text));
    this.root = el("div", { class: "ag-transport", role: "toolbar", "aria-label": "Time" },
      el("div", { class: "ag-track" }, this.marks, this.range),
      el("div", { class: "ag-controls" },
        button("start", "To the start", () => commands.seek(-1)),
        button("back", "One bout back", () => commands.step(-1), "ag-bout"),
        this.play,
        button("on", "One bout on", () => commands.step(1), "ag-bout"),
        button("end", "To the newest moment", () => commands.seek(Infinity), "ag-newest"),
        el("label", { class: "ag-inline" }, el("span", {}, "speed"), this.speed),
        this.label, this.bar, this.stop, commands.status,
        live ? this.jump : null, live ? this.branch : null, this.big));
  }

  leap() {
    const days = Number(this.jump.value);
    this.jump.value = "";
    if (days) this.commands.jump(days);
  }

  setSpeed(days) {
    const nearest = SPEEDS.reduce((a, b) => (Math.abs(Math.log(b[1] / days)) < Math.abs(Math.log(a[1] / days)) ? b : a));
    this.speed.value = String(nearest[1]);
  }

  playing(on) {
    this.play.querySelector("path").setAttribute("d", ICONS[on ? "pause" : "play"]); // in place: a button that loses what a finger is on loses its click
    this.play.lastChild.textContent = t(on ? "Pause" : "Play");
    this.play.setAttribute("aria-label", t(on ? "Pause" : "Play"));
    this.play.classList.toggle("ag-on", on);
  }

  /** Places of the events on the track. */
  mark(marks, low, high) {
    const place = (day) => `${clamp((day - low) / (high - low || 1), 0, 1) * 100}%`;
    this.marks.replaceChildren(...marks.filter((m) => m.day <= high).slice(0, 200).map((m) => {
      const until = Math.min(m.until || m.day, high);
      return el("span", { class: m.until ? "ag-span" : "ag-tick", title: dated(m, high),
        style: `left:${place(m.day)};${m.until ? `width:calc(${place(until)} - ${place(m.day)})` : ""}` });
    }));
  }

  show(day, low, high, edge) {
    if (document.activeElement !== this.range || !this.range.matches(":active")) {
      this.range.min = low;
      this.range.max = high;
      this.range.value = day;
    }
    this.range.style.setProperty("--ag-done", `${clamp((edge - low) / (high - low || 1), 0, 1) * 100}%`);
    const text = dayWords(day);
    if (this.label.textContent !== text) {
      this.label.textContent = text;
      this.range.setAttribute("aria-valuetext", text);
    }
  }

  progress(part, label) {
    this.busy = part != null && part < 1;
    this.bar.hidden = this.stop.hidden = !this.busy;
    if (this.busy) this.bar.value = part;
    this.bar.title = label || "";
  }
}
