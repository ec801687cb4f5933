"""Real databases for the contracts: SQLite files and a PostgreSQL server, started once. GOODTERMS_TEST_POSTGRES_URL names another server."""

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from peers.postgres import MISSING, programs, running_postgres
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from portfolio.database import open_database

TEMPLATE = "goodterms_template"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Engine]:
    """A server that may make and drop databases; one of them has our tables already."""
    given = os.environ.get("GOODTERMS_TEST_POSTGRES_URL")
    if given:
        yield _with_template(given)
        return
    folder = programs()
    if folder is None:
        pytest.skip(MISSING)
    with running_postgres(folder) as url:
        yield _with_template(url)


@pytest.fixture
def postgres_url(postgres_server: Engine) -> Iterator[str]:
    """A PostgreSQL database in which nothing is written; gone at the end."""
    name = f"goodterms_test_{os.getpid()}_{next(_names)}"
    _run(postgres_server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield postgres_server.url.set(database=name).render_as_string(hide_password=False)
    _run(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


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


_names = count()


def _with_template(url: str) -> Engine:
    server = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    _run(server, f"DROP DATABASE IF EXISTS {TEMPLATE}")
    _run(server, f"CREATE DATABASE {TEMPLATE}")
    open_database(server.url.set(database=TEMPLATE).render_as_string(hide_password=False)).dispose()
    return server


def _run(server: Engine, statement: str) -> None:
    with server.connect() as connection:
        connection.exec_driver_sql(statement)
