"""What tests of the Twilio peer share: numbers, a small service's greeting, and waiting for something to come true."""

import asyncio
from collections.abc import Callable
from typing import Any

from peers.fake_service import FakeSocket

CALLER, DEBTOR, AGENT = "+15550100100", "+15550100121", "client:agent_1"


async def greet(socket: FakeSocket, message: Any) -> None:
    """Says a tenth of a second when the stream starts."""
    if message["event"] == "start":
        await socket.say(100, "greeting")


async def eventually(found: Callable[[], Any], seconds: float = 5.0) -> None:
    """Returns as soon as `found()` holds; fails after `seconds`."""
    for _ in range(int(seconds / 0.02)):
        if found():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("did not come true in time")
