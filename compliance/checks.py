"""One check per kind of rule: None where the rule has nothing against the attempt at this instant, else a refusal.

A check says from when on its own rule would be silent; the gate puts these answers together.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from compliance.calendar import day_of, end_of_block, opening, start_of
from compliance.counting import asked_for, counted, ours
from compliance.rules import (
    AnyRule,
    BalanceRule,
    CapRule,
    ConsentRule,
    FlagRule,
    GapRule,
    HoursRule,
    InconvenientRule,
    NumberRule,
    ProhibitedRule,
    PromiseRule,
    SnapshotRule,
    WaitRule,
)
from compliance.verdicts import GateFacts, ProposedAttempt
from portfolio.records import PromiseState


@dataclass(frozen=True)
class Against:
    """The rule refuses. `until`: it would be silent from then on; None: time alone does not help."""

    until: datetime | None


NEVER = Against(None)


def check(  # noqa: PLR0911, PLR0912 - one line for each kind of rule, and the type checker sees that none is missing
    rule: AnyRule, attempt: ProposedAttempt, facts: GateFacts, at: datetime
) -> Against | None:
    """What the rule has against the attempt at this instant."""
    if attempt.channel not in rule.channels or (rule.automated_only and not attempt.automated):
        return None
    match rule:
        case ProhibitedRule():
            return NEVER
        case FlagRule():
            return _flags(rule, facts, at)
        case PromiseRule():
            return _promise(rule, attempt, facts, at)
        case NumberRule():
            usable = attempt.number in facts.numbers and attempt.number not in facts.wrong_numbers
            return None if usable else NEVER
        case ConsentRule():
            return _consent(rule, attempt, facts, at)
        case HoursRule():
            return _later(at, [opening(at, rule.opens, rule.closes, zone) for zone in facts.zones])
        case InconvenientRule():
            ends = [end_of_block(at, block, zone) for block in facts.inconvenient for zone in facts.zones]
            return _later(at, [end for end in ends if end is not None])
        case WaitRule():
            return _wait(rule, attempt, facts, at)
        case CapRule():
            return _cap(rule, attempt, facts, at)
        case GapRule():
            return _gap(rule, attempt, facts, at)
        case BalanceRule():
            return None if any(owed.balance.is_positive for owed in facts.owed) else NEVER
        case SnapshotRule():
            oldest = min((owed.as_of for owed in facts.owed), default=None)
            return None if oldest is not None and at - oldest <= timedelta(hours=rule.hours) else NEVER
    assert_never(rule)


def _later(at: datetime, moments: list[datetime]) -> Against | None:
    latest = max(moments, default=at)
    return Against(latest) if latest > at else None


def _flags(rule: FlagRule, facts: GateFacts, at: datetime) -> Against | None:
    raised = [one.raised_at for one in facts.flags if one.flag in rule.flags]
    if not raised:
        return None
    return NEVER if rule.days is None else _later(at, [moment + timedelta(days=rule.days) for moment in raised])


def _promise(rule: PromiseRule, attempt: ProposedAttempt, facts: GateFacts, at: datetime) -> Against | None:
    if asked_for(facts, attempt.channel, at):
        return None
    quiet: list[datetime] = []
    for promise in facts.promises:
        if promise.state is not PromiseState.OPEN:
            continue
        for zone in facts.zones:
            reminder_on = promise.due_on - timedelta(days=rule.reminder_days_before) if rule.reminder_days_before else None
            today = day_of(at, zone)
            if today == reminder_on:
                continue
            ends_on = promise.due_on + timedelta(days=rule.grace_days + 1)
            if reminder_on is not None and today < reminder_on:
                ends_on = reminder_on
            quiet.append(start_of(ends_on, zone))
    return _later(at, quiet)


def _consent(rule: ConsentRule, attempt: ProposedAttempt, facts: GateFacts, at: datetime) -> Against | None:
    oldest = at - timedelta(days=rule.max_age_days) if rule.max_age_days else None
    stands = any(
        consent.channel is attempt.channel
        and consent.given_at <= at
        and (consent.ends_at is None or at < consent.ends_at)
        and (oldest is None or consent.given_at >= oldest)
        for consent in facts.consents
    )
    return None if stands else NEVER


def _wait(rule: WaitRule, attempt: ProposedAttempt, facts: GateFacts, at: datetime) -> Against | None:
    if asked_for(facts, attempt.channel, at):
        return None
    days = timedelta(days=rule.days)
    return _later(at, [start_of(day_of(talked, zone) + days, zone) for talked in facts.conversed_at for zone in facts.zones])


def _cap(rule: CapRule, attempt: ProposedAttempt, facts: GateFacts, at: datetime) -> Against | None:
    if rule.spared_by_callback and asked_for(facts, attempt.channel, at):
        return None
    if rule.most == 0:
        return NEVER
    moments = counted(rule, attempt, facts)
    free: list[datetime] = []
    for zone in facts.zones:
        today = day_of(at, zone)
        # A future instant counts as today's: clocks of two machines may differ.
        days = sorted(min(day_of(moment, zone), today) for moment in moments)
        inside = [day for day in days if today - day < timedelta(days=rule.days)]
        if len(inside) >= rule.most:
            free.append(start_of(inside[-rule.most] + timedelta(days=rule.days), zone))
    return _later(at, free)


def _gap(rule: GapRule, attempt: ProposedAttempt, facts: GateFacts, at: datetime) -> Against | None:
    last = max((one.at for one in ours(facts, rule.channels)), default=None)
    if last is None:
        return None
    since_then = replace(facts, consents=tuple(consent for consent in facts.consents if consent.given_at >= last))
    asked_since = asked_for(since_then, attempt.channel, at)
    return None if asked_since else _later(at, [last + timedelta(minutes=rule.minutes)])
