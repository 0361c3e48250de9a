// Before anything else on the page: patience on slow machines, a watch over the start, and a way past the menus.
(function () {
  "use strict";
  const LATEST_MS = 8000; // a page that has not started by then says so
  const AGAIN = "agonist started again";

  // The library of widgets gives up after two seconds; a slow phone, or thirty at once, need longer.
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  if (!AbortSignal.timeout.patient) {
    AbortSignal.timeout = (ms) => timeout(Math.max(ms, 60000));
    AbortSignal.timeout.patient = true;
  }

  // A phone that loses its network comes back by itself, but what was on the way is lost, and a widget that waits for its
  // answer waits for ever. Where something was, the page starts anew with the patient and the day of its address; else
  // the stage asks for everything again.
  // A server that has ended and was started again knows nobody: the page starts anew then, too.
  const BROKEN = "Click to show javascript error", LOOKS_MS = [700, 3000, 8000], LOST_MS = 1500, ASK_MS = 2000, ANSWER_MS = 5000;
  const asked = new Set(), MESSAGE = /"msg_id": ?"([^"]+)"/, PARENT = /"parent_header": ?{[^{}]*"msg_id": ?"([^"]+)"/;
  let cut = "", lost = 0, coming = 0;
  const tell = (kind) => window.dispatchEvent(new CustomEvent(kind));
  const anew = () => {
    tell("agonist-leave"); // the day that is seen goes into the address
    location.reload();
  };
  const back = () => {
    if (cut === "asked") return anew();
    const rows = window.agonistRows;
    cut = "";
    clearTimeout(lost);
    tell("agonist-back");
    for (const ms of LOOKS_MS) setTimeout(() => document.body.innerText.includes(BROKEN) && anew(), ms);
    return setTimeout(() => !cut && window.agonistRows === rows && anew(), ANSWER_MS); // nobody there knows this patient
  };
  const answers = () => fetch("/readyz", { cache: "no-store" }).then((told) => told.ok, () => false);
  const lose = async (before = false) => {
    if (!cut) return;
    tell("agonist-lost");
    const now = await answers();
    if (now && before && cut) return anew(); // the server is there, and the library has given up
    lost = setTimeout(() => lose(now), ASK_MS);
  };
  const watched = new WeakSet(), { send } = WebSocket.prototype;
  const follow = (line) => {
    watched.add(line);
    line.addEventListener("close", () => {
      if (!cut && started()) lost = setTimeout(lose, LOST_MS);
      clearTimeout(coming); // lost again before it was back: what was asked in between is lost, too
      cut = cut === "asked" || asked.size ? "asked" : "quiet";
      asked.clear();
    });
    line.addEventListener("message", ({ data }) => {
      if (typeof data === "string" && data.includes('"execution_state": "idle"')) asked.delete(PARENT.exec(data)?.[1]);
    });
    if (cut) coming = setTimeout(back, 300); // the library has then fetched what it holds
  };
  WebSocket.prototype.send = function (data) {
    if (!watched.has(this)) follow(this);
    const id = typeof data === "string" && data.includes('"comm_msg"') && MESSAGE.exec(data)?.[1];
    if (id) asked.add(id);
    return send.call(this, data);
  };

  // Who needs larger letters may pinch.
  const viewport = document.querySelector('meta[name="viewport"]');
  if (viewport) viewport.content = "width=device-width, initial-scale=1";

  // The server has written the visitor's language, and what is said before anything else has come, into the first tag.
  const words = JSON.parse(document.documentElement.dataset.said || "{}"), said = (text) => words[text] ?? text;
  document.documentElement.lang ||= "en";

  const skip = document.createElement("a");
  skip.href = "#";
  skip.className = "ag-skip";
  skip.textContent = said("Skip to Play");
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    document.querySelector(".ag-play")?.focus();
  });

  const note = document.createElement("div");
  note.className = "ag-starting";
  note.setAttribute("role", "alert");
  note.hidden = true;

  const sheet = document.createElement("style");
  sheet.textContent = `.ag-skip { position: fixed; left: -999px; top: 6px; z-index: 200001; background: #0b6e6e; color: #fff !important; padding: 10px 16px; border-radius: 8px; font: 600 16px system-ui, sans-serif; }
    .ag-skip:focus { left: 8px; }
    .ag-starting { position: fixed; left: 0; right: 0; top: 0; z-index: 200000; background: #fff4e5; color: #5a2d00; padding: 12px 18px; font: 500 17px system-ui, sans-serif; text-align: center; border-bottom: 2px solid #b3541e; }
    .ag-starting[hidden] { display: none; }
    .ag-starting button { font: inherit; margin-left: 12px; padding: 5px 14px; border: 2px solid #b3541e; border-radius: 8px; background: #fff; color: inherit; cursor: pointer; }`;

  const started = () => window.agonistDraws > 0 || window.agonistPage;
  const say = (text) => {
    const again = document.createElement("button");
    again.textContent = said("Start again");
    again.addEventListener("click", () => location.reload());
    const words = document.createElement("span");
    words.textContent = text;
    note.replaceChildren(words, again);
    document.documentElement.classList.add("ag-started"); // the style sheet's line has had its time
    note.hidden = false;
  };
  const memory = (value) => {
    try {
      if (value === undefined) return sessionStorage.getItem(AGAIN);
      if (value) sessionStorage.setItem(AGAIN, "1");
      else sessionStorage.removeItem(AGAIN);
    } catch { /* a private window: once is not remembered, so it is not done */
      return "1";
    }
    return null;
  };
  const once = () => {
    if (memory()) return say(said("This page did not start."));
    memory(true);
    document.documentElement.classList.add("ag-started");
    note.textContent = said("This page did not start: starting again …");
    note.hidden = false;
    return setTimeout(() => location.reload(), 900);
  };

  let shownAt = 0, tried = false;
  const watch = () => {
    if (started()) {
      note.hidden = true;
      document.documentElement.classList.add("ag-started");
      memory(false);
      return;
    }
    const now = performance.now(), stageIsThere = document.querySelector(".ag-stage-side");
    if (stageIsThere && !shownAt) shownAt = now;
    if (stageIsThere && now - shownAt > LATEST_MS && !tried) {
      tried = true;
      once();
    }
    setTimeout(watch, 250);
  };
  window.addEventListener("unhandledrejection", (event) => {
    if (tried || started() || !String(event.reason?.message || event.reason).includes("Failed to initialize model")) return;
    tried = true;
    once();
  });

  // Another language: the address as it stands at this moment, patient, day and a scenario of one's own.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.ag-language");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    tell("agonist-leave");
    const address = new URL(location.href);
    address.searchParams.set("lang", link.lang);
    history.replaceState(history.state, "", address);
    location.reload(); // a fragment alone would load nothing
  });

  // What the library of fields leaves out for a screen reader.
  const mend = () => {
    for (const slot of document.querySelectorAll('.v-select .v-input__slot[role="button"]')) {
      const input = slot.querySelector("input:not([type=hidden])");
      for (const name of ["role", "aria-haspopup", "aria-owns", "aria-expanded"]) slot.removeAttribute(name);
      if (!input) continue;
      input.setAttribute("role", "combobox");
      input.setAttribute("aria-haspopup", "listbox");
      input.setAttribute("aria-expanded", "false");
      input.setAttribute("aria-label", slot.querySelector("label")?.textContent || said("choice"));
    }
    for (const bar of document.querySelectorAll('[role="progressbar"]:not([aria-label])')) bar.setAttribute("aria-label", said("the page is working"));
    for (const thumb of document.querySelectorAll('[role="slider"][aria-label=""]'))
      thumb.setAttribute("aria-label", thumb.closest(".ag-number")?.querySelector("label")?.textContent || said("number"));
  };
  let due = 0;
  new MutationObserver(() => (due ||= setTimeout(() => { due = 0; mend(); }, 250))).observe(document.body, { childList: true, subtree: true });

  document.head.append(sheet);
  document.body.prepend(skip, note);
  watch();

  // What fills the window is left with Escape, wherever the focus is.
  document.addEventListener("keydown", (event) => event.key === "Escape" && document.querySelector(".ag-class-whole .ag-class-turn")?.click());
})();
