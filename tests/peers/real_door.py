"""The product's real Twilio routes on a real socket, with the fakes of `telephony/fakes.py` behind them: bot, ears, voice, carrier."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import uvicorn
from fastapi import FastAPI

from portfolio.records import AttemptState, ContactAttempt, Debtor, Utterance
from portfolio.words import Channel
from telephony import router
from telephony.caller.forms import Line
from telephony.caller_book import CallerBook
from telephony.fakes import FakeControl, FakeConversations, FakeEars, FakeMetrics, FakeRecorder, FakeTalk, FakeVoice, fake_phrases
from telephony.live_call import CallParts
from telephony.live_calls import LiveCalls
from telephony.signature import Signatures
from telephony.stream_token import StreamTokens
from telephony.transfer import Transfers
from telephony.webhook_parts import WebhookParts

TOKEN = "token-of-the-real-door"
PUBLIC = "https://bot.example"


class EmptyLedger:
    """Knows nobody."""

    def debtor(self, debtor_id: str) -> Debtor | None:
        return None

    def debtors_by_number(self, e164: str) -> tuple[Debtor, ...]:
        return ()

    def attempt(self, attempt_id: str) -> ContactAttempt | None:
        return None

    def reserve_attempt(self, attempt: ContactAttempt) -> object:
        return None

    def move_attempt(self, attempt_id: str, state: AttemptState, reference: str | None = None) -> object:
        return None

    def utterances(self, conversation_id: str) -> tuple[Utterance, ...]:
        return ()

    def revoke_consent(self, debtor_id: str, channel: Channel, at: datetime) -> object:
        return None


class NoDesk:
    """No agents at all."""

    async def agent_joined(self, ticket_id: str) -> None: ...

    async def agent_missed(self, ticket_id: str) -> None: ...

    async def bot_is_wanted(self, conversation_id: str) -> bool:
        return False

    async def debtor_left(self, conversation_id: str) -> None: ...


@dataclass
class RealDoor:
    """Where it is and what stands behind it. `line` signs for a public https address that a proxy would carry here."""

    line: Line
    conversations: FakeConversations
    calls: LiveCalls
    control: FakeControl
    metrics: FakeMetrics = field(default_factory=FakeMetrics)
    ears: FakeEars = field(default_factory=FakeEars)
    voice: FakeVoice = field(default_factory=FakeVoice)
    recorders: list[FakeRecorder] = field(default_factory=list)


@asynccontextmanager
async def real_door(*talks: FakeTalk) -> AsyncIterator[RealDoor]:
    """Serves the routes with uvicorn and wsproto, as the product does, until the context ends."""
    metrics, ears, voice, control = FakeMetrics(), FakeEars(), FakeVoice(), FakeControl()
    conversations, recorders = FakeConversations(*talks), list[FakeRecorder]()

    def recorder(_call_id: str) -> FakeRecorder:
        recorders.append(FakeRecorder())
        return recorders[-1]

    def clock() -> datetime:
        return datetime.now(UTC)

    parts = CallParts(voice=voice, control=control, phrases=fake_phrases, metrics=metrics, clock=clock, keep_recording=lambda _c, _p: None)
    calls = LiveCalls(conversations=conversations, ears=ears, recorders=recorder, parts=parts)
    webhook_parts = WebhookParts(
        signatures=Signatures(TOKEN, PUBLIC),
        tokens=StreamTokens("secret-of-the-streams"),
        calls=calls,
        control=control,
        book=CallerBook(EmptyLedger()),
        transfers=Transfers(control=control, calls=calls, desk=NoDesk(), after_url=PUBLIC + "/twilio/after-agent"),
        metrics=metrics,
        phrases=fake_phrases,
        clock=clock,
    )
    app = FastAPI()
    app.include_router(router.router(webhook_parts))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, ws="wsproto", lifespan="off", log_level="warning"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 -- uvicorn tells it in no other way
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    line = Line(PUBLIC, "AC" + "1" * 32, "+15550100100", TOKEN, f"http://127.0.0.1:{port}")
    try:
        yield RealDoor(line, conversations, calls, control, metrics, ears, voice, recorders)
    finally:
        server.should_exit = True
        await serving
