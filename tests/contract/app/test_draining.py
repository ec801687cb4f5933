"""A stopping service lets live calls finish: real server, real socket, a real signal."""

import asyncio
import os
import signal

import aiohttp
import pytest
import uvicorn
from fastapi import FastAPI, WebSocket

from app.run_state import free_port
from app.serve import DrainingServer

pytestmark = pytest.mark.anyio


class TalkingCalls:
    """As `LiveCalls`: closing takes until the last words are spoken."""

    def __init__(self) -> None:
        self.closing, self.spoken = asyncio.Event(), asyncio.Event()

    async def close(self, patience_s: float) -> None:
        self.closing.set()
        await self.spoken.wait()


async def test_a_call_may_finish_its_sentence_after_sigterm_and_the_process_goes_on_to_put_its_house_away() -> None:
    app, calls, port = FastAPI(), TalkingCalls(), free_port()

    @app.websocket("/echo")
    async def echo(socket: WebSocket) -> None:
        await socket.accept()
        async for text in socket.iter_text():
            await socket.send_text(text)

    config = uvicorn.Config(app, port=port, ws="wsproto", log_config=None, timeout_graceful_shutdown=1)
    server = DrainingServer(config, calls)  # type: ignore[arg-type]
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(20), aiohttp.ClientSession() as session:
        while not server.started:  # noqa: ASYNC110 - uvicorn tells it in no other way
            await asyncio.sleep(0.01)
        async with session.ws_connect(f"http://127.0.0.1:{port}/echo") as socket:
            os.kill(os.getpid(), signal.SIGTERM)
            await calls.closing.wait()
            await socket.send_str("and so we agreed on friday")
            assert await socket.receive_str() == "and so we agreed on friday"
            calls.spoken.set()
            assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
        await serving  # it returns: uvicorn's own way would kill the process here
