"""Opens Redis for Rasa's stores, from the strings of endpoints.yml."""

from typing import Any

import redis


def open_redis(
    host: str, port: str | int = 6379, db: str | int = 0, username: str = "", password: str = "", use_ssl: str | bool = False, **_: Any
) -> "redis.Redis":
    """A client that fails within two seconds where Redis is away, so that the service can say so to the debtor."""
    return redis.Redis(
        host=host,
        port=int(port),
        db=int(db),
        username=username or None,
        password=password or None,
        ssl=str(use_ssl).lower() == "true",
        decode_responses=True,
        socket_timeout=2,
        socket_connect_timeout=1,
    )
