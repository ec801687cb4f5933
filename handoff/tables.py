"""The tickets in SQL. The migration `0002_tickets` creates exactly these; a test compares them."""

from sqlalchemy import Boolean, Column, Index, Integer, MetaData, String, Table

from handoff.tickets import TicketReason, TicketState, WrapUpCode
from portfolio.columns import Instant, Said, Serial, WordOf
from portfolio.words import Channel, Locale

metadata = MetaData()

tickets = Table(
    "tickets",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("conversation_id", String(64), nullable=False),
    Column("debtor_id", String(64)),
    Column("channel", WordOf(Channel), nullable=False),
    Column("locale", WordOf(Locale), nullable=False),
    Column("region", String(16)),
    Column("reason", WordOf(TicketReason), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("state", WordOf(TicketState), nullable=False),
    Column("verified", Boolean, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("moved_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("agent_id", String(64)),
    Column("on_phone", Boolean, nullable=False),
    Column("callback_at", Instant),
    Column("code", WordOf(WrapUpCode)),
    Column("summary", Said, nullable=False),
    Column("note", Said, nullable=False),
    # Null once the ticket no longer mutes the bot: so at most one ticket at a time does, in SQLite and in PostgreSQL alike.
    Column("muting", String(64)),
    Index("ux_tickets_muting", "muting", unique=True),
    Index("ix_tickets_conversation_id", "conversation_id"),
    Index("ix_tickets_state", "state", "priority", "opened_at"),
)

moves = Table(
    "ticket_moves",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("ticket_id", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("move", String(32), nullable=False),
    Column("before", WordOf(TicketState), nullable=False),
    Column("after", WordOf(TicketState), nullable=False),
    Column("agent_id", String(64)),
    Column("at", Instant, nullable=False),
    Column("detail", Said),
    # Two processes that move a ticket from the same version: the second one's transaction fails.
    Index("ux_ticket_moves_version", "ticket_id", "version", unique=True),
)
