"""Handoffs over a real database, with the queue in a real Redis and in memory alike."""

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from handoff.lifecycle import MoveRefused, Refusal
from handoff.tickets import DeclineReason, HandoffRequest, ReturnReason, TicketReason, TicketState, WrapUpCode
from portfolio.words import Channel, Locale

if TYPE_CHECKING:
    from conftest import Room

pytestmark = pytest.mark.anyio


def request(conversation_id: str, reason: TicketReason = TicketReason.ASKED_HUMAN, locale: Locale = Locale.EN_US) -> HandoffRequest:
    return HandoffRequest(conversation_id, "d21", Channel.CHAT, locale, reason, verified=True, summary="Asked for a human.")


async def test_a_conversation_has_one_ticket_however_often_a_human_is_asked_for(room: "Room") -> None:
    first = await room.handoffs.open(request("c1"))
    again = await room.another().open(request("c1"))
    assert again.id == first.id
    assert await room.handoffs.holder("c1") == first
    assert await room.handoffs.place(first.id) == 1


async def test_a_more_urgent_reason_moves_a_waiting_ticket_up(room: "Room") -> None:
    await room.handoffs.open(request("c1"))
    room.clock.tick()
    second = await room.handoffs.open(request("c2"))
    raised = await room.handoffs.open(request("c2", TicketReason.SELF_HARM))
    assert (raised.id, raised.reason, raised.opened_at) == (second.id, TicketReason.SELF_HARM, second.opened_at)
    offered = await room.handoffs.offer_next("anna")
    assert offered is not None and offered.id == second.id


async def test_safety_is_served_first_then_the_longest_wait(room: "Room") -> None:
    reasons = (TicketReason.STOP_CALLING, TicketReason.ASKED_HUMAN, TicketReason.ASKED_HUMAN, TicketReason.ATTORNEY, TicketReason.SELF_HARM)
    for number, reason in enumerate(reasons):
        await room.handoffs.open(request(f"c{number}", reason))
        room.clock.tick()
    offers = [await room.handoffs.offer_next(f"agent{number}") for number in range(6)]
    assert [offer and offer.conversation_id for offer in offers] == ["c4", "c3", "c1", "c2", "c0", None]


async def test_an_agent_is_offered_only_languages_that_he_speaks(room: "Room") -> None:
    await room.handoffs.open(request("c1", locale=Locale.ZH_CN))
    assert await room.handoffs.offer_next("anna", (Locale.EN_US,)) is None
    assert await room.handoffs.offer_next("bo", (Locale.ZH_CN,)) is not None


async def test_asking_again_returns_the_same_offer(room: "Room") -> None:
    await room.handoffs.open(request("c1"))
    await room.handoffs.open(request("c2"))
    first = await room.handoffs.offer_next("anna")
    assert first == await room.handoffs.offer_next("anna")


async def test_two_agents_who_ask_at_once_are_never_offered_the_same(room: "Room") -> None:
    for number in range(6):
        await room.handoffs.open(request(f"c{number}"))
    desks = [room.another() for _ in range(6)]
    offers = await asyncio.gather(*(desk.offer_next(f"agent{number}") for number, desk in enumerate(desks)))
    assert len({offer.id for offer in offers if offer is not None}) == 6


async def test_a_ticket_goes_from_offer_through_talk_to_its_wrap_up(room: "Room") -> None:
    opened = await room.handoffs.open(request("c1"))
    await room.handoffs.offer_next("anna")
    accepted = await room.handoffs.accept(opened.id, "anna")
    await room.handoffs.begin(opened.id, accepted.fence)
    assert [ticket.id for ticket in await room.handoffs.held("anna")] == [opened.id]
    closed = await room.handoffs.close(opened.id, accepted.fence, WrapUpCode.QUESTION_ANSWERED, "Explained the due date.")
    assert (closed.state, closed.code, closed.agent_id) == (TicketState.CLOSED, WrapUpCode.QUESTION_ANSWERED, "anna")
    assert await room.handoffs.holder("c1") is None
    assert await room.queue.known() == {}
    moves = [(entry.move, entry.agent_id) for entry in await room.handoffs.audit(opened.id)]
    assert moves == [("open", None), ("offer", "anna"), ("accept", "anna"), ("begin", "anna"), ("close", "anna")]


async def test_of_two_who_take_the_same_ticket_one_is_told_that_it_is_taken(room: "Room") -> None:
    opened = await room.handoffs.open(request("c1"))
    both = (room.handoffs.take(opened.id, "anna"), room.another().take(opened.id, "bo"))
    ends = await asyncio.gather(*both, return_exceptions=True)
    refused = [end for end in ends if isinstance(end, MoveRefused)]
    assert len(refused) == 1 and refused[0].refusal is Refusal.TAKEN


async def test_the_former_holder_can_do_nothing_with_his_old_fence(room: "Room") -> None:
    opened = await room.handoffs.open(request("c1"))
    old = await room.handoffs.take(opened.id, "anna")
    await room.handoffs.release(opened.id, old.fence)
    new = await room.handoffs.take(opened.id, "bo")
    for act in (
        room.handoffs.close(opened.id, old.fence, WrapUpCode.OTHER),
        room.handoffs.return_to_bot(opened.id, old.fence, ReturnReason.NOT_NEEDED),
        room.handoffs.release(opened.id, old.fence),
    ):
        with pytest.raises(MoveRefused) as refused:
            await act
        assert refused.value.refusal is Refusal.OLD_FENCE
    assert await room.handoffs.ticket(opened.id) == new.ticket


async def test_a_released_ticket_has_its_old_place(room: "Room") -> None:
    first = await room.handoffs.open(request("c1"))
    room.clock.tick()
    await room.handoffs.open(request("c2"))
    held = await room.handoffs.take(first.id, "anna")
    await room.handoffs.release(first.id, held.fence)
    offered = await room.handoffs.offer_next("bo")
    assert offered is not None and offered.id == first.id


async def test_a_declined_ticket_goes_to_somebody_else(room: "Room") -> None:
    first = await room.handoffs.open(request("c1"))
    room.clock.tick()
    second = await room.handoffs.open(request("c2"))
    await room.handoffs.offer_next("anna")
    await room.handoffs.decline(first.id, "anna", DeclineReason.BUSY)
    mine = await room.handoffs.offer_next("anna")
    other = await room.handoffs.offer_next("bo")
    assert (mine and mine.id, other and other.id) == (second.id, first.id)


async def test_a_debtor_who_hangs_up_while_waiting_leaves_an_abandoned_ticket(room: "Room") -> None:
    await room.handoffs.open(request("c1"))
    gone = await room.handoffs.debtor_left("c1")
    assert gone is not None and gone.state is TicketState.ABANDONED
    assert await room.handoffs.offer_next("anna") is None
    assert await room.handoffs.debtor_left("c1") is None


async def test_a_debtor_who_hangs_up_while_held_leaves_the_agent_with_the_wrap_up(room: "Room") -> None:
    opened = await room.handoffs.open(request("c1"))
    held = await room.handoffs.take(opened.id, "anna")
    left = await room.handoffs.debtor_left("c1")
    assert left is not None and left.state is TicketState.WRAPPING
    await room.handoffs.close(opened.id, held.fence, WrapUpCode.DEBTOR_LEFT)


async def test_the_bot_may_speak_again_only_after_an_explicit_return(room: "Room") -> None:
    accepted = await room.handoffs.take_over(request("c1", TicketReason.AGENT_TOOK_OVER), "anna")
    holder = await room.handoffs.holder("c1")
    assert holder is not None and holder.agent_id == "anna"
    await room.handoffs.return_to_bot(accepted.ticket.id, accepted.fence, ReturnReason.DEBTOR_AGREES)
    assert await room.handoffs.holder("c1") is None


async def test_a_phone_that_nobody_picks_up_puts_the_call_back_in_its_place(room: "Room") -> None:
    opened = await room.handoffs.open(request("c1"))
    held = await room.handoffs.take(opened.id, "anna")
    await room.handoffs.transfer(opened.id, held.fence)
    back = await room.handoffs.unanswered(opened.id)
    assert (back.state, back.agent_id) == (TicketState.QUEUED, None)
    again = await room.handoffs.offer_next("bo")
    assert again is not None and again.id == opened.id


async def test_a_callback_waits_outside_the_queue_until_its_hour(room: "Room") -> None:
    opened = await room.handoffs.open(request("c1"))
    await room.handoffs.schedule_callback(opened.id, room.clock.now + timedelta(hours=2))
    assert await room.handoffs.holder("c1") is None
    assert (await room.reconciler.run_once()).callbacks == 0
    room.clock.tick(7200)
    assert (await room.reconciler.run_once()).callbacks == 1
    offered = await room.handoffs.offer_next("anna")
    assert offered is not None and offered.id == opened.id


async def test_an_agent_in_a_call_is_offered_nothing_and_one_in_a_chat_no_call(room: "Room") -> None:
    voice = HandoffRequest("v1", "d21", Channel.VOICE, Locale.EN_US, TicketReason.SELF_HARM, verified=True)
    await room.handoffs.take_over(request("c1"), "anna")
    await room.handoffs.open(voice)
    assert await room.handoffs.offer_next("anna") is None
    chat = await room.handoffs.open(request("c2"))
    offered = await room.handoffs.offer_next("anna")
    assert offered is not None and offered.id == chat.id
    await room.handoffs.take_over(HandoffRequest("v2", "d21", Channel.VOICE, Locale.EN_US, TicketReason.ASKED_HUMAN, verified=True), "bo")
    await room.handoffs.open(request("c3"))
    assert await room.handoffs.offer_next("bo") is None


async def test_presence_follows_the_beats(room: "Room") -> None:
    assert await room.handoffs.agents_on_duty() == ()
    await room.handoffs.beat("anna")
    await room.handoffs.beat("bo")
    await room.handoffs.leave("bo")
    assert await room.handoffs.agents_on_duty() == ("anna",)


async def test_every_move_rings_the_conversation(room: "Room") -> None:
    rings = room.bell.listen("c1")
    await anext(rings)
    await room.handoffs.open(request("c1"))
    await asyncio.wait_for(anext(rings), 1)
