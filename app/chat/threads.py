"""A debtor's chat conversations: find the open one or begin it, hear a text exactly once, read the thread.

One open chat conversation per debtor. It ends when the bot or an agent closes it, or after `QUIET` without a word
(a held one waits for its agent as long as it takes). The thread in SQL is the truth; sockets only show it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from weakref import WeakValueDictionary

from anyio.to_thread import run_sync

from app.chat.ports import BellPort, HoldersPort, LedgerPort, TalkPort, TalksPort
from app.chat.tokens import Bearer
from app.chat.wire import Message, Phase, Standing, message
from bot.turns import Heard, Opening, Reply, Saying
from portfolio.failures import BadInput
from portfolio.records import ConversationRecord, Debtor, Utterance
from portfolio.words import Channel, Clock, Direction, Locale, Speaker

QUIET = timedelta(hours=12)
SEEN_BY_DEBTOR = frozenset({Speaker.DEBTOR, Speaker.BOT, Speaker.AGENT})
ANSWERS = frozenset({Speaker.BOT, Speaker.AGENT})


class NoSuchDebtor(BadInput):
    """The token is sound but names nobody in the portfolio."""


class NoSuchConversation(BadInput):
    """Not a chat conversation of this debtor."""


@dataclass(frozen=True)
class Taken:
    """A text was heard, now or earlier: its conversation, and the seq before the first entry that it brought about."""

    conversation_id: str
    before: int


class Threads:
    """Everything that the doors (HTTP and WebSocket) do with conversations. Turns of one debtor run one after another."""

    def __init__(
        self, *, ledger: LedgerPort, talks: TalksPort, bell: BellPort, holders: HoldersPort, clock: Clock, new_id: Callable[[], str]
    ) -> None:
        self._ledger, self._talks, self._bell, self._holders, self._clock, self._new_id = ledger, talks, bell, holders, clock, new_id
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def debtor(self, bearer: Bearer) -> Debtor:
        """Returns the person whom the token names, or raises `NoSuchDebtor`."""
        debtor = await run_sync(self._ledger.debtor, bearer.debtor_id)
        if debtor is None:
            raise NoSuchDebtor("this chat token names nobody we know")
        return debtor

    async def latest(self, debtor_id: str) -> ConversationRecord | None:
        """Returns the debtor's newest chat conversation, open or ended."""
        chats = [each for each in await run_sync(self._ledger.conversations, debtor_id) if each.channel is Channel.CHAT]
        return max(chats, key=lambda each: (each.started_at, each.id), default=None)

    async def one(self, debtor_id: str, conversation_id: str) -> ConversationRecord:
        """Returns a chat conversation of this debtor, never of another."""
        for each in await run_sync(self._ledger.conversations, debtor_id):
            if each.id == conversation_id and each.channel is Channel.CHAT:
                return each
        raise NoSuchConversation("no such chat conversation")

    async def open(self, bearer: Bearer) -> str:
        """Returns the id of the open conversation; begins one, with the bot's opening words, where there is none."""
        debtor = await self.debtor(bearer)
        async with self._turn(debtor.id):
            return (await self._open(bearer, debtor))[0]

    async def hear(self, bearer: Bearer, text: str, client_msg_id: str) -> Taken:
        """The debtor wrote. A text sent again with its id is not heard twice; one whose answer was lost is answered."""
        debtor = await self.debtor(bearer)
        async with self._turn(debtor.id):
            latest = await self.latest(debtor.id)
            known = await self._known(latest, client_msg_id)
            if latest and known and (latest.ended_at or await self._answered(latest, known)):
                return Taken(known.conversation_id, known.seq - 1)
            conversation_id, talk = await self._open(bearer, debtor)
            before = known.seq - 1 if known else await self._last_seq(conversation_id)
            now = self._clock()
            reply = await talk.hear(Heard(now, now, text, client_msg_id=client_msg_id))
            await self._show(conversation_id, talk, reply)
            return Taken(conversation_id, before)

    async def news(self, bearer: Bearer, conversation_id: str) -> None:
        """Lets the bot say what it has to say by itself (nobody is free, the agent gave the conversation back)."""
        debtor = await self.debtor(bearer)
        async with self._turn(debtor.id):
            record = await self.one(debtor.id, conversation_id)
            if record.ended_at is None:
                talk = await self._talk(record.id, bearer, debtor, record.locale)
                if says := await talk.poll():
                    await self._say(talk, says)
                    if says[-1].ends:
                        await talk.hang_up("agent")
                    await self._bell.ring(record.id)

    async def since(self, conversation_id: str, after: int) -> tuple[Message, ...]:
        """Returns the entries above `after` that a debtor may see; agents' notes are not among them."""
        thread = await run_sync(self._ledger.utterances, conversation_id, after)
        return tuple(message(each) for each in thread if each.speaker in SEEN_BY_DEBTOR)

    async def standing(self, record: ConversationRecord) -> Standing:
        """Returns who answers in this conversation now."""
        holding = None if record.ended_at else await self._holders.holding(record)
        if record.ended_at:
            phase = Phase.ENDED
        elif holding is None or not holding.mute:
            phase = Phase.BOT
        else:
            phase = Phase.AGENT if holding.agent else Phase.WAITING
        return Standing(conversation=record.id, phase=phase, locale=record.locale, agent=holding.agent if holding else None)

    def rings(self, conversation_id: str) -> AsyncIterator[None]:
        """Yields whenever the thread may have grown."""
        return self._bell.listen(conversation_id)

    def _turn(self, debtor_id: str) -> asyncio.Lock:
        return self._locks.setdefault(debtor_id, asyncio.Lock())

    async def _talk(self, conversation_id: str, bearer: Bearer, debtor: Debtor, locale: Locale | None = None) -> TalkPort:
        spoken = locale or bearer.locale or debtor.locale
        return await self._talks.start(Opening(conversation_id, Channel.CHAT, Direction.INBOUND, spoken, debtor.id, identified=True))

    async def _open(self, bearer: Bearer, debtor: Debtor) -> tuple[str, TalkPort]:
        record = await self.latest(debtor.id)
        if record is not None and record.ended_at is None:
            talk = await self._talk(record.id, bearer, debtor, record.locale)
            thread = await run_sync(self._ledger.utterances, record.id)
            if not thread:  # begun, but the opening words were lost with whatever failed then
                await self._show(record.id, talk, await talk.open())
                return record.id, talk
            if not await self._lapsed(record, thread[-1]):
                return record.id, talk
            await talk.hang_up("quiet")
        conversation_id = self._new_id()
        talk = await self._talk(conversation_id, bearer, debtor)
        await self._show(conversation_id, talk, await talk.open())
        return conversation_id, talk

    async def _lapsed(self, record: ConversationRecord, last: Utterance) -> bool:
        return self._clock() - last.ended_at >= QUIET and await self._holders.holding(record) is None

    async def _show(self, conversation_id: str, talk: TalkPort, reply: Reply) -> None:
        await self._say(talk, reply.says)
        if reply.ended:
            await talk.hang_up("bot")
        await self._bell.ring(conversation_id)

    async def _say(self, talk: TalkPort, says: tuple[Saying, ...]) -> None:
        for saying in says:
            now = self._clock()
            await talk.was_heard(saying.id, saying.text, True, now, now)

    async def _known(self, record: ConversationRecord | None, client_msg_id: str) -> Utterance | None:
        thread = await run_sync(self._ledger.utterances, record.id) if record else ()
        return next((each for each in thread if each.client_msg_id == client_msg_id), None)

    async def _answered(self, record: ConversationRecord, known: Utterance) -> bool:
        later = await run_sync(self._ledger.utterances, record.id, known.seq)
        holding = await self._holders.holding(record)
        return any(each.speaker in ANSWERS for each in later) or (holding is not None and holding.mute)

    async def _last_seq(self, conversation_id: str) -> int:
        thread = await run_sync(self._ledger.utterances, conversation_id)
        return thread[-1].seq if thread else 0
