"""The form fields that Twilio posts to a service's webhooks (contract 1.1, 1.2): all of them, the empty ones too."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urlsplit, urlunsplit

Form = dict[str, str]


def new_sid(prefix: str) -> str:
    """A Twilio identifier: two letters and 32 hex digits."""
    return prefix + secrets.token_hex(16)


@dataclass(frozen=True)
class Line:
    """How Twilio reaches the service.

    `public_url` is what Twilio is configured with, and what is signed; `reach_url` is where the service listens on this machine, behind
    whatever proxy there may be (the same as `public_url` if None). `number` is the service's own number.
    """

    public_url: str
    account_sid: str
    number: str
    auth_token: str = field(repr=False)
    reach_url: str | None = None

    def webhook(self, path: str) -> str:
        """The public address of a webhook."""
        return self.public_url.rstrip("/") + path

    def reach(self, url: str) -> str:
        """Where a request for the public `url` goes on this machine; foreign hosts are left as they are."""
        if self.reach_url is None:
            return url
        public, target, asked = urlsplit(self.public_url), urlsplit(self.reach_url), urlsplit(url)
        if asked.netloc != public.netloc:
            return url
        secure, plain = ("wss", "ws") if asked.scheme in ("ws", "wss") else ("https", "http")
        return urlunsplit((secure if target.scheme == "https" else plain, target.netloc, asked.path, asked.query, ""))


@dataclass(frozen=True)
class Parties:
    """Who is on the call; `caller` and `called` are E.164, `client:name` or `anonymous`."""

    call_sid: str
    account_sid: str
    direction: str
    caller: str = field(repr=False)
    called: str = field(repr=False)

    def form(self, status: str) -> Form:
        """The fields of every request about this call. Geography is sent empty where Twilio does not know it."""
        form = {
            "CallSid": self.call_sid,
            "AccountSid": self.account_sid,
            "ApiVersion": "2010-04-01",
            "CallStatus": status,
            "Direction": self.direction,
            "From": self.caller,
            "To": self.called,
            "Caller": self.caller,
            "Called": self.called,
        }
        for side in ("From", "To", "Caller", "Called"):
            form |= {side + part: "" for part in ("City", "State", "Zip")}
            form[side + "Country"] = "US" if form[side].startswith("+1") else ""
        return form


def voice_form(parties: Parties, status: str) -> Form:
    """A TwiML request; an inbound call is `ringing` and carries its attestation and token."""
    form = parties.form(status)
    if parties.direction == "inbound":
        form |= {"StirVerstat": "TN-Validation-Passed-B", "CallToken": '{"parentCallInfoToken":"a+b/c=="}'}
    return form


def status_form(parties: Parties, status: str, sequence: int, at: datetime, seconds: int | None = None) -> Form:
    """A status callback; `seconds` is the call's length, known at its end."""
    form = parties.form(status) | {
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(sequence),
        "Timestamp": format_datetime(at),
    }
    if seconds is not None:
        form |= {"CallDuration": str(seconds), "Duration": str(-(-seconds // 60))}
    return form


def amd_form(parties: Parties, answered_by: str, took_ms: int) -> Form:
    """The asynchronous verdict on who answered."""
    return {
        "AccountSid": parties.account_sid,
        "CallSid": parties.call_sid,
        "AnsweredBy": answered_by,
        "MachineDetectionDuration": str(took_ms),
    }
