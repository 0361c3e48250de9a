// From a recording to a patient that lives in the browser: the files beside the page are loaded, a worker lives on.
import { speech } from "../frontend/speech.js";
import { el } from "../frontend/util.js";
import { calmly } from "../frontend/calm.js";
import { mountStage, mountRecord } from "../frontend/widget.js";
import { Hands } from "./controls.js";

/** A file that one of the scripts handed over; packed ones are unpacked. */
async function content(packed, text) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let k = 0; k < letters.length; k++) bytes[k] = letters.charCodeAt(k);
  if (!packed) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Runs one script of the pack; its file lands in `files`. */
function load(source, files) {
  return new Promise((resolve, reject) => {
    let coming = null;
    window.agonistFile = (name, packed, text) => (coming = content(packed, text).then((bytes) => (files[name] = bytes)));
    const script = el("script", { src: source });
    script.onload = () => {
      script.remove();
      Promise.resolve(coming).then(resolve, reject);
    };
    script.onerror = () => reject(new Error(`${source} is missing: the folder of this page is not whole`));
    document.head.append(script);
  });
}

/** The box under the lesson that offers the live patient, and later says how far it is. */
class Offer {
  constructor(start, size) {
    this.bar = el("progress", { max: 1, value: 0, hidden: true, "aria-label": "Loading" });
    this.said = el("p", { class: "ag-note", "aria-live": "polite" }, `What you see is recorded. To do things to this patient, let the model run in this browser: ${size} MB from the folder beside this page, ten to twenty seconds, no network.`);
    this.button = el("button", { class: "ag-primary", onclick: start }, "Make it live");
    this.root = el("div", { class: "ag-lesson ag-offer" }, this.said, this.button, this.bar);
  }

  progress(part, text) {
    this.button.hidden = true;
    this.bar.hidden = false;
    this.bar.value = part;
    this.said.textContent = `${text} …`;
  }

  failed(text) {
    this.bar.hidden = true;
    this.button.hidden = false;
    this.said.textContent = `Not live: ${text}`;
  }
}

/** A page without a server: recorded at first, live when asked to be, or at once where the link names a patient. */
export function mountAlone(record, nodes) {
  const recorded = mountRecord(record, nodes.stage, nodes.lesson);
  const pack = record.pack;
  if (!pack) return;
  const query = location.hash.length > 1 ? location.hash.slice(1) : `lesson=${record.name}`;
  let worker = null;

  const begin = async () => {
    offer.progress(0, "loading the files");
    const files = {};
    try {
      for (const [k, name] of pack.files.entries()) {
        await load(`${pack.folder}/${name}`, files);
        offer.progress((0.4 * (k + 1)) / pack.files.length, "loading the files");
      }
      worker = new Worker(URL.createObjectURL(new Blob([files["worker.js"]], { type: "text/javascript" })));
    } catch (error) {
      offer.failed(error.message);
      return;
    }
    worker.onmessage = ({ data }) => {
      try {
        answer(data);
      } catch (error) {
        fault(`the page itself failed (${error.message})`);
        throw error;
      }
    };
    worker.onerror = (event) => fault(event.message || "the worker stopped");
    worker.postMessage({ k: "boot", files, query }, Object.values(files).map((bytes) => bytes.buffer));
  };
  const offer = new Offer(begin, pack.megabytes);
  nodes.lesson.append(offer.root);

  let stage = recorded, panel = null;
  const send = (message) => worker.postMessage(message);
  const wake = () => {
    recorded.close();
    recorded.root.remove();
    panel = new Hands(send);
    nodes.lesson.replaceChildren(panel.root);
    nodes.note?.remove();
    stage = mountStage(nodes.stage, send, true, ({ query }, day) => history.replaceState(null, "", `#${query}${day > 0 ? `&day=${day}` : ""}`));
    const wish = matchMedia("(prefers-color-scheme: dark)");
    const dark = () => {
      panel.root.classList.toggle("ag-dark", wish.matches);
      stage.setDark(wish.matches);
    };
    wish.addEventListener("change", dark);
    dark();
    window.agonistStage = stage;
    window.agonistLive = true;
    send({ k: "hello", language: speech.code });
  };
  /** What went wrong: beside the live stage, or under the button, which may be pressed again. */
  const fault = (text) => {
    console.error(`not live: ${text}`);
    if (panel) panel.said.textContent = text;
    else {
      worker.terminate();
      offer.failed(text);
    }
  };
  const answer = (message) => {
    if (message.k === "boot" && message.part < 1) offer.progress(0.4 + 0.6 * message.part, message.text);
    else if (message.k === "boot") calmly(nodes.lesson, wake);
    else if (message.k === "fault") fault(message.text);
    else if (["session", "sheets", "file"].includes(message.k)) panel.receive(message);
    else stage.receive(message, message.buffers);
  };
  if (location.hash.length > 1) begin();
}
