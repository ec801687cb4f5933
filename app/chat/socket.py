"""One open chat socket: shows the thread from where the device left off, takes texts, tells who answers.

Four tasks share it: texts in; the thread out, woken by the bell; the bot's own news while a conversation is held;
the end of the token. The first to finish ends all.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from typing import Any

import structlog
from anyio import CancelScope, create_task_group
from pydantic import BaseModel
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from app.chat.pace import Pace
from app.chat.threads import Threads
from app.chat.tokens import Bearer
from app.chat.wire import (
    LONGEST_FRAME,
    RETRY_S,
    Open,
    Phase,
    Ping,
    Pong,
    Refusal,
    Standing,
    State,
    TooLong,
    Typing,
    Welcome,
    Write,
    from_debtor,
)
from portfolio.failures import BadInput, Unavailable
from portfolio.words import Clock, Speaker

UNAUTHORISED, FORBIDDEN, NOBODY, AWAY, TOO_BIG = 4401, 4403, 4404, 1011, 1009
SEND_S, NEWS_S = 5.0, 2.0

log = structlog.get_logger(__name__)


class ChatSocket:
    """A device of the debtor, from welcome to close."""

    def __init__(self, socket: WebSocket, threads: Threads, bearer: Bearer, pace: Pace, wall: Clock) -> None:
        self._socket, self._threads, self._bearer, self._pace, self._wall = socket, threads, bearer, pace, wall
        self._conversation, self._shown = "", 0
        self._standing: Standing | None = None
        self._news_due = True  # something may have happened while no device was here; later, whenever the standing changes
        self._moved, self._sending = asyncio.Event(), asyncio.Lock()

    async def serve(self, conversation: str | None, after: int) -> None:
        """Runs until either side closes. `conversation` and `after` are where the device left off, if it was here before."""
        await self._begin(conversation, after)
        try:
            async with create_task_group() as group:
                for part in (self._read, self._show_always, self._watch, self._expire):
                    group.start_soon(self._until_over, part, group.cancel_scope)
        except* (WebSocketDisconnect, TimeoutError):
            pass  # gone, or too slow to be worth waiting for: the thread waits in SQL for its return

    async def _until_over(self, part: Callable[[], Awaitable[None]], all_parts: CancelScope) -> None:
        await part()
        all_parts.cancel()

    async def _begin(self, conversation: str | None, after: int) -> None:
        latest = await self._threads.latest(self._bearer.debtor_id)
        if conversation and latest and latest.id == conversation and latest.ended_at:
            self._conversation, self._shown = conversation, after  # what was left of an ended one is shown; no new one begins by itself
        else:
            opened = await self._threads.open(self._bearer)
            self._conversation, self._shown = opened, after if opened == conversation else 0
        await self._greet()

    async def _greet(self) -> None:
        record = await self._threads.one(self._bearer.debtor_id, self._conversation)
        self._standing = await self._threads.standing(record)
        await self._send(Welcome(**self._standing.model_dump(), after=self._shown))
        await self._show()

    async def _read(self) -> None:
        while True:
            received = await self._socket.receive()
            if received["type"] == "websocket.disconnect":
                return
            frame = received.get("text") or ""  # bytes are no message of ours
            if len(frame) > LONGEST_FRAME:
                await self._socket.close(TOO_BIG)
                return
            try:
                said = from_debtor(frame)
            except TooLong:
                await self._send(Refusal(reason="too_long"))
            except BadInput:
                await self._send(Refusal(reason="bad_message"))
            else:
                await self._take(said)

    async def _take(self, said: Write | Ping | Open) -> None:
        match said:
            case Ping():
                await self._send(Pong())
            case Open():
                await self._turn(None, lambda: self._threads.open(self._bearer))
            case Write():
                wait_s = self._pace.wait_s(self._bearer.debtor_id, time.monotonic())
                if wait_s:
                    await self._send(Refusal(reason="too_fast", client_msg_id=said.client_msg_id, retry_s=round(wait_s, 1)))
                else:
                    await self._turn(said.client_msg_id, lambda: self._hear(said))

    async def _hear(self, said: Write) -> str:
        async with self._typing(not self._held()):
            return (await self._threads.hear(self._bearer, said.text, said.client_msg_id)).conversation_id

    async def _turn(self, client_msg_id: str | None, turn: Callable[[], Awaitable[str]]) -> None:
        try:
            conversation = await turn()
        except Exception as error:  # a turn that fails must not end the chat: the device is told, keeps the text and sends it again
            log.error("chat_turn_failed", conversation=self._conversation, error=type(error).__name__)
            await self._send(Refusal(reason="unavailable", client_msg_id=client_msg_id, retry_s=RETRY_S))
            return
        if conversation != self._conversation:
            self._conversation, self._shown = conversation, 0
            await self._greet()
            self._moved.set()
        else:
            await self._show()

    @asynccontextmanager
    async def _typing(self, on: bool) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if on:
                await self._send(Typing(speaker=Speaker.BOT, on=True))
                stack.push_async_callback(self._send, Typing(speaker=Speaker.BOT, on=False))
            yield

    async def _show_always(self) -> None:
        while True:
            self._moved.clear()
            async with create_task_group() as group:
                group.start_soon(self._show_on_rings, self._conversation)
                await self._moved.wait()
                group.cancel_scope.cancel()

    async def _show_on_rings(self, conversation: str) -> None:
        rings: Any = self._threads.rings(conversation)
        async with aclosing(rings):
            async for _ in rings:
                await self._show()

    async def _show(self) -> None:
        """Sends what is new, each entry once and in order, then the standing if it changed."""
        async with self._sending:
            for entry in await self._threads.since(self._conversation, self._shown):
                await self._send(entry)
                self._shown = entry.seq
            record = await self._threads.one(self._bearer.debtor_id, self._conversation)
            standing = await self._threads.standing(record)
            if standing != self._standing:
                self._standing, self._news_due = standing, True
                await self._send(State(**standing.model_dump()))

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(NEWS_S)
            if self._news_due or self._held():
                self._news_due = False
                try:
                    await self._threads.news(self._bearer, self._conversation)
                except Unavailable as away:
                    log.warning("chat_news_unavailable", conversation=self._conversation, part=away.part)

    def _held(self) -> bool:
        return self._standing is not None and self._standing.phase in (Phase.WAITING, Phase.AGENT)

    async def _expire(self) -> None:
        await asyncio.sleep(max(0.0, (self._bearer.expires_at - self._wall()).total_seconds()))
        await self._socket.close(UNAUTHORISED)

    async def _send(self, out: BaseModel) -> None:
        if self._socket.application_state is not WebSocketState.CONNECTED:
            raise WebSocketDisconnect
        async with asyncio.timeout(SEND_S):
            await self._socket.send_text(out.model_dump_json())
