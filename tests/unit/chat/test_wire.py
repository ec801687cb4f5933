"""What a device may send, and what it is sent."""

from datetime import UTC, datetime

import pytest

from app.chat.wire import LONGEST_TEXT, Open, Ping, TooLong, Write, from_debtor, message
from portfolio.failures import BadInput
from portfolio.records import Utterance
from portfolio.words import Locale, Speaker

AT = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)


def test_a_text_is_trimmed_and_keeps_its_id() -> None:
    assert from_debtor('{"type":"message","client_msg_id":"m-1","text":"  你好 "}') == Write(client_msg_id="m-1", text="你好")


def test_ping_and_open_are_known_and_new_fields_passed_over() -> None:
    assert isinstance(from_debtor('{"type":"ping","later":1}'), Ping)
    assert isinstance(from_debtor('{"type":"open"}'), Open)


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "{",
        "[]",
        "null",
        '{"type":"shout"}',
        '{"text":"no type","client_msg_id":"a"}',
        '{"type":"message","text":"no id"}',
        '{"type":"message","client_msg_id":"","text":"x"}',
        '{"type":"message","client_msg_id":"a b","text":"x"}',
        '{"type":"message","client_msg_id":"a","text":"   "}',
        '{"type":"message","client_msg_id":"a","text":7}',
        "[" * 5000,
    ],
)
def test_anything_else_is_not_a_message(frame: str) -> None:
    with pytest.raises(BadInput):
        from_debtor(frame)


def test_a_long_text_is_told_apart_and_not_quoted() -> None:
    with pytest.raises(TooLong) as refused:
        from_debtor(f'{{"type":"message","client_msg_id":"a","text":"{"长" * (LONGEST_TEXT + 1)}"}}')
    assert "长" not in str(refused.value)


def test_what_a_person_wrote_prints_as_dots() -> None:
    entry = message(Utterance("u1", "c1", 3, Speaker.DEBTOR, Locale.EN_US, AT, AT, "my secret", client_msg_id="m1"))
    assert "my secret" not in repr(entry) + repr(Write(client_msg_id="m1", text="my secret"))
    assert (entry.seq, entry.client_msg_id, entry.text) == (3, "m1", "my secret")
