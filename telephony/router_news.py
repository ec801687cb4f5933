"""Webhooks that only tell us something: status, machine detection, recordings, messages. They come late, twice and out of order."""

import asyncio
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Query, Response

from portfolio.failures import BadInput, Unavailable
from telephony import twiml
from telephony.machine_detection import Answerer, by_twilio
from telephony.router_fields import WebhookRoute, signed_fields
from telephony.signature import Fields
from telephony.webhook_parts import WebhookParts, need

FINAL = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
STOP_WORDS = frozenset({"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL", "退订", "TD", "T"})

log = structlog.get_logger(__name__)


def router(parts: WebhookParts) -> APIRouter:
    """`/twilio/status`, `/amd`, `/recording`, `/sms`."""
    api = APIRouter(prefix="/twilio", route_class=WebhookRoute)
    signed = Depends(signed_fields(parts.signatures, parts.metrics))

    @api.post("/status", status_code=204)
    async def status(fields: Annotated[Fields, signed], attempt: Annotated[str, Query(max_length=80)] = "") -> None:
        """Progress of a call; `attempt` names our own outbound one."""
        call_id, state = need(fields, "CallSid"), need(fields, "CallStatus")
        log.info("call_status", call_id=call_id, status=state)
        call = parts.calls.find(call_id)
        if call is not None and state in FINAL:
            call.leave("debtor")
        await asyncio.to_thread(parts.book.moved, attempt or call_id, state, call_id)
        if call is None and state in FINAL and (left_open := await asyncio.to_thread(parts.book.left_open, call_id)):
            await parts.calls.put_away(left_open)  # it ended beside an agent, or while the service was away

    @api.post("/amd", status_code=204)
    async def machine(fields: Annotated[Fields, signed]) -> None:
        """Twilio's late verdict on who picked up. A machine is hung up on, wherever its stream is."""
        call_id = need(fields, "CallSid")
        answerer = by_twilio(fields.get("AnsweredBy", ""))
        log.info("answered_by", call_id=call_id, outcome=answerer.value)
        if answerer is not Answerer.MACHINE:
            return
        call = parts.calls.find(call_id)
        if call is not None:
            call.leave("machine")
            return
        try:
            await parts.control.end(call_id)
        except (BadInput, Unavailable) as error:
            log.warning("machine_not_hung_up", call_id=call_id, kind=type(error).__name__)

    @api.post("/recording", status_code=204)
    async def recording(fields: Annotated[Fields, signed]) -> None:
        """A recording on Twilio's side; ours is kept by the live call itself."""
        log.info("carrier_recording", call_id=need(fields, "CallSid"), status=fields.get("RecordingStatus", ""))

    @api.post("/sms")
    async def sms(fields: Annotated[Fields, signed]) -> Response:
        """An SMS of a debtor: the stop words stop, and Twilio itself confirms them."""
        body = fields.get("Body", "").strip().upper()
        if fields.get("OptOutType") == "STOP" or body in STOP_WORDS:
            await asyncio.to_thread(parts.book.stop_sms, need(fields, "From"), parts.clock())
        log.info("sms_came")
        return Response(twiml.empty(), media_type=twiml.CONTENT_TYPE)

    return api
