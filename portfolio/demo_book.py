"""The demo book: 40 invented debtors, d1 to d20 in Chinese and d21 to d40 in English, for trying out and for tests.

`python -m portfolio.demo_book` writes `demo_book.jsonl` anew, always the same. Names are of words that the small speech models know.
d1 李强 (id_last4 3821, birth_year 1990) and d21 Mary Johnson (birth_year 1985, zip 02139) are fixed: tests and the README call them.
"""

import json
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

from portfolio.importing.importer import ImportReport, take_rows
from portfolio.importing.sources import Raw
from portfolio.ledger import Ledger
from portfolio.money import Money
from portfolio.records import Account

BOOK = Path(__file__).with_name("demo_book.jsonl")

WRITTEN_AT = datetime(2026, 3, 11, 8, 0, tzinfo=timezone(timedelta(hours=8)))
"""The instant that the book's own dates are as of."""

# fmt: off
CHINESE = [
    "李强", "王晓明", "张建国", "刘志强", "陈建国", "杨志强", "朱文", "吴秀英", "徐洋", "孙志强",
    "李海燕", "马超", "朱娟", "王海燕", "郭娟", "魏建国", "高洋", "林涛", "罗文", "梁建国",
]
ENGLISH = [
    "Mary Johnson", "David Harris", "Karen Baker", "James Carter", "Linda Adams",
    "Kevin Coleman", "Laura Anderson", "Frank Harvey", "Helen Franklin", "Eric Davis",
    "Amy Lawrence", "Daniel Jackson", "Christine Bennett", "Jason Campbell", "Emily Blake",
    "Charles Harrison", "Anna Gray", "Edward Jones", "Jennifer Dixon", "Kim Clark",
]
# fmt: on

PLACES = [
    # region, jurisdiction, time zone
    ("US-NY", "US", "America/New_York"),
    ("US-IL", "US", "America/Chicago"),
    ("US-CO", "US", "America/Denver"),
    ("US-WA", "US", "America/Los_Angeles"),
    ("US-MA", "US-MA", "America/New_York"),
    ("US-DC", "US-DC", "America/New_York"),
    ("US-CA", "US-CA", "America/Los_Angeles"),
]
PRODUCTS = ["consumer_loan", "online_loan", "supply_chain_finance"]
WITHOUT_CONSENT = {"d39"}


def load_demo_book(ledger: Ledger, now: datetime) -> ImportReport:
    """The demo book is in the ledger, its dates moved so that balances are fresh and 3 to 75 days overdue at `now`.

    Loading it again, at every start, only brings the dates of accounts up to date whose balance is still the book's: what happened to
    the debtors since then stays, and so does what a lender's own file has put in the place of an account.
    """
    rows = _moved(now)
    if ledger.debtor("d1") is not None:
        rows = (raw for raw in rows if raw.row["kind"] == "account" and _is_the_books(ledger.account(raw.row["id"]), raw.row))
    return take_rows(ledger, rows, even_if_older=True)


def _is_the_books(known: Account | None, row: dict[str, Any]) -> bool:
    if known is None:
        return False
    same_place = (known.debtor_id, known.creditor) == (row["debtor"], row["creditor"])
    return same_place and known.balance == Money(Decimal(row["balance"]), row["currency"])


def _moved(now: datetime) -> Iterator[Raw]:
    days = timedelta(days=(now.astimezone(WRITTEN_AT.tzinfo).date() - WRITTEN_AT.date()).days)
    for number, line in enumerate(BOOK.read_text(encoding="utf-8").splitlines(), start=1):
        row = json.loads(line)
        for name in row.keys() & {"due_on", "opened_on"}:
            row[name] = (date.fromisoformat(row[name]) + days).isoformat()
        for name in row.keys() & {"paid_at", "as_of"}:
            row[name] = (datetime.fromisoformat(row[name]) + days).isoformat()
        if row["kind"] == "account":
            # an hour old, whatever the time of day
            row["as_of"] = (now - timedelta(hours=1)).isoformat()
        yield Raw(number, 0, row)


def written_book() -> str:
    """The text of `demo_book.jsonl`."""
    chance = random.Random(2026)
    lines: list[dict[str, Any]] = []
    for number, name in enumerate([*CHINESE, *ENGLISH], start=1):
        lines.extend(_debtor(number, name, chance))
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _debtor(number: int, name: str, chance: random.Random) -> Iterator[dict[str, Any]]:
    chinese = number <= len(CHINESE)
    debtor_id = f"d{number}"
    region, jurisdiction, zone = ("CN-44", "CN", "Asia/Shanghai") if chinese else PLACES[(number - 21) % len(PLACES)]
    consents = [] if debtor_id in WITHOUT_CONSENT else [{"channel": "voice", "given_at": "2025-01-02T00:00:00+08:00", "source": "contract"}]
    yield {
        "kind": "debtor",
        "id": debtor_id,
        "name": name,
        "locale": "zh-CN" if chinese else "en-US",
        "phones": [f"+8613800000{number - 1:03}" if chinese else f"+155501001{number:02}"],
        "email": None,
        "region": region,
        "time_zone": zone,
        "jurisdiction": jurisdiction,
        "verification": _questions(debtor_id, chinese, chance),
        "consents": consents,
    }
    yield from _account(number, debtor_id, chinese, chance)
    yield {
        "kind": "observation",
        "debtor": debtor_id,
        "source": chance.choice(["bureau", "behaviour"]),
        "name": "utilisation",
        "value": round(chance.uniform(0.1, 0.95), 2),
        "as_of": WRITTEN_AT.isoformat(),
        "purpose": "post_loan_management",
        "basis": "contract",
    }


def _questions(debtor_id: str, chinese: bool, chance: random.Random) -> list[dict[str, str]]:
    year, four, five = str(chance.randint(1968, 2001)), f"{chance.randint(0, 9999):04}", f"{chance.randint(10000, 99999)}"
    if debtor_id == "d1":
        year, four = "1990", "3821"
    if debtor_id == "d21":
        year, five = "1985", "02139"
    by_year = {"question": "birth_year", "answer": year}
    return [{"question": "id_last4", "answer": four}, by_year] if chinese else [by_year, {"question": "zip", "answer": five}]


def _account(number: int, debtor_id: str, chinese: bool, chance: random.Random) -> Iterator[dict[str, Any]]:
    cents = chance.randrange(80_000, 1_800_000, 500) if chinese else chance.randrange(15_000, 280_000, 25)
    # one more than the three that are meant: somewhere it is still yesterday
    overdue = chance.randint(4, 75)
    if debtor_id == "d1":
        cents, overdue = 368_000, 6
    if debtor_id == "d21":
        cents, overdue = 48_000, 9
    due_on = WRITTEN_AT.date() - timedelta(days=overdue)
    minimum = f"{cents // 1000}.00"
    yield {
        "kind": "account",
        "id": f"a{number}",
        "debtor": debtor_id,
        "creditor": "示例金融" if chinese else "Example Finance",
        "product": PRODUCTS[0] if debtor_id in {"d1", "d21"} else chance.choice(PRODUCTS),
        "currency": "CNY" if chinese else "USD",
        "balance": f"{cents // 100}.{cents % 100:02}",
        "minimum": minimum,
        "due_on": due_on.isoformat(),
        "opened_on": (due_on - timedelta(days=365)).isoformat(),
        "as_of": WRITTEN_AT.isoformat(),
    }
    for month in range(chance.randint(1, 3), 0, -1):
        paid_on = due_on - timedelta(days=30 * month)
        yield {"kind": "payment", "account": f"a{number}", "amount": minimum, "paid_at": f"{paid_on.isoformat()}T10:00:00+08:00"}


if __name__ == "__main__":
    BOOK.write_text(written_book(), encoding="utf-8")
