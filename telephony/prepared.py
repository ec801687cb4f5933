"""Calls whose webhook was answered and whose stream is still to come: the first words are thought and rendered meanwhile."""

import asyncio
from dataclasses import dataclass

import structlog

from bot.turns import Opening, Reply
from telephony.ports import Conversations, TalkPort, Voice

STREAM_WITHIN_S = 60.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Ready:
    """The conversation and its first reply, not yet spoken."""

    talk: TalkPort
    reply: Reply


class Prepared:
    """Begins conversations ahead of their streams; one whose stream never comes is ended."""

    def __init__(self, conversations: Conversations, voice: Voice) -> None:
        self._conversations, self._voice = conversations, voice
        self._tasks: dict[str, asyncio.Task[Ready]] = {}
        self._endings: set[asyncio.Task[None]] = set()

    def begin(self, opening: Opening) -> None:
        """At the webhook; again for the same call does nothing."""
        call_id = opening.conversation_id
        if call_id in self._tasks:
            return
        self._tasks[call_id] = asyncio.create_task(self._ready(opening))
        ending = asyncio.create_task(self._end_if_nobody_comes(call_id, self._tasks[call_id]))
        self._endings.add(ending)
        ending.add_done_callback(self._endings.discard)

    async def take(self, call_id: str) -> Ready | None:
        """At the stream's start; None where nothing was prepared here. Raises what preparing raised."""
        task = self._tasks.pop(call_id, None)
        return None if task is None else await task

    def close(self) -> None:
        """Nothing is prepared any more."""
        for task in (*self._tasks.values(), *self._endings):
            task.cancel()

    async def _ready(self, opening: Opening) -> Ready:
        talk = await self._conversations.start(opening)
        reply = await talk.open()
        spoken = (self._voice.speak(saying.spoken, saying.locale.value) for saying in reply.says)
        await asyncio.gather(*spoken, return_exceptions=True)  # only warms the voice's cache
        return Ready(talk, reply)

    async def _end_if_nobody_comes(self, call_id: str, task: asyncio.Task[Ready]) -> None:
        await asyncio.wait({task}, timeout=STREAM_WITHIN_S)
        if task.done() and not task.cancelled() and (error := task.exception()):
            log.error("call_not_prepared", call=call_id, kind=type(error).__name__)
        await asyncio.sleep(STREAM_WITHIN_S)
        if self._tasks.get(call_id) is not task:
            return
        del self._tasks[call_id]
        if task.done() and not task.cancelled() and task.exception() is None:
            log.info("stream_never_came", call=call_id)
            await task.result().talk.hang_up("never_connected")
