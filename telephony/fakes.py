"""Stand-ins for the other rooms, for tests of calls without models, carrier or database. They keep the promises of `telephony/ports.py`."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.turns import Expects, Heard, Opening, Reply, Saying
from portfolio.failures import Unavailable
from portfolio.words import Locale
from speech.events import ListenerEvent
from telephony.ports import TurnTimes

MS_PER_LETTER = 50


def saying(id: str, text: str, *, required: bool = False, interruptible: bool = True, locale: Locale = Locale.EN_US) -> Saying:
    """A saying whose spoken form is its text."""
    return Saying(id, f"t_{id}", locale, text=text, spoken=text, interruptible=interruptible, required=required)


def reply(*says: Saying, expects: Expects = Expects.OPEN, locale: Locale = Locale.EN_US, ended: bool = False, held: bool = False) -> Reply:
    """A reply without a keypad."""
    return Reply(says=says, expects=expects, locale=locale, ended=ended, held=held)


class FakeTalk:
    """Replies in the given order and notes everything; `busy_s` is how long each turn takes. An exception in the list is raised."""

    def __init__(self, *replies: Reply | Exception, locale: Locale = Locale.EN_US, busy_s: float = 0.0) -> None:
        self._replies = list(replies)
        self._locale = locale
        self.busy_s = busy_s
        self.asked: list[str] = []
        self.heard_by_debtor: list[tuple[str, str, bool]] = []
        self.heard: list[Heard] = []
        self.ended: list[str] = []
        self.news: list[Saying] = []

    @property
    def locale(self) -> Locale:
        return self._locale

    async def open(self) -> Reply:
        return await self._next("open")

    async def resume(self) -> Reply:
        return await self._next("resume")

    async def hear(self, heard: Heard) -> Reply:
        self.heard.append(heard)
        return await self._next(f"hear {heard.text}")

    async def silence(self, count: int) -> Reply:
        return await self._next(f"silence {count}")

    async def poll(self) -> tuple[Saying, ...]:
        news, self.news = tuple(self.news), []
        return news

    async def was_heard(self, saying_id: str, text_heard: str, complete: bool, started_at: datetime, ended_at: datetime) -> None:
        self.heard_by_debtor.append((saying_id, text_heard, complete))

    async def hang_up(self, reason: str) -> None:
        self.ended.append(reason)

    async def _next(self, asked: str) -> Reply:
        self.asked.append(asked)
        if self.busy_s:
            await asyncio.sleep(self.busy_s)
        if not self._replies:
            return reply()
        answer = self._replies.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


class FakeConversations:
    """Hands out one talk per conversation id; the same again for a known id."""

    def __init__(self, *talks: FakeTalk) -> None:
        self._waiting = list(talks)
        self.talks: dict[str, FakeTalk] = {}
        self.openings: list[Opening] = []

    async def start(self, opening: Opening) -> FakeTalk:
        self.openings.append(opening)
        if opening.conversation_id not in self.talks:
            if not self._waiting:
                raise Unavailable("database")
            self.talks[opening.conversation_id] = self._waiting.pop(0)
        return self.talks[opening.conversation_id]


@dataclass(frozen=True)
class FakeSpeech:
    """Every letter lasts 50 ms; a word is heard once all its letters were."""

    text: str

    @property
    def mulaw(self) -> bytes:
        return b"\x10" * (len(self.text) * MS_PER_LETTER * 8)

    def text_heard(self, ms: int) -> str:
        letters = ms // MS_PER_LETTER
        if letters >= len(self.text):
            return self.text
        return self.text[:letters].rpartition(" ")[0]


class FakeVoice:
    """Speaks at once, or fails once `away` is set."""

    def __init__(self) -> None:
        self.spoken: list[str] = []
        self.away = False

    async def speak(self, text: str, locale: str) -> FakeSpeech:
        if self.away:
            raise Unavailable("voice")
        self.spoken.append(text)
        return FakeSpeech(text)


class FakeListener:
    """Reports what the test tells it to; counts the sound it was fed."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self.expects: list[str] = []
        self.closed = False
        self._events: asyncio.Queue[ListenerEvent | Exception] = asyncio.Queue()
        self._bytes = 0

    @property
    def clock_s(self) -> float:
        return self._bytes / 8000

    def feed(self, mulaw: bytes) -> None:
        self._bytes += len(mulaw)

    async def next(self) -> ListenerEvent:
        event = await self._events.get()
        if isinstance(event, Exception):
            raise event
        return event

    def expect(self, expects: str, digits: int | None = None) -> None:
        self.expects.append(expects)

    def switch(self, locale: str) -> None:
        self.locale = locale

    def close(self) -> None:
        self.closed = True

    def hears(self, *events: ListenerEvent | Exception) -> None:
        """The debtor makes this sound now."""
        for event in events:
            self._events.put_nowait(event)


class FakeEars:
    """Makes listeners and keeps them for the test."""

    def __init__(self) -> None:
        self.listeners: list[FakeListener] = []

    def listener(self, locale: str) -> FakeListener:
        self.listeners.append(FakeListener(locale))
        return self.listeners[-1]


@dataclass
class FakeControl:
    """Notes every order to the carrier. `away`: none of them gets through. `over`: the call is over already."""

    orders: list[tuple[str, ...]] = field(default_factory=list)
    away: bool = False
    over: bool = False

    async def dial(self, number: str, attempt_id: str) -> str:
        self._order("dial", number, attempt_id)
        return f"CA{len(self.orders):032x}"

    async def redirect(self, call_id: str, twiml: str) -> bool:
        self._order("redirect", call_id, twiml)
        return not self.over

    async def end(self, call_id: str) -> bool:
        self._order("end", call_id)
        return not self.over

    async def add_agent(self, room: str, number: str, status_url: str) -> str:
        self._order("add_agent", room, number, status_url)
        return f"CA{len(self.orders):032x}"

    def _order(self, *order: str) -> None:
        if self.away:
            raise Unavailable("twilio")
        self.orders.append(order)


class FakeRecorder:
    """Keeps both sides in memory."""

    def __init__(self, path: str | None = None) -> None:
        self.left, self.right, self.closed, self._path = bytearray(), bytearray(), False, path

    def debtor(self, mulaw: bytes) -> None:
        self.left += mulaw

    def bot(self, mulaw: bytes) -> None:
        self.right += mulaw

    async def close(self) -> str | None:
        self.closed = True
        return self._path


@dataclass
class FakeMetrics:
    """Keeps every figure."""

    turns: list[TurnTimes] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)
    first_audios: list[float] = field(default_factory=list)

    def turn(self, times: TurnTimes) -> None:
        self.turns.append(times)

    def count(self, event: str) -> None:
        self.counted.append(event)

    def barge_in(self, verdict: str) -> None:
        self.verdicts.append(verdict)

    def live(self, calls: int) -> None:
        self.calls.append(calls)

    def first_audio(self, seconds: float) -> None:
        self.first_audios.append(seconds)


def fake_phrases(template: str, locale: Locale) -> str:
    """Template id and locale instead of words."""
    return f"{template} {locale.value}"


def words_of(sayings: Sequence[Saying]) -> tuple[str, ...]:
    """Their texts."""
    return tuple(one.text for one in sayings)
