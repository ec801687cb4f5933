"""The product's real Twilio routes, called by the simulated caller over a real socket: what the contract says about bad lines."""

import asyncio
from dataclasses import replace

import aiohttp
import pytest
from peers.real_door import PUBLIC, RealDoor, real_door

from speech.events import Partial, SpeechStarted, Transcript
from telephony.caller import CallReport, SimulatedCall
from telephony.caller.http import TwilioClient, WebhookFailed, twilio_session
from telephony.caller.mischief import ODD_SIZES, Mischief, malformed_messages
from telephony.caller.person import HangUp, Manners, Person, Press, Speak, Step
from telephony.fakes import FakeTalk, reply, saying

pytestmark = pytest.mark.anyio
QUICK = Manners(reaction_s=0.3, interrupts_s=0.3, tired_s=4.0, linger_s=0.5)
SPEECH = b"\x00\x80" * 1600 + b"\xff" * 800
GREETING = reply(saying("greeting", "good morning"))


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def ring(door: RealDoor, *script: Step, mischief: Mischief | None = None, number: str = "+15550100121") -> CallReport:
    async with twilio_session() as session:
        return await SimulatedCall(door.line, Person(script, QUICK), session, number, mischief=mischief).ring_in()


def the_talk(door: RealDoor) -> FakeTalk:
    (talk,) = door.conversations.talks.values()
    return talk


async def test_a_call_is_greeted_at_once_without_gaps_and_within_the_contract() -> None:
    async with real_door(FakeTalk(GREETING)) as door:
        report = await ring(door)
    assert report.errors == () and report.violations == ()
    assert report.figures.first_audio_ms is not None and report.figures.first_audio_ms < 300
    assert report.figures.gaps == 0 and report.marks_returned > 0
    assert the_talk(door).heard_by_debtor == [("greeting", "good morning", True)]
    assert the_talk(door).ended == ["debtor"]


async def test_the_bot_ends_the_call_only_after_its_goodbye_was_heard() -> None:
    async with real_door(FakeTalk(reply(saying("bye", "goodbye then"), ended=True))) as door:
        report = await ring(door)
    assert report.lost_at_close_ms == 0
    assert the_talk(door).heard_by_debtor == [("bye", "goodbye then", True)]
    assert report.ended_by in ("hung_up_by_twiml", "ended_by_rest")


@pytest.mark.parametrize("mischief", [Mischief(unsigned=True), Mischief(forged=True)])
async def test_a_bad_signature_creates_nothing(mischief: Mischief) -> None:
    async with real_door(FakeTalk(GREETING)) as door:
        report = await ring(door, mischief=mischief)
        assert door.conversations.openings == [] and door.calls.room.live == 0
    assert report.ended_by == "webhook_failed" and report.errors[0] == 11200


async def test_an_upgrade_without_signature_or_with_a_forged_one_is_refused() -> None:
    async with real_door(FakeTalk(GREETING)) as door, twilio_session() as session:
        good = TwilioClient(door.line, session, Mischief())
        document = await good.twiml(PUBLIC + "/twilio/voice", {"CallSid": "CA" + "2" * 32, "From": "+15550100121", "FromCity": ""})
        stream = document.split('url="')[1].split('"')[0]
        assert stream.startswith("wss://bot.example/")
        for headers in ({}, {"x-twilio-signature": "AAAA"}):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect(door.line.reach(stream), headers=headers)
            assert refused.value.status == 403
        other = replace(door.line, public_url="https://other.example", reach_url=door.line.reach_url)
        with pytest.raises(WebhookFailed):
            await TwilioClient(other, session, Mischief()).post("https://other.example/twilio/voice", {"CallSid": "CA" + "2" * 32})
        assert door.conversations.openings == []


async def test_an_upgrade_signed_with_a_slash_is_accepted() -> None:
    async with real_door(FakeTalk(GREETING)) as door:
        report = await ring(door, mischief=Mischief(upgrade_slash=True))
    assert report.upgrade_status == 101 and report.figures.first_audio_ms is not None


@pytest.mark.parametrize("number", ["anonymous", "client:anna", "+266696687", "sip:anna@bot.example", ""])
async def test_a_caller_without_a_proper_number_is_served(number: str) -> None:
    async with real_door(FakeTalk(GREETING)) as door:
        report = await ring(door, number=number)
        assert door.conversations.openings[0].debtor_id is None
    assert report.figures.first_audio_ms is not None


async def test_odd_frame_sizes_reach_the_ear_and_the_recording_whole() -> None:
    async with real_door(FakeTalk(GREETING)) as door:
        report = await ring(door, Speak("hello", SPEECH), HangUp(), mischief=Mischief(frame_sizes=ODD_SIZES))
        assert SPEECH in door.recorders[0].left
    assert report.violations == ()


async def test_every_kind_of_nonsense_is_counted_and_the_call_goes_on() -> None:
    async with real_door(FakeTalk(GREETING)) as door:
        report = await ring(door, mischief=Mischief(malformed_every=1))
        counted = [name for name in door.metrics.counted if "malformed" in name]
    assert len(counted) >= 20 < len(malformed_messages("MZ"))
    assert report.errors == () and report.ended_by == "hung_up_by_caller"
    assert the_talk(door).heard_by_debtor == [("greeting", "good morning", True)]


async def test_a_dropped_line_frees_everything_and_is_no_silent_end() -> None:
    async with real_door(FakeTalk(GREETING)) as door:
        await ring(door, mischief=Mischief(drop_s=0.4))
        talk = the_talk(door)
    assert door.calls.room.live == 0
    assert door.ears.listeners[0].closed and door.recorders[0].closed
    assert len(talk.ended) == 1


async def test_a_second_start_takes_over_and_the_dialogue_goes_on() -> None:
    talk = FakeTalk(GREETING, reply(saying("again", "as i said")))
    async with real_door(talk) as door:
        await ring(door, mischief=Mischief(second_start_s=0.6))
        assert list(door.conversations.talks.values()) == [talk]
    assert talk.asked[:2] == ["open", "resume"]
    assert door.calls.room.live == 0
    assert all(listener.closed for listener in door.ears.listeners)
    assert len(talk.ended) == 1


async def test_an_interruption_silences_the_bot_and_nothing_stale_follows() -> None:
    long = reply(saying("long", "this is a very long sentence that goes on and on and on and will not end before somebody interrupts it"))
    async with real_door(FakeTalk(long, reply(saying("yes", "yes please")))) as door:

        def tell(at_s: float, what: str, _name: str) -> None:
            if what == "speak":
                listener = door.ears.listeners[0]
                listener.hears(SpeechStarted(listener.clock_s), Partial(listener.clock_s, "stop please"))
                understood = Transcript(at_s, at_s + 0.4, at_s + 0.6, 0.9, "stop please")
                asyncio.get_running_loop().call_later(0.6, listener.hears, understood)

        async with twilio_session() as session:
            person = Person((Speak("stop", SPEECH, over=True),), replace(QUICK, interrupts_s=1.2))
            report = await SimulatedCall(door.line, person, session, "+15550100121", tell=tell).ring_in()
        talk = the_talk(door)
    assert talk.asked[:2] == ["open", "hear stop please"]
    saying_id, heard, complete = talk.heard_by_debtor[0]
    assert saying_id == "long" and not complete and heard.startswith("this is") and len(heard) < 60
    assert report.figures.stale_after_clear == 0 and report.figures.cut_offs == 0
    assert len(report.figures.barge_in_ms) == 1 and report.figures.barge_in_ms[0] < 700


async def test_keys_nobody_asked_for_do_no_harm() -> None:
    async with real_door(FakeTalk(GREETING)) as door:
        report = await ring(door, Press("12#*0", gap_s=0.05), HangUp())
    assert report.errors == () and report.violations == ()
