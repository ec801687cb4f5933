"""The product's orders to the carrier, judged by Twilio's own description of its REST API."""

import asyncio
from collections.abc import Iterator

import pytest
from peers.fake_service import TOKEN, FakeService, fake_service
from peers.peer_steps import AGENT, CALLER, DEBTOR, eventually, greet
from peers.twilio_legs import Picksup
from peers.twilio_rest import TwilioPeer

from portfolio.failures import BadInput, Unavailable
from telephony.call_control import TwilioControl
from telephony.caller.person import Manners, Person

pytestmark = pytest.mark.anyio
PATIENT = Manners(reaction_s=0.1, tired_s=30.0, linger_s=30.0)
NOWHERE = "CA" + "0" * 32


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def peer() -> Iterator[TwilioPeer]:
    with TwilioPeer.running(auth_token=TOKEN) as running:
        yield running


def control_of(peer: TwilioPeer, service: FakeService | None = None) -> TwilioControl:
    return TwilioControl(
        account_sid=peer.account_sid,
        auth_token=peer.auth_token,
        from_number=CALLER,
        public_url=service.url if service else "https://bot.example",
        api_url=peer.url,
    )


async def test_a_dialled_call_is_answered_detected_and_ended_on_order(peer: TwilioPeer) -> None:
    peer.phones[DEBTOR] = lambda: Picksup(Person((), PATIENT), amd_s=0.1)
    async with fake_service(greet) as service:
        control = control_of(peer, service)
        call_id = await control.dial(DEBTOR, "attempt-1")
        await eventually(lambda: service.sockets and service.sockets[0].events("mark"))
        await eventually(lambda: [form for path, form in service.forms if path == "/twilio/amd"])
        assert await control.end(call_id)
        await eventually(lambda: "completed" in service.statuses("/twilio/status"))
        assert service.statuses("/twilio/status") == ["initiated", "ringing", "in-progress", "completed"]
        assert service.refused == 0
        assert not await control.end(call_id)
    assert peer.complaints == []


async def test_a_live_call_is_moved_beside_the_agent(peer: TwilioPeer) -> None:
    peer.phones[AGENT] = Picksup
    async with fake_service(greet) as service:
        control = control_of(peer, service)
        ringing = peer.ring_in(peer.line(service.url, CALLER), DEBTOR, Person((), PATIENT))
        await eventually(lambda: service.sockets and service.sockets[0].events("mark"))
        (call_id,) = peer.legs
        leg = await control.add_agent("room-1", AGENT, "/twilio/agent?ticket=t1")
        await eventually(lambda: "in-progress" in service.statuses("/twilio/agent"))
        assert await control.redirect(call_id, "<Response><Dial><Conference>room-1</Conference></Dial></Response>")
        await eventually(lambda: peer.rooms[0].status == "in-progress")
        assert set(peer.rooms[0].members) == {call_id, leg}
        assert await control.end(leg)
        assert (await asyncio.wrap_future(ringing)).verbs == ("ConnectStream", "DialConference")
    assert peer.complaints == []


async def test_a_call_that_is_not_there_is_over(peer: TwilioPeer) -> None:
    control = control_of(peer)
    assert not await control.end(NOWHERE)
    assert not await control.redirect(NOWHERE, "<Response/>")


async def test_what_twilio_refuses_is_bad_input_and_what_fails_is_unavailable(peer: TwilioPeer) -> None:
    control = control_of(peer)
    with pytest.raises(BadInput):
        await control.dial("0151", "attempt-1")
    peer.fail_next.append((503, 20503))
    with pytest.raises(Unavailable):
        await control.dial(DEBTOR, "attempt-2")
    assert peer.legs == {}


async def test_too_many_requests_are_asked_again_and_place_one_call(peer: TwilioPeer) -> None:
    peer.fail_next.append((429, 20429))
    await control_of(peer).dial(DEBTOR, "attempt-1")
    assert len(peer.legs) == 1


async def test_a_carrier_that_is_gone_is_unavailable(peer: TwilioPeer) -> None:
    control = TwilioControl(
        account_sid=peer.account_sid,
        auth_token=TOKEN,
        from_number=CALLER,
        public_url="https://bot.example",
        api_url="http://127.0.0.1:9",
    )
    with pytest.raises(Unavailable):
        await control.dial(DEBTOR, "attempt-1")
