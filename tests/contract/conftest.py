"""Real databases for the contracts: SQLite files, and a PostgreSQL server of our own.

GOODTERMS_TEST_POSTGRES_URL names a database on another server instead; everything in it is deleted.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from peers.postgres import MISSING, programs, running_postgres
from sqlalchemy import Engine, MetaData

from portfolio.database import open_database


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A server that runs for the session; the URL of a database in it that nobody else uses."""
    given = os.environ.get("GOODTERMS_TEST_POSTGRES_URL")
    folder = programs()
    if given:
        yield given
    elif folder is None:
        pytest.skip(MISSING)
    else:
        with running_postgres(folder) as url:
            yield url


@pytest.fixture(scope="session")
def postgres_cleaner(postgres_server: str) -> Iterator[Callable[[], None]]:
    """Empties every table: much quicker than a new database for each test."""
    engine = open_database(postgres_server)
    everything = MetaData()
    everything.reflect(engine)
    ours = [table for table in reversed(everything.sorted_tables) if table.name != "alembic_version"]

    def clean() -> None:
        with engine.begin() as connection:
            for table in ours:
                connection.execute(table.delete())

    yield clean
    engine.dispose()


@pytest.fixture
def postgres_url(postgres_server: str, postgres_cleaner: Callable[[], None]) -> str:
    """A PostgreSQL database in which nothing is written."""
    postgres_cleaner()
    return postgres_server


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind that the product runs on, safe to share between threads."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/goodterms.sqlite3"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def open_engine() -> Iterator[Callable[[str], Engine]]:
    """Opens databases, and closes them at the end."""
    opened: list[Engine] = []

    def open_one(url: str) -> Engine:
        opened.append(open_database(url))
        return opened[-1]

    yield open_one
    for engine in opened:
        engine.dispose()
