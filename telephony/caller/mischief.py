"""What goes wrong on real lines, to order: odd frame sizes, messages that make no sense, a second start, a socket that drops."""

import json
from dataclasses import dataclass
from itertools import cycle

ODD_SIZES = (160, 1, 159, 320, 47, 800, 161, 13, 240, 3)


@dataclass(frozen=True)
class Mischief:
    """What this caller's line does wrong; the default is a good line.

    `frame_sizes`: bytes of sound per media message, in turn; `malformed_every`: one bad message after so many good ones (0: never);
    `second_start_s`, `drop_s`: seconds into the first stream at which a second socket starts for the same call, or the socket dies;
    `upgrade_slash`: the upgrade is signed with a slash after the URL; `unsigned`, `forged`: the signature is missing or wrong.
    """

    frame_sizes: tuple[int, ...] = (160,)
    malformed_every: int = 0
    second_start_s: float | None = None
    drop_s: float | None = None
    upgrade_slash: bool = False
    unsigned: bool = False
    forged: bool = False


def malformed_messages(stream_sid: str) -> tuple[str | bytes, ...]:
    """Messages that a service must count, ignore and survive."""
    other = "MZ" + "0" * 32
    sound = {"track": "inbound", "chunk": "9", "timestamp": "9"}
    bodies: tuple[object, ...] = (
        None,
        [],
        "media",
        7,
        {},
        {"event": None},
        {"event": "media"},
        {"event": "MEDIA", "streamSid": stream_sid},
        {"event": "nonsense", "streamSid": stream_sid, "nonsense": {}},
        {"event": "media", "streamSid": stream_sid, "media": None},
        {"event": "media", "streamSid": stream_sid, "media": sound},
        {"event": "media", "streamSid": stream_sid, "media": sound | {"payload": None}},
        {"event": "media", "streamSid": stream_sid, "media": sound | {"payload": 5}},
        {"event": "media", "streamSid": stream_sid, "media": sound | {"payload": "not base64 !"}},
        {"event": "media", "streamSid": stream_sid, "media": sound | {"payload": "QUJD\u00e9"}},
        {"event": "media", "streamSid": other, "media": sound | {"payload": "////"}},
        {"event": "dtmf", "streamSid": stream_sid, "dtmf": {"track": "inbound_track"}},
        {"event": "dtmf", "streamSid": stream_sid, "dtmf": {"digit": "12"}},
        {"event": "dtmf", "streamSid": stream_sid, "dtmf": {"digit": "x"}},
        {"event": "mark", "streamSid": stream_sid, "mark": {}},
        {"event": "mark", "streamSid": stream_sid, "mark": {"name": 3}},
        {"event": "mark", "streamSid": stream_sid, "mark": {"name": "never:asked:for"}},
        {"event": "start"},
        {"event": "start", "streamSid": other, "start": {}},
        {"event": "stop", "streamSid": other, "stop": {"accountSid": "AC" + "0" * 32, "callSid": "CA" + "0" * 32}},
    )
    raw: tuple[str | bytes, ...] = ("", "{", "nul\u0000", '{"event":"media"', "[" * 200, b"\x00\xff\xfe", b'{"event":"mark"}')
    return (*raw, *(json.dumps(body) for body in bodies))


class Nonsense:
    """Gives a malformed message after every `every` good ones, each kind in turn."""

    def __init__(self, stream_sid: str, every: int) -> None:
        self._messages = cycle(malformed_messages(stream_sid))
        self._every, self._since = every, 0

    def due(self) -> str | bytes | None:
        """Counts one good message; the bad one that follows it, if it is time."""
        self._since += 1
        if not self._every or self._since < self._every:
            return None
        self._since = 0
        return next(self._messages)
