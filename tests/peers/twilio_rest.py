"""A loopback server that plays Twilio: its REST API as far as the product uses it, and the calls, agents and conferences behind it.

Every request is judged by Twilio's own description; what does not fit is refused with 400 and kept in `complaints`. It runs on its own
thread, so that it can serve a stack of other processes: `with TwilioPeer.running() as twilio: ...`.
"""

import asyncio
import concurrent.futures
import contextlib
import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import BasicAuth, web
from peers.twilio_api import Api, ApiRefused
from peers.twilio_legs import Leg, Phone, quietly
from peers.twilio_spec import twilio_spec

from telephony.caller import CallReport, SimulatedCall
from telephony.caller.forms import Line, Parties, new_sid, status_form
from telephony.caller.http import TwilioClient, twilio_session
from telephony.caller.mischief import Mischief
from telephony.caller.person import Person

Result = TypeVar("Result")


@dataclass(frozen=True)
class Request:
    """One request as it came."""

    method: str
    path: str
    form: list[tuple[str, str]] = field(repr=False)


@dataclass
class TwilioPeer:
    """What tests hold: where it listens, its credentials, what it saw, and who answers which number."""

    account_sid: str = field(default_factory=lambda: new_sid("AC"))
    auth_token: str = field(default_factory=lambda: new_sid(""), repr=False)
    url: str = ""
    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    fail_next: list[tuple[int, int]] = field(default_factory=list)
    """(HTTP status, Twilio code) for the next requests, e.g. (429, 20429) or (503, 20503)."""
    phones: dict[str, Callable[[], Phone]] = field(default_factory=dict)
    """Who is at a number or `client:name`; a number that is not here does not answer."""
    _api: Api | None = field(default=None, repr=False)
    _session: aiohttp.ClientSession | None = field(default=None, repr=False)
    _loop: asyncio.AbstractEventLoop | None = field(default=None, repr=False)

    @classmethod
    @contextlib.contextmanager
    def running(cls, auth_token: str | None = None) -> Iterator["TwilioPeer"]:
        """A peer that listens on a free loopback port until the context ends."""
        peer = cls() if auth_token is None else cls(auth_token=auth_token)
        ready, finish = threading.Event(), asyncio.Event()
        thread = threading.Thread(target=lambda: asyncio.run(peer._serve(ready, finish)), name="twilio-peer", daemon=True)
        thread.start()
        if not ready.wait(10):
            raise RuntimeError("the Twilio peer did not start")
        try:
            yield peer
        finally:
            peer._running_loop().call_soon_threadsafe(finish.set)
            thread.join(10)

    @property
    def legs(self) -> dict[str, Leg]:
        """Calls by sid."""
        return self._running_api().legs

    @property
    def rooms(self) -> list[Any]:
        """Conferences in the order of their making."""
        return self._running_api().rooms.all

    def line(self, public_url: str, number: str, reach_url: str | None = None) -> Line:
        """The line on which callers reach a service."""
        return Line(public_url, self.account_sid, number, self.auth_token, reach_url)

    def ring_in(
        self, line: Line, number: str, person: Person, mischief: Mischief | None = None, call_sid: str | None = None
    ) -> concurrent.futures.Future[CallReport]:
        """A person calls the service; REST updates and conferences work on this call as on any other."""
        return asyncio.run_coroutine_threadsafe(self._ring_in(line, number, person, mischief, call_sid), self._running_loop())

    def run(self, work: Coroutine[Any, Any, Result], timeout_s: float = 60) -> Result:
        """Runs `work` on the peer's loop and waits for it."""
        return asyncio.run_coroutine_threadsafe(work, self._running_loop()).result(timeout_s)

    def tells_the_end(self, line: Line, call_sid: str) -> None:
        """The status callback of a call that is over, once more."""
        leg = self.legs[call_sid]
        parties = Parties(leg.sid, self.account_sid, leg.direction, leg.caller, leg.called)
        assert self._session is not None
        client = TwilioClient(line, self._session, Mischief())
        self.run(quietly(client, line.webhook("/twilio/status"), status_form(parties, "completed", 0, datetime.now(UTC), 10)))

    def begin(self, work: Coroutine[Any, Any, Result]) -> concurrent.futures.Future[Result]:
        """Starts `work` on the peer's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._running_loop())

    def soon(self, act: Callable[[], object]) -> None:
        """Does `act` on the peer's loop as soon as it is free."""
        self._running_loop().call_soon_threadsafe(act)

    async def _ring_in(self, line: Line, number: str, person: Person, mischief: Mischief | None, call_sid: str | None) -> CallReport:
        api = self._running_api()
        assert self._session is not None
        call = SimulatedCall(line, person, self._session, number, mischief=mischief, exchange=api.rooms, call_sid=call_sid)
        leg = Leg(call.parties.call_sid, self.account_sid, "inbound", number, line.number, "in-progress", call)
        api.legs[leg.sid] = leg
        leg.report = await call.ring_in()
        leg.status = call.status
        leg.over.set()
        return leg.report

    def _running_api(self) -> Api:
        if self._api is None:
            raise RuntimeError("the Twilio peer does not run")
        return self._api

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            raise RuntimeError("the Twilio peer does not run")
        return self._loop

    async def _serve(self, ready: threading.Event, finish: asyncio.Event) -> None:
        self._loop = asyncio.get_running_loop()
        async with twilio_session() as session:
            self._session = session
            self._api = Api(self.account_sid, self.auth_token, session, self.phones)
            app = web.Application()
            app.router.add_route("*", "/{path:.*}", self._answer)
            runner = web.AppRunner(app, access_log=None)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            ready.set()
            await finish.wait()
            await self._api.close()
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        pairs = parse_qsl(await request.text(), keep_blank_values=True)
        self.requests.append(Request(request.method, request.path, pairs))
        try:
            status, body = await self._judged(request, pairs)
        except ApiRefused as refused:
            body = {"code": refused.code, "message": str(refused), "more_info": "https://www.twilio.com/docs", "status": refused.status}
            status = refused.status
        return web.Response(status=204) if body is None else web.json_response(body, status=status)

    async def _judged(self, request: web.Request, pairs: list[tuple[str, str]]) -> tuple[int, dict[str, Any] | None]:
        if request.headers.get("Authorization") != BasicAuth(self.account_sid, self.auth_token).encode():
            raise ApiRefused(401, 20003, "Authenticate")
        if self.fail_next:
            status, code = self.fail_next.pop(0)
            raise ApiRefused(status, code, "made to fail")
        operation = twilio_spec().find(request.method, request.path)
        if operation is None or operation.values.get("AccountSid") != self.account_sid:
            self.complaints.append(f"{request.method} {request.path}: no such address")
            raise ApiRefused(404, 20404, "The requested resource was not found")
        problems = twilio_spec().problems(operation, pairs)
        if problems:
            self.complaints += [f"{request.method} {operation.template}: {problem}" for problem in problems]
            raise ApiRefused(400, 20001, "; ".join(problems))
        form: dict[str, list[str]] = {}
        for name, value in pairs:
            form.setdefault(name, []).append(value)
        return await self._running_api().do(request.method, operation, form, dict(request.query))
