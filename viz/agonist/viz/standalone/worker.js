// The patient lives here, beside the page: Python, NumPy and the model in WebAssembly, from files that the page hands over.
"use strict";

const SITE = "/agonist/site", CACHE = "/agonist/cache";
const INDEX = "https://agonist.invalid/"; // never asked: every file is at hand
const START = `
import json, os, sys
os.environ["XDG_CACHE_HOME"] = "${CACHE}"
sys.path.insert(0, "${SITE}")
from js import Object, post_to_page
from pyodide.ffi import to_js
from agonist.viz.standalone.session import StandaloneSession

def send(message, buffers=None):
    post_to_page(to_js(message, dict_converter=Object.fromEntries), to_js(list(buffers or [])))

def receive(text):
    room.receive(json.loads(text))

room = StandaloneSession(query, send)
`;

let room = null, receive = null, timer = 0;

self.post_to_page = (message, buffers) => self.postMessage({ ...message, buffers }, buffers.map((b) => b.buffer));

function told(part, text) {
  self.postMessage({ k: "boot", part, text });
}

/** What Pyodide would fetch is answered from the files. */
function answerFrom(files) {
  const name = (url) => String(url?.url || url).split("/").pop();
  self.fetch = async (url) => {
    const found = files[name(url)];
    if (!found) return new Response(null, { status: 404 });
    return new Response(found, { headers: { "Content-Type": name(url).endsWith(".wasm") ? "application/wasm" : "application/octet-stream" } });
  };
  const load = self.importScripts.bind(self);
  self.importScripts = (url) => load(URL.createObjectURL(new Blob([files[name(url)]], { type: "text/javascript" })));
}

async function boot({ files, query }) {
  answerFrom(files);
  told(0.1, "starting Python");
  self.importScripts("pyodide.js");
  const python = await self.loadPyodide({ indexURL: INDEX });
  told(0.5, "starting NumPy");
  await python.loadPackage("numpy", { messageCallback: () => {} });
  told(0.65, "unpacking the model");
  python.unpackArchive(files["agonist.zip"], "zip", { extractDir: "/agonist" });
  told(0.75, "waking the patient");
  python.globals.set("query", query);
  await python.runPythonAsync(START);
  room = python.globals.get("room");
  receive = python.globals.get("receive");
  told(1, "live");
}

/** The one line of an error that says what it is; of a Python traceback the line that names the error. */
function line(error) {
  const lines = String(error.message || error).trim().split("\n");
  return lines.findLast((text) => /^[\w.]*(Error|Exception):/.test(text)) || lines.at(-1);
}

/** Lives on, and comes back when something is due. */
function turn() {
  clearTimeout(timer);
  const pause = room.turn();
  timer = setTimeout(turn, 1000 * pause);
}

self.onmessage = async ({ data }) => {
  try {
    if (data.k === "boot") await boot(data);
    else receive(JSON.stringify(data));
    if (room) turn();
  } catch (error) {
    self.postMessage({ k: "fault", text: line(error) });
  }
};
