"""A simulated call that plays Twilio's side of the contract towards a running service, in real time.

It rings in (or is answered), follows the TwiML, opens the signed media stream, lets a `Person` speak, and gathers what they heard.
"""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol

import aiohttp

from telephony.caller.forms import Line, Parties, new_sid, status_form, voice_form
from telephony.caller.http import TwilioClient, UpgradeFailed, WebhookFailed
from telephony.caller.leg import CallClock, Findings, LegEnd, StreamLeg, Tell
from telephony.caller.measure import CallFigures
from telephony.caller.messages import MessageWriter, Violation
from telephony.caller.mischief import Mischief
from telephony.caller.person import Person
from telephony.caller.sound import Track
from telephony.caller.twiml import ConnectStream, DialConference, End, Redirect, Silent, Spoken, TwimlRefused, Verb, read_twiml


class Exchange(Protocol):
    """Where calls meet: what runs the conferences that TwiML names."""

    async def join(self, call: "SimulatedCall", room: DialConference) -> None:
        """Returns when the call has left the room, or `call.interrupted` is set."""
        ...


@dataclass(frozen=True)
class CallReport:
    """What one call was like. `errors` are Twilio's error codes in order; `ended_by` a fixed word.

    `late_ms`: how late our own frames were.
    """

    call_sid: str
    ended_by: str
    figures: CallFigures
    errors: tuple[int, ...]
    violations: tuple[Violation, ...]
    marks_returned: int
    lost_at_close_ms: float
    late_ms: tuple[float, ...]
    verbs: tuple[str, ...]
    upgrade_status: int | None
    ear: Track = field(repr=False)
    mouth: Track = field(repr=False)


class SimulatedCall:
    """One call from its first webhook to its last status callback."""

    def __init__(
        self,
        line: Line,
        person: Person,
        session: aiohttp.ClientSession,
        number: str,
        *,
        mischief: Mischief | None = None,
        exchange: Exchange | None = None,
        tell: Tell | None = None,
        direction: str = "inbound",
        call_sid: str | None = None,
    ) -> None:
        caller, called = (number, line.number) if direction == "inbound" else (line.number, number)
        self.parties = Parties(call_sid or new_sid("CA"), line.account_sid, direction, caller, called)
        self.interrupted = asyncio.Event()
        self.status = "ringing"
        self._line, self._person, self._exchange = line, person, exchange
        self._mischief = mischief or Mischief()
        self._client = TwilioClient(line, session, self._mischief)
        self._findings = Findings() if tell is None else Findings(tell=tell)
        self._clock: CallClock | None = None
        self._errors: list[int] = []
        self._verbs: list[str] = []
        self._next: tuple[Verb, ...] | None = None
        self._ended_by = ""
        self._upgrade_status: int | None = None
        self._answered_at: datetime | None = None

    async def ring_in(self) -> CallReport:
        """An inbound call: asks the service's voice webhook what to do, does it, and reports the end to its status webhook."""
        url = self._line.webhook("/twilio/voice")
        await self.answer(url, voice_form(self.parties, "ringing"))
        with_length = status_form(self.parties, self.status, 0, datetime.now(UTC), self.seconds())
        try:
            await self._client.post(self._line.webhook("/twilio/status"), with_length)
        except WebhookFailed:
            self._errors.append(11200)
        return self.report()

    async def answer(self, url: str, form: dict[str, str]) -> None:
        """The call is up: fetches TwiML from `url` and runs it to its end."""
        self._answered_at = datetime.now(UTC)
        try:
            document = await self._client.twiml(url, form)
            self.status = "in-progress"
            await self._run(read_twiml(document, url))
        except WebhookFailed as problem:
            self._errors.append(11200 if problem.status else 11205)
            self._end("webhook_failed", "failed")
        except TwimlRefused as problem:
            self._errors.append(problem.code)
            self._end("twiml_refused", "failed")
        if self.status == "in-progress":
            self.status = "completed"

    async def run_document(self, document: str, url: str) -> None:
        """The call is up with TwiML given by REST."""
        self._answered_at, self.status = datetime.now(UTC), "in-progress"
        await self._run(read_twiml(document, url))
        self.status = "completed"

    def redirect(self, document: str, base_url: str) -> None:
        """REST update with TwiML: what runs now is broken off, a stream ends, and `document` goes on."""
        self._next = read_twiml(document, base_url)
        self.interrupted.set()

    def redirect_to(self, url: str) -> None:
        """REST update with a URL: what runs now is broken off, and the document at `url` goes on."""
        self._next = (Redirect(url),)
        self.interrupted.set()

    @property
    def base_url(self) -> str:
        """Relative addresses in TwiML given by REST are resolved against the service's public address."""
        return self._line.webhook("/")

    def complete(self) -> None:
        """REST update with status completed: the call ends."""
        self._end("ended_by_rest")
        self.interrupted.set()

    def seconds(self) -> int:
        """Length of the call so far, from its answer."""
        return 0 if self._answered_at is None else round((datetime.now(UTC) - self._answered_at).total_seconds())

    def report(self) -> CallReport:
        """What the call was like."""
        found = self._findings
        figures = found.log.figures()
        return CallReport(
            call_sid=self.parties.call_sid,
            ended_by=self._ended_by or "twiml_ran_out",
            figures=replace(figures, unanswered=max(figures.unanswered, self._person.unanswered)),
            errors=tuple(self._errors),
            violations=tuple(found.violations),
            marks_returned=found.marks_returned,
            lost_at_close_ms=found.lost_at_close_ms,
            late_ms=tuple(found.late_ms),
            verbs=tuple(self._verbs),
            upgrade_status=self._upgrade_status,
            ear=found.log.ear,
            mouth=found.mouth.track,
        )

    def _end(self, why: str, status: str = "completed") -> None:
        self._ended_by = self._ended_by or why
        self.status = status

    async def _run(self, verbs: tuple[Verb, ...]) -> None:
        queue = list(verbs)
        while not self._ended_by:
            if self._next is not None:
                queue, self._next = list(self._next), None
                self.interrupted.clear()
            if not queue:
                return
            verb = queue.pop(0)
            self._verbs.append(type(verb).__name__)
            goes_on = await self._do(verb)
            if goes_on is not None and self._next is None and not self._ended_by:
                queue = list(read_twiml(await self._client.twiml(goes_on, self._form(verb)), goes_on))

    def _form(self, verb: Verb) -> dict[str, str]:
        form = voice_form(self.parties, "in-progress")
        return form | {"DialCallStatus": "answered"} if isinstance(verb, DialConference) else form

    async def _do(self, verb: Verb) -> str | None:
        """Does one verb; the address that goes on after it, if it names one."""
        match verb:
            case ConnectStream():
                await self._stream(verb)
                return verb.action
            case DialConference():
                await (self._exchange.join(self, verb) if self._exchange else self._idle(30.0))
                return verb.action
            case Spoken(what):
                await self._idle(0.3 + 0.06 * len(what))
            case Silent(seconds):
                await self._idle(seconds)
            case Redirect(url):
                return url
            case End(rejected, busy):
                self._end("rejected" if rejected else "hung_up_by_twiml", "busy" if busy else "completed")
        return None

    async def _idle(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.interrupted.wait(), seconds)
        except TimeoutError:
            return

    async def _stream(self, verb: ConnectStream) -> None:
        """The media stream, and a second one in its place if the line is that bad."""
        again = self._mischief.second_start_s
        first = asyncio.create_task(self._leg(verb, replace(self._mischief, drop_s=again or self._mischief.drop_s)))
        if again is None:
            end = await first
        else:
            await asyncio.sleep(max(again - 0.2, 0))
            end = await self._leg(verb, replace(self._mischief, drop_s=self._mischief.drop_s))
            await first
        if end is LegEnd.HUNG_UP:
            self._end("hung_up_by_caller")
        elif end is LegEnd.DROPPED:
            self._end("line_dropped")
        elif end is LegEnd.CLOSED_BY_SERVICE:
            self._errors.append(31921)

    async def _leg(self, verb: ConnectStream, mischief: Mischief) -> LegEnd | None:
        try:
            socket = await self._client.open_stream(verb.url)
        except UpgradeFailed as problem:
            self._errors.append(problem.code)
            self._upgrade_status = problem.status
            return None
        self._upgrade_status = 101
        self._clock = self._clock or CallClock()
        writer = MessageWriter(self._line.account_sid, self.parties.call_sid, new_sid("MZ"))
        leg = StreamLeg(socket, writer, self._person, self._findings, self._clock, mischief=mischief)
        return await leg.run(verb.parameters, self.interrupted)
