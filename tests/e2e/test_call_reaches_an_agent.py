"""The whole product: a debtor on the phone asks for a person, an agent takes the call at the desk, and it never gets lost in between."""

from collections.abc import Iterator

import pytest
from peers.agent_desk import at_the_desk, empty_queue, picture, tickets_of
from peers.browser import chromium
from peers.debtor import Call, Line, Manners, Press, number_of, rings_in, rings_without_carrier, says
from peers.stack import Stack, until
from peers.twilio_legs import NoAnswer, Picksup
from playwright.sync_api import Browser, Page, expect

from handoff.tickets import TicketReason, TicketState
from portfolio.words import Speaker
from telephony.caller.sound import audible

AGENTS_PHONE = "+15550100177"
STAYS = Manners(reaction_s=0.5, tired_s=150.0, linger_s=150.0)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def desk(browser: Browser, stack: Stack) -> Iterator[Page]:
    """The demo agent's screen, with nothing in the queue."""
    empty_queue(stack)
    with at_the_desk(browser, stack) as page:
        yield page


def state_of(call: Call) -> TicketState:
    return tickets_of(call.stack, call.id)[-1].state


def accept(desk: Page, call: Call) -> None:
    """The offer that came by itself is accepted."""
    desk.get_by_role("button", name="Accept").click(timeout=60_000)
    desk.wait_for_url("**/desk/tickets/*")
    desk.locator("html[data-ready]").wait_for()
    assert tickets_of(call.stack, call.id)[-1].id in desk.url


def call_my_phone(desk: Page) -> None:
    desk.get_by_text("Bring the call to my phone").click()
    desk.get_by_label("Your phone number").fill(AGENTS_PHONE)
    desk.get_by_role("button", name="Call me").click()


def wrap_up(desk: Page, code: str) -> None:
    if desk.locator("#wrap").get_attribute("open") is None:
        desk.locator("#wrap summary").click()
    desk.locator(f"#wrap input[value={code}]").check()
    desk.get_by_role("button", name="Close the ticket").click()
    expect(desk.locator("#notice")).to_contain_text("closed")


@pytest.mark.parametrize(
    ("debtor", "secret", "locale", "heard"),
    [("d29", "1982", "en-US", "human"), ("d12", None, "zh-CN", "人工")],
    ids=["a verified one in English", "an unverified one in Chinese"],
)
def test_a_debtor_asks_for_a_person_and_talks_with_an_agent_on_the_phone(
    stack: Stack, desk: Page, debtor: str, secret: str | None, locale: str, heard: str
) -> None:
    stack.twilio.phones[AGENTS_PHONE] = lambda: Picksup(rings_s=0.5)
    proves: tuple[Line, ...] = (("identity", says(locale, "yes")), ("verification", Press(secret))) if secret else ()
    asks = ("willingness" if secret else "identity", says(locale, "human"))
    call = rings_in(stack, number_of(stack, debtor), *proves, asks, manners=STAYS)
    expect(desk.get_by_role("heading", name="Asked for a person")).to_be_visible(timeout=90_000)
    assert state_of(call) is TicketState.OFFERED
    expect(desk.locator(".offer")).not_to_contain_text("balance")
    picture(desk, f"call-offered-{locale}")
    accept(desk, call)
    expect(desk.locator(".line.debtor .said").last).to_contain_text(heard)
    expect(desk.locator(".facts .amount")).to_have_count(1 if secret else 0)
    call_my_phone(desk)
    expect(desk.locator("#side")).not_to_contain_text("Bring the call to my phone", timeout=20_000)
    until(lambda: state_of(call) is TicketState.ACTIVE, "agent and debtor talk", 30)
    (room,) = [each for each in stack.twilio.rooms if call.id in each.name]
    until(lambda: call.id in room.members and len(room.members) == 2 and room.status == "in-progress", "both are in one room", 10)
    assert call.record.ended_at is None, "the debtor goes to a person; that is no hang-up"
    expect(desk.locator("#side")).not_to_contain_text("Calling your phone")
    picture(desk, f"call-on-the-phone-{locale}")
    assert not [each for each in call.said_by(Speaker.BOT) if each.template == "sorry_technical"]
    (agent,) = [sid for sid in room.members if sid != call.id]
    stack.twilio.soon(stack.twilio.legs[agent].over.set)
    assert call.report.ended_by == "hung_up_by_twiml"
    until(lambda: state_of(call) is TicketState.WRAPPING, "the agent is asked what came of it", 20)
    expect(desk.locator(".is-wrapping")).to_be_visible()
    wrap_up(desk, "question_answered")
    assert state_of(call) is TicketState.CLOSED
    until(lambda: call.record.ended_at is not None, "the conversation is over in SQL too", 10)
    assert stack.twilio.complaints == []


def test_a_phone_that_nobody_picks_up_leaves_the_debtor_with_queue_and_bot(stack: Stack, desk: Page) -> None:
    stack.twilio.phones[AGENTS_PHONE] = lambda: NoAnswer("no-answer", rings_s=1.0)
    lines = (("identity", says("en-US", "agent_please")), ("anything_else", says("en-US", "no_goodbye")))
    call = rings_in(stack, number_of(stack, "d36"), *lines, manners=STAYS)
    accept(desk, call)
    call_my_phone(desk)
    until(lambda: state_of(call) in (TicketState.QUEUED, TicketState.OFFERED), "the debtor is back in the queue", 30)
    moves = tickets_of(stack, call.id)
    assert len(moves) == 1 and moves[0].reason is TicketReason.ASKED_HUMAN
    assert not call.is_over and call.record.ended_at is None
    desk.wait_for_url("**/desk*")
    accept(desk, call)
    desk.get_by_text("Give back to the bot").click()
    desk.get_by_role("button", name="Give back").click()
    expect(desk.locator("#notice")).to_contain_text("The bot has the conversation again")
    assert call.report.ended_by in ("ended_by_rest", "hung_up_by_twiml")
    assert {"back_to_bot", "goodbye"} <= set(call.templates)


def test_without_a_carrier_the_agents_typed_words_are_spoken_to_the_debtor(stack: Stack, desk: Page) -> None:
    call = rings_without_carrier(stack, "d37", ("identity", says("en-US", "human")), manners=STAYS)
    accept(desk, call)
    silent_until = len(call.ear.sound)
    desk.fill("#text", "Good morning, this is Alex. How can I help you?")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".line.agent .said")).to_contain_text("this is Alex")
    until(lambda: audible(bytes(call.ear.sound[silent_until:])).sum() > 100, "a second of the agent's words is heard", 30)
    assert [each.text for each in call.said_by(Speaker.AGENT)] == ["Good morning, this is Alex. How can I help you?"]
    call.hangs_up()
    until(lambda: state_of(call) is TicketState.WRAPPING, "the agent is asked what came of it", 20)
    expect(desk.locator(".is-wrapping")).to_be_visible()
    wrap_up(desk, "question_answered")
    assert state_of(call) is TicketState.CLOSED and call.record.ended_at is not None
