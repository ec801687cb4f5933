"""Messages of the contract become events; everything else is malformed, never an exception."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.caller.messages import ClearIn, MarkIn, MessageWriter, SoundIn, read_message
from telephony.media_stream import (
    LONGEST_MESSAGE,
    Connected,
    KeyPressed,
    Malformed,
    MarkReturned,
    Media,
    Started,
    Stopped,
    clear,
    mark,
    media,
    parse,
)

TWILIO = MessageWriter("AC1", "CA1", "MZ1")


def test_every_message_of_twilio_becomes_its_event() -> None:
    assert parse(TWILIO.connected()) == Connected("1.0.0")
    assert parse(TWILIO.start({"number": "+15550100121"})) == Started("CA1", "MZ1", {"number": "+15550100121"})
    assert parse(TWILIO.media(b"\xff\x00", 5)) == Media(5, b"\xff\x00")
    assert parse(TWILIO.dtmf("#")) == KeyPressed("#")
    assert parse(TWILIO.mark("a@120#1")) == MarkReturned("a@120#1")
    assert parse(TWILIO.stop()) == Stopped()


def test_sound_of_any_size_is_taken() -> None:
    for size in (0, 1, 159, 160, 4001):
        event = parse(TWILIO.media(b"\x55" * size, 0))
        assert event == (Media(0, b"\x55" * size) if size else Media(0, b""))


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ("", "not_json"),
        ("{", "not_json"),
        ("[" * 100_000, "not_json"),
        ("[]", "not_object"),
        ("{}", "unknown_event"),
        ('{"event":7}', "unknown_event"),
        ('{"event":"media"}', "bad_field"),
        ('{"event":"media","media":[]}', "bad_field"),
        ('{"event":"media","media":{"payload":"?"}}', "bad_field"),
        ('{"event":"media","media":{"track":"outbound","payload":""}}', "wrong_track"),
        ('{"event":"mark","mark":{}}', "bad_field"),
        ('{"event":"mark","mark":{"name":7}}', "bad_field"),
        ('{"event":"dtmf","dtmf":{"digit":"12"}}', "bad_digit"),
        ('{"event":"dtmf","dtmf":{"digit":"x"}}', "bad_digit"),
        ('{"event":"start","start":{"callSid":"CA1"}}', "bad_field"),
        ("x" * (LONGEST_MESSAGE + 1), "too_long"),
    ],
)
def test_what_does_not_fit_is_malformed_with_a_fixed_word(message: str, why: str) -> None:
    assert parse(message) == Malformed(why)


def test_a_stream_in_another_sound_format_is_not_started() -> None:
    body = json.loads(TWILIO.start({}))
    body["start"]["mediaFormat"]["encoding"] = "audio/x-l16"
    assert parse(json.dumps(body)) == Malformed("wrong_sound_format")


LEAVES = st.none() | st.booleans() | st.integers() | st.text()


@given(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_no_message_raises(body: object) -> None:
    for event in ("media", "mark", "dtmf", "start", "stop", "connected"):
        parse(json.dumps({"event": event, event: body}))


def test_twilio_reads_what_we_write() -> None:
    assert read_message(media("MZ1", b"\x00\xff"), "MZ1") == SoundIn(b"\x00\xff")
    assert read_message(mark("MZ1", "x"), "MZ1") == MarkIn("x")
    assert read_message(clear("MZ1"), "MZ1") == ClearIn()


def test_mulaw_goes_out_raw_without_a_wav_header_or_an_8_bit_detour() -> None:
    every_code = bytes(range(256))
    assert base64.b64decode(json.loads(media("MZ1", every_code))["media"]["payload"]) == every_code
    assert parse(TWILIO.media(every_code, 0)) == Media(0, every_code)


def test_keys_and_sound_and_parameters_print_as_nothing() -> None:
    assert "7" not in repr(KeyPressed("7"))
    assert "+1555" not in repr(Started("CA1", "MZ1", {"number": "+15550100121"}))


@pytest.mark.parametrize("number", ["Infinity", "-Infinity", "NaN", "1e999", '"' + "9" * 5000 + '"'])
def test_a_number_that_is_none_is_malformed_and_never_an_exception(number: str) -> None:
    assert parse(f'{{"event":"media","media":{{"timestamp":{number},"payload":""}}}}') == Malformed("bad_field")
