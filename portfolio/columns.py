"""Column types that lose nothing: instants stay aware, money stays exact, words stay words, on SQLite and PostgreSQL alike."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Numeric, String, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

Serial = BigInteger().with_variant(Integer, "sqlite")
"""A number that the database gives. PostgreSQL uses one up also for a row that turns out to be there already: 32 bits would not last."""


class Instant(TypeDecorator[datetime]):
    """An aware moment, kept and returned in UTC. A naive one is a bug and is refused.

    SQLite has no zone in its DateTime, so it holds UTC without one there.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Zone-aware where the database can."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Exact(TypeDecorator[Decimal]):
    """An exact amount to the cent. SQLite keeps decimals as floats, so there it is its own text."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """NUMERIC(18, 2) on PostgreSQL, text on SQLite."""
        return dialect.type_descriptor(cast("TypeEngine[Any]", String(24) if dialect.name == "sqlite" else Numeric(18, 2)))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """As text on SQLite."""
        if value is None:
            return None
        return f"{value:.2f}" if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Back to a Decimal."""
        return None if value is None else Decimal(value)


class WordOf(TypeDecorator[StrEnum]):
    """One word of a closed list, stored as its text so that rows read without the program."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__(32)
        self.words = words

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The word's text; an unknown word is refused."""
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """The word."""
        return None if value is None else self.words(value)


class Said(TypeDecorator[str]):
    """What somebody wrote or said, of any length. A NUL, which no PostgreSQL text can hold, is left out."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Without NULs."""
        return None if value is None else value.replace("\x00", "")
