"""Flags, consents, inconvenient times and call-backs."""

from datetime import UTC, datetime, time, timedelta

import pytest
from contract.portfolio.ledger_cases import NOW, OTHER, conversation, raised

from portfolio.failures import BadInput
from portfolio.ledger import Ledger
from portfolio.records import Consent, InconvenientTime
from portfolio.standing import CALLBACK
from portfolio.words import Channel, Flag

CONTRACT = Consent(Channel.VOICE, NOW - timedelta(days=60), "contract")


def test_a_flag_raised_twice_in_one_conversation_stands_once(ledger: Ledger) -> None:
    ledger.raise_flag("d1", raised(Flag.DISPUTE))
    ledger.raise_flag("d1", raised(Flag.DISPUTE))
    ledger.raise_flag("d1", raised(Flag.DISPUTE, conversation_id=None))
    ledger.raise_flag("d1", raised(Flag.DISPUTE, conversation_id=None))
    assert ledger.flags("d1") == (raised(Flag.DISPUTE), raised(Flag.DISPUTE, conversation_id=None))


def test_two_wrong_numbers_are_two_flags(ledger: Ledger) -> None:
    for number in ("+8613800000000", "+8613800000099", "+8613800000000"):
        ledger.raise_flag("d1", raised(Flag.WRONG_NUMBER, number=number))
    assert len(ledger.flags("d1")) == 2


def test_a_cleared_flag_no_longer_stands_and_may_be_raised_again(ledger: Ledger) -> None:
    ledger.raise_flag("d1", raised(Flag.DISPUTE))
    ledger.raise_flag("d1", raised(Flag.HARDSHIP))
    ledger.clear_flag("d1", Flag.DISPUTE, "agent@demo", NOW)
    assert [one.flag for one in ledger.flags("d1")] == [Flag.HARDSHIP]
    ledger.raise_flag("d1", raised(Flag.DISPUTE))
    assert len(ledger.flags("d1")) == 2


def test_flags_are_one_debtors_own(ledger: Ledger) -> None:
    ledger.put_debtor(OTHER)
    ledger.raise_flag("d1", raised(Flag.DISPUTE))
    assert ledger.flags("d2") == ()


def test_a_consent_is_kept_once_and_a_revoked_one_does_not_come_back(ledger: Ledger) -> None:
    ledger.add_consent("d1", CONTRACT)
    ledger.add_consent("d1", CONTRACT)
    assert ledger.consents("d1") == (CONTRACT,)
    ledger.revoke_consent("d1", Channel.VOICE, NOW)
    assert ledger.consents("d1") == ()
    ledger.add_consent("d1", CONTRACT)
    assert ledger.consents("d1") == ()
    renewed = Consent(Channel.VOICE, NOW, "chat")
    ledger.add_consent("d1", renewed)
    assert ledger.consents("d1") == (renewed,)


def test_revoking_one_channel_leaves_the_others(ledger: Ledger) -> None:
    texts = Consent(Channel.SMS, NOW, "contract")
    ledger.add_consent("d1", CONTRACT)
    ledger.add_consent("d1", texts)
    ledger.revoke_consent("d1", Channel.VOICE, NOW)
    assert ledger.consents("d1") == (texts,)


def test_inconvenient_times_come_back_as_stated(ledger: Ledger) -> None:
    block = InconvenientTime(frozenset({0, 4}), time(15), time(17, 30))
    ledger.add_inconvenient_time("d1", block, NOW)
    assert ledger.inconvenient_times("d1") == (block,)


def test_asking_for_a_call_back_is_a_consent_for_seven_days_where_the_debtor_lives(ledger: Ledger) -> None:
    ledger.open_conversation(conversation())
    monday = NOW + timedelta(days=2)
    made = ledger.add_callback("d1", monday, "c1", Channel.VOICE)
    assert ledger.callbacks("d1") == (made,)
    assert ledger.callback(made.id) == made
    assert ledger.callback(made.id + 1) is None
    # asked on 11 March in Shenzhen; the seventh day ends with the 17th
    midnight = datetime(2026, 3, 17, 16, 0, tzinfo=UTC)
    assert ledger.consents("d1") == (Consent(Channel.VOICE, NOW, CALLBACK, midnight),)


def test_a_call_back_is_due_at_its_time_until_it_is_finished(ledger: Ledger) -> None:
    ledger.open_conversation(conversation())
    at = NOW + timedelta(days=2)
    made = ledger.add_callback("d1", at, "c1", Channel.VOICE)
    assert ledger.due_callbacks(at - timedelta(seconds=1)) == ()
    assert ledger.due_callbacks(at) == (made,)
    ledger.finish_callback(made.id, "reached")
    ledger.finish_callback(made.id, "no_answer")
    assert ledger.due_callbacks(at) == ()
    assert [one.outcome for one in ledger.callbacks("d1")] == ["reached"]


def test_asking_again_in_the_same_conversation_moves_the_call_back(ledger: Ledger) -> None:
    ledger.open_conversation(conversation())
    ledger.add_callback("d1", NOW + timedelta(days=1), "c1", Channel.VOICE)
    later = ledger.add_callback("d1", NOW + timedelta(days=2), "c1", Channel.VOICE)
    assert ledger.due_callbacks(NOW + timedelta(days=9)) == (later,)


def test_a_call_back_that_nobody_asked_for_is_refused(ledger: Ledger) -> None:
    with pytest.raises(BadInput):
        ledger.add_callback("d1", NOW, None, Channel.VOICE)
    ledger.add_callback("d1", NOW, None, Channel.VOICE, asked_at=NOW)
