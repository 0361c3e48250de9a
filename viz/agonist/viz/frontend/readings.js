// What is read from a life, before, during and after: the lesson names it, the rows hold it.
import { t } from "./speech.js";
import { shortWords, percent, words, sided, decimal } from "./util.js";
import { chanceWords } from "./moments.js";
import { ofBouts } from "./rests.js";

/* SAID: how a reading begins, put in by the bundle */
const OF_TASK = ["effort", "failed", "torque_max", "voluntary"];
const EDGE_DAY = 1e-3; // a row holds its day in single precision
export const FINE = ["fibre", "size", "strength"];

/** The reading of a text such as "share gluteus_maximus_right"; null where this run has no such thing. */
export function readingOf(run, text, task) {
  const [block, owner] = text.split(" ");
  const { tasks, muscles } = run.topology;
  const place = OF_TASK.includes(block) ? tasks.findIndex((t) => t.name === owner) : muscles.findIndex((m) => m.name === owner);
  const item = block === "share" ? tasks[task].members.find((m) => m.muscle === place)?.slot ?? -1 : place;
  if (item < 0 || !(block in run.offset)) return null;
  const digits = FINE.includes(block) ? 1 : 0;
  const both = run.topology.muscles.some((m) => m.side === "left") && run.topology.muscles.some((m) => m.side === "right");
  return {
    block, item, against: block === "torque_max", noisy: ["share", "effort", "failed"].includes(block), sparse: ["torque_max", "voluntary"].includes(block),
    label: `${t(SAID[block])} ${OF_TASK.includes(block) ? words(owner.replace(/_(left|right)$/, "")) : shortWords(owner)}${both ? sided(owner) : ""}`,
    axis: block === "hazard" ? (v) => (v > 0 ? chanceWords(v) : "0") : percent,
    format: block === "hazard" ? chanceWords : digits ? (v) => (Number.isFinite(v) ? `${decimal((100 * v).toFixed(1))} %` : "–") : percent,
  };
}

/** A number of a reading as it is shown: torque against the first of the life. */
const shown = (run, reading, value) => (reading.against ? value / run.known(reading.block, reading.item, run.first) : value);

/** The reading at a day, as the chart draws it. */
export function readAt(run, reading, day) {
  const { block, item } = reading;
  return shown(run, reading, reading.noisy ? run.mean(block, item, day) : reading.sparse ? run.known(block, item, day) : run.read(block, item, day));
}

/** Mean of a reading over a span of days; NaN where it was not lived. What happens at the end of the span is no part of it. */
export function meanOver(run, reading, [from, to]) {
  if (run.edge < to - 0.51) return NaN;
  let sum = 0, count = 0;
  for (let i = Math.max(run.first ? 0 : 1, run.at(from)); i < run.count && run.time(i) < to - EDGE_DAY; i++) {
    const value = run.value(i, reading.block, reading.item);
    if (!Number.isNaN(value) && run.time(i) >= from && !(ofBouts(reading.block) && run.rests.at(i, reading.block, reading.item))) [sum, count] = [sum + value, count + 1];
  }
  return count ? shown(run, reading, sum / count) : readAt(run, reading, to - EDGE_DAY);
}
