"""The first tables: debtors, accounts, money in, conversations, promises, contact attempts, consents, flags, events."""

import sqlalchemy as sa
from alembic import op

revision = "0001_first_tables"
down_revision = None
branch_labels = None
depends_on = None

# SQLite keeps decimals as floats, so amounts are text there.
EXACT = sa.String(24).with_variant(sa.Numeric(18, 2), "postgresql")
INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(32)
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """The tables stand."""
    op.create_table(
        "debtors",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("locale", WORD, nullable=False),
        sa.Column("region", sa.String(length=16), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("jurisdiction", sa.String(length=16), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_debtors"),
    )
    op.create_table(
        "events",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("ids", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
    )
    op.create_index("ix_events_kind_at", "events", ["kind", "at"])
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("debtor_id", sa.String(length=64), nullable=False),
        sa.Column("creditor", sa.String(length=200), nullable=False),
        sa.Column("product", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("balance", EXACT, nullable=False),
        sa.Column("minimum", EXACT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("as_of", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name="fk_accounts_debtor_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
    )
    op.create_index("ix_accounts_debtor_id", "accounts", ["debtor_id"])
    op.create_table(
        "attempts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("debtor_id", sa.String(length=64), nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("direction", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=True),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("rang", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name="fk_attempts_debtor_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sa.UniqueConstraint("reference", name="uq_attempts_reference"),
    )
    op.create_index("ix_attempts_debtor_id_at", "attempts", ["debtor_id", "at"])
    op.create_table(
        "consents",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("debtor_id", sa.String(length=64), nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("ends_at", INSTANT, nullable=True),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name="fk_consents_debtor_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
        sa.UniqueConstraint("debtor_id", "channel", "given_at", "source", name="uq_consents_debtor_id_channel_given_at_source"),
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("debtor_id", sa.String(length=64), nullable=True),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("direction", WORD, nullable=False),
        sa.Column("locale", WORD, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("verified_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("disposition", sa.String(length=64), nullable=True),
        sa.Column("recording", sa.String(length=500), nullable=True),
        sa.Column("expects", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name="fk_conversations_debtor_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
    )
    op.create_index("ix_conversations_debtor_id_started_at", "conversations", ["debtor_id", "started_at"])
    op.create_table(
        "flags",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("debtor_id", sa.String(length=64), nullable=False),
        sa.Column("flag", WORD, nullable=False),
        sa.Column("raised_at", INSTANT, nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=True),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("cleared_at", INSTANT, nullable=True),
        sa.Column("cleared_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name="fk_flags_debtor_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_flags"),
    )
    op.create_index("ix_flags_debtor_id", "flags", ["debtor_id"])
    op.create_table(
        "inconvenient_times",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("debtor_id", sa.String(length=64), nullable=False),
        sa.Column("weekdays", sa.String(length=7), nullable=False),
        sa.Column("starts", sa.String(length=5), nullable=False),
        sa.Column("ends", sa.String(length=5), nullable=False),
        sa.Column("stated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name="fk_inconvenient_times_debtor_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_inconvenient_times"),
    )
    op.create_index("ix_inconvenient_times_debtor_id", "inconvenient_times", ["debtor_id"])
    op.create_table(
        "observations",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("debtor_id", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("as_of", INSTANT, nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name="fk_observations_debtor_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_observations"),
        sa.UniqueConstraint("debtor_id", "source", "name", "as_of", name="uq_observations_debtor_id_source_name_as_of"),
    )
    op.create_table(
        "phones",
        sa.Column("debtor_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name="fk_phones_debtor_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("debtor_id", "number", name="pk_phones"),
    )
    op.create_index("ix_phones_number", "phones", ["number"])
    op.create_table(
        "verdicts",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("debtor_id", sa.String(length=64), nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name="fk_verdicts_debtor_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_verdicts"),
    )
    op.create_index("ix_verdicts_debtor_id_at", "verdicts", ["debtor_id", "at"])
    op.create_table(
        "verification_answers",
        sa.Column("debtor_id", sa.String(length=64), nullable=False),
        sa.Column("question", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("answer_hash", sa.String(length=200), nullable=False),
        sa.Column("answer_length", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name="fk_verification_answers_debtor_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("debtor_id", "question", name="pk_verification_answers"),
    )
    op.create_table(
        "callbacks",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("debtor_id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=True),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name="fk_callbacks_conversation_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name="fk_callbacks_debtor_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_callbacks"),
    )
    op.create_index("ix_callbacks_outcome_at", "callbacks", ["outcome", "at"])
    op.create_table(
        "payments",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", EXACT, nullable=False),
        sa.Column("paid_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_payments_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_payments"),
        sa.UniqueConstraint("account_id", "paid_at", "amount", name="uq_payments_account_id_paid_at_amount"),
    )
    op.create_table(
        "promises",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("debtor_id", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", EXACT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_promises_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtors.id"], name="fk_promises_debtor_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_promises"),
    )
    op.create_index("ix_promises_account_id", "promises", ["account_id"])
    op.create_index("ix_promises_debtor_id", "promises", ["debtor_id"])
    op.create_table(
        "utterances",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("speaker", WORD, nullable=False),
        sa.Column("locale", WORD, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("template", sa.String(length=64), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("via", sa.String(length=16), nullable=False),
        sa.Column("client_msg_id", sa.String(length=128), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name="fk_utterances_conversation_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_utterances"),
        sa.UniqueConstraint("conversation_id", "client_msg_id", name="uq_utterances_conversation_id_client_msg_id"),
        sa.UniqueConstraint("conversation_id", "seq", name="uq_utterances_conversation_id_seq"),
    )


def downgrade() -> None:
    """They are gone, with all that was in them."""
    for table in (
        "utterances",
        "promises",
        "payments",
        "callbacks",
        "verification_answers",
        "verdicts",
        "phones",
        "observations",
        "inconvenient_times",
        "flags",
        "conversations",
        "consents",
        "attempts",
        "accounts",
        "events",
        "debtors",
    ):
        op.drop_table(table)
