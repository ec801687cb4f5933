"""What every part of the ledger stands on: a way to read and a way to write, and nothing about where they come from."""

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Executable, RowMapping, Table, select
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


def hold_debtor(connection: Connection, *debtor_ids: str) -> None:
    """Makes writers about one debtor take turns. On SQLite the write lock already does; on PostgreSQL it is this row."""
    # NO KEY: rows that refer to the debtor are still taken in meanwhile
    # in the order of ids: two who hold several never wait for each other
    held = select(debtors.c.id).where(debtors.c.id.in_(debtor_ids)).order_by(debtors.c.id)
    connection.execute(held.with_for_update(key_share=True))


def insert_new(connection: Connection, table: Table, *rows: dict[str, Any]) -> None:
    """The rows are there; one that was there already is left alone."""
    if rows:
        connection.execute(_inserting_new(table, connection.dialect.name), list(rows))


def upsert(connection: Connection, table: Table, *rows: dict[str, Any], newest: Column[Any] | None = None) -> int:
    """The rows of these primary keys now hold these values (all columns), whether they were there or not; how many that is.

    A row that is there and later by its column `newest` stays as it is.
    """
    return connection.execute(_upserting(table, connection.dialect.name, newest), list(rows)).rowcount if rows else 0


# An import runs these a million times: each is built once per table, and only the values change.


@cache
def _inserting_new(table: Table, dialect: str) -> Executable:
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return make(table).on_conflict_do_nothing()


@cache
def _upserting(table: Table, dialect: str, newest: Column[Any] | None) -> Executable:
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    putting = make(table)
    rest = {column.name: putting.excluded[column.name] for column in table.columns if not column.primary_key}
    holds = None if newest is None else newest <= putting.excluded[newest.name]
    put = putting.on_conflict_do_update(index_elements=list(table.primary_key), set_=rest, where=holds)
    return put.execution_options(preserve_rowcount=True)


def record(kind: type[T], row: RowMapping, *without: str) -> T:
    """A frozen record from the row of the same names, `without` the columns that the record does not have."""
    return kind(**{name: value for name, value in row.items() if name not in without})
