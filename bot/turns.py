"""What goes in and out of one turn. Channels (call, chat) know these records and nothing else of the bot."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from portfolio.records import Word
from portfolio.words import Channel, Direction, Locale


class Expects(StrEnum):
    """What the bot's last question asked for; end-of-turn profiles and the keypad follow it."""

    IDENTITY = "identity"
    VERIFICATION = "verification"
    WILLINGNESS = "willingness"
    AMOUNT = "amount"
    DATE = "date"
    CONFIRM = "confirm"
    CALLBACK_TIME = "callback_time"
    ANYTHING_ELSE = "anything_else"
    OPEN = "open"


@dataclass(frozen=True)
class KeypadSpec:
    """Keys that the question takes: `length` digits, or fewer ended by `terminator`."""

    length: int
    terminator: str = "#"
    inter_digit_s: float = 4.0


@dataclass(frozen=True)
class Opening:
    """How a conversation begins. `conversation_id` is the CallSid for a call. `debtor_id` None: nobody we know.

    `identified` is True where the lender's own signed token names the person (chat in the lender's app).
    """

    conversation_id: str
    channel: Channel
    direction: Direction
    locale: Locale
    debtor_id: str | None
    identified: bool = False
    number: str | None = field(repr=False, default=None)


@dataclass(frozen=True)
class Heard:
    """What the debtor said or typed or keyed. `alternatives` holds the recogniser's other guesses, best first."""

    started_at: datetime
    ended_at: datetime
    text: str = field(repr=False)
    via: Literal["speech", "keypad", "text"] = "text"
    confidence: float | None = None
    alternatives: tuple[str, ...] = field(repr=False, default=())
    words: tuple[Word, ...] = field(repr=False, default=())
    client_msg_id: str | None = None


@dataclass(frozen=True)
class Saying:
    """One sentence group of the bot. `text` is for eyes, `spoken` for the voice (numbers and dates in words).

    `required`: the law or a read-back needs it heard to the end; it is said again until it was. `ends`: the conversation is over after it.
    """

    id: str
    template: str
    locale: Locale
    text: str = field(repr=False)
    spoken: str = field(repr=False)
    interruptible: bool = True
    required: bool = False
    ends: bool = False


@dataclass(frozen=True)
class Reply:
    """What the channel does now: say `says` in order, then wait for `expects`, or end after the last was heard.

    `held`: a human agent holds the conversation, or it waits for one; the bot stays mute.
    """

    says: tuple[Saying, ...]
    expects: Expects
    locale: Locale
    ended: bool = False
    verified: bool = False
    held: bool = False
    ticket: str | None = None
    keypad: KeypadSpec | None = None
