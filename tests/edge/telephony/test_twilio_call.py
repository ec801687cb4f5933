"""A whole call through the real routes: webhook, signed upgrade, stream, goodbye."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from peers.telephony_app import TelephonyApp
from starlette.testclient import WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from bot.turns import Expects
from portfolio.words import Direction, Locale
from speech.events import Transcript
from telephony.caller.messages import ClearIn, MarkIn, MessageWriter, SoundIn, read_message
from telephony.fakes import FakeTalk, reply, saying
from telephony.stream_token import StreamPass

ACCOUNT = "AC" + "1" * 32
CALL = "CA" + "1" * 32
STREAM = "MZ" + "1" * 32
VOICE_FIELDS = {
    "CallSid": CALL,
    "AccountSid": ACCOUNT,
    "ApiVersion": "2010-04-01",
    "From": "+15550100121",
    "To": "+15550100100",
    "CallStatus": "ringing",
    "Direction": "inbound",
    "FromCity": "",
    "FromState": "",
    "CallerCountry": "US",
}


def stream_path(twiml: str) -> str:
    found = re.search(r'url="wss://bot\.example(/twilio/stream/[^"]+)"', twiml)
    assert found, twiml
    return found[1]


def until(true: Callable[[], bool], within_s: float = 5.0) -> None:
    ends = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < ends, "it never came true"
        time.sleep(0.01)


class Phone:
    """Twilio's side of one socket; plays nothing, returns every mark at once."""

    def __init__(self, socket: WebSocketTestSession, call_id: str = CALL, stream_id: str = STREAM) -> None:
        self.socket, self.stream_id = socket, stream_id
        self.writer = MessageWriter(ACCOUNT, call_id, stream_id)
        self.sound = b""

    def start(self, **parameters: str) -> None:
        self.socket.send_text(self.writer.connected())
        self.socket.send_text(self.writer.start(parameters))
        self.socket.send_text(self.writer.media(b"\xff" * 160, 0))

    def listen(self, marks: int = 1_000_000, until_closed: bool = False) -> None:
        """Takes messages until so many marks were returned."""
        while marks:
            try:
                message = read_message(self.socket.receive_text(), self.stream_id)
            except WebSocketDisconnect:
                assert until_closed
                return
            assert isinstance(message, SoundIn | MarkIn | ClearIn), message
            if isinstance(message, SoundIn):
                self.sound += message.sound
            if isinstance(message, MarkIn):
                self.socket.send_text(self.writer.mark(message.name))
                marks -= 1


def test_an_inbound_call_is_answered_heard_and_ended() -> None:
    talk = FakeTalk(
        reply(saying("hi", "hello"), expects=Expects.IDENTITY),
        reply(saying("bye", "goodbye"), ended=True),
    )
    app = TelephonyApp(talk)
    with app.client:
        answer = app.post("/twilio/voice", **VOICE_FIELDS)
        assert answer.status_code == 200
        assert answer.text.index("<Connect>") < answer.text.index("<Hangup")
        path = stream_path(answer.text)
        with app.client.websocket_connect(path, headers=app.upgrade_headers(path)) as socket:
            phone = Phone(socket)
            phone.start(number="+15550100121")
            phone.listen(marks=3)
            app.ears.listeners[0].hears(Transcript(0.0, 0.01, 0.02, 0.9, "yes this is mary johnson"))
            phone.listen(until_closed=True)
        until(app.all_freed)
    (opening,) = app.conversations.openings
    assert (opening.conversation_id, opening.debtor_id, opening.direction) == (CALL, "d21", Direction.INBOUND)
    assert opening.locale is Locale.EN_US and opening.number == "+15550100121"
    assert talk.heard_by_debtor == [("hi", "hello", True), ("bye", "goodbye", True)]
    assert talk.ended == ["bot"]
    assert app.control.orders == [("end", CALL)]
    assert len(app.metrics.turns) == 1 and app.metrics.turns[0].first_mark is not None
    assert app.ledger.kept[CALL].reference == CALL


def test_a_forged_webhook_is_refused_and_nothing_is_created() -> None:
    app = TelephonyApp(FakeTalk())
    for signature in ("forged", ""):
        assert app.post("/twilio/voice", signature=signature, **VOICE_FIELDS).status_code == 403
    assert not app.ledger.kept and not app.conversations.openings
    assert app.metrics.counted == ["refused_webhook"] * 2


@pytest.mark.parametrize("signed", [False, True])
def test_an_upgrade_needs_both_signature_and_token(signed: bool) -> None:
    app = TelephonyApp(FakeTalk())
    path = "/twilio/stream/not-a-token"
    if not signed:
        path = stream_path(app.post("/twilio/voice", **VOICE_FIELDS).text)
    headers = app.upgrade_headers(path) if signed else {}
    with pytest.raises(WebSocketDisconnect), app.client.websocket_connect(path, headers=headers):
        pass
    assert not app.conversations.openings and app.metrics.counted == ["refused_upgrade"]


def test_malformed_messages_are_counted_and_the_call_goes_on() -> None:
    talk = FakeTalk(reply(saying("hi", "hello")))
    app = TelephonyApp(talk)
    with app.client:
        path = stream_path(app.post("/twilio/voice", **VOICE_FIELDS).text)
        with app.client.websocket_connect(path, headers=app.upgrade_headers(path)) as socket:
            phone = Phone(socket)
            socket.send_text("{not json")
            phone.start()
            socket.send_text('{"event":"media","media":{"payload":"???"}}')
            socket.send_text('{"event":"surprise"}')
            socket.send_bytes(b"\x00")
            phone.listen(marks=3)
            socket.send_text(phone.writer.stop())
            until(app.all_freed)
    assert app.metrics.counted == ["malformed_not_json", "malformed_bad_field", "malformed_unknown_event", "malformed_not_json"]
    assert talk.heard_by_debtor == [("hi", "hello", True)] and talk.ended == ["debtor"]


def test_a_dead_socket_frees_everything_and_ends_the_call() -> None:
    talk = FakeTalk(reply(saying("hi", "hello")))
    app = TelephonyApp(talk)
    with app.client:
        path = stream_path(app.post("/twilio/voice", **VOICE_FIELDS).text)
        with app.client.websocket_connect(path, headers=app.upgrade_headers(path)) as socket:
            Phone(socket).start()
            until(lambda: app.calls.room.live == 1)
        until(app.all_freed)
    assert talk.ended == ["socket_lost"] and app.control.orders == [("end", CALL)]
    assert app.recorder.closed


def test_a_second_socket_for_one_call_takes_over_and_leaks_nothing() -> None:
    talk = FakeTalk(reply(saying("hi", "hello this is a long greeting")), reply(saying("again", "are you still there")))
    app = TelephonyApp(talk)
    with app.client:
        path = stream_path(app.post("/twilio/voice", **VOICE_FIELDS).text)
        with app.client.websocket_connect(path, headers=app.upgrade_headers(path)) as first:
            Phone(first).start()
            until(lambda: talk.asked == ["open"])
            with app.client.websocket_connect(path, headers=app.upgrade_headers(path)) as second:
                phone = Phone(second, stream_id="MZ" + "2" * 32)
                phone.start()
                phone.listen(marks=3)
                assert app.calls.room.live == 1
                second.send_text(phone.writer.stop())
                until(app.all_freed)
    assert talk.asked == ["open", "resume"]
    assert talk.ended == ["debtor"]
    assert len(app.ears.listeners) == 2 and app.control.orders == []


def test_a_stream_of_another_call_is_not_served() -> None:
    app = TelephonyApp(FakeTalk())
    with app.client:
        path = stream_path(app.post("/twilio/voice", **VOICE_FIELDS).text)
        with app.client.websocket_connect(path, headers=app.upgrade_headers(path)) as socket:
            Phone(socket, call_id="CA" + "9" * 32).start()
            with pytest.raises(WebSocketDisconnect):
                socket.receive_text()
        assert not app.conversations.openings


def test_where_the_conversation_cannot_begin_the_carriers_voice_apologises() -> None:
    app = TelephonyApp()
    with app.client:
        path = stream_path(app.post("/twilio/voice", **VOICE_FIELDS).text)
        with app.client.websocket_connect(path, headers=app.upgrade_headers(path)) as socket:
            Phone(socket).start()
            with pytest.raises(WebSocketDisconnect):
                socket.receive_text()
    ((order, call_id, document),) = app.control.orders
    assert (order, call_id) == ("redirect", CALL) and "sorry_technical en-US" in document and "<Hangup" in document


def test_a_call_too_many_hears_an_apology() -> None:
    app = TelephonyApp(FakeTalk(), most=0)
    answer = app.post("/twilio/voice", **VOICE_FIELDS)
    assert "<Say" in answer.text and "sorry_technical en-US" in answer.text and "<Stream" not in answer.text


def test_an_unknown_or_withheld_number_begins_a_neutral_conversation() -> None:
    app = TelephonyApp(FakeTalk(), FakeTalk())
    with app.client:
        for call_id, number in (("CA1", "+15550199999"), ("CA2", "anonymous")):
            answer = app.post("/twilio/voice", **(VOICE_FIELDS | {"From": number, "CallSid": call_id}))
            path = stream_path(answer.text)
            with app.client.websocket_connect(path, headers=app.upgrade_headers(path)) as socket:
                Phone(socket, call_id).start()
                until(lambda: app.calls.room.live == 1)
                socket.send_text(MessageWriter(ACCOUNT, call_id, STREAM).stop())
                until(app.all_freed)
    assert [opening.debtor_id for opening in app.conversations.openings] == [None, None]
    assert not app.ledger.kept


def _phone_token(app: TelephonyApp) -> str:
    return app.tokens.mint(StreamPass("phone-1", "phone", Locale.EN_US, Direction.INBOUND, "d21"), datetime.now(UTC))


def test_the_phone_page_uses_the_same_protocol_with_a_token_only() -> None:
    talk = FakeTalk(reply(saying("hi", "hello"), ended=True))
    app = TelephonyApp(talk)
    token = _phone_token(app)
    with app.client:
        with app.client.websocket_connect(f"ws://localhost/phone/stream/{token}") as socket:
            phone = Phone(socket, call_id="phone-1")
            phone.start()
            phone.listen(until_closed=True)
        until(app.all_freed)
    assert talk.ended == ["bot"] and app.control.orders == []


def test_the_phone_page_refuses_whoever_came_through_a_proxy() -> None:
    app = TelephonyApp(FakeTalk())
    for headers in ({"X-Forwarded-For": "203.0.113.9"}, {"Host": "bot.example"}, {"Origin": "https://evil.example"}):
        address = f"ws://localhost/phone/stream/{_phone_token(app)}"
        with pytest.raises(WebSocketDisconnect), app.client.websocket_connect(address, headers=headers):
            pass
    assert not app.conversations.openings
