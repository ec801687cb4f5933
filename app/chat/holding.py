"""Who holds a conversation, read from its handoff ticket."""

from collections.abc import Awaitable, Callable

from anyio.to_thread import run_sync

from app.chat.ports import Holding
from handoff.tickets import Ticket


class TicketHolders:
    """`holder` finds the open ticket of a conversation; `agent_name` turns an agent's id into the name shown to debtors (it may block)."""

    def __init__(self, holder: Callable[[str], Awaitable[Ticket | None]], agent_name: Callable[[str], str]) -> None:
        self._holder, self._agent_name = holder, agent_name

    async def holding(self, conversation_id: str) -> Holding | None:
        """Returns None where the bot may speak."""
        ticket = await self._holder(conversation_id)
        if ticket is None or not ticket.mutes_bot:
            return None
        return Holding(await run_sync(self._agent_name, ticket.agent_id) if ticket.is_held and ticket.agent_id else None)
