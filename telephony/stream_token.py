"""The short-lived pass in a stream's path: it names one call and is good for nothing else.

Twilio drops query strings of stream addresses, so the pass is part of the path. It holds no phone number and no name.
"""

import base64
import binascii
import hmac
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

from portfolio.failures import BadInput
from portfolio.words import Direction, Locale

Audience = Literal["twilio", "phone"]
LIFETIME = timedelta(minutes=2)


@dataclass(frozen=True)
class StreamPass:
    """Who may open which stream. `resumed`: the call has already talked with the bot."""

    call_id: str
    audience: Audience
    locale: Locale
    direction: Direction
    debtor_id: str | None = None
    resumed: bool = False


class StreamTokens:
    """Mints and reads passes with one secret."""

    def __init__(self, secret: str, lifetime: timedelta = LIFETIME) -> None:
        if not secret:
            raise ValueError("an empty secret would let everybody in")
        self._key = b"goodterms stream " + secret.encode()
        self._lifetime = lifetime

    def mint(self, stream_pass: StreamPass, now: datetime) -> str:
        """A token that fits a URL path."""
        body = json.dumps(asdict(stream_pass) | {"until": int((now + self._lifetime).timestamp())}, separators=(",", ":")).encode()
        return f"{_encode(body)}.{_encode(self._sign(body))}"

    def read(self, token: str, audience: Audience, now: datetime) -> StreamPass:
        """The pass; BadInput where it was forged, is over, or was minted for another audience."""
        try:
            head, _, tail = token.partition(".")
            body = _decode(head)
            if not hmac.compare_digest(_decode(tail), self._sign(body)):
                raise BadInput("the stream token is not ours")
            claims = json.loads(body)
        except (binascii.Error, ValueError) as error:
            raise BadInput("the stream token cannot be read") from error
        if claims.pop("until") < now.timestamp():
            raise BadInput("the stream token is over")
        if claims["audience"] != audience:
            raise BadInput("the stream token is for another audience")
        return StreamPass(**claims | {"locale": Locale(claims["locale"]), "direction": Direction(claims["direction"])})

    def _sign(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, sha256)


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
