"""A FastAPI socket as the line of a live call: text in, text out, a dead one is a ConnectionError."""

from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Protocol

from telephony.media_stream import LONGEST_MESSAGE


class Socket(Protocol):
    """What we use of Starlette's WebSocket, so that this file needs no web framework."""

    async def receive(self) -> object: ...

    async def send_text(self, data: str) -> None: ...

    async def close(self, code: int = 1000) -> None: ...


class WebSocketLine:
    """Sends and closes; `messages` reads until the other side is gone."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket
        self._open = True

    async def send(self, text: str) -> None:
        """Raises ConnectionError once the socket is gone."""
        if not self._open:
            raise ConnectionError
        try:
            await self._socket.send_text(text)
        except Exception as error:  # each server has its own exception for a closed socket
            self._open = False
            raise ConnectionError from error

    async def close(self) -> None:
        """Closes it if it is still open."""
        if self._open:
            self._open = False
            with suppress(Exception):  # the other side may be gone, in words of each server's own
                await self._socket.close()

    async def messages(self) -> AsyncIterator[str]:
        """Text messages in order; a binary one becomes an empty text, which no protocol accepts."""
        while True:
            try:
                message = await self._socket.receive()
            except RuntimeError:
                message = None
            if not isinstance(message, dict) or message.get("type") == "websocket.disconnect":
                self._open = False
                return
            text = message.get("text")
            yield text if isinstance(text, str) and len(text) <= LONGEST_MESSAGE else ""
