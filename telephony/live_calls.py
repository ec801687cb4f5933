"""All live calls of this process: one per call id, never more than the machine can carry, ended together at shutdown."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from weakref import WeakValueDictionary

import structlog

from bot.turns import Opening
from portfolio.failures import Unavailable
from portfolio.words import Channel, Direction
from telephony import twiml
from telephony.carrier import NoCarrier
from telephony.live_call import CallParts, LiveCall
from telephony.media_stream import Started
from telephony.ports import Conversations, Ears, Line, Recorder
from telephony.stream_token import StreamPass

SUPERSEDED_WITHIN_S = 8.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Room:
    """How many calls fit, and whether new ones are taken at all."""

    live: int
    most: int
    closing: bool

    @property
    def is_free(self) -> bool:
        """One more call fits."""
        return not self.closing and self.live < self.most


class LiveCalls:
    """Begins, finds and ends calls. `recorders` makes the sound file of one call."""

    def __init__(
        self, *, conversations: Conversations, ears: Ears, recorders: Callable[[str], Recorder], parts: CallParts, most: int = 24,
    ) -> None:  # fmt: skip
        self._conversations, self._ears, self._recorders, self._parts, self._most = conversations, ears, recorders, parts, most
        self._calls: dict[str, LiveCall] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._answering: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._closing = False

    @property
    def room(self) -> Room:
        """For admission and for `/ready`."""
        return Room(len(self._calls), self._most, self._closing)

    def find(self, call_id: str) -> LiveCall | None:
        """The live call of this id, if its stream is here."""
        return self._calls.get(call_id)

    async def begin(self, stream_pass: StreamPass, started: Started, line: Line) -> tuple[LiveCall, asyncio.Task[None]]:
        """A call on this stream, and the task in which it runs to its end; no socket owns that. An older stream of the call ends first."""
        async with self._answering.setdefault(stream_pass.call_id, asyncio.Lock()):
            return await self._begin(stream_pass, started, line)

    async def _begin(self, stream_pass: StreamPass, started: Started, line: Line) -> tuple[LiveCall, asyncio.Task[None]]:
        started_s = (self._parts.mono or asyncio.get_running_loop().time)()
        older = self._calls.get(stream_pass.call_id)
        if older is not None:
            older.leave("superseded")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SUPERSEDED_WITHIN_S):
                    await older.over.wait()
        talk = await self._conversations.start(opening(stream_pass, started.parameters.get("number")))
        if older is None and not self.room.is_free:  # many webhooks may have been answered while one call fitted
            raise Unavailable("calls", "no room")
        parts = self._parts if stream_pass.audience == "twilio" else replace(self._parts, control=NoCarrier())
        call = LiveCall(
            call_id=stream_pass.call_id,
            stream_id=started.stream_id,
            line=line,
            talk=talk,
            listener=self._ears.listener(talk.locale.value),
            recorder=self._recorders(stream_pass.call_id),
            parts=parts,
            outbound=stream_pass.direction is Direction.OUTBOUND,
            started_s=started_s,
        )
        resumed = stream_pass.resumed or older is not None
        log.info("call_begins", call_id=call.call_id, outcome="resumed" if resumed else "new")
        self._calls[call.call_id] = call
        self._parts.metrics.live(len(self._calls))
        task = asyncio.create_task(call.run(resumed))
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._ended(call, done))
        return call, task

    def _ended(self, call: LiveCall, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if self._calls.get(call.call_id) is call:
            del self._calls[call.call_id]
        self._parts.metrics.live(len(self._calls))
        if not task.cancelled() and (error := task.exception()):
            log.error("call_crashed", call_id=call.call_id, kind=type(error).__name__)

    async def put_away(self, opening: Opening) -> None:
        """The carrier says that this call is over, and no stream of it is here to end: the bot is told all the same."""
        await (await self._conversations.start(opening)).hang_up("debtor")

    async def apologise(self, stream_pass: StreamPass) -> None:
        """The call cannot be served: the carrier's own voice says so and hangs up."""
        if stream_pass.audience == "twilio":
            words = self._parts.phrases("sorry_technical", stream_pass.locale)
            await self._parts.control.redirect(stream_pass.call_id, twiml.say_and_hang_up(words, stream_pass.locale))

    async def close(self, patience_s: float = 60.0) -> None:
        """No new calls; live ones may finish within the patience, then they are ended."""
        self._closing = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                for call in tuple(self._calls.values()):
                    await call.over.wait()
        for call in tuple(self._calls.values()):
            call.leave("shutdown")
        await asyncio.gather(*(call.over.wait() for call in tuple(self._calls.values())))


def opening(stream_pass: StreamPass, number: str | None) -> Opening:
    """How the bot is told of a call."""
    return Opening(
        conversation_id=stream_pass.call_id,
        channel=Channel.VOICE,
        direction=stream_pass.direction,
        locale=stream_pass.locale,
        debtor_id=stream_pass.debtor_id,
        number=number,
    )
