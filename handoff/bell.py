"""A wake-up hint that a conversation's thread has grown. The thread itself is in SQL; a lost ring costs a moment, never a message."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Protocol

DESK = "desk"
"""Rung when the queue has changed."""
POLL_S = 2.0
"""A listener is woken at least this often, ring or no ring."""


class Bell(Protocol):
    """Rings by conversation id."""

    async def ring(self, conversation_id: str) -> None:
        """Wake whoever listens to this conversation; never raises."""

    def listen(self, conversation_id: str) -> AsyncIterator[None]:
        """Yield at once, then after every ring, and at least every `POLL_S` seconds."""


class LocalBell:
    """A bell within one process; rings that come while the listener is busy become one."""

    def __init__(self, poll_s: float = POLL_S) -> None:
        self._poll_s = poll_s
        self._listeners: dict[str, set[asyncio.Event]] = defaultdict(set)

    async def ring(self, conversation_id: str) -> None:
        """Wake this process's listeners."""
        for event in tuple(self._listeners.get(conversation_id, ())):
            event.set()

    async def listen(self, conversation_id: str) -> AsyncIterator[None]:
        """See `Bell.listen`."""
        rung = asyncio.Event()
        self._listeners[conversation_id].add(rung)
        try:
            while True:
                yield
                await wait_until(rung, self._poll_s)
        finally:
            self._listeners[conversation_id].discard(rung)
            if not self._listeners[conversation_id]:
                del self._listeners[conversation_id]


async def wait_until(rung: asyncio.Event, seconds: float) -> None:
    """Return when `rung` is set (and clear it) or after `seconds`."""
    try:
        await asyncio.wait_for(rung.wait(), seconds)
    except TimeoutError:
        return
    rung.clear()
