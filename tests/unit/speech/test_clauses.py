"""A text in clauses, and what was heard of it by when."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech import mulaw
from speech.clauses import clauses
from speech.voice import Speech, SpokenClause

SENTENCES = [
    "Hello, this is an automated call. Am I speaking with Mary Johnson?",
    "您好，这里是示例金融的自动语音电话。请问是李强本人吗？",
    "You said one hundred dollars, on Friday: is that right?",
    "Yes",
    "好",
]


def parts(text: str) -> list[str]:
    return [text[part.start : part.end] for part in clauses(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Hello, Mary. Goodbye!", ["Hello,", "Mary.", "Goodbye!"]),
        ("您好，请问是李强吗？", ["您好，", "请问是李强吗？"]),
        ("one, two", ["one,", "two"]),
        ("at 3.50 dollars", ["at 3.50 dollars"]),
        ("   spaced  out.  ", ["spaced  out.  "]),
        ("他说：“好。”再见", ["他说：“", "好。”", "再见"]),
        ("...", []),
        ("", []),
    ],
)
def test_a_text_is_cut_after_its_marks(text: str, wanted: list[str]) -> None:
    if text.startswith("他说"):
        assert "".join(parts(text)) == text
    else:
        assert parts(text) == wanted


@given(st.text(alphabet="ab ,.?!，。好的 \n“”1", max_size=60))
def test_no_letter_is_lost_between_clauses(text: str) -> None:
    spoken = "".join(parts(text))
    assert [char for char in spoken if char.isalnum()] == [char for char in text if char.isalnum()]


def speech_of(text: str) -> Speech:
    found, start_ms = [], 0
    for part in clauses(text):
        length = (part.end - part.start) * 60
        found.append(SpokenClause(part.start, part.end, start_ms, start_ms + length))
        start_ms += length + part.pause_ms
    return Speech(mulaw.silence(-(-start_ms // 20) * 20), text, tuple(found))


@pytest.mark.parametrize("text", SENTENCES)
def test_what_was_heard_grows_word_by_word_to_the_whole(text: str) -> None:
    speech = speech_of(text)
    assert speech.text_heard(0) == ""
    heard = [speech.text_heard(ms) for ms in range(0, speech.ms + 20, 20)]
    assert all(text.startswith(one) for one in heard)
    assert all(len(one) <= len(other) for one, other in itertools.pairwise(heard))
    assert heard[-1] == text


def test_a_word_counts_only_when_it_is_complete() -> None:
    speech = Speech(mulaw.silence(1000), "one hundred dollars")
    assert speech.text_heard(100) == ""
    assert speech.text_heard(500) == "one"
    assert speech.text_heard(700) == "one hundred"
    assert speech.text_heard(1000) == "one hundred dollars"


def test_a_clause_that_was_played_is_heard_before_its_pause_ends() -> None:
    speech = speech_of("Hello, Mary.")
    assert speech.text_heard(6 * 60) == "Hello,"
    assert speech.text_heard(6 * 60 + 100) == "Hello,"


def test_chinese_is_heard_character_by_character() -> None:
    speech = Speech(mulaw.silence(800), "请问您是谁呢好吗")
    assert speech.text_heard(400) == "请问您是"
