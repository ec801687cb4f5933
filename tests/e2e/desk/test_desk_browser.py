"""An agent at the desk in a real Chromium: offers come by themselves, everything works by keyboard, nothing is wider than a telephone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from peers.browser import chromium_async
from peers.desk_served import served
from peers.desk_stand import DeskStand
from playwright.async_api import Browser, Page, expect

from handoff.tickets import TicketReason, TicketState
from portfolio.records import Utterance
from portfolio.words import Channel, Locale, Speaker

pytestmark = pytest.mark.anyio

SAID = ((Speaker.BOT, "Hello Mary, how can I help you?"), (Speaker.DEBTOR, "i want to ~speak to a human"))


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[DeskStand]:
    stand = DeskStand(tmp_path)
    yield stand
    stand.close()


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium_async() as browser:
        yield browser


@pytest.fixture
async def page(browser: Browser, stand: DeskStand) -> AsyncIterator[Page]:
    """Logged in as the agent; fails where the browser complained about anything."""
    complaints: list[str] = []
    async with served(stand.app) as url:
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        await page.goto(f"{url}/desk/login")
        await page.fill("input[name=email]", "agent@demo")
        await page.fill("input[name=password]", stand.passwords["agent@demo"])
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/desk")
        await page.locator("html[data-ready]").wait_for()
        yield page
        await page.close()
    assert not [each for each in complaints if "/desk/events" not in each and "ERR_FAILED" not in each]


async def accepted(page: Page, stand: DeskStand, channel: Channel = Channel.CHAT) -> str:
    """The id of a ticket that came as an offer and was accepted by keyboard."""
    stand.conversation("c1", "d21", SAID, channel=channel)
    ticket = await stand.ticket("c1", TicketReason.ASKED_HUMAN, "Asked for a human.")
    await expect(page.get_by_role("heading", name="Asked for a person")).to_be_visible()
    await page.keyboard.press("Control+Alt+a")
    await page.wait_for_url(f"**/tickets/{ticket.id}")
    await page.locator("html[data-ready]").wait_for()
    return ticket.id


async def test_an_offer_comes_by_itself_and_is_accepted_answered_and_wrapped_up_by_keyboard(page: Page, stand: DeskStand) -> None:
    ticket_id = await accepted(page, stand)
    await page.locator("#text").focus()
    await page.keyboard.type("Good afternoon, this is Alex.")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".line.agent .said")).to_have_text("Good afternoon, this is Alex.")
    await expect(page.locator("#text")).to_have_value("")
    await page.keyboard.press("Control+Alt+n")
    await page.keyboard.type("Prefers mornings.")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".line.note .said")).to_have_text("Prefers mornings.")
    await page.keyboard.press("Control+Alt+w")
    await page.get_by_label("Question answered", exact=True).last.focus()
    await page.keyboard.press("Space")
    await page.get_by_role("button", name="Close the ticket").press("Enter")
    await expect(page.locator("#notice")).to_contain_text("closed")
    closed = await stand.handoffs.ticket(ticket_id)
    assert closed is not None and closed.state is TicketState.CLOSED
    assert [said.speaker for said in stand.ledger.utterances("c1")][2:] == [Speaker.AGENT, Speaker.NOTE]


async def test_what_the_debtor_writes_appears_while_the_agent_is_typing_and_his_draft_stays(page: Page, stand: DeskStand) -> None:
    await accepted(page, stand)
    await page.fill("#text", "half a sentence")
    now = stand.clock()
    stand.ledger.append_utterance(Utterance("u9", "c1", 0, Speaker.DEBTOR, Locale.EN_US, now, now, "are you there"))
    await stand.bell.ring("c1")
    await expect(page.locator(".line.debtor .said").last).to_have_text("are you there")
    await expect(page.locator("#text")).to_have_value("half a sentence")
    await page.reload()
    await expect(page.locator("#text")).to_have_value("half a sentence")


async def test_a_debtor_who_leaves_opens_the_wrap_up_and_keeps_what_was_noted(page: Page, stand: DeskStand) -> None:
    await accepted(page, stand, Channel.VOICE)
    await expect(page.locator(".said u")).to_have_text("speak")
    await page.keyboard.press("Control+Alt+w")
    await page.locator("#wrap textarea").fill("She will call back.")
    await stand.handoffs.debtor_left("c1")
    await expect(page.locator(".is-wrapping")).to_be_visible()
    await expect(page.locator("#wrap textarea")).to_have_value("She will call back.")
    await expect(page.locator("#wrap")).to_have_attribute("open", "")
    await expect(page.locator("#composer input[value=reply]")).to_be_disabled()
    await expect(page.locator("#composer input[value=note]")).to_be_checked()


async def test_an_unanswered_offer_leaves_the_screen(page: Page, stand: DeskStand) -> None:
    stand.conversation("c1", "d21", SAID)
    await stand.ticket("c1", TicketReason.ASKED_HUMAN)
    await expect(page.get_by_role("heading", name="Asked for a person")).to_be_visible()
    await page.get_by_role("button", name="Pass on").click()
    await expect(page.locator("#rail .row")).to_have_count(1)
    await expect(page.locator(".offer")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
async def test_no_page_is_wider_than_its_screen_in_either_language(page: Page, stand: DeskStand, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 844})
    await accepted(page, stand, Channel.VOICE)
    for language in ("en-US", "zh-CN"):
        here = page.url
        await page.goto(f"{here.split('/desk/')[0]}/desk/language/{language}")
        await page.goto(here)
        for details in await page.locator("details").all():
            await details.evaluate("each => { each.open = true }")
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        assert await page.locator("html").get_attribute("lang") == language


async def test_a_lost_connection_is_said_and_heals_by_itself(page: Page, stand: DeskStand) -> None:
    await page.route("**/desk/events*", lambda route: route.abort())
    await page.reload()
    await expect(page.locator("#lost")).to_be_visible()
    stand.conversation("c1", "d21", SAID)
    await stand.ticket("c1", TicketReason.ASKED_HUMAN)
    await page.unroute("**/desk/events*")
    await expect(page.locator("#lost")).to_be_hidden()
    await expect(page.get_by_role("heading", name="Asked for a person")).to_be_visible()
