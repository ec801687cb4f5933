"""What the ledger knows, as frozen records. `…_on` is a date, `…_at` an aware instant. What belongs to a person prints as dots."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from portfolio.money import Money
from portfolio.words import Channel, Direction, Flag, Locale, Speaker


@dataclass(frozen=True)
class Debtor:
    """A person who owes. `time_zone` is an IANA name; `jurisdiction` names the rulebooks (CN, US, US-MA …); `region` is ISO 3166-2."""

    id: str
    locale: Locale
    region: str
    time_zone: str
    jurisdiction: str
    name: str = field(repr=False)
    phones: tuple[str, ...] = field(repr=False)
    email: str | None = field(repr=False, default=None)


@dataclass(frozen=True)
class Account:
    """One debt. `balance` and `minimum` hold as of `as_of`; overdue since `due_on`."""

    id: str
    debtor_id: str
    creditor: str
    product: str
    balance: Money
    minimum: Money
    due_on: date
    opened_on: date
    as_of: datetime


class PromiseState(StrEnum):
    """Life of a promise."""

    OPEN = "open"
    KEPT = "kept"
    PARTIAL = "partial"
    BROKEN = "broken"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Promise:
    """What a verified debtor said yes to after hearing it read back in full."""

    id: str
    account_id: str
    debtor_id: str
    amount: Money
    due_on: date
    state: PromiseState
    made_at: datetime
    conversation_id: str


class AttemptState(StrEnum):
    """Life of a contact attempt. Reserved before anything is sent; the end comes from callbacks."""

    RESERVED = "reserved"
    STARTED = "started"
    RINGING = "ringing"
    CONNECTED = "connected"
    CONVERSED = "conversed"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class ContactAttempt:
    """One try to reach a debtor. `reference` is the carrier's id (CallSid, MessageSid) once there is one.

    `rang` is True from the first moment that the debtor's phone can have rung: the law counts it even if it was cancelled then.
    """

    id: str
    debtor_id: str
    channel: Channel
    direction: Direction
    state: AttemptState
    at: datetime
    reference: str | None = None
    number: str | None = field(repr=False, default=None)
    rang: bool = False


@dataclass(frozen=True)
class Consent:
    """The debtor agreed to a channel; `ends_at` None means until revoked."""

    channel: Channel
    given_at: datetime
    source: str
    ends_at: datetime | None = None


@dataclass(frozen=True)
class RaisedFlag:
    """A flag with its origin. `number` is set where the flag is about one phone number (wrong number)."""

    flag: Flag
    raised_at: datetime
    source: str
    conversation_id: str | None = None
    number: str | None = field(repr=False, default=None)


@dataclass(frozen=True)
class Word:
    """One recognised word: seconds from the start of its utterance, confidence 0..1."""

    text: str = field(repr=False)
    start_s: float
    end_s: float
    confidence: float


@dataclass(frozen=True)
class Utterance:
    """One entry of a conversation's thread, as heard. `seq` grows by one from 1 within its conversation.

    `complete` is False where the debtor did not hear the bot's sentence to its end: `text` is then what was heard.
    """

    id: str
    conversation_id: str
    seq: int
    speaker: Speaker
    locale: Locale
    started_at: datetime
    ended_at: datetime
    text: str = field(repr=False)
    complete: bool = True
    template: str | None = None
    confidence: float | None = None
    words: tuple[Word, ...] = ()
    via: str = "text"
    client_msg_id: str | None = None


@dataclass(frozen=True)
class ConversationRecord:
    """One debtor, one reminder, any channel. For a call the id is its CallSid. `state` is the bot's own, opaque here (JSON)."""

    id: str
    channel: Channel
    direction: Direction
    locale: Locale
    started_at: datetime
    debtor_id: str | None = None
    verified_at: datetime | None = None
    ended_at: datetime | None = None
    disposition: str | None = None
    recording: str | None = None
    expects: str = "open"
    number: str | None = field(repr=False, default=None)
    state: str = field(repr=False, default="{}")


@dataclass(frozen=True)
class Payment:
    """Money that arrived on an account."""

    account_id: str
    amount: Money
    paid_at: datetime


@dataclass(frozen=True)
class Observation:
    """One figure about a debtor from outside, with the purpose and legal basis that it may be used for."""

    debtor_id: str
    source: str
    name: str
    value: float
    as_of: datetime
    purpose: str
    basis: str


@dataclass(frozen=True)
class Answer:
    """What a debtor can be asked to prove who they are. The clear answer exists only on its way to being hashed."""

    question: str
    answer: str = field(repr=False)


@dataclass(frozen=True)
class InconvenientTime:
    """When the debtor asked not to be contacted: local wall-clock times on these weekdays (Monday 0), end not included."""

    weekdays: frozenset[int]
    starts: time
    ends: time


@dataclass(frozen=True)
class Callback:
    """The debtor asked to be contacted at `at`. `outcome` None: not done yet."""

    id: int
    debtor_id: str
    channel: Channel
    at: datetime
    conversation_id: str | None = None
    outcome: str | None = None


@dataclass(frozen=True)
class StoredVerdict:
    """What the contact gate said, kept as it said it (JSON)."""

    debtor_id: str
    channel: Channel
    at: datetime
    verdict: str


@dataclass(frozen=True)
class Event:
    """One line of the append-only log: a fixed word, an instant and ids; never anything a person said or is called."""

    kind: str
    at: datetime
    ids: tuple[tuple[str, str], ...]
