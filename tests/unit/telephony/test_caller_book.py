"""Who calls, and in which language they are greeted."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from portfolio.words import Locale
from telephony.caller_book import CallerBook, e164
from telephony.fake_ledger import LI, MARY, FakeCallLedger

NOW = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)


def test_a_known_number_is_its_debtor_in_their_language() -> None:
    party = CallerBook(FakeCallLedger()).inbound("+8613800000000", "CA1", NOW)
    assert (party.debtor_id, party.locale) == ("d1", Locale.ZH_CN)


def test_a_number_of_two_debtors_is_nobody_we_know_but_keeps_their_common_language() -> None:
    ledger = FakeCallLedger(MARY, replace(MARY, id="d22"))
    party = CallerBook(ledger).inbound("+15550100121", "CA1", NOW)
    assert (party.debtor_id, party.locale) == (None, Locale.EN_US) and ledger.kept == {}


@pytest.mark.parametrize(
    ("number", "locale"), [("+8613911111111", Locale.ZH_CN), ("+15550199999", Locale.EN_US), ("anonymous", Locale.EN_US)]
)
def test_a_stranger_is_greeted_in_the_language_of_their_country(number: str, locale: Locale) -> None:
    party = CallerBook(FakeCallLedger()).inbound(number, "CA1", NOW)
    assert (party.debtor_id, party.locale) == (None, locale)


def test_one_inbound_call_is_one_attempt_however_often_the_webhook_comes() -> None:
    ledger = FakeCallLedger()
    for _ in range(2):
        CallerBook(ledger).inbound("+15550100121", "CA1", NOW)
    assert list(ledger.kept) == ["CA1"]


@pytest.mark.parametrize("raw", ["", "anonymous", "unknown", "client:anna", "12345", "+1"])
def test_what_is_no_telephone_number_is_none(raw: str) -> None:
    assert e164(raw) is None


def test_parties_print_without_their_number() -> None:
    assert LI.phones[0] not in repr(CallerBook(FakeCallLedger()).party(LI.phones[0]))
