"""Twilio Media Streams, bytes in and events out: it opens nothing and awaits nothing.

Source: /docs/voice/media-streams/websocket-messages. Frames of 20 ms are promised in neither direction; numbers arrive as strings.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

LONGEST_MESSAGE = 1_000_000


@dataclass(frozen=True)
class Connected:
    """The socket speaks our protocol; nothing is known about the call yet."""

    version: str


@dataclass(frozen=True)
class Started:
    """The stream belongs to this call. `parameters` are those of our own TwiML."""

    call_id: str
    stream_id: str
    parameters: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Media:
    """Sound of the debtor, mu-law 8 kHz, any length."""

    timestamp_ms: int
    sound: bytes = field(repr=False)


@dataclass(frozen=True)
class KeyPressed:
    """A key of the telephone."""

    digit: str = field(repr=False)


@dataclass(frozen=True)
class MarkReturned:
    """Everything before the mark was played, or thrown away by our own `clear`."""

    name: str


@dataclass(frozen=True)
class Stopped:
    """The stream is over."""


@dataclass(frozen=True)
class Malformed:
    """A message that does not fit the contract; `why` is a fixed word."""

    why: str


StreamEvent = Connected | Started | Media | KeyPressed | MarkReturned | Stopped | Malformed


def parse(message: str, stream_id: str | None = None) -> StreamEvent:
    """The event that a text message stands for; never raises. Once the stream is known, messages of another stream are malformed."""
    if len(message) > LONGEST_MESSAGE:
        return Malformed("too_long")
    try:
        body = json.loads(message)
    except (ValueError, RecursionError):
        return Malformed("not_json")
    if not isinstance(body, dict):
        return Malformed("not_object")
    if stream_id is not None and body.get("event") != "start" and body.get("streamSid", stream_id) != stream_id:
        return Malformed("wrong_stream")
    try:
        return _event(body)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):  # JSON of Python's reader knows Infinity
        return Malformed("bad_field")


def _event(body: dict[str, Any]) -> StreamEvent:
    kind = body.get("event")
    read = _READERS.get(kind) if isinstance(kind, str) else None
    return read(body) if read else Malformed("unknown_event")


def _media(body: dict[str, Any]) -> StreamEvent:
    media = body["media"]
    if media.get("track", "inbound") != "inbound":
        return Malformed("wrong_track")
    return Media(int(media.get("timestamp", 0)), base64.b64decode(media["payload"], validate=True))


def _key(body: dict[str, Any]) -> StreamEvent:
    digit = _text(body["dtmf"]["digit"])
    return KeyPressed(digit) if len(digit) == 1 and digit in "0123456789*#ABCD" else Malformed("bad_digit")


def _started(body: dict[str, Any]) -> StreamEvent:
    start = body["start"]
    sound = start["mediaFormat"]
    if sound["encoding"] != "audio/x-mulaw" or int(sound["sampleRate"]) != 8000 or int(sound["channels"]) != 1:
        return Malformed("wrong_sound_format")
    parameters = {_text(name): str(value) for name, value in (start.get("customParameters") or {}).items()}
    return Started(_text(start["callSid"]), _text(start["streamSid"]), parameters)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError
    return value


_READERS: dict[str, Callable[[dict[str, Any]], StreamEvent]] = {
    "media": _media,
    "mark": lambda body: MarkReturned(_text(body["mark"]["name"])),
    "dtmf": _key,
    "start": _started,
    "connected": lambda body: Connected(str(body.get("version", ""))),
    "stop": lambda body: Stopped(),
}


def media(stream_id: str, sound: bytes) -> str:
    """A message that plays `sound`."""
    return json.dumps({"event": "media", "streamSid": stream_id, "media": {"payload": base64.b64encode(sound).decode("ascii")}})


def mark(stream_id: str, name: str) -> str:
    """A message that comes back once everything before it was played."""
    return json.dumps({"event": "mark", "streamSid": stream_id, "mark": {"name": name}})


def clear(stream_id: str) -> str:
    """A message that empties the carrier's buffer; all pending marks come back at once."""
    return json.dumps({"event": "clear", "streamSid": stream_id})
