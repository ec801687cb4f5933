"""Sessions of the screens: a signed cookie that names the account and its epoch, and a token against forged forms bound to it. Pure."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt

COOKIE = "goodterms_desk"
LIFETIME = timedelta(hours=10)
ALGORITHM = "HS256"


@dataclass(frozen=True)
class Session:
    """Who is logged in. `csrf` must come with every form."""

    account_id: str
    epoch: int
    csrf: str


class Sessions:
    """`secret` is the installation's own; `secure` is True where the screens are served over https."""

    def __init__(self, secret: str, secure: bool) -> None:
        # A key of its own per purpose, so that a cookie can never pass for another token signed with the same secret.
        self._cookie_key = hashlib.sha256(b"cookie:" + secret.encode()).digest()
        self._csrf_key = hashlib.sha256(b"csrf:" + secret.encode()).digest()
        self.secure = secure

    def issue(self, account_id: str, epoch: int, now: datetime) -> str:
        """The cookie's value for a new login."""
        claims = {"sub": account_id, "epoch": epoch, "id": secrets.token_urlsafe(16), "until": (now + LIFETIME).timestamp()}
        return jwt.encode(claims, self._cookie_key, algorithm=ALGORITHM)

    def read(self, cookie: str | None, now: datetime) -> Session | None:
        """The session, or None for a cookie that is missing, forged or over. The product's clock counts, which a demo may set."""
        if not cookie:
            return None
        try:
            claims = jwt.decode(cookie, self._cookie_key, algorithms=[ALGORITHM], options={"require": ["sub", "epoch", "id", "until"]})
        except jwt.InvalidTokenError:
            return None
        if float(claims["until"]) <= now.timestamp():
            return None
        csrf = hmac.new(self._csrf_key, str(claims["id"]).encode(), hashlib.sha256).hexdigest()
        return Session(str(claims["sub"]), int(claims["epoch"]), csrf)
