"""Records for tests of the ledger."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from portfolio.money import Money
from portfolio.records import (
    Account,
    AttemptState,
    ContactAttempt,
    ConversationRecord,
    Debtor,
    Promise,
    PromiseState,
    RaisedFlag,
    Utterance,
)
from portfolio.words import Channel, Direction, Flag, Locale, Speaker

NOW = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
NUMBER = "+8613800000000"
DEBTOR = Debtor("d1", Locale.ZH_CN, "CN-44", "Asia/Shanghai", "CN", "李强", (NUMBER, "+8613800000099"), "li@example.com")
OTHER = Debtor("d2", Locale.EN_US, "US-NY", "America/New_York", "US", "Mary Johnson", (NUMBER,))


def yuan(amount: str) -> Money:
    """An amount in CNY."""
    return Money(Decimal(amount), "CNY")


ACCOUNT = Account("a1", "d1", "示例金融", "consumer_loan", yuan("3680.10"), yuan("368"), date(2026, 3, 5), date(2025, 3, 5), NOW)


def conversation(conversation_id: str = "c1", debtor_id: str | None = "d1", started_at: datetime = NOW) -> ConversationRecord:
    """An inbound call that has just begun."""
    return ConversationRecord(conversation_id, Channel.VOICE, Direction.INBOUND, Locale.ZH_CN, started_at, debtor_id, number=NUMBER)


def said(text: str, utterance_id: str, client_msg_id: str | None = None, conversation_id: str = "c1") -> Utterance:
    """Something that the debtor said."""
    ended = NOW + timedelta(seconds=2)
    return Utterance(utterance_id, conversation_id, 0, Speaker.DEBTOR, Locale.ZH_CN, NOW, ended, text, client_msg_id=client_msg_id)


def promise(promise_id: str, amount: str = "500") -> Promise:
    """A promise that was just made."""
    return Promise(promise_id, "a1", "d1", yuan(amount), date(2026, 3, 13), PromiseState.OPEN, NOW, "c1")


def attempt(attempt_id: str, at: datetime = NOW, state: AttemptState = AttemptState.RESERVED) -> ContactAttempt:
    """A call to the debtor that is about to be placed."""
    return ContactAttempt(attempt_id, "d1", Channel.VOICE, Direction.OUTBOUND, state, at, None, NUMBER)


def raised(flag: Flag, conversation_id: str | None = "c1", number: str | None = None) -> RaisedFlag:
    """A flag from a conversation."""
    return RaisedFlag(flag, NOW, "debtor", conversation_id, number)
