"""The few words that every room shares. Language is not law: a locale says how to speak, a jurisdiction what is allowed."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

Clock = Callable[[], datetime]
"""Returns the present instant, always aware."""


class Locale(StrEnum):
    """A language and its way of writing numbers and dates."""

    ZH_CN = "zh-CN"
    EN_US = "en-US"


class Channel(StrEnum):
    """How a contact reaches the debtor."""

    VOICE = "voice"
    CHAT = "chat"
    SMS = "sms"
    PUSH = "push"


class Direction(StrEnum):
    """Who began the conversation: inbound is the debtor, outbound is us."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Speaker(StrEnum):
    """Who said an utterance. An agent is always a human; the software is the bot. A note is seen by agents only."""

    DEBTOR = "debtor"
    BOT = "bot"
    AGENT = "agent"
    NOTE = "note"


class Flag(StrEnum):
    """Something known about a debtor that changes what may be done. Raised before anything more is spoken."""

    CEASE_VOICE = "cease_voice"
    CEASE_ALL = "cease_all"
    WRONG_NUMBER = "wrong_number"
    THIRD_PARTY_ANSWERED = "third_party_answered"
    MINOR_ANSWERED = "minor_answered"
    ATTORNEY = "attorney"
    BANKRUPTCY = "bankruptcy"
    DECEASED = "deceased"
    DISPUTE = "dispute"
    FRAUD = "fraud"
    COMPLAINT = "complaint"
    HARDSHIP = "hardship"
    SELF_HARM = "self_harm"
    SAFE_CONTACT_ONLY = "safe_contact_only"
    ALREADY_PAID_CLAIM = "already_paid_claim"
    REFUSES_RECORDING = "refuses_recording"
