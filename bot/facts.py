"""What the ledger knows for one turn, read once before the move; moves themselves read nothing."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.persona import Persona
from portfolio.money import Money
from portfolio.records import Account, Debtor
from portfolio.words import Channel, Direction, Flag, Locale


@dataclass(frozen=True)
class Facts:
    """One debtor and one overdue account as of `now`. `number_on_file`: the call comes from or goes to a number that we have of them."""

    locale: Locale
    channel: Channel
    direction: Direction
    now: datetime
    persona: Persona
    identified: bool = False
    verified: bool = False
    number_on_file: bool = False
    debtor: Debtor | None = field(repr=False, default=None)
    account: Account | None = field(repr=False, default=None)
    flags: frozenset[Flag] = frozenset()
    questions: tuple[str, ...] = ()
    answer_lengths: tuple[tuple[str, int], ...] = ()
    promises_before: int = 0
    broken_before: int = 0

    @property
    def zone(self) -> ZoneInfo:
        """The debtor's time zone; UTC where nobody is known."""
        return ZoneInfo(self.debtor.time_zone if self.debtor else "UTC")

    @property
    def today(self) -> date:
        """The day on the debtor's calendar."""
        return self.now.astimezone(self.zone).date()

    @property
    def balance(self) -> Money:
        """What is owed on the account; nothing where there is none."""
        return self.account.balance if self.account else Money(Decimal(0), "CNY" if self.locale is Locale.ZH_CN else "USD")

    @property
    def name(self) -> str:
        """The debtor's name as on file."""
        return self.debtor.name if self.debtor else ""

    @property
    def lender(self) -> str:
        """The lender's name to speak: the account's own creditor where it is written in the language spoken, else the persona's."""
        creditor = self.account.creditor if self.account else ""
        han = any("\u4e00" <= c <= "\u9fff" for c in creditor)
        return creditor if creditor and han == (self.locale is Locale.ZH_CN) else self.persona.lender[self.locale]

    @property
    def bot_name(self) -> str:
        """The bot's name in the language spoken."""
        return self.persona.bot_name[self.locale]

    def answer_length(self, question: str) -> int:
        """How many characters the stored answer has."""
        return dict(self.answer_lengths).get(question, 4)
