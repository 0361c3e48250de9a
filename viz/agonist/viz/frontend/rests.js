// When a task rests: nobody does it, so its lines are empty; what a muscle last did says nothing of the days after.

const RESTS_DAY = 1; // a task that was not done for so long may rest
const REALLY_DAY = 4.5; // and does, where nobody comes back to it sooner: between two sessions a line goes on

/** Spells of rest of each task of a run, by rows [first, last); found as rows come. */
export class Rests {
  constructor(run) {
    this.run = run;
    this.tasks = run.topology.tasks.map(() => ({ spells: [], open: -1, sure: false }));
    this.owner = new Map(run.topology.tasks.flatMap((task, t) => (task.members || []).map((m) => [m.slot, t])));
  }

  /** Looks at the rows from an index on; true where what was known of rows before it has changed. */
  look(from) {
    if (!("rests" in this.run.offset)) return false;
    return this.tasks.map((task, t) => this.follow(task, t, from)).some(Boolean);
  }

  follow(task, t, from) {
    while (task.spells.length && task.spells.at(-1)[1] > from) [task.open, task.sure] = [task.spells.pop()[0], false];
    if (task.open >= from) task.open = -1;
    const known = task.sure && task.open >= 0;
    task.sure = false;
    for (let i = task.open >= 0 ? task.open : from; i < this.run.count; i++) {
      const rest = this.run.value(i, "rests", t);
      if (rest > RESTS_DAY && task.open < 0) [task.open, task.sure] = [i, false];
      if (rest > REALLY_DAY) task.sure = true;
      if (rest > RESTS_DAY) continue;
      if (task.sure) task.spells.push([task.open, i]);
      [task.open, task.sure] = [-1, false];
    }
    return task.sure !== known;
  }

  /** Whether nobody does the task of a quantity at a row. */
  at(row, block, item) {
    const task = this.tasks[block === "effort" || block === "failed" ? item : this.owner.get(item)];
    if (!task || (!task.spells.length && !task.sure)) return false;
    if (task.sure && row >= task.open) return true;
    return task.spells.some(([first, end]) => row >= first && row < end);
  }
}

/** Quantities of a task or of a muscle in it: they are of the bout, and between two bouts nothing is there. */
export const ofBouts = (block) => ["share", "drive", "act", "effort", "failed"].includes(block);
