"""Joins phone transfers to handoff tickets, in both directions."""

import contextlib
from collections.abc import Awaitable, Callable

from handoff.handoffs import Handoffs
from handoff.lifecycle import MoveRefused
from handoff.tickets import Ticket
from telephony.ports import CallControl
from telephony.transfer import Transfers


class TicketsOfCalls:
    """What becomes of a ticket when its call moves. A move that came too late or twice changes nothing."""

    def __init__(self, handoffs: Handoffs) -> None:
        self._handoffs = handoffs

    async def agent_joined(self, ticket_id: str) -> None:
        """Agent and debtor talk."""
        with contextlib.suppress(MoveRefused):
            await self._handoffs.joined(ticket_id)

    async def agent_missed(self, ticket_id: str) -> None:
        """The agent's phone was not picked up."""
        with contextlib.suppress(MoveRefused):
            await self._handoffs.unanswered(ticket_id)

    async def bot_is_wanted(self, conversation_id: str) -> bool:
        """True unless an agent still holds the conversation."""
        ticket = await self._handoffs.holder(conversation_id)
        return ticket is None or not ticket.is_held

    async def debtor_left(self, conversation_id: str) -> None:
        """The debtor's line is closed."""
        await self._handoffs.debtor_left(conversation_id)


class DeskTransfers:
    """The desk's wish to have a call on a phone, or back with the bot. `to_bot` makes the TwiML that joins a call to the bot again."""

    def __init__(self, transfers: Transfers, control: CallControl, to_bot: Callable[[str], Awaitable[str]]) -> None:
        self._transfers, self._control, self._to_bot = transfers, control, to_bot

    async def call_to_agent(self, ticket: Ticket, agent_number: str) -> None:
        """Rings the agent, then joins the debtor."""
        await self._transfers.call_to_agent(ticket, agent_number)

    async def back_to_bot(self, ticket: Ticket) -> None:
        """The call leaves the conference and its stream begins again."""
        await self._control.redirect(ticket.conversation_id, await self._to_bot(ticket.conversation_id))
