"""The peer that plays Twilio, driven by Twilio's own client library and a small service."""

import asyncio
from collections.abc import Iterator

import pytest
from peers.fake_service import TOKEN, fake_service
from peers.peer_steps import AGENT, CALLER, DEBTOR, eventually, greet
from peers.twilio_legs import NoAnswer, Picksup
from peers.twilio_rest import TwilioPeer
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from telephony.caller.person import HangUp, Manners, Person

pytestmark = pytest.mark.anyio
QUICK = Manners(reaction_s=0.1, tired_s=1.0, linger_s=0.2)
PATIENT = Manners(reaction_s=0.1, tired_s=30.0, linger_s=30.0)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def peer() -> Iterator[TwilioPeer]:
    with TwilioPeer.running(auth_token=TOKEN) as running:
        yield running


def client_of(peer: TwilioPeer) -> Client:
    client = Client(peer.account_sid, peer.auth_token)
    client.api.base_url = peer.url
    return client


async def test_a_created_call_rings_is_answered_runs_twiml_and_is_judged_by_machine_detection(peer: TwilioPeer) -> None:
    peer.phones[DEBTOR] = lambda: Picksup(Person((), Manners(reaction_s=0.1, linger_s=1.0)), amd_s=0.1)
    async with fake_service(greet) as service:
        created = await asyncio.to_thread(
            client_of(peer).calls.create,
            to=DEBTOR,
            from_=CALLER,
            url=service.url + "/twilio/outbound",
            status_callback=service.url + "/twilio/status",
            status_callback_event=["initiated", "ringing", "answered", "completed"],
            machine_detection="Enable",
            async_amd="true",
            async_amd_status_callback=service.url + "/twilio/amd",
        )
        assert created.status == "queued" and created.sid is not None
        await eventually(lambda: "completed" in service.statuses("/twilio/status"))
        assert service.statuses("/twilio/status") == ["initiated", "ringing", "in-progress", "completed"]
        assert service.statuses("/twilio/outbound") == ["in-progress"]
        assert [form["AnsweredBy"] for path, form in service.forms if path == "/twilio/amd"] == ["human"]
        assert service.sockets[0].events("start")[0]["start"]["callSid"] == created.sid
        assert service.refused == 0
    assert peer.complaints == []
    assert (await asyncio.to_thread(client_of(peer).calls(created.sid).fetch)).status == "completed"


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed"])
async def test_a_call_that_nobody_takes_ends_with_its_reason(peer: TwilioPeer, status: str) -> None:
    peer.phones[DEBTOR] = lambda: NoAnswer(status)
    async with fake_service(greet) as service:
        await asyncio.to_thread(
            client_of(peer).calls.create,
            to=DEBTOR, from_=CALLER, url=service.url + "/twilio/outbound", status_callback=service.url + "/twilio/status",
        )  # fmt: skip
        await eventually(lambda: service.statuses("/twilio/status"))
        assert service.statuses("/twilio/status") == [status]
        assert service.statuses("/twilio/outbound") == []


async def test_rest_ends_a_live_inbound_call(peer: TwilioPeer) -> None:
    async with fake_service(greet) as service:
        ringing = peer.ring_in(peer.line(service.url, CALLER), DEBTOR, Person((), PATIENT))
        await eventually(lambda: service.sockets and service.sockets[0].events("mark"))
        (sid,) = peer.legs
        await asyncio.to_thread(client_of(peer).calls(sid).update, status="completed")
        report = await asyncio.wrap_future(ringing)
        assert service.sockets[0].received[-1]["event"] == "stop"
    assert report.ended_by == "ended_by_rest"


async def test_a_warm_transfer_joins_debtor_and_agent_and_ends_with_the_agent(peer: TwilioPeer) -> None:
    peer.phones[AGENT] = Picksup
    async with fake_service(greet) as service:
        ringing = peer.ring_in(peer.line(service.url, CALLER), DEBTOR, Person((), PATIENT))
        await eventually(lambda: service.sockets and service.sockets[0].events("mark"))
        (sid,) = peer.legs
        client = client_of(peer)
        room = '<Conference statusCallback="/twilio/conference" statusCallbackEvent="start end join leave">t1</Conference>'
        await asyncio.to_thread(client.calls(sid).update, twiml=f'<Response><Dial action="/twilio/after">{room}</Dial></Response>')
        member = await asyncio.to_thread(
            client.conferences("t1").participants.create, from_=CALLER, to=AGENT, label="agent", end_conference_on_exit=True
        )
        await eventually(lambda: peer.rooms and peer.rooms[0].status == "in-progress")
        assert [each.sid for each in await asyncio.to_thread(client.conferences.list, friendly_name="t1")] == [peer.rooms[0].sid]
        assert service.sockets[0].received[-1]["event"] == "stop"
        service.twiml["/twilio/after"] = "<Response><Hangup/></Response>"
        assert member.call_sid is not None
        await asyncio.to_thread(client.calls(member.call_sid).update, status="completed")
        report = await asyncio.wrap_future(ringing)
        events = [form["StatusCallbackEvent"] for path, form in service.forms if path == "/twilio/conference"]
        assert [form["DialCallStatus"] for path, form in service.forms if path == "/twilio/after"] == ["answered"]
    assert report.verbs == ("ConnectStream", "DialConference", "End")
    assert events[:3] == ["participant-join", "participant-join", "conference-start"] and events[-1] == "conference-end"
    assert peer.complaints == []


async def test_an_agent_who_does_not_answer_leaves_the_debtor_who_can_return_to_the_stream(peer: TwilioPeer) -> None:
    async with fake_service(greet) as service:
        ringing = peer.ring_in(peer.line(service.url, CALLER), DEBTOR, Person((), Manners(reaction_s=0.1, tired_s=30.0, linger_s=0.5)))
        await eventually(lambda: service.sockets and service.sockets[0].events("mark"))
        (sid,) = peer.legs
        client = client_of(peer)
        await asyncio.to_thread(client.calls(sid).update, twiml="<Response><Dial><Conference>t2</Conference></Dial></Response>")
        member = await asyncio.to_thread(
            client.conferences("t2").participants.create,
            from_=CALLER, to="+15550100177", status_callback=service.url + "/twilio/status", status_callback_event=["completed"],
        )  # fmt: skip
        await eventually(lambda: "no-answer" in service.statuses("/twilio/status"))
        assert peer.legs[str(member.call_sid)].status == "no-answer"
        await asyncio.to_thread(client.calls(sid).update, url=service.url + "/twilio/voice")
        report = await asyncio.wrap_future(ringing)
        assert len(service.sockets) == 2
    assert report.verbs == ("ConnectStream", "DialConference", "Redirect", "ConnectStream")


def test_what_twilio_would_refuse_is_refused_and_kept(peer: TwilioPeer) -> None:
    client = client_of(peer)
    for wrong in (
        {"to": "0151", "url": "http://127.0.0.1/x"},
        {"to": DEBTOR, "url": "not an address"},
        {"to": DEBTOR, "twiml": "<Response>"},
        {"to": DEBTOR, "url": "http://127.0.0.1/x", "timeout": 601},
        {"to": DEBTOR, "url": "http://127.0.0.1/x", "status_callback_event": ["answered-by-nobody"]},
    ):
        with pytest.raises(TwilioRestException) as refused:
            client.calls.create(from_=CALLER, **wrong)
        assert refused.value.status == 400
    assert len(peer.complaints) == 5


def test_wrong_credentials_unknown_calls_and_ordered_failures_answer_as_twilio_does(peer: TwilioPeer) -> None:
    stranger = Client(peer.account_sid, "wrong")
    stranger.api.base_url = peer.url
    for client, status, code in ((stranger, 401, 20003), (client_of(peer), 404, 20404)):
        with pytest.raises(TwilioRestException) as refused:
            client.calls("CA" + "0" * 32).fetch()
        assert (refused.value.status, refused.value.code) == (status, code)
    peer.fail_next.append((429, 20429))
    with pytest.raises(TwilioRestException) as refused:
        client_of(peer).calls.create(to=DEBTOR, from_=CALLER, url="http://127.0.0.1/x")
    assert (refused.value.status, refused.value.code) == (429, 20429)
    assert peer.legs == {}


async def test_a_call_that_is_over_cannot_be_redirected(peer: TwilioPeer) -> None:
    async with fake_service(greet) as service:
        report = await asyncio.wrap_future(peer.ring_in(peer.line(service.url, CALLER), DEBTOR, Person((HangUp(),), QUICK)))
    with pytest.raises(TwilioRestException) as refused:
        await asyncio.to_thread(client_of(peer).calls(report.call_sid).update, twiml="<Response/>")
    assert refused.value.code == 21220
