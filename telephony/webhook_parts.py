"""What the Twilio webhooks work with, and the two answers that they share."""

from collections.abc import Mapping
from dataclasses import dataclass

from portfolio.failures import BadInput
from portfolio.words import Clock, Direction
from telephony import twiml
from telephony.caller_book import CallerBook, Party
from telephony.live_calls import LiveCalls
from telephony.ports import CallControl, Metrics, Phrases
from telephony.signature import Signatures
from telephony.stream_token import StreamPass, StreamTokens
from telephony.transfer import Transfers


@dataclass(frozen=True)
class WebhookParts:
    """Made once in wiring."""

    signatures: Signatures
    tokens: StreamTokens
    calls: LiveCalls
    control: CallControl
    book: CallerBook
    transfers: Transfers
    metrics: Metrics
    phrases: Phrases
    clock: Clock

    def to_bot(self, call_id: str, direction: Direction, party: Party, resumed: bool = False) -> str:
        """TwiML that joins the call to the bot, or an honest apology where no more calls fit."""
        if not self.calls.room.is_free:
            self.metrics.count("call_not_admitted")
            return twiml.say_and_hang_up(self.phrases("sorry_technical", party.locale), party.locale)
        stream_pass = StreamPass(call_id, "twilio", party.locale, direction, party.debtor_id, resumed)
        url = self.signatures.socket_url(f"/twilio/stream/{self.tokens.mint(stream_pass, self.clock())}")
        return twiml.connect_stream(url, {"number": party.number or ""})


def need(fields: Mapping[str, str], name: str) -> str:
    """A field that Twilio always sends."""
    value = fields.get(name, "")
    if not value:
        raise BadInput(f"{name} is missing")
    return value
