// What happens to the patient at the day shown, in a sentence: of the plan, of the reader's own, and of chance.
import { t, said } from "./speech.js";
import { words } from "./util.js";
import { measured } from "./lesson.js";

/** What each word of the vocabulary says; {who} is a muscle, a joint or a movement, the rest are its numbers. */
const TELLS = {
  posture: "a posture is held, {hours_a_day}", "be active": "active, {minutes_a_day}", cast: "in a cast, {hours_a_day}",
  "wear shoes": "other heels, {hours_a_day}", "tilt pelvis": "the pelvis is tilted, {hours_a_day}", "bed rest": "bed rest, {hours_a_day}",
  unload: "the leg is spared: {fraction} of its load is gone", rest: "{who}: {fraction} of it is left out", load: "{who}: the load is another",
  carry: "{who}: there is more to carry", walk: "{steps} a day", switch: "a number of the model is changed",
  "inject effusion": "{who}: {ml} of fluid in the joint", "keep effusion": "{who}: fluid is kept up, {ml}", "set pain": "{who}: pain, {level} of 10",
  "keep pain": "{who}: pain is kept up, {level} of 10", "set instability": "{who}: the joint is loose", "injure ligament": "{who}: the ligament tears",
  "reconstruct ligament": "{who}: the ligament is reconstructed", "remove meniscus": "{who}: part of the meniscus is removed",
  "wear joint": "{who}: the joint is worn", "replace joint": "{who}: the joint is replaced", "break bone": "{who}: the bone beside it breaks",
  aspirate: "{who}: {fraction} of the fluid is drawn off",
  "block joint": "{who}: the joint is numb", "cool joint": "{who}: the joint is cooled", "stimulate nerve": "{who}: stimulation through the skin",
  inhibit: "{who} loses {fraction} of its excitability", weaken: "{who} loses {fraction} of its force", paralyse: "{who} is paralysed",
  "tire muscle": "{who} is tired out", "hold length": "{who} is held at another length", denervate: "{who} is cut off from its nerve",
  remove: "{who} is removed", "harvest tendon": "{who} gives its tendon for a graft", "hurt muscle": "{who} is hurt, {level} of 10",
  "keep muscle pain": "{who}: pain is kept up, {level} of 10", practice: "{who} is practised", strengthen: "{who}: strengthening, {sessions_per_week}",
  cue: "{who} is cued", "stimulate muscle": "{who}: electrical stimulation", feedback: "{who}: feedback on its share",
  "hold share": "{who}: feedback asks for another share", "set habit": "{who} gets another habit", stretch: "stretching, {minutes_a_day}",
  sessions: "training sessions, {sessions_per_week}", trials: "{who}: single trials",
  "strain by chance": "{who} is strained, by chance", "pain by chance": "{who}: the pain comes back, by chance",
};
const LINGERS = 0.02; // of the days across: so long after it something that is done at once is still said
const PLAIN = ["0-10", "0-1"];

/** One event as a sentence; a word that is not known here by its own label. */
export function tells({ word, who, numbers = {}, label }) {
  const text = TELLS[word];
  if (!text) return label || word;
  const named = Object.entries(numbers).filter(([name]) => text.includes(`{${name}}`));
  const shown = Object.fromEntries(named.map(([name, [value, unit]]) => [name, PLAIN.includes(unit) ? String(value) : measured({ value, unit })]));
  return said(t(text, { who: who ? words(who) : "", ...shown }).replace(/^: |[,:] ?\{\w+\}/g, ""));
}

/** The days of an event: "day 30 to 90". */
function daysOf(mark, horizon) {
  const from = Math.floor(mark.day + 1e-6), to = Math.round(mark.until ?? mark.day);
  if (mark.until == null || to === from) return said(`${t("day")} ${from}`);
  return mark.until >= horizon ? t("from day {from}", { from }) : t("day {from} to {to}", { from, to });
}

/** An event with its days: "day 30 to 90: ...". */
export const dated = (mark, horizon = Infinity) => said(`${daysOf(mark, horizon)}: ${tells(mark)}`);

/** What holds on a day or has just happened, the newest first, by its days; empty where nothing does. */
export function happening(run, day, [first, last], horizon) {
  const lingers = Math.max(0.25, LINGERS * (last - first)), days = new Map();
  const held = [...run.marks, ...run.strains].filter((m) => m.day <= day + 1e-6 && day < Math.max(m.until ?? 0, m.day + lingers));
  for (const mark of held.sort((a, b) => b.day - a.day)) {
    const when = daysOf(mark, horizon);
    days.set(when, [...(days.get(when) || []), tells(mark)]);
  }
  return said([...days].map(([when, what]) => `${when}: ${what.join("; ")}`).join(" · "));
}
