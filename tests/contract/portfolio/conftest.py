"""The ledger on each database that it can run on: SQLite in memory and in a file, and PostgreSQL where one is given."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from contract.portfolio.ledger_cases import ACCOUNT, DEBTOR
from sqlalchemy import MetaData

from portfolio.database import open_database
from portfolio.ledger import Ledger

POSTGRES = os.environ.get("GOODTERMS_TEST_POSTGRES_URL")


@pytest.fixture(params=["memory", "file", *(["postgres"] if POSTGRES else [])])
def empty_ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in which nothing is written."""
    url = {"memory": "sqlite://", "file": f"sqlite:///{tmp_path}/new folder/goodterms.sqlite3", "postgres": POSTGRES}[request.param]
    assert url is not None
    engine = open_database(url)
    yield Ledger(engine)
    if request.param == "postgres":
        everything = MetaData()
        everything.reflect(engine)
        everything.drop_all(engine)
    engine.dispose()


@pytest.fixture
def ledger(empty_ledger: Ledger) -> Ledger:
    """A ledger that knows one debtor with one account."""
    empty_ledger.put_debtor(DEBTOR)
    empty_ledger.put_account(ACCOUNT)
    return empty_ledger
