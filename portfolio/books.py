"""What every part of the ledger stands on: a way to read and a way to write, and nothing about where they come from."""

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, RowMapping, Table, select
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


def insert_new(connection: Connection, table: Table, values: dict[str, Any]) -> None:
    """The row is there; one that was there already is left alone."""
    connection.execute(_inserting_new(table, connection.dialect.name), values)


def upsert(connection: Connection, table: Table, values: dict[str, Any]) -> None:
    """The row of this primary key now holds `values` (all columns), whether it was there or not."""
    connection.execute(_upserting(table, connection.dialect.name), values)


# An import runs these a million times: each is built once per table, and only the values change.


@cache
def _inserting_new(table: Table, dialect: str) -> Executable:
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return make(table).on_conflict_do_nothing()


@cache
def _upserting(table: Table, dialect: str) -> Executable:
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    putting = make(table)
    rest = {column.name: putting.excluded[column.name] for column in table.columns if not column.primary_key}
    return putting.on_conflict_do_update(index_elements=list(table.primary_key), set_=rest)


def record(kind: type[T], row: RowMapping, *without: str) -> T:
    """A frozen record from the row of the same names, `without` the columns that the record does not have."""
    return kind(**{name: value for name, value in row.items() if name not in without})
