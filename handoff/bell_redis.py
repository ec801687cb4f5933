"""The bell across processes: Redis pub/sub wakes at once; while Redis is away the listener wakes by the clock instead."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from handoff.bell import POLL_S, LocalBell
from handoff.redis_keys import BELL

log = structlog.get_logger(__name__)
QUIET_S = 30.0


class BellRedis:
    """One subscription per process for all conversations (`run` keeps it); listeners are woken within the process."""

    def __init__(self, redis: Redis, prefix: str = BELL, poll_s: float = POLL_S) -> None:
        self._redis = redis
        self._prefix = prefix
        self._retry_s = poll_s
        self._local = LocalBell(poll_s)
        self._task: asyncio.Task[None] | None = None

    async def ring(self, conversation_id: str) -> None:
        """This process at once, the others through Redis; a Redis that is away is no error."""
        await self._local.ring(conversation_id)
        with suppress(RedisError, OSError):
            await self._redis.publish(self._prefix + conversation_id, "")

    async def listen(self, conversation_id: str) -> AsyncIterator[None]:
        """See `Bell.listen`."""
        async for _ in self._local.listen(conversation_id):
            yield

    async def start(self) -> None:
        """Begin to hear the other processes."""
        self._task = asyncio.create_task(self._run(), name="bell")

    async def close(self) -> None:
        """Stop hearing them."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _run(self) -> None:
        while True:
            try:
                await self._hear()
            except (RedisError, OSError):
                log.warning("bell_without_redis")
                await asyncio.sleep(self._retry_s)

    async def _hear(self) -> None:
        async with self._redis.pubsub() as subscription:
            await subscription.psubscribe(self._prefix + "*")
            while True:
                # Not `listen`: it would take a quiet second for a dead connection wherever the client bounds its reads.
                message = await subscription.get_message(ignore_subscribe_messages=True, timeout=QUIET_S)
                if message is not None:
                    channel = message["channel"]
                    name = channel.decode() if isinstance(channel, bytes) else channel
                    await self._local.ring(name.removeprefix(self._prefix))
