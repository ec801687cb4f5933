"""The product's clock: the real one, or one that starts at GOODTERMS_NOW and runs on (demos, evaluation)."""

import time
from datetime import UTC, datetime, timedelta

from portfolio.words import Clock


def real_clock() -> datetime:
    """The present instant in UTC."""
    return datetime.now(UTC)


def clock_from(start: datetime | None) -> Clock:
    """A clock that reads `start` now and runs on from there; without a start, the real one."""
    if start is None:
        return real_clock
    began = time.monotonic()

    def read() -> datetime:
        return start + timedelta(seconds=time.monotonic() - began)

    return read
