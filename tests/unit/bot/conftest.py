"""A talk on a real ledger in memory, with a fake dialogue engine and a fake queue."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from unit.bot.people import LI, MARY, NOW, SECRETS, account

from bot.conversation import Conversations, Talk
from bot.fakes import FakeDialogue, FakeHandoffs
from bot.persona import Persona
from bot.turns import Heard, Opening, Reply
from portfolio.database import open_database
from portfolio.ledger import Ledger
from portfolio.records import Debtor
from portfolio.verification import Answer
from portfolio.words import Channel, Direction, Locale


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
    intent: list[str]
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

    def say(self, text: str, intent: str = "nlu_fallback", *, alternatives: tuple[str, ...] = (), via: str = "speech") -> Reply:
        """The debtor says `text`; the engine understands `intent`."""
        self.intent[0] = intent
        self.now[0] += timedelta(seconds=5)
        return self.run(self.talk.hear(Heard(self.now[0], self.now[0], text, via, 0.9, alternatives)))  # type: ignore[arg-type]

    def verified(self) -> Reply:
        """Open and verify with the first secret."""
        self.open()
        self.say("yes", "affirm")
        return self.say("nineteen eighty five" if self.debtor is MARY else "三八二一")

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


@pytest.fixture
def scene() -> Iterator[Make]:
    """Makes scenes; their ledgers are closed afterwards."""
    ledgers: list[Ledger] = []

    def make(
        debtor: Debtor | None = MARY,
        channel: Channel = Channel.VOICE,
        direction: Direction = Direction.OUTBOUND,
        number: str | None = "+15550100121",
        role: str = "first_party",
        locale: Locale | None = None,
    ) -> Scene:
        ledger = Ledger(open_database("sqlite://"))
        ledgers.append(ledger)
        now, intent = [NOW], [""]
        clock = lambda: now[0]  # noqa: E731
        for one in (MARY, LI):
            ledger.put_debtor(one)
            ledger.put_account(account(one))
            ledger.put_answers(one.id, [Answer(q, a) for q, a in SECRETS[one.id]])
        dialogue, handoffs = FakeDialogue(lambda _: intent[0]), FakeHandoffs(clock)
        conversations = Conversations(ledger, dialogue, handoffs, clock, Persona(role=role))  # type: ignore[arg-type]
        dialogue.stage = conversations.stage
        spoken = locale or (debtor.locale if debtor else Locale.EN_US)
        opening = Opening("CA1", channel, direction, spoken, debtor.id if debtor else None, channel is Channel.CHAT, number)
        talk = asyncio.run(conversations.start(opening))
        return Scene(ledger, dialogue, handoffs, conversations, talk, debtor or MARY, now, intent)

    yield make
    for one in ledgers:
        one.close()
