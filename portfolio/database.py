"""The database opens here and nowhere else. SQLite by default (WAL, foreign keys on, writers queue), PostgreSQL by its URL.

On SQLite every write transaction begins IMMEDIATE: it takes the write lock before it reads, so what it decided on cannot
change under it, and two writers wait for each other instead of failing half-way. On PostgreSQL writers run READ COMMITTED and take
turns on a row (`portfolio.books.hold_debtor`), and a reader sees one snapshot. Values stay out of error messages.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DataError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.pool import QueuePool

from portfolio.failures import BadInput, Unavailable
from portfolio.migrations import upgrade

BUSY_MS = 5_000
"""How long a writer waits for another one."""

CONNECT_S = 5
"""How long a PostgreSQL server may take to answer at all."""

_WRITES = "goodterms_writes"


def open_database(url: str, busy_ms: int = BUSY_MS) -> Engine:
    """An engine on an up-to-date database. `sqlite:///path` makes missing folders; `sqlite://` lives in memory, for tests.

    Raises BadInput for a URL that means nothing, Unavailable where no database answers.
    """
    try:
        where = make_url(url)
    except ArgumentError as wrong:
        raise BadInput("GOODTERMS_DATABASE_URL is not a database URL (example: sqlite:///var/goodterms.sqlite3)") from wrong
    opening = _KINDS.get(where.get_backend_name())
    if opening is None:
        raise BadInput(f"no driver is installed for {where.drivername} databases")
    try:
        engine = opening(where, busy_ms)
        upgrade(engine)
    except (NoSuchModuleError, ImportError) as wrong:
        raise BadInput(f"no driver is installed for {where.drivername} databases") from wrong
    except OperationalError as away:
        raise Unavailable("database", type(away.orig).__name__) from away
    except DatabaseError as wrong:
        if where.get_backend_name() == "sqlite":
            raise BadInput("GOODTERMS_DATABASE_URL leads to a file that is not a database") from wrong
        raise BadInput(f"the database does not let us make our tables ({type(wrong.orig).__name__}); its owner can") from wrong
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


def _postgresql(where: URL, busy_ms: int) -> Engine:
    # without a driver's name SQLAlchemy may choose one that is not installed
    where = where.set(drivername="postgresql+psycopg") if where.drivername in ("postgresql", "postgres") else where
    patience = {} if "connect_timeout" in where.query else {"connect_timeout": CONNECT_S}
    engine = create_engine(
        where, pool_pre_ping=True, pool_size=8, max_overflow=32, pool_timeout=10, connect_args=patience, hide_parameters=True
    )
    event.listen(engine, "connect", partial(_be_patient, busy_ms))
    return engine


def _be_patient(busy_ms: int, connection: Any, _record: Any) -> None:
    # else a writer would wait for ever for one that hangs
    connection.execute(f"SET lock_timeout = {busy_ms}")
    connection.commit()


def _prepare(busy_ms: int, connection: Any, _record: Any) -> None:
    # The driver's own implicit BEGIN would come too late and be DEFERRED; `_begin` does it.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={busy_ms}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITES) else "BEGIN")


_KINDS = {"sqlite": _sqlite, "postgresql": _postgresql, "postgres": _postgresql}


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view of the database."""
    snapshot = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with _answering(), engine.connect().execution_options(**snapshot) as connection:
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
    except PoolExhausted as away:
        raise Unavailable("database", type(away).__name__) from away
    except DataError as wrong:
        # PostgreSQL only: too long, or a NUL in a text
        raise BadInput("the database cannot hold this value") from wrong
    except DBAPIError as away:
        if isinstance(away, OperationalError) or away.connection_invalidated:
            raise Unavailable("database", type(away.orig).__name__) from away
        raise
