"""Runs the service: one event loop, uvicorn on it, the house open around it."""

import asyncio
import contextlib
import signal
from collections.abc import Iterator

import structlog
import uvicorn
import uvloop

from app.http import create_app
from app.logs import configure_logs
from app.settings import Settings
from app.warming import warm_up
from app.wiring import open_house
from telephony.live_calls import LiveCalls

log = structlog.get_logger()

DRAIN_S = 5.0
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class DrainingServer(uvicorn.Server):
    """Live calls may finish their sentence before their sockets close: uvicorn alone would close those at the first signal.

    It would also raise the signal again at its end, and the process would die with its house still open.
    """

    def __init__(self, config: uvicorn.Config, calls: LiveCalls) -> None:
        super().__init__(config)
        self._calls = calls
        self._draining: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The first signal ends the calls and then the server; a second one waits for no call."""
        loop = asyncio.get_running_loop()
        for number in STOP_SIGNALS:
            loop.add_signal_handler(number, self._asked_to_stop)
        try:
            yield
        finally:
            for number in STOP_SIGNALS:
                loop.remove_signal_handler(number)

    def _asked_to_stop(self) -> None:
        if self._draining is None:
            self._draining = asyncio.create_task(self._drain(), name="drain")
        else:
            self.should_exit = True

    async def _drain(self) -> None:
        try:
            await self._calls.close(DRAIN_S)
        finally:
            self.should_exit = True


def serve(settings: Settings) -> None:
    """Serves until SIGTERM or Ctrl-C; live calls may finish their sentence first."""
    configure_logs(settings.log_level)
    uvloop.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    async with open_house(settings) as house:
        # websockets is pinned to 10.4 by Rasa's server, too old for uvicorn: wsproto speaks WebSocket here.
        config = uvicorn.Config(
            create_app(house),
            host=settings.host,
            port=settings.port,
            ws="wsproto",
            http="httptools",
            access_log=False,  # addresses hold chat and stream tokens
            log_level="warning",
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=int(DRAIN_S),
            # longer than Rasa keeps its connection to the actions (15 s): it must never send a turn into one that closes this moment
            timeout_keep_alive=30,
            ws_max_size=2**20,
        )
        server = DrainingServer(config, house.calls)
        warming = asyncio.create_task(warm_up(house.voice, house.persona), name="warm-up")
        try:
            await server.serve()
        finally:
            warming.cancel()
            await asyncio.gather(warming, return_exceptions=True)
            await house.calls.close(DRAIN_S)
            log.info("service_stopped")
