"""The desk's live line: server-sent hints that something has changed. They carry no content; the page fetches what is true."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import aclosing, suppress

from app.console.desk_cases import load_lines
from app.console.desk_guard import Visitor
from app.console.ports import Desk
from handoff.bell import DESK
from handoff.tickets import Ticket
from portfolio.failures import Unavailable

BEAT_S = 10.0


async def hints(desk: Desk, visitor: Visitor, ticket_id: str | None) -> AsyncIterator[str]:
    """Server-sent events `queue`, `ticket` and `thread`, each only when what it stands for has changed.

    While it runs the agent is on duty (he beats), and the next ticket is offered to him. It ends with his session.
    """
    watched = None if ticket_id is None else await desk.handoffs.ticket(ticket_id)
    seen: dict[str, str] = {}
    next_beat = 0.0
    loop = asyncio.get_running_loop()
    yield "retry: 1000\n\n"
    async with aclosing(rung(desk, [DESK] if watched is None else [DESK, watched.conversation_id])) as rings:
        async for _ in rings:
            try:
                if not await asyncio.to_thread(_still_logged_in, desk, visitor):
                    return
                if visitor.on_duty and loop.time() >= next_beat:
                    await desk.handoffs.beat(visitor.id)
                    next_beat = loop.time() + BEAT_S
                signs = await _signs(desk, visitor, watched)
            except Unavailable:
                continue
            changed = [name for name, sign in signs.items() if seen.get(name) != sign]
            seen = signs
            for name in changed:
                yield f"event: {name}\ndata: {signs[name]}\n\n"
            if not changed:
                yield ": still here\n\n"


async def rung(desk: Desk, names: Iterable[str]) -> AsyncGenerator[None, None]:
    """Yields at every ring of any of these bells; rings that come together are one."""
    any_bell = asyncio.Event()

    async def follow(name: str) -> None:
        async for _ in desk.bell.listen(name):
            any_bell.set()

    followers = [asyncio.create_task(follow(name)) for name in names]
    try:
        while True:
            await any_bell.wait()
            any_bell.clear()
            yield
    finally:
        for follower in followers:
            follower.cancel()
            with suppress(asyncio.CancelledError):
                await follower


def _still_logged_in(desk: Desk, visitor: Visitor) -> bool:
    account = desk.accounts.account(visitor.id)
    return account is not None and account.epoch == visitor.account.epoch


async def _signs(desk: Desk, visitor: Visitor, watched: Ticket | None) -> dict[str, str]:
    if visitor.on_duty:
        await desk.handoffs.offer_next(visitor.id)
    queue = [*await desk.handoffs.waiting(), *await desk.handoffs.held(visitor.id)]
    signs = {"queue": _sign(f"{ticket.id}.{ticket.version}" for ticket in queue)}
    if watched is not None:
        ticket = await desk.handoffs.ticket(watched.id)
        if ticket is not None:
            signs["ticket"] = str(ticket.version)
        lines = await asyncio.to_thread(load_lines, desk.ledger, watched)
        signs["thread"] = _sign(f"{line.seq}.{line.complete}.{len(line.text)}" for line in lines)
    return signs


def _sign(parts: Iterable[str]) -> str:
    return hashlib.blake2s("|".join(parts).encode(), digest_size=6).hexdigest()
