"""What a crash left behind is settled: on a real database, with the queue away (the record is in SQL)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.housekeeping import LONGEST_CALL, LONGEST_CALLBACK, Tidied, tidy_up
from app.settings import Settings
from app.wiring import Office, open_office
from handoff.tickets import HandoffRequest, TicketReason, TicketState
from portfolio.demo_book import load_demo_book
from portfolio.records import ConversationRecord
from portfolio.words import Channel, Direction, Locale

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    settings = Settings(state_dir=tmp_path, redis_url="redis://127.0.0.1:1/0", now=NOW)
    async with open_office(settings) as opened:
        load_demo_book(opened.ledger, NOW)
        yield opened


def _call(office: Office, call_id: str, age: timedelta) -> None:
    began = NOW - age
    office.ledger.open_conversation(ConversationRecord(call_id, Channel.VOICE, Direction.INBOUND, Locale.EN_US, began, debtor_id="d21"))


def _wants_a_human(call_id: str) -> HandoffRequest:
    return HandoffRequest(call_id, "d21", Channel.VOICE, Locale.EN_US, TicketReason.ASKED_HUMAN, verified=False)


async def test_a_call_that_nobody_ended_is_ended_and_a_running_one_is_not(office: Office) -> None:
    _call(office, "CAold", LONGEST_CALL + timedelta(minutes=1))
    _call(office, "CAnew", timedelta(minutes=5))
    assert await tidy_up(office) == Tidied(calls=1)
    old, new = office.ledger.conversation("CAold"), office.ledger.conversation("CAnew")
    assert old is not None and old.ended_at is not None
    assert new is not None and new.ended_at is None
    assert await tidy_up(office) == Tidied()


async def test_a_call_in_an_agents_hands_is_left_alone_however_long(office: Office) -> None:
    _call(office, "CAheld", LONGEST_CALL * 3)
    ticket = await office.handoffs.open(_wants_a_human("CAheld"))
    await office.handoffs.take(ticket.id, "u_agent")
    assert await tidy_up(office) == Tidied()


async def test_a_callback_that_nobody_finished_goes_to_a_human_and_is_not_dialled(office: Office) -> None:
    _call(office, "CAasked", timedelta(minutes=1))
    asked = office.ledger.add_callback("d21", NOW - LONGEST_CALLBACK - timedelta(minutes=1), "CAasked", Channel.VOICE)
    assert office.ledger.take_callback(asked.id) is not None
    assert await tidy_up(office) == Tidied(callbacks=1)
    (ticket,) = await office.handoffs.for_conversation("CAasked")
    assert (ticket.reason, ticket.state) == (TicketReason.CALLBACK, TicketState.QUEUED)
    assert office.ledger.attempts("d21", NOW - timedelta(days=1)) == ()
    assert await tidy_up(office) == Tidied()
