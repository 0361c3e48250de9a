// A guided lesson: story, question first, run, notice, try, check, sources. Texts are text nodes, never markup.
import { el } from "./util.js";

/** Paragraphs of a text: an empty line parts them. */
function paragraphs(text) {
  return String(text || "").split(/\n\s*\n/).filter((p) => p.trim()).map((p) => el("p", {}, p.replace(/\s+/g, " ").trim()));
}

const list = (items) => el("ul", {}, (items || []).map((item) => el("li", {}, item)));

export class Lesson {
  constructor(send) {
    this.send = send;
    this.root = el("section", { class: "ag-lesson", "aria-label": "Lesson" });
  }

  show(lesson) {
    const steps = [
      ["Story", paragraphs(lesson.story)], ["What do you expect?", this.expect(lesson)], ["Run it", this.run(lesson)],
      ["What to notice", list(lesson.notice)], ["What to try", list(lesson.try_this)], ["Check", this.check(lesson)],
      ["How sure is this?", [...paragraphs(lesson.weak), list(lesson.sources)]],
    ];
    const parts = steps.filter(([, body]) => [body].flat().some((n) => n.textContent)).map(([title, body], k) => this.step(title, body, k));
    this.root.replaceChildren(el("h2", {}, lesson.title || ""), ...parts);
  }

  step(title, body, k) {
    return el("details", { open: k < 3, class: "ag-step" }, el("summary", {}, el("span", { class: "ag-count" }, String(k + 1)), title), body);
  }

  /** The question stands before the run: who has guessed looks closer. */
  expect({ question, choices }) {
    if (!question) return [];
    const said = el("p", { class: "ag-said", "aria-live": "polite" });
    const buttons = (choices || []).map((choice) => el("button", { class: "ag-option", "aria-pressed": "false", onclick: (event) => {
      for (const b of buttons) b.setAttribute("aria-pressed", String(b === event.currentTarget));
      said.textContent = "Noted. Run it and see.";
    } }, choice));
    return [...paragraphs(question), el("div", { class: "ag-options" }, buttons), said];
  }

  run(lesson) {
    const text = lesson.run || "Press play and watch who does the work.";
    return [el("p", {}, text), el("button", { class: "ag-primary", onclick: () => this.send({ k: "lesson-run" }) }, "Run the lesson")];
  }

  check({ check, answer }) {
    if (!check) return [];
    const said = el("p", { class: "ag-said", "aria-live": "polite" });
    const show = el("button", { class: "ag-option", onclick: () => (said.textContent = answer) }, "show the answer");
    return [...paragraphs(check), answer ? show : null, said].filter(Boolean);
  }
}
