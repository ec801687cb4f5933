"""The simulated caller over real sockets against a service of a few lines, in real time."""

import asyncio
from typing import Any

import pytest
from peers.fake_service import HANG_UP, TOKEN, FakeService, FakeSocket, fake_service, mute

from telephony.caller import CallReport, SimulatedCall
from telephony.caller.forms import Line
from telephony.caller.http import twilio_session
from telephony.caller.mischief import ODD_SIZES, Mischief, malformed_messages
from telephony.caller.person import HangUp, Manners, Person, Press, Speak, Step

pytestmark = pytest.mark.anyio
QUICK = Manners(reaction_s=0.1, interrupts_s=0.2, tired_s=2.0, linger_s=0.3)
SPEECH = b"\x00\x80" * 1600 + b"\xff" * 800  # 400 ms of sound, 100 ms of silence


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def call(service: FakeService, script: tuple[Step, ...], mischief: Mischief | None = None) -> CallReport:
    line = Line(service.url, "AC" + "1" * 32, "+15550100100", TOKEN)
    async with twilio_session() as session:
        return await SimulatedCall(line, Person(script, QUICK), session, "+15550100121", mischief=mischief).ring_in()


async def polite(socket: FakeSocket, message: Any) -> None:
    """Greets, and answers the first sound it hears from the caller half a second after it began."""
    if message["event"] == "start":
        await socket.say(300, "greeting")
    elif message["event"] == "media" and set(message["media"]["payload"]) & {"A"} and not socket.events("answered"):
        socket.received.append({"event": "answered"})
        await asyncio.sleep(0.6)
        await socket.say(300, "answer")


async def test_a_whole_call_is_signed_follows_the_twiml_and_reports_its_end() -> None:
    async with fake_service(polite) as service:
        report = await call(service, (Speak("hello", SPEECH),))
        socket = service.sockets[0]
        assert service.refused == 0
        assert [path for path, _ in service.forms] == ["/twilio/voice", "/twilio/status"]
        assert service.statuses("/twilio/status") == ["completed"]
        assert service.forms[0][1]["FromCity"] == ""
        assert [message["event"] for message in socket.received[:3]] == ["connected", "start", "media"]
        assert socket.received[1]["start"]["customParameters"] == {"a": "b"}
        assert [mark["mark"]["name"] for mark in socket.events("mark")] == ["greeting", "answer"]
        assert socket.received[-1]["event"] == "stop"
    assert report.ended_by == "hung_up_by_caller" and report.violations == () and report.errors == ()
    assert report.figures.first_audio_ms is not None and report.figures.first_audio_ms < 100
    assert len(report.figures.answers_ms) == 1 and 100 < report.figures.answers_ms[0] < 350
    assert report.figures.gaps == 0


async def test_media_comes_in_real_time_with_numbers_as_strings() -> None:
    async with fake_service(polite) as service:
        await call(service, (HangUp(),))
        media = service.sockets[0].events("media")
    assert [message["media"]["chunk"] for message in media] == [str(n + 1) for n in range(len(media))]
    assert [message["media"]["timestamp"] for message in media] == [str(20 * n) for n in range(len(media))]
    assert 15 <= len(media) <= 40


async def test_odd_frame_sizes_carry_the_same_sound() -> None:
    async with fake_service(polite) as service:
        report = await call(service, (Speak("hello", SPEECH),), Mischief(frame_sizes=ODD_SIZES))
    assert SPEECH in bytes(report.mouth.sound)


async def test_an_interruption_gets_its_marks_back_on_clear() -> None:
    async def endless(socket: FakeSocket, message: Any) -> None:
        if message["event"] == "start":
            await socket.say(5000, "far away")
        elif message["event"] == "media" and "A" in message["media"]["payload"] and not socket.events("cleared"):
            socket.received.append({"event": "cleared"})
            await socket.send("clear")

    async with fake_service(endless) as service:
        report = await call(service, (Speak("stop", SPEECH, over=True),))
        assert [mark["mark"]["name"] for mark in service.sockets[0].events("mark")] == ["far away"]
    assert len(report.figures.barge_in_ms) == 1 and report.figures.barge_in_ms[0] < 150
    assert report.figures.stale_after_clear == 0


async def test_sound_after_clear_is_found_stale() -> None:
    async def careless(socket: FakeSocket, message: Any) -> None:
        if message["event"] == "start":
            await socket.say(3000)
        elif message["event"] == "media" and "A" in message["media"]["payload"] and not socket.events("cleared"):
            socket.received.append({"event": "cleared"})
            await socket.send("clear")
            await asyncio.sleep(0.05)
            await socket.say(40)

    async with fake_service(careless) as service:
        report = await call(service, (Speak("stop", SPEECH, over=True),))
    assert report.figures.stale_after_clear == 2


async def test_keys_are_sent_one_by_one() -> None:
    async with fake_service(polite) as service:
        await call(service, (Press("38#", gap_s=0.05), HangUp()))
        assert [key["dtmf"] for key in service.sockets[0].events("dtmf")] == [
            {"track": "inbound_track", "digit": "3"},
            {"track": "inbound_track", "digit": "8"},
            {"track": "inbound_track", "digit": "#"},
        ]


@pytest.mark.parametrize("mischief", [Mischief(unsigned=True), Mischief(forged=True)])
async def test_a_bad_signature_ends_the_call_before_it_begins(mischief: Mischief) -> None:
    async with fake_service(mute) as service:
        report = await call(service, (), mischief)
        assert service.forms == [] and service.sockets == []
    assert report.ended_by == "webhook_failed" and report.errors[0] == 11200


async def test_an_upgrade_signed_with_a_slash_is_sent_on_demand() -> None:
    async with fake_service(polite) as service:
        report = await call(service, (HangUp(),), Mischief(upgrade_slash=True))
    assert report.upgrade_status == 101


async def test_a_refused_upgrade_is_error_31920_and_the_next_verb_runs() -> None:
    async with fake_service(mute) as service:
        service.twiml["/twilio/voice"] = '<Response><Connect><Stream url="/nowhere"/></Connect><Hangup/></Response>'
        report = await call(service, ())
    assert report.errors == (31920,) and report.upgrade_status == 405 and report.ended_by == "hung_up_by_twiml"


async def test_every_kind_of_nonsense_is_sent_between_good_messages() -> None:
    async with fake_service(polite) as service:
        patient = Manners(reaction_s=1.0, linger_s=9.0)
        line = Line(service.url, "AC" + "1" * 32, "+15550100100", TOKEN)
        async with twilio_session() as session:
            mischief = Mischief(malformed_every=1)
            await SimulatedCall(line, Person((HangUp(),), patient), session, "anonymous", mischief=mischief).ring_in()
        kinds = len(malformed_messages("MZ"))
        good = [message for message in service.sockets[0].events("media") if "sequenceNumber" in message]
        assert len(good) >= kinds
        assert sum(isinstance(message, bytes) for message in service.sockets[0].received) >= 2


async def test_a_dropped_line_sends_no_stop() -> None:
    async with fake_service(polite) as service:
        report = await call(service, (), Mischief(drop_s=0.3))
        assert service.sockets[0].events("stop") == []
    assert report.ended_by == "line_dropped"


async def test_a_second_start_opens_a_second_socket_for_the_same_call() -> None:
    async with fake_service(polite) as service:
        await call(service, (Speak("hello", SPEECH),), Mischief(second_start_s=0.5))
        starts = [socket.events("start")[0]["start"] for socket in service.sockets]
    assert len(starts) == 2
    assert starts[0]["callSid"] == starts[1]["callSid"] and starts[0]["streamSid"] != starts[1]["streamSid"]


async def test_sound_still_buffered_when_the_service_closes_is_lost_and_counted() -> None:
    async def abrupt(socket: FakeSocket, message: Any) -> None:
        if message["event"] == "start":
            await socket.say(1000)
            await socket.socket.close()

    async with fake_service(abrupt) as service:
        report = await call(service, ())
    assert report.lost_at_close_ms > 800
    assert report.errors == (31921,) and report.ended_by == "hung_up_by_twiml"


async def test_twiml_that_twilio_would_refuse_ends_the_call() -> None:
    async with fake_service(mute) as service:
        service.twiml["/twilio/voice"] = '<Response><Connect><Stream url="https://bot.example/x"/></Connect></Response>'
        report = await call(service, ())
        assert service.statuses("/twilio/status") == ["failed"]
    assert report.errors == (31922,)


async def test_a_hang_up_at_once_needs_no_stream() -> None:
    async with fake_service(mute) as service:
        service.twiml["/twilio/voice"] = HANG_UP
        report = await call(service, ())
    assert report.verbs == ("End",) and report.figures.first_audio_ms is None
