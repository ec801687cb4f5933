"""What Twilio buffers for the caller's ear: bytes in, events out, time given in samples (8000 a second).

Contract 1.4: sound of any size is played in order; a mark comes back when the sound before it has been played, at once if nothing
is buffered, and every pending mark comes back on `clear`; more than ten minutes are discarded with error 31931, told once.
"""

from collections import deque
from dataclasses import dataclass, field

from telephony.caller.sound import RATE

CAPACITY = 600 * RATE


@dataclass(frozen=True)
class Played:
    """Sound that reached the ear from sample `at` on."""

    at: int
    sound: bytes = field(repr=False)


@dataclass(frozen=True)
class MarkReturned:
    """A mark goes back to the service. `played` is False where `clear` forced it: the sound before it was never heard."""

    at: int
    name: str
    played: bool


@dataclass(frozen=True)
class RanDry:
    """The last buffered sound has been played; the ear hears silence from here."""

    at: int


@dataclass(frozen=True)
class Dropped:
    """`clear` threw away `samples` that were never played."""

    at: int
    samples: int


@dataclass(frozen=True)
class Overflowed:
    """Error 31931: more than ten minutes were buffered, the newest sound was discarded."""

    at: int


EarEvent = Played | MarkReturned | RanDry | Dropped | Overflowed


class EarBuffer:
    """The playout buffer of one stream, with its own clock: `now` never goes back."""

    def __init__(self, now: int = 0) -> None:
        self._queue: deque[bytes | str] = deque()
        self._playhead = now
        self._overflow_told = False
        self.buffered = 0
        self.arrived = 0
        self.pending_marks = 0

    @property
    def idle(self) -> bool:
        """True when nothing is left to play and no mark waits."""
        return not self._queue

    def media(self, sound: bytes, now: int) -> tuple[EarEvent, ...]:
        """Sound arrives; it plays after what is already buffered, or from `now`."""
        events = self.advance(now)
        self.arrived += len(sound)
        if self.buffered + len(sound) > CAPACITY:
            told, self._overflow_told = self._overflow_told, True
            return events if told else (*events, Overflowed(now))
        if sound:
            self._queue.append(sound)
            self.buffered += len(sound)
        return events

    def mark(self, name: str, now: int) -> tuple[EarEvent, ...]:
        """A mark arrives; it comes back at once if nothing is buffered."""
        events = self.advance(now)
        if not self.buffered:
            return (*events, MarkReturned(now, name, played=True))
        self._queue.append(name)
        self.pending_marks += 1
        return events

    def clear(self, now: int) -> tuple[EarEvent, ...]:
        """Everything buffered is thrown away, and every pending mark comes back."""
        events = list(self.advance(now))
        events.append(Dropped(now, self.buffered))
        events.extend(MarkReturned(now, item, played=False) for item in self._queue if isinstance(item, str))
        self._queue.clear()
        self.buffered = self.pending_marks = 0
        return tuple(events)

    def advance(self, now: int) -> tuple[EarEvent, ...]:
        """Plays up to `now`, and says what reached the ear and which marks are due."""
        events: list[EarEvent] = []
        while self._queue and (self._playhead < now or isinstance(self._queue[0], str)):
            item = self._queue.popleft()
            if isinstance(item, str):
                self.pending_marks -= 1
                events.append(MarkReturned(self._playhead, item, played=True))
                continue
            part, rest = item[: now - self._playhead], item[now - self._playhead :]
            if rest:
                self._queue.appendleft(rest)
            events.append(Played(self._playhead, part))
            self._playhead += len(part)
            self.buffered -= len(part)
            if not self.buffered:
                events.append(RanDry(self._playhead))
        if not self.buffered:
            self._playhead = max(self._playhead, now)
        return tuple(events)
