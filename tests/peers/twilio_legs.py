"""The phones that the peer can call: who answers at a number, and the life of a call that the service made."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime

import aiohttp

from telephony.caller import CallReport, Exchange, SimulatedCall
from telephony.caller.forms import Form, Line, amd_form, status_form, voice_form
from telephony.caller.http import TwilioClient, WebhookFailed
from telephony.caller.mischief import Mischief
from telephony.caller.person import Person
from telephony.caller.twiml import TwimlRefused


@dataclass(frozen=True)
class Picksup:
    """Someone answers after `rings_s` and follows `person`. `answered_by` is what machine detection says after `amd_s`."""

    person: Person = field(default_factory=lambda: Person(()))
    answered_by: str = "human"
    rings_s: float = 0.05
    amd_s: float = 0.5


@dataclass(frozen=True)
class NoAnswer:
    """It rings until the time-out (cut short to `rings_s`), or is `busy`, or `failed`."""

    status: str = "no-answer"
    rings_s: float = 0.05


Phone = Picksup | NoAnswer


@dataclass
class Leg:
    """One call as the REST API knows it. `call` is None for an agent's leg, which carries no stream."""

    sid: str
    account_sid: str
    direction: str
    caller: str = field(repr=False)
    called: str = field(repr=False)
    status: str = "queued"
    call: SimulatedCall | None = None
    report: CallReport | None = None
    answered_by: str | None = None
    over: asyncio.Event = field(default_factory=asyncio.Event)
    created: datetime = field(default_factory=lambda: datetime.now(UTC))

    def as_json(self) -> dict[str, object]:
        """The call resource."""
        at = format_datetime(self.created)
        uri = f"/2010-04-01/Accounts/{self.account_sid}/Calls/{self.sid}"
        status = self.call.status if self.call and self.status == "in-progress" else self.status
        return {
            "sid": self.sid, "account_sid": self.account_sid, "from": self.caller, "to": self.called, "from_formatted": self.caller,
            "to_formatted": self.called, "status": status, "direction": self.direction, "answered_by": self.answered_by,
            "api_version": "2010-04-01", "date_created": at, "date_updated": at, "start_time": None, "end_time": None,
            "duration": str(self.call.seconds()) if self.call else None, "price": None, "price_unit": "USD", "parent_call_sid": None,
            "phone_number_sid": None, "forwarded_from": None, "group_sid": None, "caller_name": None, "queue_time": "0",
            "trunk_sid": None, "uri": uri + ".json", "subresource_uris": {"recordings": uri + "/Recordings.json"},
        }  # fmt: skip


class Progress:
    """Status callbacks of one call, numbered; only the kinds that were asked for."""

    def __init__(self, client: TwilioClient, call: SimulatedCall, url: str | None, events: tuple[str, ...]) -> None:
        self._client, self._call, self._url = client, call, url
        self._events = events or ("completed",)
        self._sequence = 0

    async def tell(self, event: str, status: str) -> None:
        """One callback; a service that does not answer changes nothing."""
        sequence, self._sequence = self._sequence, self._sequence + 1
        if not self._url or event not in self._events:
            return
        seconds = self._call.seconds() if event == "completed" else None
        await quietly(self._client, self._url, status_form(self._call.parties, status, sequence, datetime.now(UTC), seconds))


async def quietly(client: TwilioClient, url: str, form: Form) -> None:
    """Posts a callback whose failure Twilio would only log."""
    try:
        await client.post(url, form)
    except WebhookFailed:
        return


async def dial(
    leg: Leg, phone: Phone, form: dict[str, list[str]], line: Line, *, session: aiohttp.ClientSession, exchange: Exchange
) -> None:
    """The whole life of a call that `calls.create` made: callbacks, machine detection beside it, TwiML, the end."""
    person = phone.person if isinstance(phone, Picksup) else Person(())
    call = SimulatedCall(line, person, session, leg.called, exchange=exchange, direction="outbound-api", call_sid=leg.sid)
    leg.call = call
    client = TwilioClient(line, session, Mischief())
    progress = Progress(client, call, first(form, "StatusCallback"), tuple(form.get("StatusCallbackEvent", ())))
    await _step(leg, progress, "initiated", "initiated", "queued")
    await _step(leg, progress, "ringing", "ringing", "ringing")
    await asyncio.sleep(phone.rings_s)
    if leg.status == "canceled" or isinstance(phone, NoAnswer):
        leg.status = leg.status if leg.status == "canceled" else getattr(phone, "status", "no-answer")
        await progress.tell("completed", leg.status)
        leg.over.set()
        return
    await _step(leg, progress, "answered", "in-progress", "in-progress")
    detection = asyncio.create_task(_detect(leg, phone, form, client, call))
    try:
        await _talk(leg, call, form)
    finally:
        detection.cancel()
    leg.status, leg.report = call.status, call.report()
    await progress.tell("completed", leg.status)
    leg.over.set()


async def _step(leg: Leg, progress: Progress, event: str, told: str, status: str) -> None:
    if leg.status != "canceled":
        leg.status = status
        await progress.tell(event, told)


async def _talk(leg: Leg, call: SimulatedCall, form: dict[str, list[str]]) -> None:
    url, document = first(form, "Url"), first(form, "Twiml")
    try:
        if url:
            await call.answer(url, voice_form(call.parties, "in-progress"))
        elif document:
            await call.run_document(document, "https://twiml.invalid/")
    except TwimlRefused:
        call.status = "failed"


async def _detect(leg: Leg, phone: Picksup, form: dict[str, list[str]], client: TwilioClient, call: SimulatedCall) -> None:
    """Asynchronous machine detection: the TwiML is already running when the verdict comes."""
    url = first(form, "AsyncAmdStatusCallback")
    if not first(form, "MachineDetection") or first(form, "AsyncAmd") != "true" or not url:
        return
    await asyncio.sleep(phone.amd_s)
    leg.answered_by = phone.answered_by
    await quietly(client, url, amd_form(call.parties, phone.answered_by, int(phone.amd_s * 1000)))


def first(form: dict[str, list[str]], name: str) -> str | None:
    """A field's only value."""
    values = form.get(name)
    return values[0] if values else None
