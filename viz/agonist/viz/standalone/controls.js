// The panels beside a live stage without a server: do, plan, numbers, compare, keep. Texts are text nodes, never markup.
import { t } from "../frontend/speech.js";
import { el, words, number, decimal } from "../frontend/util.js";
import { calmly, keepIn } from "../frontend/calm.js";
import { Lesson } from "../frontend/lesson.js";
import { letterOf } from "../frontend/charts.js";

const TABS = [["lesson", "Lesson"], ["do", "Do"], ["plan", "Plan"], ["numbers", "Numbers"], ["compare", "Compare"], ["keep", "Keep"]];
const FOUND = 30; // numbers shown at once
const note = (text) => el("p", { class: "ag-note" }, text);
const group = (text) => el("h3", { class: "ag-group" }, text);
/** A name with its unit, unless the name says it. */
const titled = ({ name, unit }) => `${words(name)}${unit && !name.includes(unit) ? ` (${t(unit)})` : ""}`;
/** A number or a range of the server, as the language of the page writes it. */
const written = (text) => String(text ?? "").replace(/\bto\b/g, (word) => t(word)).replace(/\d+\.\d+/g, decimal);
const labelOf = (name) => words(name) || "(any)";

export class Hands {
  /** `send(message)` reaches the patient. */
  constructor(send) {
    this.send = send;
    this.tab = "lesson";
    this.lesson = new Lesson(send);
    this.said = el("p", { class: "ag-fault", role: "alert" });
    this.tabs = TABS.map(([key, name]) => el("button", {
      role: "tab", id: `ag-tab-${key}`, "aria-controls": "ag-panel", "aria-selected": "false", "data-key": key, onclick: () => this.open(key), onkeydown: (event) => this.walk(event),
    }, name));
    this.box = el("div", { role: "tabpanel", id: "ag-panel", class: "ag-panel" });
    this.root = el("section", { class: "ag-lesson ag-hands", "aria-label": "What can be done" },
      el("div", { role: "tablist", class: "ag-tabs", "aria-label": "What can be done" }, this.tabs), this.said, this.box);
  }

  /** A message of the patient: how everything stands, what may be done, or a file to keep. */
  receive(message) {
    if (message.k === "sheets") this.sheets = message;
    if (message.k === "session") {
      const [same, still] = [JSON.stringify(this.state?.lesson) === JSON.stringify(message.lesson), JSON.stringify(this.state) === JSON.stringify(message)];
      this.state = message;
      this.said.textContent = message.message;
      if (!same) this.lesson.show(message.lesson);
      if (this.tab === "do" && this.form) this.form.when();
      else if (!still) this.draw();
    }
    if (message.k === "file") keep(message.name, message.buffers[0]);
    if (message.k === "sheets" && this.state && !(this.tab === "do" && this.form?.touched)) this.draw();
  }

  open(key) {
    this.tab = key;
    this.draw();
  }

  /** Arrow keys go from tab to tab. */
  walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = (TABS.findIndex(([key]) => key === this.tab) + step + TABS.length) % TABS.length;
    this.open(TABS[at][0]);
    this.tabs[at].focus();
  }

  draw() {
    for (const button of this.tabs) {
      const chosen = button.dataset.key === this.tab;
      button.setAttribute("aria-selected", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    }
    this.box.setAttribute("aria-labelledby", `ag-tab-${this.tab}`);
    if (this.tab === "lesson") return keepIn(this.box, this.lesson.root);
    return calmly(this.box, () => this.build());
  }

  build() {
    this.form = null;
    this.box.replaceChildren(...(this.state && this.sheets ? this[this.tab](this.state) : [note("waking the patient …")]));
  }

  button(text, message, options = {}) {
    return el("button", { class: "ag-option", "data-key": text, ...options, onclick: () => this.send(message) }, text);
  }

  // ---- do -------------------------------------------------------------------------------------------------
  do() {
    const all = this.sheets.words;
    this.word ??= all.find((w) => w.first) || all[0];
    const groups = [...new Set(all.map((w) => w.group))];
    const choose = (word) => { this.word = word; this.draw(); };
    const kinds = groups.map((name) => el("button", {
      class: "ag-option", "data-key": `group ${name}`, "aria-pressed": String(name === this.word.group), onclick: () => choose(all.find((w) => w.group === name)),
    }, name));
    const offered = all.filter((w) => w.group === this.word.group).map((w) => el("button", {
      class: "ag-option", "data-key": w.name, title: w.text, "aria-pressed": String(w.name === this.word.name), onclick: () => choose(w),
    }, w.name));
    this.form = new Form(this.word, this.send, () => this.state);
    return [el("div", { class: "ag-options", "aria-label": "Kinds" }, kinds), el("div", { class: "ag-options", "aria-label": "Words" }, offered), note(this.word.text), this.form.root];
  }

  // ---- plan -----------------------------------------------------------------------------------------------
  plan({ timeline, undo, redo, changed }) {
    const line = (entry) => {
      const own = entry.source === "own";
      const key = `${entry.source} ${entry.place}`;
      const day = own
        ? el("input", { class: "ag-day-field", "data-key": `day ${key}`, value: entry.day, inputmode: "decimal", "aria-label": `day of ${entry.label}`, onchange: (event) => this.send({ k: "move", place: entry.place, to: event.target.value }) })
        : el("span", { class: "ag-soft" }, `day ${number(entry.day, 1).replace(/\.0+$/, "")}`);
      const act = own
        ? this.button("remove", { k: "remove", place: entry.place, day: entry.day }, { "data-key": key })
        : this.button(entry.kept ? "leave out" : "take back", { k: "leave-out", place: entry.place, day: entry.day }, { "data-key": key });
      return el("li", { class: entry.kept ? "" : "ag-off" }, day, el("span", { class: "ag-grow" }, entry.idle ? `${entry.label} (${t("its number is 0: nothing happens")})` : entry.label), act);
    };
    return [note("What happens to this patient, and when. Every change lives the life again."), el("ul", { class: "ag-plan" }, timeline.map(line)),
      el("div", { class: "ag-options" }, this.button("Undo", { k: "undo" }, { disabled: !undo }), this.button("Redo", { k: "redo" }, { disabled: !redo }), this.button("Clear mine", { k: "clear" }, { disabled: !changed }))];
  }

  // ---- numbers --------------------------------------------------------------------------------------------
  numbers(state) {
    this.found ??= "";
    const list = el("div", {});
    const show = () => {
      const fits = this.sheets.numbers.filter((n) => (this.found ? `${n.name} ${n.text}`.toLowerCase().includes(this.found) : n.group === "this lesson" || n.name in state.set));
      list.replaceChildren(...fits.slice(0, FOUND).map((n) => this.number(n, state.set[n.name])), fits.length > FOUND ? note(`${fits.length - FOUND} more: say more of the name`) : "");
    };
    const search = () => {
      this.found = find.value.trim().toLowerCase();
      show();
    };
    const find = el("input", { "data-key": "find", value: this.found, placeholder: "find any number of the model", "aria-label": "Find a number", oninput: search });
    const learner = el("select", { "data-key": "learner", onchange: () => this.send({ k: "change", learner: learner.value }) }, state.learners.map((name) => el("option", { value: name, selected: name === state.learner }, name)));
    const seed = el("input", { "data-key": "seed", value: state.seed, inputmode: "numeric", onchange: () => this.send({ k: "change", seed: seed.value }) });
    show();
    return [el("label", { class: "ag-field" }, el("span", {}, "learner"), learner), el("label", { class: "ag-field" }, el("span", {}, "seed"), seed),
      note("Turning a number lives the whole life again; the life before it stays as a dotted line."), find, list];
  }

  number(row, set) {
    const value = set ?? row.value;
    const turn = (text) => this.send({ k: "turn", name: row.name, value: String(text) });
    const slider = el("input", { type: "range", min: row.low, max: row.high, step: (row.high - row.low) / 100 || "any", value, "data-key": `slide ${row.name}`, "aria-label": words(row.name), onchange: () => turn(Number(slider.value).toPrecision(4)) });
    const typed = el("input", { value: written(value), inputmode: "decimal", "data-key": `type ${row.name}`, onchange: () => turn(typed.value) });
    return el("div", { class: "ag-number", title: row.source }, el("label", { class: "ag-field" }, el("span", {}, titled(row)), typed),
      slider, note(`${row.text}; ${written(`${row.low} to ${row.high}`)}${row.source ? `. ${row.source}` : ""}`), set == null ? null : this.button(t("back to {value}", { value: written(row.value) }), { k: "turn", name: row.name, value: "" }));
  }

  // ---- compare --------------------------------------------------------------------------------------------
  compare({ offers, ghosts, full }) {
    const beside = ghosts.length ? [group("Beside this patient"), el("ul", {}, ghosts.map((label, k) => el("li", {}, `${letterOf(k)} · ${t(label)}`))), this.button("Only this patient", { k: "alone" })] : [];
    return [note("The patient is the full line; every other life has a broken line and a letter of its own. All of them draw the same random numbers."), ...beside,
      ...offers.flatMap(({ title, labels }, g) => [group(title), el("div", { class: "ag-options" }, labels.map((label, place) => this.button(label, { k: "put", group: g, place }, { disabled: full, "data-key": `${g} ${label}` })))])];
  }

  // ---- keep -----------------------------------------------------------------------------------------------
  keep({ query, own }) {
    const link = `${location.href.split("#")[0]}#${query}`;
    const file = el("input", { type: "file", accept: ".toml", "aria-label": "Scenario file", onchange: async () => this.send({ k: "bring", text: await file.files[0].text() }) });
    return [note("Pictures: PNG and SVG above the charts."), group("Link to this very patient"),
      own ? note("A scenario of your own does not fit into a link: keep its file.") : el("a", { href: link, onclick: () => setTimeout(() => location.reload()) }, "open it again"),
      own ? null : el("input", { value: link, readonly: true, "aria-label": "Link", onfocus: (event) => event.target.select() }),
      group("Data and recipe"), el("div", { class: "ag-options" }, this.button("rows as CSV", { k: "take", what: "csv" }), this.button("recipe as TOML", { k: "take", what: "toml" })),
      note("The recipe is a scenario file with your changes in it, for the command “agonist run” or for this page."), group("Bring a scenario"), file].filter(Boolean);
  }
}

/** The fields of one word and the button that does it. */
class Form {
  constructor(word, send, state) {
    this.word = word;
    this.state = state;
    this.values = Object.fromEntries(word.fields.map((f) => [f.name, f.value]));
    this.day = el("input", { inputmode: "decimal", placeholder: "now" });
    this.button = el("button", { class: "ag-primary", type: "submit" });
    const act = (event) => {
      event.preventDefault();
      send({ k: "do", word: word.name, values: this.values, day: this.day.value });
    };
    this.root = el("form", { class: "ag-form", onsubmit: act }, word.fields.map((f) => this.field(f)),
      el("label", { class: "ag-field" }, el("span", {}, "at day"), this.day), note("empty: at the moment shown"), this.button);
    this.day.addEventListener("input", () => this.when());
    this.when();
  }

  field(f) {
    const title = titled(f);
    const set = (value) => {
      this.values[f.name] = value;
      this.touched = true;
    };
    if (f.choices.length) {
      const picker = el("select", { onchange: () => set(picker.value) }, f.choices.map((name) => el("option", { value: name, selected: name === f.value }, labelOf(name))));
      return el("label", { class: "ag-field" }, el("span", {}, title), picker);
    }
    const typed = el("input", { value: f.kind === "number" ? written(f.value) : f.value ?? "", inputmode: f.kind === "number" ? "decimal" : "text", oninput: () => set(typed.value) });
    return el("div", {}, el("label", { class: "ag-field" }, el("span", {}, title), typed), note([t(f.text), written(f.range)].filter(Boolean).join(", ")));
  }

  /** The button says when it acts. */
  when() {
    const day = this.day.value.trim();
    this.button.textContent = `${t(this.word.name)}: ${day ? t("on day {day}", { day }) : t("now (day {day})", { day: decimal(this.state().day.toFixed(1)) })}`;
  }
}

/** Offers bytes as a file to keep. */
function keep(name, bytes) {
  const link = el("a", { href: URL.createObjectURL(new Blob([bytes])), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
