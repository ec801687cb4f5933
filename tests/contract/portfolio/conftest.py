"""The ledger on each database that it can run on: SQLite in memory and in a file, and PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from contract.portfolio.ledger_cases import ACCOUNT, DEBTOR

from portfolio.database import open_database
from portfolio.ledger import Ledger


@pytest.fixture(params=["memory", "file", "postgres"])
def empty_ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in which nothing is written."""
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
    else:
        url = {"memory": "sqlite://", "file": f"sqlite:///{tmp_path}/new folder/goodterms.sqlite3"}[request.param]
    ledger = Ledger(open_database(url))
    yield ledger
    ledger.close()


@pytest.fixture
def ledger(empty_ledger: Ledger) -> Ledger:
    """A ledger that knows one debtor with one account."""
    empty_ledger.put_debtor(DEBTOR)
    empty_ledger.put_account(ACCOUNT)
    return empty_ledger
