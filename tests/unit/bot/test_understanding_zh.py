"""Days and amounts in a Chinese mouth, as a recogniser writes them. Today is Tuesday, 24 November 2026."""

from datetime import date, time
from decimal import Decimal

import pytest

from bot.understanding.numbers_zh import value
from bot.understanding.parse import understand
from portfolio.words import Locale

TODAY = date(2026, 11, 24)


def read(text: str):
    return understand(text, Locale.ZH_CN, TODAY)


DAYS = [
    ("周五", "2026-11-27"),
    ("星 期 五", "2026-11-27"),
    ("礼拜二", "2026-12-01"),
    ("下周五", "2026-12-04"),
    ("下下周一", "2026-12-07"),
    ("这周五", "2026-11-27"),
    ("明天", "2026-11-25"),
    ("后天", "2026-11-26"),
    ("大后天", "2026-11-27"),
    ("十五号", "2026-12-15"),
    ("二十四号", "2026-11-24"),
    ("下个月五号", "2026-12-05"),
    ("十二月二十号", "2026-12-20"),
    ("月底", "2026-11-30"),
    ("下个月底", "2026-12-31"),
    ("一个礼拜之内", "2026-12-01"),
    ("半个月后", "2026-12-09"),
    ("两周后", "2026-12-08"),
    ("三天以后", "2026-11-27"),
    ("五一", "2027-05-01"),
    ("周四 不对 周五", "2026-11-27"),
    ("周五还不了，下周一", "2026-11-30"),
    ("12月15号", "2026-12-15"),
]


@pytest.mark.parametrize(("text", "on"), DAYS, ids=[d[0] for d in DAYS])
def test_a_day_is_understood(text, on):
    assert [d.on.isoformat() for d in read(f"我{text}还").dates] == [on]


def test_friday_for_certain_is_not_the_first_of_may():
    assert [d.on for d in read("周五一定还").dates] == [date(2026, 11, 27)]


@pytest.mark.parametrize("text", ["我没说周五还", "周五还不了", "下个月五号我女儿结婚", "两千五百三十块", "你们上次周一给我打过电话"])
def test_no_day_is_found_where_none_was_promised(text):
    assert read(text).dates == ()


AMOUNTS = [
    ("一千二", "1200"),
    ("三百五", "350"),
    ("两千五", "2500"),
    ("一万二", "12000"),
    ("五 百 块", "500"),
    ("两千五百三十块", "2530"),
    ("三块五", "3.5"),
    ("1.2万元", "12000"),
    ("3万4000", "34000"),
    ("一千零五十", "1050"),
    ("三百不对四百", "400"),
]


@pytest.mark.parametrize(("text", "amount"), AMOUNTS, ids=[a[0] for a in AMOUNTS])
def test_an_amount_is_understood(text, amount):
    assert [a.value for a in read(f"我还{text}").amounts] == [Decimal(amount)]


@pytest.mark.parametrize(
    ("text", "relative"), [("全部还清", "full"), ("先还一半", "half"), ("还最低还款额", "minimum"), ("剩下的下周还", "rest")]
)
def test_an_amount_is_named_by_its_relation_to_the_debt(text, relative):
    assert read(text).amounts[0].relative == relative


@pytest.mark.parametrize("text", ["我工资三千", "两周后", "我一定还", "你们说我欠五千", "我有两个孩子", "还过五百了"])
def test_no_amount_is_found_where_none_was_offered(text):
    assert read(text).amounts == ()


def test_several_payments_keep_their_own_days():
    first, second = read("今天先还两百，剩下的十五号还").payments()
    assert (first.amount.value, first.on) == (Decimal(200), TODAY)
    assert (second.amount.relative, second.on) == ("rest", date(2026, 12, 15))


@pytest.mark.parametrize(
    ("text", "at"),
    [("明天下午五点", time(17)), ("晚上七点半", time(19, 30)), ("十点一刻", time(10, 15)), ("上午", time(10)), ("三点", time(15))],
)
def test_a_time_of_day_is_understood(text, at):
    assert read(f"{text}打给我").times[0].at == at


def test_a_span_of_hours_counts_from_now():
    assert [read(t).minutes_on for t in ("半小时后再打", "一个半小时以后", "两个小时后")] == [30, 90, 120]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("二十五", 25),
        ("一百零五", 105),
        ("一万零四十", 10040),
        ("三万四千五百零七", 34507),
        ("一九九零", 1990),
        ("十二点五", Decimal("12.5")),
    ],
)
def test_a_numeral_has_its_value(text, number):
    assert value(text) == number
