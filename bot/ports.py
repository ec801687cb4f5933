"""What the bot needs from others, declared here by the one that uses it. Fakes for tests live in `bot/fakes.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from handoff.tickets import HandoffRequest, Ticket
from portfolio.words import Channel, Locale


class Handoffs(Protocol):
    """The queue of humans. Raises `Unavailable("database")` where nothing could be recorded."""

    async def open(self, request: HandoffRequest) -> Ticket: ...

    async def holder(self, conversation_id: str) -> Ticket | None: ...

    async def ticket(self, ticket_id: str) -> Ticket | None: ...

    async def schedule_callback(self, ticket_id: str, at: datetime, fence: int | None = None) -> Ticket: ...

    async def debtor_left(self, conversation_id: str) -> Ticket | None: ...


@dataclass(frozen=True)
class Message:
    """One turn on its way through the dialogue engine. `text` is words, or "/intent"; never a secret, never a card number."""

    conversation_id: str
    text: str = field(repr=False)
    expects: str
    verified: bool
    locale: Locale
    channel: Channel
    now: datetime
    alternatives: tuple[str, ...] = field(repr=False, default=())
    count: int = 0
    written: Locale | None = None


class Dialogue(Protocol):
    """The dialogue engine: chooses the move and has it played. Raises `Unavailable("rasa")`; otherwise returns the reply as JSON."""

    async def turn(self, message: Message) -> Mapping[str, Any]: ...
