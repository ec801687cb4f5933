"""Who stands at the desk: a valid session, the permission that the door asks for, and for every act the token of his own forms."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Form, Header, HTTPException, Request

from app.accounts import Accounts, DeskAccount
from app.sessions import COOKIE, Sessions
from portfolio.words import Clock, Locale

LANGUAGE_COOKIE = "goodterms_language"
DUTY_COOKIE = "goodterms_duty"
LOGIN = "/desk/login"
OWN_SITE = frozenset({"same-origin", "none"})


@dataclass(frozen=True)
class Visitor:
    """Somebody who is logged in, the language he reads, and whether he takes offers."""

    account: DeskAccount
    locale: Locale
    on_duty: bool
    csrf: str = field(repr=False)

    @property
    def id(self) -> str:
        """The agent's id, as tickets know it."""
        return self.account.id


Dependency = Callable[..., Awaitable[Visitor]]


class Guard:
    """Makes the dependencies of the desk's routes."""

    def __init__(self, accounts: Accounts, sessions: Sessions, clock: Clock) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._clock = clock

    def seeing(self, permission: str) -> Dependency:
        """A page that only those with the permission see; others are sent to the login."""

        async def visitor(request: Request) -> Visitor:
            return await self._visitor(request, permission)

        return visitor

    def acting(self, permission: str) -> Dependency:
        """An act: the page's rule, and the form's own token from our own site."""

        async def visitor(
            request: Request, csrf: Annotated[str, Form()] = "", sec_fetch_site: Annotated[str | None, Header()] = None
        ) -> Visitor:
            actor = await self._visitor(request, permission)
            own = sec_fetch_site is None or sec_fetch_site in OWN_SITE
            if not own or not hmac.compare_digest(csrf.encode(), actor.csrf.encode()):
                raise HTTPException(403, "this form is not from your own session: reload the page")
            return actor

        return visitor

    async def _visitor(self, request: Request, permission: str) -> Visitor:
        session = self._sessions.read(request.cookies.get(COOKIE), self._clock())
        account = None if session is None else await asyncio.to_thread(self._accounts.account, session.account_id)
        if session is None or account is None or account.epoch != session.epoch:
            raise HTTPException(303, "log in first", headers={"Location": LOGIN})
        if not account.may(permission):
            raise HTTPException(403, f"your role does not allow {permission}")
        return Visitor(account, read_locale(request, account.locale), request.cookies.get(DUTY_COOKIE) != "off", session.csrf)


def read_locale(request: Request, otherwise: Locale) -> Locale:
    """The language that was chosen on this screen."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return Locale(chosen) if chosen in set(Locale) else otherwise
