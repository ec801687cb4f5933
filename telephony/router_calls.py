"""Webhooks that are answered with TwiML: what a call does next. They are quick; the talking happens on the stream."""

import asyncio
from collections.abc import Awaitable
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Query, Response

from portfolio.failures import Unavailable
from portfolio.words import Direction
from telephony import twiml
from telephony.caller_book import e164, locale_of
from telephony.machine_detection import Answerer, by_twilio
from telephony.router_fields import WebhookRoute, signed_fields
from telephony.signature import Fields
from telephony.webhook_parts import WebhookParts, need

log = structlog.get_logger(__name__)


def router(parts: WebhookParts) -> APIRouter:
    """`/twilio/voice`, `/outbound`, `/agent`, `/after-agent`."""
    api = APIRouter(prefix="/twilio", route_class=WebhookRoute)
    signed = Depends(signed_fields(parts.signatures, parts.metrics))

    @api.post("/voice")
    async def voice(fields: Annotated[Fields, signed]) -> Response:
        """Somebody calls us."""
        call_id = need(fields, "CallSid")

        async def document() -> str:
            party = await asyncio.to_thread(parts.book.inbound, fields.get("From", ""), call_id, parts.clock())
            log.info("call_comes_in", call_id=call_id, outcome="unknown" if party.debtor_id is None else "known")
            return parts.to_bot(call_id, Direction.INBOUND, party)

        return await spoken(fields, document())

    @api.post("/outbound")
    async def outbound(fields: Annotated[Fields, signed], attempt: Annotated[str, Query(max_length=80)]) -> Response:
        """Somebody, or something, picked up our call."""
        call_id = need(fields, "CallSid")

        async def document() -> str:
            if by_twilio(fields.get("AnsweredBy", "")) is Answerer.MACHINE:
                return twiml.hang_up()
            party = await asyncio.to_thread(parts.book.outbound, attempt, call_id)
            if party is None:
                log.warning("call_without_attempt", call_id=call_id)
                return twiml.hang_up()
            return parts.to_bot(call_id, Direction.OUTBOUND, party)

        return await spoken(fields, document())

    @api.post("/after-agent")
    async def after_agent(fields: Annotated[Fields, signed]) -> Response:
        """The debtor's leg has left the conference with the agent."""
        call_id = need(fields, "CallSid")

        async def document() -> str:
            if not await parts.transfers.conference_over(call_id, fields.get("CallStatus") == "in-progress"):
                return twiml.hang_up()
            party = await asyncio.to_thread(parts.book.party, debtors_number(fields))
            return parts.to_bot(call_id, direction(fields), party, resumed=True)

        return await spoken(fields, document())

    @api.post("/agent", status_code=204)
    async def agent(
        fields: Annotated[Fields, signed], ticket: Annotated[str, Query(max_length=80)], call: Annotated[str, Query(max_length=80)]
    ) -> None:
        """News of the leg that rings the agent."""
        await parts.transfers.agent_status(ticket, call, need(fields, "CallSid"), fields.get("CallStatus", ""))

    async def spoken(fields: Fields, document: Awaitable[str]) -> Response:
        """The TwiML, or where a part of ours is away an honest apology: an error would be Twilio's own words, or silence."""
        try:
            answer = await document
        except Unavailable as error:
            log.error("call_not_answered", call_id=fields["CallSid"], kind=type(error).__name__)
            locale = locale_of(e164(debtors_number(fields)))
            answer = twiml.say_and_hang_up(parts.phrases("sorry_technical", locale), locale)
        return Response(answer, media_type=twiml.CONTENT_TYPE)

    return api


def direction(fields: Fields) -> Direction:
    """Who called whom (`outbound-api` and `outbound-dial` are ours)."""
    return Direction.INBOUND if fields.get("Direction", "inbound") == "inbound" else Direction.OUTBOUND


def debtors_number(fields: Fields) -> str:
    """The debtor's side of the call."""
    return fields.get("From" if direction(fields) is Direction.INBOUND else "To", "")
