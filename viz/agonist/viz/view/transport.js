// Play, pause, step, speed, scrub, branch: the bar under the picture.
import { el, dayWords, clamp } from "./util.js";

/** Days of the patient per second of the viewer. */
export const SPEEDS = [
  ["1 bout/s", 1 / 16], ["6 hours/s", 0.25], ["1 day/s", 1], ["3 days/s", 3], ["1 week/s", 7], ["2 weeks/s", 14], ["1 month/s", 30.4375],
];

const JUMPS = [["1 day", 1], ["1 week", 7], ["1 month", 30], ["3 months", 91], ["1 year", 365]];

export class Transport {
  constructor(commands, live) {
    this.commands = commands;
    this.marks = el("div", { class: "ag-marks", "aria-hidden": "true" });
    this.range = el("input", {
      type: "range", min: 0, max: 1, step: "any", value: 0, class: "ag-scrub", "aria-label": "Moment shown",
      oninput: () => commands.seek(Number(this.range.value)),
    });
    this.play = el("button", { class: "ag-play", onclick: () => commands.toggle(), "aria-label": "Play" }, "▶ Play");
    this.label = el("span", { class: "ag-day" }, "day 0");
    this.speed = el("select", { "aria-label": "Speed", onchange: () => commands.speed(Number(this.speed.value)) },
      SPEEDS.map(([name, days]) => el("option", { value: days }, name)));
    this.jump = el("select", { "aria-label": "Compute ahead", onchange: () => this.leap() },
      el("option", { value: "" }, "skip ahead …"), JUMPS.map(([name, days]) => el("option", { value: days }, name)));
    this.branch = el("button", { class: "ag-quiet", onclick: () => commands.branch(), title: "What if something else had happened from here on? (B)" }, "⑂ Branch here");
    this.stop = el("button", { class: "ag-stop", hidden: true, onclick: () => commands.stop() }, "Stop");
    this.bar = el("progress", { max: 1, value: 0, hidden: true, "aria-label": "Progress of the jump" });
    const button = (text, name, act) => el("button", { class: "ag-quiet", "aria-label": name, title: name, onclick: act }, text);
    this.root = el("div", { class: "ag-transport", role: "toolbar", "aria-label": "Time" },
      el("div", { class: "ag-track" }, this.marks, this.range),
      el("div", { class: "ag-controls" },
        button("⏮", "To the start", () => commands.seek(-1)),
        button("◂", "One bout back", () => commands.step(-1)),
        this.play,
        button("▸", "One bout on", () => commands.step(1)),
        button("⏭", "To the newest moment", () => commands.seek(Infinity)),
        el("label", { class: "ag-inline" }, el("span", {}, "speed"), this.speed),
        this.label, this.bar, this.stop, el("span", { class: "ag-gap" }),
        live ? this.jump : null, live ? this.branch : null));
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
    this.play.textContent = on ? "❚❚ Pause" : "▶ Play";
    this.play.setAttribute("aria-label", on ? "Pause" : "Play");
    this.play.classList.toggle("ag-on", on);
  }

  /** Places of the events on the track. */
  mark(marks, low, high) {
    const place = (day) => `${clamp((day - low) / (high - low || 1), 0, 1) * 100}%`;
    this.marks.replaceChildren(...marks.filter((m) => m.day <= high).slice(0, 200).map((m) => {
      const until = Math.min(m.until || m.day, high);
      return el("span", { class: m.until ? "ag-span" : "ag-tick", title: `${dayWords(m.day)}: ${m.label}`,
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
    const busy = part != null && part < 1;
    this.bar.hidden = this.stop.hidden = !busy;
    if (busy) this.bar.value = part;
    this.bar.title = label || "";
  }
}
