"""The one way this product reaches Redis: bounded, so that a lost Redis costs a debtor a moment and not a call."""

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff
from redis.exceptions import RedisError

CONNECT_S = 1.0
ANSWER_S = 2.0
RETRIES = 1
PAUSE_S = 0.05


def connect(url: str) -> Redis:
    """A client for `redis://…` or `unix://…`; opens nothing until it is used. Tries once more after a dropped connection, then gives up."""
    retry = Retry(ConstantBackoff(PAUSE_S), RETRIES)
    return Redis.from_url(url, retry=retry, socket_connect_timeout=CONNECT_S, socket_timeout=ANSWER_S)


async def answers(redis: Redis) -> bool:
    """Whether Redis answers now."""
    try:
        return bool(await redis.ping())
    except (RedisError, OSError):
        return False
