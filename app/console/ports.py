"""What the desk needs of the other rooms, and no more."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from app.accounts import Accounts
from app.sessions import Sessions
from handoff.bell import Bell
from handoff.handoffs import Handoffs
from handoff.tickets import Ticket
from portfolio.ledger import Ledger
from portfolio.words import Clock, Locale

Wording = Callable[[str, Locale], tuple[str, ...]]
"""Words in a message that may not be sent to a debtor (`compliance.wording.check_wording`)."""


class Transfers(Protocol):
    """Brings a live call to a person's phone. Raises `BadInput` for a number that cannot be, `Unavailable` where it could not be rung.

    Whoever implements it tells `Handoffs.joined` or `Handoffs.unanswered` how it ended.
    """

    async def call_to_agent(self, ticket: Ticket, agent_number: str) -> None:
        """Ring the agent; the caller is joined with him once he has answered."""

    async def back_to_bot(self, ticket: Ticket) -> None:
        """Take the call out of the conference, back into its stream."""


@dataclass(frozen=True)
class Desk:
    """Everything that the desk is built from. `transfers` is None where there is no carrier."""

    ledger: Ledger
    handoffs: Handoffs
    bell: Bell
    accounts: Accounts
    sessions: Sessions
    wording: Wording
    clock: Clock
    new_id: Callable[[], str]
    transfers: Transfers | None = None
