"""The chat's threads on the real bot, ledger and tickets (SQLite); only what was understood is given, so that no Rasa is needed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from app.chat.holding import TicketHolders
from app.chat.threads import QUIET, Threads
from app.chat.tokens import Bearer
from app.chat.wire import Message, Phase
from bot.conversation import Conversations
from bot.fakes import FakeDialogue
from handoff.bell import LocalBell
from handoff.handoffs import Handoffs
from handoff.queue_memory import MemoryQueue
from handoff.tickets import ReturnReason, WrapUpCode
from handoff.tickets_sql import TicketBook
from portfolio.database import open_database
from portfolio.demo_book import load_demo_book
from portfolio.ledger import Ledger
from portfolio.records import PromiseState
from portfolio.words import Speaker

pytestmark = pytest.mark.anyio
START = datetime(2026, 3, 11, 15, 0, tzinfo=UTC)
MARY = Bearer("d21", START + timedelta(days=9))
MEANT = {
    "i will pay all of it tomorrow": "give_promise",
    "yes": "affirm",
    "no that is all": "deny",
    "a human please": "ask_human",
    "how much": "how_much",
}


@dataclass
class House:
    ledger: Ledger
    handoffs: Handoffs
    dialogue: FakeDialogue
    now: datetime = START

    def __post_init__(self) -> None:
        bot = Conversations(self.ledger, self.dialogue, self.handoffs, lambda: self.now)
        self.dialogue.stage = bot.stage
        ids = count(1)
        self.threads = Threads(
            ledger=self.ledger,
            talks=bot,
            bell=LocalBell(),
            holders=TicketHolders(self.handoffs.holder, lambda agent_id: "Ann"),
            clock=lambda: self.now,
            new_id=lambda: f"chat-{next(ids)}",
        )

    async def write(self, text: str, id: str) -> tuple[Message, ...]:
        self.now += timedelta(seconds=5)
        taken = await self.threads.hear(MARY, text, id)
        return await self.threads.since(taken.conversation_id, taken.before)

    async def phase(self) -> Phase:
        record = await self.threads.latest("d21")
        assert record is not None
        return (await self.threads.standing(record)).phase


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    engine = open_database(f"sqlite:///{tmp_path}/chat.sqlite3")
    ledger = Ledger(engine)
    load_demo_book(ledger, START)
    tickets = count(1)
    queue = MemoryQueue(lambda: built.now)
    handoffs = Handoffs(
        book=TicketBook(engine), queue=queue, presence=queue, bell=LocalBell(), clock=lambda: built.now, new_id=lambda: f"t{next(tickets)}"
    )
    built = House(ledger, handoffs, FakeDialogue(lambda text: MEANT.get(text, "out_of_scope")))
    yield built
    engine.dispose()


async def test_the_opening_says_that_it_is_automated_and_is_stored_once(house: House) -> None:
    opened = await house.threads.open(MARY)
    assert await house.threads.open(MARY) == opened
    says = await house.threads.since(opened, 0)
    assert {each.speaker for each in says} == {Speaker.BOT}
    assert "automated" in " ".join(each.text for each in says).lower()
    assert [each.seq for each in says] == list(range(1, len(says) + 1))


async def test_a_chat_leads_to_a_promise_and_its_goodbye_ends_the_conversation(house: House) -> None:
    await house.write("i will pay all of it tomorrow", "m1")
    await house.write("yes", "m2")
    (promise,) = house.ledger.promises("d21")
    assert (promise.state, promise.amount) == (PromiseState.OPEN, house.ledger.accounts("d21")[0].balance)
    await house.write("no that is all", "m3")
    assert await house.phase() is Phase.ENDED


async def test_a_text_sent_twice_changes_nothing(house: House) -> None:
    first = await house.write("i will pay all of it tomorrow", "m1")
    assert await house.write("i will pay all of it tomorrow", "m1") == first
    assert sum(each.client_msg_id == "m1" for each in house.ledger.utterances(first[0].conversation)) == 1


async def test_a_human_is_asked_for_answers_and_gives_back(house: House) -> None:
    await house.write("a human please", "m1")
    assert await house.phase() is Phase.WAITING
    assert [each.speaker for each in await house.write("how much", "m2")] == [Speaker.DEBTOR]
    record = await house.threads.latest("d21")
    assert record is not None
    ticket = await house.handoffs.holder(record.id)
    assert ticket is not None
    held = await house.handoffs.take(ticket.id, "u1")
    assert (await house.threads.standing(record)).agent == "Ann"
    assert [each.speaker for each in await house.write("how much", "m3")] == [Speaker.DEBTOR]
    await house.handoffs.return_to_bot(held.ticket.id, held.fence, ReturnReason.QUESTION_ANSWERED)
    await house.threads.news(MARY, record.id)
    last = house.ledger.utterances(record.id)[-1]
    assert (last.speaker, await house.phase()) == (Speaker.BOT, Phase.BOT)
    await house.threads.news(MARY, record.id)
    assert house.ledger.utterances(record.id)[-1] == last


async def test_a_chat_that_the_agent_closed_ends_with_a_goodbye(house: House) -> None:
    await house.write("a human please", "m1")
    record = await house.threads.latest("d21")
    assert record is not None
    ticket = await house.handoffs.holder(record.id)
    assert ticket is not None
    held = await house.handoffs.take(ticket.id, "u1")
    await house.handoffs.close(held.ticket.id, held.fence, WrapUpCode.QUESTION_ANSWERED, "")
    await house.threads.news(MARY, record.id)
    assert house.ledger.utterances(record.id)[-1].speaker is Speaker.BOT
    assert await house.phase() is Phase.ENDED


async def test_when_nobody_comes_the_debtor_is_told_once_and_the_bot_is_there_again(house: House) -> None:
    await house.write("a human please", "m1")
    record = await house.threads.latest("d21")
    assert record is not None
    before = len(house.ledger.utterances(record.id))
    house.now += timedelta(minutes=2)
    for _ in range(3):
        await house.threads.news(MARY, record.id)
    assert len(house.ledger.utterances(record.id)) == before + 1
    assert await house.phase() is Phase.BOT
    assert Speaker.BOT in {each.speaker for each in await house.write("how much", "m2")}


async def test_while_rasa_is_away_the_debtor_is_answered_honestly_and_a_human_is_asked(house: House) -> None:
    await house.threads.open(MARY)
    house.dialogue.away = True
    says = await house.write("how much", "m1")
    assert [each.speaker for each in says][:2] == [Speaker.DEBTOR, Speaker.BOT]
    assert await house.handoffs.waiting()


async def test_a_day_later_a_new_conversation_begins(house: House) -> None:
    first = await house.threads.open(MARY)
    house.now += QUIET
    assert await house.threads.open(MARY) != first
    old = house.ledger.conversation(first)
    assert old is not None
    assert old.ended_at == house.now
