"""Logging in and out of the screens. A wrong password costs as much time as a right one."""

import asyncio
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Form, Header, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.accounts import DeskAccount, LoginRefused
from app.console.desk_guard import OWN_SITE, Guard, Visitor, read_locale
from app.console.desk_pages import Pages, to
from app.console.ports import Desk
from app.sessions import COOKIE, LIFETIME
from portfolio.words import Locale

AT_ONCE = 1
"""Password checks at the same time: each costs 64 MB and a core for a moment, and live calls share both."""
MOST_WAITING = 8

log = structlog.get_logger(__name__)


def router(desk: Desk, guard: Guard, pages: Pages) -> APIRouter:
    """`/desk/login` and `/desk/logout`."""
    routes = APIRouter()
    checking = asyncio.Semaphore(AT_ONCE)
    waiting = 0

    async def log_in(email: str, password: str) -> DeskAccount | None:
        """None where too many wait for their turn."""
        nonlocal waiting
        if waiting >= MOST_WAITING:
            return None
        waiting += 1
        try:
            async with checking:
                return await asyncio.to_thread(desk.accounts.log_in, email, password)
        finally:
            waiting -= 1

    @routes.get("/login")
    async def ask(request: Request) -> HTMLResponse:
        return pages.login(_locale(request), None)

    @routes.post("/login", response_model=None)
    async def enter(
        request: Request,
        email: Annotated[str, Form(max_length=320)],
        password: Annotated[str, Form(max_length=200)],
        sec_fetch_site: Annotated[str | None, Header()] = None,
    ) -> Response:
        if sec_fetch_site is not None and sec_fetch_site not in OWN_SITE:
            return pages.login(_locale(request), "wrong", 403)
        try:
            account = await log_in(email, password)
        except LoginRefused as refused:
            log.warning("login_refused", reason="locked" if refused.locked else "wrong")
            return pages.login(_locale(request), "locked" if refused.locked else "wrong", 429 if refused.locked else 401)
        if account is None:
            return pages.login(_locale(request), "busy", 429)
        now = desk.clock()
        await asyncio.to_thread(desk.ledger.event, "logged_in", now, agent_id=account.id)
        answer = to("/desk")
        cookie = desk.sessions.issue(account.id, account.epoch, now)
        answer.set_cookie(
            COOKIE, cookie, max_age=int(LIFETIME.total_seconds()), httponly=True, samesite="strict", secure=desk.sessions.secure, path="/"
        )
        return answer

    @routes.post("/logout")
    async def leave(visitor: Annotated[Visitor, Depends(guard.acting("queue:read"))]) -> RedirectResponse:
        await asyncio.to_thread(desk.accounts.end_sessions, visitor.id)  # first, or another open page would put him on duty again
        await desk.handoffs.leave(visitor.id)
        answer = to("/desk/login")
        answer.delete_cookie(COOKIE, path="/")
        return answer

    return routes


def _locale(request: Request) -> Locale:
    """The chosen language, else the browser's."""
    speaks = request.headers.get("accept-language", "")
    return read_locale(request, Locale.ZH_CN if speaks.startswith("zh") else Locale.EN_US)
