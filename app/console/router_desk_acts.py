"""What an agent does with a ticket. Each act is one form; its answer is the page that shows what is now true, with one fixed notice."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi.responses import RedirectResponse

from app.console.desk_guard import Guard, Visitor
from app.console.desk_pages import to
from app.console.ports import Desk
from handoff.lifecycle import MoveRefused, Refusal
from handoff.tickets import OVER, DeclineReason, ReturnReason, Ticket, WrapUpCode
from portfolio.failures import BadInput, Unavailable

Fence = Annotated[int, Form()]


def router(desk: Desk, guard: Guard) -> APIRouter:
    """The forms of a ticket."""
    routes = APIRouter(prefix="/tickets/{ticket_id}")
    taker = Depends(guard.acting("ticket:take"))
    holder = Depends(guard.acting("ticket:answer"))
    closer = Depends(guard.acting("ticket:close"))

    @routes.post("/accept")
    async def accept(ticket_id: str, visitor: Annotated[Visitor, taker]) -> RedirectResponse:
        return await _done(desk.handoffs.accept(ticket_id, visitor.id), page_of(ticket_id), "", page_of(ticket_id))

    @routes.post("/take")
    async def take(ticket_id: str, visitor: Annotated[Visitor, taker]) -> RedirectResponse:
        return await _done(desk.handoffs.take(ticket_id, visitor.id), page_of(ticket_id), "", page_of(ticket_id))

    @routes.post("/decline")
    async def decline(ticket_id: str, visitor: Annotated[Visitor, taker], reason: Annotated[DeclineReason, Form()]) -> RedirectResponse:
        return await _done(desk.handoffs.decline(ticket_id, visitor.id, reason), "/desk", "passed", "/desk")

    @routes.post("/release")
    async def release(ticket_id: str, visitor: Annotated[Visitor, holder], fence: Fence) -> RedirectResponse:
        await holding(desk, visitor, ticket_id, fence)
        return await _done(desk.handoffs.release(ticket_id, fence), "/desk", "released", page_of(ticket_id))

    @routes.post("/return")
    async def give_back(
        ticket_id: str, visitor: Annotated[Visitor, holder], fence: Fence, reason: Annotated[ReturnReason, Form()]
    ) -> RedirectResponse:
        ticket = await holding(desk, visitor, ticket_id, fence)

        async def back() -> None:
            # The ticket first: when the conference ends, whoever asks must find that the bot is wanted.
            await desk.handoffs.return_to_bot(ticket_id, fence, reason)
            if ticket.on_phone and desk.transfers is not None:
                await desk.transfers.back_to_bot(ticket)

        return await _done(back(), "/desk", "returned", page_of(ticket_id))

    @routes.post("/close")
    async def close(
        ticket_id: str,
        visitor: Annotated[Visitor, closer],
        *,
        fence: Fence,
        code: Annotated[WrapUpCode, Form()],
        note: Annotated[str, Form(max_length=2000)] = "",
        callback_at: Annotated[str, Form(max_length=32)] = "",
    ) -> RedirectResponse:
        ticket = await holding(desk, visitor, ticket_id, fence)
        if code is WrapUpCode.CALLBACK_AGREED and callback_at:
            at = await asyncio.to_thread(_their_time, ticket, callback_at)
            if at is None or at <= desk.clock():
                return to(page_of(ticket_id), "bad_time")
            return await _done(desk.handoffs.schedule_callback(ticket_id, at, fence), "/desk", "callback", page_of(ticket_id))
        return await _done(desk.handoffs.close(ticket_id, fence, code, note.strip()), "/desk", "closed", page_of(ticket_id))

    def _their_time(ticket: Ticket, local: str) -> datetime | None:
        debtor = None if ticket.debtor_id is None else desk.ledger.debtor(ticket.debtor_id)
        try:
            return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(debtor.time_zone if debtor else "UTC"))
        except ValueError:
            return None

    return routes


async def holding(desk: Desk, visitor: Visitor, ticket_id: str, fence: int | None = None) -> Ticket:
    """The ticket, which is in this agent's hands under this fence; anybody else is sent back and changes nothing."""
    ticket = await desk.handoffs.ticket(ticket_id)
    if ticket is None or not ticket.is_held or ticket.agent_id != visitor.id:
        notice = Refusal.GONE if ticket is None or ticket.state in OVER else Refusal.NOT_YOURS
        raise HTTPException(303, "not yours", headers={"Location": f"/desk?notice={notice}"})
    if fence is not None and fence != ticket.fence:
        raise HTTPException(303, "old fence", headers={"Location": f"{page_of(ticket_id)}?notice={Refusal.OLD_FENCE}"})
    return ticket


def page_of(ticket_id: str) -> str:
    """Where the ticket is shown."""
    return f"/desk/tickets/{ticket_id}"


async def _done(act: Awaitable[object], then: str, notice: str, back: str) -> RedirectResponse:
    """Do it; a refusal says which and changes nothing."""
    try:
        await act
    except MoveRefused as refused:
        return to(back if refused.refusal is not Refusal.GONE else "/desk", refused.refusal)
    except Unavailable:
        return to(back, "away")
    except BadInput:
        return to("/desk", "gone")
    return to(then, notice or None)
