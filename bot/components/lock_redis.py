"""One message at a time per conversation, across Rasa processes."""

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockStore, RedisLockStore
from rasa.utils.endpoints import EndpointConfig

from bot.components.client_redis import open_redis

PREFIX = "goodterms:rasa:lock:"
LIFETIME_S = 120
"""A lock left by a process that died is gone after this; a turn takes milliseconds."""


class RedisLock(RedisLockStore):
    """Rasa's ticket lock in our Redis; a lock that nobody gives back expires."""

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        LockStore.__init__(self)
        self.red = open_redis(endpoint_config.url, **endpoint_config.kwargs)
        self.key_prefix = PREFIX

    def save_lock(self, lock: TicketLock) -> None:
        """Writes the lock, with its end."""
        self.red.set(self.key_prefix + lock.conversation_id, lock.dumps(), ex=LIFETIME_S)
