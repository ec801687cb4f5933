"""A service of a few lines for trying the simulated caller and the peer: checks signatures with Twilio's own validator, answers with
TwiML, and lets a test decide what happens on the socket."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web
from twilio.request_validator import RequestValidator

TOKEN = "token-of-the-fake-service"
TONE = b"\x00\x80" * 80  # 20 ms that a person can hear
HANG_UP = "<Response><Hangup/></Response>"


@dataclass
class FakeSocket:
    """One media stream as the service sees it."""

    socket: web.WebSocketResponse
    received: list[Any] = field(default_factory=list)
    stream_sid: str = ""

    async def send(self, event: str, **body: Any) -> None:
        """One message to Twilio."""
        await self.socket.send_str(json.dumps({"event": event, "streamSid": self.stream_sid, **body}))

    async def say(self, milliseconds: int, mark: str = "") -> None:
        """Sends a tone, all at once, and a mark after it if it has a name."""
        for _ in range(milliseconds // 20):
            await self.send("media", media={"payload": base64.b64encode(TONE).decode()})
        if mark:
            await self.send("mark", mark={"name": mark})

    def events(self, kind: str) -> list[Any]:
        """Messages of one kind in the order of their arrival."""
        return [message for message in self.received if isinstance(message, dict) and message.get("event") == kind]


Script = Callable[[FakeSocket, Any], Awaitable[None]]
"""Called with every well-formed message that arrives."""


@dataclass
class FakeService:
    """What it saw, and what it will say."""

    script: Script
    url: str = ""
    twiml: dict[str, str] = field(default_factory=dict)
    forms: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    sockets: list[FakeSocket] = field(default_factory=list)
    refused: int = 0

    def statuses(self, path: str) -> list[str]:
        """CallStatus of the forms that came to `path`."""
        return [form["CallStatus"] for at, form in self.forms if at == path]

    async def webhook(self, request: web.Request) -> web.Response:
        """Any webhook."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        url = self.url + request.path_qs
        if not RequestValidator(TOKEN).validate(url, form, request.headers.get("X-Twilio-Signature", "")):
            self.refused += 1
            return web.Response(status=403)
        self.forms.append((request.path, form))
        stream = self.url.replace("http", "ws", 1) + "/stream/t"
        connect = f'<Response><Connect><Stream url="{stream}"><Parameter name="a" value="b"/></Stream></Connect><Hangup/></Response>'
        return web.Response(text=self.twiml.get(request.path, connect), content_type="text/xml")

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """The media stream."""
        url = self.url.replace("http", "ws", 1) + request.path
        given = request.headers.get("x-twilio-signature", "")
        if not any(RequestValidator(TOKEN).validate(each, {}, given) for each in (url, url + "/")):
            self.refused += 1
            return web.Response(status=403)
        fake = FakeSocket(web.WebSocketResponse())
        await fake.socket.prepare(request)
        self.sockets.append(fake)
        async for message in fake.socket:
            parsed = _parsed(message.data) if message.type is WSMsgType.TEXT else message.data
            fake.received.append(parsed)
            if isinstance(parsed, dict) and ("sequenceNumber" in parsed or parsed.get("event") == "connected"):
                fake.stream_sid = fake.stream_sid or str(parsed.get("streamSid", ""))
                await self.script(fake, parsed)
        return fake.socket


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


@asynccontextmanager
async def fake_service(script: Script) -> AsyncIterator[FakeService]:
    """Runs one on a free loopback port."""
    service = FakeService(script)
    app = web.Application()
    app.router.add_post("/{path:.*}", service.webhook)
    app.router.add_get("/stream/t", service.stream)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    service.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield service
    finally:
        await runner.cleanup()


async def mute(_socket: FakeSocket, _message: Any) -> None:
    """A service that never says anything."""
    await asyncio.sleep(0)
