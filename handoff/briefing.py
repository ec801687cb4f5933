"""What an agent may see of a debtor, and when: no debt before he has accepted, nor while nobody has verified the person. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from handoff.tickets import Ticket
from portfolio.records import Account, ContactAttempt, Debtor, Promise, RaisedFlag
from portfolio.words import Flag

WEEK = timedelta(days=7)


class Hidden(StrEnum):
    """Why the facts of the debt are not shown."""

    NOT_ACCEPTED = "not_accepted"
    NOT_VERIFIED = "not_verified"
    NOBODY_KNOWN = "nobody_known"


@dataclass(frozen=True)
class Debt:
    """One account as an agent needs it."""

    account: Account = field(repr=False)
    days_overdue: int


@dataclass(frozen=True)
class Facts:
    """What the account and its history say."""

    debts: tuple[Debt, ...] = field(repr=False)
    promises: tuple[Promise, ...] = field(repr=False)
    contacts_in_a_week: int


@dataclass(frozen=True)
class Briefing:
    """`name` and `phone` are masked until the ticket is accepted; `facts` is None with its reason in `hidden`."""

    ticket: Ticket
    name: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    verified: bool
    flags: tuple[Flag, ...]
    facts: Facts | None
    hidden: Hidden | None


@dataclass(frozen=True)
class Known:
    """What the ledger says about the debtor of a ticket."""

    debtor: Debtor | None = None
    accounts: Sequence[Account] = ()
    promises: Sequence[Promise] = ()
    flags: Sequence[RaisedFlag] = ()
    attempts: Sequence[ContactAttempt] = ()


def brief(ticket: Ticket, known: Known, *, agent_id: str, verified: bool, now: datetime, today: date) -> Briefing:
    """The briefing for this agent. `today` is the debtor's own calendar day."""
    mine = ticket.is_held and ticket.agent_id == agent_id
    hidden = _hidden(known, mine, verified)
    debtor = known.debtor
    return Briefing(
        ticket=ticket,
        name=None if debtor is None else (debtor.name if mine else masked_name(debtor.name)),
        phone=None if debtor is None or not debtor.phones else masked_phone(debtor.phones[0]),
        verified=verified,
        flags=tuple(dict.fromkeys(raised.flag for raised in known.flags)) if mine else (),
        facts=_facts(known, now, today) if hidden is None else None,
        hidden=hidden,
    )


def masked_name(name: str) -> str:
    """Enough to know whom one is speaking to, no more: 李**, M*** J***."""
    return " ".join(part[0] + "*" * max(1, len(part) - 1) for part in name.split())


def masked_phone(number: str) -> str:
    """The last four digits."""
    return "•••• " + number[-4:]


def _hidden(known: Known, mine: bool, verified: bool) -> Hidden | None:
    if not mine:
        return Hidden.NOT_ACCEPTED
    if known.debtor is None:
        return Hidden.NOBODY_KNOWN
    return None if verified else Hidden.NOT_VERIFIED


def _facts(known: Known, now: datetime, today: date) -> Facts:
    debts = tuple(Debt(account, max(0, (today - account.due_on).days)) for account in known.accounts)
    recent: Iterable[ContactAttempt] = (attempt for attempt in known.attempts if attempt.at > now - WEEK)
    promises = tuple(sorted(known.promises, key=lambda promise: promise.made_at, reverse=True))
    return Facts(debts, promises, sum(1 for _ in recent))
