"""What tests of the running product do at the agents' desk, and with the queue behind it."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from peers.stack import Stack
from playwright.sync_api import Browser, Page

from app.settings import PROJECT
from app.wiring import open_office
from handoff.tickets import Ticket, WrapUpCode
from handoff.tickets_sql import TicketBook
from portfolio.database import open_database

PICTURES = PROJECT / "var" / "pictures"


@contextmanager
def at_the_desk(browser: Browser, stack: Stack, language: str = "en-US") -> Iterator[Page]:
    """The demo agent, logged in and on duty."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale=language)
    page = context.new_page()
    page.goto(f"{stack.url}/desk/login")
    page.fill("input[name=email]", "agent@demo")
    page.fill("input[name=password]", stack.accounts["agent@demo"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    page.locator("html[data-ready]").wait_for()
    yield page
    context.close()


def picture(page: Page, name: str) -> Path:
    """A screenshot to look at."""
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    return path


def tickets_of(stack: Stack, conversation_id: str) -> tuple[Ticket, ...]:
    """All tickets of a conversation from SQL, the newest last."""
    return _book(stack.settings.sql_url).for_conversation(conversation_id)


@cache
def _book(sql_url: str) -> TicketBook:
    return TicketBook(open_database(sql_url))


def empty_queue(stack: Stack) -> None:
    """What other tests left in the queue or in an agent's hands is closed, so that the next ticket is the next offer."""

    async def close_all() -> None:
        async with open_office(stack.settings) as office:
            for ticket in await office.handoffs.held():
                await office.handoffs.close(ticket.id, ticket.fence, WrapUpCode.OTHER)
            for ticket in await office.handoffs.waiting():
                taken = await office.handoffs.take(ticket.id, "tests")
                await office.handoffs.close(ticket.id, taken.fence, WrapUpCode.OTHER)

    # Playwright's loop runs in this thread.
    with ThreadPoolExecutor(1) as beside:
        beside.submit(asyncio.run, close_all()).result()
