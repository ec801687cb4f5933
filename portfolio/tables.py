"""The tables of the ledger. Migrations create them; this file is what queries are written against, and a test holds both equal.

Deleting a debtor takes everything of theirs along, except events, which carry ids only.
"""

from sqlalchemy import JSON, Boolean, Column, Date, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

from portfolio.columns import Exact, Instant, Said, Serial, WordOf
from portfolio.records import AttemptState, PromiseState
from portfolio.words import Channel, Direction, Flag, Locale, Speaker

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(64)


def _debtor(*, nullable: bool = False) -> Column[str]:
    return Column("debtor_id", ID, ForeignKey("debtors.id", ondelete="CASCADE"), nullable=nullable)


def _conversation(*, nullable: bool = True) -> Column[str]:
    return Column("conversation_id", ID, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=nullable)


debtors = Table(
    "debtors",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("locale", WordOf(Locale), nullable=False),
    Column("region", String(16), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("jurisdiction", String(16), nullable=False),
    Column("email", String(320)),
)

phones = Table(
    "phones",
    metadata,
    Column("debtor_id", ID, ForeignKey("debtors.id", ondelete="CASCADE"), primary_key=True),
    Column("number", String(20), primary_key=True),
    Column("position", Integer, nullable=False),
    Index(None, "number"),
)

verification_answers = Table(
    "verification_answers",
    metadata,
    Column("debtor_id", ID, ForeignKey("debtors.id", ondelete="CASCADE"), primary_key=True),
    Column("question", String(32), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("answer_hash", String(200), nullable=False),
    Column("answer_length", Integer, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", ID, primary_key=True),
    _debtor(),
    Column("creditor", String(200), nullable=False),
    Column("product", String(64), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("balance", Exact, nullable=False),
    Column("minimum", Exact, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("as_of", Instant, nullable=False),
    Index(None, "debtor_id"),
)

payments = Table(
    "payments",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("account_id", ID, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("amount", Exact, nullable=False),
    Column("paid_at", Instant, nullable=False),
    UniqueConstraint("account_id", "paid_at", "amount"),
)

observations = Table(
    "observations",
    metadata,
    Column("id", Serial, primary_key=True),
    _debtor(),
    Column("source", String(32), nullable=False),
    Column("name", String(64), nullable=False),
    Column("value", Float, nullable=False),
    Column("as_of", Instant, nullable=False),
    Column("purpose", String(64), nullable=False),
    Column("basis", String(64), nullable=False),
    UniqueConstraint("debtor_id", "source", "name", "as_of"),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Serial, primary_key=True),
    _debtor(),
    Column("channel", WordOf(Channel), nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("source", String(64), nullable=False),
    Column("ends_at", Instant),
    Column("revoked_at", Instant),
    UniqueConstraint("debtor_id", "channel", "given_at", "source"),
)

flags = Table(
    "flags",
    metadata,
    Column("id", Serial, primary_key=True),
    _debtor(),
    Column("flag", WordOf(Flag), nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("source", String(64), nullable=False),
    # not a foreign key: a flag outlives the conversation that it came from
    Column("conversation_id", ID),
    Column("number", String(20)),
    Column("cleared_at", Instant),
    Column("cleared_by", String(64)),
    Index(None, "debtor_id"),
)

inconvenient_times = Table(
    "inconvenient_times",
    metadata,
    Column("id", Serial, primary_key=True),
    _debtor(),
    # Monday 0 to Sunday 6, as digits: "04" is Mondays and Fridays
    Column("weekdays", String(7), nullable=False),
    Column("starts", String(5), nullable=False),
    Column("ends", String(5), nullable=False),
    Column("stated_at", Instant, nullable=False),
    Index(None, "debtor_id"),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", ID, primary_key=True),
    _debtor(nullable=True),
    Column("channel", WordOf(Channel), nullable=False),
    Column("direction", WordOf(Direction), nullable=False),
    Column("locale", WordOf(Locale), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("verified_at", Instant),
    Column("ended_at", Instant),
    Column("disposition", String(64)),
    Column("recording", String(500)),
    Column("expects", String(32), nullable=False),
    Column("number", String(20)),
    Column("state", Text, nullable=False),
    Index(None, "debtor_id", "started_at"),
)

utterances = Table(
    "utterances",
    metadata,
    Column("id", ID, primary_key=True),
    _conversation(nullable=False),
    Column("seq", Integer, nullable=False),
    Column("speaker", WordOf(Speaker), nullable=False),
    Column("locale", WordOf(Locale), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant, nullable=False),
    Column("text", Said, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("template", String(64)),
    Column("confidence", Float),
    Column("words", JSON, nullable=False),
    Column("via", String(16), nullable=False),
    Column("client_msg_id", String(128)),
    UniqueConstraint("conversation_id", "seq"),
    UniqueConstraint("conversation_id", "client_msg_id"),
)

promises = Table(
    "promises",
    metadata,
    Column("id", ID, primary_key=True),
    Column("account_id", ID, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    _debtor(),
    Column("currency", String(3), nullable=False),
    Column("amount", Exact, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("state", WordOf(PromiseState), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("conversation_id", ID, nullable=False),
    Index(None, "debtor_id"),
    Index(None, "account_id"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", ID, primary_key=True),
    _debtor(),
    Column("channel", WordOf(Channel), nullable=False),
    Column("direction", WordOf(Direction), nullable=False),
    Column("state", WordOf(AttemptState), nullable=False),
    Column("at", Instant, nullable=False),
    Column("reference", String(64), unique=True),
    Column("number", String(20)),
    Column("rang", Boolean, nullable=False),
    Index(None, "debtor_id", "at"),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("id", Serial, primary_key=True),
    _debtor(),
    Column("channel", WordOf(Channel), nullable=False),
    Column("at", Instant, nullable=False),
    Column("verdict", Text, nullable=False),
    Index(None, "debtor_id", "at"),
)

callbacks = Table(
    "callbacks",
    metadata,
    Column("id", Serial, primary_key=True),
    _debtor(),
    _conversation(),
    Column("channel", WordOf(Channel), nullable=False),
    Column("at", Instant, nullable=False),
    Column("outcome", String(64)),
    Index(None, "outcome", "at"),
)

events = Table(
    "events",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("kind", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("ids", JSON, nullable=False),
    Index(None, "kind", "at"),
)
