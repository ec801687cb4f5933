"""Is it a person who answered? Twilio's verdict and our own rules side by side; neither delays the greeting.

Nothing about a debt is spoken before identity is confirmed, so a late verdict only costs time. In doubt it is a person: to hang up on a
person is worse than to greet a machine.
"""

from enum import StrEnum

from telephony.phrases import sounds_like_voicemail

GREETING_OPENS_WITHIN_S = 20.0
SHORTEST_GREETING_S = 1.2


class Answerer(StrEnum):
    """Who picked up."""

    PERSON = "person"
    MACHINE = "machine"
    UNKNOWN = "unknown"


def by_twilio(answered_by: str) -> Answerer:
    """Twilio's AnsweredBy, synchronous or not."""
    if answered_by == "human":
        return Answerer.PERSON
    if answered_by == "fax" or answered_by.startswith("machine_"):
        return Answerer.MACHINE
    return Answerer.UNKNOWN


def by_greeting(text: str, began_s: float, length_s: float) -> Answerer:
    """Our own judgement of one utterance: a phrase of answering machines, long enough, early in the call.

    "He is not available" alone is a person: they say it, and wait for an answer.
    """
    if began_s > GREETING_OPENS_WITHIN_S or length_s < SHORTEST_GREETING_S or not sounds_like_voicemail(text):
        return Answerer.UNKNOWN
    return Answerer.MACHINE
