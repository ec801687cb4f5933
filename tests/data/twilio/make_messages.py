"""Writes the recorded socket messages in this folder from the contract (shared reference, 1.4); run it after a change there.

One JSON object a line: `{"text": …}` is a text frame as Twilio would send it, `{"base64": …}` a binary one. CALL, STREAM and
ACCOUNT are placeholders that a test replaces.
"""

import base64
import json
from pathlib import Path

FOLDER = Path(__file__).parent
TONE = b"\x00\x80" * 80
LATER = b"\x01\x81" * 80
FOREIGN = b"\x02\x82" * 80


def message(event: str, sequence: int, body: dict[str, object], stream: str = "STREAM") -> dict[str, str]:
    return {"text": json.dumps({"event": event, "sequenceNumber": str(sequence), "streamSid": stream, event: body})}


def start(sequence: int, stream: str = "STREAM", **more: object) -> dict[str, str]:
    body: dict[str, object] = {
        "accountSid": "ACCOUNT",
        "streamSid": stream,
        "callSid": "CALL",
        "tracks": ["inbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {},
    }
    return message("start", sequence, body | more, stream)


def media(sequence: int, sound: bytes, at_ms: int, stream: str = "STREAM") -> dict[str, str]:
    payload = base64.b64encode(sound).decode()
    return message("media", sequence, {"track": "inbound", "chunk": str(sequence - 1), "timestamp": str(at_ms), "payload": payload}, stream)


CONNECTED = {"text": json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})}
STOP = {"accountSid": "ACCOUNT", "callSid": "CALL"}


def plain_call() -> list[dict[str, str]]:
    frames = [media(n, TONE if n % 10 < 5 else b"\xff" * 160, 20 * (n - 2)) for n in range(2, 52)]
    dtmf = [message("dtmf", 52 + n, {"track": "inbound_track", "digit": digit}) for n, digit in enumerate("1*#")]
    return [CONNECTED, start(1), *frames, *dtmf, message("mark", 55, {"name": "m1"}), message("stop", 56, STOP)]


def odd_sizes() -> list[dict[str, str]]:
    sizes = (1, 0, 159, 161, 320, 4000, 7, 8000, 3)
    frames, at = [], 0
    for n, size in enumerate(sizes):
        frames.append(media(n + 2, (TONE * 50)[:size], at // 8))
        at += size
    return [CONNECTED, start(1), *frames, message("stop", len(sizes) + 2, STOP)]


def as_twilio_might_extend() -> list[dict[str, str]]:
    """New fields may appear without notice; unknown events too."""
    extended = start(1, newThing={"a": [1]}, customParameters={"locale": "zh-CN", "empty": ""})
    fields = json.loads(media(2, TONE, 0)["text"]) | {"newField": None}
    unknown = message("weather", 3, {"sun": True})
    return [CONNECTED, extended, {"text": json.dumps(fields)}, unknown, message("stop", 4, STOP)]


def second_start() -> list[dict[str, str]]:
    first = [CONNECTED, start(1), media(2, TONE, 0)]
    return [*first, CONNECTED, start(1, "OTHER"), media(2, TONE, 0, "OTHER"), message("stop", 3, STOP, "OTHER")]


def malformed() -> list[dict[str, str]]:
    bad: list[dict[str, str]] = [
        {"text": text}
        for text in ("", "{", "null", "[]", "7", '"media"', "[" * 200, '{"event":"media"}', '{"event":"MEDIA","streamSid":"STREAM"}')
    ]
    bad += [
        message("media", 3, {"track": "inbound", "chunk": "2", "timestamp": "0"}),
        message("media", 3, {"track": "inbound", "chunk": "2", "timestamp": "0", "payload": 5}),
        message("media", 3, {"track": "inbound", "chunk": "2", "timestamp": "0", "payload": "not base64 !"}),
        media(3, FOREIGN, 0, "ANOTHER"),
        message("dtmf", 3, {"track": "inbound_track"}),
        message("dtmf", 3, {"track": "inbound_track", "digit": "12"}),
        message("mark", 3, {}),
        message("mark", 3, {"name": "never-asked-for"}),
        message("stop", 3, STOP, "ANOTHER"),
        {"base64": base64.b64encode(b"\x00\xff\xfe").decode()},
    ]
    return [CONNECTED, start(1), media(2, TONE, 0), *bad, media(3, LATER, 20), message("stop", 4, STOP)]


def no_start() -> list[dict[str, str]]:
    return [CONNECTED, media(1, TONE, 0), message("mark", 2, {"name": "m"}), message("stop", 3, STOP)]


RECORDINGS = {
    "plain_call": plain_call,
    "odd_sizes": odd_sizes,
    "as_twilio_might_extend": as_twilio_might_extend,
    "second_start": second_start,
    "malformed": malformed,
    "no_start": no_start,
}

if __name__ == "__main__":
    for name, make in RECORDINGS.items():
        (FOLDER / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in make()))
