"""The recorded socket messages (tests/data/twilio) through the product's real routes, sent as fast as the socket takes them."""

import asyncio
import base64
import json
from pathlib import Path

import aiohttp
import pytest
from peers.real_door import PUBLIC, RealDoor, real_door

from telephony.caller.forms import Parties, new_sid, voice_form
from telephony.caller.http import TwilioClient, twilio_session
from telephony.caller.mischief import Mischief
from telephony.caller.twiml import ConnectStream, read_twiml
from telephony.fakes import FakeTalk, reply, saying

pytestmark = pytest.mark.anyio
FOLDER = Path(__file__).resolve().parents[2] / "data" / "twilio"
GREETING = reply(saying("greeting", "good morning"))
TONE = b"\x00\x80" * 80
LATER = b"\x01\x81" * 80


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def replay(door: RealDoor, name: str) -> list[str]:
    """A signed webhook and upgrade, then the recording; what the service sent until the socket ended or two seconds of silence passed."""
    parties = Parties(new_sid("CA"), door.line.account_sid, "inbound", "+15550100121", door.line.number)
    async with twilio_session() as session:
        client = TwilioClient(door.line, session, Mischief())
        url = PUBLIC + "/twilio/voice"
        verb = read_twiml(await client.twiml(url, voice_form(parties, "ringing")), url)[0]
        assert isinstance(verb, ConnectStream)
        socket = await client.open_stream(verb.url)
        streams = {"STREAM": new_sid("MZ"), "OTHER": new_sid("MZ"), "ANOTHER": new_sid("MZ"), "CALL": parties.call_sid}
        for line in (FOLDER / f"{name}.jsonl").read_text().splitlines():
            await _send(socket, json.loads(line), streams | {"ACCOUNT": parties.account_sid})
        return await _listen(socket)


async def _send(socket: aiohttp.ClientWebSocketResponse, line: dict[str, str], names: dict[str, str]) -> None:
    if "base64" in line:
        await socket.send_bytes(base64.b64decode(line["base64"]))
        return
    text = line["text"]
    for placeholder, value in names.items():
        text = text.replace(f'"{placeholder}"', f'"{value}"')
    await socket.send_str(text)


async def _listen(socket: aiohttp.ClientWebSocketResponse) -> list[str]:
    heard: list[str] = []
    while True:
        try:
            message = await asyncio.wait_for(socket.receive(), 2.0)
        except TimeoutError:
            await socket.close()
            return heard
        if message.type is not aiohttp.WSMsgType.TEXT:
            return heard
        heard.append(message.data)


async def test_a_plain_call_is_recorded_whole_and_freed() -> None:
    async with real_door(FakeTalk(GREETING)) as door:
        await replay(door, "plain_call")
        assert len(door.recorders[0].left) == 50 * 160
        assert door.calls.room.live == 0
        assert door.metrics.counted == []


async def test_media_of_any_size_is_recorded_whole() -> None:
    async with real_door(FakeTalk(GREETING)) as door:
        await replay(door, "odd_sizes")
        assert len(door.recorders[0].left) == sum((1, 0, 159, 161, 320, 4000, 7, 8000, 3))


async def test_new_fields_are_taken_and_unknown_events_end_nothing() -> None:
    async with real_door(FakeTalk(GREETING)) as door:
        await replay(door, "as_twilio_might_extend")
        assert door.recorders[0].left == TONE


async def test_malformed_messages_are_counted_and_only_this_streams_sound_is_taken() -> None:
    async with real_door(FakeTalk(GREETING)) as door:
        await replay(door, "malformed")
        assert door.recorders[0].left == TONE + LATER
        assert len([name for name in door.metrics.counted if "malformed" in name]) >= 12
        assert len(door.conversations.openings) == 1


async def test_without_a_start_nothing_is_created() -> None:
    async with real_door(FakeTalk(GREETING)) as door:
        await replay(door, "no_start")
        assert door.conversations.openings == [] and door.recorders == []


async def test_a_second_start_on_the_same_socket_opens_no_second_conversation() -> None:
    async with real_door(FakeTalk(GREETING)) as door:
        await replay(door, "second_start")
        assert len(door.conversations.talks) == 1
        assert door.calls.room.live == 0
