"""What counts as a call, a conversation or a contact, and what the debtor asked for themselves."""

from datetime import datetime

from compliance.rules import CapRule, Counted
from compliance.verdicts import GateFacts, ProposedAttempt
from portfolio.records import AttemptState, ContactAttempt
from portfolio.standing import CALLBACK
from portfolio.words import Channel, Direction

_NOT_SENT = frozenset({AttemptState.FAILED, AttemptState.CANCELLED})
_NOT_RUNG = _NOT_SENT | {AttemptState.BUSY}


def asked_for(facts: GateFacts, channel: Channel, at: datetime) -> bool:
    """Whether the debtor had asked for a call-back that covers `at`; the next conversation uses the request up (US-06)."""
    return any(
        consent.source == CALLBACK
        and consent.channel is channel
        and consent.given_at <= at
        and (consent.ends_at is None or at < consent.ends_at)
        and not any(consent.given_at < talked <= at for talked in facts.conversed_at)
        for consent in facts.consents
    )


def ours(facts: GateFacts, channels: frozenset[Channel]) -> list[ContactAttempt]:
    """Our attempts on these channels that went out, but for those to numbers that turned out wrong (US-08)."""
    return [
        one
        for one in facts.attempts
        if one.direction is Direction.OUTBOUND
        and one.channel in channels
        and one.number not in facts.wrong_numbers
        and (one.rang or one.state not in _NOT_SENT)
    ]


def counted(rule: CapRule, attempt: ProposedAttempt, facts: GateFacts) -> list[datetime]:
    """The instants that the cap counts."""
    if rule.counts is Counted.CONVERSATIONS:
        return list(facts.conversed_at)
    tries = ours(facts, rule.counted_channels or rule.channels)
    if rule.per == "number":
        tries = [one for one in tries if one.number == attempt.number]
    if rule.counts in (Counted.CALLS, Counted.CONTACTS):
        tries = [one for one in tries if one.rang or one.state not in _NOT_RUNG]
    if rule.spared_by_callback:
        tries = [one for one in tries if not asked_for(facts, one.channel, one.at)]
    return [one.at for one in tries]
