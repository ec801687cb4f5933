"""The widget in a real browser on a lender's page."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from app.chat.ports import Holding
from portfolio.words import Speaker


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert not wrong


def visit(page: Page, house: Any, token: str | None = None, more: str = "") -> None:
    given = house.token("d21") if token is None else token
    page.goto(f"{house.url}/lender?attributes={quote(f'data-token={given} {more}')}")


def chat(page: Page, house: Any) -> None:
    """Opens the widget and waits for the bot's first words."""
    visit(page, house)
    page.get_by_role("button", name="Open the chat").click()
    expect(page.get_by_text("Hello, I am an automated assistant.")).to_be_visible()


def write(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")


def shown(page: Page) -> list[str]:
    return page.locator(".entry[data-seq] .bubble").all_inner_texts()


def test_nothing_begins_before_the_debtor_opens_it(page: Page, house: Any) -> None:
    visit(page, house)
    expect(page.get_by_role("button", name="Open the chat")).to_be_visible()
    assert not house.ledger.records


def test_opening_greets_and_says_that_it_is_automated(page: Page, house: Any) -> None:
    chat(page, house)
    expect(page.get_by_text("You are writing with an automated assistant.")).to_be_visible()
    expect(page.get_by_label("Your message")).to_be_focused()


def test_a_text_is_answered(page: Page, house: Any) -> None:
    chat(page, house)
    write(page, "hello")
    expect(page.get_by_text("echo: hello")).to_be_visible()
    assert shown(page) == ["Hello, I am an automated assistant.", "hello", "echo: hello"]
    expect(page.locator(".pending")).to_have_count(0)


def test_markup_is_shown_as_it_was_typed(page: Page, house: Any) -> None:
    chat(page, house)
    write(page, "<img src=x onerror=document.title='owned'><b>bold</b>")
    expect(page.get_by_text("echo: <img src=x")).to_be_visible()
    assert page.title() == "lender"
    assert page.locator("goodterms-chat").locator("img, b").count() == 0


def test_only_plain_https_addresses_of_ours_become_links(page: Page, house: Any) -> None:
    chat(page, house)
    house.ledger.say(house.conversation(), Speaker.AGENT, "Pay at https://pay.example/a?b=1. Not javascript:alert(1)", house.talks.clock())
    link = page.get_by_role("link")
    expect(link).to_have_attribute("href", "https://pay.example/a?b=1")
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    expect(link).to_have_count(1)


def test_the_chat_works_by_keyboard_alone(page: Page, house: Any) -> None:
    visit(page, house)
    expect(page.get_by_role("button", name="Open the chat")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your message")).to_be_focused()
    page.keyboard.type("two")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("lines")
    page.keyboard.press("Enter")
    expect(page.locator(".debtor[data-seq]")).to_have_count(1)
    assert shown(page)[1] == "two\nlines"
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Open the chat")).to_be_focused()


def test_enter_that_chooses_a_character_does_not_send(page: Page, house: Any) -> None:
    chat(page, house)
    box = page.get_by_label("Your message")
    box.fill("ni")
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "keyCode": 229})
    expect(box).to_have_value("ni")


def test_screen_readers_are_told_who_speaks_and_of_new_messages(page: Page, house: Any) -> None:
    chat(page, house)
    write(page, "hello")
    log = page.get_by_role("log")
    expect(log).to_contain_text("Automated assistant")
    expect(log).to_contain_text("You")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(page.get_by_role("dialog", name="Messages")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Automated assistant")


def test_a_drop_loses_and_doubles_nothing(page: Page, house: Any) -> None:
    chat(page, house)
    house.stop()
    expect(page.get_by_role("status")).to_contain_text("No connection")
    write(page, "written while away")
    write(page, "and one more")
    expect(page.get_by_text("Will be sent when the connection is back")).to_have_count(2)
    house.ledger.say(house.conversation(), Speaker.AGENT, "said while away", house.talks.clock())
    house.start(house.port)
    expect(page.get_by_text("echo: and one more")).to_be_visible(timeout=15000)
    assert sorted(shown(page)) == sorted(
        [
            "Hello, I am an automated assistant.",
            "said while away",
            "written while away",
            "echo: written while away",
            "and one more",
            "echo: and one more",
        ]
    )
    assert len(house.talks.heard) == 2


def test_a_text_that_was_stored_but_not_answered_gets_its_answer_and_is_not_doubled(page: Page, house: Any) -> None:
    chat(page, house)
    house.talks.fail_after = 1
    write(page, "hello")
    expect(page.get_by_text("echo: hello")).to_be_visible(timeout=15000)
    assert shown(page).count("hello") == 1


def test_a_reload_keeps_the_thread_and_unsent_texts(page: Page, house: Any) -> None:
    chat(page, house)
    house.stop()
    expect(page.get_by_role("status")).to_contain_text("No connection")
    write(page, "still mine")
    house.start(house.port)
    page.reload()
    page.get_by_role("button", name="Open the chat").click()
    expect(page.get_by_text("echo: still mine")).to_be_visible(timeout=15000)
    assert shown(page).count("still mine") == 1


def test_a_human_is_one_press_away_and_the_name_is_shown(page: Page, house: Any) -> None:
    chat(page, house)
    page.get_by_role("button", name="Talk to a human").click()
    expect(page.get_by_text("echo: I want to talk to a human")).to_be_visible()
    house.holders.held[house.conversation()] = Holding()
    expect(page.get_by_role("status")).to_have_text("Waiting for a colleague")
    expect(page.get_by_role("button", name="Talk to a human")).to_be_hidden()
    house.holders.held[house.conversation()] = Holding("Ann")
    expect(page.get_by_role("status")).to_have_text("Ann is with you")
    house.ledger.say(house.conversation(), Speaker.AGENT, "Good morning", house.talks.clock())
    expect(page.get_by_text("Ann ·")).to_be_visible()
    expect(page.get_by_text("You are writing with an automated assistant.")).to_be_hidden()
    house.holders.held.clear()
    expect(page.get_by_text("The automated assistant is answering again.")).to_be_visible()


def test_new_messages_are_counted_while_closed(page: Page, house: Any) -> None:
    chat(page, house)
    page.get_by_role("button", name="Close the chat").click()
    house.ledger.say(house.conversation(), Speaker.AGENT, "Are you there?", house.talks.clock())
    button = page.get_by_role("button", name="Open the chat, 1 new")
    expect(button).to_be_visible()
    button.click()
    page.get_by_role("button", name="Close the chat").click()
    expect(page.get_by_role("button", name="Open the chat", exact=True)).to_be_visible()


def test_after_the_end_a_text_begins_anew(page: Page, house: Any) -> None:
    chat(page, house)
    write(page, "bye")
    expect(page.get_by_text("This conversation has ended.")).to_be_visible()
    write(page, "one more thing")
    expect(page.get_by_text("New conversation")).to_be_visible()
    expect(page.get_by_text("echo: one more thing")).to_be_visible()
    expect(page.locator(".pending")).to_have_count(0)


def test_an_expired_token_is_renewed_from_the_lender(page: Page, house: Any) -> None:
    visit(page, house, token=house.token("d21", lasts=-timedelta(hours=1)), more="data-token-url=/lender/token data-open=true")
    expect(page.get_by_text("Hello, I am an automated assistant.")).to_be_visible()


def test_without_a_way_to_renew_the_debtor_is_told_and_the_page_may_hand_in_another(page: Page, house: Any) -> None:
    visit(page, house, token="nonsense", more="data-open=true")
    expect(page.get_by_role("alert")).to_have_text("Your session has expired. Please sign in to the app again.")
    page.evaluate("token => goodterms.setToken(token)", house.token("d21"))
    expect(page.get_by_text("Hello, I am an automated assistant.")).to_be_visible()


def test_the_widget_speaks_the_language_of_the_conversation(page: Page, house: Any) -> None:
    visit(page, house, token=house.token("d1"), more="data-open=true")
    expect(page.get_by_text("您正在与自动助手对话")).to_be_visible()
    expect(page.get_by_role("button", name="转人工")).to_be_visible()


def test_both_languages_have_the_same_words(page: Page, house: Any) -> None:
    visit(page, house)
    for module in ("/chat/widget/words.mjs", "/phone/files/words.mjs"):
        keys = page.evaluate(
            """async (path) => {
              const inner = (value) => (typeof value === "object" ? Object.keys(value).sort() : typeof value);
              const packs = Object.values((await import(path)).PACKS);
              return packs.map((pack) => Object.keys(pack).sort().map((key) => [key, inner(pack[key])]));
            }""",
            module,
        )
        assert len(keys) == 2
        assert keys[0] == keys[1]


@pytest.mark.parametrize("width", [390, 1280])
def test_the_panel_fits_and_its_buttons_are_large_enough(page: Page, house: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 780})
    chat(page, house)
    panel = page.get_by_role("dialog").bounding_box()
    assert panel is not None
    assert (panel["width"], panel["x"]) == ((390, 0) if width == 390 else (384, 1280 - 384 - 20))
    for name in ("Close the chat", "Send"):
        box = page.get_by_role("button", name=name).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) > 43.9
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
