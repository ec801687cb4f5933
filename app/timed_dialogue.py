"""Times each turn of the dialogue engine where the service sees it, for the figures and `goodterms bench turns`."""

import time
from collections import deque
from collections.abc import Mapping
from typing import Any

from app.metrics import Figures
from bot.ports import Message
from bot.rasa_client import RasaClient
from portfolio.failures import Unavailable

KEPT = 2000


class TimedDialogue:
    """The Rasa client, with a clock. `milliseconds` holds the latest turns, oldest first."""

    def __init__(self, rasa: RasaClient, figures: Figures) -> None:
        self._rasa = rasa
        self._figures = figures
        self.milliseconds: deque[float] = deque(maxlen=KEPT)

    async def turn(self, message: Message) -> Mapping[str, Any]:
        """See `bot.ports.Dialogue`."""
        began = time.perf_counter()
        try:
            return await self._rasa.turn(message)
        except Unavailable as away:
            self._figures.unavailable.labels(away.part).inc()
            raise
        finally:
            seconds = time.perf_counter() - began
            self.milliseconds.append(seconds * 1000)
            self._figures.rasa_turn.observe(seconds)

    async def ready(self) -> bool:
        """A model is loaded and answers."""
        return await self._rasa.ready()

    async def close(self) -> None:
        """Let the connections go."""
        await self._rasa.close()
