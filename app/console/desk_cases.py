"""One ticket as its agent sees it: the briefing, the questions that may be asked, and the thread as it was heard. Reads only."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handoff.briefing import Briefing, Hidden, Known, brief
from handoff.tickets import Ticket
from portfolio.ledger import Ledger
from portfolio.records import Utterance
from portfolio.words import Speaker

UNSURE = 0.6
"""A word whose confidence is below this is shown as unsure."""


@dataclass(frozen=True)
class ShownWord:
    """A word of the transcript."""

    text: str = field(repr=False)
    unsure: bool


@dataclass(frozen=True)
class Line:
    """One entry of the thread. `words` is empty where there are no confidences; `text` counts then."""

    id: str
    seq: int
    speaker: Speaker
    at: datetime
    complete: bool
    keyed: bool
    text: str = field(repr=False)
    words: tuple[ShownWord, ...] = field(repr=False, default=())


@dataclass(frozen=True)
class Case:
    """Everything that the page of a ticket shows."""

    ticket: Ticket
    briefing: Briefing
    zone: str
    questions: tuple[str, ...]
    lines: tuple[Line, ...] = field(repr=False)


def load_case(ledger: Ledger, ticket: Ticket, agent_id: str, now: datetime) -> Case:
    """Blocking: reads the ledger. Nothing is read that the agent may not see yet, except to be masked."""
    debtor = None if ticket.debtor_id is None else ledger.debtor(ticket.debtor_id)
    conversation = ledger.conversation(ticket.conversation_id)
    verified = conversation is not None and conversation.verified_at is not None
    zone = debtor.time_zone if debtor is not None else "UTC"
    mine = ticket.is_held and ticket.agent_id == agent_id
    known = Known(debtor)
    if mine and debtor is not None:
        since = now - timedelta(days=7)
        known = Known(
            debtor, ledger.accounts(debtor.id), ledger.promises(debtor.id), ledger.flags(debtor.id), ledger.attempts(debtor.id, since)
        )
    briefing = brief(ticket, known, agent_id=agent_id, verified=verified, now=now, today=now.astimezone(ZoneInfo(zone)).date())
    may_ask = mine and briefing.hidden is Hidden.NOT_VERIFIED and debtor is not None
    questions = ledger.verification_questions(debtor.id) if may_ask and debtor is not None else ()
    return Case(ticket, briefing, zone, questions, load_lines(ledger, ticket) if mine else ())


def load_lines(ledger: Ledger, ticket: Ticket) -> tuple[Line, ...]:
    """The thread of the ticket's conversation, from its first word."""
    return tuple(_line(said) for said in ledger.utterances(ticket.conversation_id))


def _line(said: Utterance) -> Line:
    shown = said.speaker is Speaker.DEBTOR and bool(said.words)
    words = tuple(ShownWord(word.text, word.confidence < UNSURE) for word in said.words) if shown else ()
    return Line(said.id, said.seq, said.speaker, said.started_at, said.complete, said.via == "keypad", said.text, words)
