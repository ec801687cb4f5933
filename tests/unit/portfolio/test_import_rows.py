"""What a row may look like, and what is said about one that does not fit. Reasons never repeat what the row holds."""

from decimal import Decimal
from typing import Any

import pytest

from portfolio.failures import BadInput
from portfolio.importing.rows import AccountRow, DebtorRow, ObservationRow, PaymentRow, checked
from portfolio.words import Channel, Locale

DEBTOR: dict[str, Any] = {
    "kind": "debtor",
    "id": "d1",
    "name": "李强",
    "locale": "zh-CN",
    "phones": ["+8613800000000"],
    "email": None,
    "region": "CN-44",
    "time_zone": "Asia/Shanghai",
    "jurisdiction": "CN",
    "verification": [{"question": "id_last4", "answer": "3821"}, {"question": "birth_year", "answer": "1990"}],
    "consents": [{"channel": "voice", "given_at": "2026-01-02T00:00:00+08:00", "source": "contract"}],
}
ACCOUNT: dict[str, Any] = {
    "kind": "account",
    "id": "a1",
    "debtor": "d1",
    "creditor": "示例金融",
    "product": "consumer_loan",
    "currency": "CNY",
    "balance": "3680.00",
    "minimum": "368.00",
    "due_on": "2026-03-05",
    "opened_on": "2025-03-05",
    "as_of": "2026-03-11T08:00:00+08:00",
}
PAYMENT: dict[str, Any] = {"kind": "payment", "account": "a1", "amount": "368.00", "paid_at": "2026-02-05T10:00:00+08:00"}
OBSERVATION: dict[str, Any] = {
    "kind": "observation",
    "debtor": "d1",
    "source": "bureau",
    "name": "utilisation",
    "value": 0.62,
    "as_of": "2026-03-01T00:00:00+08:00",
    "purpose": "post_loan_management",
    "basis": "contract",
}


def test_the_rows_of_the_documented_format_fit() -> None:
    debtor, account = checked(DEBTOR), checked(ACCOUNT)
    assert isinstance(debtor, DebtorRow)
    assert (debtor.locale, debtor.phones, debtor.consents[0].channel) == (Locale.ZH_CN, ("+8613800000000",), Channel.VOICE)
    assert isinstance(account, AccountRow)
    assert account.balance == Decimal("3680.00")
    assert isinstance(checked(PAYMENT), PaymentRow)
    assert isinstance(checked(OBSERVATION), ObservationRow)


@pytest.mark.parametrize("number", ["+15550100123", "+8613800000000", "+442071838750"])
def test_possible_numbers_fit(number: str) -> None:
    assert checked(DEBTOR | {"phones": [number]})


@pytest.mark.parametrize(
    ("row", "field", "value"),
    [
        (DEBTOR, "id", "d 1"),
        (DEBTOR, "id", "-d1"),
        (DEBTOR, "id", "x" * 65),
        (DEBTOR, "name", "  "),
        (DEBTOR, "name", "Li\x00Qiang"),
        (DEBTOR, "locale", "fr-FR"),
        (DEBTOR, "phones", ["13800000000"]),
        (DEBTOR, "phones", ["+86 138 0000 0000"]),
        (DEBTOR, "phones", ["+1555"]),
        (DEBTOR, "phones", ["secret"]),
        (DEBTOR, "email", "not an address"),
        (DEBTOR, "region", "Guangdong"),
        (DEBTOR, "time_zone", "Asia/Shangai"),
        (DEBTOR, "time_zone", "../etc/passwd"),
        (DEBTOR, "jurisdiction", "china"),
        (DEBTOR, "verification", [{"question": "id_last4", "answer": "--"}]),
        (DEBTOR, "consents", [{"channel": "fax", "given_at": "2026-01-02T00:00:00+08:00", "source": "contract"}]),
        (DEBTOR, "consents", [{"channel": "voice", "given_at": "2026-01-02T00:00:00", "source": "contract"}]),
        (ACCOUNT, "balance", "-1.00"),
        (ACCOUNT, "balance", "1.001"),
        (ACCOUNT, "balance", "NaN"),
        (ACCOUNT, "balance", "12,50"),
        (ACCOUNT, "balance", 3680.1),
        (ACCOUNT, "currency", "RMB¥"),
        (ACCOUNT, "due_on", "2026-02-30"),
        (ACCOUNT, "as_of", "2026-03-11T08:00:00"),
        (PAYMENT, "amount", "0.00"),
        (PAYMENT, "paid_at", "yesterday"),
        (OBSERVATION, "source", "social_graph"),
        (OBSERVATION, "value", "Infinity"),
        (OBSERVATION, "purpose", ""),
    ],
)
def test_a_value_that_does_not_fit_is_told_by_its_field_and_not_repeated(row: dict[str, Any], field: str, value: Any) -> None:
    with pytest.raises(BadInput, match=f"^{field}") as told:
        checked(row | {field: value})
    repeated = value if isinstance(value, str) and len(value) > 4 else "secret"
    assert repeated not in str(told.value)


@pytest.mark.parametrize("row", [DEBTOR, ACCOUNT, PAYMENT, OBSERVATION], ids=lambda row: row["kind"])
def test_a_field_too_many_or_too_few_is_told(row: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="colour"):
        checked(row | {"colour": "red"})
    needed = {"debtor": "name", "account": "as_of", "payment": "amount", "observation": "basis"}[row["kind"]]
    with pytest.raises(BadInput, match=f"{needed}: Field required"):
        checked({name: value for name, value in row.items() if name != needed})


def test_a_row_that_contradicts_itself_is_told() -> None:
    with pytest.raises(BadInput, match="more than the balance"):
        checked(ACCOUNT | {"minimum": "4000.00"})
    with pytest.raises(BadInput, match="before it was opened"):
        checked(ACCOUNT | {"opened_on": "2026-03-06"})
    with pytest.raises(BadInput, match="twice"):
        checked(DEBTOR | {"verification": DEBTOR["verification"][:1] * 2})


@pytest.mark.parametrize("row", [None, 7, "debtor", [], {}, {"kind": "ghost"}, {"kind": None}, {"kind": ["debtor"]}])
def test_what_is_no_row_at_all_is_told(row: Any) -> None:
    with pytest.raises(BadInput):
        checked(row)


def test_every_reason_of_a_row_is_in_the_one_line() -> None:
    with pytest.raises(BadInput) as told:
        checked(PAYMENT | {"amount": "x", "paid_at": "y"})
    assert str(told.value).startswith("amount: ")
    assert "; paid_at: " in str(told.value)
