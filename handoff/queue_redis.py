"""The queue and the presence in Redis: one Lua script per move, atomic, on the server's own clock. Redis 6.2 is enough."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from handoff.lifecycle import Move
from handoff.queue import DECLINED_S, GRACE_S, OFFER_S, Candidate, Kind
from handoff.redis_keys import PREFIX
from handoff.tickets import MUTES_BOT, Ticket, TicketState
from portfolio.failures import Unavailable

BAND = 10**14
"""More than any instant in ms: a band is always served before the next. Band 3 still counts exactly in a double."""
SCRIPTS = (
    "enqueue", "offer", "accept", "decline", "lapse", "release", "hold", "close", "overdue", "beat", "leave", "on_duty", "gone",
)  # fmt: skip
HOLDS = frozenset({Move.BEGIN, Move.TRANSFER, Move.JOINED, Move.TRANSFER_FAILED, Move.WRAP})


class QueueRedis:
    """Implements `Queue` and `Presence`. Opens nothing until it is asked something."""

    def __init__(self, redis: Redis, prefix: str = PREFIX, offer_s: float = OFFER_S) -> None:
        self._redis = redis
        self._prefix = prefix
        self._offer_ms = int(offer_s * 1000)
        self._scripts = {name: redis.register_script(script(name)) for name in SCRIPTS}

    async def follow(self, ticket: Ticket, move: Move | None) -> None:
        """See `Queue.follow`. Where the index was not at the version before, it is written anew from the ticket."""
        if ticket.state not in MUTES_BOT:
            await self._run("close", ticket.id, ticket.fence, ticket.state)
        elif move is None or not await self._mirror(ticket, move):
            await self._enqueue(ticket)

    async def next_for(self, agent_id: str, kinds: frozenset[Kind]) -> Candidate | None:
        """See `Queue.next_for`."""
        found = await self._run("offer", agent_id, self._offer_ms, *(_kind(each) for each in kinds))
        return None if found is None else Candidate(_text(found[0]), int(found[1]))

    async def lapsed(self) -> tuple[str, ...]:
        """See `Queue.lapsed`."""
        return tuple(_text(each) for each in await self._run("overdue"))

    async def known(self) -> Mapping[str, int]:
        """See `Queue.known`."""
        try:
            index = await self._redis.hgetall(self._prefix + "index")
        except (RedisError, OSError) as error:
            raise Unavailable("redis") from error
        return {_text(ticket_id): int(version) for ticket_id, version in index.items()}

    async def forget(self, ticket_id: str) -> None:
        """See `Queue.forget`."""
        await self._run("close", ticket_id, 2**31, TicketState.ABANDONED)

    async def beat(self, agent_id: str) -> None:
        """See `Presence.beat`."""
        await self._run("beat", agent_id, GRACE_S * 1000)

    async def leave(self, agent_id: str) -> None:
        """See `Presence.leave`."""
        await self._run("leave", agent_id)

    async def on_duty(self) -> tuple[str, ...]:
        """See `Presence.on_duty`."""
        return tuple(_text(each) for each in await self._run("on_duty", GRACE_S * 1000))

    async def gone(self, agents: frozenset[str], grace_s: int) -> frozenset[str]:
        """See `Presence.gone`."""
        if not agents:
            return frozenset()
        return frozenset(_text(each) for each in await self._run("gone", grace_s * 1000, *sorted(agents)))

    async def _mirror(self, ticket: Ticket, move: Move) -> bool:
        """True where the index was at the version before and is now at this one."""
        step = (ticket.id, ticket.version)
        if move in {Move.ACCEPT, Move.TAKE_OVER}:
            return bool(await self._run("accept", *step, ticket.agent_id, ticket.fence))
        if move is Move.DECLINE:
            return bool(await self._run("decline", *step, DECLINED_S * 1000))
        if move is Move.LAPSE:
            return bool(await self._run("lapse", *step))
        if move is Move.RELEASE:
            return bool(await self._run("release", *step, ticket.fence))
        if move in HOLDS:
            return bool(await self._run("hold", *step, ticket.fence, ticket.state))
        return False

    async def _enqueue(self, ticket: Ticket) -> None:
        owner = (ticket.state, ticket.agent_id or "", ticket.fence)
        await self._run("enqueue", ticket.id, ticket.version, *owner, score(ticket), _kind((ticket.locale, ticket.channel)), self._offer_ms)

    async def _run(self, name: str, *args: Any) -> Any:
        try:
            return await self._scripts[name](keys=[self._prefix], args=[str(arg) for arg in args])
        except (RedisError, OSError) as error:
            raise Unavailable("redis", name) from error


def score(ticket: Ticket) -> int:
    """Its place: safety first, then the longest wait."""
    return ticket.priority * BAND + int(ticket.opened_at.timestamp() * 1000)


def _kind(kind: Kind) -> str:
    return "/".join(kind)


def _text(value: bytes | str) -> str:
    """What Redis answered, whether or not the given client decodes."""
    return value.decode() if isinstance(value, bytes) else value


def script(name: str) -> str:
    """The Lua of one move, with what all moves share before it."""
    folder = files("handoff") / "lua"
    return (folder / "_head.lua").read_text() + (folder / f"{name}.lua").read_text()
