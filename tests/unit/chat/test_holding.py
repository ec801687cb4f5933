"""What an open ticket means for a chat."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.chat.holding import TicketHolders
from app.chat.ports import Holding
from bot.state import DialogueState, dumps
from handoff.tickets import Priority, Ticket, TicketReason, TicketState
from portfolio.records import ConversationRecord
from portfolio.words import Channel, Direction, Locale

pytestmark = pytest.mark.anyio
AT = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
WAITING = Ticket(
    "t1", "c1", "d1", Channel.CHAT, Locale.EN_US, None, TicketReason.ASKED_HUMAN, Priority.ASKED, TicketState.QUEUED, True, AT, AT
)


async def seen(ticket: Ticket | None, state: DialogueState) -> Holding | None:
    async def holder(conversation_id: str) -> Ticket | None:
        return ticket

    record = ConversationRecord("c1", Channel.CHAT, Direction.INBOUND, Locale.EN_US, AT, "d1", state=dumps(state))
    return await TicketHolders(holder, {"u1": "Ann"}.__getitem__).holding(record)


async def test_no_ticket_no_holder() -> None:
    assert await seen(None, DialogueState(live=True)) is None


async def test_a_ticket_that_the_debtor_waits_for_mutes_the_bot() -> None:
    assert await seen(WAITING, DialogueState(live=True)) == Holding(None, mute=True)


async def test_a_ticket_for_review_or_after_a_callback_was_offered_does_not() -> None:
    assert await seen(WAITING, DialogueState()) == Holding(None, mute=False)
    assert await seen(WAITING, DialogueState(live=True, callback_offered=True)) == Holding(None, mute=False)


async def test_an_agent_who_accepted_is_named_and_mutes_the_bot_in_any_case() -> None:
    assert await seen(replace(WAITING, state=TicketState.ACTIVE, agent_id="u1"), DialogueState()) == Holding("Ann", mute=True)


async def test_a_ticket_that_is_over_holds_nothing() -> None:
    assert await seen(replace(WAITING, state=TicketState.CLOSED), DialogueState(live=True)) is None
