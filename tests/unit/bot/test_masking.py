"""Secrets become dots: card numbers anywhere, answers to secret questions."""

import pytest

from bot.identity import find_answer
from bot.masking import has_card_number, masked_numbers


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111",
        "my card 4111-1111-1111-1111 expires soon",
        "four one one one one one one one one one one one one one one one",
        "四一一一一一一一一一一一一一一一",
    ],
)
def test_a_card_number_is_found_written_or_said(text):
    assert has_card_number(text)


@pytest.mark.parametrize(
    "text", ["i can pay one hundred dollars on friday", "call +1 555 010 0121", "one two three four", "三千五百块", "0000 0000 0000 0000"]
)
def test_other_numbers_are_no_card(text):
    assert not has_card_number(text)


def test_masking_leaves_the_other_words():
    assert masked_numbers("it is nineteen eighty five thanks") == "it is •••• thanks"
    assert masked_numbers("后四位 是 三 八 二 一") == "后四位 是 ••••"


@pytest.mark.parametrize(
    ("text", "question", "length", "answer"),
    [
        ("nineteen eighty five", "birth_year", 4, "1985"),
        ("i was born in 1985", "birth_year", 4, "1985"),
        ("eighty five", "birth_year", 4, "1985"),
        ("one nine eight five", "birth_year", 4, "1985"),
        ("zero two one three nine", "zip", 5, "02139"),
        ("oh two one thirty nine", "zip", 5, "02139"),
        ("三 八 二 一", "id_last4", 4, "3821"),
        ("后四位是3821", "id_last4", 4, "3821"),
        ("一九九零年", "birth_year", 4, "1990"),
        ("幺二三四", "id_last4", 4, "1234"),
    ],
)
def test_an_answer_is_found_in_what_was_said(text, question, length, answer):
    assert answer in find_answer((text,), question, length).candidates
