"""One media-stream socket as Twilio holds it: real time on its own clock, the buffer at the ear, the person at the mouth."""

import asyncio
import os
import socket as sockets
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import cycle

import aiohttp

from telephony.caller.buffer import EarBuffer, EarEvent, MarkReturned, Overflowed, Played, RanDry
from telephony.caller.measure import CallLog
from telephony.caller.messages import ClearIn, MarkIn, MessageWriter, SoundIn, Violation, read_message
from telephony.caller.mischief import Mischief, Nonsense
from telephony.caller.person import Ear, HangUp, Person, Press, Speak, Step, Wait
from telephony.caller.sound import RATE, SILENCE, Track

Tell = Callable[[float, str, str], None]
"""Told as it happens: seconds into the stream, a fixed word, and a name where there is one."""


class LegEnd(StrEnum):
    """Why a socket ended."""

    CLOSED_BY_SERVICE = "closed_by_service"
    HUNG_UP = "hung_up"
    STOPPED = "stopped"
    DROPPED = "dropped"


class CallClock:
    """Samples since the first `start` of the call; one clock for mouth and ear."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._zero = self._loop.time()

    def now(self) -> int:
        """The sample that is at the ear now."""
        return int((self._loop.time() - self._zero) * RATE)

    async def until(self, sample: int) -> None:
        """Returns when `sample` has come; at once if it has passed."""
        await asyncio.sleep(max(self._zero + sample / RATE - self._loop.time(), 0))


@dataclass
class Mouth:
    """What the person says, cut into frames; silence where they say nothing."""

    track: Track = field(default_factory=Track)
    _pending: bytes = field(default=b"", repr=False)

    def say(self, sound: bytes) -> None:
        """Begins `sound` with the next frame."""
        self._pending += sound

    def frame(self, at: int, size: int) -> bytes:
        """The next `size` bytes, which belong at sample `at` of the call."""
        sound, self._pending = self._pending[:size], self._pending[size:]
        sound += bytes([SILENCE]) * (size - len(sound))
        self.track.put(at, sound)
        return sound


@dataclass
class Findings:
    """What one call gathers over all its sockets."""

    log: CallLog = field(default_factory=CallLog)
    mouth: Mouth = field(default_factory=Mouth)
    violations: list[Violation] = field(default_factory=list)
    marks_returned: int = 0
    lost_at_close_ms: float = 0.0
    late_ms: list[float] = field(default_factory=list)
    """How late each frame left us: a busy machine makes the caller itself late, and then its figures say little about the service."""
    tell: Tell = lambda _at, _what, _name: None


class StreamLeg:
    """Drives one socket from `start` to its end."""

    def __init__(
        self,
        socket: aiohttp.ClientWebSocketResponse,
        writer: MessageWriter,
        person: Person,
        findings: Findings,
        clock: CallClock,
        *,
        mischief: Mischief,
    ) -> None:
        self._socket, self._writer, self._person, self._findings, self._clock = socket, writer, person, findings, clock
        self._began = clock.now()
        self._ear = EarBuffer(self._began)
        self._quiet_since = self._began / RATE
        self._busy_since: float | None = None
        self._heard_after: float | None = None
        self._keys: list[tuple[int, str]] = []
        self._sizes = cycle(mischief.frame_sizes)
        self._nonsense = Nonsense(writer.stream_sid, mischief.malformed_every)
        self._drop_at = None if mischief.drop_s is None else self._began + int(mischief.drop_s * RATE)
        self._sent = 0

    async def run(self, parameters: dict[str, str], stop: asyncio.Event) -> LegEnd:
        """Speaks the whole protocol; ends with the service's close, the person's hang-up, `stop`, or the line's failure."""
        await self._socket.send_str(self._writer.connected())
        await self._socket.send_str(self._writer.start(parameters))
        listening = asyncio.create_task(self._listen())
        talking = asyncio.create_task(self._talk())
        stopping = asyncio.create_task(stop.wait())
        tasks = (listening, talking, stopping)
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._findings.lost_at_close_ms += self._ear.buffered * 1000 / RATE
        if listening in done or self._socket.closed:
            if listening in done:
                listening.result()
            return LegEnd.CLOSED_BY_SERVICE
        end = talking.result() if talking in done else LegEnd.STOPPED
        if end is not LegEnd.DROPPED:
            await self._send(self._writer.stop())
            await self._socket.close()
        return end

    async def _listen(self) -> None:
        async for message in self._socket:
            if message.type not in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                continue
            now = self._clock.now()
            match read_message(message.data, self._writer.stream_sid):
                case SoundIn(sound):
                    self._findings.log.arrivals.append(now)
                    await self._take(self._ear.media(sound, now))
                case MarkIn(name):
                    await self._take(self._ear.mark(name, now))
                case ClearIn():
                    self._tell("clear")
                    await self._take(self._ear.clear(now))
                    self._grew_quiet(now / RATE)
                case Violation() as violation:
                    self._findings.violations.append(violation)
                    self._tell("violation", str(violation.code))

    async def _talk(self) -> LegEnd:
        while True:
            size = next(self._sizes)
            at = self._began + self._sent
            await self._clock.until(at + size)
            now = self._clock.now()
            self._findings.late_ms.append((now - at - size) * 1000 / RATE)
            await self._take(self._ear.advance(now))
            if self._drop_at is not None and now >= self._drop_at:
                self._drop()
                return LegEnd.DROPPED
            step = self._person.next_step(now / RATE, self._what_is_heard())
            if isinstance(step, HangUp):
                self._tell("hang_up")
                return LegEnd.HUNG_UP
            self._begin(step, at)
            await self._press_due(now)
            await self._send(self._writer.media(self._findings.mouth.frame(at, size), self._sent * 1000 // RATE))
            self._sent += size
            if (nonsense := self._nonsense.due()) is not None:
                await self._send(nonsense)

    def _begin(self, step: Step | None, at: int) -> None:
        if step is None or isinstance(step, HangUp | Wait):
            return
        self._heard_after = None
        if isinstance(step, Speak):
            self._findings.mouth.say(step.sound)
            self._findings.log.spoke(step.name, step.sound, at, step.over)
            self._tell("speak", step.name)
            self._person.acted((at + len(step.sound)) / RATE)
        elif isinstance(step, Press):
            gap = int(step.gap_s * RATE)
            self._keys = [(at + gap * index, digit) for index, digit in enumerate(step.digits)]
            self._tell("press", str(len(step.digits)))
            self._person.acted(self._keys[-1][0] / RATE if self._keys else at / RATE)

    async def _press_due(self, now: int) -> None:
        while self._keys and self._keys[0][0] <= now:
            at, digit = self._keys.pop(0)
            self._findings.log.keys_at.append(at)
            await self._send(self._writer.dtmf(digit))

    async def _take(self, events: tuple[EarEvent, ...]) -> None:
        for event in events:
            self._findings.log.take(event)
            if isinstance(event, Played):
                self._heard(event.at / RATE)
            elif isinstance(event, RanDry):
                self._grew_quiet(event.at / RATE)
            elif isinstance(event, MarkReturned):
                self._findings.marks_returned += 1
                await self._send(self._writer.mark(event.name))
            elif isinstance(event, Overflowed):
                self._findings.violations.append(Violation(31931, "more than ten minutes buffered"))

    def _heard(self, at_s: float) -> None:
        if self._busy_since is None:
            self._busy_since = at_s
            self._tell("bot_begins")
        if self._heard_after is None and at_s >= self._person.ready_at:
            self._heard_after = at_s

    def _grew_quiet(self, at_s: float) -> None:
        if self._busy_since is not None:
            self._tell("bot_ends")
        self._busy_since, self._quiet_since = None, at_s

    def _what_is_heard(self) -> Ear:
        busy = self._busy_since is not None or not self._ear.idle
        since = self._quiet_since if self._busy_since is None else self._busy_since
        return Ear(busy=busy, since=since, heard_after=self._heard_after)

    def _tell(self, what: str, name: str = "") -> None:
        self._findings.tell(self._clock.now() / RATE, what, name)

    def _drop(self) -> None:
        """The line dies: no stop, no close frame."""
        raw = self._socket.get_extra_info("socket")
        if raw is not None:
            # By its number, since uvloop hands out no socket that can be shut down.
            with sockets.socket(fileno=os.dup(raw.fileno())) as line:
                line.shutdown(sockets.SHUT_RDWR)

    async def _send(self, message: str | bytes) -> None:
        """Sends while the socket lives; a service that has gone is noticed by `_listen`."""
        if self._socket.closed:
            return
        try:
            await (self._socket.send_bytes(message) if isinstance(message, bytes) else self._socket.send_str(message))
        except ConnectionError:
            return
