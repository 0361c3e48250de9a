// A hand on the body: a muscle that is pressed offers what can be done to it at once, and the life plays on.
import { t } from "./speech.js";
import { el, shortWords } from "./util.js";

/** Word of the vocabulary, what the button says, and what it does in a sentence. */
const OFFERED = [
  ["inhibit", "inhibit by half", "From now on and for four weeks half of its motoneurons do not answer."],
  ["cue", "cue it", "For four weeks it is asked for more than its habit gives it."],
  ["hurt muscle", "hurt it", "It is painful from now on; the pain fades."],
];
export const HINT = "Press a muscle: inhibit it, cue it or hurt it.";

export class Touch {
  /** `send(word, muscle)` does it; the row is hidden until a muscle is pressed. */
  constructor(send) {
    this.name = el("b", {});
    const button = (word, text, why) => el("button", { class: "ag-quiet", title: why, onclick: () => send(word, this.muscle) }, text);
    this.root = el("div", { class: "ag-hand", role: "group", "aria-label": "What happens to this muscle", hidden: true, onkeydown: (event) => this.key(event) },
      this.name, OFFERED.map((offer) => button(...offer)), button("undo", "undo", "The life as it was before the last change."),
      el("button", { class: "ag-quiet", "aria-label": "close", title: "close", onclick: () => this.close() }, "×"));
  }

  /** `back` has the focus when the row is closed by keyboard. */
  open(muscle, index, back) { // in the graph the arrows go on from name to name
    this.muscle = index;
    this.name.textContent = shortWords(muscle.name);
    this.root.hidden = false;
    this.back = back;
    if (back?.matches(".ag-muscle:focus-visible")) this.root.querySelector("button").focus();
  }

  key(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.close();
  }

  close() {
    const inside = this.root.contains(document.activeElement);
    this.root.hidden = true;
    if (inside) this.back?.focus();
  }
}

/** What stands above the charts while nothing has been lived: what a hand can do. */
export const invitation = (stage) => (stage.host.live && stage.run.count < 2 ? t(HINT) : "");
