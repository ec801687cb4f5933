"""Debtors, accounts, payments and outside figures come back as they were put in."""

from dataclasses import replace
from datetime import timedelta

from contract.portfolio.ledger_cases import ACCOUNT, DEBTOR, NOW, NUMBER, OTHER, raised, yuan

from portfolio.ledger import Ledger
from portfolio.records import Answer, Observation, Payment
from portfolio.words import Flag


def test_a_debtor_comes_back_whole_and_an_unknown_one_is_none(ledger: Ledger) -> None:
    assert ledger.debtor("d1") == DEBTOR
    assert ledger.debtor("d9") is None
    assert ledger.all_debtors() == (DEBTOR,)


def test_putting_a_debtor_again_replaces_the_numbers_and_keeps_the_rest(ledger: Ledger) -> None:
    ledger.raise_flag("d1", raised(Flag.HARDSHIP))
    moved = replace(DEBTOR, name="李强强", phones=("+8613800000077",), email=None)
    ledger.put_debtor(moved)
    assert ledger.debtor("d1") == moved
    assert [one.flag for one in ledger.flags("d1")] == [Flag.HARDSHIP]
    assert ledger.accounts("d1") == (ACCOUNT,)


def test_everybody_who_shares_a_number_is_found_by_it(ledger: Ledger) -> None:
    ledger.put_debtor(OTHER)
    assert ledger.debtors_by_number(NUMBER) == (DEBTOR, OTHER)
    assert ledger.debtors_by_number("+8613800000099") == (DEBTOR,)
    assert ledger.debtors_by_number("+8613911111111") == ()


def test_a_wrong_number_no_longer_finds_the_one_for_whom_it_was_wrong(ledger: Ledger) -> None:
    ledger.put_debtor(OTHER)
    ledger.raise_flag("d1", raised(Flag.WRONG_NUMBER, number=NUMBER))
    assert ledger.debtors_by_number(NUMBER) == (OTHER,)
    ledger.clear_flag("d1", Flag.WRONG_NUMBER, "agent@demo", NOW)
    assert ledger.debtors_by_number(NUMBER) == (DEBTOR, OTHER)


def test_an_account_comes_back_to_the_cent_and_in_its_currency(ledger: Ledger) -> None:
    assert ledger.accounts("d1") == (ACCOUNT,)
    assert ledger.account("a1") == ACCOUNT
    assert ledger.account("a9") is None
    assert str(ledger.accounts("d1")[0].balance.amount) == "3680.10"


def test_the_longest_overdue_account_comes_first(ledger: Ledger) -> None:
    older = replace(ACCOUNT, id="a0", due_on=ACCOUNT.due_on - timedelta(days=9))
    newer = replace(ACCOUNT, id="a2", due_on=ACCOUNT.due_on + timedelta(days=1))
    ledger.put_account(newer)
    ledger.put_account(older)
    assert [account.id for account in ledger.accounts("d1")] == ["a0", "a1", "a2"]


def test_yesterdays_balance_never_replaces_todays(ledger: Ledger) -> None:
    stale = replace(ACCOUNT, balance=yuan("9999"), as_of=NOW - timedelta(days=1))
    assert not ledger.put_account(stale)
    assert ledger.account("a1") == ACCOUNT
    fresh = replace(ACCOUNT, balance=yuan("3000"), as_of=NOW + timedelta(hours=1))
    assert ledger.put_account(fresh)
    assert ledger.account("a1") == fresh


def test_the_same_payment_is_counted_once(ledger: Ledger) -> None:
    paid = Payment("a1", yuan("368.00"), NOW - timedelta(days=30))
    ledger.add_payment(paid)
    ledger.add_payment(paid)
    ledger.add_payment(replace(paid, paid_at=NOW - timedelta(days=60)))
    assert [one.paid_at for one in ledger.payments("a1")] == [NOW - timedelta(days=60), NOW - timedelta(days=30)]


def test_an_outside_figure_keeps_its_purpose_and_basis(ledger: Ledger) -> None:
    seen = Observation("d1", "bureau", "utilisation", 0.62, NOW, "post_loan_management", "contract")
    ledger.add_observation(seen)
    ledger.add_observation(seen)
    assert ledger.observations("d1") == (seen,)


def test_answers_are_checked_however_they_are_spaced(ledger: Ledger) -> None:
    ledger.put_answers("d1", [Answer("id_last4", "382X"), Answer("birth_year", "1990")])
    assert ledger.verification_questions("d1") == ("id_last4", "birth_year")
    assert ledger.answer_length("d1", "id_last4") == 4
    for right in ("382X", "382x", " 3 8 2 x ", "３８２Ｘ", "38-2x"):
        assert ledger.check_answer("d1", "id_last4", right)
    for wrong in ("3821", "382", "382x1", "", "  ", "1990"):
        assert not ledger.check_answer("d1", "id_last4", wrong)


def test_a_question_that_nobody_set_has_no_right_answer(ledger: Ledger) -> None:
    assert not ledger.check_answer("d1", "zip", "02139")
    assert ledger.answer_length("d1", "zip") == 0
    assert ledger.verification_questions("d9") == ()


def test_new_answers_replace_the_old_ones(ledger: Ledger) -> None:
    ledger.put_answers("d1", [Answer("id_last4", "3821")])
    ledger.put_answers("d1", [Answer("zip", "02139")])
    assert ledger.verification_questions("d1") == ("zip",)
    assert not ledger.check_answer("d1", "id_last4", "3821")


def test_what_belongs_to_a_person_prints_as_dots() -> None:
    assert "李强" not in repr(DEBTOR)
    assert NUMBER not in repr(DEBTOR)
    assert "3821" not in repr(Answer("id_last4", "3821"))
