"""The other webhooks through the real routes: outbound calls, verdicts on who picked up, status, transfers, SMS."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from peers.telephony_app import TelephonyApp

from portfolio.records import AttemptState, ContactAttempt, ConversationRecord, Utterance
from portfolio.words import Channel, Direction, Locale, Speaker
from telephony.fakes import FakeTalk

CALL = "CA" + "1" * 32
NOW = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)


@dataclass(frozen=True)
class OneTicket:
    id: str = "t1"
    conversation_id: str = CALL


def outbound_attempt(app: TelephonyApp) -> None:
    app.ledger.reserve_attempt(
        ContactAttempt("a1", "d1", Channel.VOICE, Direction.OUTBOUND, AttemptState.STARTED, NOW, CALL, "+8613800000000")
    )


def test_our_own_call_is_connected_to_the_bot_in_the_debtors_language() -> None:
    app = TelephonyApp(FakeTalk(locale=Locale.ZH_CN))
    outbound_attempt(app)
    with app.client:
        answer = app.post("/twilio/outbound?attempt=a1", CallSid=CALL, CallStatus="in-progress", Direction="outbound-api", From="", To="")
        assert "<Stream" in answer.text and 'value="+8613800000000"' in answer.text
    assert app.ledger.kept["a1"].state is AttemptState.CONNECTED
    token = answer.text.split("/twilio/stream/")[1].split('"')[0]
    stream_pass = app.tokens.read(token, "twilio", datetime.now(UTC))
    assert (stream_pass.debtor_id, stream_pass.direction, stream_pass.locale) == ("d1", Direction.OUTBOUND, Locale.ZH_CN)


def test_a_call_that_we_never_made_is_hung_up() -> None:
    app = TelephonyApp(FakeTalk())
    with app.client:
        assert "<Hangup" in app.post("/twilio/outbound?attempt=nobody", CallSid=CALL, CallStatus="in-progress").text
    assert not app.conversations.openings


def test_a_machine_known_at_pick_up_hears_nothing() -> None:
    app = TelephonyApp(FakeTalk())
    outbound_attempt(app)
    with app.client:
        answer = app.post("/twilio/outbound?attempt=a1", CallSid=CALL, AnsweredBy="machine_start")
    assert "<Stream" not in answer.text and "<Hangup" in answer.text and not app.conversations.openings


@pytest.mark.parametrize(
    ("answered_by", "ended"), [("machine_start", True), ("fax", True), ("machine_end_beep", True), ("human", False), ("unknown", False)]
)
def test_a_late_verdict_ends_the_calls_of_machines_only(answered_by: str, ended: bool) -> None:
    app = TelephonyApp(FakeTalk())
    assert app.post("/twilio/amd", CallSid=CALL, AnsweredBy=answered_by, MachineDetectionDuration="3000").status_code == 204
    assert app.control.orders == ([("end", CALL)] if ended else [])


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("initiated", AttemptState.STARTED),
        ("ringing", AttemptState.RINGING),
        ("in-progress", AttemptState.CONNECTED),
        ("busy", AttemptState.BUSY),
        ("no-answer", AttemptState.NO_ANSWER),
        ("failed", AttemptState.FAILED),
        ("canceled", AttemptState.CANCELLED),
        ("completed", AttemptState.CONNECTED),
    ],
)
def test_status_callbacks_move_the_attempt(status: str, state: AttemptState) -> None:
    app = TelephonyApp()
    outbound_attempt(app)
    answer = app.post(
        "/twilio/status?attempt=a1", CallSid=CALL, CallStatus=status, SequenceNumber="2", CallbackSource="call-progress-events"
    )
    assert answer.status_code == 204 and app.ledger.kept["a1"].state is state


def test_completed_is_a_talk_only_if_the_debtor_said_something() -> None:
    app = TelephonyApp()
    outbound_attempt(app)
    app.ledger.said = (Utterance("u1", CALL, 1, Speaker.DEBTOR, Locale.EN_US, NOW, NOW, "hello"),)
    app.post("/twilio/status?attempt=a1", CallSid=CALL, CallStatus="completed")
    assert app.ledger.kept["a1"].state is AttemptState.CONVERSED


def test_news_of_unknown_attempts_or_in_unknown_words_changes_nothing() -> None:
    app = TelephonyApp()
    assert app.post("/twilio/status?attempt=nobody", CallSid=CALL, CallStatus="completed").status_code == 204
    outbound_attempt(app)
    assert app.post("/twilio/status?attempt=a1", CallSid=CALL, CallStatus="levitating").status_code == 204
    assert app.ledger.kept["a1"].state is AttemptState.STARTED


def test_a_signed_webhook_without_its_fields_is_bad_input() -> None:
    app = TelephonyApp()
    answer = app.post("/twilio/voice", Nothing="")
    assert answer.status_code == 400 and "CallSid" in answer.text


def test_new_parameters_may_appear_without_notice() -> None:
    app = TelephonyApp()
    assert app.post("/twilio/recording", CallSid=CALL, RecordingStatus="completed", SomethingNew="").status_code == 204


@pytest.mark.parametrize(
    "path", ["voice", "outbound?attempt=a1", "status", "amd", "recording", "sms", "agent?ticket=t&call=c", "after-agent"]
)
def test_every_webhook_refuses_what_is_not_signed(path: str) -> None:
    app = TelephonyApp(FakeTalk())
    answer = app.client.post(f"/twilio/{path}", data={"CallSid": CALL, "CallStatus": "completed"})
    assert answer.status_code == 403 and app.metrics.counted == ["refused_webhook"]
    assert not app.control.orders and not app.desk.told


def test_a_body_that_is_too_long_is_not_read() -> None:
    app = TelephonyApp()
    assert app.client.post("/twilio/sms", content=b"Body=" + b"x" * 70_000).status_code == 413


def test_stop_by_sms_stops_sms() -> None:
    app = TelephonyApp()
    assert "<Response" in app.post("/twilio/sms", From="+15550100121", Body=" Stop ", MessageSid="SM1").text
    app.post("/twilio/sms", From="+8613800000000", Body="退订", MessageSid="SM2")
    app.post("/twilio/sms", From="+15550100121", Body="hello", MessageSid="SM3")
    assert app.ledger.no_sms == ["d21", "d1"]


def test_the_agent_is_rung_and_only_then_the_debtor_is_moved() -> None:
    app = TelephonyApp(FakeTalk())
    with app.client:
        app.client.portal.call(app.transfers.call_to_agent, OneTicket(), "+15550100150")  # type: ignore[union-attr]
        ((order, room, number, status_url),) = app.control.orders
        assert (order, room, number) == ("add_agent", f"goodterms-{CALL}", "+15550100150")
        app.post(status_url, CallSid="CA9", CallStatus="ringing")
        assert len(app.control.orders) == 1
        app.post(status_url, CallSid="CA9", CallStatus="in-progress")
        order, call_id, document = app.control.orders[1]
        assert (order, call_id) == ("redirect", CALL)
        assert f">goodterms-{CALL}</Conference>" in document and "https://bot.example/twilio/after-agent" in document
    assert app.desk.told == [("joined", "t1")]


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled"])
def test_an_agent_who_does_not_pick_up_leaves_the_debtor_with_the_bot_and_the_ticket_in_the_queue(status: str) -> None:
    app = TelephonyApp(FakeTalk())
    app.post(f"/twilio/agent?ticket=t1&call={CALL}", CallSid="CA9", CallStatus=status)
    assert app.desk.told == [("missed", "t1")] and app.control.orders == []


def test_a_debtor_who_left_before_the_agent_came_is_told_to_the_desk() -> None:
    app = TelephonyApp(FakeTalk())
    app.control.over = True
    app.post(f"/twilio/agent?ticket=t1&call={CALL}", CallSid="CA9", CallStatus="in-progress")
    assert app.desk.told == [("debtor_left", CALL)]
    assert app.control.orders[-1] == ("end", "CA9"), "the agent is not left alone with the conference's music"


def test_where_the_debtor_cannot_be_moved_the_agent_is_let_go_and_the_bot_goes_on() -> None:
    app = TelephonyApp(FakeTalk())
    app.control.away = True
    assert app.post(f"/twilio/agent?ticket=t1&call={CALL}", CallSid="CA9", CallStatus="in-progress").status_code == 204
    assert app.desk.told == [("missed", "t1")]


def test_after_the_conference_the_debtor_is_back_with_the_bot_if_the_agent_gave_them_back() -> None:
    app = TelephonyApp(FakeTalk())
    app.desk.wants_bot = True
    fields = {"CallSid": CALL, "From": "+15550100121", "To": "+15550100100", "Direction": "inbound", "DialCallStatus": "answered"}
    answer = app.post("/twilio/after-agent", CallStatus="in-progress", **fields)
    assert "<Stream" in answer.text and app.desk.told == []
    stream_pass = app.tokens.read(answer.text.split("/twilio/stream/")[1].split('"')[0], "twilio", datetime.now(UTC))
    assert (stream_pass.call_id, stream_pass.debtor_id, stream_pass.resumed) == (CALL, "d21", True), "a transfer loses neither who nor why"
    assert "<Hangup" in app.post("/twilio/after-agent", CallStatus="completed", **fields).text
    assert app.desk.told == [("debtor_left", CALL)]


def test_a_finished_talk_with_an_agent_ends_the_call() -> None:
    app = TelephonyApp(FakeTalk())
    answer = app.post("/twilio/after-agent", CallSid=CALL, CallStatus="in-progress", From="+15550100121", Direction="inbound")
    assert "<Stream" not in answer.text and "<Hangup" in answer.text


def test_without_its_database_the_service_apologises_in_the_language_of_the_callers_country() -> None:
    app = TelephonyApp()
    app.ledger.away = True
    answer = app.post("/twilio/voice", CallSid=CALL, From="+8613911111111", CallStatus="ringing")
    assert "sorry_technical zh-CN" in answer.text and "<Stream" not in answer.text


@pytest.mark.parametrize("path", ["outbound?attempt=a1", "after-agent"])
def test_no_call_meets_an_error_page_while_the_database_is_away(path: str) -> None:
    app = TelephonyApp()
    app.desk.wants_bot = app.ledger.away = True
    answer = app.post(f"/twilio/{path}", CallSid=CALL, To="+8613911111111", Direction="outbound-api", CallStatus="in-progress")
    assert answer.status_code == 200 and "sorry_technical zh-CN" in answer.text and "<Hangup" in answer.text


@pytest.mark.parametrize(("ended_at", "told"), [(None, ["debtor"]), (NOW, [])])
def test_a_call_that_ended_away_from_its_stream_is_put_away(ended_at: datetime | None, told: list[str]) -> None:
    talk = FakeTalk()
    app = TelephonyApp(talk)
    app.ledger.records[CALL] = ConversationRecord(CALL, Channel.VOICE, Direction.INBOUND, Locale.ZH_CN, NOW, "d1", ended_at=ended_at)
    assert app.post("/twilio/status", CallSid=CALL, CallStatus="completed").status_code == 204
    assert talk.ended == told


def test_the_end_of_a_call_that_never_reached_the_bot_begins_no_conversation() -> None:
    app = TelephonyApp(FakeTalk())
    assert app.post("/twilio/status", CallSid=CALL, CallStatus="completed").status_code == 204
    assert app.conversations.openings == []
