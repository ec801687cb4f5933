"""The life of a ticket: every pair of the table, and every pair that is not in it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from handoff.lifecycle import BY_HOLDER, MOVES, Change, Move, MoveRefused, Refusal, moved
from handoff.tickets import HELD, PRIORITIES, Priority, Ticket, TicketReason, TicketState, WrapUpCode
from portfolio.words import Channel, Locale

NOW = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
S = TicketState


def ticket(state: TicketState, agent_id: str | None = None, fence: int = 0) -> Ticket:
    return Ticket(
        id="t1",
        conversation_id="c1",
        debtor_id="d1",
        channel=Channel.CHAT,
        locale=Locale.EN_US,
        region="US-NY",
        reason=TicketReason.ASKED_HUMAN,
        priority=Priority.ASKED,
        state=state,
        verified=True,
        opened_at=NOW,
        moved_at=NOW,
        fence=fence,
        agent_id=agent_id,
    )


def change(move: Move, fence: int | None = 3) -> Change:
    return Change(move, NOW + timedelta(seconds=5), agent_id="anna", fence=fence, code=WrapUpCode.OTHER, callback_at=NOW)


def test_every_pair_outside_the_table_is_refused_and_every_pair_inside_it_moves() -> None:
    for state, move in product(TicketState, Move):
        before = ticket(state, agent_id="anna", fence=3)
        if (state, move) in MOVES:
            after = moved(before, change(move))
            assert (after.state, after.version, after.opened_at) == (MOVES[state, move], before.version + 1, before.opened_at)
        else:
            with pytest.raises(MoveRefused):
                moved(before, change(move))


def test_nothing_leaves_a_state_that_is_over() -> None:
    for state in (S.CLOSED, S.RETURNED_TO_BOT, S.ABANDONED):
        assert not [pair for pair in MOVES if pair[0] is state]


def test_an_accept_by_an_agent_who_was_not_offered_it_is_refused() -> None:
    with pytest.raises(MoveRefused) as refused:
        moved(ticket(S.OFFERED, agent_id="bo"), change(Move.ACCEPT, fence=None))
    assert refused.value.refusal is Refusal.NOT_YOURS


def test_a_second_accept_says_whose_the_ticket_is() -> None:
    for holder, told in (("anna", Refusal.ALREADY_YOURS), ("bo", Refusal.TAKEN)):
        with pytest.raises(MoveRefused) as refused:
            moved(ticket(S.ACCEPTED, agent_id=holder), change(Move.ACCEPT, fence=None))
        assert refused.value.refusal is told


def test_an_accept_of_a_finished_ticket_says_that_it_is_gone() -> None:
    with pytest.raises(MoveRefused) as refused:
        moved(ticket(S.CLOSED), change(Move.ACCEPT, fence=None))
    assert refused.value.refusal is Refusal.GONE


def test_an_old_fence_or_none_closes_nothing() -> None:
    for state, move in MOVES:
        if move in BY_HOLDER:
            for fence in (2, None):
                with pytest.raises(MoveRefused) as refused:
                    moved(ticket(state, agent_id="anna", fence=3), change(move, fence))
                assert refused.value.refusal is Refusal.OLD_FENCE


def test_every_acceptance_gives_a_new_fence() -> None:
    first = moved(ticket(S.OFFERED, agent_id="anna", fence=4), change(Move.ACCEPT, fence=None))
    again = moved(replace(first, state=S.QUEUED), Change(Move.TAKE_OVER, NOW, agent_id="bo"))
    assert (first.fence, again.fence, again.agent_id) == (5, 6, "bo")


def test_a_ticket_that_goes_back_to_the_queue_belongs_to_nobody() -> None:
    back = moved(ticket(S.ACTIVE, agent_id="anna", fence=3), Change(Move.RELEASE, NOW))
    assert (back.state, back.agent_id, back.fence) == (S.QUEUED, None, 3)


def test_a_wrap_up_needs_its_code() -> None:
    with pytest.raises(MoveRefused):
        moved(ticket(S.WRAPPING, agent_id="anna", fence=3), Change(Move.CLOSE, NOW, fence=3))


def test_the_phone_is_in_the_call_from_joining_to_the_end_of_talking() -> None:
    joined = moved(ticket(S.TRANSFERRING, agent_id="anna", fence=3), Change(Move.JOINED, NOW))
    assert joined.on_phone
    assert not moved(joined, Change(Move.WRAP, NOW)).on_phone


def test_every_reason_has_its_band_and_self_harm_is_alone_in_the_first() -> None:
    assert set(PRIORITIES) == set(TicketReason)
    assert [reason for reason, band in PRIORITIES.items() if band is Priority.SAFETY] == [TicketReason.SELF_HARM]


def test_whoever_holds_a_ticket_mutes_the_bot() -> None:
    for state in TicketState:
        assert ticket(state).mutes_bot == (state in HELD | {S.QUEUED, S.OFFERED})


def test_what_was_said_prints_as_nothing() -> None:
    assert "secret" not in repr(replace(ticket(S.QUEUED), summary="secret", note="secret"))
