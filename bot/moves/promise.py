"""From willingness to a stored promise: offer, read-back heard to the end, explicit yes. Nothing is stored that was not said yes to."""

from bot.commands import OpenTicket, StorePromise
from bot.lines import line
from bot.move import Move, Outcome, Turn, close, reply
from bot.moves.asking import offer, readback
from bot.moves.identity import missed
from bot.moves.matter import private
from bot.moves.offers import PARTIAL_RUNG, Offered, beyond, offered, propose, read
from bot.turns import Expects
from bot.understanding.yes import plain_yes
from handoff.tickets import TicketReason
from strategy.negotiation import MOST_DECLINES, latest_due, smallest

QUESTIONS_ABOUT_MONEY = frozenset({Expects.WILLINGNESS, Expects.AMOUNT, Expects.DATE, Expects.CONFIRM})


def affirm_willingness(turn: Turn) -> Outcome:
    """Yes, today; or yes with another amount or day."""
    one = offered(turn)
    if not one.is_empty:
        return propose(turn, one)
    if not plain_yes(turn.said.text):
        return reply(turn, line("ask_date"), expects=Expects.DATE)
    return read(turn, turn.facts.balance, turn.facts.today)


def deny_willingness(turn: Turn) -> Outcome:
    """Not today; or a counter-offer in the same breath."""
    return _offer_or(turn, declined)


def give_promise(turn: Turn) -> Outcome:
    """Will pay: what and when as far as said, then the rest is asked."""
    if hidden := private(turn):
        return hidden
    one = offered(turn)
    if one.is_empty and turn.state.expects is not Expects.AMOUNT:
        return _which_day(turn)
    return propose(turn, one)


def inform_amount(turn: Turn) -> Outcome:
    """An amount, or that the amount is what should change."""
    if hidden := private(turn):
        return hidden
    one = offered(turn)
    if one.is_empty:
        return reply(
            turn, line("ask_amount_for", day=turn.state.offer_on) if turn.state.offer_on else line("ask_amount"), expects=Expects.AMOUNT
        )
    return propose(turn, one)


def inform_date(turn: Turn) -> Outcome:
    """A day, or that the day is what should change."""
    if hidden := private(turn):
        return hidden
    one = offered(turn)
    return _which_day(turn) if one.is_empty else propose(turn, one)


def pay_now(turn: Turn) -> Outcome:
    """Wants to pay at once: today's promise, in full unless another sum was said."""
    if hidden := private(turn):
        return hidden
    one = offered(turn)
    if one.amount is not None or one.on is not None:
        return propose(turn, one)
    return read(turn, turn.facts.balance, turn.facts.today, False, line("how_to_pay", lender=turn.facts.lender))


def affirm_confirm(turn: Turn) -> Outcome:
    """The yes to a read-back. Another value in it is a correction; a hedged one is asked again; an unheard read-back is repeated."""
    state, amount = turn.state, offer(turn.facts, turn.state)
    if amount is None or state.offer_on is None:
        return reply(turn, line("ask_date"), expects=Expects.DATE)
    one = offered(turn)
    if not one.is_empty and (one.amount not in (None, amount.amount) or one.on not in (None, state.offer_on)):
        return propose(turn, one)
    if not state.readback_heard:
        return reply(turn, readback(turn.facts, state, "readback_again"))
    if not plain_yes(turn.said.text):
        return _unclear_yes(turn)
    rest = (line("promise_rest"),) if state.more_payments else ()
    pay = (line("how_to_pay", lender=turn.facts.lender),) if state.offer_on == turn.facts.today else ()
    return reply(
        turn,
        line("promise_noted", amount=amount, day=state.offer_on),
        *rest,
        *pay,
        line("ask_anything_else"),
        expects=Expects.ANYTHING_ELSE,
        do=(StorePromise(amount, state.offer_on),),
        promised=True,
        disposition="promise",
        readback="",
        readback_heard=False,
        offer_amount=None,
        offer_on=None,
    )


def deny_confirm(turn: Turn) -> Outcome:
    """Something is wrong: corrected in the same breath, or asked; the second time a human."""
    one = offered(turn)
    if not one.is_empty:
        return propose(turn, one)
    if turn.state.readback_denied:
        ticket = OpenTicket(TicketReason.NOT_UNDERSTOOD, live=True, summary="read-back denied twice")
        return reply(turn, line("connect_not_understood"), do=(ticket,))
    return reply(turn, line("correct_it"), expects=Expects.DATE, topic="correct", readback_denied=1)


def affirm_date(turn: Turn) -> Outcome:
    """Yes to the day that was proposed, or a day in the same breath."""
    return _affirm_counter(turn)


def affirm_amount(turn: Turn) -> Outcome:
    """Yes to the amount that was proposed, or an amount in the same breath."""
    return _affirm_counter(turn)


def deny_date(turn: Turn) -> Outcome:
    """No day suits; or another one in the same breath."""
    return _offer_or(turn, _deny_counter)


def deny_amount(turn: Turn) -> Outcome:
    """No such sum; or another one in the same breath."""
    return _offer_or(turn, _deny_counter)


def refuse(turn: Turn) -> Outcome:
    """Will not pay: the next rung, three in all, then let go kindly."""
    return private(turn) or declined(turn)


def extension(turn: Turn) -> Outcome:
    """More time: which day; the table judges it."""
    if hidden := private(turn):
        return hidden
    one = offered(turn)
    return propose(turn, one) if not one.is_empty else reply(turn, line("extension"), expects=Expects.DATE)


def declined(turn: Turn) -> Outcome:
    """One more no: today -> another day -> a part -> goodbye."""
    state = turn.state
    declines = state.declines + 1
    if state.paused or (state.promised and state.expects not in QUESTIONS_ABOUT_MONEY):
        return reply(turn, line("refuse_noted"), line("ask_anything_else"), expects=Expects.ANYTHING_ELSE, declines=declines)
    if declines >= MOST_DECLINES or state.rung >= 2:
        return close(turn, line("goodbye_kindly"), disposition="refused", declines=declines)
    if state.rung == 0:
        return reply(turn, line("refuse_noted"), line("ask_date"), expects=Expects.DATE, rung=1, declines=declines)
    part = smallest(turn.facts.balance, turn.facts.account.minimum) if turn.facts.account else turn.facts.balance
    return reply(turn, line("ask_part", amount=part), expects=Expects.AMOUNT, topic="part", rung=2, declines=declines, offer_amount=None)


def _offer_or(turn: Turn, otherwise: Move) -> Outcome:
    one = offered(turn)
    if not one.is_empty:
        return propose(turn, one)
    return otherwise(turn)


def _deny_counter(turn: Turn) -> Outcome:
    if turn.state.topic == "counter":
        return beyond(turn, "the proposed day or amount does not work")
    return declined(turn)


def _affirm_counter(turn: Turn) -> Outcome:
    one = offered(turn)
    if not one.is_empty:
        return propose(turn, one)
    state, amount = turn.state, offer(turn.facts, turn.state)
    if state.topic == "counter" and amount is not None and state.offer_on is None and plain_yes(turn.said.text):
        return propose(turn, Offered(amount=amount.amount))
    if state.topic == "counter" and state.offer_on and plain_yes(turn.said.text):
        return propose(turn, Offered(on=state.offer_on)) if amount is None else read(turn, amount, state.offer_on, state.more_payments)
    if state.expects is Expects.DATE:
        return _which_day(turn)
    return missed(turn, line("not_understood"))


def _which_day(turn: Turn) -> Outcome:
    """Asked once; answered without a day ("next month", "soon"), the latest day of the table is proposed; then a human."""
    state, facts = turn.state, turn.facts
    if state.expects is not Expects.DATE or state.topic == "correct":
        return reply(turn, line("ask_date"), expects=Expects.DATE)
    if state.topic == "counter":
        return missed(turn, line("not_understood"))
    day = latest_due(facts.today, facts.broken_before, not facts.promises_before)
    amount = state.offer_amount
    if amount is None and state.rung < PARTIAL_RUNG:
        amount = facts.balance.amount
    return reply(turn, line("too_late", day=day), expects=Expects.DATE, topic="counter", offer_amount=amount, offer_on=day)


def _unclear_yes(turn: Turn) -> Outcome:
    if turn.state.misses:
        ticket = OpenTicket(TicketReason.NOT_UNDERSTOOD, live=True, summary="no clear yes to the read-back")
        return reply(turn, line("connect_not_understood"), do=(ticket,))
    return reply(turn, line("ask_yes"), readback(turn.facts, turn.state), misses=1, readback_heard=False)
