"""`goodterms bench gate`: the contact gate alone, over a made-up book, and whether what it allowed was within hours and caps.

The judge is written a second time and simply, from the rules' own numbers: minutes of the local day, and counting of local days.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from app.machine import this_machine
from compliance.gate import Allowed, GateFacts, Owed, ProposedAttempt, decide
from compliance.rulebook import load_rulebooks, rulebooks_for
from portfolio.money import Money
from portfolio.records import AttemptState, Consent, ContactAttempt
from portfolio.words import Channel, Direction

OPENS, CLOSES = 8 * 60 + 30, 20 * 60 + 20
"""The first and the last minute of a day at which a bot may dial, by the narrowest rule in force (P-11)."""
DIALS_A_DAY, CALLS_A_WEEK, TALKS_A_DAY = 3, 7, 1
"""The lowest caps in force on dials of a number, calls of a person and talks with one (P-14, P-18, P-16)."""
APART = timedelta(minutes=120)

# where the debtor lives: jurisdiction, region, zones, number, currency
HOMES = (
    ("CN", "CN-44", ("Asia/Shanghai",), "+8613800000000", "CNY"),
    ("US", "US-NY", ("America/New_York",), "+15550100121", "USD"),
    ("US", "US-CA", ("America/Los_Angeles", "America/New_York"), "+15550100122", "USD"),
    ("US", "US-MA", ("America/New_York",), "+15550100123", "USD"),
)
UNANSWERED = (AttemptState.NO_ANSWER, AttemptState.BUSY, AttemptState.CONNECTED)
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """One question for the gate."""

    facts: GateFacts
    now: datetime


def bench_gate(decisions: int) -> dict[str, Any]:
    """`decisions_per_s, violations`; a violation is an allowed call that the judge finds outside hours, caps or spacing."""
    machine = this_machine().as_dict()
    books = load_rulebooks()
    cases = generated(decisions)
    asked = [
        (case, ProposedAttempt(Channel.VOICE, number=case.facts.numbers[0]), rulebooks_for(books, case.facts.places)) for case in cases
    ]
    began = time.perf_counter()
    verdicts = [decide(attempt, case.facts, laws, case.now) for case, attempt, laws in asked]
    seconds = time.perf_counter() - began
    allowed = [case for case, verdict in zip(cases, verdicts, strict=True) if isinstance(verdict, Allowed)]
    return {
        "decisions_per_s": round(decisions / seconds),
        "violations": sum(any(wrongs(case)) for case in allowed),
        "decisions": decisions,
        "allowed": len(allowed),
        "machine": machine,
    }


def generated(number: int) -> list[Case]:
    """So many cases, the same every time."""
    return [_case(random.Random(f"gate/{each}")) for each in range(number)]


def wrongs(case: Case) -> Iterator[str]:
    """What is wrong with calling now; nothing where it may be done."""
    facts, now = case.facts, case.now
    for zone in map(ZoneInfo, facts.zones):
        there = now.astimezone(zone)
        # at the closing minute itself the day is over
        seconds = there.hour * 3600 + there.minute * 60 + there.second
        if not OPENS * 60 <= seconds < CLOSES * 60:
            yield "hours"
    home = ZoneInfo(facts.zones[0])
    today = now.astimezone(home).date()
    dialled = [one for one in facts.attempts if one.channel is Channel.VOICE]
    dialled_today = [one for one in dialled if one.at.astimezone(home).date() == today and one.number == facts.numbers[0]]
    if len(dialled_today) >= DIALS_A_DAY:
        yield "dials a day"
    rang = [one for one in dialled if one.rang and (today - one.at.astimezone(home).date()).days < 7]
    if len(rang) >= CALLS_A_WEEK:
        yield "calls a week"
    if sum(at.astimezone(home).date() == today for at in facts.conversed_at) >= TALKS_A_DAY:
        yield "talks a day"
    if any(now - one.at < APART for one in dialled):
        yield "spacing"


def _case(chance: random.Random) -> Case:
    jurisdiction, region, zones, number, currency = chance.choice(HOMES)
    now = START + timedelta(minutes=chance.randrange(365 * 24 * 60), seconds=chance.randrange(60))
    calls = tuple(
        ContactAttempt(f"t{n}", "d1", Channel.VOICE, Direction.OUTBOUND, state, at, None, number, state is not AttemptState.BUSY)
        for n, (at, state) in enumerate(
            (now - timedelta(minutes=chance.randrange(1, 9 * 24 * 60)), chance.choice(UNANSWERED))
            for _ in range(chance.choice((0, 0, 1, 2, 4, 8)))
        )
    )
    talks = tuple(now - timedelta(hours=chance.randrange(1, 9 * 24)) for _ in range(chance.choice((0, 0, 0, 1))))
    facts = GateFacts(
        debtor_id="d1",
        places=(jurisdiction, region),
        zones=zones,
        numbers=(number,),
        attempts=calls,
        conversed_at=talks,
        consents=(Consent(Channel.VOICE, START - timedelta(days=90), "contract"),),
        owed=(Owed(Money(Decimal(480), currency), now),),
    )
    return Case(facts, now)
