"""An agent's words enter the thread once, from the ticket's holder only, and past the wording guard; a note never reaches the debtor."""

import asyncio

from app.console.desk_guard import Visitor
from app.console.ports import Desk
from handoff.lifecycle import MoveRefused
from handoff.tickets import Ticket, TicketState
from portfolio.failures import Unavailable
from portfolio.records import Utterance
from portfolio.words import Speaker

LONGEST = 1000


class NotSaid(Exception):
    """Nothing was written; `key` names the text that says why, `words` what the wording guard found."""

    def __init__(self, key: str, words: str = "") -> None:
        super().__init__(key)
        self.key = key
        self.words = words


class Say:
    """Writes replies and notes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def write(self, visitor: Visitor, ticket_id: str, text: str, *, kind: str, fence: int, message_id: str) -> Ticket:
        """The ticket after the words are in the thread; raises `NotSaid`."""
        words = text.strip()
        if not words:
            raise NotSaid("composer.empty")
        if len(words) > LONGEST:
            raise NotSaid("composer.too_long")
        try:
            ticket = await self._held(visitor, ticket_id, fence)
            if kind == "note":
                await self._append(ticket, Speaker.NOTE, words, message_id)
                return ticket
            return await self._reply(ticket, words, message_id)
        except MoveRefused as refused:
            raise NotSaid(f"notice.{refused.refusal}") from refused
        except Unavailable as away:
            raise NotSaid("notice.away") from away

    async def _reply(self, ticket: Ticket, words: str, message_id: str) -> Ticket:
        if ticket.state is TicketState.WRAPPING or ticket.on_phone:
            raise NotSaid("composer.closed" if ticket.state is TicketState.WRAPPING else "composer.on_phone")
        found = self._desk.wording(words, ticket.locale)
        if found:
            raise NotSaid("composer.wording", "; ".join(found))
        if ticket.state is TicketState.ACCEPTED:
            ticket = await self._desk.handoffs.begin(ticket.id, ticket.fence)
        await self._append(ticket, Speaker.AGENT, words, message_id)
        return ticket

    async def _held(self, visitor: Visitor, ticket_id: str, fence: int) -> Ticket:
        ticket = await self._desk.handoffs.ticket(ticket_id)
        if ticket is None:
            raise NotSaid("notice.no_ticket")
        if not ticket.is_held:
            raise NotSaid("notice.gone")
        if ticket.agent_id != visitor.id or ticket.fence != fence:
            raise NotSaid("notice.old_fence")
        return ticket

    async def _append(self, ticket: Ticket, speaker: Speaker, words: str, message_id: str) -> None:
        now = self._desk.clock()
        said = Utterance(
            id=self._desk.new_id(),
            conversation_id=ticket.conversation_id,
            seq=0,
            speaker=speaker,
            locale=ticket.locale,
            started_at=now,
            ended_at=now,
            text=words,
            client_msg_id=f"desk-{message_id}" if message_id else None,
        )
        await asyncio.to_thread(self._desk.ledger.append_utterance, said)
        await self._desk.bell.ring(ticket.conversation_id)
