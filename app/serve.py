"""Runs the service: one event loop, uvicorn on it, the house open around it."""

import asyncio
import contextlib

import structlog
import uvicorn
import uvloop

from app.http import create_app
from app.logs import configure_logs
from app.settings import Settings
from app.warming import warm_up
from app.wiring import open_house

log = structlog.get_logger()

DRAIN_S = 5.0


def serve(settings: Settings) -> None:
    """Serves until SIGTERM or Ctrl-C; live calls may finish their sentence first."""
    configure_logs(settings.log_level)
    with contextlib.suppress(KeyboardInterrupt):
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
            ws_max_size=2**20,
        )
        server = uvicorn.Server(config)
        warming = asyncio.create_task(warm_up(house), name="warm-up")
        try:
            await server.serve()
        finally:
            warming.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await warming
            await house.calls.close(DRAIN_S)
            log.info("service_stopped")
