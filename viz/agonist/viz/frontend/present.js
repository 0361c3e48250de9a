// Presentation: letters that the last row reads, body and chart together, the bar of time always in sight.
import { t } from "./speech.js";
import { letters, PRESENTED_PX, tellPage } from "./util.js";

const USUAL_PX = 11;

/** Methods of the stage. */
export const presentation = {
  present(on = !this.presenting) {
    this.presenting = on;
    letters.px = on ? PRESENTED_PX : USUAL_PX;
    document.documentElement.classList.toggle("ag-presenting", on);
    this.root.classList.toggle("ag-presented", on);
    this.transport.big.setAttribute("aria-pressed", String(on));
    this.transport.big.querySelector("span").textContent = t(on ? "Leave" : "Present");
    this.transport.big.setAttribute("aria-label", t(on ? "Leave" : "Present"));
    this.picture(on ? "body" : "both");
    this.say(on ? "large letters; Escape ends it" : "");
    tellPage("presented");
    this.dirty = true;
  },

  /** What stands on the left: the body, one face of it, the graph, or both. */
  picture(what) {
    this.pictured.value = what;
    if (this.body) this.body.face = ["front", "back"].includes(what) ? what : "";
    this.bodyBox.hidden = what === "graph";
    this.graphBox.hidden = !["both", "graph"].includes(what);
    this.root.classList.toggle("ag-one", what !== "both");
    this.root.classList.toggle("ag-graph-alone", what === "graph");
    this.dirty = true;
  },
};
