"""What a crash left behind is settled by the worker: calls without an end, call-backs that nobody finished."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import structlog

from app.callbacks import give_up_on
from app.wiring import Office
from bot.conversation import Conversations
from bot.rasa_client import RasaClient
from bot.turns import Opening
from portfolio.records import ConversationRecord

log = structlog.get_logger()

LONGEST_CALL = timedelta(minutes=45)
"""More than twice the longest call that we carry; a call in an agent's hands is left alone, however long."""
LONGEST_CALLBACK = timedelta(hours=2)
"""Longer than all tries of a call-back job together."""


@dataclass(frozen=True)
class Tidied:
    """What had to be settled. In quiet times both are 0."""

    calls: int = 0
    callbacks: int = 0


async def tidy_up(office: Office) -> Tidied:
    """Ends forgotten calls as if the line had dropped, and hands forgotten call-backs to a human. Safe in several workers at once."""
    now = office.clock()
    calls = 0
    for record in await asyncio.to_thread(office.ledger.unended_calls, now - LONGEST_CALL):
        ticket = await office.handoffs.holder(record.id)
        if ticket is None or not ticket.is_held:
            await _end(office, record)
            calls += 1
    forgotten = await asyncio.to_thread(office.ledger.unfinished_callbacks, now - LONGEST_CALLBACK)
    for callback in forgotten:
        await give_up_on(office, callback.id)
    if calls or forgotten:
        log.warning("tidied_up", count=calls, callbacks=len(forgotten))
    return Tidied(calls, len(forgotten))


async def _end(office: Office, record: ConversationRecord) -> None:
    rasa = RasaClient(office.settings.rasa_url, office.secrets.internal_token)
    try:
        conversations = Conversations(office.ledger, rasa, office.handoffs, office.clock)
        opening = Opening(
            record.id, record.channel, record.direction, record.locale, record.debtor_id, identified=False, number=record.number
        )
        await (await conversations.start(opening)).hang_up("lost")
    finally:
        await rasa.close()
