"""A handoff ticket: one conversation that a human must take, why, and how far it has come. Prints no word that was said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from portfolio.words import Channel, Locale


class TicketState(StrEnum):
    """Where a ticket stands; the legal moves are in `handoff.lifecycle`."""

    QUEUED = "queued"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    ACTIVE = "active"
    TRANSFERRING = "transferring"
    WRAPPING = "wrapping"
    CLOSED = "closed"
    CALLBACK_SCHEDULED = "callback_scheduled"
    RETURNED_TO_BOT = "returned_to_bot"
    ABANDONED = "abandoned"


WAITING = frozenset({TicketState.QUEUED, TicketState.OFFERED})
HELD = frozenset({TicketState.ACCEPTED, TicketState.ACTIVE, TicketState.TRANSFERRING, TicketState.WRAPPING})
MUTES_BOT = WAITING | HELD
OVER = frozenset({TicketState.CLOSED, TicketState.RETURNED_TO_BOT, TicketState.ABANDONED})


class Priority(IntEnum):
    """Bands of the queue: a lower band is served first, then the longest wait. Safety is before everything."""

    SAFETY = 0
    LEGAL = 1
    ASKED = 2
    REVIEW = 3


class TicketReason(StrEnum):
    """Why a human is needed."""

    SELF_HARM = "self_harm"
    COERCION = "coercion"
    MINOR = "minor"
    ATTORNEY = "attorney"
    BANKRUPTCY = "bankruptcy"
    DECEASED = "deceased"
    FRAUD = "fraud"
    COMPLAINT = "complaint"
    DISPUTE = "dispute"
    ASKED_HUMAN = "asked_human"
    HARDSHIP = "hardship"
    BEYOND_AUTHORITY = "beyond_authority"
    NOT_UNDERSTOOD = "not_understood"
    VERIFICATION_FAILED = "verification_failed"
    UNKNOWN_CALLER = "unknown_caller"
    BOT_UNAVAILABLE = "bot_unavailable"
    AGENT_TOOK_OVER = "agent_took_over"
    CALLBACK = "callback"
    DATA_RIGHTS = "data_rights"
    ALREADY_PAID = "already_paid"
    STOP_CALLING = "stop_calling"


PRIORITIES: Mapping[TicketReason, Priority] = {
    TicketReason.SELF_HARM: Priority.SAFETY,
    TicketReason.COERCION: Priority.LEGAL,
    TicketReason.MINOR: Priority.LEGAL,
    TicketReason.ATTORNEY: Priority.LEGAL,
    TicketReason.BANKRUPTCY: Priority.LEGAL,
    TicketReason.DECEASED: Priority.LEGAL,
    TicketReason.FRAUD: Priority.LEGAL,
    TicketReason.COMPLAINT: Priority.LEGAL,
    TicketReason.DISPUTE: Priority.ASKED,
    TicketReason.ASKED_HUMAN: Priority.ASKED,
    TicketReason.HARDSHIP: Priority.ASKED,
    TicketReason.BEYOND_AUTHORITY: Priority.ASKED,
    TicketReason.NOT_UNDERSTOOD: Priority.ASKED,
    TicketReason.VERIFICATION_FAILED: Priority.ASKED,
    TicketReason.UNKNOWN_CALLER: Priority.ASKED,
    TicketReason.BOT_UNAVAILABLE: Priority.ASKED,
    TicketReason.AGENT_TOOK_OVER: Priority.ASKED,
    TicketReason.CALLBACK: Priority.ASKED,
    TicketReason.DATA_RIGHTS: Priority.REVIEW,
    TicketReason.ALREADY_PAID: Priority.REVIEW,
    TicketReason.STOP_CALLING: Priority.REVIEW,
}


class WrapUpCode(StrEnum):
    """What came of it, in the agent's word; mandatory to close."""

    PROMISE_TAKEN = "promise_taken"
    ALREADY_PAID = "already_paid"
    HARDSHIP_PLAN = "hardship_plan"
    DISPUTE_LOGGED = "dispute_logged"
    COMPLAINT_LOGGED = "complaint_logged"
    CALLBACK_AGREED = "callback_agreed"
    QUESTION_ANSWERED = "question_answered"
    REFERRED = "referred"
    WRONG_PERSON = "wrong_person"
    NO_CONTACT_WISHED = "no_contact_wished"
    DEBTOR_LEFT = "debtor_left"
    OTHER = "other"


class ReturnReason(StrEnum):
    """Why the bot may speak again."""

    DEBTOR_AGREES = "debtor_agrees"
    QUESTION_ANSWERED = "question_answered"
    NOT_NEEDED = "not_needed"


class DeclineReason(StrEnum):
    """Why an agent passed an offer on; a missed deadline is not a fault and has no reason."""

    BUSY = "busy"
    LANGUAGE = "language"
    KNOWS_DEBTOR = "knows_debtor"
    BREAK = "break"


@dataclass(frozen=True)
class HandoffRequest:
    """What is asked of the queue. `summary` is two lines at most, made from the record, and shown as machine-written."""

    conversation_id: str
    debtor_id: str | None
    channel: Channel
    locale: Locale
    reason: TicketReason
    verified: bool
    summary: str = field(repr=False, default="")
    region: str | None = None


@dataclass(frozen=True)
class Ticket:
    """The record. `fence` grows with every accept: whoever acts on a held ticket shows the fence that he was given.

    `opened_at` is its place in the queue and never changes; `version` grows by one with every move.
    """

    id: str
    conversation_id: str
    debtor_id: str | None
    channel: Channel
    locale: Locale
    region: str | None
    reason: TicketReason
    priority: Priority
    state: TicketState
    verified: bool
    opened_at: datetime
    moved_at: datetime
    version: int = 1
    fence: int = 0
    agent_id: str | None = None
    on_phone: bool = False
    callback_at: datetime | None = None
    code: WrapUpCode | None = None
    summary: str = field(repr=False, default="")
    note: str = field(repr=False, default="")

    @property
    def mutes_bot(self) -> bool:
        """A human holds the conversation, or it waits for one."""
        return self.state in MUTES_BOT

    @property
    def is_held(self) -> bool:
        """An agent has accepted it and not let go."""
        return self.state in HELD


@dataclass(frozen=True)
class Accepted:
    """An agent has the ticket; every later act on it shows `fence`."""

    ticket: Ticket
    fence: int


@dataclass(frozen=True)
class Audited:
    """One move as it was recorded."""

    ticket_id: str
    move: str
    before: TicketState
    after: TicketState
    agent_id: str | None
    at: datetime
    detail: str | None = None
