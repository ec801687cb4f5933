"""The widget and the browser phone against the whole running product: from the first word to the promise in SQL."""

import base64
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest
from peers.browser import chromium
from playwright.sync_api import Browser, Page, expect

from app.chat.tokens import issue_token
from app.clock import real_clock
from app.settings import PROJECT
from portfolio.records import PromiseState
from portfolio.words import Channel, Speaker

WAVS = PROJECT / "tests" / "data" / "speech"
SAYS: Mapping[str, Mapping[str, str]] = {
    "en-US": {
        "willingness": "i will pay the full amount tomorrow",
        "amount": "the full amount",
        "date": "tomorrow",
        "confirm": "yes that is right",
        "anything_else": "no that is all goodbye",
    },
    "zh-CN": {"willingness": "我明天全部还清", "amount": "全部", "date": "明天", "confirm": "对", "anything_else": "没有了 再见"},
}
PLAYS: Mapping[str, Mapping[str, str]] = {
    "en-US": {"identity": "this_is_mary", "willingness": "pay_hundred_friday", "confirm": "that_is_right", "anything_else": "no_goodbye"},
    "zh-CN": {"identity": "this_is_li_qiang", "willingness": "pay_500_friday", "confirm": "that_is_right", "anything_else": "no_goodbye"},
}
MICROPHONE = """
const voice = new AudioContext();
const mouth = voice.createMediaStreamDestination();
navigator.mediaDevices.getUserMedia = async () => { await voice.resume(); return mouth.stream.clone(); };
window.sayWav = async (encoded) => {
  const sound = voice.createBufferSource();
  sound.buffer = await voice.decodeAudioData(Uint8Array.from(atob(encoded), (each) => each.charCodeAt(0)).buffer);
  sound.connect(mouth);
  const over = new Promise((done) => (sound.onended = done));
  sound.start();
  await over;
};
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-US", permissions=["microphone"])
    yield context.new_page()
    context.close()


def chat_record(stack: Any, debtor: str) -> Any:
    return [each for each in stack.ledger.conversations(debtor) if each.channel is Channel.CHAT][-1]


def until(page: Page, ready: Any, seconds: float = 30) -> None:
    for _ in range(int(seconds * 10)):
        if ready():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"it did not happen within {seconds} seconds")


@pytest.mark.parametrize(("debtor", "label", "begin"), [("d30", "Your message", "Open the chat"), ("d5", "您的消息", "打开聊天")])
def test_a_chat_in_the_widget_ends_with_the_promise_in_sql(stack: Any, page: Page, debtor: str, label: str, begin: str) -> None:
    locale = stack.ledger.debtor(debtor).locale.value
    page.goto(f"{stack.url}/demo/chat?debtor={debtor}")
    page.get_by_role("button", name=begin).click()
    expect(page.locator(".bot[data-seq]").first).to_be_visible()
    for _ in range(8):
        record = chat_record(stack, debtor)
        if record.ended_at:
            break
        before = page.locator(".bot[data-seq]").count()
        page.get_by_label(label).fill(SAYS[locale].get(record.expects, SAYS[locale]["willingness"]))
        page.keyboard.press("Enter")
        until(page, lambda before=before: page.locator(".bot[data-seq]").count() > before)
        page.wait_for_timeout(300)
    (promise,) = [each for each in stack.ledger.promises(debtor) if each.state is PromiseState.OPEN]
    assert promise.conversation_id == record.id
    assert promise.amount == stack.ledger.accounts(debtor)[0].balance
    assert record.ended_at is not None


@pytest.mark.parametrize("debtor", ["d21", "d1"])
def test_a_call_from_the_browser_phone_ends_with_the_promise_in_sql(stack: Any, page: Page, debtor: str) -> None:
    locale = stack.ledger.debtor(debtor).locale.value
    questions = iter(stack.ledger.verification_questions(debtor))
    page.add_init_script(MICROPHONE)
    page.goto(f"{stack.url}/phone?debtor={debtor}")
    page.locator("#answers summary").click()
    debtors = page.evaluate("fetch('/phone/debtors').then((answer) => answer.json()).then((page) => page.debtors)")
    answers = next(each["answers"] for each in debtors if each["id"] == debtor)
    seen = {each.id for each in stack.ledger.conversations(debtor)}
    page.get_by_role("button", name="Call", exact=True).click()
    until(page, lambda: {each.id for each in stack.ledger.conversations(debtor)} - seen)
    (call,) = {each.id for each in stack.ledger.conversations(debtor)} - seen
    for _ in range(10):
        listening(stack, page, call)
        record = stack.ledger.conversation(call)
        if record.ended_at:
            break
        before = words_of_debtor(stack, call)
        if record.expects == "verification":
            page.keyboard.type(answers[next(questions)])
        else:
            wav = WAVS / locale / f"{PLAYS[locale].get(record.expects, PLAYS[locale]['willingness'])}.wav"
            page.evaluate("wav => sayWav(wav)", base64.b64encode(wav.read_bytes()).decode())
        until(page, lambda before=before: words_of_debtor(stack, call) > before or stack.ledger.conversation(call).ended_at)
    until(page, lambda: stack.ledger.conversation(call).ended_at)
    promises = [each for each in stack.ledger.promises(debtor) if each.conversation_id == call]
    assert [each.state for each in promises] == [PromiseState.OPEN]
    expect(page.get_by_role("status")).to_have_text("The bot has hung up", timeout=10000)
    expect(page.get_by_text("Verified", exact=True)).to_be_visible()


def words_of_debtor(stack: Any, call: str) -> int:
    return sum(each.speaker is Speaker.DEBTOR for each in stack.ledger.utterances(call))


def listening(stack: Any, page: Page, call: str) -> None:
    """Waits until the bot has been silent for three quarters of a second, or the call is over."""
    quiet = 0
    for _ in range(900):
        state = page.get_by_role("status").text_content()
        quiet = quiet + 1 if state == "Listening to you" else 0
        if quiet * 50 >= 750 or state in ("The bot has hung up", "The line was lost") or stack.ledger.conversation(call).ended_at:
            return
        page.wait_for_timeout(50)
    raise AssertionError("the bot never stopped speaking")


def test_an_agent_is_asked_for_in_chat_and_the_bot_falls_silent(stack: Any) -> None:
    token = issue_token("d26", stack.secrets.chat_secret, real_clock())
    with httpx.Client(base_url=stack.url, headers={"Authorization": f"Bearer {token}"}, timeout=20) as client:
        asked = client.post("/chat/messages", json={"client_msg_id": "a1", "text": "i want to speak to a human"}).json()
        assert asked["phase"] == "waiting"
        again = client.post("/chat/messages", json={"client_msg_id": "a2", "text": "how much do i owe"}).json()
        assert [each["speaker"] for each in again["messages"]] == ["debtor"]


def test_a_token_of_somebody_else_is_refused(stack: Any) -> None:
    forged = issue_token("d26", "x" * 40, real_clock())
    assert httpx.get(f"{stack.url}/chat/messages", headers={"Authorization": f"Bearer {forged}"}).status_code == 401
