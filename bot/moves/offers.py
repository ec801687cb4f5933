"""What the debtor offers, as amount and day, judged by the authority table; then read back."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.commands import OpenTicket
from bot.lines import Line, line
from bot.move import Outcome, Turn, reply
from bot.moves.asking import readback
from bot.turns import Expects
from bot.understanding.found import FoundAmount
from bot.understanding.parse import is_chinese
from handoff.tickets import TicketReason
from portfolio.money import Money
from strategy.negotiation import Accept, Human, Why, allowed_promise, smallest

PARTIAL_RUNG = 2
ASKED_BY = {Expects.DATE: Why.TOO_LATE, Expects.AMOUNT: Why.TOO_LITTLE}


@dataclass(frozen=True)
class Offered:
    """What was said of one payment. `unclear`: several days or a foreign currency, so that it must be asked."""

    amount: Decimal | None = None
    on: date | None = None
    more: bool = False
    unclear: bool = False

    @property
    def is_empty(self) -> bool:
        """Neither an amount nor a day."""
        return self.amount is None and self.on is None


def amount_of(turn: Turn, found: FoundAmount) -> Decimal | None:
    """The sum in the account's currency; None where it was said in another one."""
    account, balance = turn.facts.account, turn.facts.balance
    match found.relative:
        case "full" | "rest":
            return balance.amount
        case "half":
            return balance.times(Decimal("0.5")).amount
        case "minimum":
            return account.minimum.amount if account else None
    # 块 and 元 are said of any money in Chinese
    generic = found.currency == "CNY" and is_chinese(turn.said.text)
    if found.currency not in (None, balance.currency) and not generic:
        return None
    return found.value


def offered(turn: Turn) -> Offered:
    """The first payment in what was said."""
    found = turn.understood
    payments = found.payments()
    if not payments:
        return Offered()
    days = {d.on for d in found.dates}
    first = payments[0]
    amount = amount_of(turn, first.amount) if first.amount else None
    foreign = first.amount is not None and amount is None
    sums = [a for a in found.amounts if a.relative is None or a.relative in ("rest", "half")]
    return Offered(amount, first.on, more=len(sums) > 1, unclear=foreign or (len(days) > 1 and len(payments) < 2))


def propose(turn: Turn, one: Offered) -> Outcome:
    """Join what was said with what stood before; ask for what is missing, or judge and read back."""
    state = turn.state
    if one.unclear:
        return reply(
            turn, line("ask_date"), expects=Expects.DATE, offer_amount=one.amount if one.amount is not None else state.offer_amount
        )
    amount = one.amount if one.amount is not None else state.offer_amount
    on = one.on or state.offer_on
    if amount is None and on is not None and state.rung < PARTIAL_RUNG:
        amount = turn.facts.balance.amount
    more = one.more or state.more_payments
    if amount is None:
        return reply(turn, line("ask_amount_for", day=on) if on else line("ask_amount"), expects=Expects.AMOUNT, offer_on=on)
    if on is None and (least := _least(turn)) is not None and amount < least.amount:
        return _too_little(turn, Money(amount, least.currency), least, on, more)
    if on is None:
        return reply(turn, line("ask_date"), expects=Expects.DATE, offer_amount=amount, more_payments=more)
    return _judged(turn, Money(amount, turn.facts.balance.currency), on, more)


def _judged(turn: Turn, amount: Money, on: date, more: bool) -> Outcome:  # noqa: PLR0911 - one return per case is how a table reads
    """The table decides: noted as said, a counter-question, or a human."""
    facts = turn.facts
    minimum = facts.account.minimum if facts.account else facts.balance
    answer = allowed_promise(
        amount, on, facts.balance, minimum, facts.today, broken_before=facts.broken_before, first=not facts.promises_before
    )
    if isinstance(answer, Accept):
        return read(turn, answer.amount, answer.due_on, more)
    if isinstance(answer, Human):
        if answer.why is Why.NOTHING_OWED:
            return reply(turn, line("nothing_due"), line("ask_anything_else"), expects=Expects.ANYTHING_ELSE)
        return beyond(turn, f"offers {amount.amount} {amount.currency} on {on}")
    if turn.state.topic == "counter" and turn.state.expects in ASKED_BY and answer.why is ASKED_BY[turn.state.expects]:
        return beyond(turn, f"offers {amount.amount} {amount.currency} on {on}, after the counter-offer")
    kept: dict[str, Any] = {"offer_amount": answer.amount.amount, "offer_on": answer.due_on, "more_payments": more}
    match answer.why:
        case Why.TOO_MUCH:
            return read(turn, answer.amount, answer.due_on, False, line("how_much", amount=answer.amount))
        case Why.TOO_LITTLE:
            return _too_little(turn, amount, answer.amount, on, more)
        case Why.IN_THE_PAST:
            return reply(turn, line("past_day"), expects=Expects.DATE, **(kept | {"offer_on": None}))
        case _:
            return reply(turn, line("too_late", day=answer.due_on), expects=Expects.DATE, topic="counter", **kept)


def _least(turn: Turn) -> Money | None:
    account = turn.facts.account
    return smallest(account.balance, account.minimum) if account and account.balance.is_positive else None


def _too_little(turn: Turn, amount: Money, least: Money, on: date | None, more: bool) -> Outcome:
    """The least that may be noted, proposed once; then a human."""
    if turn.state.topic == "counter" and turn.state.expects is Expects.AMOUNT:
        return beyond(turn, f"offers {amount.amount} {amount.currency}, after the counter-offer")
    return reply(
        turn,
        line("too_little", amount=least),
        expects=Expects.AMOUNT,
        topic="counter",
        offer_amount=least.amount,
        offer_on=on,
        more_payments=more,
    )


def beyond(turn: Turn, summary: str) -> Outcome:
    """Outside the bot's authority: never a flat no, always a human."""
    return reply(turn, line("beyond_me"), do=(OpenTicket(TicketReason.BEYOND_AUTHORITY, live=True, summary=summary),))


def read(turn: Turn, amount: Money, on: date, more: bool = False, *before: Line) -> Outcome:
    """Read back what will be noted, and wait for an explicit yes."""
    state = replace(turn.state, offer_amount=amount.amount, offer_on=on)
    template = "readback_again" if turn.state.readback_denied else "readback"
    return reply(
        turn,
        *before,
        readback(turn.facts, state, template),
        expects=Expects.CONFIRM,
        offer_amount=amount.amount,
        offer_on=on,
        more_payments=more,
        readback="",
        readback_heard=False,
    )
