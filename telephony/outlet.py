"""The only writer of a stream's socket: paced frames, marks, and `clear` before anything that comes after it."""

import asyncio
from collections.abc import Callable

from telephony import media_stream
from telephony.call_clock import TurnWatch
from telephony.playout import Frames
from telephony.ports import Line
from telephony.speaking import Mouth

SEND_LIMIT_S = 5.0
BEAT_S = 0.02


class Outlet:
    """Sends what the mouth has due, every 20 ms; `tick` runs on the same beat; `first` is told of the first sound sent."""

    def __init__(
        self, *, line: Line, stream_id: str, mouth: Mouth, turns: TurnWatch, tick: Callable[[], None], first: Callable[[], None],
    ) -> None:  # fmt: skip
        self._line, self.stream_id, self._mouth, self._turns, self._tick = line, stream_id, mouth, turns, tick
        self._first: Callable[[], None] | None = first
        self._wake = asyncio.Event()
        self._clear = False

    def wake(self) -> None:
        """Something is due before the next beat."""
        self._wake.set()

    def clear(self) -> None:
        """Empties the carrier's buffer; frames taken from the mouth earlier are not sent any more."""
        self._clear = True
        self.wake()

    async def run(self) -> None:
        """Until cancelled; raises TimeoutError or ConnectionError where the socket is dead."""
        loop = asyncio.get_running_loop()
        while True:
            self._tick()
            await self._send_due()
            beat = loop.call_later(BEAT_S, self._wake.set)
            await self._wake.wait()
            beat.cancel()
            self._wake.clear()

    async def _send_due(self) -> None:
        if self._clear:
            self._clear = False
            await self._send(media_stream.clear(self.stream_id))
        for piece in self._mouth.due():
            if self._clear:
                return
            if isinstance(piece, Frames):
                await self._send(media_stream.media(self.stream_id, piece.sound))
                self._turns.sent()
                if self._first:
                    self._first()
                    self._first = None
            else:
                await self._send(media_stream.mark(self.stream_id, piece.name))

    async def _send(self, message: str) -> None:
        async with asyncio.timeout(SEND_LIMIT_S):
            await self._line.send(message)
