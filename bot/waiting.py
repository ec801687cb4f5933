"""While a human holds the talk, or it waits for one: what the debtor hears meanwhile. SQL's thread is the truth."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from bot.lines import Line, line
from bot.obligations import saying_id
from bot.ports import Handoffs
from bot.stage import Stage
from bot.state import DialogueState, dumps, loads
from bot.turns import Expects, Saying
from handoff.tickets import OVER, Ticket, TicketReason, TicketState
from portfolio.ledger import Ledger
from portfolio.records import ConversationRecord
from portfolio.words import Channel, Clock, Speaker

AGENT = "agent:"
HOLD_EVERY = timedelta(seconds=20)
NOBODY_AFTER = timedelta(seconds=60)
SAFETY_NOBODY_AFTER = timedelta(minutes=15)
"""Somebody in danger is not asked for a call-back time while there is any hope of a human now."""


class Waiting:
    """Makes the news of a held talk."""

    def __init__(self, ledger: Ledger, handoffs: Handoffs, stage: Stage, clock: Clock) -> None:
        self._ledger, self._handoffs, self._stage, self._clock = ledger, handoffs, stage, clock

    async def news(self, conversation_id: str) -> tuple[Saying, ...]:
        """What is to be said now; usually nothing."""
        record = await asyncio.to_thread(self._ledger.conversation, conversation_id)
        if record is None:
            return ()
        state, now = loads(record.state), self._clock()
        ticket = await self._handoffs.holder(conversation_id)
        if ticket is not None and ticket.is_held:
            if not state.live or state.ticket != ticket.id:
                state = replace(state, live=True, ticket=ticket.id)
                await self._save(record, state)
            return await self._agent_words(record, state)
        if not state.live:
            return ()
        if ticket is not None:
            return await self._while_waiting(record, state, ticket, now)
        return await self.farewell(record, state) or await self._back(record, state)

    async def _back(self, record: ConversationRecord, state: DialogueState) -> tuple[Saying, ...]:
        last = await self._handoffs.ticket(state.ticket) if state.ticket else None
        if last is not None and last.state not in OVER:
            return ()
        return await self._say(
            record, state, line("back_to_bot"), expects=Expects.ANYTHING_ELSE, topic="", live=False, callback_offered=False
        )

    async def farewell(self, record: ConversationRecord, state: DialogueState) -> tuple[Saying, ...]:
        """The agent who held the talk closed it: goodbye, and the end. Only a ticket given back lets the bot go on."""
        last = await self._handoffs.ticket(state.ticket) if state.live and state.ticket and not state.ended else None
        if last is None or last.state is not TicketState.CLOSED:
            return ()
        said = await self._say(
            record, state, line("goodbye"), live=False, ended=True, topic="", disposition=state.disposition or "with_agent"
        )
        return tuple(replace(one, ends=True) for one in said)

    async def _while_waiting(self, record: ConversationRecord, state: DialogueState, ticket: Ticket, now: datetime) -> tuple[Saying, ...]:
        since = state.waiting_since or now
        patience = SAFETY_NOBODY_AFTER if ticket.reason is TicketReason.SELF_HARM else NOBODY_AFTER
        chat = record.channel is Channel.CHAT
        if now - since >= patience and not state.callback_offered and ticket.state is TicketState.QUEUED:
            if chat or record.debtor_id is None:
                return await self._say(
                    record, state, line("nobody_free_chat" if chat else "hold"), callback_offered=chat, waiting_since=now
                )
            return await self._say(record, state, line("nobody_free"), expects=Expects.CALLBACK_TIME, topic="", callback_offered=True)
        if chat or state.callback_offered or now - (state.hold_said_at or since) < HOLD_EVERY:
            return ()
        return await self._say(record, state, line("hold"), hold_said_at=now)

    async def _agent_words(self, record: ConversationRecord, state: DialogueState) -> tuple[Saying, ...]:
        """On the phone the agent's typed words are spoken; a chat shows them itself."""
        fresh = await asyncio.to_thread(self._ledger.utterances, record.id, state.agent_seq)
        typed = tuple(u for u in fresh if u.speaker is Speaker.AGENT and u.via == "text")
        if not typed or record.channel is Channel.CHAT:
            return ()
        await self._save(record, replace(state, agent_seq=typed[-1].seq, live=True))
        today = self._clock().date()
        return tuple(
            replace(self._stage.saying(f"{AGENT}{u.id}", line("agent_says", text=u.text), record.locale, today), interruptible=True)
            for u in typed
        )

    async def _say(self, record: ConversationRecord, state: DialogueState, one: Line, **changes: object) -> tuple[Saying, ...]:
        state = replace(state, turn=state.turn + 1, **changes)  # type: ignore[arg-type]
        await self._save(record, state)
        return (self._stage.saying(saying_id(state.turn, 0), one, record.locale, self._clock().date()),)

    async def _save(self, record: ConversationRecord, state: DialogueState) -> None:
        await asyncio.to_thread(self._ledger.update_conversation, record.id, state=dumps(state), expects=state.expects.value)
