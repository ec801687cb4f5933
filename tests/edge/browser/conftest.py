"""Headless Chromium, and a real server on loopback that holds the chat and the phone page with fakes behind them."""

import asyncio
import base64
import json
import math
import struct
import threading
import wave
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from fastapi.responses import HTMLResponse
from peers.browser import chromium
from playwright.sync_api import Browser

from app.chat.doors import Doors
from app.chat.fakes import EchoTalks, FakeHolders, FakeLedger
from app.chat.router_chat import router as chat_router
from app.chat.threads import Threads
from app.chat.tokens import sign_token
from app.console.phone_ports import PhonePage
from app.console.router_phone_page import router as phone_router
from handoff.bell import LocalBell
from portfolio.records import ConversationRecord, Debtor
from portfolio.words import Locale

SECRET = "a-secret-of-the-lender-long-enough-for-hs256"
TONE_HZ = 440
SILENCE = b"\xff"


def now() -> datetime:
    return datetime.now(UTC)


class Book(FakeLedger):
    """Two debtors, one of each language."""

    def all_debtors(self) -> tuple[Debtor, ...]:
        return tuple(self.people.values())

    def conversation(self, id: str) -> ConversationRecord | None:
        return self.records.get(id)


@dataclass
class EchoLine:
    """A bot that sends back what it hears, marks every tenth frame, and obeys keys: 5 long sound then clear, 0 hang up."""

    echoes: bool = True
    got: list[dict[str, Any]] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)

    def named(self, event: str) -> list[dict[str, Any]]:
        return [each for each in self.got if each["event"] == event]

    def sound(self) -> bytes:
        return b"".join(base64.b64decode(each["media"]["payload"]) for each in self.named("media"))

    async def serve(self, socket: WebSocket) -> None:
        await socket.accept()
        try:
            while True:
                message = json.loads(await socket.receive_text())
                self.got.append(message)
                await self.answer(socket, message)
        except WebSocketDisconnect:
            self.closed.set()

    async def answer(self, socket: WebSocket, message: dict[str, Any]) -> None:
        async def out(event: str, **more: Any) -> None:
            await socket.send_text(json.dumps({"event": event, "streamSid": message["streamSid"], **more}))

        if message["event"] == "start":
            await out("mark", mark={"name": "at-once"})
        elif message["event"] == "media" and self.echoes:
            await out("media", media={"payload": message["media"]["payload"]})
            if int(message["media"]["chunk"]) % 10 == 0:
                await out("mark", mark={"name": f"m{message['media']['chunk']}"})
        elif message["event"] == "dtmf" and message["dtmf"]["digit"] == "5":
            for name in ("long-1", "long-2"):
                await out("media", media={"payload": base64.b64encode(SILENCE * 16000).decode()})
                await out("mark", mark={"name": name})
            await asyncio.sleep(0.1)
            await out("clear")
        elif message["event"] == "dtmf" and message["dtmf"]["digit"] == "0":
            await socket.close(1000)


class House:
    """A server on a free port; `line` is the last call's far end, `stop()` and `start(port)` are a service that goes away and returns."""

    def __init__(self) -> None:
        self.ledger, self.holders, self.bell, ids = Book(), FakeHolders(), LocalBell(poll_s=0.2), count(1)
        self.ledger.people["d1"] = Debtor("d1", Locale.ZH_CN, "CN-44", "Asia/Shanghai", "CN", "李强", ("+8613800000000",))
        self.ledger.people["d21"] = Debtor("d21", Locale.EN_US, "US-NY", "America/New_York", "US", "Mary Johnson", ("+15550100121",))
        self.talks = EchoTalks(self.ledger, self.holders, now)
        self.line, self.echoes = EchoLine(), True
        self.app = FastAPI()
        threads = Threads(
            ledger=self.ledger, talks=self.talks, bell=self.bell, holders=self.holders, clock=now, new_id=lambda: f"chat-{next(ids)}"
        )
        self.app.include_router(chat_router(Doors(threads, now, SECRET)))
        self.app.include_router(
            phone_router(
                PhonePage(
                    book=self.ledger,
                    clock=now,
                    pass_for=lambda call, debtor, locale: "refused" if debtor is None else call,
                    chat_token=lambda debtor, locale: self.token(debtor, locale=locale),
                    tiny_models=True,
                    hints={"d1": {"id_last4": "3821", "birth_year": "1990"}, "d21": {"zip": "02139", "birth_year": "1985"}},
                )
            )
        )
        self.app.add_api_route("/lender", self.lender, response_class=HTMLResponse)
        self.app.add_api_route("/lender/token", lambda: {"token": self.token("d21")})
        self.app.add_api_websocket_route("/phone/stream/{token}", self.stream)
        self.start()

    def token(self, debtor: str, lasts: timedelta = timedelta(hours=1), locale: Locale | None = None) -> str:
        return sign_token(debtor, SECRET, now() + lasts, locale)

    async def lender(self, attributes: str) -> str:
        return f"<!doctype html><title>lender</title><h1>Lender</h1><script src=/chat/widget.js {attributes}></script>"

    async def stream(self, socket: WebSocket, token: str) -> None:
        if token == "refused":
            await socket.close(1008)
            return
        self.line = EchoLine(self.echoes)
        await self.line.serve(socket)

    def start(self, port: int = 0) -> None:
        config = uvicorn.Config(self.app, host="127.0.0.1", port=port, ws="wsproto", log_level="error", timeout_graceful_shutdown=1)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run)
        self.thread.start()
        while not self.server.started:
            self.thread.join(0.02)
            assert self.thread.is_alive()
        self.port = self.server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join()

    def conversation(self, debtor: str = "d21") -> str:
        return self.ledger.conversations(debtor)[-1].id


@pytest.fixture
def house() -> Iterator[House]:
    built = House()
    yield built
    built.stop()


@pytest.fixture(scope="session")
def tone_wav(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of a tone at 48 kHz, played by Chromium's fake microphone again and again."""
    path = tmp_path_factory.mktemp("sound") / "tone.wav"
    samples = [int(12000 * math.sin(2 * math.pi * TONE_HZ * each / 48000)) for each in range(96000)]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48000)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return path


@pytest.fixture(scope="module")
def browser(tone_wav: Path) -> Iterator[Browser]:
    microphone = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={tone_wav}")
    with chromium(*microphone) as browser:
        yield browser
