"""Makes docs/img/desk*.png: the desk on its stand with invented people, in headless Chromium, at 1280 and 390 px, in both languages.

Run: .venv/bin/python docs/make_desk_pictures.py [folder]
"""

import asyncio
import sys
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from peers.browser import chromium_async  # noqa: E402
from peers.desk_served import served  # noqa: E402
from peers.desk_stand import DeskStand, HeardTransfers, StandClock  # noqa: E402
from playwright.async_api import Browser, Page  # noqa: E402

from handoff.tickets import TicketReason  # noqa: E402
from portfolio.words import Channel, Speaker  # noqa: E402

BOT, DEBTOR = Speaker.BOT, Speaker.DEBTOR
ENGLISH = (
    (BOT, "Hello, this is the automated assistant of Example Finance, on a recorded line. May I speak with Mary Johnson?"),
    (DEBTOR, "yes this is ~mary johnson"),
    (BOT, "Thank you. For your security, please tell me the year you were born."),
    (DEBTOR, "••••"),
    (BOT, "Your payment of $480.00 to Example Finance was due on Monday, March 2. Are you able to…"),
    (DEBTOR, "i lost my job last month i ~cannot ~pay all of it can i speak to a person"),
    (BOT, "Thank you for telling me. I will bring in a colleague; it may take a moment."),
)
ENGLISH_SUMMARY = "Lost her job last month; cannot pay the full $480.00.\nAsked for a person. No promise yet."
CHINESE = (
    (BOT, "您好，我是示例金融的智能语音助手，本次通话会录音。请问您是李强本人吗？"),
    (DEBTOR, "对 我是 ~李强"),
    (BOT, "谢谢。您有一笔3,680.00元的还款于3月5日到期，请问什么时候方便还款？"),
    (DEBTOR, "我 已经 还 过 了 你们 ~查 一下 转 人工"),
    (BOT, "好的，我为您转接同事，请稍等。"),
)
UNKNOWN = ((BOT, "Hello, how can I help you?"), (DEBTOR, "Somebody called me from this number."))
DISPUTE = ((BOT, "Hello David, how can I help you?"), (DEBTOR, "I want to complain about the fee."))


@dataclass
class Studio:
    """A browser, the desk, and the folder for the pictures."""

    browser: Browser
    url: str
    stand: DeskStand
    clock: StandClock
    folder: Path

    async def take(self) -> None:
        """One agent's afternoon."""
        page = await (await self.browser.new_context(viewport={"width": 1280, "height": 800})).new_page()
        await self.log_in(page)
        await self.scene(page)
        await page.locator("#rail .row").nth(2).wait_for()
        await self.shot(page, "desk-offer")
        await page.locator("html[data-ready]").wait_for()
        await page.keyboard.press("Control+Alt+a")
        await page.locator("#thread .line").first.wait_for()
        await self.say(page, "Hello Mary, this is Alex, a person. I am sorry to hear about your job. Let us see what you could manage.")
        await page.keyboard.press("Control+Alt+n")
        await self.say(page, "Sounds worried; keep it slow.")
        await page.keyboard.press("Control+Alt+n")
        await self.shot(page, "desk")
        await page.keyboard.press("Control+Alt+w")
        await self.shot(page, "desk-wrap-up")
        await self.narrow(page, "desk-phone")
        await page.goto(f"{self.url}/desk/language/zh-CN")
        await page.locator("#rail .row", has_text="称已还款").get_by_role("button").click()
        await page.locator("#thread .line").first.wait_for()
        await self.shot(page, "desk-zh")
        await self.narrow(page, "desk-phone-zh")

    async def scene(self, page: Page) -> None:
        """Four conversations that need a person."""
        self.stand.conversation("CA1", "d21", ENGLISH, channel=Channel.VOICE)
        await self.stand.ticket("CA1", TicketReason.HARDSHIP, ENGLISH_SUMMARY)
        await page.get_by_role("heading", name="Cannot pay at present").wait_for()
        self.clock.now += timedelta(seconds=71)
        self.stand.conversation("CA2", "d1", CHINESE, channel=Channel.VOICE)
        await self.stand.ticket("CA2", TicketReason.ALREADY_PAID, "称已经还款，要求核对。\n要求人工。")
        self.clock.now += timedelta(seconds=43)
        self.stand.conversation("c3", "d22", DISPUTE)
        await self.stand.ticket("c3", TicketReason.COMPLAINT)
        self.clock.now += timedelta(seconds=12)
        self.stand.conversation("c4", None, UNKNOWN, verified=False)
        await self.stand.ticket("c4", TicketReason.UNKNOWN_CALLER)

    async def log_in(self, page: Page) -> None:
        """As the demo agent."""
        await page.goto(f"{self.url}/desk/login")
        await self.shot(page, "desk-login")
        await page.fill("input[name=email]", "agent@demo")
        await page.fill("input[name=password]", self.stand.passwords["agent@demo"])
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/desk")
        await self.shot(page, "desk-calm")

    async def narrow(self, wide: Page, name: str) -> None:
        """The same page on a telephone, whole."""
        context = await self.browser.new_context(viewport={"width": 390, "height": 844}, storage_state=await wide.context.storage_state())
        page = await context.new_page()
        await page.goto(wide.url)
        await page.wait_for_timeout(300)
        await page.screenshot(path=self.folder / f"{name}.png", full_page=True)
        await context.close()

    async def say(self, page: Page, text: str) -> None:
        """Write it and send it by keyboard."""
        await page.locator("html[data-ready]").wait_for()
        await page.fill("#text", text)
        await page.keyboard.press("Control+Enter")
        await page.locator("#thread .said", has_text=text[:20]).wait_for()

    async def shot(self, page: Page, name: str) -> None:
        """After everything has settled."""
        await page.wait_for_timeout(400)
        await page.screenshot(path=self.folder / f"{name}.png")


async def main(folder: Path) -> None:
    """Set the scene, take the pictures."""
    clock = StandClock()
    with tempfile.TemporaryDirectory() as state:
        stand = DeskStand(Path(state), clock, HeardTransfers())
        async with served(stand.app) as url, chromium_async() as browser:
            await Studio(browser, url, stand, clock, folder).take()
        stand.close()


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "img"
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(target))
