// Time on the stage: play, pause, seek, step, jump, and a lesson that ends where it ends.
import { t } from "./speech.js";
import { clamp, dayWords, tellPage } from "./util.js";
import { SPEEDS } from "./transport.js";

const LEAD = 0.35; // seconds of the viewer that the playhead stays behind the newest row
const ADDRESS_MS = 400; // the address of the page follows so long after the day

/** Methods of the stage. */
export const clock = {
  /** Plays the lesson from the start, at the nearest speed at which it takes less than a minute, to its end. */
  runLesson({ speed }) {
    this.setSpeed(speed);
    this.seek(-1);
    this.startPlaying();
    this.limit = this.horizon;
  },

  toggle() {
    if (this.playing) return this.pause();
    this.startPlaying();
    if (this.day < this.horizon - 1e-6) this.limit = this.horizon; // the end of the lesson is a place to stop; on from there is allowed
  },

  /** The lesson has come to its end: it stops there and says so, and the lesson beside goes on. */
  finish() {
    this.pause();
    this.say(this.host.live ? "That was the lesson. Compare it with what you expected; Play goes on beyond it." : "That was the lesson. Compare it with what you expected.");
    tellPage("horizon");
  },

  /** The address of the page holds the patient and the day, so that a reload, Back or a new server finds them again. */
  keepAddress() {
    if (!this.address || !this.host.address) return;
    clearTimeout(this.addressing);
    this.addressing = setTimeout(() => this.writeAddress(), ADDRESS_MS);
  },

  /** At once: the page is about to start anew from its address. */
  writeAddress() {
    clearTimeout(this.addressing);
    if (this.address && this.host.address) this.host.address(this.address, Math.round(this.day * 1000) / 1000);
  },

  startPlaying() {
    if (!this.run) return;
    if (!this.host.live && this.day >= this.run.edge - 1e-6) this.day = this.run.first;
    this.playing = true;
    this.awaited = null;
    clearTimeout(this.settling); // a moment that was sought before is no longer the one shown
    this.limit = null;
    this.asked = false;
    this.transport.playing(true);
    this.say(t("playing, {speed}", { speed: t(SPEEDS.find((s) => s[1] === this.speed)?.[0] || "") }));
  },

  stopPlaying() {
    this.playing = this.asked = false;
    this.transport.playing(false);
  },

  pause() {
    this.stopPlaying();
    this.host.send({ k: "pause", at: this.day });
    this.say(t("paused at {day}", { day: dayWords(this.day) }));
    this.keepAddress();
    this.dirty = true;
  },

  setSpeed(days) {
    this.transport.setSpeed(days);
    this.speed = Number(this.transport.speed.value);
    this.asked = false;
  },

  seek(day) {
    if (!this.run) return;
    this.day = clamp(day, this.run.first, this.run.edge);
    this.awaited = null;
    if (this.playing) this.pause();
    this.dirty = true;
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.host.send({ k: "seek", at: this.day }), 150);
    this.keepAddress();
  },

  step(bouts) {
    if (this.playing) this.pause();
    if (bouts < 0 || this.day < this.run.edge - 1e-6) {
      const index = clamp(this.run.at(this.day + 1e-6) + bouts, 0, this.run.count - 1);
      this.seek(this.run.time(index));
    } else this.host.send({ k: "step", at: this.day, bouts });
  },

  branch() {
    this.pause();
    this.host.send({ k: "branch", at: this.day });
  },

  jump(days) {
    this.stopPlaying(); // the server stops by itself: a message of it could arrive behind the jump
    clearTimeout(this.settling);
    this.host.send({ k: "jump", days });
  },

  stop() {
    this.host.send({ k: "stop" });
  },

  /** Keys that count wherever the page is looked at, as long as nothing is typed: play, large letters, branch. */
  keyAnywhere(event) {
    if (event.target === document.body && [" ", "b", "p", "Escape"].includes(event.key)) this.key(event);
  },

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return; // the browser's own: Ctrl and P prints
    if (["INPUT", "SELECT", "TEXTAREA", "BUTTON", "SUMMARY"].includes(event.target.tagName) && !["b", "p", "Escape"].includes(event.key)) return;
    const act = { " ": () => this.toggle(), ArrowRight: () => this.step(1), ArrowLeft: () => this.step(-1), Home: () => this.seek(-1), End: () => this.seek(Infinity), b: () => this.host.live && this.branch(), p: () => this.present(), Escape: () => (this.hand.root.hidden ? this.presenting && this.present() : this.hand.close()) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  },

  /** Moves the playhead by the time that has passed; asks for new rows when it nears the newest. */
  advance(seconds) {
    if (!this.playing) return;
    const ahead = this.run.edge - this.day;
    const target = LEAD * this.speed;
    const near = ahead < 4 * target + 0.1;
    if (this.host.live && near && !this.asked) {
      this.asked = true;
      this.host.send({ k: "play", speed: this.speed, at: this.day, until: this.limit });
    }
    const bound = this.limit ?? Infinity;
    const pace = this.asked && this.run.edge < bound - 1e-3 ? clamp(1 + 0.3 * ((ahead - target) / target), 0.4, 1.3) : 1;
    this.day = Math.min(this.run.edge, bound, this.day + seconds * this.speed * pace);
    if (this.limit != null && this.day >= this.limit - 1e-3) this.finish();
    else if (!this.host.live && this.day >= this.run.edge) this.pause();
    this.dirty = true;
  },
};
