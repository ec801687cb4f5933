"""Every 30 s: the index is made to say what SQL says, silent agents lose what they hold, due callbacks return. Nothing is lost but time."""

from dataclasses import asdict, dataclass

import structlog

from handoff.handoffs import Handoffs
from handoff.lifecycle import Change, Move, MoveRefused
from handoff.queue import Index, Presence
from handoff.tickets import Ticket, TicketState
from portfolio.failures import Unavailable
from portfolio.words import Channel, Clock

log = structlog.get_logger(__name__)
EVERY_S = 30
SILENT_S = 60
"""An agent whose desk has been silent for this long loses his tickets, unless his phone is in the call."""


@dataclass(frozen=True)
class Reconciled:
    """What one round had to mend. In quiet times all are 0."""

    indexed: int = 0
    dropped: int = 0
    lapsed: int = 0
    released: int = 0
    callbacks: int = 0


class Reconciler:
    """Safe to run in several processes at once: every move is guarded by SQL."""

    def __init__(self, *, handoffs: Handoffs, index: Index, presence: Presence, clock: Clock) -> None:
        self._handoffs = handoffs
        self._index = index
        self._presence = presence
        self._clock = clock

    async def run_once(self) -> Reconciled:
        """One round; without Redis only what SQL can know alone."""
        lapsed = await self._handoffs.lapse()
        callbacks = await self._callbacks()
        try:
            released = await self._release_of_the_silent()
            indexed, dropped = await self._mend_index()
        except Unavailable:
            log.warning("queue_not_reconciled")
            return Reconciled(lapsed=lapsed, callbacks=callbacks)
        result = Reconciled(indexed, dropped, lapsed, released, callbacks)
        for kind, count in asdict(result).items():
            if count:
                log.info("queue_reconciled", kind=kind, count=count)
        return result

    async def _mend_index(self) -> tuple[int, int]:
        # Redis is read before SQL: what moves in between looks newer in SQL and is only written once more.
        known = await self._index.known()
        tickets = {ticket.id: ticket for ticket in (*await self._handoffs.waiting(), *await self._handoffs.held())}
        wrong = [ticket for ticket in tickets.values() if known.get(ticket.id) != ticket.version]
        for ticket in wrong:
            await self._index.follow(ticket, None)
        over = known.keys() - tickets.keys()
        for ticket_id in over:
            finished = await self._handoffs.ticket(ticket_id)
            await (self._index.forget(ticket_id) if finished is None else self._index.follow(finished, None))
        return len(wrong), len(over)

    async def _release_of_the_silent(self) -> int:
        held = [ticket for ticket in await self._handoffs.held() if _needs_the_browser(ticket)]
        silent = await self._presence.gone(frozenset(ticket.agent_id for ticket in held if ticket.agent_id), SILENT_S)
        released = 0
        for ticket in held:
            if ticket.agent_id in silent:
                released += await self._try(ticket, Move.RELEASE, "agent_silent")
        return released

    async def _callbacks(self) -> int:
        now = self._clock()
        due = [ticket for ticket in await self._handoffs.callbacks() if ticket.callback_at is not None and ticket.callback_at <= now]
        moved = 0
        for ticket in due:
            if await self._handoffs.holder(ticket.conversation_id) is None:
                moved += await self._try(ticket, Move.CALLBACK_DUE, None)
        return moved

    async def _try(self, ticket: Ticket, move: Move, detail: str | None) -> int:
        try:
            await self._handoffs.apply(ticket.id, Change(move, self._clock(), detail=detail))
        except MoveRefused:
            return 0
        return 1


def _needs_the_browser(ticket: Ticket) -> bool:
    """A dead browser is not a dead call: with the agent's own phone in it, the call goes on without the desk."""
    if ticket.state is TicketState.WRAPPING or ticket.on_phone:
        return False
    return ticket.channel is not Channel.VOICE or ticket.state is not TicketState.TRANSFERRING
