"""One open conversation per debtor, every text heard once, notes never shown."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from app.chat.fakes import EchoTalks, FakeHolders, FakeLedger
from app.chat.ports import Holding
from app.chat.threads import QUIET, NoSuchConversation, NoSuchDebtor, Threads
from app.chat.tokens import Bearer
from app.chat.wire import Phase
from handoff.bell import LocalBell
from portfolio.failures import Unavailable
from portfolio.records import ConversationRecord, Debtor
from portfolio.words import Channel, Direction, Locale, Speaker

pytestmark = pytest.mark.anyio
START = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
LI = Bearer("d1", START + timedelta(days=2))


@dataclass
class House:
    now: datetime = START
    ledger: FakeLedger = field(default_factory=FakeLedger)
    holders: FakeHolders = field(default_factory=FakeHolders)
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.ledger.people["d1"] = Debtor("d1", Locale.ZH_CN, "CN-44", "Asia/Shanghai", "CN", "李强", ("+8613800000000",))
        self.ledger.people["d21"] = Debtor("d21", Locale.EN_US, "US-NY", "America/New_York", "US", "Mary Johnson", ("+15550100121",))
        self.talks = EchoTalks(self.ledger, self.holders, lambda: self.now)
        self.threads = Threads(
            ledger=self.ledger,
            talks=self.talks,
            bell=LocalBell(),
            holders=self.holders,
            clock=lambda: self.now,
            new_id=lambda: f"chat-{next(self.ids)}",
        )

    def texts(self, conversation: str) -> list[str]:
        return [each.text for each in self.ledger.utterances(conversation)]


@pytest.fixture
def house() -> House:
    return House()


async def test_a_first_text_begins_with_the_bots_opening(house: House) -> None:
    taken = await house.threads.hear(LI, "在吗", "m1")
    assert house.texts(taken.conversation_id) == ["你好，我是自动助手。", "在吗", "echo: 在吗"]
    assert [each.seq for each in await house.threads.since(taken.conversation_id, taken.before)] == [2, 3]


async def test_the_open_conversation_is_resumed(house: House) -> None:
    first = await house.threads.open(LI)
    house.now += QUIET - timedelta(seconds=1)
    assert await house.threads.open(LI) == first
    assert len(house.texts(first)) == 1


async def test_two_devices_that_open_at_once_share_one_conversation(house: House) -> None:
    one, other = await asyncio.gather(house.threads.open(LI), house.threads.open(LI))
    assert one == other
    assert len(house.texts(one)) == 1


async def test_hours_of_silence_end_a_conversation(house: House) -> None:
    first = await house.threads.open(LI)
    house.now += QUIET
    second = await house.threads.open(LI)
    assert second != first
    assert house.ledger.records[first].disposition == "quiet"


async def test_a_held_conversation_waits_for_its_agent_longer_than_that(house: House) -> None:
    first = await house.threads.open(LI)
    house.holders.held[first] = Holding()
    house.now += QUIET * 3
    assert await house.threads.open(LI) == first


async def test_a_text_sent_twice_is_heard_once(house: House) -> None:
    first = await house.threads.hear(LI, "hello", "m1")
    again = await house.threads.hear(LI, "hello", "m1")
    assert again == first
    assert len(house.talks.heard) == 1


async def test_two_copies_in_flight_are_heard_once(house: House) -> None:
    await asyncio.gather(house.threads.hear(LI, "hello", "m1"), house.threads.hear(LI, "hello", "m1"))
    assert len(house.talks.heard) == 1


async def test_the_last_word_sent_again_does_not_begin_a_new_conversation(house: House) -> None:
    first = await house.threads.hear(LI, "bye", "m1")
    assert await house.threads.hear(LI, "bye", "m1") == first
    assert len(house.ledger.records) == 1


async def test_a_text_after_the_end_begins_a_new_conversation(house: House) -> None:
    first = await house.threads.hear(LI, "bye", "m1")
    second = await house.threads.hear(LI, "one more thing", "m2")
    assert second.conversation_id != first.conversation_id


async def test_a_text_that_was_stored_but_never_answered_is_answered_when_it_comes_again(house: House) -> None:
    house.talks.fail_after = 1
    with pytest.raises(Unavailable):
        await house.threads.hear(LI, "hello", "m1")
    taken = await house.threads.hear(LI, "hello", "m1")
    assert house.texts(taken.conversation_id)[1:] == ["hello", "echo: hello"]


async def test_while_held_a_text_sent_again_is_not_heard_again(house: House) -> None:
    opened = await house.threads.open(LI)
    house.holders.held[opened] = Holding("Ann")
    for _ in range(2):
        await house.threads.hear(LI, "are you there", "m1")
    assert house.texts(opened)[1:] == ["are you there"]


async def test_notes_of_agents_are_never_shown(house: House) -> None:
    opened = await house.threads.open(LI)
    house.ledger.say(opened, Speaker.NOTE, "seems upset", house.now)
    house.ledger.say(opened, Speaker.AGENT, "Good morning", house.now)
    assert [(each.seq, each.speaker) for each in await house.threads.since(opened, 0)] == [(1, Speaker.BOT), (3, Speaker.AGENT)]


async def test_the_bots_own_news_is_said_once(house: House) -> None:
    opened = await house.threads.open(LI)
    house.talks.to_say = ["Nobody is free yet."]
    await house.threads.news(LI, opened)
    await house.threads.news(LI, opened)
    assert house.texts(opened)[1:] == ["Nobody is free yet."]


async def test_news_that_ends_the_conversation_ends_it(house: House) -> None:
    opened = await house.threads.open(LI)
    house.talks.to_say = ["Goodbye."]
    await house.threads.news(LI, opened)
    assert (await house.threads.one(LI.debtor_id, opened)).ended_at is not None


async def test_a_ticket_for_review_leaves_the_bot_talking_and_the_conversation_open(house: House) -> None:
    opened = await house.threads.open(LI)
    house.holders.held[opened] = Holding(mute=False)
    assert (await house.threads.standing(house.ledger.records[opened])).phase is Phase.BOT
    taken = await house.threads.hear(LI, "hello", "m1")
    assert house.texts(opened)[1:] == ["hello", "echo: hello"]
    house.now += QUIET * 2
    assert await house.threads.open(LI) == taken.conversation_id


async def test_an_opening_that_was_lost_is_said_when_the_debtor_comes_again(house: House) -> None:
    house.ledger.open_conversation(ConversationRecord("c0", Channel.CHAT, Direction.INBOUND, Locale.ZH_CN, START, "d1"))
    assert await house.threads.open(LI) == "c0"
    assert house.texts("c0") == ["你好，我是自动助手。"]


async def test_a_call_is_never_taken_for_a_chat(house: House) -> None:
    house.ledger.open_conversation(ConversationRecord("CA1", Channel.VOICE, Direction.INBOUND, Locale.ZH_CN, START, "d1"))
    assert await house.threads.open(LI) != "CA1"


async def test_the_standing_tells_who_answers(house: House) -> None:
    opened = await house.threads.open(LI)
    seen = []
    for holding in (None, Holding(), Holding("Ann")):
        house.holders.held = {opened: holding} if holding else {}
        standing = await house.threads.standing(house.ledger.records[opened])
        seen.append((standing.phase, standing.agent))
    assert seen == [(Phase.BOT, None), (Phase.WAITING, None), (Phase.AGENT, "Ann")]


async def test_the_tokens_locale_wins_over_the_debtors(house: House) -> None:
    opened = await house.threads.open(Bearer("d1", LI.expires_at, Locale.EN_US))
    assert house.texts(opened) == ["Hello, I am an automated assistant."]


async def test_a_token_for_nobody_we_know_is_told_so(house: House) -> None:
    with pytest.raises(NoSuchDebtor):
        await house.threads.open(Bearer("d99", LI.expires_at))


async def test_another_debtors_conversation_is_not_there(house: House) -> None:
    opened = await house.threads.open(LI)
    with pytest.raises(NoSuchConversation):
        await house.threads.one("d21", opened)
