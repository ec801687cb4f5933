"""How far the bot may go in agreeing to a payment. The table decides, never a model: language models concede too much.

Beyond the table a human decides. A proposal is never flatly refused: it is accepted, answered with the nearest thing that the
bot may accept, or handed to a human with the proposal attached.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from portfolio.money import Money

FIRST_PROMISE = timedelta(days=14)
"""How far ahead a first promise may be due."""

LATER_PROMISE = timedelta(days=7)
"""How far ahead a promise may be due when there was one before."""

AFTER_BROKEN = timedelta(days=5)
"""How far ahead a promise may be due after a broken one."""

MOST_BROKEN = 2
"""With so many broken promises a human talks with the debtor."""

MOST_DECLINES = 3
"""After so many declined offers the bot stops asking and closes politely."""

SMALLEST_SHARE = Decimal("0.30")
"""The least part of the balance that a promise may be about where the lender has set no minimum."""


class Why(StrEnum):
    """Why an answer is not simply yes; template ids and the handoff's reason follow it."""

    TOO_LATE = "too_late"
    IN_THE_PAST = "in_the_past"
    TOO_LITTLE = "too_little"
    TOO_MUCH = "too_much"
    BROKEN_BEFORE = "broken_before"
    NOTHING_OWED = "nothing_owed"
    NOT_AFFORDABLE = "not_affordable"


@dataclass(frozen=True)
class Accept:
    """The bot may read this back and, on an explicit yes, record it."""

    amount: Money
    due_on: date


@dataclass(frozen=True)
class Counter:
    """The bot may propose this instead: the nearest to what was offered that it may accept."""

    amount: Money
    due_on: date
    why: Why


@dataclass(frozen=True)
class Human:
    """Beyond the bot's authority; the debtor's proposal goes to an agent as it is."""

    why: Why


Answer = Accept | Counter | Human


@dataclass(frozen=True)
class Offer:
    """Something that the bot may propose by itself."""

    amount: Money
    due_on: date


def latest_due(today: date, broken_before: int, first: bool) -> date:
    """The last day that a promise made today may be due."""
    if broken_before:
        return today + AFTER_BROKEN
    return today + (FIRST_PROMISE if first else LATER_PROMISE)


def smallest(balance: Money, minimum: Money) -> Money:
    """The least amount that a promise may be about."""
    floor = minimum if minimum.is_positive else balance.times(SMALLEST_SHARE)
    return min(floor, balance)


def allowed_promise(
    amount: Money,
    due_on: date,
    balance: Money,
    minimum: Money,
    today: date,
    *,
    broken_before: int,
    first: bool,
    affordable: Money | None = None,
) -> Answer:
    """The answer to a proposal to pay `amount` on `due_on`.

    `broken_before`: promises on this account that were not kept. `first`: the debtor never promised before. `affordable`: what the
    debtor in hardship said they can pay; nothing above it is ever proposed (CONC 7.3.10R).
    """
    if not balance.is_positive:
        return Human(Why.NOTHING_OWED)
    if broken_before >= MOST_BROKEN:
        return Human(Why.BROKEN_BEFORE)
    amount_fits, amount_why = _fitting_amount(amount, balance, minimum)
    if affordable is not None and affordable < amount_fits:
        return Human(Why.NOT_AFFORDABLE)
    due_fits, due_why = _fitting_date(due_on, today, latest_due(today, broken_before, first))
    why = amount_why or due_why
    return Accept(amount_fits, due_fits) if why is None else Counter(amount_fits, due_fits, why)


def _fitting_amount(amount: Money, balance: Money, minimum: Money) -> tuple[Money, Why | None]:
    floor = smallest(balance, minimum)
    if amount < floor:
        return floor, Why.TOO_LITTLE
    if balance < amount:
        return balance, Why.TOO_MUCH
    return amount, None


def _fitting_date(due_on: date, today: date, latest: date) -> tuple[date, Why | None]:
    if due_on < today:
        return today, Why.IN_THE_PAST
    if latest < due_on:
        return latest, Why.TOO_LATE
    return due_on, None


def next_offer(
    declined: int, balance: Money, minimum: Money, today: date, *, broken_before: int, first: bool, affordable: Money | None = None
) -> Offer | None:
    """What to propose after so many declined offers: all today, all by the last day, the minimum by the last day; then no more.

    None: stop asking, close politely (or hand to a human, where the debtor wants to pay and cannot).
    """
    if not balance.is_positive or declined >= MOST_DECLINES or broken_before >= MOST_BROKEN:
        return None
    latest = latest_due(today, broken_before, first)
    ladder = (Offer(balance, today), Offer(balance, latest), Offer(smallest(balance, minimum), latest))
    within = [offer for offer in ladder if affordable is None or offer.amount <= affordable]
    return within[min(declined, len(within) - 1)] if within else None
