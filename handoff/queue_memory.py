"""The queue and the presence without Redis, on a clock that the test turns. It passes the same contract as `queue_redis`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handoff.lifecycle import Move
from handoff.queue import DECLINED_S, GRACE_S, OFFER_S, Candidate, Kind
from handoff.tickets import MUTES_BOT, Ticket, TicketState
from portfolio.failures import Unavailable


@dataclass
class MemoryQueue:
    """Implements `Queue`, `Index` and `Presence`. `now_s` is its clock; `away` makes every call fail as a lost Redis does."""

    now_s: float = 0.0
    away: bool = False
    tickets: dict[str, Ticket] = field(default_factory=dict)
    set_aside: dict[str, tuple[str, float]] = field(default_factory=dict)
    declined: dict[tuple[str, str], float] = field(default_factory=dict)
    beats: dict[str, float] = field(default_factory=dict)
    since: dict[str, float] = field(default_factory=dict)

    async def follow(self, ticket: Ticket, move: Move | None) -> None:
        """See `Queue.follow`."""
        self._answer()
        agent, _ = self.set_aside.pop(ticket.id, ("", 0.0))
        if ticket.state not in MUTES_BOT:
            self.tickets.pop(ticket.id, None)
            return
        self.tickets[ticket.id] = ticket
        if ticket.state is TicketState.OFFERED and ticket.agent_id is not None:
            self.set_aside[ticket.id] = (ticket.agent_id, self.now_s + OFFER_S)
        if move is Move.DECLINE:
            self.declined[ticket.id, agent] = self.now_s + DECLINED_S

    async def next_for(self, agent_id: str, kinds: frozenset[Kind]) -> Candidate | None:
        """See `Queue.next_for`."""
        self._answer()
        waiting = [ticket for ticket in self.tickets.values() if ticket.state is TicketState.QUEUED and ticket.id not in self.set_aside]
        for ticket in sorted(waiting, key=lambda each: (each.priority, each.opened_at)):
            if (ticket.locale, ticket.channel) in kinds and self.declined.get((ticket.id, agent_id), 0.0) <= self.now_s:
                self.set_aside[ticket.id] = (agent_id, self.now_s + OFFER_S)
                return Candidate(ticket.id, ticket.version + 1)
        return None

    async def lapsed(self) -> tuple[str, ...]:
        """See `Queue.lapsed`."""
        self._answer()
        return tuple(ticket_id for ticket_id, (_, deadline) in self.set_aside.items() if deadline <= self.now_s)

    async def forget(self, ticket_id: str) -> None:
        """See `Queue.forget`."""
        self._answer()
        self.tickets.pop(ticket_id, None)
        self.set_aside.pop(ticket_id, None)

    async def known(self) -> Mapping[str, int]:
        """See `Index.known`."""
        self._answer()
        return {each.id: each.version + (each.state is TicketState.QUEUED and each.id in self.set_aside) for each in self.tickets.values()}

    async def beat(self, agent_id: str) -> None:
        """See `Presence.beat`."""
        self._answer()
        if agent_id not in self.since or self.beats.get(agent_id, 0.0) < self.now_s - GRACE_S:
            self.since[agent_id] = self.now_s
        self.beats[agent_id] = self.now_s

    async def leave(self, agent_id: str) -> None:
        """See `Presence.leave`."""
        self._answer()
        self.since.pop(agent_id, None)

    async def on_duty(self) -> tuple[str, ...]:
        """See `Presence.on_duty`."""
        self._answer()
        there = [agent for agent in self.since if self.beats[agent] >= self.now_s - GRACE_S]
        return tuple(sorted(there, key=lambda agent: (self.since[agent], agent)))

    async def gone(self, agents: frozenset[str], grace_s: int) -> frozenset[str]:
        """See `Presence.gone`."""
        self._answer()
        return frozenset(agent for agent in agents if self.beats.setdefault(agent, self.now_s) < self.now_s - grace_s)

    def _answer(self) -> None:
        if self.away:
            raise Unavailable("redis")
