"""Doors for the people who build and evaluate: a conversation as text, over loopback, with the internal token, never in production."""

import asyncio
import contextlib
import hmac
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import APIRouter, HTTPException, Request, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import HTTPConnection

from app.clock import clock_from
from app.console.loopback import came_from_here
from bot.conversation import Conversations, Talk
from bot.turns import Heard, Opening, Reply
from portfolio.ledger import Ledger
from portfolio.words import Channel, Clock, Direction, Locale

SILENCE = ""


class TalkQuery(BaseModel):
    """How the conversation begins, as `goodterms talk` asks for it."""

    model_config = ConfigDict(extra="forbid")

    debtor: str | None = None
    channel: Channel = Channel.VOICE
    number: str | None = None
    locale: Locale | None = None
    direction: Direction = Direction.INBOUND
    now: datetime | None = None


def reply_line(reply: Reply, ticket: str | None = None) -> dict[str, Any]:
    """One bot turn as one JSON object (docs: interfaces, `goodterms talk --json`)."""
    return {
        "said": [saying.text for saying in reply.says],
        "expects": reply.expects.value,
        "ended": reply.ended,
        "ticket": reply.ticket or ticket,
        "locale": reply.locale.value,
    }


def router(conversations: Conversations, ledger: Ledger, clock: Clock, token: str, turn_times: Callable[[], list[float]]) -> APIRouter:
    """Routes under /dev. `turn_times` gives the latest Rasa turns in milliseconds."""
    api = APIRouter(prefix="/dev", include_in_schema=False)

    def is_ours(connection: HTTPConnection) -> bool:
        given = connection.headers.get("authorization", "")
        return came_from_here(connection) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())

    @api.get("/turn-times")
    async def times(request: Request) -> list[float]:
        if not is_ours(request):
            raise HTTPException(403, "from this machine only, with the internal token")
        return turn_times()

    @api.websocket("/talk")
    async def talk(socket: WebSocket) -> None:
        if not is_ours(socket):
            await socket.close(4403)
            return
        await socket.accept()
        try:
            query = TalkQuery.model_validate(dict(socket.query_params))
            opening = await asyncio.to_thread(_opening, query, ledger)
        except (ValidationError, LookupError) as error:
            await socket.send_json({"error": str(error)})
            await socket.close(4400)
            return
        own_clock = clock_from(query.now) if query.now else clock
        conversation = await conversations.start(opening, clock=own_clock)
        try:
            with contextlib.suppress(WebSocketDisconnect):
                await _converse(socket, conversation, own_clock, query.channel is Channel.VOICE)
        finally:
            await conversation.hang_up("debtor")

    return api


def _opening(query: TalkQuery, ledger: Ledger) -> Opening:
    debtor = ledger.debtor(query.debtor) if query.debtor else None
    if query.debtor and debtor is None:
        raise LookupError(f"no debtor {query.debtor}; `goodterms import` loads a portfolio, the demo book has d1 to d40")
    number = query.number or (debtor.phones[0] if debtor and debtor.phones and query.channel is Channel.VOICE else None)
    return Opening(
        conversation_id=f"talk-{uuid.uuid4().hex}",
        channel=query.channel,
        direction=query.direction,
        locale=query.locale or (debtor.locale if debtor else Locale.EN_US),
        debtor_id=debtor.id if debtor else None,
        identified=query.channel is Channel.CHAT and debtor is not None,
        number=number,
    )


async def _converse(socket: WebSocket, conversation: Talk, clock: Clock, spoken: bool) -> None:
    reply = await conversation.open()
    silences = 0
    ticket: str | None = None
    while True:
        for saying in reply.says:
            now = clock()
            await conversation.was_heard(saying.id, saying.text, True, now, now)
        ticket = reply.ticket or ticket
        await socket.send_json({**reply_line(reply, ticket), "conversation": conversation.id})
        if reply.ended:
            return
        line = (await socket.receive_json()).get("text", "")
        now = clock()
        if line.strip() == SILENCE:
            silences += 1
            reply = await conversation.silence(silences)
        else:
            silences = 0
            reply = await conversation.hear(Heard(started_at=now, ended_at=now, text=line, via="speech" if spoken else "text"))
