"""People who log in to the screens, in SQL. The migration `0003_accounts` creates exactly this; a test compares them."""

from sqlalchemy import Column, Index, Integer, MetaData, String, Table

from portfolio.columns import Instant, WordOf
from portfolio.words import Locale

metadata = MetaData()

desk_accounts = Table(
    "desk_accounts",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("email", String(320), nullable=False),
    Column("name", String(200), nullable=False),
    Column("role", String(32), nullable=False),
    Column("locale", WordOf(Locale), nullable=False),
    Column("password_hash", String(200), nullable=False),
    # Grows with every new password and logout: what was signed before it no longer counts.
    Column("epoch", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Instant),
    Index("ux_desk_accounts_email", "email", unique=True),
)
