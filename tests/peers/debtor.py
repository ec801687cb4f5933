"""A debtor on the phone of a running stack: says or keys each line when the bot has asked for it, as the conversation's record tells."""

import asyncio
import concurrent.futures
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

import aiohttp
import httpx
from peers.stack import Stack

from app.settings import PROJECT
from portfolio.records import ConversationRecord, Utterance
from portfolio.words import Speaker
from telephony.caller import CallReport
from telephony.caller.forms import new_sid
from telephony.caller.leg import CallClock, Findings, LegEnd, StreamLeg
from telephony.caller.messages import MessageWriter
from telephony.caller.mischief import Mischief
from telephony.caller.person import Ear, HangUp, Manners, Person, Press, Speak, Step, Wait
from telephony.caller.sound import Track, read_wav

WAVS = PROJECT / "tests" / "data" / "speech"
LOOKS_EVERY_S = 0.2
PATIENCE_S = 60.0
Line = tuple[str, Step]
"""What the bot must have asked for (`Expects`, or "any"), and what is done then."""


def says(locale: str, name: str, over: bool = False) -> Speak:
    """A committed WAV; `over` interrupts the bot."""
    return Speak(name, read_wav(WAVS / locale / f"{name}.wav"), over)


class Debtor(Person):
    """Answers the question that is open. A question that never comes is answered after a while all the same, and the test shows it."""

    def __init__(self, lines: tuple[Line, ...], asked: Callable[[], str | None], manners: Manners | None = None) -> None:
        super().__init__(tuple(step for _, step in lines), manners or Manners(reaction_s=0.5, tired_s=40.0, linger_s=30.0))
        self._wanted = [wanted for wanted, _ in lines]
        self._asked = asked
        self._looked_s = 0.0
        self._asked_s: float | None = None
        self.puts_down = False
        """Set from any thread: the phone is put down at once, whatever the script says."""

    def next_step(self, now: float, ear: Ear) -> Step | None:
        """The next line, once the bot has asked for it and has finished speaking."""
        if self.puts_down:
            return HangUp()
        if self._wanted and not self._is_turn(now, ear):
            return None
        step = super().next_step(now, ear)
        if step is not None and self._wanted:
            self._wanted.pop(0)
            self._asked_s = None
        return step

    def _is_turn(self, now: float, ear: Ear) -> bool:
        if self._asked_s is None and self._is_asked(self._wanted[0]):
            self._asked_s = now
        spoken_since = self._asked_s is not None and (ear.busy or ear.since > self._asked_s)
        return spoken_since or now - max(ear.since, self.ready_at) >= PATIENCE_S

    def _is_asked(self, wanted: str) -> bool:
        if wanted == "any":
            return True
        if monotonic() - self._looked_s < LOOKS_EVERY_S:
            return False
        self._looked_s = monotonic()
        return self._asked() == wanted


@dataclass(frozen=True)
class Call:
    """A call that runs or is over, and what the ledger has of it."""

    id: str
    stack: Stack
    person: Debtor
    _talking: "concurrent.futures.Future[Any]"

    def hangs_up(self) -> None:
        """The debtor puts the phone down now."""
        self.person.puts_down = True

    @property
    def report(self) -> CallReport:
        """What the caller noticed; waits for the end of the call."""
        report: CallReport = self._talking.result(timeout=180)
        return report

    @property
    def is_over(self) -> bool:
        """The caller's side has ended."""
        return self._talking.done()

    @property
    def record(self) -> ConversationRecord:
        """The conversation as it is in SQL now."""
        record = self.stack.ledger.conversation(self.id)
        assert record is not None, "the call never reached the bot"
        return record

    @property
    def thread(self) -> tuple[Utterance, ...]:
        """The whole transcript."""
        return self.stack.ledger.utterances(self.id)

    def said_by(self, speaker: Speaker) -> list[Utterance]:
        """What the bot, the debtor or an agent said."""
        return [each for each in self.thread if each.speaker is speaker]

    @property
    def templates(self) -> list[str]:
        """Which sentences of the bot were heard to their end, in order."""
        return [each.template for each in self.thread if each.template and each.complete]


def rings_in(stack: Stack, number: str, *lines: Line, manners: Manners | None = None) -> Call:
    """Somebody calls the service from this number; returns at once."""
    call_id = new_sid("CA")
    line = stack.twilio.line(stack.url, "+15550100000")
    debtor = Debtor(lines, lambda: expects_of(stack, call_id), manners)
    return Call(call_id, stack, debtor, stack.twilio.ring_in(line, number, debtor, call_sid=call_id))


@dataclass(frozen=True)
class BareCall(Call):
    """A call over the browser phone's socket, without a carrier."""

    ear: Track


def rings_without_carrier(stack: Stack, debtor_id: str, *lines: Line, manners: Manners | None = None) -> BareCall:
    """What the phone page in the browser does, without a browser; returns once the socket is open."""
    debtor = stack.ledger.debtor(debtor_id)
    assert debtor is not None
    answer = httpx.post(f"{stack.url}/phone/calls", json={"debtor": debtor_id, "locale": debtor.locale}).raise_for_status().json()
    call_id: str = answer["call"]
    person, findings = Debtor(lines, lambda: expects_of(stack, call_id), manners), Findings()

    async def talk() -> LegEnd:
        async with aiohttp.ClientSession() as session, session.ws_connect(stack.url + answer["stream"]) as socket:
            writer = MessageWriter("AC" + "0" * 32, call_id, new_sid("MZ"))
            leg = StreamLeg(socket, writer, person, findings, CallClock(), mischief=Mischief())
            return await leg.run({"number": answer["number"]}, asyncio.Event())

    talking = stack.twilio.begin(talk())
    return BareCall(call_id, stack, person, talking, findings.log.ear)


def expects_of(stack: Stack, call_id: str) -> str | None:
    """What the bot waits for."""
    record = stack.ledger.conversation(call_id)
    return None if record is None else record.expects


def number_of(stack: Stack, debtor_id: str) -> str:
    """The number on file."""
    debtor = stack.ledger.debtor(debtor_id)
    assert debtor is not None
    return debtor.phones[0]


__all__ = [
    "BareCall",
    "Call",
    "Debtor",
    "HangUp",
    "Line",
    "Manners",
    "Press",
    "Wait",
    "expects_of",
    "number_of",
    "rings_in",
    "rings_without_carrier",
    "says",
]
