"""A flood of wrong passwords costs one core at a time, and says so to whoever comes too late."""

import asyncio
import threading
import time
from datetime import UTC, datetime
from types import SimpleNamespace

import httpx
import pytest
from fastapi import FastAPI

from app.accounts import LoginRefused
from app.console.desk_guard import Guard
from app.console.desk_pages import Pages
from app.console.router_desk_login import AT_ONCE, MOST_WAITING, router
from app.sessions import Sessions

pytestmark = pytest.mark.anyio


class SlowAccounts:
    """Checks a password until told to go on; counts how many are checked at once."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.now = self.most = 0

    def log_in(self, email: str, password: str) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        self.go.wait(10)
        time.sleep(0)
        self.now -= 1
        raise LoginRefused(locked=False)


async def test_passwords_are_checked_one_at_a_time_and_a_flood_is_turned_away() -> None:
    accounts = SlowAccounts()
    clock = lambda: datetime(2026, 3, 11, tzinfo=UTC)  # noqa: E731
    guard = Guard(accounts, Sessions("a secret", secure=False), clock)  # type: ignore[arg-type]
    app = FastAPI()
    app.include_router(router(SimpleNamespace(accounts=accounts), guard, Pages(clock)))  # type: ignore[arg-type]
    transport = httpx.ASGITransport(app)
    async with asyncio.timeout(20), httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
        tries = [asyncio.create_task(browser.post("/login", data={"email": "a@b", "password": "x"})) for _ in range(MOST_WAITING + 3)]
        done, waiting = await asyncio.wait(tries, return_when=asyncio.FIRST_COMPLETED)
        turned_away = [answer.result().status_code for answer in done]
        accounts.go.set()
        answers = [(await one).status_code for one in waiting]
    assert set(turned_away) == {429} and accounts.most == AT_ONCE
    assert sorted([*turned_away, *answers]) == [401] * MOST_WAITING + [429] * 3
