"""A live call in virtual time: the caller's ear is the contract's own buffer, everything else is a fake beside the real thing."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.turns import Reply
from portfolio.words import Locale
from speech.events import Partial, SpeechStarted, SpeechStopped, Transcript
from telephony.caller.buffer import EarBuffer, EarEvent, Played
from telephony.caller.buffer import MarkReturned as MarkAtEar
from telephony.caller.messages import ClearIn, MarkIn, SoundIn, read_message
from telephony.fakes import FakeControl, FakeListener, FakeMetrics, FakeRecorder, FakeTalk, FakeVoice, fake_phrases
from telephony.live_call import CallParts, Limits, LiveCall
from telephony.media_stream import KeyPressed, MarkReturned, Media, StreamEvent

CALL = "CA" + "0" * 32
STREAM = "MZ" + "0" * 32
BEGAN_AT = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
NETWORK_S = 0.01
STEP_S = 0.01


class VirtualLine:
    """Twilio's end of the socket: plays, returns marks, clears."""

    def __init__(self) -> None:
        self.ear = EarBuffer(self._sample())
        self.played: list[Played] = []
        self.returned: list[MarkAtEar] = []
        self.cleared_at: list[float] = []
        self.violations: list[str] = []
        self.closed = False
        self.dead = False
        self.loses_marks = False
        self.inbox: asyncio.Queue[StreamEvent] = asyncio.Queue()

    async def send(self, text: str) -> None:
        if self.dead:
            await asyncio.sleep(3600)
        if self.closed:
            raise ConnectionError
        message = read_message(text, STREAM)
        now = self._sample()
        if isinstance(message, SoundIn):
            if len(message.sound) % 160:
                self.violations.append("not a multiple of 20 ms")
            self._notice(self.ear.media(message.sound, now))
        elif isinstance(message, MarkIn):
            self._notice(self.ear.mark(message.name, now))
        elif isinstance(message, ClearIn):
            self.cleared_at.append(now / 8000)
            self._notice(self.ear.clear(now))
        else:
            self.violations.append(message.why)

    async def close(self) -> None:
        self.closed = True

    def pump(self) -> None:
        """Plays up to this instant."""
        self._notice(self.ear.advance(self._sample()))

    def heard_s(self) -> float:
        """Seconds of sound that reached the ear."""
        return sum(len(piece.sound) for piece in self.played) / 8000

    def gaps_s(self) -> list[float]:
        """Silences between pieces that reached the ear, in seconds."""
        ends = [piece.at + len(piece.sound) for piece in self.played]
        return [(after.at - end) / 8000 for end, after in zip(ends, self.played[1:], strict=False) if after.at > end]

    def _notice(self, events: tuple[EarEvent, ...]) -> None:
        for event in events:
            if isinstance(event, Played):
                self.played.append(event)
            elif isinstance(event, MarkAtEar) and not self.loses_marks:
                self.returned.append(event)
                asyncio.get_running_loop().call_later(NETWORK_S, self.inbox.put_nowait, MarkReturned(event.name))

    def _sample(self) -> int:
        return round(asyncio.get_running_loop().time() * 8000)


class VirtualCall:
    """One call with its fakes. `begin`, let time pass with `wait`, make the debtor `say` things, look at what happened."""

    def __init__(
        self,
        *replies: Reply | Exception,
        busy_s: float = 0.0,
        outbound: bool = False,
        limits: Limits | None = None,
        talk: FakeTalk | None = None,
    ) -> None:
        self.talk = talk or FakeTalk(*replies, busy_s=busy_s)
        self.line, self.voice, self.control = VirtualLine(), FakeVoice(), FakeControl()
        self.metrics, self.recorder = FakeMetrics(), FakeRecorder()
        self.listener = FakeListener(Locale.EN_US.value)
        self.kept: list[tuple[str, str]] = []
        loop = asyncio.get_running_loop()
        parts = CallParts(
            voice=self.voice,
            control=self.control,
            phrases=fake_phrases,
            metrics=self.metrics,
            clock=lambda: BEGAN_AT + timedelta(seconds=loop.time()),
            limits=limits or Limits(),
            keep_recording=lambda call_id, path: self.kept.append((call_id, path)),
        )
        self.call = LiveCall(
            call_id=CALL, stream_id=STREAM, line=self.line, talk=self.talk, listener=self.listener, recorder=self.recorder, parts=parts,
            outbound=outbound,
        )  # fmt: skip
        self.silent_network = False
        self._tasks: list[asyncio.Task[None]] = []

    async def begin(self, resumed: bool = False) -> None:
        """The stream starts; the caller's silence flows from now on."""
        self._tasks = [asyncio.create_task(self.call.run(resumed)), asyncio.create_task(self._carry())]
        await asyncio.sleep(0)

    async def wait(self, seconds: float) -> None:
        """Time passes."""
        await asyncio.sleep(seconds)

    async def wait_until_quiet(self) -> None:
        """Until the ear has nothing more to play, for a while."""
        await asyncio.sleep(0.1)
        while not self.line.ear.idle or not self.call.mouth_is_idle:  # noqa: ASYNC110 - virtual time
            await asyncio.sleep(STEP_S)
        await asyncio.sleep(2 * NETWORK_S)

    async def over(self) -> None:
        """Until everything is freed."""
        await self._tasks[0]
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def say(self, text: str, lasts_s: float = 1.0, partial_after_s: float = 0.3) -> None:
        """The debtor speaks these words; the listener reports what a listener reports."""
        began = self.listener.clock_s
        self.listener.hears(SpeechStarted(began))
        await asyncio.sleep(partial_after_s)
        self.listener.hears(Partial(self.listener.clock_s, text))
        await asyncio.sleep(lasts_s - partial_after_s)
        ended = self.listener.clock_s
        await asyncio.sleep(0.3)
        self.listener.hears(Transcript(began, ended, self.listener.clock_s, 0.9, text))
        await asyncio.sleep(STEP_S)

    async def cough(self, lasts_s: float = 0.25) -> None:
        """Voice activity without words."""
        self.listener.hears(SpeechStarted(self.listener.clock_s))
        await asyncio.sleep(lasts_s)
        self.listener.hears(SpeechStopped(self.listener.clock_s))
        await asyncio.sleep(STEP_S)

    async def press(self, keys: str, every_s: float = 0.3) -> None:
        """Keys of the telephone."""
        for key in keys:
            self.call.take(KeyPressed(key))
            await asyncio.sleep(every_s)

    def hang_up(self, event: StreamEvent) -> None:
        """The stream ends."""
        self.call.take(event)

    async def _carry(self) -> None:
        sound = b"\xff" * int(8000 * STEP_S)
        while True:
            self.line.pump()
            while not self.line.inbox.empty():
                self.call.take(self.line.inbox.get_nowait())
            if not self.silent_network:
                self.call.take(Media(0, sound))
            await asyncio.sleep(STEP_S)
