"""The fakes of telephony keep the same promises as what they stand for."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from peers.twilio_rest import TwilioPeer

from portfolio.failures import Unavailable
from telephony.call_control import TwilioControl
from telephony.carrier import NoCarrier
from telephony.fakes import FakeControl, FakeRecorder
from telephony.ports import CallControl, Recorder
from telephony.recording import WavRecorder

pytestmark = pytest.mark.anyio
NOWHERE = "CA" + "0" * 32


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def twilio(peer: TwilioPeer, url: str) -> TwilioControl:
    return TwilioControl(
        account_sid=peer.account_sid, auth_token=peer.auth_token, from_number="+15550100100", public_url="https://bot.example", api_url=url
    )


@pytest.fixture(params=["twilio", "fake", "none"])
def control_without_calls(request: pytest.FixtureRequest) -> Iterator[CallControl]:
    if request.param == "twilio":
        with TwilioPeer.running() as peer:
            yield twilio(peer, peer.url)
    else:
        yield FakeControl(over=True) if request.param == "fake" else NoCarrier()


@pytest.fixture(params=["twilio", "fake"])
def control_without_carrier(request: pytest.FixtureRequest) -> CallControl:
    return twilio(TwilioPeer(), "http://127.0.0.1:9") if request.param == "twilio" else FakeControl(away=True)


async def test_a_call_that_is_over_is_no_error(control_without_calls: CallControl) -> None:
    assert await control_without_calls.end(NOWHERE) is False
    assert await control_without_calls.redirect(NOWHERE, "<Response/>") is False


async def test_a_carrier_that_is_away_is_unavailable(control_without_carrier: CallControl) -> None:
    for order in (
        control_without_carrier.dial("+15550100121", "a1"),
        control_without_carrier.end(NOWHERE),
        control_without_carrier.redirect(NOWHERE, "<Response/>"),
        control_without_carrier.add_agent("room", "+15550100150", "/twilio/agent"),
    ):
        with pytest.raises(Unavailable, match="twilio"):
            await order


@pytest.fixture(params=["wav", "fake"])
def recorders(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Recorder]]:
    with ThreadPoolExecutor(1) as disk:
        path = tmp_path / "CA1.wav"
        yield (lambda: WavRecorder(path, disk)) if request.param == "wav" else (lambda: FakeRecorder(str(path)))


async def test_a_recorder_takes_both_sides_without_waiting_and_tells_where_they_are(
    recorders: Callable[[], Recorder], tmp_path: Path
) -> None:
    recorder = recorders()
    for _ in range(100):
        recorder.debtor(b"\x20" * 160)
        recorder.bot(b"\x90" * 160)
    await asyncio.sleep(0)
    assert await recorder.close() == str(tmp_path / "CA1.wav")
