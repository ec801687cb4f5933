"""What the contact gate is asked, what it is told, and what it answers."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from compliance.rules import Reason
from portfolio.money import Money
from portfolio.records import Consent, ContactAttempt, InconvenientTime, Promise, RaisedFlag
from portfolio.words import Channel, Direction, Flag


@dataclass(frozen=True)
class ProposedAttempt:
    """What somebody would like to do now. `automated`: the bot speaks; False where an agent dials by hand."""

    channel: Channel
    direction: Direction = Direction.OUTBOUND
    number: str | None = field(repr=False, default=None)
    automated: bool = True


@dataclass(frozen=True)
class Owed:
    """What is owed on one account, as of a moment."""

    balance: Money
    as_of: datetime


@dataclass(frozen=True)
class GateFacts:
    """All that the gate may know. `zones` are the time zones where the debtor may be, the stated one first.

    `places` are the jurisdiction and the region. `conversed_at` are the instants of talks with the debtor, whoever called.
    `attempts` go back nine days at least.
    """

    debtor_id: str
    places: tuple[str, ...]
    zones: tuple[str, ...]
    numbers: tuple[str, ...] = field(repr=False)
    flags: tuple[RaisedFlag, ...] = ()
    attempts: tuple[ContactAttempt, ...] = ()
    conversed_at: tuple[datetime, ...] = ()
    consents: tuple[Consent, ...] = ()
    inconvenient: tuple[InconvenientTime, ...] = ()
    promises: tuple[Promise, ...] = ()
    owed: tuple[Owed, ...] = ()

    @property
    def wrong_numbers(self) -> frozenset[str]:
        """Numbers that turned out to be somebody else's. A flag without a number is about all of them."""
        raised = [one.number for one in self.flags if one.flag is Flag.WRONG_NUMBER]
        return frozenset(self.numbers if None in raised else ()) | frozenset(number for number in raised if number is not None)

    @property
    def number_to_use(self) -> str | None:
        """The first number on file that is not known to be wrong."""
        return next((number for number in self.numbers if number not in self.wrong_numbers), None)


@dataclass(frozen=True)
class Allowed:
    """Yes. `rules` were asked and had nothing against it."""

    rules: tuple[str, ...]


@dataclass(frozen=True)
class Refused:
    """No, by this rule. `retry_at` is the first instant at which it would be allowed if nothing else happens; None: not by waiting."""

    rule: str
    reason: Reason
    retry_at: datetime | None


Verdict = Allowed | Refused


def verdict_fields(verdict: Verdict) -> dict[str, Any]:
    """The verdict as plain fields, for files and screens."""
    if isinstance(verdict, Allowed):
        return {"verdict": "allowed", "rule": None, "reason": None, "retry_at": None, "rules": list(verdict.rules)}
    return {
        "verdict": "refused",
        "rule": verdict.rule,
        "reason": verdict.reason.model_dump(by_alias=True),
        "retry_at": verdict.retry_at.isoformat() if verdict.retry_at else None,
        "rules": [verdict.rule],
    }


def verdict_json(verdict: Verdict) -> str:
    """The verdict as the ledger keeps it."""
    return json.dumps(verdict_fields(verdict), ensure_ascii=False)
