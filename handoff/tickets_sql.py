"""The record of tickets: every move is one transaction that reads, checks the table of moves, writes, and leaves its trace."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from handoff.lifecycle import Change, MoveRefused, Refusal, moved
from handoff.tables import moves, tickets
from handoff.tickets import HELD, MUTES_BOT, WAITING, Audited, HandoffRequest, Priority, Ticket, TicketState
from portfolio.books import record
from portfolio.database import reading, writing
from portfolio.failures import Unavailable

TRIES = 5


class TicketBook:
    """Sync and thread-safe; callers on an event loop use a thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open(self, new: Ticket) -> tuple[Ticket, bool]:
        """Store it, and True; or the conversation's ticket that already mutes the bot, and False. A more urgent reason is taken over."""
        for _ in range(TRIES):
            try:
                with writing(self._engine) as tx:
                    stored = _muting(tx, new.conversation_id)
                    if stored is None:
                        tx.execute(insert(tickets).values(**_columns(new)))
                        _trace(tx, new, Audited(new.id, "open", new.state, new.state, None, new.opened_at))
                        return new, True
                    return _more_urgent(tx, stored, new), False
            except IntegrityError:
                continue
        raise Unavailable("database", "ticket not stored")

    def move(self, ticket_id: str, change: Change) -> Ticket:
        """The ticket after the change; `MoveRefused` where it is not legal, and nothing is changed then."""
        for _ in range(TRIES):
            try:
                with writing(self._engine) as tx:
                    before = _one(tx, ticket_id)
                    if before is None:
                        raise MoveRefused(Refusal.GONE, change.move, None)
                    after = moved(before, change)
                    if _write(tx, before, after):
                        who = change.agent_id or before.agent_id
                        _trace(tx, after, Audited(after.id, change.move, before.state, after.state, who, change.at, change.detail))
                        return after
            except IntegrityError:
                continue
        raise Unavailable("database", "ticket not moved")

    def ticket(self, ticket_id: str) -> Ticket | None:
        """By id."""
        with reading(self._engine) as tx:
            return _one(tx, ticket_id)

    def muting(self, conversation_id: str) -> Ticket | None:
        """The one ticket of the conversation that keeps the bot mute, if any."""
        with reading(self._engine) as tx:
            return _muting(tx, conversation_id)

    def for_conversation(self, conversation_id: str) -> tuple[Ticket, ...]:
        """All its tickets, the newest last."""
        query = select(tickets).where(tickets.c.conversation_id == conversation_id).order_by(tickets.c.opened_at, tickets.c.id)
        return self._many(query)

    def waiting(self) -> tuple[Ticket, ...]:
        """Queued and offered tickets in the order of service."""
        query = select(tickets).where(tickets.c.state.in_(WAITING)).order_by(tickets.c.priority, tickets.c.opened_at, tickets.c.id)
        return self._many(query)

    def held(self, agent_id: str | None = None) -> tuple[Ticket, ...]:
        """What agents hold, or what this one holds, the oldest first."""
        query = select(tickets).where(tickets.c.state.in_(HELD)).order_by(tickets.c.moved_at)
        return self._many(query if agent_id is None else query.where(tickets.c.agent_id == agent_id))

    def callbacks(self) -> tuple[Ticket, ...]:
        """Tickets that wait for their hour, the earliest first."""
        query = select(tickets).where(tickets.c.state == TicketState.CALLBACK_SCHEDULED).order_by(tickets.c.callback_at)
        return self._many(query)

    def audit(self, ticket_id: str) -> tuple[Audited, ...]:
        """Every move of the ticket in order."""
        query = select(moves).where(moves.c.ticket_id == ticket_id).order_by(moves.c.id)
        with reading(self._engine) as tx:
            return tuple(record(Audited, row, "id", "version") for row in tx.execute(query).mappings())

    def _many(self, query: Any) -> tuple[Ticket, ...]:
        with reading(self._engine) as tx:
            return tuple(_ticket(row) for row in tx.execute(query).mappings())


def new_ticket(request: HandoffRequest, ticket_id: str, priority: Priority, now: datetime) -> Ticket:
    """The request as a queued ticket."""
    return Ticket(
        id=ticket_id,
        conversation_id=request.conversation_id,
        debtor_id=request.debtor_id,
        channel=request.channel,
        locale=request.locale,
        region=request.region,
        reason=request.reason,
        priority=priority,
        state=TicketState.QUEUED,
        verified=request.verified,
        opened_at=now,
        moved_at=now,
        summary=request.summary,
    )


def _one(tx: Connection, ticket_id: str) -> Ticket | None:
    row = tx.execute(select(tickets).where(tickets.c.id == ticket_id)).mappings().first()
    return None if row is None else _ticket(row)


def _muting(tx: Connection, conversation_id: str) -> Ticket | None:
    row = tx.execute(select(tickets).where(tickets.c.muting == conversation_id)).mappings().first()
    return None if row is None else _ticket(row)


def _more_urgent(tx: Connection, stored: Ticket, new: Ticket) -> Ticket:
    """A second, more urgent reason moves the ticket up within the queue; its place in time stays."""
    if new.priority >= stored.priority:
        return stored
    raised = replace(stored, reason=new.reason, priority=new.priority, summary=new.summary, version=stored.version + 1)
    if not _write(tx, stored, raised):
        return stored
    _trace(tx, raised, Audited(raised.id, "raise", stored.state, raised.state, raised.agent_id, new.opened_at, stored.reason))
    return raised


def _write(tx: Connection, before: Ticket, after: Ticket) -> bool:
    """True where nobody was quicker."""
    guarded = update(tickets).where(tickets.c.id == before.id, tickets.c.version == before.version)
    return bool(tx.execute(guarded.values(**_columns(after))).rowcount)


def _trace(tx: Connection, after: Ticket, entry: Audited) -> None:
    tx.execute(insert(moves).values(**asdict(entry), version=after.version))


def _columns(ticket: Ticket) -> dict[str, Any]:
    return asdict(ticket) | {"muting": ticket.conversation_id if ticket.state in MUTES_BOT else None}


def _ticket(row: RowMapping) -> Ticket:
    return replace(record(Ticket, row, "muting"), priority=Priority(row["priority"]))
