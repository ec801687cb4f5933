"""What stands against contact whatever the hour, and the order in which the gate tells it."""

from dataclasses import replace
from datetime import UTC, date, timedelta
from decimal import Decimal

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
    raised,
    rule_against,
)

from compliance.gate import NO_LAW, Allowed, Owed, ProposedAttempt, Refused
from compliance.rules import Stage
from portfolio.money import Money
from portfolio.records import Consent, Promise, PromiseState
from portfolio.words import Channel, Direction, Flag

NOON = china("2026-03-11T12:00:00")
US_NOON = eastern("2026-03-11T12:00:00")

FREEZING = {
    Flag.CEASE_ALL: ("CN-14", "US-10"),
    Flag.SELF_HARM: ("P-01", "P-01"),
    Flag.DECEASED: ("CN-24", "P-02"),
    Flag.BANKRUPTCY: ("P-02", "US-35"),
    Flag.ATTORNEY: ("P-02", "US-12"),
    Flag.MINOR_ANSWERED: ("CN-25", "P-02"),
    Flag.DISPUTE: ("P-03", "US-18"),
    Flag.FRAUD: ("P-03", "US-18"),
    Flag.COMPLAINT: ("CN-27", "P-03"),
    Flag.ALREADY_PAID_CLAIM: ("P-03", "P-03"),
    Flag.SAFE_CONTACT_ONLY: ("P-08", "P-08"),
}


@pytest.mark.parametrize("flag", FREEZING)
@pytest.mark.parametrize("channel", list(Channel))
def test_these_flags_close_every_channel_and_waiting_does_not_help(flag: Flag, channel: Channel) -> None:
    facts = in_china(NOON, flags=(raised(flag, NOON - timedelta(days=400)),))
    verdict = ask(facts, NOON, ProposedAttempt(channel, number=CHINESE_NUMBER))
    assert isinstance(verdict, Refused)
    assert (verdict.rule, verdict.retry_at) == (FREEZING[flag][0], None)


@pytest.mark.parametrize("flag", FREEZING)
def test_in_america_the_same_flags_freeze_by_american_law(flag: Flag) -> None:
    assert rule_against(ask(in_america(US_NOON, flags=(raised(flag, US_NOON),)), US_NOON)) == FREEZING[flag][1]


@pytest.mark.parametrize("flag", FREEZING)
def test_an_agent_who_dials_by_hand_is_refused_as_well(flag: Flag) -> None:
    facts = in_china(NOON, flags=(raised(flag, NOON),))
    by_hand = ProposedAttempt(Channel.VOICE, number=CHINESE_NUMBER, automated=False)
    assert rule_against(ask(facts, NOON, by_hand)) == FREEZING[flag][0]


def test_stop_calling_closes_the_phone_and_leaves_the_app_open() -> None:
    facts = in_china(NOON, flags=(raised(Flag.CEASE_VOICE, NOON),))
    assert rule_against(ask(facts, NOON)) == "CN-14b"
    assert isinstance(ask(facts, NOON, ProposedAttempt(Channel.PUSH)), Allowed)


def test_hardship_rests_the_phone_for_fourteen_days() -> None:
    facts = in_china(NOON, flags=(raised(Flag.HARDSHIP, NOON),))
    verdict = ask(facts, NOON)
    assert isinstance(verdict, Refused)
    assert (verdict.rule, verdict.retry_at) == ("P-04", NOON + timedelta(days=14))
    later = NOON + timedelta(days=14)
    assert isinstance(ask(replace(facts, owed=in_china(later).owed), later), Allowed)


def test_who_refuses_recording_is_called_by_a_human_only() -> None:
    facts = in_china(NOON, flags=(raised(Flag.REFUSES_RECORDING, NOON),))
    assert rule_against(ask(facts, NOON)) == "P-09"
    assert isinstance(ask(facts, NOON, ProposedAttempt(Channel.VOICE, number=CHINESE_NUMBER, automated=False)), Allowed)


def test_a_third_party_who_answered_does_not_close_the_debtors_number() -> None:
    assert isinstance(ask(in_china(NOON, flags=(raised(Flag.THIRD_PARTY_ANSWERED, NOON),)), NOON), Allowed)


def test_a_wrong_number_is_never_dialled_again_and_another_one_may_be() -> None:
    other = "+8613800000099"
    facts = in_china(NOON, numbers=(CHINESE_NUMBER, other), flags=(raised(Flag.WRONG_NUMBER, NOON, CHINESE_NUMBER),))
    assert rule_against(ask(facts, NOON)) == "CN-06"
    assert facts.number_to_use == other
    assert isinstance(ask(facts, NOON, ProposedAttempt(Channel.VOICE, number=other)), Allowed)


def test_a_wrong_number_flag_without_a_number_closes_all_of_them() -> None:
    facts = in_china(NOON, flags=(raised(Flag.WRONG_NUMBER, NOON),))
    assert facts.number_to_use is None
    assert rule_against(ask(facts, NOON)) == "CN-06"


@pytest.mark.parametrize("number", ["+8613900000000", None])
def test_a_number_that_is_not_on_file_is_never_dialled(number: str | None) -> None:
    assert rule_against(ask(in_china(NOON), NOON, ProposedAttempt(Channel.VOICE, number=number))) == "CN-06"


def test_an_artificial_voice_calls_americans_only_with_consent() -> None:
    facts = in_america(US_NOON, consents=())
    assert rule_against(ask(facts, US_NOON)) == "US-27"
    assert isinstance(ask(facts, US_NOON, ProposedAttempt(Channel.VOICE, number=AMERICAN_NUMBER, automated=False)), Allowed)


def test_a_consent_that_has_ended_or_is_for_another_channel_is_none() -> None:
    ended = Consent(Channel.VOICE, US_NOON - timedelta(days=9), "contract", ends_at=US_NOON)
    elsewhere = Consent(Channel.SMS, US_NOON - timedelta(days=9), "contract")
    not_yet = Consent(Channel.VOICE, US_NOON + timedelta(seconds=1), "contract")
    assert rule_against(ask(in_america(US_NOON, consents=(ended, elsewhere, not_yet)), US_NOON)) == "US-27"


def test_a_text_needs_a_consent_of_the_last_sixty_days() -> None:
    text = ProposedAttempt(Channel.SMS, number=AMERICAN_NUMBER)
    old = Consent(Channel.SMS, US_NOON.astimezone(UTC) - timedelta(days=60, seconds=1), "contract")
    fresh = Consent(Channel.SMS, US_NOON.astimezone(UTC) - timedelta(days=60), "contract")
    assert rule_against(ask(in_america(US_NOON, consents=(old,)), US_NOON, text)) == "US-20"
    assert isinstance(ask(in_america(US_NOON, consents=(fresh,)), US_NOON, text), Allowed)


def test_california_hears_no_artificial_voice_from_us() -> None:
    for places in (("US-CA", "US-CA"), ("US", "US-CA")):
        assert rule_against(ask(in_america(US_NOON, places=places), US_NOON)) == "US-31"


def _promise(due_on: date, state: PromiseState = PromiseState.OPEN) -> Promise:
    return Promise("p", "a1", "d1", Money(Decimal(500), "CNY"), due_on, state, NOON, "c1")


def test_a_promise_is_trusted_until_it_is_due_and_two_days_more() -> None:
    facts = in_china(NOON, promises=(_promise(date(2026, 3, 13)),))
    verdict = ask(facts, NOON)
    assert isinstance(verdict, Refused)
    assert (verdict.rule, verdict.retry_at) == ("P-05", china("2026-03-16T08:30:00"))


def test_a_kept_promise_holds_nothing_up() -> None:
    assert isinstance(ask(in_china(NOON, promises=(_promise(date(2026, 3, 13), PromiseState.KEPT),)), NOON), Allowed)


def test_one_written_reminder_may_go_out_on_the_day_before() -> None:
    push = ProposedAttempt(Channel.PUSH)
    facts = in_china(NOON, promises=(_promise(date(2026, 3, 13)),))
    early = ask(facts, NOON, push)
    assert isinstance(early, Refused)
    assert (early.rule, early.retry_at) == ("P-06", china("2026-03-12T08:30:00"))
    day_before = NOON + timedelta(days=1)
    assert isinstance(ask(in_china(day_before, promises=facts.promises), day_before, push), Allowed)
    due = NOON + timedelta(days=2)
    assert rule_against(ask(in_china(due, promises=facts.promises), due, push)) == "P-06"


def test_nothing_owed_means_no_reminder() -> None:
    paid = (Owed(Money(Decimal(0), "CNY"), NOON),)
    assert rule_against(ask(in_china(NOON, owed=paid), NOON)) == "P-24"
    assert rule_against(ask(in_china(NOON, owed=()), NOON)) == "P-24"


def test_a_balance_older_than_a_day_is_no_ground_for_a_reminder() -> None:
    def owed(age: timedelta) -> tuple[Owed, ...]:
        return (Owed(Money(Decimal(9), "CNY"), NOON - age),)

    assert isinstance(ask(in_china(NOON, owed=owed(timedelta(hours=24))), NOON), Allowed)
    assert rule_against(ask(in_china(NOON, owed=owed(timedelta(hours=24, seconds=1))), NOON)) == "P-25"


@pytest.mark.parametrize("places", [("GB", "GB-LND"), ("CN", "GB-LND"), ()])
def test_where_no_rulebook_is_in_force_nobody_is_contacted(places: tuple[str, ...]) -> None:
    verdict = ask(in_china(NOON, places=places), NOON)
    assert isinstance(verdict, Refused)
    assert (verdict.rule, verdict.retry_at) == (NO_LAW, None)


def test_the_first_refusal_in_the_gates_order_is_the_one_that_is_told() -> None:
    night = china("2026-03-11T23:00:00")
    everything = in_china(
        night,
        flags=tuple(raised(flag, night) for flag in Flag),
        promises=(_promise(date(2026, 3, 13)),),
        attempts=tuple(called(night - timedelta(minutes=n), CHINESE_NUMBER) for n in range(9)),
        owed=(),
    )
    told = []
    for peeled in (
        {},
        {"flags": tuple(one for one in everything.flags if one.flag not in (Flag.CEASE_ALL, Flag.SELF_HARM))},
        {"flags": tuple(raised(flag, night) for flag in (Flag.DISPUTE, Flag.CEASE_VOICE, Flag.WRONG_NUMBER))},
        {"flags": tuple(raised(flag, night) for flag in (Flag.CEASE_VOICE, Flag.WRONG_NUMBER))},
        {"flags": tuple(raised(flag, night) for flag in (Flag.CEASE_VOICE, Flag.WRONG_NUMBER)), "promises": ()},
        {"flags": (raised(Flag.WRONG_NUMBER, night),), "promises": ()},
        {"flags": (), "promises": ()},
    ):
        told.append(rule_against(ask(replace(everything, **peeled), night)))
    assert told == ["CN-14", "CN-24", "P-03", "P-05", "CN-14b", "CN-06", "CN-01"]
    assert [stage.name for stage in sorted(Stage)] == [
        "CEASE", "INCAPABLE", "HOLD", "PROMISE", "OPT_OUT", "NUMBER", "CONSENT", "HOURS", "INCONVENIENT", "WAIT", "COUNTERS", "BALANCE",
    ]  # fmt: skip


@pytest.mark.parametrize("flag", list(Flag))
def test_no_flag_ever_keeps_a_debtor_from_calling_us(flag: Flag) -> None:
    facts = in_china(NOON, flags=(raised(flag, NOON),))
    assert ask(facts, NOON, ProposedAttempt(Channel.CHAT, Direction.INBOUND)) == Allowed(())
