"""A talk on a real ledger in memory, with a fake dialogue engine and a fake queue."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.conversation import Conversations, Talk
from bot.fakes import FakeDialogue, FakeHandoffs
from bot.persona import Persona
from bot.turns import Heard, Opening, Reply
from portfolio.database import open_database
from portfolio.ledger import Ledger
from portfolio.money import Money
from portfolio.records import Account, Debtor
from portfolio.verification import Answer
from portfolio.words import Channel, Direction, Locale

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("America/New_York"))
MARY = Debtor("d21", Locale.EN_US, "US-NY", "America/New_York", "US", "Mary Johnson", ("+15550100121",))
LI = Debtor("d1", Locale.ZH_CN, "CN-44", "Asia/Shanghai", "CN", "李强", ("+8613800000000",))


@dataclass
class Scene:
    """A conversation under test: what is said to it, what it says, what is in the ledger."""

    ledger: Ledger
    dialogue: FakeDialogue
    handoffs: FakeHandoffs
    conversations: Conversations
    talk: Talk
    debtor: Debtor
    now: list[datetime]
    deaf: bool = False
    replies: list[Reply] = field(default_factory=list)

    def run(self, turn: object) -> Reply:
        """Await one turn and report every saying as heard, unless the debtor is deaf."""
        return asyncio.run(self._run(turn))

    async def _run(self, turn: object) -> Reply:
        reply: Reply = await turn  # type: ignore[misc]
        self.replies.append(reply)
        if not self.deaf:
            for saying in reply.says:
                await self.talk.was_heard(saying.id, saying.text, True, self.now[0], self.now[0])
        return reply

    def open(self) -> Reply:
        return self.run(self.talk.open())

    def say(self, text: str, *alternatives: str, via: str = "speech") -> Reply:
        self.now[0] += timedelta(seconds=5)
        return self.run(self.talk.hear(Heard(self.now[0], self.now[0], text, via, 0.9, alternatives)))  # type: ignore[arg-type]

    def verified(self) -> Reply:
        """Open and verify with the first secret."""
        self.open()
        self.say("/affirm")
        return self.say("1985" if self.debtor is MARY else "三八二一")

    @property
    def templates(self) -> list[str]:
        return [s.template for s in self.replies[-1].says]

    @property
    def text(self) -> str:
        return " ".join(s.text for s in self.replies[-1].says)

    @property
    def flags(self) -> set[str]:
        return {f.flag.value for f in self.ledger.flags(self.debtor.id)}


Make = Callable[..., Scene]


def by_name(text: str) -> str:
    """The test names the intent itself: "intent: words", or "intent" alone."""
    return text.split(":")[0].strip()


@pytest.fixture
def scene() -> Iterator[Make]:
    """Makes scenes; their ledgers are closed afterwards."""
    ledgers: list[Ledger] = []

    def make(
        debtor: Debtor | None = MARY,
        channel: Channel = Channel.VOICE,
        direction: Direction = Direction.OUTBOUND,
        number: str | None = "+15550100121",
        understand: Callable[[str], str] = by_name,
        role: str = "first_party",
        locale: Locale | None = None,
    ) -> Scene:
        ledger = Ledger(open_database("sqlite://"))
        ledgers.append(ledger)
        now = [NOW]
        clock = lambda: now[0]  # noqa: E731
        for one, account, secrets in (
            (MARY, _account("a21", "d21", "Example Finance", "480", "48", "USD"), (("birth_year", "1985"), ("zip", "02139"))),
            (LI, _account("a1", "d1", "示例金融", "3680", "368", "CNY"), (("id_last4", "3821"), ("birth_year", "1990"))),
        ):
            ledger.put_debtor(one)
            ledger.put_account(account)
            ledger.put_answers(one.id, [Answer(q, a) for q, a in secrets])
        dialogue, handoffs = FakeDialogue(understand), FakeHandoffs(clock)
        conversations = Conversations(ledger, dialogue, handoffs, clock, Persona(role=role))  # type: ignore[arg-type]
        dialogue.stage = conversations.stage
        spoken = locale or (debtor.locale if debtor else Locale.EN_US)
        opening = Opening("CA1", channel, direction, spoken, debtor.id if debtor else None, channel is Channel.CHAT, number)
        talk = asyncio.run(conversations.start(opening))
        return Scene(ledger, dialogue, handoffs, conversations, talk, debtor or MARY, now)

    yield make
    for one in ledgers:
        one.close()


def _account(id: str, debtor: str, creditor: str, balance: str, minimum: str, currency: str) -> Account:
    money = Money(Decimal(balance), currency)
    return Account(id, debtor, creditor, "consumer_loan", money, Money(Decimal(minimum), currency), date(2026, 11, 4), date(2025, 11, 4), NOW)
