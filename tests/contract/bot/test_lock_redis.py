"""One message at a time per conversation, over a real Redis."""

import asyncio
from collections.abc import Iterator

import pytest

pytest.importorskip("rasa")

import redis
from rasa.core.lock_store import LockError
from rasa.utils.endpoints import EndpointConfig

from app.child import Child
from app.embedded_redis import embedded_redis
from app.run_state import free_port
from bot.components.lock_redis import PREFIX, RedisLock

PASSWORD = "of-this-test"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    port = free_port()
    child = Child(embedded_redis(tmp_path_factory.mktemp("redis"), port, PASSWORD))
    with asyncio.Runner() as runner:
        runner.run(child.start())
        yield port
        runner.run(child.stop())


def store(port: int) -> RedisLock:
    return RedisLock(EndpointConfig("127.0.0.1", port=port, password=PASSWORD))


def test_the_second_message_of_a_conversation_waits_for_the_first(port: int) -> None:
    seen: list[str] = []

    async def turn(name: str) -> None:
        async with store(port).lock("CA1"):
            seen.append(f"{name} in")
            await asyncio.sleep(0)
            seen.append(f"{name} out")

    async def both() -> None:
        await asyncio.gather(turn("a"), turn("b"))

    asyncio.run(both())
    assert seen[0][0] == seen[1][0] and seen[2][0] == seen[3][0]


def test_another_conversation_does_not_wait(port: int) -> None:
    async def two() -> None:
        async with store(port).lock("CA1"), store(port).lock("CA2"):
            pass

    asyncio.run(two())


def test_a_lock_that_is_not_given_back_in_time_is_an_error(port: int) -> None:
    async def two() -> None:
        async with store(port).lock("CA1"), store(port).lock("CA1", lock_lifetime=0.05):
            pass

    with pytest.raises(LockError):
        asyncio.run(two())


def test_it_gives_back_no_lock_but_its_own(port: int) -> None:
    client = redis.Redis(port=port, password=PASSWORD, decode_responses=True)

    async def slow() -> None:
        async with store(port).lock("CA3"):
            client.set(PREFIX + "CA3", "another's")

    asyncio.run(slow())
    assert client.get(PREFIX + "CA3") == "another's"


def test_without_redis_there_is_no_turn() -> None:
    async def away() -> None:
        async with store(free_port()).lock("CA1"):
            pass

    with pytest.raises(LockError):
        asyncio.run(away())
