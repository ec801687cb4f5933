"""Orders to Twilio over its REST interface: off the loop, bounded in time and number, every failure one of ours.

An error 429 was not processed, so it is asked again after a pause; nothing else is, because a call must not be placed twice.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import urlencode

import requests
import structlog
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from portfolio.failures import BadInput, Unavailable

API = "https://api.twilio.com"
LIMIT_S = 8.0
PAUSES_S = (0.3, 1.0)
CALL_IS_OVER = frozenset({21220, 20404})
RING_S = 30
LONGEST_CALL_S = 20 * 60
STATUS_EVENTS = ["initiated", "ringing", "answered", "completed"]

log = structlog.get_logger(__name__)
T = TypeVar("T")


class _Http(TwilioHttpClient):  # type: ignore[misc]
    """The library's client, sent to another base address where one is set."""

    def __init__(self, api_url: str) -> None:
        super().__init__(timeout=LIMIT_S)
        self._api_url = api_url.rstrip("/")

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        return super().request(method, url.replace(API, self._api_url, 1), *args, **kwargs)

    def log_request(self, kwargs: dict[str, Any]) -> None:
        """The library would log numbers; nothing is logged."""

    def log_response(self, status_code: int, response: Any) -> None:
        """Nothing is logged."""


class TwilioControl:
    """Places, redirects and ends calls of one account. `public_url` is where Twilio reaches our webhooks."""

    def __init__(
        self, *, account_sid: str, auth_token: str, from_number: str, public_url: str, api_url: str | None = None,
    ) -> None:  # fmt: skip
        self._client = Client(account_sid, auth_token, http_client=_Http(api_url or API))
        self._from, self._public_url = from_number, public_url.rstrip("/")
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="twilio")

    async def dial(self, number: str, attempt_id: str) -> str:
        """The id of a new call to this number, with machine detection beside the running call."""
        url = self._hook("outbound", attempt=attempt_id)
        call = await self._order(
            lambda: self._client.calls.create(
                to=number,
                from_=self._from,
                url=url,
                timeout=RING_S,
                time_limit=LONGEST_CALL_S,
                machine_detection="Enable",
                async_amd="true",
                async_amd_status_callback=self._hook("amd"),
                status_callback=self._hook("status", attempt=attempt_id),
                status_callback_event=STATUS_EVENTS,
            )
        )
        return str(call.sid)

    async def redirect(self, call_id: str, twiml: str) -> bool:
        """The call goes on with this document; False where it is over already."""
        return await self._unless_over(lambda: self._client.calls(call_id).update(twiml=twiml))

    async def end(self, call_id: str) -> bool:
        """Hangs up; False where the call is over already."""
        return await self._unless_over(lambda: self._client.calls(call_id).update(status="completed"))

    async def add_agent(self, room: str, number: str, status_url: str) -> str:
        """Calls a human agent's number or client into a conference; the id of that call."""
        participant = await self._order(
            lambda: self._client.conferences(room).participants.create(
                to=number,
                from_=self._from,
                label="agent",
                timeout=RING_S,
                beep="false",
                end_conference_on_exit=True,
                status_callback=self._public_url + status_url,
                status_callback_event=STATUS_EVENTS,
            )
        )
        return str(participant.call_sid)

    def close(self) -> None:
        """Frees the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _hook(self, name: str, **query: str) -> str:
        return f"{self._public_url}/twilio/{name}" + (f"?{urlencode(query)}" if query else "")

    async def _unless_over(self, order: Callable[[], Any]) -> bool:
        try:
            await self._order(order)
        except _CallIsOver:
            return False
        return True

    async def _order(self, order: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        for pause_s in (*PAUSES_S, None):
            try:
                async with asyncio.timeout(LIMIT_S + 2):
                    return await loop.run_in_executor(self._threads, order)
            except TwilioRestException as error:
                if error.status == 429 and pause_s is not None:
                    await asyncio.sleep(pause_s)
                    continue
                raise _ours(error) from None  # its text holds numbers
            except (requests.RequestException, TimeoutError, TwilioException) as error:
                log.warning("carrier_away", kind=type(error).__name__)
                raise Unavailable("twilio") from None
        raise Unavailable("twilio", "too many requests")


class _CallIsOver(BadInput):
    """The carrier knows no running call of this id."""


def _ours(error: TwilioRestException) -> Exception:
    log.warning("carrier_refused", status=error.status, code=error.code)
    if error.code in CALL_IS_OVER or (error.status == 404 and error.method != "GET"):
        return _CallIsOver("the call is over")
    if error.status == 400:
        return BadInput(
            f"the carrier does not accept this (its error {error.code}, see https://www.twilio.com/docs/api/errors/{error.code})"
        )
    return Unavailable("twilio", f"error {error.code}")
