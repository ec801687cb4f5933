"""The real Twilio routes with fakes behind them, and a Twilio that signs what it sends."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.testclient import TestClient

from telephony.caller.signature import sign
from telephony.caller_book import CallerBook
from telephony.fake_ledger import FakeCallLedger
from telephony.fakes import FakeControl, FakeConversations, FakeEars, FakeMetrics, FakeRecorder, FakeTalk, FakeVoice, fake_phrases
from telephony.live_call import CallParts
from telephony.live_calls import LiveCalls
from telephony.router import router
from telephony.router_phone import router as phone_router
from telephony.signature import Signatures
from telephony.stream_token import StreamTokens
from telephony.transfer import Transfers
from telephony.webhook_parts import WebhookParts

PUBLIC = "https://bot.example"
AUTH_TOKEN = "the-auth-token"


def clock() -> datetime:
    return datetime.now(UTC)


class FakeDesk:
    """Notes what becomes of tickets."""

    def __init__(self, bot_is_wanted: bool = False) -> None:
        self.told: list[tuple[str, str]] = []
        self.wants_bot = bot_is_wanted

    async def agent_joined(self, ticket_id: str) -> None:
        self.told.append(("joined", ticket_id))

    async def agent_missed(self, ticket_id: str) -> None:
        self.told.append(("missed", ticket_id))

    async def bot_is_wanted(self, conversation_id: str) -> bool:
        return self.wants_bot

    async def debtor_left(self, conversation_id: str) -> None:
        self.told.append(("debtor_left", conversation_id))


class TelephonyApp:
    """The app under test; `post` and `upgrade_headers` sign like Twilio."""

    def __init__(self, *talks: FakeTalk, most: int = 24) -> None:
        self.ledger, self.control, self.metrics, self.desk = FakeCallLedger(), FakeControl(), FakeMetrics(), FakeDesk()
        self.conversations, self.ears, self.voice, self.recorder = FakeConversations(*talks), FakeEars(), FakeVoice(), FakeRecorder()
        self.tokens = StreamTokens("a secret")
        parts = CallParts(
            voice=self.voice,
            control=self.control,
            phrases=fake_phrases,
            metrics=self.metrics,
            clock=clock,
            keep_recording=lambda call, path: None,
        )
        self.calls = LiveCalls(
            conversations=self.conversations, ears=self.ears, recorders=lambda call_id: self.recorder, parts=parts, most=most
        )
        signatures = Signatures(AUTH_TOKEN, PUBLIC)
        self.transfers = Transfers(control=self.control, calls=self.calls, desk=self.desk, after_url=signatures.url("/twilio/after-agent"))
        webhooks = WebhookParts(
            signatures=signatures, tokens=self.tokens, calls=self.calls, control=self.control, book=CallerBook(self.ledger),
            transfers=self.transfers, metrics=self.metrics, phrases=fake_phrases, clock=clock,
        )  # fmt: skip
        app = FastAPI()
        app.include_router(router(webhooks))
        app.include_router(phone_router(tokens=self.tokens, calls=self.calls, metrics=self.metrics, clock=clock))
        self.client = TestClient(app, base_url="http://localhost:8000", client=("127.0.0.1", 50000))

    def post(self, path: str, signature: str | None = None, **fields: str) -> "object":
        """A webhook as Twilio sends it."""
        made = sign(AUTH_TOKEN, PUBLIC + path, fields)
        headers = {"X-Twilio-Signature": made if signature is None else signature, "Content-Type": "application/x-www-form-urlencoded"}
        return self.client.post(path, content=urlencode(fields), headers=headers)

    def upgrade_headers(self, path: str) -> dict[str, str]:
        """The header of a signed socket upgrade."""
        return {"x-twilio-signature": sign(AUTH_TOKEN, PUBLIC.replace("https", "wss") + path)}

    def all_freed(self) -> bool:
        """No live call is left and its parts were closed."""
        return self.calls.room.live == 0 and all(listener.closed for listener in self.ears.listeners)
