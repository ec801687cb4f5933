"""Finding out who the person is, and bringing a live call to the agent's own phone."""

import asyncio
from typing import Annotated

import phonenumbers
from fastapi import APIRouter, Depends, Form
from fastapi.responses import RedirectResponse

from app.console.desk_guard import Guard, Visitor
from app.console.desk_pages import to
from app.console.ports import Desk
from app.console.router_desk_acts import holding, page_of
from handoff.lifecycle import MoveRefused
from handoff.tickets import Ticket
from portfolio.failures import BadInput, Unavailable


def router(desk: Desk, guard: Guard) -> APIRouter:
    """`verify` and `call` of a ticket."""
    routes = APIRouter(prefix="/tickets/{ticket_id}")

    @routes.post("/verify")
    async def verify(
        ticket_id: str,
        visitor: Annotated[Visitor, Depends(guard.acting("debtor:verify"))],
        question: Annotated[str, Form(max_length=32)],
        answer: Annotated[str, Form(max_length=64)],
    ) -> RedirectResponse:
        ticket = await holding(desk, visitor, ticket_id)
        if ticket.debtor_id is None:
            return to(page_of(ticket_id), "not_verified")
        right = await asyncio.to_thread(_check, ticket, ticket.debtor_id, visitor, question, answer)
        return to(page_of(ticket_id), "verified" if right else "not_verified")

    @routes.post("/call")
    async def call(
        ticket_id: str,
        visitor: Annotated[Visitor, Depends(guard.acting("ticket:answer"))],
        fence: Annotated[int, Form()],
        number: Annotated[str, Form(max_length=24)],
    ) -> RedirectResponse:
        await holding(desk, visitor, ticket_id, fence)
        if desk.transfers is None:
            return to(page_of(ticket_id), "no_calls")
        dialled = _e164(number)
        if dialled is None:
            return to(page_of(ticket_id), "bad_number")
        try:
            moving = await desk.handoffs.transfer(ticket_id, fence)
        except MoveRefused as refused:
            return to(page_of(ticket_id), refused.refusal)
        try:
            await desk.transfers.call_to_agent(moving, dialled)
        except (BadInput, Unavailable):
            await desk.handoffs.transfer_failed(ticket_id, "not_rung")
            return to(page_of(ticket_id), "call_failed")
        return to(page_of(ticket_id), "called")

    def _check(ticket: Ticket, debtor_id: str, visitor: Visitor, question: str, answer: str) -> bool:
        right = desk.ledger.check_answer(debtor_id, question, answer)
        now = desk.clock()
        if right:
            desk.ledger.update_conversation(ticket.conversation_id, verified_at=now)
        kind = "debtor_verified_by_agent" if right else "verification_by_agent_failed"
        desk.ledger.event(kind, now, agent_id=visitor.id, ticket_id=ticket.id, debtor_id=debtor_id)
        return right

    return routes


def _e164(number: str) -> str | None:
    """The number as the carrier wants it, or None where it cannot be one."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) if phonenumbers.is_possible_number(parsed) else None
