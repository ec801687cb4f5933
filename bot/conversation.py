"""The bot as channels see it: one `Talk` per conversation, a turn at a time.

talk = await conversations.start(opening)
reply = await talk.open()            # say reply.says, report each with was_heard
reply = await talk.hear(heard)
"""

import asyncio
from datetime import datetime
from weakref import WeakValueDictionary

import structlog

from bot import identity
from bot.hearing import Found, listen, written_in
from bot.move import Said
from bot.obligations import after_hearing
from bot.persona import Persona
from bot.phrases import Phrases
from bot.ports import Dialogue, Handoffs, Message
from bot.reply_json import reply_in
from bot.stage import Stage
from bot.state import DialogueState, dumps, loads
from bot.tripwires import Tripwire
from bot.turns import Expects, Heard, Opening, Reply, Saying
from bot.waiting import Waiting
from handoff.tickets import Ticket, TicketReason
from portfolio.failures import Unavailable
from portfolio.ledger import Ledger
from portfolio.records import ConversationRecord, RaisedFlag, Utterance
from portfolio.words import Clock, Locale, Speaker

log = structlog.get_logger(__name__)
AGENT = "agent:"
LEFT_WITH_THE_DEBTOR = frozenset(
    {
        TicketReason.ASKED_HUMAN,
        TicketReason.HARDSHIP,
        TicketReason.BEYOND_AUTHORITY,
        TicketReason.NOT_UNDERSTOOD,
        TicketReason.VERIFICATION_FAILED,
        TicketReason.UNKNOWN_CALLER,
        TicketReason.AGENT_TOOK_OVER,
    }
)
"""Tickets that nobody needs once the debtor is gone; every other one was promised an answer."""


class Conversations:
    """Begins or finds conversations. Made once, in wiring."""

    def __init__(
        self,
        ledger: Ledger,
        dialogue: Dialogue,
        handoffs: Handoffs,
        clock: Clock,
        persona: Persona | None = None,
        phrases: Phrases | None = None,
    ) -> None:
        self.stage = Stage(ledger, handoffs, clock, persona, phrases)
        self._ledger, self._dialogue, self._handoffs, self._clock = ledger, dialogue, handoffs, clock
        # a lock lives as long as some talk of its conversation
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def start(self, opening: Opening, clock: Clock | None = None) -> "Talk":
        """The talk of this conversation; a known id continues where it was. `clock`: its own, for demos and evaluation."""
        clock = clock or self._clock
        now = clock()
        known = opening.identified and opening.debtor_id is not None
        record = ConversationRecord(
            id=opening.conversation_id,
            channel=opening.channel,
            direction=opening.direction,
            locale=opening.locale,
            started_at=now,
            debtor_id=opening.debtor_id,
            number=opening.number,
            verified_at=now if known else None,
        )
        stored = await asyncio.to_thread(self._ledger.open_conversation, record)
        lock = self._locks.setdefault(stored.id, asyncio.Lock())
        return Talk(stored, self._ledger, self._dialogue, self._handoffs, clock, self.stage, lock)


class Talk:
    """One conversation. Turns wait for each other; every call may raise `Unavailable("database")` and nothing else by design."""

    def __init__(
        self,
        record: ConversationRecord,
        ledger: Ledger,
        dialogue: Dialogue,
        handoffs: Handoffs,
        clock: Clock,
        stage: Stage,
        lock: asyncio.Lock,
    ) -> None:
        self.id = record.id
        self.channel = record.channel
        self._locale = record.locale
        self._ledger, self._dialogue, self._handoffs, self._clock, self._stage = ledger, dialogue, handoffs, clock, stage
        self._waiting = Waiting(ledger, handoffs, stage, clock)
        self._lock = lock
        self._said: dict[str, Saying] = {}

    @property
    def locale(self) -> Locale:
        """The language of the last reply."""
        return self._locale

    async def open(self) -> Reply:
        """The first words."""
        async with self._lock:
            return await self._turn("/open_conversation")

    async def resume(self) -> Reply:
        """The line or socket came back: what is due is said again."""
        async with self._lock:
            record, state = await self._load()
            if held := await self._held(record, state):
                return held
            return await self._turn("/resume_conversation")

    async def hear(self, heard: Heard) -> Reply:
        """One utterance of the debtor: stored, guarded, understood, answered."""
        async with self._lock:
            record, state = await self._load()
            found = listen(heard, state, record)
            await asyncio.to_thread(self._ledger.append_utterance, self._utterance(record, heard, found.stored))
            if found.tripwire and record.debtor_id:
                # also while a human is awaited or talks: what was said counts
                await asyncio.to_thread(self._raise, record, found)
            if held := await self._held(record, state, found.tripwire):
                return held
            if found.checks:
                passed = await asyncio.to_thread(self._check, record, heard)
                return await self._turn("/verification_passed" if passed else "/verification_failed")
            return await self._turn(found.message, found.alternatives, written=written_in(heard))

    async def silence(self, count: int) -> Reply:
        """Nothing was heard for the `count`-th time."""
        async with self._lock:
            record, state = await self._load()
            if held := await self._held(record, state):
                return held
            return await self._turn("/silence", count=count)

    async def poll(self) -> tuple[Saying, ...]:
        """While held: the agent's typed words to be spoken, a calm word now and then, or that the bot is back."""
        async with self._lock:
            says = await self._waiting.news(self.id)
            self._said.update({s.id: s for s in says})
            return says

    async def was_heard(self, saying_id: str, text_heard: str, complete: bool, started_at: datetime, ended_at: datetime) -> None:
        """The channel's report of what reached the ear; chat reports each saying as complete. Nothing counts as said without it."""
        async with self._lock:
            await asyncio.to_thread(self._store_heard, saying_id, text_heard, complete, started_at, ended_at)

    async def hang_up(self, reason: str) -> None:
        """The line or window is closed. A waiting ticket of a debtor who left is given up, unless someone must call them back."""
        async with self._lock:
            record, state = await self._load()
            now = self._clock()
            done = state.disposition or ("not_verified" if record.verified_at is None else "no_outcome")
            await asyncio.to_thread(self._ledger.update_conversation, self.id, ended_at=now, disposition=done)
            await asyncio.to_thread(self._ledger.event, "conversation_ended", now, conversation_id=self.id, reason=reason)
            if (
                state.live
                and (ticket := await self._handoffs.holder(self.id))
                and (ticket.is_held or ticket.reason in LEFT_WITH_THE_DEBTOR)
            ):
                await self._handoffs.debtor_left(self.id)

    async def _load(self) -> tuple[ConversationRecord, DialogueState]:
        record = await asyncio.to_thread(self._ledger.conversation, self.id)
        if record is None:
            raise LookupError("no such conversation")
        return record, loads(record.state)

    async def _held(self, record: ConversationRecord, state: DialogueState, heard: Tripwire | None = None) -> Reply | None:
        """A mute reply while a human holds the talk, or it waits for one and nothing was asked; goodbye once the human closed it.

        Who says while waiting that they are in danger is answered at once.
        """
        ticket = await self._handoffs.holder(self.id)
        if ticket is None and (says := await self._waiting.farewell(record, state)):
            self._said.update({s.id: s for s in says})
            return Reply(says, state.expects, record.locale, ended=True, verified=record.verified_at is not None)
        asked = state.callback_offered or (heard is not None and heard.intent == "self_harm")
        if ticket is None or not (ticket.is_held or state.live) or (asked and not ticket.is_held):
            return None
        return self._mute(record, state, ticket)

    def _mute(self, record: ConversationRecord, state: DialogueState, ticket: Ticket) -> Reply:
        return Reply((), state.expects, record.locale, held=True, verified=record.verified_at is not None, ticket=ticket.id)

    async def _turn(self, text: str, alternatives: tuple[str, ...] = (), count: int = 0, written: Locale | None = None) -> Reply:
        record, _ = await self._load()
        message = Message(
            conversation_id=self.id,
            text=text,
            expects=record.expects,
            verified=record.verified_at is not None,
            locale=record.locale,
            channel=record.channel,
            now=self._clock(),
            alternatives=alternatives,
            count=count,
            written=written,
        )
        try:
            reply = reply_in(await self._dialogue.turn(message))
        except Unavailable as away:
            log.warning("dialogue_away", conversation_id=self.id, part=away.part)
            # A move that needs no understanding is played without the engine; anything else goes to a human.
            action = f"action_{text[1:]}" if text.startswith("/") else "action_technical"
            said = Said("" if text.startswith("/") else text, alternatives, count, written=written)
            reply = await self._stage.play(self.id, action, said, self._clock()) or Reply((), Expects(record.expects), record.locale)
        self._locale = reply.locale
        ticket = await self._handoffs.holder(self.id)
        if ticket is not None and ticket.is_held:
            # An agent took over while the bot was thinking: nothing of it is said.
            record, state = await self._load()
            return self._mute(record, state, ticket)
        self._said.update({s.id: s for s in reply.says})
        return reply

    def _utterance(self, record: ConversationRecord, heard: Heard, text: str) -> Utterance:
        return Utterance(
            id=f"{record.id}:{heard.client_msg_id or heard.started_at.isoformat()}",
            conversation_id=record.id,
            seq=0,
            speaker=Speaker.DEBTOR,
            locale=record.locale,
            started_at=heard.started_at,
            ended_at=heard.ended_at,
            text=text,
            confidence=heard.confidence,
            words=heard.words if text == heard.text else (),
            via=heard.via,
            client_msg_id=heard.client_msg_id,
        )

    def _raise(self, record: ConversationRecord, found: Found) -> None:
        if found.tripwire is None or record.debtor_id is None:
            return
        flag = found.tripwire.flag_in(record.channel)
        number = record.number if found.tripwire.intent == "wrong_number" else None
        raised = RaisedFlag(flag, self._clock(), "bot", record.id, number)
        self._ledger.raise_flag(record.debtor_id, raised)

    def _check(self, record: ConversationRecord, heard: Heard) -> bool:
        debtor_id = record.debtor_id
        with self._ledger.transaction() as tx:
            state = loads(record.state)
            questions = identity.askable(tx.verification_questions(debtor_id)) if debtor_id else ()
            question = next((q for q in questions if q not in state.secrets_passed), None)
            if debtor_id is None or question is None:
                return False
            answer = identity.find_answer((heard.text, *heard.alternatives), question, tx.answer_length(debtor_id, question))
            state = identity.check(tx, debtor_id, question, answer, state)
            tx.update_conversation(record.id, state=dumps(state))
            tx.event("identity_checked", self._clock(), conversation_id=record.id, outcome=state.check)
        return state.check == "passed"

    def _store_heard(self, saying_id: str, text: str, complete: bool, started_at: datetime, ended_at: datetime) -> None:
        saying = self._said.get(saying_id)
        if saying_id.startswith(AGENT):
            if not complete:
                self._ledger.replace_utterance_text(saying_id.removeprefix(AGENT), text, complete)
            return
        with self._ledger.transaction() as tx:
            record = tx.conversation(self.id)
            if record is None or (not text and not complete):
                return
            locale = saying.locale if saying else record.locale
            template = saying.template if saying else None
            tx.append_utterance(
                Utterance(f"{self.id}:bot:{saying_id}", self.id, 0, Speaker.BOT, locale, started_at, ended_at, text, complete, template)
            )
            if complete and saying is not None:
                state = after_hearing(loads(record.state), saying_id, saying.template, locale.value)
                tx.update_conversation(self.id, state=dumps(state))
