"""A debtor on the phone of a running stack: says or keys each line when the bot has asked for it, as the conversation's record tells."""

import concurrent.futures
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from peers.stack import Stack

from app.settings import PROJECT
from portfolio.records import ConversationRecord, Utterance
from portfolio.words import Speaker
from telephony.caller import CallReport
from telephony.caller.forms import new_sid
from telephony.caller.person import Ear, HangUp, Manners, Person, Press, Speak, Step, Wait
from telephony.caller.sound import read_wav

WAVS = PROJECT / "tests" / "data" / "speech"
LOOKS_EVERY_S = 0.2
PATIENCE_S = 15.0
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

    def next_step(self, now: float, ear: Ear) -> Step | None:
        """The next line, once it is its turn."""
        if self._wanted and not ear.busy and now - ear.since < PATIENCE_S and not self._is_asked(self._wanted[0]):
            return None
        step = super().next_step(now, ear)
        if step is not None and self._wanted:
            self._wanted.pop(0)
        return step

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
    _report: "concurrent.futures.Future[CallReport]"

    @property
    def report(self) -> CallReport:
        """What the caller noticed; waits for the end of the call."""
        return self._report.result(timeout=180)

    @property
    def is_over(self) -> bool:
        """The caller's side has ended."""
        return self._report.done()

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
    return Call(call_id, stack, stack.twilio.ring_in(line, number, debtor, call_sid=call_id))


def expects_of(stack: Stack, call_id: str) -> str | None:
    """What the bot waits for."""
    record = stack.ledger.conversation(call_id)
    return None if record is None else record.expects


def number_of(stack: Stack, debtor_id: str) -> str:
    """The number on file."""
    debtor = stack.ledger.debtor(debtor_id)
    assert debtor is not None
    return debtor.phones[0]


__all__ = ["Call", "Debtor", "HangUp", "Line", "Manners", "Press", "Wait", "expects_of", "number_of", "rings_in", "says"]
