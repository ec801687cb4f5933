"""The database opens here and nowhere else. SQLite by default (WAL, foreign keys on, writers queue), PostgreSQL by its URL.

On SQLite every write transaction begins IMMEDIATE: it takes the write lock before it reads, so what it decided on cannot
change under it, and two writers wait for each other instead of failing half-way. Values stay out of error messages.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.pool import QueuePool

from portfolio.failures import BadInput, Unavailable
from portfolio.migrations import upgrade

BUSY_MS = 5_000
"""How long a writer waits for another one on SQLite."""

_WRITES = "goodterms_writes"


def open_database(url: str, busy_ms: int = BUSY_MS) -> Engine:
    """An engine on an up-to-date database. `sqlite:///path` makes missing folders; `sqlite://` lives in memory, for tests.

    Raises BadInput for a URL that means nothing, Unavailable where no database answers.
    """
    try:
        where = make_url(url)
    except ArgumentError as wrong:
        raise BadInput("GOODTERMS_DATABASE_URL is not a database URL (example: sqlite:///var/goodterms.sqlite3)") from wrong
    try:
        engine = (
            _sqlite(where, busy_ms)
            if where.get_backend_name() == "sqlite"
            else create_engine(where, pool_pre_ping=True, hide_parameters=True)
        )
        upgrade(engine)
    except (NoSuchModuleError, ImportError) as wrong:
        raise BadInput(f"no driver is installed for {where.drivername} databases") from wrong
    except OperationalError as away:
        raise Unavailable("database", type(away.orig).__name__) from away
    except DatabaseError as wrong:
        raise BadInput("GOODTERMS_DATABASE_URL leads to a file that is not a database") from wrong
    except OSError as wrong:
        raise BadInput(f"the database cannot be opened: {wrong.strerror} ({wrong.filename})") from wrong
    return engine


def _sqlite(where: URL, busy_ms: int) -> Engine:
    in_memory = where.database in (None, "", ":memory:")
    if where.database and not in_memory:
        path = Path(where.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        # it is about people: for nobody else's eyes on this machine
        path.touch(mode=0o600)
    # A database in memory is its one connection: a pool of one makes threads take turns on it.
    size = {"pool_size": 1, "max_overflow": 0} if in_memory else {"pool_size": 8, "max_overflow": 32}
    engine = create_engine(
        where, poolclass=QueuePool, pool_timeout=10, connect_args={"check_same_thread": False}, hide_parameters=True, **size
    )
    event.listen(engine, "connect", partial(_prepare, busy_ms))
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(busy_ms: int, connection: Any, _record: Any) -> None:
    # The driver's own implicit BEGIN would come too late and be DEFERRED; `_begin` does it.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={busy_ms}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITES) else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view of the database."""
    with _answering(), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction: all of it, or nothing when the block raises."""
    with _answering(), engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
        yield connection


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except (OperationalError, PoolExhausted) as away:
        raise Unavailable("database", type(away.orig if isinstance(away, OperationalError) else away).__name__) from away
