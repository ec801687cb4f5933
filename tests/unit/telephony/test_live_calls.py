"""One live call per call id, whatever the sockets do, and never more than fit."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from peers.virtual_time import VIRTUAL

from bot.turns import Opening
from portfolio.failures import Unavailable
from portfolio.words import Direction, Locale
from telephony.caller.messages import read_message
from telephony.fakes import FakeControl, FakeConversations, FakeEars, FakeMetrics, FakeRecorder, FakeTalk, FakeVoice, fake_phrases
from telephony.live_call import CallParts
from telephony.live_calls import LiveCalls
from telephony.media_stream import Started
from telephony.stream_token import StreamPass

pytestmark = pytest.mark.anyio
NOON = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return VIRTUAL


class DeafLine:
    """A socket that takes everything."""

    def __init__(self) -> None:
        self.closed = False

    async def send(self, text: str) -> None:
        assert read_message(text, "MZ1")

    async def close(self) -> None:
        self.closed = True


class SlowConversations(FakeConversations):
    """The database takes its time."""

    async def start(self, opening: Opening) -> FakeTalk:
        await asyncio.sleep(0.5)
        return await super().start(opening)


def live_calls(conversations: FakeConversations, most: int = 24) -> LiveCalls:
    loop = asyncio.get_running_loop()
    parts = CallParts(
        voice=FakeVoice(), control=FakeControl(), phrases=fake_phrases, metrics=FakeMetrics(),
        clock=lambda: NOON + timedelta(seconds=loop.time()), keep_recording=lambda call, path: None,
    )  # fmt: skip
    return LiveCalls(conversations=conversations, ears=FakeEars(), recorders=lambda call_id: FakeRecorder(), parts=parts, most=most)


def stream_pass(call_id: str = "CA1") -> StreamPass:
    return StreamPass(call_id, "twilio", Locale.EN_US, Direction.INBOUND)


async def test_two_sockets_at_the_same_moment_are_one_call_and_the_later_one_has_it() -> None:
    calls = live_calls(SlowConversations(FakeTalk()))
    lines = [DeafLine(), DeafLine()]
    (first, ended), (second, talking) = await asyncio.gather(
        *(calls.begin(stream_pass(), Started("CA1", "MZ1", {}), line) for line in lines)
    )
    await ended
    assert (first.reason, second.reason) == ("superseded", "")
    assert calls.find("CA1") is second and calls.room.live == 1
    assert (lines[0].closed, lines[1].closed) == (True, False)
    second.leave("debtor")
    await talking
    assert calls.room.live == 0


async def test_calls_that_were_all_let_in_while_one_fitted_are_still_counted_at_the_door() -> None:
    calls = live_calls(SlowConversations(FakeTalk(), FakeTalk(), FakeTalk()), most=1)
    begun = await asyncio.gather(
        *(calls.begin(stream_pass(f"CA{n}"), Started(f"CA{n}", "MZ1", {}), DeafLine()) for n in range(3)), return_exceptions=True
    )
    assert [isinstance(one, Unavailable) for one in begun] == [False, True, True]
    assert calls.room.live == 1
    await calls.close(patience_s=0.1)
    assert calls.room.live == 0 and not calls.room.is_free
