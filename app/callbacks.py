"""A call-back that the debtor asked for: dialled once if the gate allows it, moved if it refuses, a human's if there is no line."""

import asyncio
from dataclasses import dataclass

from app.wiring import Office
from compliance.verdicts import Refused
from handoff.tickets import HandoffRequest, TicketReason
from portfolio.failures import BadInput, Unavailable
from portfolio.records import Callback, Debtor


@dataclass(frozen=True)
class _Due:
    callback: Callback
    debtor: Debtor


async def call_back(office: Office, callback_id: int) -> str:
    """What came of it, as a fixed word. Safe to run twice: an attempt that was made is never made again.

    Raises Unavailable where the carrier did not answer before anything was reserved.
    """
    due = await asyncio.to_thread(_due, office, callback_id)
    if due is None:
        return "gone"
    attempt_id = f"callback-{callback_id}"
    if await asyncio.to_thread(office.ledger.attempt, attempt_id) is not None:
        return await _finish(office, callback_id, "called")
    try:
        placed = await office.dialler.place_call(due.debtor.id, attempt_id=attempt_id)
    except BadInput:
        return await _to_a_human(office, due)
    except Unavailable:
        # Nobody knows whether it rings: a human looks, the machine does not dial again.
        return await _to_a_human(office, due)
    if isinstance(placed, Refused):
        return await _refused(office, due, placed)
    return await _finish(office, callback_id, "called")


async def give_up_on(office: Office, callback_id: int) -> str:
    """Nobody finished this call-back in time: a human sees to it, the machine does not dial late."""
    due = await asyncio.to_thread(_due, office, callback_id)
    return "gone" if due is None else await _to_a_human(office, due)


def _due(office: Office, callback_id: int) -> _Due | None:
    callback = office.ledger.callback(callback_id)
    debtor = office.ledger.debtor(callback.debtor_id) if callback else None
    return _Due(callback, debtor) if callback and debtor else None


async def _finish(office: Office, callback_id: int, outcome: str) -> str:
    await asyncio.to_thread(office.ledger.finish_callback, callback_id, outcome)
    return outcome


async def _refused(office: Office, due: _Due, refused: Refused) -> str:
    outcome = await _finish(office, due.callback.id, f"refused:{refused.rule}"[:64])
    if refused.retry_at is not None:
        await asyncio.to_thread(_again, office, due, refused)
    return outcome


def _again(office: Office, due: _Due, refused: Refused) -> None:
    # The consent stays dated by the conversation in which the debtor asked: our own delay never prolongs it.
    if refused.retry_at is not None and due.callback.conversation_id is not None:
        office.ledger.add_callback(due.debtor.id, refused.retry_at, due.callback.conversation_id, due.callback.channel)


async def _to_a_human(office: Office, due: _Due) -> str:
    if due.callback.conversation_id is not None:
        request = HandoffRequest(
            conversation_id=due.callback.conversation_id,
            debtor_id=due.debtor.id,
            channel=due.callback.channel,
            locale=due.debtor.locale,
            reason=TicketReason.CALLBACK,
            verified=False,
            region=due.debtor.region,
        )
        await office.handoffs.open(request)
    return await _finish(office, due.callback.id, "to_a_human")
