"""The whole product: a debtor in the chat asks for a person, an agent answers from the desk, and the bot gets the conversation back."""

from collections.abc import Iterator

import httpx
import pytest
from peers.agent_desk import at_the_desk, empty_queue
from peers.browser import chromium
from peers.stack import Stack
from playwright.sync_api import Page, expect

from app.chat.tokens import issue_token
from app.clock import real_clock

SAYS = {"en-US": ("I want to speak to a human", "thank you, that helps"), "zh-CN": ("我要找人工客服", "谢谢，明白了")}


@pytest.fixture
def page(stack: Stack) -> Iterator[Page]:
    """The desk, with the demo agent logged in and nothing in the queue."""
    empty_queue(stack)
    with chromium() as browser, at_the_desk(browser, stack) as page:
        yield page


@pytest.mark.parametrize(("debtor", "locale"), [("d31", "en-US"), ("d11", "zh-CN")])
def test_a_chat_reaches_an_agent_and_goes_back_to_the_bot(stack: Stack, page: Page, debtor: str, locale: str) -> None:
    token = issue_token(debtor, stack.secrets.chat_secret, real_clock())
    chat = httpx.Client(base_url=stack.url, headers={"Authorization": f"Bearer {token}"}, timeout=30)
    asks, answers = SAYS[locale]

    def write(text: str, client_msg_id: str) -> None:
        chat.post("/chat/messages", json={"text": text, "client_msg_id": client_msg_id}).raise_for_status()

    def texts() -> list[str]:
        return [entry["text"] for entry in chat.get("/chat/messages").raise_for_status().json()["messages"]]

    write(asks, f"{debtor}-1")
    page.get_by_role("button", name="Accept").click(timeout=15_000)
    page.locator("html[data-ready]").wait_for()
    expect(page.locator(".line.debtor .said").last).to_have_text(asks)
    page.fill("#text", "Alex here / 我是人工")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".line.agent .said")).to_have_text("Alex here / 我是人工")
    assert texts()[-1] == "Alex here / 我是人工"
    write(answers, f"{debtor}-2")
    expect(page.locator(".line.debtor .said").last).to_have_text(answers)
    assert texts()[-1] == answers, "the bot is mute while an agent holds the chat"
    page.get_by_text("Give back to the bot").click()
    page.get_by_role("button", name="Give back").click()
    expect(page.locator("#notice")).to_contain_text("The bot has the conversation again")
    write(asks, f"{debtor}-3")
    assert texts()[-1] != asks
    page.get_by_role("button", name="Accept").click(timeout=15_000)
    page.locator("#wrap summary").click()
    page.locator("#wrap input[value=question_answered]").check()
    page.get_by_role("button", name="Close the ticket").click()
    expect(page.locator("#notice")).to_contain_text("closed")
    conversation = stack.ledger.conversations(debtor)[-1].id
    kinds = {event.kind for event in stack.ledger.events() if dict(event.ids).get("debtor_id") == debtor}
    assert conversation and "debtor_viewed" in kinds
