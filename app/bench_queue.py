"""`goodterms bench queue`: agents in several processes empty one Redis queue at once; nothing may get lost, nothing be handed out twice.

Works under a prefix of its own, on the running stack's Redis or, where none runs, on an embedded one in a temporary folder.
"""

import asyncio
import contextlib
import secrets
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from app.child import Child
from app.embedded_redis import embedded_redis
from app.machine import this_machine
from app.run_state import free_port, read_run_state
from app.settings import Settings
from handoff.connect_redis import connect
from handoff.lifecycle import Move
from handoff.queue_redis import QueueRedis
from handoff.redis_keys import KEYS
from handoff.tickets import HandoffRequest, Priority, Ticket, TicketReason, TicketState
from handoff.tickets_sql import new_ticket
from portfolio.words import Channel, Locale

AGENTS = 8
"""At once in each process."""
MOVES_PER_TICKET = 4
"""Queued, offered, accepted, closed."""
KIND = (Locale.ZH_CN, Channel.CHAT)
OPENED = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Share:
    """What one process does."""

    redis_url: str = field(repr=False)
    prefix: str
    process: int
    tickets: int


@dataclass(frozen=True)
class Done:
    """What a process did, by the machine's monotonic clock."""

    ids: tuple[str, ...]
    began: float
    ended: float


async def bench_queue(settings: Settings, tickets: int, processes: int) -> dict[str, Any]:
    """`moves_per_s, lost, doubled`."""
    machine = this_machine().as_dict()
    async with _redis(settings) as url:
        # the hash tag stays, so that it works as the product does
        prefix = "{goodterms:bench}:" + secrets.token_hex(4) + ":"
        shares = [Share(url, prefix, number, _part(tickets, processes, number)) for number in range(processes)]
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            put = list(await asyncio.gather(*(asyncio.get_running_loop().run_in_executor(pool, _put_all, share) for share in shares)))
            taken = list(await asyncio.gather(*(asyncio.get_running_loop().run_in_executor(pool, _take_all, share) for share in shares)))
        left = await _left(url, prefix)
    queued = {ticket_id for one in put for ticket_id in one.ids}
    handed_out = Counter(ticket_id for one in taken for ticket_id in one.ids)
    seconds = _span(put) + _span(taken)
    return {
        "moves_per_s": round(len(queued) * MOVES_PER_TICKET / seconds),
        "lost": len(queued - handed_out.keys()) + left,
        "doubled": sum(count - 1 for count in handed_out.values()),
        "tickets": len(queued),
        "processes": processes,
        "machine": machine,
    }


@contextlib.asynccontextmanager
async def _redis(settings: Settings) -> AsyncIterator[str]:
    running = read_run_state(settings.state_dir)
    given = settings.redis_url or (running.redis_url if running else None)
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="goodterms-bench-") as folder:
        port, password = free_port(), secrets.token_urlsafe(24)
        child = Child(embedded_redis(Path(folder), port, password))
        try:
            await child.start()
            yield f"redis://:{password}@127.0.0.1:{port}/0"
        finally:
            await child.stop()


def _put_all(share: Share) -> Done:
    return asyncio.run(_work(share, _put))


def _take_all(share: Share) -> Done:
    return asyncio.run(_work(share, _take))


async def _work(share: Share, act: Any) -> Done:
    redis = connect(share.redis_url)
    queue = QueueRedis(redis, share.prefix)
    await queue.on_duty()  # connects, and loads a script
    began = time.monotonic()
    agents: list[Coroutine[Any, Any, list[str]]] = [act(queue, share, number) for number in range(AGENTS)]
    ids = [ticket_id for done in await asyncio.gather(*agents) for ticket_id in done]
    ended = time.monotonic()
    await redis.aclose()
    return Done(tuple(ids), began, ended)


async def _put(queue: QueueRedis, share: Share, agent: int) -> list[str]:
    mine = [_ticket(f"t{share.process}-{number}") for number in range(agent, share.tickets, AGENTS)]
    for ticket in mine:
        await queue.follow(ticket, None)
    return [ticket.id for ticket in mine]


async def _take(queue: QueueRedis, share: Share, agent: int) -> list[str]:
    name, taken = f"u{share.process}-{agent}", []
    while (offered := await queue.next_for(name, frozenset({KIND}))) is not None:
        taken.append(offered.ticket_id)
        held = replace(_ticket(offered.ticket_id), state=TicketState.ACCEPTED, version=offered.version + 1, agent_id=name, fence=1)
        await queue.follow(held, Move.ACCEPT)
        await queue.follow(replace(held, state=TicketState.CLOSED, version=held.version + 1), Move.CLOSE)
    return taken


async def _left(url: str, prefix: str) -> int:
    """How many tickets the index still knows; afterwards it knows nothing."""
    redis = connect(url)
    queue = QueueRedis(redis, prefix)
    left = await queue.known()
    for ticket_id in left:
        await queue.forget(ticket_id)
    await redis.delete(*(prefix + key.name for key in KEYS if "<" not in key.name))
    await redis.aclose()
    return len(left)


def _ticket(ticket_id: str) -> Ticket:
    request = HandoffRequest(f"c-{ticket_id}", None, KIND[1], KIND[0], TicketReason.ASKED_HUMAN, verified=False)
    return new_ticket(request, ticket_id, Priority.ASKED, OPENED)


def _part(tickets: int, processes: int, number: int) -> int:
    return tickets // processes + (number < tickets % processes)


def _span(done: list[Done]) -> float:
    return max(one.ended for one in done) - min(one.began for one in done)
