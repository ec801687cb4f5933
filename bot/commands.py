"""What a move wants done. The stage commits all of a turn's commands in one transaction before anything is said."""

from dataclasses import dataclass, field
from datetime import date, datetime

from handoff.tickets import TicketReason
from portfolio.money import Money
from portfolio.words import Flag


@dataclass(frozen=True)
class RaiseFlag:
    """Something became known about the debtor."""

    flag: Flag


@dataclass(frozen=True)
class MarkVerified:
    """The right party was verified in this turn."""


@dataclass(frozen=True)
class MarkUnverified:
    """Somebody else is on the line now."""


@dataclass(frozen=True)
class StorePromise:
    """The debtor said yes to this amount and day after hearing both."""

    amount: Money
    due_on: date


@dataclass(frozen=True)
class AddCallback:
    """Call the debtor at this instant, at their wish."""

    at: datetime


@dataclass(frozen=True)
class OpenTicket:
    """A human is needed. `live`: in this very conversation, now; otherwise afterwards."""

    reason: TicketReason
    live: bool
    summary: str = field(repr=False, default="")


@dataclass(frozen=True)
class ScheduleTicket:
    """The human that the debtor waits for calls back at this instant."""

    ticket: str
    at: datetime


Command = RaiseFlag | MarkVerified | MarkUnverified | StorePromise | AddCallback | OpenTicket | ScheduleTicket
