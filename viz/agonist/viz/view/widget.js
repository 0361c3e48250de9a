// Two ways in: a widget in a Solara page or a notebook, and a static page with recorded runs.
import { Stage } from "./stage.js";
import { Lesson } from "./lesson.js";

/** Mounts a stage on an element; `send` reaches the controller, or stays here in a recording. */
export function mountStage(node, send, live) {
  const stage = new Stage({ send, live });
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
  document.documentElement.lang = "en";
  if (model.get("part") === "lesson") return renderLesson(model, node);
  const stage = mountStage(node, (message) => model.send(message), true);
  const receive = (message, buffers) => stage.receive(message, buffers);
  model.on("msg:custom", receive);
  follow(model, stage);
  window.agonistStage = stage;
  model.send({ k: "hello", dark: matchMedia("(prefers-color-scheme: dark)").matches });
  return () => {
    model.off("msg:custom", receive);
    stage.close();
  };
}

function renderLesson(model, node) {
  const lesson = new Lesson((message) => model.send(message));
  node.classList.add("ag-root");
  node.append(lesson.root);
  const show = () => lesson.show(JSON.parse(model.get("lesson")));
  const dark = () => lesson.root.classList.toggle("ag-dark", model.get("dark"));
  model.on("change:lesson", show);
  model.on("change:dark", dark);
  show();
  dark();
}

/** A page without a server: `record` holds the lesson and its runs, each with rows as base64. */
export function mountRecord(record, stageNode, lessonNode) {
  const stage = mountStage(stageNode, () => {}, false);
  for (const run of record.runs) {
    stage.receive({ k: "open", ...run, rows: undefined });
    const bytes = Uint8Array.from(atob(run.rows), (c) => c.charCodeAt(0));
    stage.receive({ k: "rows", run: run.run, from: 0, seq: 0 }, [bytes.buffer]);
  }
  stage.day = 0;
  const lesson = new Lesson((message) => {
    if (message.k !== "lesson-run") return;
    stage.seek(-1);
    stage.startPlaying();
  });
  lessonNode.classList.add("ag-root");
  lessonNode.append(lesson.root);
  lesson.show(record.lesson);
  const wish = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => [stage.root, lesson.root].forEach((node) => node.classList.toggle("ag-dark", wish.matches)) || stage.setDark(wish.matches);
  wish.addEventListener("change", dark);
  dark();
  window.agonistStage = stage;
  return stage;
}

export default { render };
