"""TwiML read as Twilio reads it."""

import pytest

from telephony.caller.twiml import ConnectStream, DialConference, End, Redirect, Silent, Spoken, TwimlRefused, read_twiml

BASE = "https://bot.example/twilio/voice"


def stream(inner: str, connect: str = "") -> str:
    return f"<Response><Connect{connect}>{inner}</Connect><Hangup/></Response>"


def test_a_stream_with_parameters_and_then_a_hang_up() -> None:
    verbs = read_twiml(
        stream('<Stream url="wss://bot.example/s/t" name="n"><Parameter name="debtor" value="d1"/></Stream>', ' action="/after"'), BASE
    )
    assert verbs == (ConnectStream("wss://bot.example/s/t", {"debtor": "d1"}, "n", "https://bot.example/after"), End())


def test_a_relative_stream_address_becomes_wss() -> None:
    (verb, _) = read_twiml(stream('<Stream url="/twilio/stream/t"/>'), BASE)
    assert isinstance(verb, ConnectStream) and verb.url == "wss://bot.example/twilio/stream/t"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("<Response>", 12100),
        ("<response/>", 12100),
        ("<Response><say>hello</say></Response>", 12200),
        ("<Response><Hangup reason='x'/></Response>", 12200),
        (stream('<Stream url="https://bot.example/s"/>'), 31922),
        (stream('<Stream url="ws://bot.example/s"/>'), 31922),
        (stream('<Stream url="wss://bot.example/s?token=1"/>'), 31920),
        (stream('<Stream url=""/>'), 31923),
        (stream('<Stream url="wss://bot.example/s" track="both_tracks"/>'), 12200),
        (stream('<Stream url="wss://bot.example/s"/><Stream url="wss://bot.example/s"/>'), 12200),
        (stream(f'<Stream url="wss://bot.example/s"><Parameter name="n" value="{"v" * 499}"/></Stream>'), 12200),
    ],
)
def test_what_twilio_refuses_is_refused_with_its_code(document: str, code: int) -> None:
    with pytest.raises(TwimlRefused) as refused:
        read_twiml(document, BASE)
    assert refused.value.code == code


def test_plain_ws_passes_only_where_the_webhook_is_plain_http() -> None:
    (verb, _) = read_twiml(stream('<Stream url="ws://127.0.0.1:8000/s"/>'), "http://127.0.0.1:8000/twilio/voice")
    assert isinstance(verb, ConnectStream) and verb.url == "ws://127.0.0.1:8000/s"


def test_a_conference_and_the_other_verbs() -> None:
    document = """<Response><Say language="zh-CN">您好</Say><Pause length="2"/><Dial action="/twilio/after">
      <Conference endConferenceOnExit="true" statusCallback="/c" statusCallbackEvent="join leave">room</Conference></Dial>
      <Redirect>/twilio/voice</Redirect><Reject reason="busy"/></Response>"""
    assert read_twiml(document, BASE) == (
        Spoken("您好"),
        Silent(2.0),
        DialConference("room", "https://bot.example/twilio/after", "https://bot.example/c", ("join", "leave"), end_on_exit=True),
        Redirect("https://bot.example/twilio/voice"),
        End(rejected=True, busy=True),
    )
