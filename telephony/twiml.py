"""The few TwiML documents that we answer with."""

from collections.abc import Mapping

from twilio.twiml.voice_response import Connect, Dial, VoiceResponse

from portfolio.words import Locale

CONTENT_TYPE = "text/xml"


def connect_stream(url: str, parameters: Mapping[str, str]) -> str:
    """Joins the call to our socket; when the stream ends, the call ends too."""
    response, connect = VoiceResponse(), Connect()
    stream = connect.stream(url=url)
    for name, value in parameters.items():
        if value:
            stream.parameter(name=name, value=value)
    response.append(connect)
    response.hangup()
    return str(response)


def to_conference(room: str, after_url: str) -> str:
    """Puts the debtor into a conference; when they or the agent leave it, `after_url` is asked what comes next."""
    response, dial = VoiceResponse(), Dial(action=after_url)
    dial.conference(room, start_conference_on_enter=True, end_conference_on_exit=True, beep="false")
    response.append(dial)
    return str(response)


def say_and_hang_up(text: str, locale: Locale) -> str:
    """Twilio's own voice says it: for the case that ours is away or no call can be taken."""
    response = VoiceResponse()
    response.say(text, language=locale.value)
    response.hangup()
    return str(response)


def hang_up() -> str:
    """Ends the call."""
    response = VoiceResponse()
    response.hangup()
    return str(response)


def empty() -> str:
    """Nothing to do (answers an SMS without a reply)."""
    return str(VoiceResponse())
