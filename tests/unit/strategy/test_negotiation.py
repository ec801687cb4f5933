"""The authority table: what the bot may agree to, what it may propose, and where a human decides."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.money import Money
from strategy.negotiation import Accept, Answer, Counter, Human, Offer, Why, allowed_promise, latest_due, next_offer, smallest

TODAY = date(2026, 3, 11)
BALANCE = Money(Decimal("3680.00"), "CNY")
MINIMUM = Money(Decimal("368.00"), "CNY")


def yuan(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def after(days: int) -> date:
    return TODAY + timedelta(days=days)


def answer(amount: str = "500", days: int = 2, broken: int = 0, first: bool = True, affordable: Money | None = None) -> Answer:
    return allowed_promise(yuan(amount), after(days), BALANCE, MINIMUM, TODAY, broken_before=broken, first=first, affordable=affordable)


@pytest.mark.parametrize("amount", ["368.00", "500.00", "3680.00"])
def test_from_the_minimum_to_the_whole_balance_is_accepted(amount: str) -> None:
    assert answer(amount) == Accept(yuan(amount), after(2))


def test_less_than_the_minimum_is_answered_with_the_minimum() -> None:
    assert answer("367.99") == Counter(MINIMUM, after(2), Why.TOO_LITTLE)
    assert answer("0") == Counter(MINIMUM, after(2), Why.TOO_LITTLE)


def test_nobody_promises_more_than_they_owe() -> None:
    assert answer("5000") == Counter(BALANCE, after(2), Why.TOO_MUCH)


@pytest.mark.parametrize(("first", "broken", "days"), [(True, 0, 14), (False, 0, 7), (False, 1, 5), (True, 1, 5)])
def test_how_far_ahead_a_promise_may_be_due(first: bool, broken: int, days: int) -> None:
    assert answer(days=days, first=first, broken=broken) == Accept(yuan("500"), after(days))
    assert answer(days=days + 1, first=first, broken=broken) == Counter(yuan("500"), after(days), Why.TOO_LATE)


def test_today_is_accepted_and_yesterday_becomes_today() -> None:
    assert answer(days=0) == Accept(yuan("500"), TODAY)
    assert answer(days=-1) == Counter(yuan("500"), TODAY, Why.IN_THE_PAST)


def test_a_second_broken_promise_brings_a_human() -> None:
    assert answer(broken=2) == Human(Why.BROKEN_BEFORE)


def test_where_nothing_is_owed_a_human_looks() -> None:
    nothing = allowed_promise(yuan("10"), TODAY, yuan("0"), yuan("0"), TODAY, broken_before=0, first=True)
    assert nothing == Human(Why.NOTHING_OWED)


def test_after_hardship_nothing_above_what_is_affordable_is_proposed() -> None:
    assert answer("200", affordable=yuan("200")) == Human(Why.NOT_AFFORDABLE)
    assert answer("500", affordable=yuan("500")) == Accept(yuan("500"), after(2))


def test_without_a_minimum_three_tenths_of_the_balance_are_the_least() -> None:
    assert smallest(BALANCE, yuan("0")) == yuan("1104.00")
    assert smallest(yuan("100"), MINIMUM) == yuan("100")


def test_the_ladder_goes_from_all_today_to_the_minimum_later_and_then_stops() -> None:
    offers = [next_offer(declined, BALANCE, MINIMUM, TODAY, broken_before=0, first=True) for declined in range(4)]
    assert offers == [Offer(BALANCE, TODAY), Offer(BALANCE, after(14)), Offer(MINIMUM, after(14)), None]


def test_the_ladder_skips_what_the_debtor_cannot_afford() -> None:
    def offered(declined: int, affordable: str) -> Offer | None:
        return next_offer(declined, BALANCE, MINIMUM, TODAY, broken_before=0, first=True, affordable=yuan(affordable))

    assert offered(0, "400") == Offer(MINIMUM, after(14))
    assert offered(0, "300") is None


def test_who_broke_two_promises_gets_no_offer_from_a_bot() -> None:
    assert next_offer(0, BALANCE, MINIMUM, TODAY, broken_before=2, first=False) is None


amounts = st.decimals(0, 9000, places=2).map(lambda amount: Money(amount, "CNY"))


@settings(deadline=None)
@given(amounts, st.integers(-30, 60), amounts, amounts, st.integers(0, 3), st.booleans())
def test_what_the_bot_proposes_it_would_accept(amount: Money, days: int, balance: Money, minimum: Money, broken: int, first: bool) -> None:
    said = allowed_promise(amount, after(days), balance, minimum, TODAY, broken_before=broken, first=first)
    if not isinstance(said, Human):
        again = allowed_promise(said.amount, said.due_on, balance, minimum, TODAY, broken_before=broken, first=first)
        assert again == Accept(said.amount, said.due_on)
        assert said.amount <= balance
        assert TODAY <= said.due_on <= latest_due(TODAY, broken, first)
