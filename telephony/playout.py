"""When which sound goes to the carrier, and what of it was heard. Pure: milliseconds in, frames and marks out, no clock of its own.

Sound is sent a little ahead of real time, so that a busy moment makes no gap and a `clear` throws little away. Only marks that came back
before our own `clear` count as heard, because `clear` returns every pending mark at once.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

BYTES_PER_MS = 8
FRAME_MS = 20
SILENCE = b"\xff"


@dataclass(frozen=True)
class Pacing:
    """How far ahead sound is sent, in pieces of `step_ms`, and how often a mark follows."""

    lead_ms: int = 200
    step_ms: int = 40
    mark_every_ms: int = 120
    pause_ms: int = 160


@dataclass(frozen=True)
class Frames:
    """Sound to send now, a multiple of 20 ms, at the ear from `plays_at` on. `saying_id` is None for the pause between two sayings."""

    saying_id: str | None
    plays_at: float
    sound: bytes = field(repr=False)


@dataclass(frozen=True)
class Mark:
    """A mark to send now."""

    name: str


@dataclass(frozen=True)
class Played:
    """The debtor heard this piece of a saying. `finished`: it was the last one."""

    saying_id: str
    until_ms: int
    finished: bool
    sound: bytes = field(repr=False)


@dataclass
class _Track:
    saying_id: str
    sound: bytes
    sent_ms: int = 0
    heard_ms: int = 0
    marked_ms: int = 0

    @property
    def length_ms(self) -> int:
        return len(self.sound) // BYTES_PER_MS


@dataclass(frozen=True)
class _Pending:
    saying_id: str
    until_ms: int


class Playout:
    """One call's output: sayings in order, paced, markable, clearable."""

    def __init__(self, pacing: Pacing = Pacing()) -> None:
        self._pacing = pacing
        self._tracks: deque[_Track] = deque()
        self._pending: dict[str, _Pending] = {}
        self._buffered_until = 0.0
        self._pause_owed = 0
        self._names = 0
        self.held = False

    @property
    def empty(self) -> bool:
        """Everything handed in was heard or given up."""
        return not self._tracks

    @property
    def playing(self) -> str | None:
        """The saying that the debtor hears now or next."""
        return self._tracks[0].saying_id if self._tracks else None

    def heard_ms(self, saying_id: str) -> int:
        """How much of a saying was surely heard."""
        return next((track.heard_ms for track in self._tracks if track.saying_id == saying_id), 0)

    def silent_at(self, now: float) -> float:
        """When all that was handed in will have been played, if nothing comes between."""
        rest = sum(track.length_ms - track.sent_ms for track in self._tracks)
        return max(now, self._buffered_until) + rest

    def add(self, saying_id: str, sound: bytes) -> None:
        """Queues a saying; its tail is padded with silence to whole frames."""
        frame = FRAME_MS * BYTES_PER_MS
        whole = max(1, -(-len(sound) // frame)) * frame
        self._tracks.append(_Track(saying_id, sound.ljust(whole, SILENCE)))

    def due(self, now: float) -> tuple[Frames | Mark, ...]:
        """What to send now to keep the lead."""
        out: list[Frames | Mark] = []
        if self._buffered_until < now:
            self._buffered_until = now
            self._pause_owed = 0
        while not self.held and self._buffered_until - now <= self._pacing.lead_ms - self._pacing.step_ms:
            track = next((track for track in self._tracks if track.sent_ms < track.length_ms), None)
            if track is None:
                break
            if self._pause_owed:
                out.append(Frames(None, self._buffered_until, SILENCE * (self._pause_owed * BYTES_PER_MS)))
                self._buffered_until += self._pause_owed
                self._pause_owed = 0
                continue
            out.extend(self._step(track))
        return tuple(out)

    def _step(self, track: _Track) -> tuple[Frames | Mark, ...]:
        upto = min(track.sent_ms + self._pacing.step_ms, track.length_ms)
        frames = Frames(track.saying_id, self._buffered_until, track.sound[track.sent_ms * BYTES_PER_MS : upto * BYTES_PER_MS])
        self._buffered_until += upto - track.sent_ms
        track.sent_ms = upto
        if upto < track.length_ms and upto - track.marked_ms < self._pacing.mark_every_ms:
            return (frames,)
        track.marked_ms = upto
        if upto == track.length_ms:
            self._pause_owed = self._pacing.pause_ms
        self._names += 1
        name = f"{track.saying_id}@{upto}#{self._names}"
        self._pending[name] = _Pending(track.saying_id, upto)
        return (frames, Mark(name))

    def returned(self, name: str) -> Played | None:
        """A mark came back; None where it was voided by our own clear, is unknown, or comes twice."""
        pending = self._pending.pop(name, None)
        track = next((track for track in self._tracks if pending and track.saying_id == pending.saying_id), None)
        if pending is None or track is None:
            return None
        piece = track.sound[track.heard_ms * BYTES_PER_MS : pending.until_ms * BYTES_PER_MS]
        track.heard_ms = max(track.heard_ms, pending.until_ms)
        finished = track.heard_ms >= track.length_ms
        if finished:
            self._tracks.remove(track)
        return Played(track.saying_id, track.heard_ms, finished, piece)

    def hold(self) -> None:
        """Stage one of a barge-in: nothing more is sent; what is buffered runs out."""
        self.held = True

    def clear(self, now: float) -> None:
        """Stage two: the carrier's buffer is emptied, so what no mark proved was not heard. Stays held until resumed or forgotten."""
        self.held = True
        self._pending.clear()
        self._buffered_until = now
        self._pause_owed = 0
        for track in self._tracks:
            track.sent_ms = track.marked_ms = track.heard_ms

    def resume(self, now: float, word_start: Callable[[str, int], int]) -> None:
        """Goes on: without a seam if the buffer still plays, else from the beginning of the word that was broken off.

        `word_start(saying_id, ms)` is at most `ms`.
        """
        if not self.held:
            return
        self.held = False
        if now < self._buffered_until:
            return
        broken = next((track for track in self._tracks if 0 < track.sent_ms < track.length_ms), None)
        if broken is not None:
            start = max(0, min(broken.sent_ms, word_start(broken.saying_id, broken.sent_ms)))
            broken.sent_ms = broken.marked_ms = start - start % FRAME_MS

    def forget(self, now: float) -> tuple[tuple[str, int], ...]:
        """Gives up everything that is not finished: (saying id, milliseconds heard) in order. A held playout is free again."""
        given_up = tuple((track.saying_id, track.heard_ms) for track in self._tracks)
        self._tracks.clear()
        self._pending.clear()
        self._pause_owed = 0
        self.held = False
        return given_up
