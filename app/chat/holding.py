"""Who holds a conversation, read from its handoff ticket and the bot's own note of what it promised the debtor."""

from collections.abc import Awaitable, Callable

from anyio.to_thread import run_sync

from app.chat.ports import Holding
from bot.state import loads
from handoff.tickets import Ticket
from portfolio.records import ConversationRecord


class TicketHolders:
    """`holder` finds the open ticket of a conversation; `agent_name` turns an agent's id into the name shown to debtors (it may block)."""

    def __init__(self, holder: Callable[[str], Awaitable[Ticket | None]], agent_name: Callable[[str], str]) -> None:
        self._holder, self._agent_name = holder, agent_name

    async def holding(self, record: ConversationRecord) -> Holding | None:
        """Returns None where there is no open ticket. A waiting one mutes the bot only if it was asked for this very conversation."""
        ticket = await self._holder(record.id)
        if ticket is None or not ticket.mutes_bot:
            return None
        if ticket.is_held and ticket.agent_id:
            return Holding(await run_sync(self._agent_name, ticket.agent_id))
        state = loads(record.state)
        return Holding(mute=state.live and not state.callback_offered)
