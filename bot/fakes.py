"""Doubles of the bot's ports for tests: a dialogue engine that takes intents by name, and a queue of humans in memory."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.move import Said
from bot.ports import Message
from bot.reply_json import reply_out
from bot.stage import Stage
from handoff.tickets import PRIORITIES, HandoffRequest, Ticket, TicketState
from portfolio.failures import Unavailable


class FakeDialogue:
    """Chooses the move by `understand(text) -> intent`; "/intent" needs no understanding. `away`: raises as the real one does.

    `sure`: its confidence. `meanwhile`: what happens elsewhere while it thinks.
    """

    def __init__(self, understand: Callable[[str], str]) -> None:
        self._understand = understand
        self.stage: Stage | None = None
        self.away = False
        self.sure = 1.0
        self.meanwhile: Callable[[], Awaitable[None]] | None = None
        self.messages: list[Message] = []

    async def turn(self, message: Message) -> Mapping[str, Any]:
        """Play what was understood."""
        self.messages.append(message)
        if self.away or self.stage is None:
            raise Unavailable("rasa")
        named = message.text.startswith("/")
        intent = message.text[1:] if named else self._understand(message.text)
        name = f"{intent}_{message.expects}" if intent in ("affirm", "deny") else intent
        sure = 1.0 if named else self.sure
        said = Said("" if named else message.text, message.alternatives, message.count, sure=sure, written=message.written)
        reply = await self.stage.play(message.conversation_id, f"action_{name}", said, message.now)
        if reply is None:
            raise Unavailable("rasa", "no reply")
        if self.meanwhile is not None:
            await self.meanwhile()
        return reply_out(reply)


class FakeHandoffs:
    """One ticket per conversation at a time."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self.tickets: dict[str, Ticket] = {}

    async def open(self, request: HandoffRequest) -> Ticket:
        """Queued; an open one is kept."""
        known = await self.holder(request.conversation_id)
        if known:
            return known
        now = self._clock()
        ticket = Ticket(
            id=f"t{len(self.tickets) + 1}",
            conversation_id=request.conversation_id,
            debtor_id=request.debtor_id,
            channel=request.channel,
            locale=request.locale,
            region=request.region,
            reason=request.reason,
            priority=PRIORITIES[request.reason],
            state=TicketState.QUEUED,
            verified=request.verified,
            opened_at=now,
            moved_at=now,
            summary=request.summary,
        )
        self.tickets[ticket.id] = ticket
        return ticket

    async def holder(self, conversation_id: str) -> Ticket | None:
        """The ticket that mutes the bot."""
        return next((t for t in self.tickets.values() if t.conversation_id == conversation_id and t.mutes_bot), None)

    async def ticket(self, ticket_id: str) -> Ticket | None:
        """By id."""
        return self.tickets.get(ticket_id)

    async def schedule_callback(self, ticket_id: str, at: datetime, fence: int | None = None) -> Ticket:
        """Out of the queue until then."""
        return self.move(ticket_id, TicketState.CALLBACK_SCHEDULED, callback_at=at)

    async def debtor_left(self, conversation_id: str) -> Ticket | None:
        """A waiting ticket is abandoned, a held one wraps up."""
        ticket = await self.holder(conversation_id)
        return ticket and self.move(ticket.id, TicketState.WRAPPING if ticket.is_held else TicketState.ABANDONED)

    def move(self, ticket_id: str, state: TicketState, **changes: Any) -> Ticket:
        """Put a ticket into a state, as an agent would."""
        self.tickets[ticket_id] = replace(self.tickets[ticket_id], state=state, **changes)
        return self.tickets[ticket_id]
