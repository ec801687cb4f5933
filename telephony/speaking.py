"""The bot's mouth in one call: renders sayings ahead, plays them out, and knows what of them was heard."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.turns import Saying
from telephony.playout import Frames, Mark, Played, Playout
from telephony.ports import Speech, Voice

LONGEST_WORD_MS = 700
RENDER_LIMIT_S = 8.0


@dataclass(frozen=True)
class HeardSaying:
    """What the debtor heard of a saying. `own`: a saying of telephony itself (filler, apology), unknown to the bot."""

    saying_id: str
    complete: bool
    started_at: datetime
    ended_at: datetime
    own: bool
    text: str = field(repr=False)


@dataclass
class _Underway:
    saying: Saying
    own: bool
    speech: Speech | None = None
    started_at: datetime | None = None
    heard_until: datetime | None = None


class Mouth:
    """Speaks sayings in order. `now` and `wall` are clocks: milliseconds for pacing, instants for the record."""

    def __init__(self, voice: Voice, playout: Playout, now: Callable[[], float], wall: Callable[[], datetime]) -> None:
        self._voice, self._playout, self._now, self._wall = voice, playout, now, wall
        self._underway: dict[str, _Underway] = {}
        self._to_render: asyncio.Queue[_Underway] = asyncio.Queue()
        self.on_rendered: Callable[[str], None] = lambda saying_id: None

    @property
    def idle(self) -> bool:
        """Nothing is being said or waits to be said."""
        return not self._underway

    @property
    def current(self) -> Saying | None:
        """What the debtor hears now or next."""
        return next((entry.saying for entry in self._underway.values()), None)

    @property
    def current_is_last(self) -> bool:
        """Nothing is to be said after the present saying."""
        return len(self._underway) == 1

    def say(self, *sayings: Saying, own: bool = False) -> None:
        """Queues sayings; they are rendered while earlier ones play."""
        for saying in sayings:
            given = saying
            if saying.id in self._underway:
                given = replace(saying, id=f"{saying.id}+")
            entry = _Underway(given, own)
            self._underway[given.id] = entry
            self._to_render.put_nowait(entry)

    async def render(self) -> None:
        """Turns queued sayings into sound, for as long as the call lives. Raises where the voice is away."""
        while True:
            entry = await self._to_render.get()
            if self._underway.get(entry.saying.id) is not entry:
                continue
            async with asyncio.timeout(RENDER_LIMIT_S):
                speech = await self._voice.speak(entry.saying.spoken, entry.saying.locale.value)
            if self._underway.get(entry.saying.id) is entry:
                entry.speech = speech
                self._playout.add(entry.saying.id, speech.mulaw)
                self.on_rendered(entry.saying.id)

    def due(self) -> tuple[Frames | Mark, ...]:
        """What to send now."""
        now = self._now()
        pieces = self._playout.due(now)
        for piece in pieces:
            entry = self._underway.get(piece.saying_id or "") if isinstance(piece, Frames) else None
            if entry and isinstance(piece, Frames) and entry.started_at is None:
                entry.started_at = self._wall() + timedelta(milliseconds=piece.plays_at - now)
        return pieces

    def returned(self, mark: str) -> tuple[Played | None, HeardSaying | None]:
        """A mark came back: the piece that was heard, and the saying if that was its end."""
        played = self._playout.returned(mark)
        if played is not None:
            self._underway[played.saying_id].heard_until = self._wall()
        if played is None or not played.finished:
            return played, None
        entry = self._underway.pop(played.saying_id)
        return played, self._report(entry, played.until_ms, complete=True)

    def hold(self) -> None:
        """Stops sending; what is buffered runs out."""
        self._playout.hold()

    def cut(self) -> None:
        """Everything sent and not yet heard is void (the caller sends `clear`)."""
        self._playout.clear(self._now())

    def resume(self) -> None:
        """Goes on from the beginning of the broken word."""
        self._playout.resume(self._now(), self._word_start)

    def forget(self) -> tuple[HeardSaying, ...]:
        """Gives up all that was not finished and tells what was heard of it."""
        heard = dict(self._playout.forget(self._now()))
        entries = tuple(self._underway.values())
        self._underway.clear()
        return tuple(self._report(entry, heard.get(entry.saying.id, 0), complete=False) for entry in entries)

    @property
    def all_rendered(self) -> bool:
        """Nothing waits for the voice any more."""
        return all(entry.speech is not None for entry in self._underway.values())

    def silent_in_s(self) -> float:
        """Seconds until all that is rendered has been played."""
        return (self._playout.silent_at(self._now()) - self._now()) / 1000

    def _report(self, entry: _Underway, ms: int, complete: bool) -> HeardSaying:
        ended_at = entry.heard_until or self._wall()
        started_at = min(entry.started_at or ended_at, ended_at)
        part = entry.speech.text_heard(ms) if entry.speech and ms else ""
        text = entry.saying.text if complete else part
        return HeardSaying(entry.saying.id, complete, started_at, ended_at, entry.own, text)

    def _word_start(self, saying_id: str, ms: int) -> int:
        entry = self._underway.get(saying_id)
        if entry is None or entry.speech is None:
            return ms
        said = entry.speech.text_heard(ms)
        start = ms
        while start > 0 and ms - start < LONGEST_WORD_MS and entry.speech.text_heard(start - 20) == said:
            start -= 20
        return start
