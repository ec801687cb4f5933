"""Twilio's side of the socket: what it writes and how strictly it reads."""

import json

import pytest

from telephony.caller.messages import ClearIn, MarkIn, MessageWriter, SoundIn, Violation, read_message
from telephony.caller.mischief import Nonsense, malformed_messages

SID = "MZ" + "a" * 32


def test_numbers_travel_as_strings_and_start_is_message_one() -> None:
    writer = MessageWriter("AC1", "CA1", SID)
    assert json.loads(writer.connected()) == {"event": "connected", "protocol": "Call", "version": "1.0.0"}
    start = json.loads(writer.start({"locale": "en-US"}))
    assert start["sequenceNumber"] == "1" and start["start"]["mediaFormat"]["sampleRate"] == 8000
    media = json.loads(writer.media(b"\xff" * 3, 20))
    assert media["sequenceNumber"] == "2"
    assert media["media"] == {"track": "inbound", "chunk": "1", "timestamp": "20", "payload": "////"}
    assert json.loads(writer.dtmf("#"))["dtmf"] == {"track": "inbound_track", "digit": "#"}
    assert json.loads(writer.mark("m"))["mark"] == {"name": "m"}
    assert json.loads(writer.stop()) == {
        "event": "stop", "sequenceNumber": "5", "streamSid": SID, "stop": {"accountSid": "AC1", "callSid": "CA1"},
    }  # fmt: skip


def test_what_the_contract_allows_is_read() -> None:
    assert read_message(json.dumps({"event": "media", "streamSid": SID, "media": {"payload": "/w=="}}), SID) == SoundIn(b"\xff")
    assert read_message(json.dumps({"event": "mark", "streamSid": SID, "mark": {"name": "x"}}), SID) == MarkIn("x")
    assert read_message(json.dumps({"event": "clear", "streamSid": SID}), SID) == ClearIn()


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"{}", 31950),
        ("{", 31951),
        ("[]", 31951),
        ('{"event":"stop","streamSid":"SID"}', 31951),
        ('{"event":"clear"}', 31951),
        ('{"event":"clear","streamSid":"MZother"}', 31951),
        ('{"event":"clear","streamSid":"SID","extra":1}', 31951),
        ('{"event":"mark","streamSid":"SID","mark":{"name":1}}', 31951),
        ('{"event":"media","streamSid":"SID","media":{"payload":"/w==","track":"outbound"}}', 31951),
        ('{"event":"media","streamSid":"SID","media":{"payload":"/w="}}', 31951),
        ('{"event":"media","streamSid":"SID","media":{"payload":"UklGRiQAAAA="}}', 31951),
    ],
)
def test_what_twilio_warns_about_is_a_violation(message: str | bytes, code: int) -> None:
    whole = message.replace('"SID"', f'"{SID}"') if isinstance(message, str) else message
    found = read_message(whole, SID)
    assert isinstance(found, Violation) and found.code == code


def test_nonsense_comes_after_every_so_many_good_messages_and_each_kind_in_turn() -> None:
    nonsense = Nonsense(SID, 2)
    given = [nonsense.due() for _ in range(2 * len(malformed_messages(SID)))]
    assert given[::2] == [None] * len(malformed_messages(SID))
    assert tuple(given[1::2]) == malformed_messages(SID)
    assert Nonsense(SID, 0).due() is None
