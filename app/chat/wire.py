"""The messages of the chat as they cross the wire: parsed once on the way in, written once on the way out.

docs/chat-api.md describes every one; a test reads that page and compares.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from portfolio.failures import BadInput
from portfolio.records import Utterance
from portfolio.words import Locale, Speaker

LONGEST_TEXT = 2000
LONGEST_FRAME = 16_384
RETRY_S = 3.0

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT)]
MessageId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]


class Phase(StrEnum):
    """Who answers now."""

    BOT = "bot"
    WAITING = "waiting"
    AGENT = "agent"
    ENDED = "ended"


class Inbound(BaseModel):
    """Anything that a debtor's device sends; fields that we do not know are passed over, so that devices may be newer than we are."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Write(Inbound):
    """The debtor's text. The same `client_msg_id` sent again is the same message."""

    type: Literal["message"] = "message"
    client_msg_id: MessageId
    text: Text = Field(repr=False)


class Ping(Inbound):
    """Are you there?"""

    type: Literal["ping"]


class Open(Inbound):
    """Begin a new conversation after one has ended, without a text of the debtor."""

    type: Literal["open"]


FromDebtor = Write | Ping | Open
_FROM_DEBTOR: TypeAdapter[FromDebtor] = TypeAdapter(Annotated[FromDebtor, Field(discriminator="type")])


class Message(BaseModel):
    """One entry of the thread. Text is plain text: never markup."""

    type: Literal["message"] = "message"
    conversation: str
    seq: int
    id: str
    speaker: Speaker
    text: str = Field(repr=False)
    locale: Locale
    at: datetime
    client_msg_id: str | None = None


class Standing(BaseModel):
    """Who answers now, in which language; `agent` is the name of the human who does."""

    conversation: str
    phase: Phase
    locale: Locale
    agent: str | None = Field(repr=False, default=None)


class State(Standing):
    """Sent whenever the standing changes."""

    type: Literal["state"] = "state"


class Welcome(Standing):
    """The first message on a socket, and again when a new conversation begins. Messages with `seq` above `after` follow."""

    type: Literal["welcome"] = "welcome"
    after: int = 0


class Typing(BaseModel):
    """The bot or the agent is about to write."""

    type: Literal["typing"] = "typing"
    speaker: Speaker
    on: bool


class Refusal(BaseModel):
    """Something was not taken. `retry_s`: send it again, with the same id, after so many seconds; None: do not."""

    type: Literal["refused"] = "refused"
    reason: Literal["bad_message", "too_long", "too_fast", "unavailable"]
    client_msg_id: str | None = None
    retry_s: float | None = None


class Pong(BaseModel):
    """Yes."""

    type: Literal["pong"] = "pong"


ToDebtor = Message | State | Welcome | Typing | Refusal | Pong


class Page(BaseModel):
    """A piece of the thread and where it stands: the answer of GET and POST. `conversation` None: nothing has begun yet."""

    conversation: str | None
    phase: Phase
    locale: Locale
    agent: str | None = Field(repr=False, default=None)
    messages: list[Message] = Field(repr=False)


class TooLong(BadInput):
    """The text is longer than `LONGEST_TEXT` characters."""


def from_debtor(frame: str) -> FromDebtor:
    """Returns what the device sent; raises `TooLong`, or `BadInput` for anything that is not a message of ours."""
    try:
        return _FROM_DEBTOR.validate_json(frame)
    except ValidationError as wrong:
        if any(each["type"] == "string_too_long" for each in wrong.errors(include_input=False, include_url=False, include_context=False)):
            raise TooLong("the text is too long") from None
        raise BadInput("not a chat message") from None


def message(utterance: Utterance) -> Message:
    """Returns the entry as the debtor may see it."""
    return Message(
        conversation=utterance.conversation_id,
        seq=utterance.seq,
        id=utterance.id,
        speaker=utterance.speaker,
        text=utterance.text,
        locale=utterance.locale,
        at=utterance.started_at,
        client_msg_id=utterance.client_msg_id,
    )
