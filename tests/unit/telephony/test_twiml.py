"""Our TwiML is what Twilio's own rules read."""

from portfolio.words import Locale
from telephony import twiml
from telephony.caller.twiml import ConnectStream, DialConference, End, read_twiml

URL = "https://bot.example/twilio/voice"


def test_a_stream_is_followed_by_a_hang_up() -> None:
    stream, end = read_twiml(twiml.connect_stream("wss://bot.example/twilio/stream/t", {"number": "+15550100121", "empty": ""}), URL)
    assert isinstance(stream, ConnectStream) and stream.url == "wss://bot.example/twilio/stream/t"
    assert dict(stream.parameters) == {"number": "+15550100121"}
    assert isinstance(end, End)


def test_a_conference_says_where_to_go_after_it() -> None:
    (dial,) = read_twiml(twiml.to_conference("room", "https://bot.example/twilio/after-agent"), URL)
    assert isinstance(dial, DialConference) and dial.action == "https://bot.example/twilio/after-agent"


def test_words_are_escaped_and_spoken_in_their_language() -> None:
    document = twiml.say_and_hang_up("Tom & <Jerry>", Locale.ZH_CN)
    assert "Tom &amp; &lt;Jerry&gt;" in document and 'language="zh-CN"' in document and "<Hangup" in document
