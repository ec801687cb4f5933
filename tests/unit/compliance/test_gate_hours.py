"""When the debtor may be called: the law's hours, ours within them, in every place where the debtor may be."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from unit.compliance.gate_cases import ask, china, eastern, in_america, in_china, only, rule_against

from compliance.gate import Allowed, ProposedAttempt, Refused
from portfolio.records import InconvenientTime
from portfolio.words import Channel, Direction


@pytest.mark.parametrize(
    ("clock", "rule"),
    [("07:59:59", "CN-01"), ("08:00:00", None), ("21:59:59", None), ("22:00:00", "CN-01"), ("00:00:00", "CN-01"), ("12:00:00", None)],
)
def test_chinese_law_opens_at_eight_and_closes_at_ten(clock: str, rule: str | None) -> None:
    now = china(f"2026-03-11T{clock}")
    assert rule_against(ask(in_china(now), now, books=only("CN"))) == rule


@pytest.mark.parametrize("channel", list(Channel))
def test_chinese_law_closes_every_channel_at_night(channel: Channel) -> None:
    now = china("2026-03-11T22:00:00")
    facts = in_china(now)
    assert rule_against(ask(facts, now, ProposedAttempt(channel, number=facts.numbers[0]))) == "CN-01"


@pytest.mark.parametrize(("clock", "rule"), [("07:59:59", "US-01"), ("08:00:00", None), ("20:59:59", None), ("21:00:00", "US-01")])
def test_american_law_opens_at_eight_and_closes_at_nine(clock: str, rule: str | None) -> None:
    now = eastern(f"2026-03-11T{clock}")
    assert rule_against(ask(in_america(now), now, books=only("US"))) == rule


@pytest.mark.parametrize(("clock", "rule"), [("08:29:59", "P-11"), ("08:30:00", None), ("20:19:59", None), ("20:20:00", "P-11")])
def test_our_own_hours_are_within_the_law_and_the_last_dial_leaves_time_to_talk(clock: str, rule: str | None) -> None:
    now = china(f"2026-03-11T{clock}")
    assert rule_against(ask(in_china(now), now)) == rule


def test_where_the_debtor_may_be_in_two_zones_both_must_be_awake() -> None:
    """Golden 7: eastern area code and Pacific address."""

    def verdict_at(clock: str) -> str | None:
        now = eastern(f"2026-03-11T{clock}")
        return rule_against(ask(in_america(now, zones=("America/Los_Angeles", "America/New_York")), now, books=only("US")))

    assert verdict_at("10:59:00") == "US-01"
    assert verdict_at("11:00:00") is None
    assert verdict_at("20:59:00") is None
    assert verdict_at("21:01:00") == "US-01"


def test_a_refusal_at_night_says_when_the_morning_begins() -> None:
    now = china("2026-03-11T23:15:00")
    verdict = ask(in_china(now), now)
    assert isinstance(verdict, Refused)
    assert verdict.retry_at == china("2026-03-12T08:30:00")
    assert verdict.reason.zh_cn
    assert verdict.reason.en_us


def test_the_morning_begins_on_the_new_clock_after_the_change_to_summer_time() -> None:
    night = eastern("2026-03-07T23:00:00")
    verdict = ask(in_america(night), night)
    assert isinstance(verdict, Refused)
    assert verdict.retry_at == datetime(2026, 3, 8, 8, 30, tzinfo=ZoneInfo("America/New_York"))
    assert verdict.retry_at.utcoffset() != night.utcoffset()


def test_what_the_debtor_called_inconvenient_is_left_alone_until_it_ends() -> None:
    """Golden 8: weekdays except three to five, no weekends."""
    blocks = (
        InconvenientTime(frozenset(range(5)), time(15), time(17)),
        InconvenientTime(frozenset({5, 6}), time(0), time(0)),
    )

    def refusal(text: str) -> Refused | Allowed:
        now = eastern(text)
        return ask(in_america(now, inconvenient=blocks), now)

    assert isinstance(refusal("2026-03-11T14:59:59"), Allowed)
    assert isinstance(refusal("2026-03-11T17:00:00"), Allowed)
    afternoon = refusal("2026-03-11T15:00:00")
    assert isinstance(afternoon, Refused)
    assert (afternoon.rule, afternoon.retry_at) == ("US-02", eastern("2026-03-11T17:00:00"))
    saturday = refusal("2026-03-14T12:00:00")
    assert isinstance(saturday, Refused)
    assert (saturday.rule, saturday.retry_at) == ("US-02", eastern("2026-03-16T08:30:00"))


def test_a_debtor_may_call_us_at_any_hour() -> None:
    now = china("2026-03-11T03:00:00")
    assert ask(in_china(now), now, ProposedAttempt(Channel.VOICE, Direction.INBOUND)) == Allowed(())
