"""Rasa's connection to the actions stays open between turns; the tests name what of Rasa this stands on."""

import asyncio
import inspect

import pytest

pytest.importorskip("rasa")

from rasa.utils.endpoints import EndpointConfig

from bot.components.kept_connection import KeptSessions, keep_connections

ENDPOINT = EndpointConfig("http://127.0.0.1:1/rasa/actions")


class Session:
    """Stands in for aiohttp's session."""

    closed = False


def kept() -> KeptSessions:
    return KeptSessions(lambda _: Session())  # type: ignore[arg-type,return-value]


async def lent(sessions: KeptSessions, endpoint: EndpointConfig = ENDPOINT) -> Session:
    async with sessions.lend(endpoint) as session:
        return session  # type: ignore[return-value]


def test_two_calls_share_a_session() -> None:
    async def twice() -> bool:
        sessions = kept()
        return await lent(sessions) is await lent(sessions)

    assert asyncio.run(twice())


def test_a_closed_session_is_made_anew() -> None:
    async def reopened() -> bool:
        sessions = kept()
        first = await lent(sessions)
        first.closed = True
        return await lent(sessions) is not first

    assert asyncio.run(reopened())


def test_another_loop_gets_its_own() -> None:
    sessions = kept()
    assert asyncio.run(lent(sessions)) is not asyncio.run(lent(sessions))


def test_an_endpoint_that_changed_gets_its_own() -> None:
    async def changed() -> bool:
        sessions = kept()
        other = EndpointConfig(ENDPOINT.url, headers={"Authorization": "Bearer other"})
        return await lent(sessions) is not await lent(sessions, other)

    assert asyncio.run(changed())


def test_rasa_takes_its_session_from_the_method_that_is_replaced() -> None:
    assert "async with self.session() as session" in inspect.getsource(EndpointConfig.request)
    keep_connections()
    once = EndpointConfig.session
    keep_connections()
    assert EndpointConfig.session is once
