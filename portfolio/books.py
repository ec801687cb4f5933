"""What every part of the ledger stands on: a way to read and a way to write, and nothing about where they come from."""

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sqlalchemy import Connection, Insert, RowMapping, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from portfolio.tables import debtors

T = TypeVar("T")


class Book(ABC):
    """One topic of the ledger. Its calls are one short transaction each, or part of the caller's own."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Connection]:
        """A connection to read on."""

    @abstractmethod
    def _writing(self) -> AbstractContextManager[Connection]:
        """A connection inside a transaction."""

    def hold(self, debtor_id: str) -> None:
        """From now to the end of this transaction nobody else changes this debtor's records. Only useful in a transaction."""
        with self._writing() as connection:
            hold_debtor(connection, debtor_id)


def hold_debtor(connection: Connection, debtor_id: str) -> None:
    """Makes writers about one debtor take turns. On SQLite the write lock already does; on PostgreSQL it is this row."""
    connection.execute(select(debtors.c.id).where(debtors.c.id == debtor_id).with_for_update())


def insert_new(connection: Connection, table: Table) -> Insert:
    """An INSERT that leaves alone a row which is already there, in the dialect of this database."""
    postgres = connection.dialect.name == "postgresql"
    return postgresql.insert(table).on_conflict_do_nothing() if postgres else sqlite.insert(table).on_conflict_do_nothing()


def upsert(connection: Connection, table: Table, values: dict[str, Any], *, key: str = "id") -> None:
    """The row with this key now holds `values`, whether it was there or not."""
    rest = {name: value for name, value in values.items() if name != key}
    if connection.dialect.name == "postgresql":
        connection.execute(postgresql.insert(table).values(values).on_conflict_do_update(index_elements=[key], set_=rest))
    else:
        connection.execute(sqlite.insert(table).values(values).on_conflict_do_update(index_elements=[key], set_=rest))


def record(kind: type[T], row: RowMapping, *without: str) -> T:
    """A frozen record from the row of the same names, `without` the columns that the record does not have."""
    return kind(**{name: value for name, value in row.items() if name not in without})
