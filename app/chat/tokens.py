"""The lender's signed tokens: who is typing. HS256 alone is taken; `sub` and `exp` are required."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from portfolio.failures import BadInput
from portfolio.words import Locale

ALGORITHM = "HS256"
LONGEST_SUBJECT = 128
ISSUED_FOR = timedelta(hours=1)
CLOCK_SKEW = timedelta(seconds=30)


class TokenRefused(BadInput):
    """The token does not name anybody. `reason` is a fixed word: `missing`, `expired` or `invalid`."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the chat token is {reason}")
        self.reason = reason


@dataclass(frozen=True)
class Bearer:
    """The person whom the lender's token names, until `expires_at`. `locale` None: the debtor's own."""

    debtor_id: str
    expires_at: datetime
    locale: Locale | None = None


def read_token(token: str | None, secret: str, now: datetime) -> Bearer:
    """Returns who the token names, or raises `TokenRefused`.

    `now` is the time of the wall, not the demo clock: the lender signs by its own watch. Half a minute of difference is allowed.
    """
    if not token:
        raise TokenRefused("missing")
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            secret,
            algorithms=[ALGORITHM],
            leeway=CLOCK_SKEW,
            options={"require": ["sub", "exp"], "verify_exp": False, "verify_iat": False, "verify_nbf": False},
        )
    except jwt.PyJWTError:
        raise TokenRefused("invalid") from None
    subject, expires_at, begins_at = claims["sub"], _instant(claims["exp"]), _instant(claims.get("nbf", 0))
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or begins_at - CLOCK_SKEW > now:
        raise TokenRefused("invalid")
    if expires_at + CLOCK_SKEW <= now:
        raise TokenRefused("expired")
    return Bearer(subject, expires_at, _locale(claims.get("locale")))


def sign_token(debtor_id: str, secret: str, expires_at: datetime, locale: Locale | None = None) -> str:
    """Returns a token as a lender would sign it; the demo page and tests use it."""
    claims: dict[str, Any] = {"sub": debtor_id, "exp": int(expires_at.timestamp())}
    if locale is not None:
        claims["locale"] = locale.value
    return jwt.encode(claims, secret, algorithm=ALGORITHM)


def issue_token(debtor_id: str, secret: str, now: datetime, locale: Locale | None = None, lasts: timedelta = ISSUED_FOR) -> str:
    """Returns a token of our own for demo pages, good for `lasts` from `now`."""
    return sign_token(debtor_id, secret, now + lasts, locale)


def _instant(seconds: object) -> datetime:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise TokenRefused("invalid")
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        raise TokenRefused("invalid") from None


def _locale(claim: object) -> Locale | None:
    if claim is None:
        return None
    try:
        return Locale(str(claim))
    except ValueError:
        raise TokenRefused("invalid") from None
