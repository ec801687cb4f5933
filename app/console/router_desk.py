"""The agent desk under `/desk`: login, the queue with its offer card, one ticket, and what an agent does with it."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, StreamingResponse

from app.console import router_desk_acts, router_desk_login, router_desk_person, router_desk_ticket
from app.console.desk_cases import load_case
from app.console.desk_guard import DUTY_COOKIE, LANGUAGE_COOKIE, Guard, Visitor
from app.console.desk_live import hints
from app.console.desk_pages import Pages, own_path, static_file, to
from app.console.ports import Desk
from handoff.queue import OFFER_S
from handoff.tickets import DeclineReason, TicketState
from portfolio.words import Locale

YEAR_S = 31_536_000


def router(desk: Desk) -> APIRouter:
    """All routes of the desk."""
    routes = APIRouter(prefix="/desk", tags=["desk"], include_in_schema=False)
    guard = Guard(desk.accounts, desk.sessions, desk.clock)
    pages = Pages(desk.clock)
    rail = Rail(desk)
    reader = Depends(guard.seeing("queue:read"))
    actor = Depends(guard.acting("queue:read"))

    @routes.get("")
    async def home(visitor: Annotated[Visitor, reader], notice: str = "") -> HTMLResponse:
        return pages.page("home.html", visitor, **await rail.values(visitor), notice=notice, ticket=None)

    @routes.get("/rail")
    async def rail_only(visitor: Annotated[Visitor, reader], ticket: str = "") -> HTMLResponse:
        return pages.page("rail.html", visitor, **(await rail.values(visitor) | {"here": ticket}))

    @routes.get("/offer")
    async def offer_only(visitor: Annotated[Visitor, reader]) -> HTMLResponse:
        return pages.page("offer.html", visitor, **await rail.values(visitor))

    @routes.get("/events")
    async def events(visitor: Annotated[Visitor, reader], ticket: str | None = None) -> StreamingResponse:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(hints(desk, visitor, ticket), media_type="text/event-stream", headers=headers)

    @routes.post("/duty")
    async def duty(visitor: Annotated[Visitor, actor], request: Request, on: Annotated[bool, Form()]) -> RedirectResponse:
        await (desk.handoffs.beat(visitor.id) if on else desk.handoffs.leave(visitor.id))
        answer = to(own_path(request))
        answer.set_cookie(DUTY_COOKIE, "on" if on else "off", max_age=YEAR_S, httponly=True, samesite="strict", secure=desk.sessions.secure)
        return answer

    @routes.get("/language/{locale}")
    async def language(locale: Locale, request: Request) -> RedirectResponse:
        answer = to(own_path(request))
        answer.set_cookie(LANGUAGE_COOKIE, locale, max_age=YEAR_S, httponly=True, samesite="strict", secure=desk.sessions.secure)
        return answer

    @routes.get("/static/{name}", response_model=None)
    async def static(name: str) -> FileResponse | HTMLResponse:
        return static_file(name)

    routes.include_router(router_desk_login.router(desk, guard, pages))
    routes.include_router(router_desk_ticket.router(desk, guard, pages, rail.values))
    routes.include_router(router_desk_acts.router(desk, guard))
    routes.include_router(router_desk_person.router(desk, guard))
    return routes


class Rail:
    """What stands beside every page: the offer, what is in hand, who waits."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def values(self, visitor: Visitor) -> dict[str, Any]:
        """For the templates `rail.html` and `offer.html`."""
        desk = self._desk
        waiting = await desk.handoffs.waiting()
        offered = next((t for t in waiting if t.state is TicketState.OFFERED and t.agent_id == visitor.id), None)
        case = None if offered is None else await asyncio.to_thread(load_case, desk.ledger, offered, visitor.id, desk.clock())
        left_s = 0 if offered is None else max(0, OFFER_S - int((desk.clock() - offered.moved_at).total_seconds()))
        return {
            "waiting": [ticket for ticket in waiting if ticket is not offered],
            "mine": await desk.handoffs.held(visitor.id),
            "offer": case,
            "left_s": left_s,
            "decline_reasons": tuple(DeclineReason),
            "here": "",
        }
