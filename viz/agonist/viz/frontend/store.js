// The runs that the browser holds: rows of one width, times rising, one frame read at any moment.

import { Rests, ofBouts } from "./rests.js";

const REACH = 6; // beats on either side of one, in a mean

/** One run: rows of float32 in the order that `topology.blocks` lists. */
export class Run {
  constructor(id, topology, label, ghost = false) {
    this.id = id;
    this.topology = topology;
    this.label = label;
    this.ghost = ghost;
    this.marks = [];
    this.strains = []; // injuries and returns of pain that chance caused, found in the rows
    this.rests = new Rests(this);
    this.beats = []; // rows that are the same however fast the life was lived
    this.breaks = [];
    this.stretch = []; // of every beat, how many events lie before it
    this.kept = new Map(); // means, by quantity
    this.width = topology.width;
    this.count = 0;
    this.rows = new Float32Array(this.width * 256);
    this.offset = {};
    let start = 0;
    for (const [name, size] of topology.blocks) {
      this.offset[name] = start;
      start += size;
    }
  }

  /** Writes rows from index `from` on; what stood after them is forgotten. */
  write(from, values) {
    const added = values.length / this.width;
    const count = Math.min(from, this.count) + added;
    if (count * this.width > this.rows.length) {
      const grown = new Float32Array(Math.max(this.rows.length * 2, count * this.width));
      grown.set(this.rows);
      this.rows = grown;
    }
    const start = Math.min(from, this.count);
    this.rows.set(values, start * this.width);
    this.count = count;
    this.look(start);
  }

  /** Beats and strains among the rows from an index on. */
  look(from) {
    const timed = "beat" in this.offset;
    if (this.rests.look(from) || this.beats.at(-1) >= from) this.kept.clear();
    while (this.beats.length && this.beats.at(-1) >= from) this.beats.pop();
    this.stretch.length = Math.min(this.stretch.length, this.beats.length);
    this.strains = this.strains.filter((s) => s.row < from);
    for (let i = from; i < this.count; i++) {
      if (!timed || this.value(i, "beat", 0) > 0) this.beats.push(i);
      if (i) this.struck(i);
    }
    this.happens();
  }

  /** What chance has done between a row and the one before: a muscle strained, pain of a joint come back. */
  struck(i) {
    const { muscles, joints } = this.topology;
    const kinds = [["strains", muscles, "strain by chance"], ["episodes", joints, "pain by chance"]];
    for (const [block, owners, word] of kinds.filter(([block]) => block in this.offset))
      for (let k = 0; k < owners.length; k++)
        if (this.value(i, block, k) > this.value(i - 1, block, k) + 0.5)
          this.strains.push({ row: i, day: this.time(i), until: null, word, who: owners[k].name });
  }

  /** Days at which something begins or ends: no mean and no straight line crosses one. */
  happens() {
    const days = [...this.marks, ...this.strains].flatMap((m) => (m.until ? [m.day, m.until] : [m.day]));
    const breaks = [...new Set(days)].sort((a, b) => a - b);
    if (breaks.join() !== this.breaks.join()) {
      this.breaks = breaks;
      this.kept.clear();
      this.stretch.length = 0;
    }
    for (let k = this.stretch.length; k < this.beats.length; k++) this.stretch[k] = this.stretchAt(this.time(this.beats[k]));
  }

  /** How many events lie at or before a day. */
  stretchAt(day) {
    let low = 0, high = this.breaks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.breaks[middle] > day) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The first break after a day, up to another day; undefined where there is none. */
  breakIn(after, upTo) {
    const found = this.breaks[this.stretchAt(after)];
    return found <= upTo ? found : undefined;
  }

  /** How far a day is between two rows, 0 to 1; what happens between them begins to show only then. */
  part(index, day, next = index + 1) {
    const t1 = this.time(next), t0 = this.breakIn(this.time(index), t1) ?? this.time(index);
    return t1 > t0 ? Math.min(1, Math.max(0, (day - t0) / (t1 - t0))) : day >= t1 ? 1 : 0;
  }

  /** Means of a quantity, one for each beat: over the beats around it, of the same stretch between events. Kept as they grow. */
  means(block, item) {
    const key = `${block} ${item}`, kept = this.kept.get(key) || [];
    for (let k = Math.max(0, Math.min(kept.length, this.beats.length) - REACH); k < this.beats.length; k++) kept[k] = this.meanAt(k, block, item);
    kept.length = this.beats.length;
    this.kept.set(key, kept);
    return kept;
  }

  meanAt(at, block, item) {
    const first = this.beats[0] === 0 && !this.first ? 1 : 0; // before the first bout nothing was done
    const rests = (k) => ofBouts(block) && this.rests.at(this.beats[k], block, item);
    if (rests(at)) return NaN;
    let sum = 0, count = 0;
    for (const way of [-1, 1]) {
      for (let k = way < 0 ? at : at + 1; k >= first && k < this.beats.length && Math.abs(k - at) <= REACH && this.stretch[k] === this.stretch[at]; k += way) {
        const value = rests(k) ? NaN : this.value(this.beats[k], block, item);
        if (!Number.isNaN(value)) [sum, count] = [sum + value, count + 1];
      }
    }
    return count ? sum / count : this.value(this.beats[at], block, item);
  }

  /** The mean at a day: on the straight line between two beats, as it is drawn. */
  mean(block, item, day) {
    const at = this.beatAt(day), means = this.means(block, item);
    if (at < 0) return NaN;
    const here = means[at], next = means[at + 1];
    return next === undefined || Number.isNaN(next) ? here : here + (next - here) * this.part(this.beats[at], day, this.beats[at + 1]);
  }

  /** Place among the beats of the last one at or before a day, -1 where there is none. */
  beatAt(day) {
    let low = 0, high = this.beats.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.time(this.beats[middle]) <= day) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The newest value that is known at a day, and the first one of the life. */
  known(block, item, day) {
    for (let i = this.at(day); i >= 0; i--) {
      const value = this.value(i, block, item);
      if (!Number.isNaN(value)) return value;
    }
    return NaN;
  }

  time(index) {
    return this.rows[index * this.width];
  }

  get first() {
    return this.count ? this.time(0) : 0;
  }

  get edge() {
    return this.count ? this.time(this.count - 1) : 0;
  }

  /** Index of the last row at or before a day. */
  at(day) {
    let low = 0, high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.time(middle) <= day) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }

  value(index, block, item) {
    return this.rows[index * this.width + this.offset[block] + item];
  }

  /** A block at a day, between two rows by straight line. */
  read(block, item, day) {
    if (!this.count) return NaN;
    const index = this.at(day);
    const here = this.value(index, block, item);
    if (index + 1 >= this.count) return here;
    const next = this.value(index + 1, block, item);
    return Number.isNaN(here) || Number.isNaN(next) ? here : here + (next - here) * this.part(index, day);
  }

  /** The whole frame of a day, into `into` (one row long), which is returned. */
  frame(day, into) {
    if (!this.count) return into.fill(0);
    const width = this.width, index = this.at(day), start = index * width;
    const last = index + 1 >= this.count, part = last ? 0 : this.part(index, day);
    for (let k = 0; k < width; k++) {
      const here = this.rows[start + k];
      into[k] = last ? here : here + (this.rows[start + width + k] - here) * part;
    }
    return into;
  }
}

/** All runs of a page; the first that is no ghost is the patient. */
export class Store {
  constructor() {
    this.runs = new Map();
    this.main = null;
  }

  open(message) {
    const run = new Run(message.run, message.topology, message.label, message.ghost);
    run.marks = message.marks || [];
    run.happens();
    this.runs.set(run.id, run);
    if (!message.ghost) this.main = run;
    return run;
  }

  close(id) {
    this.runs.delete(id);
  }

  get ghosts() {
    return [...this.runs.values()].filter((run) => run.ghost && run.count);
  }
}

/** Float32 view of a buffer that may come as ArrayBuffer or DataView. */
export function floats(buffer) {
  if (buffer instanceof ArrayBuffer) return new Float32Array(buffer);
  const copy = buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength);
  return new Float32Array(copy);
}
