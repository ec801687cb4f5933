"""Numbers as people say them. No digits reach the voice."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.lines import line
from bot.spoken import en_us, zh_cn
from bot.understanding.numbers_en import normalise
from bot.understanding.numbers_zh import value
from bot.wording import render, say
from portfolio.money import Money
from portfolio.words import Locale

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("amount", "english", "chinese"),
    [
        ("125.50", "one hundred twenty-five dollars and fifty cents", "一百二十五元五角"),
        ("1250", "one thousand two hundred fifty dollars", "一千二百五十元"),
        ("3.05", "three dollars and five cents", "三元零五分"),
        ("0.45", "forty-five cents", "四角五分"),
        ("1", "one dollar", "一元"),
        ("2222", "two thousand two hundred twenty-two dollars", "两千二百二十二元"),
        ("20500", "twenty thousand five hundred dollars", "两万零五百元"),
    ],
)
def test_an_amount_is_said_as_people_say_it(amount, english, chinese):
    assert en_us.money(Money(Decimal(amount), "USD")) == english
    assert zh_cn.money(Money(Decimal(amount), "CNY")) == chinese


def test_a_day_is_said_with_its_weekday_and_with_the_year_only_where_it_is_another():
    assert en_us.day(date(2026, 11, 27), TODAY) == "Friday, November twenty-seventh"
    assert en_us.day(date(2027, 1, 1), TODAY) == "Friday, January first, twenty twenty-seven"
    assert zh_cn.day(date(2026, 11, 27), TODAY) == "十一月二十七号星期五"
    assert zh_cn.day(date(2027, 1, 1), TODAY) == "二零二七年一月一号星期五"


def test_a_time_is_said_with_its_part_of_the_day():
    at = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
    assert en_us.time(at) == "two thirty in the afternoon"
    assert zh_cn.time(at) == "下午两点半"


@pytest.mark.parametrize("n", [*range(0, 130), 200, 305, 999, 1000, 1001, 1050, 1999, 10000, 10010, 12345, 20500, 100000, 999999])
def test_what_is_said_is_understood_again(n):
    assert normalise(en_us.number(n)) == str(n)
    assert value(zh_cn.number(n)) == n


def test_hotlines_are_said_digit_by_digit():
    assert "nine eight eight" in say("self_harm", Locale.EN_US)
    assert "幺二三五六" in say("self_harm", Locale.ZH_CN)


@pytest.mark.parametrize("locale", list(Locale))
def test_no_digit_reaches_the_voice(locale):
    money = Money(Decimal("1234.56"), "CNY")
    text, voice = render(line("readback", amount=money, day=date(2026, 12, 3)), locale, TODAY)
    assert "1,234.56" in text and not any(c.isdigit() for c in voice)


def test_a_sentence_with_a_missing_value_is_never_said():
    with pytest.raises(KeyError):
        render(line("readback", day=TODAY), Locale.EN_US, TODAY)
