"""People and facts that the bot's tests share."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.facts import Facts
from bot.persona import Persona
from portfolio.money import Money
from portfolio.records import Account, Debtor
from portfolio.words import Channel, Direction, Locale

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("America/New_York"))
MARY = Debtor("d21", Locale.EN_US, "US-NY", "America/New_York", "US", "Mary Johnson", ("+15550100121",))
DUE_ON = date(2026, 11, 4)
LI = Debtor("d1", Locale.ZH_CN, "CN-44", "Asia/Shanghai", "CN", "李强", ("+8613800000000",))


def account(debtor: Debtor) -> Account:
    """What they owe since 4 November."""
    zh = debtor is LI
    id, creditor, currency = ("a1", "示例金融", "CNY") if zh else ("a21", "Example Finance", "USD")
    balance, minimum = ("3680", "368") if zh else ("480", "48")
    money = Money(Decimal(balance), currency)
    return Account(id, debtor.id, creditor, "consumer_loan", money, Money(Decimal(minimum), currency), DUE_ON, date(2025, 11, 4), NOW)


SECRETS = {"d21": (("birth_year", "1985"), ("zip", "02139")), "d1": (("id_last4", "3821"), ("birth_year", "1990"))}


def facts_of(debtor: Debtor, *, verified: bool = False) -> Facts:
    """The facts of an outbound call to them."""
    return Facts(
        locale=debtor.locale,
        channel=Channel.VOICE,
        direction=Direction.OUTBOUND,
        now=NOW,
        persona=Persona(),
        verified=verified,
        number_on_file=True,
        debtor=debtor,
        account=account(debtor),
        questions=tuple(q for q, _ in SECRETS[debtor.id]),
        answer_lengths=tuple((q, len(a)) for q, a in SECRETS[debtor.id]),
    )
