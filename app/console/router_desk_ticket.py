"""The page of one ticket: identity, why, facts, live thread, composer. Every look at a debtor is written down."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Header
from fastapi.responses import Response

from app.console.desk_cases import load_case
from app.console.desk_guard import Guard, Visitor
from app.console.desk_pages import Pages, to
from app.console.desk_say import NotSaid, Say
from app.console.ports import Desk
from handoff.tickets import OVER, ReturnReason, Ticket, TicketState, WrapUpCode

RailValues = Callable[[Visitor], Awaitable[dict[str, Any]]]


def router(desk: Desk, guard: Guard, pages: Pages, rail: RailValues) -> APIRouter:
    """`/desk/tickets/{id}` and its parts."""
    routes = APIRouter(prefix="/tickets/{ticket_id}")
    reader = Depends(guard.seeing("debtor:read"))
    writer = Depends(guard.acting("ticket:answer"))
    say = Say(desk)

    @routes.get("", response_model=None)
    async def show(ticket_id: str, visitor: Annotated[Visitor, reader], notice: str = "") -> Response:
        ticket = await desk.handoffs.ticket(ticket_id)
        if ticket is None:
            return to("/desk", "no_ticket")
        if not _is_his(ticket, visitor):
            return to("/desk", notice or ("gone" if ticket.state in OVER else "not_yours"))
        await asyncio.to_thread(_write_down_look, ticket, visitor)
        values = await _case_values(ticket, visitor) | await rail(visitor) | {"here": ticket.id, "notice": notice}
        return pages.page("ticket.html", visitor, **values, **_composer())

    @routes.get("/side", response_model=None)
    async def side(ticket_id: str, visitor: Annotated[Visitor, reader]) -> Response:
        ticket = await _own(ticket_id, visitor)
        if ticket is None:
            return Response(status_code=204, headers={"HX-Redirect": "/desk"})
        return pages.page("side.html", visitor, **await _case_values(ticket, visitor))

    @routes.get("/thread", response_model=None)
    async def thread(ticket_id: str, visitor: Annotated[Visitor, reader]) -> Response:
        ticket = await _own(ticket_id, visitor)
        if ticket is None:
            return Response(status_code=404)
        return pages.page("thread.html", visitor, **await _case_values(ticket, visitor))

    @routes.post("/say", response_model=None)
    async def write(
        ticket_id: str,
        visitor: Annotated[Visitor, writer],
        *,
        text: Annotated[str, Form()] = "",
        kind: Annotated[str, Form(pattern="^(reply|note)$")] = "reply",
        fence: Annotated[int, Form()] = -1,
        message_id: Annotated[str, Form(max_length=64)] = "",
        hx_request: Annotated[bool, Header()] = False,
    ) -> Response:
        try:
            await say.write(visitor, ticket_id, text, kind=kind, fence=fence, message_id=message_id)
            parts = _composer(kind=kind)
        except NotSaid as refused:
            parts = _composer(kind=kind, draft=text, problem=refused.key, words=refused.words)
        if not hx_request:
            return to(f"/desk/tickets/{ticket_id}")
        ticket = await desk.handoffs.ticket(ticket_id)
        return pages.page("composer.html", visitor, ticket=ticket, fence=fence, **parts)

    async def _own(ticket_id: str, visitor: Visitor) -> Ticket | None:
        ticket = await desk.handoffs.ticket(ticket_id)
        return ticket if ticket is not None and _is_his(ticket, visitor) else None

    async def _case_values(ticket: Ticket, visitor: Visitor) -> dict[str, Any]:
        case = await asyncio.to_thread(load_case, desk.ledger, ticket, visitor.id, desk.clock())
        return {
            "case": case,
            "ticket": ticket,
            "fence": ticket.fence,
            "lines": case.lines,
            "moves": await desk.handoffs.audit(ticket.id),
            "codes": tuple(WrapUpCode),
            "return_reasons": tuple(ReturnReason),
            "can_call": desk.transfers is not None,
        }

    def _write_down_look(ticket: Ticket, visitor: Visitor) -> None:
        ids = {"agent_id": visitor.id, "ticket_id": ticket.id}
        desk.ledger.event("debtor_viewed", desk.clock(), **ids, **({"debtor_id": ticket.debtor_id} if ticket.debtor_id else {}))

    def _composer(kind: str = "reply", draft: str = "", problem: str = "", words: str = "") -> dict[str, Any]:
        return {"writes": kind, "draft": draft, "problem": problem, "problem_words": words, "message_id": desk.new_id()}

    return routes


def _is_his(ticket: Ticket, visitor: Visitor) -> bool:
    """His to look at: in his hands, or closed by him."""
    return ticket.agent_id == visitor.id and ticket.state is not TicketState.OFFERED
