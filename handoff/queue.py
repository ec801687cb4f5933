"""The queue as the handoff room needs it: an index of SQL's tickets: who is next, who is on duty. It may be lost and rebuilt."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from handoff.lifecycle import Move
from handoff.tickets import Ticket
from portfolio.words import Channel, Locale

Kind = tuple[Locale, Channel]
"""What an agent can take now: a language that he speaks on a channel that he has room for."""

OFFER_S = 30
"""An offer waits this long for its agent."""
GRACE_S = 20
"""An agent whose last beat is older is not on duty."""
DECLINED_S = 60
"""A ticket that an agent passed on is not offered to him again for this long."""


@dataclass(frozen=True)
class Candidate:
    """A ticket that the queue has set aside for an agent; SQL must confirm it, from the version before it."""

    ticket_id: str
    version: int


class Queue(Protocol):
    """Raises `Unavailable("redis")` where it is away; nothing here is the record."""

    async def follow(self, ticket: Ticket, move: Move | None) -> None:
        """Make the index say what SQL now says; `move` None where it must only be rebuilt."""

    async def next_for(self, agent_id: str, kinds: frozenset[Kind]) -> Candidate | None:
        """Set the first waiting ticket of these kinds aside for this agent: safety first, then the longest wait."""

    async def lapsed(self) -> tuple[str, ...]:
        """The offers whose deadline is over, by the queue's own clock."""

    async def forget(self, ticket_id: str) -> None:
        """Drop what SQL has never heard of (a database that was replaced)."""


class Index(Protocol):
    """The queue as the reconciler sees it."""

    async def known(self) -> Mapping[str, int]:
        """Ticket id and version of everything in the index."""

    async def follow(self, ticket: Ticket, move: Move | None) -> None:
        """See `Queue.follow`."""

    async def forget(self, ticket_id: str) -> None:
        """See `Queue.forget`."""


class Presence(Protocol):
    """Who is on duty. A beat every 10 s keeps an agent there."""

    async def beat(self, agent_id: str) -> None:
        """The agent's desk is open and ready."""

    async def leave(self, agent_id: str) -> None:
        """The agent takes a break or logs out; what is held stays held."""

    async def on_duty(self) -> tuple[str, ...]:
        """Agents whose last beat is within the grace, the longest on duty first."""

    async def gone(self, agents: frozenset[str], grace_s: int) -> frozenset[str]:
        """Which of these have not beaten for `grace_s`; one never seen gets his grace from now."""
