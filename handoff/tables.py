"""The tickets in SQL. The migration `0002_tickets` creates exactly these; a test compares them."""

from sqlalchemy import Boolean, Column, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

tickets = Table(
    "tickets",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", String(64), nullable=False, index=True),
    Column("debtor_id", String(64), index=True),
    Column("channel", String(10), nullable=False),
    Column("locale", String(10), nullable=False),
    Column("region", String(10)),
    Column("reason", String(30), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("verified", Boolean, nullable=False),
    Column("opened_at", String(40), nullable=False),
    Column("moved_at", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("agent_id", String(40)),
    Column("on_phone", Boolean, nullable=False),
    Column("callback_at", String(40)),
    Column("code", String(30)),
    Column("summary", Text, nullable=False),
    Column("note", Text, nullable=False),
    # Null once the ticket no longer mutes the bot: so at most one ticket at a time does, in SQLite and in PostgreSQL alike.
    Column("muting", String(64)),
    Index("tickets_one_muting", "muting", unique=True),
)

moves = Table(
    "ticket_moves",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("ticket_id", String(40), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("move", String(20), nullable=False),
    Column("before", String(20), nullable=False),
    Column("after", String(20), nullable=False),
    Column("agent_id", String(40)),
    Column("at", String(40), nullable=False),
    Column("detail", Text),
    # Two processes that move a ticket from the same version: the second one's transaction fails.
    Index("ticket_moves_once", "ticket_id", "version", unique=True),
)
