"""Handoff tickets and the trace of their moves."""

import sqlalchemy as sa
from alembic import op

revision = "0002_tickets"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ID = sa.String(64)
WORD = sa.String(32)
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """The handoff room's tables stand."""
    op.create_table(
        "tickets",
        sa.Column("id", ID, primary_key=True),
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("debtor_id", ID),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("locale", WORD, nullable=False),
        sa.Column("region", sa.String(16)),
        sa.Column("reason", WORD, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("verified", sa.Boolean, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("moved_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("fence", sa.Integer, nullable=False),
        sa.Column("agent_id", ID),
        sa.Column("on_phone", sa.Boolean, nullable=False),
        sa.Column("callback_at", INSTANT),
        sa.Column("code", WORD),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("muting", ID),
    )
    op.create_index("ux_tickets_muting", "tickets", ["muting"], unique=True)
    op.create_index("ix_tickets_conversation_id", "tickets", ["conversation_id"])
    op.create_index("ix_tickets_state", "tickets", ["state", "priority", "opened_at"])
    op.create_table(
        "ticket_moves",
        sa.Column("id", SERIAL, primary_key=True),
        sa.Column("ticket_id", ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("move", WORD, nullable=False),
        sa.Column("before", WORD, nullable=False),
        sa.Column("after", WORD, nullable=False),
        sa.Column("agent_id", ID),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("detail", sa.Text),
    )
    op.create_index("ux_ticket_moves_version", "ticket_moves", ["ticket_id", "version"], unique=True)


def downgrade() -> None:
    """The handoff room's tables are gone."""
    op.drop_table("ticket_moves")
    op.drop_table("tickets")
