// Two ways in: a widget in a Solara page or a notebook, and a static page with recorded runs.
import { speak, addressed } from "./speech.js";
import { Stage } from "./stage.js";
import { Lesson } from "./lesson.js";
import { Heat } from "./heat.js";

/** Mounts a stage on an element; `send` reaches the controller, or stays here in a recording. */
export function mountStage(node, send, live, address = null) {
  const stage = new Stage({ send, live, address });
  node.classList.add("ag-root");
  node.append(stage.root);
  stage.start();
  return stage;
}

function follow(model, stage) {
  const dark = () => stage.setDark(model.get("dark"));
  model.on("change:dark", dark);
  dark();
}

/** The widget: messages come with binary rows, answers go back as small objects. */
function render({ model, el: node }) {
  const language = speak(model.get("language"), addressed(), navigator.language);
  if (model.get("part") !== "stage") return renderText(model, node);
  const ofThePage = (patient, day) => node.closest(".ag-page") && keepInBar(patient, day); // asked then: now the node may hang nowhere yet
  const stage = mountStage(node, (message) => model.send(message), true, ofThePage);
  const receive = (message, buffers) => stage.receive(message, buffers);
  model.on("msg:custom", receive);
  follow(model, stage);
  window.agonistStage = stage;
  const hello = () => model.send({ k: "hello", dark: matchMedia("(prefers-color-scheme: dark)").matches, fragment: location.hash.slice(1), language, ...whoAmI() });
  hello();
  const keep = () => stage.writeAddress(), lost = () => stage.lose(true);
  const back = () => {
    stage.lose(false);
    hello();
  };
  window.addEventListener("agonist-lost", lost);
  window.addEventListener("agonist-back", back);
  window.addEventListener("agonist-leave", keep);
  return () => {
    window.removeEventListener("agonist-lost", lost);
    window.removeEventListener("agonist-back", back);
    window.removeEventListener("agonist-leave", keep);
    model.off("msg:custom", receive);
    stage.close();
  };
}

/** In a class: the teacher's key, which is taken out of the address, and a pupil's own token; both live as long as the tab. */
function whoAmI() {
  try {
    const key = /^teacher=([\w-]+)$/.exec(location.hash.slice(1))?.[1];
    if (key) {
      sessionStorage.setItem("agonist teacher", key);
      history.replaceState(history.state, "", location.pathname + location.search);
    }
    const token = sessionStorage.getItem("agonist pupil") || [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join("");
    sessionStorage.setItem("agonist pupil", token);
    return { teacher: sessionStorage.getItem("agonist teacher") || "", pupil: token };
  } catch {
    return {};
  }
}

const lessonOf = (address) => /[?&]lesson=([^&#]*)/.exec(address)?.[1] ?? /#own=/.exec(address)?.[0];

/** The patient and the day in the address bar; another lesson is another entry of the history, so that Back finds the one before. */
function keepInBar({ query, fragment }, day) {
  const lang = addressed() && `&lang=${encodeURIComponent(addressed())}`, was = location.pathname + location.search + location.hash;
  const address = `${location.pathname}?${query}${lang}${day > 0 ? `&day=${day}` : ""}${fragment ? `#${fragment}` : ""}`;
  if (address === was) return;
  const way = lessonOf(was) && lessonOf(was) !== lessonOf(address) ? "pushState" : "replaceState";
  history[way](history.state, "", address);
  window.onpopstate = () => lessonOf(location.href) !== lessonOf(address) && location.reload(); // the page starts anew from its address
}

/** A lesson, or the map of a sweep: drawn anew whenever its text changes. */
function renderText(model, node) {
  const send = (message) => model.send(message);
  speak(model.get("language"), addressed(), navigator.language);
  const part = model.get("part") === "heat" ? new Heat(send) : new Lesson(send);
  node.classList.add("ag-root");
  node.append(part.root);
  const show = () => {
    part.root.classList.toggle("ag-dark", model.get("dark"));
    part.show(JSON.parse(model.get("lesson")), model.get("dark"));
  };
  model.on("change:lesson", show);
  model.on("change:dark", () => (part instanceof Heat ? show() : part.root.classList.toggle("ag-dark", model.get("dark"))));
  show();
  return () => part.close?.();
}

/** A page without a server: `record` holds the lesson and its runs, each with rows as base64. */
export function mountRecord(record, stageNode, lessonNode) {
  const language = speak(addressed(), navigator.language);
  const stage = mountStage(stageNode, () => {}, false);
  for (const run of record.runs) {
    stage.receive({ k: "open", ...run, rows: undefined });
    if (run.panels.length) stage.recorded = run.panels;
    const bytes = Uint8Array.from(atob(run.rows), (c) => c.charCodeAt(0));
    stage.receive({ k: "rows", run: run.run, from: 0, seq: 0 }, [bytes.buffer]);
  }
  stage.day = 0;
  const lesson = new Lesson((message) => {
    if (message.k === "lesson-run") stage.runLesson({ speed: stage.horizon / 45 });
  }, false);
  lessonNode.classList.add("ag-root");
  lessonNode.append(lesson.root);
  lesson.show(record.lessons?.[language] || record.lesson);
  const wish = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => [stage.root, lesson.root].forEach((node) => node.classList.toggle("ag-dark", wish.matches)) || stage.setDark(wish.matches);
  wish.addEventListener("change", dark);
  dark();
  window.agonistStage = stage;
  return stage;
}

if (typeof window !== "undefined") window.agonistRender = render; // for what stands beside the stage

export default { render };
