"""People who log in to the screens."""

import sqlalchemy as sa
from alembic import op

revision = "0003_accounts"
down_revision = "0002_tickets"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Agents and managers can be on file."""
    op.create_table(
        "desk_accounts",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("locale", sa.String(32), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True)),
    )
    op.create_index("ux_desk_accounts_email", "desk_accounts", ["email"], unique=True)


def downgrade() -> None:
    """Nobody can log in."""
    op.drop_table("desk_accounts")
