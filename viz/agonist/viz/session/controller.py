"""Who turns the wheel: one thread that lives the patient on while the page plays, and answers its wishes.

Knows nothing of Solara. A page (or a test) gives a function that makes a life from a recipe, and a listener for
messages; wishes come in as small dictionaries, rows leave as binary chunks a few times a second, and no further
chunk leaves while three are unanswered. In a browser there are no threads: whoever made it calls `turn`.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from agonist.model.plan import LONGEST_DAY
from agonist.viz.session import views
from agonist.viz.session.beside import make_room
from agonist.viz.session.history import History
from agonist.viz.session.messages import STRANGE, WISHES, number
from agonist.viz.session.outbox import Outbox
from agonist.viz.session.protocol import Life, Playback, Trace
from agonist.viz.session.recipe import Edit, Recipe

LOG = logging.getLogger(__name__)
ROWS_PER_SECOND = 30  # the browser draws straight lines between them
BEAT_S = 0.2  # a chunk of rows leaves this often
PIECES = 8  # of a long jump: the page stays responsive in between, and the maximal efforts of a piece fill a bench
JUMP_ROWS = 400
ONE = threading.Lock()  # one patient at a time lives on: else a click of one page stands behind thirty that compute
MOVING = ("play", "step", "jump", "branch")  # what a held page does not do


class Controller:
    """One patient and the runs beside it. `make(recipe)` makes a life; `send(message, buffers)` tells the page."""

    def __init__(
        self,
        make: Callable[[Recipe], Life],
        recipe: Recipe,
        send: Callable[..., None] | None = None,
        threaded: bool = True,
    ) -> None:
        self.make = make
        self.outbox = Outbox(send)
        self.titled: Callable[[str], str] = str  # the title of a lesson in the visitor's language
        self.changed: Callable[[], None] = lambda: None  # called without the lock, from the one thread
        self.stale = False
        self.lock = threading.RLock()
        self.wake = threading.Condition(self.lock)
        self.playback = Playback()
        self.closed = self.held = False
        self.names, self.paneled = 0, 0.0
        self.past: list[Recipe] = []
        self.future: list[Recipe] = []
        self.ghosts: list[Trace] = []
        self.recipe = recipe
        self.main = self.trace("this patient", make(recipe))
        self.turned = time.monotonic()
        self.thread = threading.Thread(target=self._run, name="agonist-page", daemon=True)
        if threaded:
            self.thread.start()

    def receive(self, message: dict[str, object]) -> None:
        """A message of the page; unknown kinds are dropped, and of wrong numbers the visitor is told in one line."""
        act = WISHES.get(kind) if isinstance(kind := message.get("k"), str) else None
        if act is None or self.closed or (self.held and kind in MOVING):
            return
        with self.wake:
            try:
                act(self, message)
            except STRANGE as fault:
                self.say(f"this was not understood: {kind} ({type(fault).__name__})")
            if kind != "ack":
                self.wake.notify()

    def hold(self, on: bool) -> None:
        """Stop the page, and let nothing move it until it is let go."""
        with self.wake:
            self.held = on
            self.outbox.tell("held", on=on)  # first: the page remembers whether it was playing
            if on:
                self.playback.playing, self.playback.until = False, None
                self.outbox.tell("state", playing=False)
            self.wake.notify()

    def run_lesson(self) -> None:
        """Play the lesson: from the start of this life, in about a minute."""
        life = self.main.life
        self.tell_after("lesson", speed=(life.horizon if life else 60.0) / 45.0)

    def go_on(self) -> None:
        """Play on from the day shown, as the hand on the page asked for."""
        self.tell_after("state", playing=True)

    def tell_after(self, kind: str, **rest: object) -> None:
        """Tell the page something of this life, which it has by then: one that is introduced later would undo it."""
        with self.wake:
            self._send_rows()
            self.outbox.tell(kind, None, **rest)
            self.wake.notify()

    # ---- changes of the recipe ------------------------------------------------------------------------------
    @property
    def day(self) -> float:
        """The day that the page shows: where it was scrubbed to, or the newest."""
        return self.main.history.edge if self.playback.shown is None else self.playback.shown

    def open(self, recipe: Recipe) -> None:
        """A new patient; the old one, its history and the runs beside it are forgotten. Raises ValueError."""
        life = self.make(recipe)
        with self.wake:
            self.past.clear()
            self.future.clear()
            self._drop_ghosts()
            self.take(recipe, life)
            self.say("")  # what was said of the one before
            self.wake.notify()

    def take(self, recipe: Recipe, life: Life) -> None:
        """This life is the patient now; nothing of the one before is kept but how the page looks at it."""
        self.recipe = recipe
        self.main = self.trace("this patient", life)
        self.playback = Playback(speed=self.playback.speed, look=self.playback.look)

    def do(self, word: str, arguments: dict[str, object], day: float | None = None) -> None:
        """Something happens to the patient at a day (default: the day shown). Raises ValueError."""
        at = self.day if day is None else number(day, 0.0, LONGEST_DAY)
        self.change(self.recipe.with_edit(Edit(round(at, 4), word, tuple(sorted(arguments.items())))), at)

    def change(self, recipe: Recipe, at: float) -> None:
        """Go on from a day under another recipe; what had come after it stays beside as a dotted run."""
        with self.wake:
            self.past.append(self.recipe)
            self.future.clear()
            self._replace(recipe, at)

    def undo(self) -> None:
        """Take the last change back, and live the life before it again."""
        self._turn_back(self.past, self.future)

    def redo(self) -> None:
        """Take the last undo back."""
        self._turn_back(self.future, self.past)

    def _turn_back(self, taken: list[Recipe], kept: list[Recipe]) -> None:
        with self.wake:
            if taken:
                kept.append(self.recipe)
                self._replace(taken.pop(), 0.0, keep_ghost=False)

    def _replace(self, recipe: Recipe, at: float, keep_ghost: bool = True) -> None:
        life = self.make(recipe)  # before anything is touched: a wrong word leaves the patient as it was
        edge = self.main.history.edge
        near = edge - at < 0.6 * self.playback.speed and self.playback.playing
        same_past = recipe.as_opened() == self.recipe.as_opened()
        from_day = at if same_past else 0.0
        stay = at if same_past else self.day  # who turns a number looks on at the same day
        if keep_ghost and not near and edge - at > 0.01:
            self.leave_ghost("the life before")
        was_playing, speed = self.playback.playing, self.playback.speed
        self.rebuild(recipe, life, from_day)
        self.playback.playing, self.playback.speed = was_playing, speed
        self.playback.until, self.playback.started_at = (None if near else max(edge, at)), from_day
        self.playback.shown = None if was_playing else stay
        self.wake.notify()
        self.stale = True

    def rebuild(self, recipe: Recipe, life: Life, from_day: float) -> None:
        """Put a new life in the place of the old one, which it shares up to a day: what is of that moment is the new one's."""
        old, other = self.main, recipe != self.recipe
        self.recipe = recipe
        if from_day > 0 and old.history.width == life.width:
            lived = life.advance(from_day, 1)
            old.history.cut(from_day, before=other)
            trace = Trace("main", old.label, life, old.history)
            trace.history.append(lived[lived[:, 0] > trace.history.edge])
        else:
            trace = self.trace(old.label, life)
        trace.fresh = True
        self.main = trace

    def leave_ghost(self, label: str) -> None:
        """Leave the life as it is beside the patient, dotted; not where a longer one of the same recipe stands there."""
        if any(g.recipe == self.recipe and g.history.edge >= self.main.history.edge for g in self.ghosts):
            return
        self.names += 1
        for ghost in [g for g in self.ghosts if g.life is None]:
            self.forget(ghost)
        left = Trace(f"ghost{self.names}", label, None, self.main.history.copy(), ghost=True, recipe=self.recipe)
        self.ghosts.append(left)

    def compare(self, recipe: Recipe, label: str) -> None:
        """Another life beside this one, on the same random numbers, always lived as far; the oldest gives way. Raises ValueError."""
        life = self.make(recipe)
        with self.wake:
            make_room(self)
            self.names += 1
            trace = self.trace(label, life, ghost=True)
            trace.name = f"ghost{self.names}"
            self.ghosts.append(trace)
            self.wake.notify()
        self.stale = True

    def forget_comparisons(self) -> None:
        """Only this patient again."""
        with self.wake:
            self._drop_ghosts()
        self.stale = True

    def _drop_ghosts(self) -> None:
        for ghost in list(self.ghosts):
            self.forget(ghost)

    def forget(self, ghost: Trace) -> None:
        """Take a life away from beside the patient."""
        self.ghosts.remove(ghost)
        self.outbox.tell("close", run=ghost.name)

    def trace(self, label: str, life: Life, ghost: bool = False) -> Trace:
        """A life with what is remembered of it."""
        history = History(life.width)
        history.append(life.row()[None, :])
        return Trace("main", label, life, history, ghost)

    # ---- the one thread -------------------------------------------------------------------------------------
    def _run(self) -> None:
        while True:
            with self.wake:
                self.wake.wait(timeout=self.pause_s())
                if self.closed:
                    return
            self.turn()

    def turn(self) -> None:
        """Live on by the time that has passed since the last turn, and tell the page."""
        with ONE, self.wake:
            now = time.monotonic()
            self._try_beat(min(0.5, now - self.turned))
            self.turned, stale, self.stale = now, self.stale, False
        self._tell(stale)

    def _tell(self, stale: bool) -> None:
        """Send what waits; a page that has gone away does not end the thread."""
        try:
            self.outbox.leave()
            if stale:
                self.changed()
        except Exception:
            LOG.exception("the page could not be told")

    def pause_s(self) -> float:
        """How long nothing needs to be done, s, unless a wish comes."""
        if self.playback.until is not None:
            return 0.001
        return BEAT_S if self.playback.playing else 0.02 if self._busy() or self.outbox.waiting or self.stale else 5.0

    def _try_beat(self, seconds: float) -> None:
        try:
            self._beat(seconds)
        except Exception as error:  # the thread outlives a failed beat; the page says what failed
            self.playback.playing, self.playback.until = False, None
            self.outbox.tell("state", playing=False)
            self.say("stopped: {why}", why=str(error))

    def _busy(self) -> bool:
        wish = self.playback
        behind = any(t.fresh or t.sent < t.history.count for t in (self.main, *self.ghosts))
        late = any(g.life and g.history.edge < self.main.history.edge - 1e-6 for g in self.ghosts)
        panel = wish.panel_due and bool(wish.look["panel"])
        return wish.playing or wish.until is not None or (self.outbox.greeted and (behind or panel)) or late

    def _beat(self, seconds: float) -> None:
        wish = self.playback
        if wish.until is not None:
            self._leap()
        elif wish.playing and not self.outbox.full:
            days = wish.owed + seconds * wish.speed
            wish.owed = 0.0
            days = days if wish.limit is None else min(days, wish.limit - self.main.history.edge)
            self._live(self.main, days, max(1, round(days / wish.speed * ROWS_PER_SECOND)))
        self._follow()
        self._send_rows()
        views.post_view(self)

    def _live(self, trace: Trace, days: float, rows: int) -> None:
        if trace.life is None or days <= 0:
            return
        if trace.history.append(trace.life.advance(days, rows)):
            trace.sent = 0

    def _leap(self) -> None:
        wish, edge = self.playback, self.main.history.edge
        until = wish.until or 0.0
        span = max(1e-9, until - wish.started_at)
        if wish.stop or edge >= until - 1e-6:
            self._land(edge)
            return
        piece = min(until - edge, max(span / PIECES, 0.5))
        self._live(self.main, piece, max(1, round(JUMP_ROWS * piece / span)))
        self.outbox.tell("progress", part=min(1.0, (edge + piece - wish.started_at) / span), label="computing")

    def _land(self, edge: float) -> None:
        """The end of a jump: the page goes to the newest moment, unless it was scrubbed elsewhere."""
        self.playback.until, self.playback.stop = None, False
        self._follow()
        self._send_rows()
        if self.playback.shown is None and not self.playback.playing:
            self.outbox.tell("state", day=edge)
        self.outbox.tell("progress", part=1.0)
        self.say("at day {day}", day=round(edge, 1))
        self.stale = True

    def _follow(self) -> None:
        for ghost in self.ghosts:
            behind = self.main.history.edge - ghost.history.edge
            if ghost.life is not None and behind > 1e-6:
                self._live(ghost, behind, max(1, min(200, round(behind * 16))))

    def _send_rows(self) -> None:
        if not self.outbox.greeted:
            return
        for trace in (self.main, *self.ghosts):
            if trace.fresh:
                self._introduce(trace)
            self.outbox.rows(trace)

    def _introduce(self, trace: Trace) -> None:
        life = trace.life or self.main.life
        assert life is not None
        self.outbox.open(trace, {
            "title": self.titled(life.title), "topology": life.topology(), "horizon": max(life.horizon, trace.history.edge),
            "marks": [] if trace.ghost else life.marks(), "at": self.day, "task": life.task,
            "playing": self.playback.playing, "windows": getattr(life, "windows", {}),
            "view": getattr(life, "view", ""), "chosen": getattr(life, "chosen", None),
            "address": {"query": self.recipe.query(), "fragment": self.recipe.fragment()},
        })  # fmt: skip

    def say(self, text: str, **values: object) -> None:
        """A line for the page to say in its own language, with what stands in braces."""
        self.outbox.tell("say", text=text, values=values)

    def close(self) -> None:
        """End the thread and let go of everything; safe to call twice."""
        with self.wake:
            self.closed = True
            self.main = Trace(self.main.name, self.main.label, None, History(self.main.history.width, 1))
            self.wake.notify()
        self.outbox.close()
        self.changed = lambda: None
        self.ghosts.clear()
