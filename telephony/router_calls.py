"""Webhooks that are answered with TwiML: what a call does next. They are quick; the talking happens on the stream."""

import asyncio
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Query, Response

from portfolio.failures import Unavailable
from portfolio.words import Direction
from telephony import twiml
from telephony.caller_book import Party, e164, locale_of
from telephony.machine_detection import Answerer, by_twilio
from telephony.router_fields import WebhookRoute, signed_fields
from telephony.signature import Fields
from telephony.webhook_parts import WebhookParts, need

log = structlog.get_logger(__name__)


def xml(document: str) -> Response:
    """A TwiML answer."""
    return Response(document, media_type=twiml.CONTENT_TYPE)


def router(parts: WebhookParts) -> APIRouter:
    """`/twilio/voice`, `/outbound`, `/agent`, `/after-agent`."""
    api = APIRouter(prefix="/twilio", route_class=WebhookRoute)
    signed = Depends(signed_fields(parts.signatures, parts.metrics))

    @api.post("/voice")
    async def voice(fields: Annotated[Fields, signed]) -> Response:
        """Somebody calls us."""
        call_id = need(fields, "CallSid")
        try:
            party = await asyncio.to_thread(parts.book.inbound, fields.get("From", ""), call_id, parts.clock())
        except Unavailable as error:
            log.error("caller_not_looked_up", call_id=call_id, kind=type(error).__name__)
            locale = locale_of(e164(fields.get("From", "")))
            return xml(twiml.say_and_hang_up(parts.phrases("sorry_technical", locale), locale))
        log.info("call_comes_in", call_id=call_id, outcome="unknown" if party.debtor_id is None else "known")
        return xml(parts.to_bot(call_id, Direction.INBOUND, party))

    @api.post("/outbound")
    async def outbound(fields: Annotated[Fields, signed], attempt: Annotated[str, Query(max_length=80)]) -> Response:
        """Somebody, or something, picked up our call."""
        call_id = need(fields, "CallSid")
        if by_twilio(fields.get("AnsweredBy", "")) is Answerer.MACHINE:
            return xml(twiml.hang_up())
        party = await asyncio.to_thread(parts.book.outbound, attempt, call_id)
        if party is None:
            log.warning("call_without_attempt", call_id=call_id)
            return xml(twiml.hang_up())
        return xml(parts.to_bot(call_id, Direction.OUTBOUND, party))

    @api.post("/after-agent")
    async def after_agent(fields: Annotated[Fields, signed]) -> Response:
        """The debtor's leg has left the conference with the agent."""
        call_id = need(fields, "CallSid")
        direction = Direction.INBOUND if fields.get("Direction", "inbound") == "inbound" else Direction.OUTBOUND
        if not await parts.transfers.conference_over(call_id, fields.get("CallStatus") == "in-progress"):
            return xml(twiml.hang_up())
        number = fields.get("From" if direction is Direction.INBOUND else "To", "")
        party: Party = await asyncio.to_thread(parts.book.party, number)
        return xml(parts.to_bot(call_id, direction, party, resumed=True))

    @api.post("/agent", status_code=204)
    async def agent(
        fields: Annotated[Fields, signed], ticket: Annotated[str, Query(max_length=80)], call: Annotated[str, Query(max_length=80)]
    ) -> None:
        """News of the leg that rings the agent."""
        await parts.transfers.agent_status(ticket, call, fields.get("CallStatus", ""))

    return api
