// The language of the page: English texts are the keys, message files hold the others; what is missing stays English.
/* MESSAGES: the message files, put in by the bundle */

/** Which language is spoken, and what was asked for and is missing (for tests and translators). */
export const speech = { code: "en", messages: {}, missing: new Set(), said: new Set() };

/** Choose: the first of the wishes that there are messages for; English otherwise. */
export function speak(...wishes) {
  const known = typeof MESSAGES === "undefined" ? {} : MESSAGES;
  speech.code = wishes.map((w) => String(w || "").slice(0, 2).toLowerCase()).find((w) => w === "en" || w in known) || "en";
  speech.messages = known[speech.code] || {};
  speech.said = new Set(Object.values(speech.messages));
  for (const word of window.agonistSpeech?.missing || []) speech.missing.add(word);
  window.agonistSpeech = Object.assign(speech, { missing: window.agonistSpeech?.missing || speech.missing }); // each part of the page has a module of its own
  document.documentElement.lang = speech.code;
  return speech.code;
}

/** What the address of the page asks for, and what the browser does. */
export const addressed = () => new URLSearchParams(location.search).get("lang") || "";

/** A text in the language of the page; names in braces are filled in. */
export function t(text, values = {}) {
  const found = speech.messages[text];
  if (found == null && speech.code !== "en" && /[a-z]{3}/i.test(text) && !speech.said.has(text)) speech.missing.add(text);
  return (found ?? text).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

/** A text that was put together from parts in the language of the page: it is not looked up again. */
export function said(text) {
  speech.said.add(text);
  return text;
}
