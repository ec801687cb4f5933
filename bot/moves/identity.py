"""Is it the right person? Two factors, nothing read out, two tries. The check itself is made in `bot.identity`, never here."""

import re
from dataclasses import replace

from bot.commands import OpenTicket, RaiseFlag
from bot.lines import Line, line
from bot.move import Outcome, Turn, close, reply
from bot.moves.asking import is_inbound, next_secret, question, secret_question, secrets_needed
from bot.moves.matter import answer, begin
from bot.turns import Expects
from handoff.tickets import TicketReason
from portfolio.words import Channel, Flag

TRIES = 2


def affirm_identity(turn: Turn) -> Outcome:
    """The name is confirmed: on to the secret."""
    facts = turn.facts
    state = replace(turn.state, person_confirmed=True)
    secret = next_secret(facts, state)
    if facts.verified:
        return begin(turn)
    if secret is None or len(facts.questions) < secrets_needed(facts, state):
        return _to_human(turn)
    explain = "explain_check" if secrets_needed(facts, state) == 1 else "explain_checks"
    return reply(turn, line(explain), secret_question(secret), expects=Expects.VERIFICATION, person_confirmed=True)


def deny_identity(turn: Turn) -> Outcome:
    """Somebody else: an outbound call ends kindly; who called us is helped without a word about the matter."""
    if is_inbound(turn.facts):
        return reply(turn, line("stranger_help"), expects=Expects.OPEN, stranger=True)
    return close(turn, line("third_party"), disposition="third_party", do=(RaiseFlag(Flag.THIRD_PARTY_ANSWERED),))


def verification_passed(turn: Turn) -> Outcome:
    """One secret was right (counted before this move): the next one, or the matter."""
    secret = next_secret(turn.facts, turn.state)
    if secrets_needed(turn.facts, turn.state) <= 0:
        return begin(turn, line("thank_you"))
    if secret is None:
        return _to_human(turn)
    return reply(turn, line("check_next"), secret_question(secret), expects=Expects.VERIFICATION)


def verification_failed(turn: Turn) -> Outcome:
    """Wrong or incomplete (counted before this move): once more, then end without a word about the matter."""
    state = turn.state
    if state.failed_checks >= TRIES:
        return _give_up(turn)
    if state.check == "incomplete":
        return missed(turn, line("check_incomplete"))
    return answer(turn, line("check_again"))


def deny_verification(turn: Turn) -> Outcome:
    """Not willing to say it: explained once, then let go."""
    if turn.state.declined_checks:
        return _give_up(turn)
    return reply(turn, line("check_declined"), *question(turn.facts, turn.state), declined_checks=1)


DECLINES = re.compile(
    r"\b(?:don't|do not|won't|will not|not going to|not gonna|rather not|refuse"
    r"|why should|not telling|none of your|not comfortable|no way|why do you (?:want|need|ask))\b"
    r"|不想|不告诉|不说|不方便|凭什么|为什么要|不愿意|不给|拒绝|不提供",
    re.IGNORECASE,
)
"""Words of somebody who keeps their secret to themselves; the model hears a dispute or a refusal to pay in them."""

MISHEARD = frozenset(
    {"nlu_fallback", "proof", "out_of_scope", "default_fallback", "dispute", "refuse", "abuse", "refuse_automated", "fraud", "data_rights"}
)


def keeps_secret(turn: Turn, intent: str) -> bool:
    """Asked for a secret, the debtor declines to say it, whatever the model made of it."""
    return turn.state.expects is Expects.VERIFICATION and intent in MISHEARD and bool(DECLINES.search(turn.said.text))


def affirm_verification(turn: Turn) -> Outcome:
    """A yes is no secret: the question again."""
    return reply(turn, *question(turn.facts, turn.state))


def missed(turn: Turn, sorry: Line) -> Outcome:
    """Not understood: once the question again, the second time a human."""
    if turn.state.misses:
        return reply(
            turn,
            line("connect_not_understood"),
            do=(OpenTicket(TicketReason.NOT_UNDERSTOOD, live=True, summary=f"asked {turn.state.expects}, twice not understood"),),
        )
    return reply(turn, sorry, *question(turn.facts, turn.state), misses=1)


def _give_up(turn: Turn) -> Outcome:
    if is_inbound(turn.facts) and turn.facts.channel is Channel.VOICE:
        return _to_human(turn)
    write = OpenTicket(TicketReason.VERIFICATION_FAILED, live=False, summary="could not be verified; to be written to")
    return close(turn, line("check_failed"), disposition="not_verified", do=(write,))


def _to_human(turn: Turn) -> Outcome:
    ticket = OpenTicket(TicketReason.VERIFICATION_FAILED, live=True, summary="could not be verified")
    return reply(turn, line("check_failed_human"), do=(ticket,))
