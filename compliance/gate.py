"""The contact gate: every outbound act on every channel passes it first, and what it cannot clear it refuses.

A debtor may always contact us: inbound is never refused. The gate is a plain function; `compliance.facts.gather` reads for it and
`compliance.permission.ask` asks it, reserves the attempt and keeps the verdict in one transaction.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from compliance.checks import check
from compliance.rulebook import PRODUCT, Rulebook
from compliance.rules import AnyRule, Reason, Stage
from compliance.verdicts import Allowed, GateFacts, Owed, ProposedAttempt, Refused, Verdict
from portfolio.words import Direction

__all__ = ["NO_LAW", "Allowed", "GateFacts", "Owed", "ProposedAttempt", "Refused", "Verdict", "decide"]

NO_LAW = "P-00"
"""The rule that refuses where no rulebook of the debtor's country is in force."""

_NO_LAW_REASON = Reason.model_validate({"zh-CN": "没有适用于该地区的规则手册", "en-US": "No rulebook is in force for the debtor's country"})

_MOST_STEPS = 60
"""How often the search for a free instant moves on; each step is a rule's own answer, so it passes days and weeks at once."""


def decide(attempt: ProposedAttempt, facts: GateFacts, rulebooks: tuple[Rulebook, ...], now: datetime) -> Verdict:
    """Whether the attempt may be made at this instant. All rulebooks must agree; the first refusal in the gate's order is told."""
    if attempt.direction is Direction.INBOUND:
        return Allowed(())
    # Python subtracts two times of one zone on the wall clock, an hour wrong around a change; in UTC it cannot.
    now = now.astimezone(UTC)
    countries = {place.split("-")[0] for place in facts.places}
    if not countries or not countries <= {book.place for book in rulebooks if book.place != PRODUCT}:
        return Refused(NO_LAW, _NO_LAW_REASON, None)
    rules = sorted((rule for book in rulebooks for rule in book.rules), key=lambda rule: rule.stage)
    for rule in rules:
        if check(rule, attempt, facts, now) is not None:
            return Refused(rule.id, rule.reason, _first_free(rules, attempt, facts, now))
    return Allowed(tuple(rule.id for rule in rules if attempt.channel in rule.channels))


def _first_free(rules: list[AnyRule], attempt: ProposedAttempt, facts: GateFacts, now: datetime) -> datetime | None:
    """The first instant from `now` on at which no rule refuses, on the debtor's own clock; None where waiting does not help.

    What is owed is asked for now only: it will have been read anew by then.
    """
    moment = now
    for _ in range(_MOST_STEPS):
        answers = [
            against
            for rule in rules
            if (against := check(rule, attempt, facts, now if rule.stage is Stage.BALANCE else moment)) is not None
        ]
        if not answers:
            return moment.astimezone(ZoneInfo(facts.zones[0]))
        untils = [against.until for against in answers if against.until is not None]
        if len(untils) < len(answers):
            return None
        moment = max(untils)
    return None
