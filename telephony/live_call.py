"""One call on one stream: joins ears, bot and voice, and ends everything it began. A second stream of the call is another LiveCall."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from portfolio.failures import BadInput, Unavailable
from portfolio.words import Clock
from telephony import twiml
from telephony.attention import Attention
from telephony.call_clock import CallClock, TurnWatch
from telephony.conversing import Conversing
from telephony.keypad import Keypad
from telephony.media_stream import KeyPressed, Malformed, MarkReturned, Media, Started, Stopped, StreamEvent
from telephony.outlet import Outlet
from telephony.playout import Pacing, Playout
from telephony.ports import CallControl, KeepRecording, Line, Listener, Metrics, Phrases, Recorder, TalkPort, Voice
from telephony.silence import REPROMPTS, SilenceLadder
from telephony.speaking import Mouth

DEBTOR_WAITS_FOR_OTHERS = frozenset({"superseded", "transferred"})
LINE_MAY_BE_OPEN = frozenset({"bot", "machine", "too_long", "failed", "socket_lost", "shutdown"})
WE_ARE_MUTE = frozenset({"voice_lost", "bot_lost"})

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Limits:
    """How long things may take, in seconds. `stall`: Twilio sends sound even in silence, so none at all means a dead network."""

    longest_call: float = 20 * 60.0
    last_words: float = 30.0
    stall: float = 10.0
    lost_mark: float = 3.0
    closing_step: float = 5.0
    poll_every: float = 2.0


@dataclass(frozen=True)
class CallParts:
    """What every live call uses; one per service."""

    voice: Voice
    control: CallControl
    phrases: Phrases
    metrics: Metrics
    clock: Clock
    keep_recording: KeepRecording
    pacing: Pacing = field(default_factory=Pacing)
    limits: Limits = field(default_factory=Limits)
    mono: Callable[[], float] | None = None


class LiveCall:
    """Alive from the stream's `start` until `over`. `leave` ends it with a fixed word as the reason."""

    def __init__(
        self, *, call_id: str, stream_id: str, line: Line, talk: TalkPort, listener: Listener, recorder: Recorder, parts: CallParts,
        outbound: bool = False, started_s: float | None = None,
    ) -> None:  # fmt: skip
        self.call_id = call_id
        self._limits = parts.limits
        self._line, self._talk, self._listener, self._recorder, self._parts = line, talk, listener, recorder, parts
        self._clock = CallClock(parts.mono or asyncio.get_running_loop().time, parts.clock)
        self._turns = TurnWatch(parts.metrics, self._clock)
        self._mouth = Mouth(parts.voice, Playout(parts.pacing), self._clock.ms, self._clock.instant)
        keypad, ladder = Keypad(), SilenceLadder()
        self._conversing = Conversing(
            call_id=call_id, talk=talk, mouth=self._mouth, listener=listener, keypad=keypad, ladder=ladder, phrases=parts.phrases,
            clock=self._clock, turns=self._turns,
        )  # fmt: skip
        started = self._clock.s() if started_s is None else started_s
        self._outlet = Outlet(
            line=line, stream_id=stream_id, mouth=self._mouth, turns=self._turns, tick=self._tick,
            first=lambda: parts.metrics.first_audio(self._clock.s() - started),
        )  # fmt: skip
        self._attention = Attention(
            listener=listener, mouth=self._mouth, conversing=self._conversing, keypad=keypad, ladder=ladder, clock=self._clock,
            turns=self._turns, metrics=parts.metrics, clear=self._outlet.clear, on_machine=self._machine if outbound else None,
        )  # fmt: skip
        self._mouth.on_rendered = self._rendered
        self._leaving = asyncio.Event()
        self._why = ""
        self._transferring = self._asked_to_close = False
        self._sound_came_s = self._polled_s = self._clock.s()
        self._quiet_since: float | None = None
        self.over = asyncio.Event()

    @property
    def reason(self) -> str:
        """Why it ended; empty while it lives."""
        return self._why

    @property
    def mouth_is_idle(self) -> bool:
        """Nothing is being said or waits to be said."""
        return self._mouth.idle

    def leave(self, reason: str) -> None:
        """Ends the call's stream for this reason; the first reason counts."""
        if not self._why:
            self._why = reason
            self._leaving.set()

    def expect_transfer(self, expected: bool = True) -> None:
        """The stream will stop because the debtor goes to a human; that is no hang-up."""
        self._transferring = expected

    def take(self, event: StreamEvent) -> None:
        """One event of the stream; never blocks."""
        match event:
            case Media(sound=sound):
                self._sound_came_s = self._clock.s()
                self._listener.feed(sound)
                self._recorder.debtor(sound)
            case MarkReturned(name=name):
                self._mark(name)
            case KeyPressed(digit=digit):
                self._attention.key(digit)
            case Stopped():
                self.leave("transferred" if self._transferring else "debtor")
            case Started(stream_id=stream_id):  # the same socket begins anew: nothing that was sent before is in its buffer
                self._outlet.stream_id = stream_id
                self._mouth.cut()
                self._mouth.resume()
            case Malformed(why=why):
                self._parts.metrics.count(f"malformed_{why}")
            case _:
                self._parts.metrics.count("unexpected_event")

    async def run(self, resumed: bool = False) -> None:
        """Talks until the call is over and frees everything, whatever happens."""
        self._conversing.begin(resumed)
        talking = asyncio.create_task(self._supervise(self._conversing.run, self._bot_lost))
        others = {
            asyncio.create_task(self._supervise(self._attention.run, self._ears_lost)),
            asyncio.create_task(self._supervise(self._mouth.render, self._voice_lost)),
            asyncio.create_task(self._supervise(self._outlet.run, self._line_lost)),
        }
        try:
            await self._leaving.wait()
        finally:
            self.leave("shutdown")
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            try:
                await self._close(talking)
            finally:
                self.over.set()

    async def _supervise(self, work: Callable[[], Awaitable[None]], lost: Callable[[Exception], None]) -> None:
        try:
            await work()
        except Exception as error:
            if not self._why:
                log.error("part_of_call_lost", call_id=self.call_id, part=lost.__name__, kind=type(error).__name__)
                lost(error)

    def _machine(self) -> None:
        self.leave("machine")

    def _bot_lost(self, _: Exception) -> None:
        self.leave("bot_lost")

    def _ears_lost(self, _: Exception) -> None:
        self._conversing.give_up()

    def _voice_lost(self, _: Exception) -> None:
        self.leave("voice_lost")

    def _line_lost(self, error: Exception) -> None:
        """A dead socket, or a bug on the beat that moves everything: then the debtor is still there and hears why it ends."""
        self.leave("socket_lost" if isinstance(error, (TimeoutError, ConnectionError)) else "bot_lost")

    def _rendered(self, saying_id: str) -> None:
        self._turns.rendered()
        self._outlet.wake()

    def _mark(self, name: str) -> None:
        played, finished = self._mouth.returned(name)
        if played is not None:
            self._turns.marked()
            self._recorder.bot(played.sound)
        if finished is not None:
            self._attention.saying_ended(finished)

    def _tick(self) -> None:
        now = self._clock.s()
        self._attention.tick()
        self._forgive_lost_marks(now)
        if self._conversing.ending and self._mouth.idle and not self._conversing.thinking:
            self.leave("failed" if self._conversing.failed else "bot")
        if now - self._polled_s >= self._limits.poll_every:
            self._polled_s = now
            self._conversing.poll()
        if now - self._sound_came_s > self._limits.stall:
            self.leave("socket_lost")
        self._watch_duration(self._clock.age_s())

    def _watch_duration(self, age_s: float) -> None:
        if age_s > self._limits.longest_call + self._limits.last_words:
            self.leave("too_long")
        elif age_s > self._limits.longest_call and not self._asked_to_close:
            self._asked_to_close = True
            self._conversing.silent(REPROMPTS + 1)  # the bot's courteous close

    def _forgive_lost_marks(self, now: float) -> None:
        """Everything has been played by any reckoning, yet no mark came: it counts as unheard, and the call goes on."""
        if self._mouth.idle or not self._mouth.all_rendered or self._mouth.silent_in_s() > 0:
            self._quiet_since = None
        elif self._quiet_since is None:
            self._quiet_since = now
        elif now - self._quiet_since > self._limits.lost_mark:
            self._parts.metrics.count("marks_lost")
            for heard in self._mouth.forget():
                self._conversing.told(heard)

    async def _close(self, talking: asyncio.Task[None]) -> None:
        log.info("call_leaves", call_id=self.call_id, reason=self._why)
        self._turns.flush()
        self._listener.close()
        for heard in self._mouth.forget():
            self._conversing.told(heard)
        await self._bounded("end_line", self._end_line)
        await self._bounded("tell_bot", self._conversing.drain)
        talking.cancel()
        await asyncio.gather(talking, return_exceptions=True)
        if self._why not in DEBTOR_WAITS_FOR_OTHERS:
            await self._bounded("hang_up", lambda: self._talk.hang_up(self._why))
        await self._bounded("close_line", self._line.close)
        await self._bounded("keep_recording", self._keep)

    async def _end_line(self) -> None:
        if self._why in WE_ARE_MUTE:
            words = self._parts.phrases("sorry_technical", self._conversing.locale)
            await self._parts.control.redirect(self.call_id, twiml.say_and_hang_up(words, self._conversing.locale))
        elif self._why in LINE_MAY_BE_OPEN:
            await self._parts.control.end(self.call_id)

    async def _keep(self) -> None:
        path = await self._recorder.close()
        if path is not None:
            await asyncio.to_thread(self._parts.keep_recording, self.call_id, path)

    async def _bounded(self, step: str, work: Callable[[], Awaitable[object]]) -> None:
        """One step of closing; neither its failure nor its slowness keeps the next from happening."""
        try:
            async with asyncio.timeout(self._limits.closing_step):
                await work()
        except (BadInput, Unavailable, TimeoutError, ConnectionError) as error:
            log.warning("closing_step_failed", call_id=self.call_id, part=step, kind=type(error).__name__)
        except Exception as error:
            log.error("closing_step_crashed", call_id=self.call_id, part=step, kind=type(error).__name__)
