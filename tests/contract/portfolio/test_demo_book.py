"""The demo book: forty invented people, the same each time, fresh and overdue whenever it is loaded."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from portfolio.demo_book import BOOK, load_demo_book, written_book
from portfolio.ledger import Ledger
from portfolio.money import Money
from portfolio.records import RaisedFlag
from portfolio.words import Flag, Locale

NOW = datetime(2027, 7, 1, 20, 30, tzinfo=UTC)


@pytest.fixture
def demo(empty_ledger: Ledger) -> Ledger:
    report = load_demo_book(empty_ledger, NOW)
    assert report.quarantined == ()
    return empty_ledger


def test_the_committed_book_is_what_its_script_writes() -> None:
    assert BOOK.read_text(encoding="utf-8") == written_book()


def test_forty_people_half_in_each_language_with_numbers_of_their_own(demo: Ledger) -> None:
    people = demo.all_debtors()
    assert [sum(one.locale is locale for one in people) for locale in Locale] == [20, 20]
    numbers = [number for one in people for number in one.phones]
    assert len(set(numbers)) == len(numbers) == 40
    assert all(number.startswith(("+861380000", "+155501001")) for number in numbers)


def test_every_balance_is_fresh_and_three_to_seventy_five_days_overdue(demo: Ledger) -> None:
    for debtor in demo.all_debtors():
        (account,) = demo.accounts(debtor.id)
        assert timedelta(0) < NOW - account.as_of <= timedelta(hours=24)
        assert 3 <= (NOW.date() - account.due_on).days <= 75
        assert account.minimum <= account.balance
        assert account.minimum.is_positive
        assert all(payment.paid_at < NOW for payment in demo.payments(account.id))
        assert account.creditor == ("示例金融" if debtor.locale is Locale.ZH_CN else "Example Finance")


def test_the_two_people_whom_tests_and_readme_call_are_as_written_there(demo: Ledger) -> None:
    li, mary = demo.debtor("d1"), demo.debtor("d21")
    assert li is not None
    assert mary is not None
    assert (li.name, li.phones, li.jurisdiction) == ("李强", ("+8613800000000",), "CN")
    assert (mary.name, mary.phones, mary.time_zone) == ("Mary Johnson", ("+15550100121",), "America/New_York")
    assert demo.check_answer("d1", "id_last4", "3821")
    assert demo.check_answer("d1", "birth_year", "1990")
    assert demo.check_answer("d21", "birth_year", "1985")
    assert demo.check_answer("d21", "zip", "02139")
    assert str(demo.accounts("d1")[0].balance.amount) == "3680.00"


def test_everybody_can_be_asked_two_things(demo: Ledger) -> None:
    assert all(len(demo.verification_questions(one.id)) == 2 for one in demo.all_debtors())


def test_loading_it_again_makes_balances_fresh_and_leaves_what_happened(demo: Ledger) -> None:
    demo.raise_flag("d1", RaisedFlag(Flag.DISPUTE, NOW, "debtor", "c1"))
    payments = demo.payments("a1")
    for later in (NOW + timedelta(days=9), NOW - timedelta(days=30)):
        load_demo_book(demo, later)
        assert demo.accounts("d1")[0].as_of == later - timedelta(hours=1)
    assert len(demo.flags("d1")) == 1
    assert demo.payments("a1") == payments


def test_loading_it_again_leaves_an_account_that_has_changed(demo: Ledger) -> None:
    paid = replace(demo.accounts("d1")[0], balance=Money(Decimal("3180.00"), "CNY"), as_of=NOW)
    demo.put_account(paid)
    load_demo_book(demo, NOW + timedelta(days=2))
    assert demo.accounts("d1") == (paid,)
    assert demo.accounts("d2")[0].as_of == NOW + timedelta(days=2, hours=-1)
