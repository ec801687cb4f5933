"""Handoffs as channels, bot and desk use them. SQL first, always; then the queue's index and the bell, whose loss delays and never loses.

Every ticket that is opened ends with a human, a callback, or the debtor's own leaving.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from typing import ParamSpec, TypeVar

import structlog

from handoff.bell import DESK, Bell
from handoff.capacity import channels_with_room
from handoff.lifecycle import Change, Move, MoveRefused
from handoff.queue import OFFER_S, Kind, Presence, Queue
from handoff.tickets import (
    PRIORITIES,
    WAITING,
    Accepted,
    Audited,
    DeclineReason,
    HandoffRequest,
    ReturnReason,
    Ticket,
    TicketState,
    WrapUpCode,
)
from handoff.tickets_sql import TicketBook, new_ticket
from portfolio.failures import Unavailable
from portfolio.words import Clock, Locale

log = structlog.get_logger(__name__)
P = ParamSpec("P")
T = TypeVar("T")
BOTH = (Locale.ZH_CN, Locale.EN_US)


class Handoffs:
    """One per process. Raises `MoveRefused` for what may not be, `Unavailable("database")` where nothing could be recorded."""

    def __init__(self, *, book: TicketBook, queue: Queue, presence: Presence, bell: Bell, clock: Clock, new_id: Callable[[], str]) -> None:
        self._book = book
        self._queue = queue
        self._presence = presence
        self._bell = bell
        self._clock = clock
        self._new_id = new_id

    async def open(self, request: HandoffRequest) -> Ticket:
        """Queue the conversation for a human; one that already waits or is held keeps its ticket and its place."""
        new = new_ticket(request, self._new_id(), PRIORITIES[request.reason], self._clock())
        ticket, is_new = await self._sql(self._book.open, new)
        log.info("ticket_opened" if is_new else "ticket_already_open", ticket_id=ticket.id, reason=str(request.reason))
        await self._follow(ticket, None)
        return ticket

    async def holder(self, conversation_id: str) -> Ticket | None:
        """The ticket that keeps the bot mute: waiting, offered or in an agent's hands."""
        return await self._sql(self._book.muting, conversation_id)

    async def ticket(self, ticket_id: str) -> Ticket | None:
        """By id."""
        return await self._sql(self._book.ticket, ticket_id)

    async def for_conversation(self, conversation_id: str) -> tuple[Ticket, ...]:
        """All tickets of the conversation, the newest last."""
        return await self._sql(self._book.for_conversation, conversation_id)

    async def waiting(self) -> tuple[Ticket, ...]:
        """Queued and offered, in the order of service."""
        return await self._sql(self._book.waiting)

    async def held(self, agent_id: str | None = None) -> tuple[Ticket, ...]:
        """What agents, or this one, have in hand."""
        return await self._sql(self._book.held, agent_id)

    async def callbacks(self) -> tuple[Ticket, ...]:
        """Tickets that wait for their hour, the earliest first."""
        return await self._sql(self._book.callbacks)

    async def audit(self, ticket_id: str) -> tuple[Audited, ...]:
        """Every move of the ticket in order."""
        return await self._sql(self._book.audit, ticket_id)

    async def place(self, ticket_id: str) -> int | None:
        """How many are served before this one, counted from 1; None once it does not wait."""
        order = [ticket.id for ticket in await self.waiting()]
        return order.index(ticket_id) + 1 if ticket_id in order else None

    async def offer_next(self, agent_id: str, locales: tuple[Locale, ...] = BOTH) -> Ticket | None:
        """The offer that this agent already has, or the next ticket of the queue, now his to accept for half a minute."""
        await self.lapse()
        waiting = await self.waiting()
        for ticket in waiting:
            if ticket.state is TicketState.OFFERED and ticket.agent_id == agent_id:
                return ticket
        kinds = frozenset(product(locales, channels_with_room(await self.held(agent_id)))) if waiting else frozenset()
        if not kinds:
            return None
        try:
            candidate = await self._queue.next_for(agent_id, kinds)
        except Unavailable:
            return await self._offer_from_sql(agent_id, kinds, waiting)
        if candidate is None:
            return None
        try:
            return await self._move(candidate.ticket_id, Change(Move.OFFER, self._clock(), agent_id=agent_id), follow=False)
        except MoveRefused:
            log.warning("queue_was_behind", ticket_id=candidate.ticket_id)
            await self._rebuild(candidate.ticket_id)
            return None

    async def lapse(self) -> int:
        """Put offers that nobody answered in time back in their place; how many those were."""
        try:
            overdue = await self._queue.lapsed()
        except Unavailable:
            patience = self._clock() - timedelta(seconds=OFFER_S)
            overdue = tuple(t.id for t in await self.waiting() if t.state is TicketState.OFFERED and t.moved_at <= patience)
        for ticket_id in overdue:
            try:
                await self._move(ticket_id, Change(Move.LAPSE, self._clock()))
            except MoveRefused:
                await self._rebuild(ticket_id)
        return len(overdue)

    async def accept(self, ticket_id: str, agent_id: str) -> Accepted:
        """The agent takes what was offered to him; the bot is mute from here on."""
        ticket = await self._move(ticket_id, Change(Move.ACCEPT, self._clock(), agent_id=agent_id))
        return Accepted(ticket, ticket.fence)

    async def take(self, ticket_id: str, agent_id: str) -> Accepted:
        """The agent takes a waiting ticket out of turn."""
        ticket = await self._move(ticket_id, Change(Move.TAKE_OVER, self._clock(), agent_id=agent_id, detail="out_of_turn"))
        return Accepted(ticket, ticket.fence)

    async def take_over(self, request: HandoffRequest, agent_id: str) -> Accepted:
        """The agent steps into a conversation that the bot is leading."""
        ticket = await self.open(request)
        return await self.take(ticket.id, agent_id)

    async def decline(self, ticket_id: str, agent_id: str, reason: DeclineReason) -> Ticket:
        """Back to its old place in the queue, for somebody else."""
        return await self._move(ticket_id, Change(Move.DECLINE, self._clock(), agent_id=agent_id, detail=str(reason)))

    async def begin(self, ticket_id: str, fence: int) -> Ticket:
        """The agent's first word."""
        return await self._move(ticket_id, Change(Move.BEGIN, self._clock(), fence=fence))

    async def transfer(self, ticket_id: str, fence: int) -> Ticket:
        """The call is on its way to the agent's phone."""
        return await self._move(ticket_id, Change(Move.TRANSFER, self._clock(), fence=fence))

    async def joined(self, ticket_id: str) -> Ticket:
        """The agent's leg is in the call: from now on a closed browser ends nothing."""
        return await self._move(ticket_id, Change(Move.JOINED, self._clock()))

    async def transfer_failed(self, ticket_id: str, why: str) -> Ticket:
        """The agent's phone could not even be rung: he keeps the ticket, the debtor is still on the line."""
        return await self._move(ticket_id, Change(Move.TRANSFER_FAILED, self._clock(), detail=why))

    async def unanswered(self, ticket_id: str) -> Ticket:
        """The agent's phone was not picked up: back to the queue, in its old place."""
        return await self._move(ticket_id, Change(Move.RELEASE, self._clock(), detail="no_answer"))

    async def release(self, ticket_id: str, fence: int) -> Ticket:
        """The agent lets go: back to the queue, in its old place."""
        return await self._move(ticket_id, Change(Move.RELEASE, self._clock(), fence=fence, detail="by_agent"))

    async def return_to_bot(self, ticket_id: str, fence: int, reason: ReturnReason) -> Ticket:
        """The bot may speak again; the only way back to it."""
        return await self._move(ticket_id, Change(Move.RETURN_TO_BOT, self._clock(), fence=fence, detail=str(reason)))

    async def close(self, ticket_id: str, fence: int, code: WrapUpCode, note: str = "") -> Ticket:
        """Done, with what came of it."""
        return await self._move(ticket_id, Change(Move.CLOSE, self._clock(), fence=fence, code=code, note=note))

    async def schedule_callback(self, ticket_id: str, at: datetime, fence: int | None = None) -> Ticket:
        """Nobody free, or the debtor chose an hour: the ticket waits outside the queue until then."""
        change = Change(Move.SCHEDULE_CALLBACK, self._clock(), fence=fence, callback_at=at, detail=at.isoformat())
        return await self._move(ticket_id, change)

    async def debtor_left(self, conversation_id: str) -> Ticket | None:
        """The call or chat is over: a waiting ticket is abandoned, a held one goes to its wrap-up. None where there was none."""
        ticket = await self.holder(conversation_id)
        if ticket is None or ticket.state is TicketState.WRAPPING:
            return ticket
        move = Move.ABANDON if ticket.state in WAITING else Move.WRAP
        try:
            return await self._move(ticket.id, Change(move, self._clock(), detail="debtor_left"))
        except MoveRefused:
            # Moved in the same instant (accepted, released): the next look decides.
            return await self.debtor_left(conversation_id)

    async def beat(self, agent_id: str) -> None:
        """The agent's desk is open; without Redis there is nobody to tell."""
        try:
            await self._presence.beat(agent_id)
        except Unavailable:
            log.warning("presence_unknown")

    async def leave(self, agent_id: str) -> None:
        """The agent takes no more offers for now."""
        try:
            await self._presence.leave(agent_id)
        except Unavailable:
            log.warning("presence_unknown")

    async def agents_on_duty(self) -> tuple[str, ...]:
        """Who could take a ticket now; empty where it cannot be known, so that nobody is promised somebody."""
        try:
            return await self._presence.on_duty()
        except Unavailable:
            return ()

    async def apply(self, ticket_id: str, change: Change) -> Ticket:
        """Any move of the table, for the reconciler."""
        return await self._move(ticket_id, change)

    async def _offer_from_sql(self, agent_id: str, kinds: frozenset[Kind], waiting: tuple[Ticket, ...]) -> Ticket | None:
        for ticket in waiting:
            if ticket.state is TicketState.QUEUED and (ticket.locale, ticket.channel) in kinds:
                try:
                    return await self._move(ticket.id, Change(Move.OFFER, self._clock(), agent_id=agent_id))
                except MoveRefused:
                    continue
        return None

    async def _move(self, ticket_id: str, change: Change, follow: bool = True) -> Ticket:
        ticket = await self._sql(self._book.move, ticket_id, change)
        log.info("ticket_moved", ticket_id=ticket.id, action=str(change.move), state=str(ticket.state))
        if follow:
            await self._follow(ticket, change.move)
        else:
            await self._bell.ring(DESK)
        return ticket

    async def _follow(self, ticket: Ticket, move: Move | None) -> None:
        try:
            await self._queue.follow(ticket, move)
        except Unavailable:
            log.warning("queue_not_told", ticket_id=ticket.id)
        await self._bell.ring(ticket.conversation_id)
        await self._bell.ring(DESK)

    async def _rebuild(self, ticket_id: str) -> None:
        """The index was wrong about this ticket: SQL's word again."""
        ticket = await self.ticket(ticket_id)
        if ticket is not None:
            await self._follow(ticket, None)
            return
        try:
            await self._queue.forget(ticket_id)
        except Unavailable:
            log.warning("queue_not_told", ticket_id=ticket_id)

    async def _sql(self, ask: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.to_thread(ask, *args, **kwargs)
