"""The media-stream messages seen from Twilio's side: what it sends, and how strictly it reads what the service sends.

Contract 1.4; numbers travel as strings. A message that Twilio would warn about becomes a `Violation` with its error code.
"""

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class SoundIn:
    """The service sent sound for the ear."""

    sound: bytes = field(repr=False)


@dataclass(frozen=True)
class MarkIn:
    """The service asks to be told when playing has come this far."""

    name: str


@dataclass(frozen=True)
class ClearIn:
    """The service empties the buffer."""


@dataclass(frozen=True)
class Violation:
    """A message Twilio would warn about. `code` is Twilio's error code."""

    code: int
    why: str


ServiceMessage = SoundIn | MarkIn | ClearIn | Violation

_FIELDS = {
    "media": {"event", "streamSid", "media"},
    "mark": {"event", "streamSid", "mark"},
    "clear": {"event", "streamSid"},
}


def read_message(message: str | bytes, stream_sid: str) -> ServiceMessage:
    """What the service said, or which rule of the contract it broke."""
    if isinstance(message, bytes):
        return Violation(31950, "a binary message")
    fields = _json(message)
    if not isinstance(fields, dict) or fields.get("event") not in _FIELDS:
        return Violation(31951, "not a JSON object with a known event")
    event = str(fields["event"])
    if set(fields) != _FIELDS[event]:
        return Violation(31951, f"{event}: missing or extra fields: {sorted(set(fields) ^ _FIELDS[event])}")
    if fields["streamSid"] != stream_sid:
        return Violation(31951, f"{event}: another streamSid")
    readers = {"media": _read_media, "mark": _read_mark, "clear": _read_clear}
    return readers[event](fields.get(event))


def _json(message: str) -> object:
    try:
        return json.loads(message)
    except ValueError:
        return None


def _read_clear(_nothing: object) -> ServiceMessage:
    return ClearIn()


def _read_media(media: object) -> ServiceMessage:
    if not isinstance(media, dict) or set(media) != {"payload"} or not isinstance(media["payload"], str):
        return Violation(31951, "media: takes exactly one text field, payload")
    try:
        sound = base64.b64decode(media["payload"], validate=True)
    except (binascii.Error, ValueError):
        return Violation(31951, "media: payload is not base64")
    if sound.startswith(b"RIFF"):
        return Violation(31951, "media: payload carries a file header")
    return SoundIn(sound)


def _read_mark(mark: object) -> ServiceMessage:
    if not isinstance(mark, dict) or set(mark) != {"name"} or not isinstance(mark["name"], str):
        return Violation(31951, "mark: takes exactly one text field, name")
    return MarkIn(mark["name"])


@dataclass
class MessageWriter:
    """Twilio's messages of one stream in their order; `sequenceNumber` counts all but `connected`, `chunk` the media."""

    account_sid: str
    call_sid: str
    stream_sid: str
    _sequence: int = 0
    _chunk: int = 0

    def connected(self) -> str:
        """The first message, before the stream is named."""
        return json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})

    def start(self, parameters: dict[str, str]) -> str:
        """Which call this is, the sound's format, and the TwiML's parameters."""
        return self._numbered(
            "start",
            {
                "accountSid": self.account_sid,
                "streamSid": self.stream_sid,
                "callSid": self.call_sid,
                "tracks": ["inbound"],
                "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
                "customParameters": parameters,
            },
        )

    def media(self, sound: bytes, at_ms: int) -> str:
        """The caller's sound; `at_ms` counts from the stream's start."""
        self._chunk += 1
        payload = base64.b64encode(sound).decode("ascii")
        return self._numbered("media", {"track": "inbound", "chunk": str(self._chunk), "timestamp": str(at_ms), "payload": payload})

    def dtmf(self, digit: str) -> str:
        """A key was pressed."""
        return self._numbered("dtmf", {"track": "inbound_track", "digit": digit})

    def mark(self, name: str) -> str:
        """The service's mark comes back."""
        return self._numbered("mark", {"name": name})

    def stop(self) -> str:
        """The stream is over."""
        return self._numbered("stop", {"accountSid": self.account_sid, "callSid": self.call_sid})

    def _numbered(self, event: str, body: Json) -> str:
        self._sequence += 1
        return json.dumps({"event": event, "sequenceNumber": str(self._sequence), "streamSid": self.stream_sid, event: body})
