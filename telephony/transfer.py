"""The live call goes to a human agent's telephone and, where nobody picks up, stays with the bot and the queue.

The agent is rung first, into a conference of their own, while the debtor stays on our stream and hears that someone is coming. Only when
the agent has picked up is the call moved beside them: nobody ever waits in an empty conference.
"""

from typing import Protocol
from urllib.parse import urlencode

import structlog

from portfolio.failures import BadInput, Unavailable
from telephony import twiml
from telephony.live_calls import LiveCalls
from telephony.ports import CallControl

log = structlog.get_logger(__name__)

NOT_REACHED = frozenset({"busy", "no-answer", "failed", "canceled"})


class Ticket(Protocol):
    """What a transfer needs of a handoff ticket."""

    @property
    def id(self) -> str: ...

    @property
    def conversation_id(self) -> str: ...


class TicketDesk(Protocol):
    """What becomes of the ticket; each is safe to call twice."""

    async def agent_joined(self, ticket_id: str) -> None: ...

    async def agent_missed(self, ticket_id: str) -> None: ...

    async def bot_is_wanted(self, conversation_id: str) -> bool: ...

    async def debtor_left(self, conversation_id: str) -> None: ...


class Transfers:
    """Moves live calls to agents and back. `after_url`: the public address of `/twilio/after-agent`."""

    def __init__(self, *, control: CallControl, calls: LiveCalls, desk: TicketDesk, after_url: str) -> None:
        self._control, self._calls, self._desk, self._after_url = control, calls, desk, after_url

    async def call_to_agent(self, ticket: Ticket, agent_number: str) -> str:
        """Rings the agent's number or `client:` name; the id of that leg. Raises BadInput or Unavailable, and then nothing has changed."""
        if not agent_number:
            raise BadInput("the agent has no number to be called at")
        query = urlencode({"ticket": ticket.id, "call": ticket.conversation_id})
        leg = await self._control.add_agent(_room(ticket.conversation_id), agent_number, f"/twilio/agent?{query}")
        log.info("agent_rung", ticket_id=ticket.id)
        return leg

    async def agent_status(self, ticket_id: str, call_id: str, leg: str, status: str) -> None:
        """News of the agent's leg."""
        if status in NOT_REACHED:
            log.info("agent_not_reached", ticket_id=ticket_id, status=status)
            await self._desk.agent_missed(ticket_id)
        elif status == "in-progress":
            await self._join(ticket_id, call_id, leg)

    async def _join(self, ticket_id: str, call_id: str, leg: str) -> None:
        call = self._calls.find(call_id)
        if call is not None:
            call.expect_transfer()
        joined = False
        try:
            joined = await self._control.redirect(call_id, twiml.to_conference(_room(call_id), self._after_url))
        except Unavailable:  # the debtor is still with the bot: the agent may ring again
            await self._hang_up_agent(leg)
            await self._desk.agent_missed(ticket_id)
            return
        finally:
            if call is not None and not joined:
                call.expect_transfer(False)
        if joined:
            log.info("debtor_joins_agent", ticket_id=ticket_id)
            await self._desk.agent_joined(ticket_id)
        else:
            await self._hang_up_agent(leg)
            await self._desk.debtor_left(call_id)

    async def _hang_up_agent(self, leg: str) -> None:
        """Nobody will come: the agent is not left alone with the conference's music."""
        try:
            await self._control.end(leg)
        except (BadInput, Unavailable) as error:
            log.warning("agent_not_hung_up", leg=leg, kind=type(error).__name__)

    async def conference_over(self, call_id: str, debtor_is_there: bool) -> bool:
        """The debtor's leg left the conference; True: connect them with the bot again."""
        if debtor_is_there and await self._desk.bot_is_wanted(call_id):
            return True
        await self._desk.debtor_left(call_id)
        return False


def _room(call_id: str) -> str:
    return f"goodterms-{call_id}"
