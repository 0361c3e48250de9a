// The runs that the browser holds: rows of one width, times rising, one frame read at any moment.

/** One run: rows of float32 in the order that `topology.blocks` lists. */
export class Run {
  constructor(id, topology, label, ghost = false) {
    this.id = id;
    this.topology = topology;
    this.label = label;
    this.ghost = ghost;
    this.marks = [];
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
    this.rows.set(values, Math.min(from, this.count) * this.width);
    this.count = count;
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
    const t0 = this.time(index), t1 = this.time(index + 1);
    const part = t1 > t0 ? Math.min(1, Math.max(0, (day - t0) / (t1 - t0))) : 1;
    const next = this.value(index + 1, block, item);
    return Number.isNaN(here) || Number.isNaN(next) ? here : here + (next - here) * part;
  }

  /** The whole frame of a day, into `into` (one row long), which is returned. */
  frame(day, into) {
    if (!this.count) return into.fill(0);
    const width = this.width, index = this.at(day), start = index * width;
    const t0 = this.rows[start], last = index + 1 >= this.count;
    const part = last ? 0 : Math.min(1, Math.max(0, (day - t0) / (this.rows[start + width] - t0 || 1)));
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
