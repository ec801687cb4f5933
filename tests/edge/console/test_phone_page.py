"""The phone page's routes: this machine only, a pass per call, the transcript as heard."""

from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.chat.fakes import FakeLedger
from app.console.demo_hints import demo_answers
from app.console.phone_ports import PhonePage
from app.console.router_phone_page import FILES, STATIC, router
from portfolio.records import ConversationRecord, Debtor, Utterance
from portfolio.words import Channel, Direction, Locale, Speaker

NOW = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)


class Book(FakeLedger):
    def all_debtors(self) -> tuple[Debtor, ...]:
        return tuple(self.people.values())

    def conversation(self, id: str) -> ConversationRecord | None:
        return self.records.get(id)


@pytest.fixture
def book() -> Book:
    held = Book()
    held.people["d1"] = Debtor("d1", Locale.ZH_CN, "CN-44", "Asia/Shanghai", "CN", "李<强>", ("+8613800000000",))
    return held


@pytest.fixture
def here(book: Book) -> TestClient:
    return client(book)


def client(book: Book, address: str = "127.0.0.1", base_url: str = "http://localhost:8000") -> TestClient:
    page = PhonePage(
        book=book,
        clock=lambda: NOW,
        pass_for=lambda call, debtor, locale: f"pass-{call}-{debtor}-{locale}",
        chat_token=lambda debtor, locale: f"token.{debtor}",
        tiny_models=True,
        hints={"d1": {"birth_year": "1990"}},
    )
    app = FastAPI()
    app.include_router(router(page))
    return TestClient(app, base_url=base_url, client=(address, 50000))


PAGES = ["/phone", "/demo/chat", "/phone/debtors", "/phone/files/phone.mjs", "/phone/calls/CA1/transcript"]


@pytest.mark.parametrize("path", PAGES)
def test_the_machine_itself_is_let_in(here: TestClient, path: str) -> None:
    assert here.get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_another_machine_is_refused(book: Book, path: str) -> None:
    assert client(book, address="192.0.2.7").get(path).status_code == 403


@pytest.mark.parametrize("headers", [{"X-Forwarded-For": "192.0.2.7"}, {"Forwarded": "for=192.0.2.7"}, {"Host": "evil.example"}])
def test_a_proxy_in_front_or_a_name_from_elsewhere_is_refused(here: TestClient, headers: dict[str, str]) -> None:
    assert here.get("/phone", headers=headers).status_code == 403


def test_another_page_cannot_start_a_call(here: TestClient) -> None:
    answer = here.post("/phone/calls", json={"debtor": "d1", "locale": "zh-CN"}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:8000", "http://[::1]:8000"])
def test_addresses_of_this_machine_are_names_of_it(book: Book, base_url: str) -> None:
    assert client(book, base_url=base_url).get("/phone").status_code == 200


def test_a_call_gets_an_id_like_the_carriers_and_a_pass_of_its_own(here: TestClient) -> None:
    placed = [here.post("/phone/calls", json={"debtor": "d1", "locale": "zh-CN"}).json() for _ in range(2)]
    call = placed[0]["call"]
    assert call.startswith("CA") and len(call) == 34
    assert placed[0]["stream"] == f"/phone/stream/pass-{call}-d1-zh-CN"
    assert placed[1]["call"] != call


def test_an_unknown_number_may_call_an_unknown_debtor_may_not(here: TestClient) -> None:
    assert here.post("/phone/calls", json={"debtor": None, "locale": "en-US"}).status_code == 200
    assert here.post("/phone/calls", json={"debtor": "d99", "locale": "en-US"}).status_code == 404
    assert here.post("/phone/calls", json={"debtor": "d1", "locale": "fr-FR"}).status_code == 422


def test_the_page_is_told_about_the_tiny_models_and_the_demo_answers(here: TestClient) -> None:
    page: dict[str, Any] = here.get("/phone/debtors").json()
    assert page["tiny_models"] is True
    assert page["debtors"][0]["answers"] == {"birth_year": "1990"}


def test_the_transcript_is_what_was_heard_without_notes(here: TestClient, book: Book) -> None:
    book.open_conversation(ConversationRecord("CA1", Channel.VOICE, Direction.INBOUND, Locale.ZH_CN, NOW, "d1", expects="amount"))
    book.append_utterance(Utterance("u1", "CA1", 0, Speaker.BOT, Locale.ZH_CN, NOW, NOW, "您好", complete=False))
    book.append_utterance(Utterance("u2", "CA1", 0, Speaker.DEBTOR, Locale.ZH_CN, NOW, NOW, "喂", confidence=0.83))
    book.append_utterance(Utterance("u3", "CA1", 0, Speaker.NOTE, Locale.ZH_CN, NOW, NOW, "note"))
    seen = here.get("/phone/calls/CA1/transcript").json()
    assert [(each["text"], each["complete"], each["confidence"]) for each in seen["lines"]] == [("您好", False, None), ("喂", True, 0.83)]
    assert (seen["expects"], seen["verified"], seen["ended"]) == ("amount", False, False)


def test_a_name_on_the_demo_page_is_text_and_the_tag_carries_its_token(here: TestClient) -> None:
    page = here.get("/demo/chat", params={"debtor": "d1"}).text
    assert "李<强>" not in page
    assert '<script src="/chat/widget.js" data-token="token.d1" data-locale="zh-CN"' in page


def test_the_demo_page_of_nobody_is_404(here: TestClient) -> None:
    assert here.get("/demo/chat", params={"debtor": "d99"}).status_code == 404


def test_only_the_listed_files_are_served(here: TestClient) -> None:
    assert {path.name for path in FILES.iterdir() if path.suffix in {".mjs", ".css"}} == set(STATIC)
    for name in ("phone.html", "..%2Fphone_ports.py", "none.mjs"):
        assert here.get(f"/phone/files/{name}").status_code == 404


def test_every_demo_debtor_has_answers_to_give() -> None:
    answers = demo_answers()
    assert answers["d1"] == {"id_last4": "3821", "birth_year": "1990"}
    assert len(answers) == 40
    assert all(len(each) >= 2 for each in answers.values())
