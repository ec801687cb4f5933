"""Dramatiq's broker on Redis, and the one way in which jobs are put into it: a lost Redis is `Unavailable`, never an error of its own."""

from typing import Any

import dramatiq
from dramatiq.brokers.redis import RedisBroker
from redis.exceptions import RedisError

from portfolio.failures import Unavailable

# With Dramatiq's defaults a killed worker's job comes back after 230 s; with these after 27 s (measured, docs/decisions/0004).
HEARTBEAT_MS = 15_000
MAINTENANCE_CHANCE = 100_000


def build_broker(redis_url: str) -> RedisBroker:
    """A broker on this Redis; opens nothing until it is used."""
    return RedisBroker(  # type: ignore[no-untyped-call]  # dramatiq leaves its broker's constructor untyped
        url=redis_url, namespace="goodterms:jobs", heartbeat_timeout=HEARTBEAT_MS, maintenance_chance=MAINTENANCE_CHANCE
    )


def send(job: dramatiq.Actor[..., Any], *args: Any) -> None:
    """Puts a job into the queue; blocks. Raises Unavailable where it may not be in it."""
    try:
        job.send(*args)
    except (RedisError, dramatiq.errors.ConnectionError, OSError) as away:
        raise Unavailable("redis") from away
