"""The ledger: everything known about debtors, in SQL, behind plain calls that return frozen records.

Safe to share between threads. Each call is one short transaction; `with ledger.transaction() as tx:` makes several calls one:

    with ledger.transaction() as tx:
        tx.raise_flag(debtor_id, raised)
        tx.move_promise(promise_id, PromiseState.CANCELLED)

Inside such a block use `tx` alone: the ledger's own calls would wait for the block to end.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select

from portfolio.attempts import Attempts
from portfolio.books import Book
from portfolio.conversations import Conversations
from portfolio.database import reading, writing
from portfolio.people import People
from portfolio.promises import Promises
from portfolio.records import Event
from portfolio.standing import Standing
from portfolio.tables import events
from portfolio.verification import Verification


class Log(Book):
    """The append-only log of what happened."""

    def event(self, kind: str, at: datetime, **ids: str) -> None:
        """It is written down that this happened. `ids` name things; they never carry words or numbers of a person."""
        with self._writing() as connection:
            connection.execute(insert(events).values(kind=kind, at=at, ids=ids))

    def events(self, kind: str | None = None) -> tuple[Event, ...]:
        """What happened, in the order in which it was written down."""
        wanted = select(events).order_by(events.c.id)
        if kind is not None:
            wanted = wanted.where(events.c.kind == kind)
        with self._reading() as connection:
            return tuple(Event(r.kind, r.at, tuple(sorted(r.ids.items()))) for r in connection.execute(wanted))


class Books(People, Standing, Verification, Conversations, Promises, Attempts, Log):
    """All topics together. Take this type where either the ledger or an open transaction will do."""


class Transaction(Books):
    """Several calls that happen together or not at all."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _reading(self) -> AbstractContextManager[Connection]:
        return nullcontext(self._connection)

    def _writing(self) -> AbstractContextManager[Connection]:
        return nullcontext(self._connection)


class Ledger(Books):
    """The ledger on an open database (`portfolio.database.open_database`)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def _reading(self) -> AbstractContextManager[Connection]:
        return reading(self._engine)

    def _writing(self) -> AbstractContextManager[Connection]:
        return writing(self._engine)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """All that is done with `tx` in the block, or none of it when the block raises."""
        with writing(self._engine) as connection:
            yield Transaction(connection)

    def close(self) -> None:
        """The database's connections are closed."""
        self._engine.dispose()
