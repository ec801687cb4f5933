"""Days and amounts in an English mouth. Today is Tuesday, 24 November 2026."""

from datetime import date, time
from decimal import Decimal

import pytest

from bot.understanding.parse import understand
from portfolio.words import Locale

TODAY = date(2026, 11, 24)


def read(text: str):
    return understand(text, Locale.EN_US, TODAY)


DAYS = [
    ("friday", "2026-11-27"),
    ("on tuesday", "2026-12-01"),
    ("next friday", "2026-12-04"),
    ("friday of next week", "2026-12-04"),
    ("this friday", "2026-11-27"),
    ("tomorrow", "2026-11-25"),
    ("the day after tomorrow", "2026-11-26"),
    ("on the fifteenth", "2026-12-15"),
    ("on the twenty fourth", "2026-11-24"),
    ("november twenty seventh", "2026-11-27"),
    ("the second of december", "2026-12-02"),
    ("april third", "2027-04-03"),
    ("by the end of the month", "2026-11-30"),
    ("end of next month", "2026-12-31"),
    ("in two weeks", "2026-12-08"),
    ("within ten days", "2026-12-04"),
    ("three days from now", "2026-11-27"),
    ("two weeks after christmas", "2027-01-08"),
    ("the first friday of next month", "2026-12-04"),
    ("friday november twenty seventh", "2026-11-27"),
    ("friday the 27th", "2026-11-27"),
    ("11/27", "2026-11-27"),
    ("thursday no friday", "2026-11-27"),
    ("not thursday friday", "2026-11-27"),
    ("thursday i mean friday", "2026-11-27"),
]


@pytest.mark.parametrize(("text", "on"), DAYS, ids=[d[0] for d in DAYS])
def test_a_day_is_understood(text, on):
    assert read(f"i can pay {text}").dates[0].on.isoformat() == on
    assert len(read(f"i can pay {text}").dates) == 1


NO_DAY = [
    "i never said i'd pay friday",
    "i can't pay on friday",
    "just a second please",
    "i may call you",
    "the sun is out",
    "march on",
    "second payment",
    "my daughter's wedding is on the fifth",
    "i lost my job last friday",
    "you called me on monday",
]


@pytest.mark.parametrize("text", NO_DAY)
def test_no_day_is_found_where_none_was_promised(text):
    assert read(text).dates == ()


AMOUNTS = [
    ("two fifty", "250"),
    ("twelve hundred", "1200"),
    ("two and a half thousand", "2500"),
    ("one hundred and twenty five dollars and fifty cents", "125.50"),
    ("a couple of hundred bucks", "200"),
    ("half a grand", "500"),
    ("$94,000", "94000"),
    ("2.5k", "2500"),
    ("fifty no sixty dollars", "60"),
    ("one twenty five", "125"),
]


@pytest.mark.parametrize(("text", "value"), AMOUNTS, ids=[a[0] for a in AMOUNTS])
def test_an_amount_is_understood(text, value):
    assert [a.value for a in read(f"i can pay {text}").amounts] == [Decimal(value)]


@pytest.mark.parametrize(
    ("text", "relative"),
    [("all of it", "full"), ("half of it", "half"), ("the minimum", "minimum"), ("i'll pay the rest", "rest"), ("in full", "full")],
)
def test_an_amount_is_named_by_its_relation_to_the_debt(text, relative):
    assert [a.relative for a in read(text).amounts] == [relative]


@pytest.mark.parametrize(
    "text",
    [
        "that's all",
        "i make two thousand a month",
        "i only owe three hundred",
        "in two weeks",
        "i have two kids",
        "my rent is nine hundred",
        "not at all",
        "i paid two hundred",
    ],
)
def test_no_amount_is_found_where_none_was_offered(text):
    assert read(text).amounts == ()


def test_the_denied_sum_is_left_out_and_the_offered_one_kept():
    assert [a.value for a in read("i can't pay five hundred but i can pay two hundred").amounts] == [Decimal(200)]


def test_several_payments_keep_their_own_days():
    first, second = read("two hundred now and the rest on the fifteenth").payments()
    assert (first.amount.value, first.on) == (Decimal(200), TODAY)
    assert (second.amount.relative, second.on) == ("rest", date(2026, 12, 15))


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("tomorrow at five", time(17)),
        ("at nine thirty am", time(9, 30)),
        ("half past two", time(14, 30)),
        ("in the morning", time(10)),
        ("10 am", time(10)),
    ],
)
def test_a_time_of_day_is_understood(text, at):
    assert read(f"call me {'at ' if text.startswith('half') else ''}{text}").times[0].at == at


def test_a_span_of_hours_counts_from_now():
    assert [read(t).minutes_on for t in ("in half an hour", "in an hour and a half", "in two hours")] == [30, 90, 120]
