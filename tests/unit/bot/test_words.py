"""What the classifier sees of a sentence. A cutter of single characters stands in for jieba."""

from collections.abc import Iterator

import pytest

from bot.components.words import MONTH, NUMBER, WEEKDAY, words_of


def one_by_one(text: str) -> Iterator[tuple[str, int, int]]:
    return ((character, place, place + 1) for place, character in enumerate(text))


def counted(text: str) -> list[str]:
    return [word.counts_as for word in words_of(text, one_by_one)]


def test_spaces_between_chinese_characters_are_no_borders() -> None:
    assert counted("我 星 期 五 还 五 百 块") == counted("我星期五还五百块") == ["我", WEEKDAY, "还", NUMBER, "块"]


def test_the_words_of_a_spaced_sentence_begin_where_they_stand() -> None:
    text = "我 星 期 五 还"
    assert [text[word.start] for word in words_of(text, one_by_one)] == ["我", "星", "还"]


@pytest.mark.parametrize("text", ["two hundred", "200 50", "seventy five"])
def test_every_number_counts_as_one_kind_of_word(text: str) -> None:
    assert counted(text) == [NUMBER, NUMBER]


@pytest.mark.parametrize(("text", "words"), [("on friday", ["on", WEEKDAY]), ("next december", ["next", MONTH]), ("May I", ["may", "i"])])
def test_weekdays_and_months_lose_their_value_unless_they_mean_more(text: str, words: list[str]) -> None:
    assert counted(text) == words


@pytest.mark.parametrize("text", ["万一", "千万别", "一下"])
def test_numerals_inside_other_words_are_no_numbers(text: str) -> None:
    assert NUMBER not in counted(text)


def test_fillers_are_left_out_unless_there_is_nothing_else() -> None:
    assert counted("um I uh can") == ["i", "can"]
    assert counted("um") == ["um"]


def test_apostrophes_of_either_kind_are_the_same() -> None:
    assert counted("I’m") == counted("i'm") == ["i'm"]


def test_nothing_but_punctuation_has_no_words() -> None:
    assert counted("… - ") == []
