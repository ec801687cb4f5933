"""One open connection to the action endpoint for the life of the process.

Rasa opens a session of its HTTP client, and with it a TCP connection, for every call of an action, and closes both after it: over a
millisecond of every turn in both processes. Here the session stays; what is asked through it, and how it is made, is Rasa's own.
"""

import asyncio
from collections.abc import Callable

import aiohttp
from rasa.utils.endpoints import EndpointConfig

Made = Callable[[EndpointConfig], aiohttp.ClientSession]


class Lent:
    """The session inside the block that Rasa puts around each call; the block's end does not close it."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self._session

    async def __aexit__(self, *_: object) -> None:
        return None


class KeptSessions:
    """In place of `EndpointConfig.session`: one session per endpoint, for as long as the loop is the same and nobody closed it."""

    def __init__(self, make: Made) -> None:
        self._make = make
        self._kept: dict[str, tuple[asyncio.AbstractEventLoop, EndpointConfig, aiohttp.ClientSession]] = {}

    def lend(self, endpoint: EndpointConfig) -> Lent:
        """For one call."""
        loop = asyncio.get_running_loop()
        known = self._kept.get(str(endpoint.url))
        if known is None or known[0] is not loop or known[1] != endpoint or known[2].closed:
            known = self._kept[str(endpoint.url)] = (loop, endpoint, self._make(endpoint))
        return Lent(known[2])


def keep_connections() -> None:
    """From now on the process keeps its connections to endpoints. Doing it twice changes nothing."""
    made = EndpointConfig.session
    if getattr(made, "is_kept", False):
        return
    kept = KeptSessions(made)

    def session(self: EndpointConfig) -> Lent:
        return kept.lend(self)

    session.is_kept = True  # type: ignore[attr-defined]
    EndpointConfig.session = session
