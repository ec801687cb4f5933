"""When paying is hard or was done already: nothing is pressed, a human is always offered."""

import re

from bot.commands import OpenTicket, RaiseFlag
from bot.lines import line
from bot.move import Outcome, Turn, close, reply
from bot.moves.matter import private
from bot.moves.promise import deny_willingness
from bot.turns import Expects
from bot.understanding.numbers_zh import normalise
from handoff.tickets import TicketReason
from portfolio.words import Flag

ONLY_TODAY = re.compile(r"\b(?:today|right now|tonight|this minute)\b|今天|今日|这会儿", re.IGNORECASE)
HARD = re.compile(
    r"job|work|laid off|fired|sick|ill\b|hospital|no money|broke|struggl|hard|divorc|died|passed|afford|hours"
    r"|benefit|baby|accident|rent|medical"
    r"|失业|下岗|裁员|生病|没钱|没有钱|困难|住院|降薪|工资|手术|离婚|灾|欠薪|孩子|医院",
    re.IGNORECASE,
)
"""No words of hardship: "not today" is only that."""


def already_paid(turn: Turn) -> Outcome:
    """Noted as a claim, asked no more."""
    if hidden := private(turn):
        return hidden
    ticket = OpenTicket(TicketReason.ALREADY_PAID, live=False, summary="says it was paid already")
    return _calm(turn, "already_paid", RaiseFlag(Flag.ALREADY_PAID_CLAIM), ticket)


def autopay_failed(turn: Turn) -> Outcome:
    """The lender's own debit failed: a human looks, nothing is asked meanwhile."""
    if hidden := private(turn):
        return hidden
    ticket = OpenTicket(TicketReason.ALREADY_PAID, live=False, summary="says that the automatic debit failed")
    return _calm(turn, "autopay_failed", ticket)


def hardship(turn: Turn) -> Outcome:
    """Stop asking; a pause, and a human who can agree a plan. Also before verification, where only kindness is shown."""
    if turn.state.expects is Expects.WILLINGNESS and ONLY_TODAY.search(turn.said.text) and not HARD.search(normalise(turn.said.text)):
        return deny_willingness(turn)
    template = "hardship" if turn.facts.verified else "hardship_unverified"
    ask = (line("ask_plan"),) if turn.facts.verified else ()
    return reply(
        turn,
        line(template),
        *ask,
        expects=Expects.OPEN,
        topic="plan",
        do=(RaiseFlag(Flag.HARDSHIP),),
        paused=True,
        offer_amount=None,
        offer_on=None,
    )


def discount(turn: Turn) -> Outcome:
    """Not the bot's to give."""
    return private(turn) or reply(turn, line("discount"), expects=Expects.OPEN, topic="human")


def instalments(turn: Turn) -> Outcome:
    """A plan is made with a human."""
    return private(turn) or reply(turn, line("instalments"), expects=Expects.OPEN, topic="human")


def affirm_plan(turn: Turn) -> Outcome:
    """Wants to talk about a plan now."""
    return reply(turn, line("connect_human"), do=(OpenTicket(TicketReason.HARDSHIP, live=True, summary="hardship, wants a plan"),))


def deny_plan(turn: Turn) -> Outcome:
    """Not now: the pause stands."""
    if not turn.facts.verified:
        return close(turn, line("goodbye_kindly"), disposition="hardship")
    return reply(turn, line("hardship_pause"), line("ask_anything_else"), expects=Expects.ANYTHING_ELSE, disposition="hardship")


def _calm(turn: Turn, template: str, *do: RaiseFlag | OpenTicket) -> Outcome:
    return reply(
        turn,
        line(template),
        line("ask_anything_else"),
        expects=Expects.ANYTHING_ELSE,
        do=do,
        paused=True,
        disposition=template,
        offer_amount=None,
        offer_on=None,
    )
