"""How often: caps by day and by week, spacing, the wait after a conversation, and what a call-back request changes.

The tests called golden follow the examples of the official commentary on 12 CFR 1006.14(b).
"""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from unit.compliance.gate_cases import (
    AMERICAN_NUMBER,
    CHINESE_NUMBER,
    ask,
    called,
    china,
    eastern,
    in_america,
    in_china,
    only,
    raised,
    rule_against,
    texted,
)

from compliance.gate import Allowed, ProposedAttempt, Refused
from portfolio.records import AttemptState, Consent
from portfolio.standing import CALLBACK
from portfolio.words import Channel, Flag

CONTRACT = Consent(Channel.VOICE, eastern("2020-01-02T09:00"), "contract")


def call_back(given_at: datetime, ends_at: datetime) -> Consent:
    return Consent(Channel.VOICE, given_at, CALLBACK, ends_at)


def test_golden_1_the_eighth_call_in_seven_days_waits_for_the_next_day() -> None:
    calls = tuple(called(eastern(f"2026-06-{day:02}T12:00")) for day in range(1, 8))
    seventh = eastern("2026-06-07T10:00")
    assert ask(in_america(seventh, attempts=calls[:6]), seventh, books=only("US")) == ask(in_america(seventh), seventh, books=only("US"))
    same_day = eastern("2026-06-07T18:00")
    refused = ask(in_america(same_day, attempts=calls), same_day, books=only("US"))
    assert isinstance(refused, Refused)
    assert (refused.rule, refused.retry_at) == ("US-04", eastern("2026-06-08T08:00"))
    next_day = eastern("2026-06-08T12:00")
    assert isinstance(ask(in_america(next_day, attempts=calls), next_day, books=only("US")), Allowed)


def test_golden_2_after_a_conversation_that_the_debtor_began_we_wait_a_week() -> None:
    thursday = eastern("2026-08-13T10:00")
    wednesday = eastern("2026-08-19T10:00")
    refused = ask(in_america(wednesday, conversed_at=(thursday,)), wednesday)
    assert isinstance(refused, Refused)
    assert (refused.rule, refused.retry_at) == ("US-05", eastern("2026-08-20T08:30"))
    next_thursday = eastern("2026-08-20T08:30")
    assert isinstance(ask(in_america(next_thursday, conversed_at=(thursday,)), next_thursday), Allowed)


def test_golden_3_the_week_begins_with_the_conversation_not_with_the_call_before() -> None:
    unanswered, talked = called(eastern("2026-08-11T10:00")), eastern("2026-08-14T10:00")
    early, late = eastern("2026-08-20T12:00"), eastern("2026-08-21T12:00")
    assert rule_against(ask(in_america(early, attempts=(unanswered,), conversed_at=(talked,)), early)) == "US-05"
    assert isinstance(ask(in_america(late, attempts=(unanswered,), conversed_at=(talked,)), late), Allowed)


def test_golden_4_a_call_back_that_was_asked_for_is_allowed_once() -> None:
    friday, monday, wednesday = eastern("2026-04-03T10:00"), eastern("2026-04-06T10:00"), eastern("2026-04-08T10:00")
    consents = (CONTRACT, call_back(friday, eastern("2026-04-10T00:00")))
    assert isinstance(ask(in_america(monday, conversed_at=(friday,), consents=consents), monday), Allowed)
    after = in_america(wednesday, conversed_at=(friday, monday), consents=consents)
    assert rule_against(ask(after, wednesday)) == "US-05"


def test_golden_5_calls_under_consent_do_not_count_and_the_eighth_day_does() -> None:
    thursday = eastern("2026-06-04T10:00")
    consents = (CONTRACT, call_back(thursday, eastern("2026-06-11T00:00")))
    under_consent = tuple(called(eastern(f"2026-06-{8 + n // 3:02}T{9 + 4 * (n % 3):02}:00")) for n in range(8))
    now = eastern("2026-06-11T12:00")
    assert isinstance(ask(in_america(now, attempts=under_consent, consents=consents), now, books=only("US")), Allowed)
    counting = tuple(called(eastern(f"2026-06-11T{8 + n // 2:02}:{30 * (n % 2):02}")) for n in range(7))
    later = eastern("2026-06-11T18:00")
    crowded = in_america(later, attempts=under_consent + counting, consents=consents)
    assert rule_against(ask(crowded, later, books=only("US"))) == "US-04"


def test_golden_6_calls_to_a_number_that_was_not_the_debtors_are_not_the_debtors() -> None:
    other = "+15550100999"
    calls = tuple(called(eastern(f"2026-06-{day:02}T12:00"), other) for day in range(1, 8))
    now = eastern("2026-06-07T18:00")
    facts = in_america(now, numbers=(AMERICAN_NUMBER, other), attempts=calls)
    assert rule_against(ask(facts, now, books=only("US"))) == "US-04"
    cleared = in_america(now, numbers=(AMERICAN_NUMBER, other), attempts=calls, flags=(raised(Flag.WRONG_NUMBER, now, other),))
    assert isinstance(ask(cleared, now), Allowed)


def test_golden_10_two_calls_within_five_minutes_or_seven_in_a_day_are_too_many_for_us() -> None:
    now = eastern("2026-06-07T18:00")
    just_now = in_america(now, attempts=(called(now - timedelta(minutes=5)),))
    assert isinstance(ask(just_now, now, books=only("US")), Allowed)
    refused = ask(just_now, now)
    assert isinstance(refused, Refused)
    assert (refused.rule, refused.retry_at) == ("US-04c", eastern("2026-06-08T08:30"))
    all_day = in_america(now, attempts=tuple(called(eastern(f"2026-06-07T{hour:02}:00")) for hour in range(9, 15)))
    assert isinstance(ask(all_day, now, books=only("US")), Allowed)
    assert rule_against(ask(all_day, now)) == "US-04b"


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (AttemptState.RESERVED, True),
        (AttemptState.STARTED, True),
        (AttemptState.RINGING, True),
        (AttemptState.NO_ANSWER, True),
        (AttemptState.CONNECTED, True),
        (AttemptState.BUSY, False),
        (AttemptState.FAILED, False),
        (AttemptState.CANCELLED, False),
    ],
)
def test_what_counts_as_a_call_in_american_law(state: AttemptState, counts: bool) -> None:
    now = eastern("2026-06-07T18:00")
    calls = tuple(called(now - timedelta(days=n), state=state) for n in range(7))
    assert (rule_against(ask(in_america(now, attempts=calls), now, books=only("US"))) == "US-04") is counts


def test_a_call_that_was_cancelled_after_it_rang_counts() -> None:
    now = eastern("2026-06-07T18:00")
    calls = tuple(replace(called(now - timedelta(days=n), state=AttemptState.CANCELLED), rang=True) for n in range(7))
    assert rule_against(ask(in_america(now, attempts=calls), now, books=only("US"))) == "US-04"


def test_in_china_the_seventh_dial_of_a_number_in_a_day_is_refused_and_busy_counts() -> None:
    now = china("2026-03-11T20:00")
    dials = tuple(called(china(f"2026-03-11T{hour:02}:00"), CHINESE_NUMBER, AttemptState.BUSY) for hour in range(9, 15))
    assert isinstance(ask(in_china(now, attempts=dials[:5]), now, books=only("CN")), Allowed)
    assert rule_against(ask(in_china(now, attempts=dials), now, books=only("CN"))) == "CN-04"


def test_in_china_another_number_of_the_debtor_has_its_own_count() -> None:
    now = china("2026-03-11T20:00")
    other = "+8613800000099"
    dials = tuple(called(china(f"2026-03-11T{hour:02}:00"), other) for hour in range(9, 15))
    assert isinstance(ask(in_china(now, numbers=(CHINESE_NUMBER, other), attempts=dials), now, books=only("CN")), Allowed)


def test_in_china_the_fourth_conversation_of_a_day_is_refused_until_midnight() -> None:
    now = china("2026-03-11T20:00")
    talks = tuple(china(f"2026-03-11T{hour:02}:00") for hour in (9, 12, 15))
    assert isinstance(ask(in_china(now, conversed_at=talks[:2]), now, books=only("CN")), Allowed)
    refused = ask(in_china(now, conversed_at=talks), now, books=only("CN"))
    assert isinstance(refused, Refused)
    assert (refused.rule, refused.retry_at) == ("CN-03", china("2026-03-12T08:00"))


def test_our_policy_is_three_dials_a_number_and_two_hours_between() -> None:
    now = china("2026-03-11T18:00")
    dials = tuple(called(china(f"2026-03-11T{hour:02}:00"), CHINESE_NUMBER) for hour in (9, 12, 15))
    assert isinstance(ask(in_china(now, attempts=dials[:2]), now), Allowed)
    assert rule_against(ask(in_china(now, attempts=dials), now)) == "P-14"
    spaced = in_china(now, attempts=(called(china("2026-03-11T16:00:01"), CHINESE_NUMBER),))
    refused = ask(spaced, now)
    assert isinstance(refused, Refused)
    assert (refused.rule, refused.retry_at) == ("P-15", china("2026-03-11T18:00:01"))


def test_one_talk_a_day_is_enough_unless_the_debtor_asks_to_be_called_back() -> None:
    morning, now = china("2026-03-11T10:00"), china("2026-03-11T15:00")
    talked = in_china(now, conversed_at=(morning,), attempts=(called(morning, CHINESE_NUMBER, AttemptState.CONVERSED),))
    assert rule_against(ask(talked, now)) == "P-16"
    asked = in_china(
        now,
        conversed_at=(morning,),
        attempts=talked.attempts,
        consents=(call_back(morning, china("2026-03-18T00:00")),),
    )
    assert isinstance(ask(asked, now), Allowed)


def test_a_call_back_within_minutes_need_not_wait_for_the_gap() -> None:
    morning, now = china("2026-03-11T10:00"), china("2026-03-11T10:30")
    facts = in_china(
        now,
        conversed_at=(morning,),
        attempts=(called(morning, CHINESE_NUMBER, AttemptState.CONVERSED),),
        consents=(call_back(morning, china("2026-03-18T00:00")),),
    )
    assert isinstance(ask(facts, now), Allowed)


def test_asking_for_a_call_back_opens_no_night_and_clears_no_flag() -> None:
    given = china("2026-03-11T20:00")
    consents = (call_back(given, china("2026-03-18T00:00")),)
    night = china("2026-03-11T22:30")
    assert rule_against(ask(in_china(night, consents=consents), night)) == "CN-01"
    day = china("2026-03-12T10:00")
    assert rule_against(ask(in_china(day, consents=consents, flags=(raised(Flag.CEASE_VOICE, day),)), day)) == "CN-14b"


def test_seven_contacts_over_all_channels_fill_a_week() -> None:
    now = china("2026-03-11T18:00")
    calls = tuple(called(now - timedelta(days=day), CHINESE_NUMBER) for day in (2, 3, 4, 5))
    notes = tuple(texted(now - timedelta(days=day, hours=1), Channel.PUSH) for day in (1, 2, 3))
    assert isinstance(ask(in_china(now, attempts=calls + notes[:2]), now), Allowed)
    assert rule_against(ask(in_china(now, attempts=calls + notes), now)) == "P-19"


def test_massachusetts_counts_texts_with_calls_and_stops_at_two() -> None:
    now = eastern("2026-06-07T18:00")
    contacts = (called(now - timedelta(days=3)), texted(now - timedelta(days=2)))
    assert rule_against(ask(in_america(now, places=("US-MA", "US-MA"), attempts=contacts), now)) == "US-32-01"
    assert isinstance(ask(in_america(now, attempts=contacts), now), Allowed)


def test_the_district_of_columbia_stops_at_three_calls() -> None:
    now = eastern("2026-06-07T18:00")
    calls = tuple(called(now - timedelta(days=day)) for day in (1, 2, 3))
    assert rule_against(ask(in_america(now, places=("US-DC", "US-DC"), attempts=calls), now)) == "US-32-02"
    assert isinstance(ask(in_america(now, places=("US-DC", "US-DC"), attempts=calls[:2]), now), Allowed)


def test_one_text_a_day_and_three_a_week() -> None:
    now = china("2026-03-11T18:00")
    text = ProposedAttempt(Channel.SMS, number=CHINESE_NUMBER)
    assert rule_against(ask(in_china(now, attempts=(texted(now - timedelta(hours=6)),)), now, text)) == "P-20"
    week = tuple(texted(now - timedelta(days=day)) for day in (1, 2, 3))
    assert isinstance(ask(in_china(now, attempts=week[:2]), now, text), Allowed)
    assert rule_against(ask(in_china(now, attempts=week), now, text)) == "P-21"


def test_a_refusal_names_the_first_instant_that_all_rules_leave_free() -> None:
    """Called at 19:30: two hours later is past our hours, so it is tomorrow morning."""
    last, now = china("2026-03-11T19:30"), china("2026-03-11T20:00")
    refused = ask(in_china(now, attempts=(called(last, CHINESE_NUMBER),)), now)
    assert isinstance(refused, Refused)
    assert (refused.rule, refused.retry_at) == ("P-15", china("2026-03-12T08:30"))
