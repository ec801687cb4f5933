"""One message at a time per conversation, across Rasa processes."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncGenerator

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError, LockStore
from rasa.utils.endpoints import EndpointConfig

from bot.components.client_redis import open_redis

PREFIX = "goodterms:rasa:lock:"
AGAIN_S = 0.02
"""How soon a message that has to wait looks again: a turn takes about this long."""

GIVE_BACK = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"
"""Only the one who took it: a lock that expired under a slow turn may be another's by now."""


class RedisLock(LockStore):
    """Two round trips to Redis a turn, where Rasa's ticket lock makes seven; who holds it and dies loses it when it expires.

    Rasa's tickets keep waiting messages in order. Here the service does: a conversation's next message is sent after the answer.
    """

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        super().__init__()
        self._redis = open_redis(endpoint_config.url, **endpoint_config.kwargs)

    @contextlib.asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME, wait_time_in_seconds: float = AGAIN_S
    ) -> AsyncGenerator[TicketLock, None]:
        """Held inside the block. Raises LockError where it was not free for `lock_lifetime` seconds, or Redis is away."""
        key, mine = PREFIX + conversation_id, secrets.token_hex(8)
        patience = time.monotonic() + lock_lifetime
        while not self._taken(key, mine, lock_lifetime):
            if time.monotonic() > patience:
                raise LockError("the conversation's lock was not given back in time")
            await asyncio.sleep(wait_time_in_seconds)
        try:
            yield TicketLock(conversation_id)
        finally:
            self._redis.eval(GIVE_BACK, 1, key, mine)

    def _taken(self, key: str, mine: str, lifetime_s: float) -> bool:
        try:
            return bool(self._redis.set(key, mine, nx=True, px=int(lifetime_s * 1000)))
        except Exception as away:
            raise LockError(f"the lock store does not answer ({type(away).__name__})") from away
