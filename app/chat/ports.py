"""What the chat needs of the other rooms, and no more. `fakes.py` beside it stands in for all of them in tests."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.turns import Heard, Opening, Reply, Saying
from portfolio.records import ConversationRecord, Debtor, Utterance


class TalkPort(Protocol):
    """One conversation with the bot; the same that a call uses."""

    async def open(self) -> Reply: ...

    async def hear(self, heard: Heard) -> Reply: ...

    async def was_heard(self, saying_id: str, text_heard: str, complete: bool, started_at: datetime, ended_at: datetime) -> None: ...

    async def poll(self) -> tuple[Saying, ...]: ...

    async def hang_up(self, reason: str) -> None: ...


class TalksPort(Protocol):
    """Starts a conversation, or picks up one that is known by its id."""

    async def start(self, opening: Opening) -> TalkPort: ...


class LedgerPort(Protocol):
    """The thread as stored; SQL is the truth. Calls block: they run off the loop."""

    def debtor(self, debtor_id: str, /) -> Debtor | None: ...

    def conversations(self, debtor_id: str, /) -> tuple[ConversationRecord, ...]: ...

    def utterances(self, conversation_id: str, /, after: int = 0) -> tuple[Utterance, ...]: ...


class BellPort(Protocol):
    """Wakes whoever listens to a conversation: at once, after every ring, and every few seconds anyhow. It carries no content."""

    async def ring(self, conversation_id: str) -> None: ...

    def listen(self, conversation_id: str) -> AsyncIterator[None]: ...


@dataclass(frozen=True)
class Holding:
    """A ticket is open. `agent` None while nobody has accepted yet; `mute` False: it waits for review, and the bot talks on meanwhile."""

    agent: str | None = field(repr=False, default=None)
    mute: bool = True


class HoldersPort(Protocol):
    """Who holds a conversation; None: the bot does."""

    async def holding(self, record: ConversationRecord) -> Holding | None: ...
