"""Parts of a running product are killed in the midst of talks: debtors hear an honest sentence, a human is arranged, nothing is lost.

A stack of its own, so that no other test meets a product with a part missing.
"""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from peers.agent_desk import at_the_desk, tickets_of
from peers.browser import chromium
from peers.debtor import Manners, Press, number_of, rings_in, says
from peers.stack import Stack, running_stack, until

from app.chat.tokens import issue_token
from app.clock import real_clock
from handoff.connect_redis import connect
from handoff.queue_redis import QueueRedis
from handoff.tickets import HELD, WAITING, TicketReason
from portfolio.words import Speaker

STAYS = Manners(reaction_s=0.5, tired_s=150.0, linger_s=150.0)
BACK_WITHIN_S = 150.0
LOOKS_EVERY_S = {"rasa": 4.0, "redis": 0.05}
"""Rasa needs longer than this to load its model; Redis answers at once."""
TECHNICAL = ("sorry_technical", "sorry_technical_human")


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, trained_models: Path) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("plugs"), trained_models) as own:
        yield own


class Chat:
    """A debtor who writes in the lender's app."""

    def __init__(self, stack: Stack, debtor: str) -> None:
        token = issue_token(debtor, stack.secrets.chat_secret, real_clock())
        self._client = httpx.Client(base_url=stack.url, headers={"Authorization": f"Bearer {token}"}, timeout=30)
        self._stack, self._debtor, self._written = stack, debtor, 0

    def writes(self, text: str) -> list[str]:
        """The texts of the bot's answer."""
        self._written += 1
        body = {"text": text, "client_msg_id": f"m{self._written}"}
        answer = self._client.post("/chat/messages", json=body).raise_for_status().json()
        return [each["text"] for each in answer["messages"] if each["speaker"] == "bot"]

    @property
    def id(self) -> str:
        """Of the conversation."""
        return self._stack.ledger.conversations(self._debtor)[-1].id

    @property
    def templates(self) -> list[str]:
        """Of the bot's sentences."""
        return [each.template for each in self._stack.ledger.utterances(self.id) if each.template]


@contextlib.contextmanager
def pulled(stack: Stack, name: str) -> Iterator[None]:
    """The part is killed with SIGKILL, and again each time the supervisor has started it, until the context ends."""
    over = threading.Event()
    first = threading.Event()

    def pull() -> None:
        while not over.is_set():
            with contextlib.suppress(LookupError, psutil.Error):
                stack.part(name).kill()
                first.set()
            over.wait(LOOKS_EVERY_S[name])

    pulling = threading.Thread(target=pull)
    pulling.start()
    try:
        assert first.wait(10)
        yield
    finally:
        over.set()
        pulling.join()


def is_ready(stack: Stack) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(f"{stack.url}/ready", timeout=5).status_code == httpx.codes.OK
    return False


def indexed(stack: Stack, *ticket_ids: str) -> bool:
    """Whether the queue's index in Redis knows these tickets."""

    async def known() -> set[str]:
        redis = connect(stack.settings.redis_url or "")
        try:
            return set(await QueueRedis(redis).known())
        finally:
            await redis.aclose()

    return set(ticket_ids) <= asyncio.run(known())


@pytest.fixture(scope="module")
def left_alone(stack: Stack) -> Chat:
    """A chat that an agent took before the agent's browser was closed without a word."""
    chat = Chat(stack, "d11")
    chat.writes("我要找人工客服")
    with chromium() as browser, at_the_desk(browser, stack) as desk:
        desk.get_by_role("button", name="Accept").click(timeout=30_000)
        desk.wait_for_url("**/desk/tickets/*")
        assert tickets_of(stack, chat.id)[-1].state in HELD
    return chat


@pytest.mark.usefixtures("left_alone")
def test_a_call_hears_an_honest_sentence_when_rasa_dies_and_gets_a_human(stack: Stack) -> None:
    lines = (("identity", says("en-US", "yes")), ("verification", Press("1997")), ("willingness", says("en-US", "pay_all_tomorrow")))
    call = rings_in(stack, number_of(stack, "d22"), *lines, manners=STAYS)
    until(lambda: is_asked(stack, call.id, "willingness"), "the call is in its midst", 90)
    with pulled(stack, "rasa"):
        until(lambda: set(call.templates) & set(TECHNICAL), "the debtor hears an honest sentence", 60)
        ticket = tickets_of(stack, call.id)[-1]
        assert (ticket.reason, ticket.state in WAITING) == (TicketReason.BOT_UNAVAILABLE, True)
        assert not call.is_over, "the debtor may wait on the line"
    assert not stack.ledger.promises("d22"), "nothing was promised by a bot that could not understand"
    until(lambda: is_ready(stack), "Rasa is back", BACK_WITHIN_S)
    call.hangs_up()
    until(lambda: call.record.ended_at is not None, "the call is closed", 20)
    assert tickets_of(stack, call.id)[-1].state in WAITING, "somebody must call back"
    after = Chat(stack, "d25")
    after.writes("i will pay everything tomorrow")
    assert "readback" in after.templates and not set(after.templates) & set(TECHNICAL)


def is_asked(stack: Stack, call_id: str, what: str) -> bool:
    record = stack.ledger.conversation(call_id)
    return record is not None and record.expects == what


def test_a_call_and_a_chat_survive_the_death_of_redis(stack: Stack) -> None:
    lines = (("identity", says("zh-CN", "yes")), ("verification", Press("6523")), ("willingness", says("zh-CN", "pay_300_tomorrow")))
    call, chat = rings_in(stack, number_of(stack, "d7"), *lines, manners=STAYS), Chat(stack, "d26")
    chat.writes("hello")
    until(lambda: is_asked(stack, call.id, "willingness"), "the call is in its midst", 90)
    with pulled(stack, "redis"):
        assert chat.writes("i will pay everything tomorrow")
        until(lambda: set(call.templates) & set(TECHNICAL), "the debtor hears an honest sentence", 60)
        assert set(chat.templates) & set(TECHNICAL)
        tickets = [tickets_of(stack, each)[-1] for each in (call.id, chat.id)]
        assert [each.reason for each in tickets] == [TicketReason.BOT_UNAVAILABLE] * 2
    until(lambda: is_ready(stack), "Redis is back", BACK_WITHIN_S)
    until(lambda: indexed(stack, *(each.id for each in tickets)), "the reconciler has told the queue", BACK_WITHIN_S)
    heard = [each.text for each in call.said_by(Speaker.DEBTOR)]
    assert len(heard) == 3, "nothing that was said is lost"
    call.hangs_up()
    until(lambda: call.record.ended_at is not None, "the call is closed", 20)


def test_worker_and_service_come_back_and_the_cut_call_is_put_away(stack: Stack) -> None:
    call = rings_in(stack, number_of(stack, "d23"), manners=STAYS)
    until(lambda: is_asked(stack, call.id, "identity"), "the call is in its midst", 60)
    old = {name: stack.part(name).pid for name in ("worker", "service")}
    for name in old:
        stack.part(name).kill()
    assert call.report.ended_by in ("twiml_ran_out", "hung_up_by_twiml", "line_dropped")

    def are_back() -> bool:
        with contextlib.suppress(LookupError):
            return all(stack.part(name).pid != pid for name, pid in old.items()) and is_ready(stack)
        return False

    until(are_back, "worker and service are back", BACK_WITHIN_S)
    chat = Chat(stack, "d40")
    chat.writes("i will pay everything tomorrow")
    assert "readback" in chat.templates
    stack.twilio.tells_the_end(stack.twilio.line(stack.url, "+15550100000"), call.id)
    until(lambda: call.record.ended_at is not None, "the conversation of the cut call is closed", 20)


def test_what_an_agent_held_when_the_browser_closed_is_offered_again(stack: Stack, left_alone: Chat) -> None:
    until(lambda: tickets_of(stack, left_alone.id)[-1].state in WAITING, "the ticket is back in the queue", 150)
    assert left_alone.writes("还在吗") == []
    assert [each.text for each in stack.ledger.utterances(left_alone.id)][-1] == "还在吗"
    assert len(tickets_of(stack, left_alone.id)) == 1, "it keeps its ticket and its place"
