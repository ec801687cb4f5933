"""The life of a ticket is a table of legal moves; a move that is not in it is refused and changes nothing. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from handoff.tickets import HELD, MUTES_BOT, WAITING, Ticket, TicketState, WrapUpCode
from portfolio.failures import BadInput

S = TicketState


class Move(StrEnum):
    """Every way a ticket can change its state."""

    OFFER = "offer"
    ACCEPT = "accept"
    DECLINE = "decline"
    LAPSE = "lapse"
    TAKE_OVER = "take_over"
    BEGIN = "begin"
    TRANSFER = "transfer"
    JOINED = "joined"
    TRANSFER_FAILED = "transfer_failed"
    RELEASE = "release"
    WRAP = "wrap"
    CLOSE = "close"
    RETURN_TO_BOT = "return_to_bot"
    ABANDON = "abandon"
    SCHEDULE_CALLBACK = "schedule_callback"
    CALLBACK_DUE = "callback_due"


def _table() -> dict[tuple[TicketState, Move], TicketState]:
    moves = {
        (S.QUEUED, Move.OFFER): S.OFFERED,
        (S.OFFERED, Move.ACCEPT): S.ACCEPTED,
        (S.OFFERED, Move.DECLINE): S.QUEUED,
        (S.OFFERED, Move.LAPSE): S.QUEUED,
        (S.ACCEPTED, Move.BEGIN): S.ACTIVE,
        (S.ACCEPTED, Move.TRANSFER): S.TRANSFERRING,
        (S.ACTIVE, Move.TRANSFER): S.TRANSFERRING,
        (S.TRANSFERRING, Move.JOINED): S.ACTIVE,
        (S.TRANSFERRING, Move.TRANSFER_FAILED): S.ACTIVE,
        (S.CALLBACK_SCHEDULED, Move.CALLBACK_DUE): S.QUEUED,
    }
    for state in WAITING:
        moves[state, Move.TAKE_OVER] = S.ACCEPTED
        moves[state, Move.ABANDON] = S.ABANDONED
    for state in (S.ACCEPTED, S.ACTIVE, S.TRANSFERRING):
        moves[state, Move.RELEASE] = S.QUEUED
        moves[state, Move.WRAP] = S.WRAPPING
        moves[state, Move.RETURN_TO_BOT] = S.RETURNED_TO_BOT
    for state in HELD:
        moves[state, Move.CLOSE] = S.CLOSED
    for state in MUTES_BOT:
        moves[state, Move.SCHEDULE_CALLBACK] = S.CALLBACK_SCHEDULED
    return moves


MOVES: Mapping[tuple[TicketState, Move], TicketState] = _table()
BY_HOLDER = frozenset({Move.BEGIN, Move.TRANSFER, Move.CLOSE, Move.RETURN_TO_BOT})
BY_OFFERED_AGENT = frozenset({Move.ACCEPT, Move.DECLINE})


class Refusal(StrEnum):
    """Why a move was refused; the desk has a sentence for each."""

    GONE = "gone"
    TAKEN = "taken"
    ALREADY_YOURS = "already_yours"
    NOT_YOURS = "not_yours"
    OLD_FENCE = "old_fence"
    NOT_NOW = "not_now"


class MoveRefused(BadInput):
    """The move is not legal for this ticket, this agent or this fence; nothing was changed."""

    def __init__(self, refusal: Refusal, move: Move, state: TicketState | None) -> None:
        super().__init__(f"cannot {move} a ticket that is {state or 'unknown'}: {refusal}")
        self.refusal = refusal
        self.move = move


@dataclass(frozen=True)
class Change:
    """One wish to move a ticket. `fence` None: a move of the house itself (deadline, hang-up), not of an agent."""

    move: Move
    at: datetime
    agent_id: str | None = None
    fence: int | None = None
    detail: str | None = None
    code: WrapUpCode | None = None
    callback_at: datetime | None = None
    note: str = field(repr=False, default="")


def moved(ticket: Ticket, change: Change) -> Ticket:
    """The ticket after the change, one version on; raises `MoveRefused` where the table, the agent or the fence forbids it."""
    move, state = change.move, ticket.state
    after = MOVES.get((state, move))
    if after is None:
        raise MoveRefused(_why_not(ticket, change), move, state)
    if move in BY_OFFERED_AGENT and ticket.agent_id != change.agent_id:
        raise MoveRefused(Refusal.NOT_YOURS, move, state)
    if (move in BY_HOLDER or change.fence is not None) and change.fence != ticket.fence:
        raise MoveRefused(Refusal.OLD_FENCE, move, state)
    if move in {Move.OFFER, Move.ACCEPT, Move.TAKE_OVER} and change.agent_id is None:
        raise MoveRefused(Refusal.NOT_NOW, move, state)
    if move is Move.CLOSE and change.code is None:
        raise MoveRefused(Refusal.NOT_NOW, move, state)
    begins = move in {Move.ACCEPT, Move.TAKE_OVER}
    keeps_agent = after in HELD or after in {S.CLOSED, S.RETURNED_TO_BOT}
    return replace(
        ticket,
        state=after,
        version=ticket.version + 1,
        fence=ticket.fence + 1 if begins else ticket.fence,
        moved_at=change.at,
        agent_id=change.agent_id if move is Move.OFFER or begins else (ticket.agent_id if keeps_agent else None),
        on_phone=move is Move.JOINED or (ticket.on_phone and after is S.ACTIVE),
        callback_at=change.callback_at if move is Move.SCHEDULE_CALLBACK else ticket.callback_at,
        code=change.code or ticket.code,
        note=change.note or ticket.note,
    )


def _why_not(ticket: Ticket, change: Change) -> Refusal:
    """An accept that came late is told who was first, everything else that it is not the moment."""
    if ticket.state not in MUTES_BOT:
        return Refusal.GONE
    if change.move in {Move.ACCEPT, Move.TAKE_OVER, Move.DECLINE} and ticket.is_held:
        return Refusal.ALREADY_YOURS if ticket.agent_id == change.agent_id else Refusal.TAKEN
    return Refusal.NOT_NOW
