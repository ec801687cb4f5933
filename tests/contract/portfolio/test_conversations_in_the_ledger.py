"""Conversations and their threads: opened once, numbered without gaps, corrected to what was heard."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from contract.portfolio.ledger_cases import NOW, conversation, said

from portfolio.failures import BadInput
from portfolio.ledger import Ledger
from portfolio.records import Word
from portfolio.words import Locale, Speaker


def test_a_conversation_opened_twice_is_the_first_one(ledger: Ledger) -> None:
    first = ledger.open_conversation(conversation())
    again = ledger.open_conversation(replace(conversation(), started_at=NOW + timedelta(hours=1), locale=Locale.EN_US))
    assert first == again == ledger.conversation("c1") == conversation()


def test_a_caller_whom_nobody_knows_has_a_conversation_too(ledger: Ledger) -> None:
    unknown = conversation("c9", debtor_id=None)
    assert ledger.open_conversation(unknown) == unknown
    assert ledger.conversations("d1") == ()


def test_only_what_is_named_changes(ledger: Ledger) -> None:
    ledger.open_conversation(conversation())
    changed = ledger.update_conversation("c1", locale=Locale.EN_US, expects="date", state='{"tries": 1}', verified_at=NOW)
    assert changed == replace(conversation(), locale=Locale.EN_US, expects="date", state='{"tries": 1}', verified_at=NOW)
    ended = ledger.update_conversation("c1", ended_at=NOW + timedelta(minutes=3), disposition="promise", recording="c1.wav")
    assert ended == replace(changed, ended_at=NOW + timedelta(minutes=3), disposition="promise", recording="c1.wav")
    assert ledger.update_conversation("c1") == ended


def test_a_conversation_that_does_not_exist_cannot_change_or_be_spoken_in(ledger: Ledger) -> None:
    with pytest.raises(BadInput):
        ledger.update_conversation("c9", expects="date")
    with pytest.raises(BadInput):
        ledger.append_utterance(said("你好", "u1", conversation_id="c9"))


def test_conversations_come_oldest_first(ledger: Ledger) -> None:
    ledger.open_conversation(conversation("c2", started_at=NOW + timedelta(days=1)))
    ledger.open_conversation(conversation("c1"))
    assert [one.id for one in ledger.conversations("d1")] == ["c1", "c2"]


def test_utterances_are_numbered_from_one_and_read_from_any_place(ledger: Ledger) -> None:
    ledger.open_conversation(conversation())
    stored = [ledger.append_utterance(said(text, f"u{n}")) for n, text in enumerate("甲乙丙")]
    assert [one.seq for one in stored] == [1, 2, 3]
    assert ledger.utterances("c1") == tuple(stored)
    assert ledger.utterances("c1", after=2) == (stored[2],)
    assert ledger.utterances("c1", after=3) == ()


def test_an_utterance_comes_back_with_its_words_and_confidence(ledger: Ledger) -> None:
    ledger.open_conversation(conversation())
    heard = replace(
        said("我 星期五 还", "u1"),
        confidence=0.91,
        words=(Word("我", 0.0, 0.21, 0.99), Word("星期五", 0.21, 0.8, 0.9)),
        via="speech",
        template="ask_date",
        speaker=Speaker.DEBTOR,
    )
    assert ledger.append_utterance(heard) == replace(heard, seq=1) == ledger.utterances("c1")[0]


def test_the_same_message_sent_twice_is_one_utterance(ledger: Ledger) -> None:
    ledger.open_conversation(conversation())
    ledger.open_conversation(conversation("c2"))
    first = ledger.append_utterance(said("你好", "u1", client_msg_id="m1"))
    assert ledger.append_utterance(said("你好", "u2", client_msg_id="m1")) == first
    assert ledger.append_utterance(said("别的", "u1")) == first
    assert ledger.append_utterance(said("你好", "u3", client_msg_id="m1", conversation_id="c2")).seq == 1
    assert ledger.utterances("c1") == (first,)


def test_a_cut_sentence_is_corrected_to_what_was_heard(ledger: Ledger) -> None:
    ledger.open_conversation(conversation())
    whole = ledger.append_utterance(replace(said("您的欠款是三千六百八十元", "u1"), speaker=Speaker.BOT))
    ledger.replace_utterance_text("u1", "您的欠款是", complete=False)
    assert ledger.utterances("c1") == (replace(whole, text="您的欠款是", complete=False),)


def test_many_speakers_at_once_leave_no_gap_and_no_double(ledger: Ledger) -> None:
    ledger.open_conversation(conversation())
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(lambda n: ledger.append_utterance(said("嗯", f"u{n}")), range(40)))
    assert sorted(one.seq for one in stored) == list(range(1, 41))
