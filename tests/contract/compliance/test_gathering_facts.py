"""The gate is told what the ledger holds, once, and where the debtor may be."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from compliance.facts import candidate_zones, gather
from portfolio.database import open_database
from portfolio.demo_book import load_demo_book
from portfolio.failures import BadInput
from portfolio.ledger import Ledger
from portfolio.records import AttemptState, ContactAttempt, ConversationRecord, Debtor
from portfolio.words import Channel, Direction, Locale

NOW = datetime(2026, 3, 11, 12, 0, tzinfo=ZoneInfo("America/New_York"))
MARY = Debtor("d21", Locale.EN_US, "US-NY", "America/New_York", "US", "Mary Johnson", ("+15550100121",))


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    ledger = Ledger(open_database("sqlite://"))
    load_demo_book(ledger, NOW)
    yield ledger
    ledger.close()


def call(conversation_id: str, at: datetime, verified: bool = True, channel: Channel = Channel.VOICE) -> ConversationRecord:
    return ConversationRecord(conversation_id, channel, Direction.INBOUND, Locale.EN_US, at, "d21", verified_at=at if verified else None)


def test_the_facts_are_those_of_the_ledger(ledger: Ledger) -> None:
    facts = gather(ledger, "d21", NOW)
    assert (facts.places, facts.zones, facts.numbers) == (("US", "US-NY"), ("America/New_York",), ("+15550100121",))
    assert facts.consents[0].channel is Channel.VOICE
    assert [owed.balance.currency for owed in facts.owed] == ["USD"]
    assert facts.conversed_at == ()


def test_only_a_talk_on_the_phone_with_the_debtor_is_a_conversation(ledger: Ledger) -> None:
    ledger.open_conversation(call("CA1", NOW - timedelta(days=1)))
    ledger.open_conversation(call("CA2", NOW - timedelta(days=2), verified=False))
    ledger.open_conversation(call("CHAT", NOW - timedelta(days=3), channel=Channel.CHAT))
    ledger.open_conversation(call("CA4", NOW - timedelta(days=30)))
    assert gather(ledger, "d21", NOW).conversed_at == (NOW - timedelta(days=1),)


def test_a_call_that_is_an_attempt_and_a_conversation_is_one_talk(ledger: Ledger) -> None:
    at = NOW - timedelta(days=1)
    ledger.reserve_attempt(ContactAttempt("t1", "d21", Channel.VOICE, Direction.OUTBOUND, AttemptState.CONVERSED, at, "CA1"))
    assert gather(ledger, "d21", NOW).conversed_at == (at,)
    ledger.open_conversation(call("CA1", at + timedelta(seconds=9)))
    assert gather(ledger, "d21", NOW).conversed_at == (at + timedelta(seconds=9),)


def test_the_area_code_adds_a_zone_and_a_number_from_nowhere_adds_none() -> None:
    assert candidate_zones(MARY) == ("America/New_York",)
    assert candidate_zones(replace(MARY, phones=("+14155550100",))) == ("America/New_York", "America/Los_Angeles")
    toll_free = replace(MARY, phones=("+18005550100", "nonsense"))
    assert candidate_zones(toll_free) == ("America/New_York",)


def test_the_gate_is_never_told_about_somebody_unknown(ledger: Ledger) -> None:
    with pytest.raises(BadInput):
        gather(ledger, "d99", NOW)
