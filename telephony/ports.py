"""What a live call needs from other rooms, declared here by the one that uses it. Fakes for tests live in `telephony/fakes.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.turns import Heard, Opening, Reply, Saying
from portfolio.words import Locale
from speech.events import ListenerEvent

Phrases = Callable[[str, Locale], str]
"""Template id and locale in, words for the voice out (`bot.wording.say`)."""

KeepRecording = Callable[[str, str], None]
"""Conversation id and path of its sound file; writes them to the ledger. Called off the loop."""


class TalkPort(Protocol):
    """One conversation of the bot, a turn at a time; the plan of the spine fixes these names."""

    @property
    def locale(self) -> Locale: ...

    async def open(self) -> Reply: ...

    async def resume(self) -> Reply: ...

    async def hear(self, heard: Heard) -> Reply: ...

    async def silence(self, count: int) -> Reply: ...

    async def poll(self) -> tuple[Saying, ...]: ...

    async def was_heard(self, saying_id: str, text_heard: str, complete: bool, started_at: datetime, ended_at: datetime) -> None: ...

    async def hang_up(self, reason: str) -> None: ...


class Conversations(Protocol):
    """Begins a conversation, or finds the one that this call already has."""

    async def start(self, opening: Opening) -> TalkPort: ...


class Speech(Protocol):
    """A rendered sentence: mu-law 8 kHz, and which words are complete after so many milliseconds."""

    @property
    def mulaw(self) -> bytes: ...

    def text_heard(self, ms: int) -> str: ...


class Voice(Protocol):
    """Words in, sound out; raises where the voice is away."""

    async def speak(self, text: str, locale: str) -> Speech: ...


class Listener(Protocol):
    """Sound in, listener events out. `clock_s`: sound received so far."""

    @property
    def clock_s(self) -> float: ...

    def feed(self, mulaw: bytes) -> None: ...

    async def next(self) -> ListenerEvent: ...

    def expect(self, expects: str, digits: int | None = None) -> None: ...

    def switch(self, locale: str) -> None: ...

    def close(self) -> None: ...


class Ears(Protocol):
    """Makes a listener for one call."""

    def listener(self, locale: str) -> Listener: ...


class Line(Protocol):
    """The socket of one stream, as far as a live call may use it."""

    async def send(self, text: str) -> None: ...

    async def close(self) -> None: ...


class CallControl(Protocol):
    """The carrier's REST interface. Raises `BadInput` or `Unavailable`; a call that is over already is no error."""

    async def dial(self, number: str, attempt_id: str) -> str: ...

    async def redirect(self, call_id: str, twiml: str) -> bool: ...

    async def end(self, call_id: str) -> bool: ...

    async def add_agent(self, room: str, number: str, status_url: str) -> str: ...


class Recorder(Protocol):
    """Keeps the sound of one call. Never blocks; `close` returns the path, or None where nothing was kept."""

    def debtor(self, mulaw: bytes) -> None: ...

    def bot(self, mulaw: bytes) -> None: ...

    async def close(self) -> str | None: ...


@dataclass(frozen=True)
class TurnTimes:
    """One turn on one monotonic clock, in seconds; None where a stage did not happen."""

    speech_ended: float
    decided: float
    transcript: float
    reply: float | None = None
    first_voice_byte: float | None = None
    first_frame_sent: float | None = None
    first_mark: float | None = None


class Metrics(Protocol):
    """Figures without words: stage times, counted events, verdicts, live calls."""

    def turn(self, times: TurnTimes) -> None: ...

    def count(self, event: str) -> None: ...

    def barge_in(self, verdict: str) -> None: ...

    def live(self, calls: int) -> None: ...

    def first_audio(self, seconds: float) -> None: ...
