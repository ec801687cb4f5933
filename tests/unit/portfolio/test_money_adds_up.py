"""Money is exact, and two currencies never mix."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.money import Money

amounts = st.decimals(-(10**9), 10**9, places=2).map(lambda amount: Money(amount, "CNY"))


@settings(deadline=None)
@given(amounts, amounts)
def test_what_was_added_can_be_taken_away_to_the_cent(one: Money, other: Money) -> None:
    assert one + other - other == one


def test_amounts_are_kept_to_the_cent_and_halves_go_up() -> None:
    assert Money(Decimal("1.005"), "CNY").amount == Decimal("1.01")
    assert str(Money(Decimal(5), "CNY").amount) == "5.00"
    assert Money(Decimal("3680.10"), "CNY").times(Decimal("0.30")) == Money(Decimal("1104.03"), "CNY")


def test_two_currencies_never_mix() -> None:
    yuan, dollars = Money(Decimal(1), "CNY"), Money(Decimal(1), "USD")
    assert yuan != dollars
    for mixed in (yuan.__add__, yuan.__sub__, yuan.__lt__, yuan.__le__):
        with pytest.raises(ValueError, match="cannot combine"):
            mixed(dollars)


def test_nothing_is_not_positive() -> None:
    assert not Money(Decimal(0), "CNY").is_positive
    assert Money(Decimal("0.01"), "CNY").is_positive
