"""The desk through its real routes: what is shown to whom, what is refused, and what an act changes."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient, Response
from peers.desk_stand import DeskStand, HeardTransfers

from app.console.desk_guard import Visitor
from app.console.desk_live import hints
from handoff.tickets import TicketReason, TicketState
from portfolio.words import Channel, Speaker

pytestmark = pytest.mark.anyio

SAID = (
    (Speaker.BOT, "Hello Mary, your payment of $480.00 was due on March 2."),
    (Speaker.DEBTOR, "I want to speak to a human <b>now</b>"),
)


@dataclass
class Agent:
    """A browser in which an agent is logged in."""

    browser: AsyncClient
    stand: DeskStand
    csrf: str = ""

    async def log_in(self, email: str = "agent@demo", password: str | None = None) -> Response:
        form = {"email": email, "password": self.stand.passwords[email] if password is None else password}
        answer = await self.browser.post("/desk/login", data=form)
        if answer.status_code == 303:
            home = await self.browser.get("/desk")
            self.csrf = re.findall(r'name="csrf" value="([0-9a-f]+)"', home.text)[0]
        return answer

    async def post(self, path: str, **form: str | int) -> Response:
        fields = {"csrf": self.csrf, **{key: str(value) for key, value in form.items()}}
        return await self.browser.post(path, data=fields, headers={"hx-request": "true"} if path.endswith("/say") else {})

    async def see(self, path: str) -> str:
        answer = await self.browser.get(path, follow_redirects=True)
        assert answer.status_code == 200, answer.status_code
        return answer.text


@pytest.fixture
def transfers() -> HeardTransfers:
    return HeardTransfers()


@pytest.fixture
async def stand(tmp_path: Path, transfers: HeardTransfers) -> AsyncIterator[DeskStand]:
    stand = DeskStand(tmp_path, transfers=transfers)
    yield stand
    stand.close()


@pytest.fixture
async def browser(stand: DeskStand) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(transport=ASGITransport(app=stand.app), base_url="http://desk.test") as client:
        yield client


@pytest.fixture
async def agent(browser: AsyncClient, stand: DeskStand) -> Agent:
    agent = Agent(browser, stand)
    assert (await agent.log_in()).status_code == 303
    return agent


@pytest.fixture
async def colleague(stand: DeskStand) -> AsyncIterator[Agent]:
    async with AsyncClient(transport=ASGITransport(app=stand.app), base_url="http://desk.test") as client:
        colleague = Agent(client, stand)
        await colleague.log_in("manager@demo")
        yield colleague


async def waiting(stand: DeskStand, channel: Channel = Channel.CHAT, verified: bool = True) -> str:
    stand.conversation("c1", "d21", SAID, channel=channel, verified=verified)
    return (await stand.ticket("c1", TicketReason.ASKED_HUMAN, "Asked for a human.\nWas told the amount.")).id


async def held(agent: Agent, channel: Channel = Channel.CHAT, verified: bool = True) -> str:
    ticket_id = await waiting(agent.stand, channel, verified)
    await agent.post(f"/desk/tickets/{ticket_id}/take")
    return ticket_id


async def test_nobody_sees_the_desk_without_logging_in(browser: AsyncClient) -> None:
    for path in (
        "/desk",
        "/desk/rail",
        "/desk/offer",
        "/desk/events",
        "/desk/tickets/t1",
        "/desk/tickets/t1/thread",
        "/desk/tickets/t1/side",
    ):
        answer = await browser.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/login")


async def test_a_wrong_password_and_an_unknown_email_are_told_the_same(browser: AsyncClient, stand: DeskStand) -> None:
    agent = Agent(browser, stand)
    wrong = await agent.log_in("agent@demo", "wrong")
    unknown = await agent.log_in("nobody@demo", "wrong")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text == unknown.text


async def test_five_wrong_passwords_lock_the_account_even_for_the_right_one(browser: AsyncClient, stand: DeskStand) -> None:
    agent = Agent(browser, stand)
    for _ in range(5):
        await agent.log_in("agent@demo", "wrong")
    assert (await agent.log_in()).status_code == 429


async def test_the_cookie_is_kept_from_scripts_and_other_sites(browser: AsyncClient, stand: DeskStand) -> None:
    cookie = (await Agent(browser, stand).log_in()).headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie


async def test_a_forged_cookie_opens_nothing(agent: Agent) -> None:
    token = agent.browser.cookies["goodterms_desk"]
    agent.browser.cookies.set("goodterms_desk", token[:-4] + "AAAA", domain="desk.test")
    agent.browser.cookies.jar.clear()
    agent.browser.cookies.set("goodterms_desk", token[:-4] + "AAAA")
    assert (await agent.browser.get("/desk")).status_code == 303


async def test_a_new_password_ends_open_sessions(agent: Agent) -> None:
    agent.stand.accounts.reset("agent@demo")
    assert (await agent.browser.get("/desk")).headers.get("location") == "/desk/login"


async def test_after_a_logout_a_copied_cookie_opens_nothing_and_no_open_page_keeps_the_agent_on_duty(agent: Agent) -> None:
    stand, copied = agent.stand, agent.browser.cookies["goodterms_desk"]
    account = stand.accounts.log_in("agent@demo", stand.passwords["agent@demo"])
    open_page = hints(stand.desk, Visitor(account, account.locale, on_duty=True, csrf=""), None)
    async with asyncio.timeout(10):
        assert [await anext(open_page) for _ in range(2)]
        assert await stand.handoffs.agents_on_duty() == (account.id,)
        assert (await agent.post("/desk/logout")).headers["location"] == "/desk/login"
        async for _ in open_page:
            pass
    assert await stand.handoffs.agents_on_duty() == ()
    agent.browser.cookies.set("goodterms_desk", copied)
    assert (await agent.browser.get("/desk")).headers["location"] == "/desk/login"


async def test_a_form_without_its_token_or_from_another_site_changes_nothing(agent: Agent) -> None:
    ticket_id = await waiting(agent.stand)
    no_token = await agent.browser.post(f"/desk/tickets/{ticket_id}/take", data={"csrf": "0"})
    elsewhere = await agent.browser.post(
        f"/desk/tickets/{ticket_id}/take", data={"csrf": agent.csrf}, headers={"sec-fetch-site": "cross-site"}
    )
    assert no_token.status_code == elsewhere.status_code == 403
    ticket = await agent.stand.handoffs.ticket(ticket_id)
    assert ticket is not None and ticket.state is TicketState.QUEUED


async def test_an_offer_shows_reason_and_masked_name_and_nothing_of_the_debt(agent: Agent) -> None:
    await waiting(agent.stand)
    offered = await agent.stand.handoffs.offer_next(agent.stand.accounts.log_in("agent@demo", agent.stand.passwords["agent@demo"]).id)
    assert offered is not None
    page = await agent.see("/desk")
    assert "Asked for a person" in page and "M*** J******" in page
    for secret in ("480.00", "Mary Johnson", "Example Finance", "Was told the amount", "0121"):
        assert secret not in page


async def test_a_ticket_that_is_not_yours_cannot_be_read(agent: Agent, colleague: Agent) -> None:
    ticket_id = await held(colleague)
    for part in ("", "/thread", "/side"):
        answer = await agent.browser.get(f"/desk/tickets/{ticket_id}{part}")
        assert "480.00" not in answer.text and answer.status_code in (303, 404, 204)


async def test_the_holder_reads_why_facts_and_thread_and_the_look_is_written_down(agent: Agent) -> None:
    ticket_id = await held(agent)
    page = await agent.see(f"/desk/tickets/{ticket_id}")
    for shown in ("Asked for a person", "Asked for a human.", "$480.00", "Mary Johnson", "Mar 2, 2026", "9 days overdue", "•••• 0121"):
        assert shown in page
    for path in (f"/desk/tickets/{ticket_id}", f"/desk/tickets/{ticket_id}/thread"):
        assert "human &lt;b&gt;now&lt;/b&gt;" in await agent.see(path)
    assert {dict(event.ids)["debtor_id"] for event in agent.stand.ledger.events("debtor_viewed")} == {"d21"}


async def test_the_queue_beside_every_page_shows_who_waits_by_reason_only(agent: Agent) -> None:
    ticket_id = await waiting(agent.stand)
    for path in ("/desk/rail", f"/desk/rail?ticket={ticket_id}", "/desk"):
        rail = await agent.see(path)
        assert "Asked for a person" in rail and "Mary" not in rail and "480.00" not in rail


async def test_the_same_page_speaks_chinese(agent: Agent) -> None:
    ticket_id = await held(agent)
    await agent.browser.get("/desk/language/zh-CN")
    page = await agent.see(f"/desk/tickets/{ticket_id}")
    assert "为什么转给您" in page and "要求人工" in page and "逾期 9 天" in page and 'lang="zh-CN"' in page


async def test_an_unverified_debtor_shows_no_debt_until_a_question_is_answered(agent: Agent) -> None:
    ticket_id = await held(agent, verified=False)
    page = await agent.see(f"/desk/tickets/{ticket_id}")
    facts = page[page.index('class="card facts"') :]
    assert "$480.00" not in facts and "ZIP code" in facts
    await agent.post(f"/desk/tickets/{ticket_id}/verify", question="zip", answer="99999")
    assert "not_verified" in (await agent.post(f"/desk/tickets/{ticket_id}/verify", question="zip", answer="00000")).headers["location"]
    right = await agent.post(f"/desk/tickets/{ticket_id}/verify", question="zip", answer="02139")
    assert right.headers["location"].endswith("notice=verified")
    assert "$480.00" in (await agent.see(f"/desk/tickets/{ticket_id}/side"))


async def test_an_agents_words_enter_the_thread_once_and_a_note_apart(agent: Agent) -> None:
    ticket_id = await held(agent)
    for _ in range(2):
        await agent.post(f"/desk/tickets/{ticket_id}/say", text=" Good afternoon, this is Alex. ", fence=1, message_id="m1")
    await agent.post(f"/desk/tickets/{ticket_id}/say", text="Sounds tired", kind="note", fence=1, message_id="m2")
    thread = agent.stand.ledger.utterances("c1", after=2)
    assert [(said.speaker, said.text) for said in thread] == [
        (Speaker.AGENT, "Good afternoon, this is Alex."),
        (Speaker.NOTE, "Sounds tired"),
    ]
    ticket = await agent.stand.handoffs.ticket(ticket_id)
    assert ticket is not None and ticket.state is TicketState.ACTIVE


async def test_without_scripts_a_reply_still_arrives_and_the_page_is_shown_again(agent: Agent) -> None:
    path = f"/desk/tickets/{await held(agent)}"
    answer = await agent.browser.post(f"{path}/say", data={"csrf": agent.csrf, "text": "Hello", "fence": "1", "message_id": "m1"})
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert agent.stand.ledger.utterances("c1")[-1].text == "Hello"


async def test_words_that_threaten_are_not_sent_and_stay_in_the_composer(agent: Agent) -> None:
    ticket_id = await held(agent)
    answer = await agent.post(f"/desk/tickets/{ticket_id}/say", text="Pay or you go to jail", fence=1, message_id="m1")
    assert "may not be sent" in answer.text and "Pay or you go to jail</textarea>" in answer.text
    assert len(agent.stand.ledger.utterances("c1")) == 2


async def test_an_old_fence_says_and_closes_nothing(agent: Agent) -> None:
    ticket_id = await held(agent)
    await agent.post(f"/desk/tickets/{ticket_id}/release", fence=1)
    await agent.post(f"/desk/tickets/{ticket_id}/take")
    said = await agent.post(f"/desk/tickets/{ticket_id}/say", text="hello", fence=1, message_id="m1")
    closed = await agent.post(f"/desk/tickets/{ticket_id}/close", fence=1, code="other")
    assert "moved on" in said.text and closed.headers["location"].endswith("notice=old_fence")
    assert len(agent.stand.ledger.utterances("c1")) == 2


async def test_a_colleague_cannot_act_on_a_ticket_even_with_its_fence(agent: Agent, colleague: Agent) -> None:
    ticket_id = await held(colleague)
    acts = {"release": {}, "return": {"reason": "not_needed"}, "close": {"code": "other"}, "call": {"number": "+15550100199"}}
    for act, form in acts.items():
        answer = await agent.post(f"/desk/tickets/{ticket_id}/{act}", fence=1, **form)
        assert answer.headers["location"] == "/desk?notice=not_yours"
    assert "nothing was changed" in (await agent.post(f"/desk/tickets/{ticket_id}/say", text="hi", fence=1)).text.lower()
    taken = await agent.browser.post(f"/desk/tickets/{ticket_id}/take", data={"csrf": agent.csrf}, follow_redirects=True)
    assert "A colleague was quicker" in taken.text


async def test_a_wrap_up_needs_one_of_the_codes(agent: Agent) -> None:
    ticket_id = await held(agent)
    assert (await agent.post(f"/desk/tickets/{ticket_id}/close", fence=1, code="whatever")).status_code == 422
    done = await agent.post(f"/desk/tickets/{ticket_id}/close", fence=1, code="question_answered", note="Explained.")
    assert done.headers["location"] == "/desk?notice=closed"
    ticket = await agent.stand.handoffs.ticket(ticket_id)
    assert ticket is not None and (ticket.state, ticket.note) == (TicketState.CLOSED, "Explained.")


async def test_the_bot_gets_the_conversation_back_with_a_reason(agent: Agent) -> None:
    ticket_id = await held(agent)
    await agent.post(f"/desk/tickets/{ticket_id}/return", fence=1, reason="debtor_agrees")
    assert await agent.stand.handoffs.holder("c1") is None


async def test_a_callback_is_planned_in_the_debtors_own_time(agent: Agent) -> None:
    ticket_id = await held(agent)
    past = await agent.post(f"/desk/tickets/{ticket_id}/close", fence=1, code="callback_agreed", callback_at="2026-03-11T09:59")
    assert past.headers["location"].endswith("bad_time")
    await agent.post(f"/desk/tickets/{ticket_id}/close", fence=1, code="callback_agreed", callback_at="2026-03-11T10:01")
    ticket = await agent.stand.handoffs.ticket(ticket_id)
    assert ticket is not None and ticket.callback_at is not None
    assert (ticket.callback_at - agent.stand.clock()).total_seconds() == 60


async def test_a_call_is_brought_to_the_agents_phone(agent: Agent, transfers: HeardTransfers) -> None:
    ticket_id = await held(agent, Channel.VOICE)
    assert (await agent.post(f"/desk/tickets/{ticket_id}/call", fence=1, number="911")).headers["location"].endswith("bad_number")
    await agent.post(f"/desk/tickets/{ticket_id}/call", fence=1, number="+1 555 010 0199")
    assert transfers.called == [(ticket_id, "+15550100199")]
    await agent.stand.handoffs.joined(ticket_id)
    assert "in the call by phone" in (await agent.post(f"/desk/tickets/{ticket_id}/say", text="hi", fence=1)).text
    await agent.post(f"/desk/tickets/{ticket_id}/return", fence=1, reason="debtor_agrees")
    assert transfers.returned == [ticket_id]


async def test_a_phone_that_cannot_be_rung_leaves_the_call_with_the_agent(agent: Agent, transfers: HeardTransfers) -> None:
    ticket_id = await held(agent, Channel.VOICE)
    transfers.fails = True
    answer = await agent.post(f"/desk/tickets/{ticket_id}/call", fence=1, number="+15550100199")
    assert answer.headers["location"].endswith("call_failed")
    ticket = await agent.stand.handoffs.ticket(ticket_id)
    assert ticket is not None and ticket.state is TicketState.ACTIVE


async def test_a_break_stops_offers_and_is_remembered(agent: Agent) -> None:
    await agent.post("/desk/duty", on="false")
    assert "You are on a break" in await agent.see("/desk")
    assert await agent.stand.handoffs.agents_on_duty() == ()


async def test_pages_carry_strict_rules_for_the_browser(agent: Agent) -> None:
    rules = (await agent.browser.get("/desk")).headers["content-security-policy"]
    assert "default-src 'self'" in rules and "unsafe" not in rules and "frame-ancestors 'none'" in rules


async def test_only_named_files_are_served(agent: Agent) -> None:
    assert (await agent.browser.get("/desk/static/htmx.js")).status_code == 200
    for name in ("LICENSE", "..%2Ftexts%2Fen-US.yml", "nothing.css"):
        assert (await agent.browser.get(f"/desk/static/{name}")).status_code == 404
