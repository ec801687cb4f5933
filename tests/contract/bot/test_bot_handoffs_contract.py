"""The queue of humans as the bot uses it: the double and the real one keep the same promises."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.fakes import FakeHandoffs
from bot.ports import Handoffs
from handoff.bell import LocalBell
from handoff.handoffs import Handoffs as RealHandoffs
from handoff.queue_memory import MemoryQueue
from handoff.tickets import HandoffRequest, TicketReason, TicketState
from handoff.tickets_sql import TicketBook
from portfolio.database import open_database
from portfolio.words import Channel, Locale

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
ASKED = HandoffRequest("CA1", None, Channel.VOICE, Locale.EN_US, TicketReason.ASKED_HUMAN, verified=False, summary="asked for a human")


@pytest.fixture(params=["fake", "real"])
def handoffs(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Handoffs]:
    if request.param == "fake":
        yield FakeHandoffs(lambda: NOW)
        return
    engine = open_database(f"sqlite:///{tmp_path / 'tickets.sqlite3'}")
    ids = itertools.count(1)
    queue = MemoryQueue()
    yield RealHandoffs(
        book=TicketBook(engine), queue=queue, presence=queue, bell=LocalBell(), clock=lambda: NOW, new_id=lambda: f"t{next(ids)}"
    )
    engine.dispose()


async def test_an_open_ticket_mutes_the_bot(handoffs: Handoffs) -> None:
    assert await handoffs.holder("CA1") is None
    ticket = await handoffs.open(ASKED)
    holder = await handoffs.holder("CA1")
    assert holder is not None and holder.id == ticket.id and holder.state is TicketState.QUEUED and not holder.is_held


async def test_a_conversation_keeps_the_ticket_that_it_has(handoffs: Handoffs) -> None:
    first, second = await handoffs.open(ASKED), await handoffs.open(ASKED)
    assert first.id == second.id


async def test_an_agreed_call_back_frees_the_bot(handoffs: Handoffs) -> None:
    ticket = await handoffs.open(ASKED)
    moved = await handoffs.schedule_callback(ticket.id, NOW + timedelta(days=1))
    assert moved.state is TicketState.CALLBACK_SCHEDULED and await handoffs.holder("CA1") is None


async def test_a_debtor_who_left_is_waited_for_no_more(handoffs: Handoffs) -> None:
    ticket = await handoffs.open(ASKED)
    await handoffs.debtor_left("CA1")
    left = await handoffs.ticket(ticket.id)
    assert left is not None and left.state is TicketState.ABANDONED
    assert await handoffs.debtor_left("CA2") is None
