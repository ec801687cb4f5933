"""The chat through its real routes: tokens, idempotence, resuming, sockets."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.chat.doors import Doors
from app.chat.fakes import EchoTalks, FakeHolders, FakeLedger
from app.chat.pace import BURST
from app.chat.ports import Holding
from app.chat.router_chat import router
from app.chat.threads import Threads
from app.chat.tokens import sign_token
from app.chat.wire import LONGEST_FRAME
from handoff.bell import LocalBell
from portfolio.records import Debtor
from portfolio.words import Locale, Speaker

SECRET = "a-secret-of-the-lender-long-enough-for-hs256"
NOW = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)


class Chat:
    """A service with nothing but the chat in it, and a client at its door."""

    def __init__(self, origins: tuple[str, ...] = ()) -> None:
        self.ledger, self.holders, self.bell, ids = FakeLedger(), FakeHolders(), LocalBell(poll_s=0.05), count(1)
        self.ledger.people["d1"] = Debtor("d1", Locale.EN_US, "US-NY", "America/New_York", "US", "Mary Johnson", ("+15550100121",))
        self.talks = EchoTalks(self.ledger, self.holders, lambda: NOW)
        threads = Threads(
            ledger=self.ledger,
            talks=self.talks,
            bell=self.bell,
            holders=self.holders,
            clock=lambda: NOW,
            new_id=lambda: f"chat-{next(ids)}",
        )
        app = FastAPI()
        app.include_router(router(Doors(threads, lambda: NOW, SECRET, origins, "https://bot.example")))
        self.client = TestClient(app)

    def token(self, debtor: str = "d1", lasts: timedelta = timedelta(hours=1)) -> str:
        return sign_token(debtor, SECRET, NOW + lasts)

    def get(self, after: int = 0, **more: Any) -> Any:
        return self.client.get("/chat/messages", params={"after": after, **more}, headers=self.bearer()).json()

    def post(self, text: str, id: str) -> Any:
        return self.client.post("/chat/messages", json={"text": text, "client_msg_id": id}, headers=self.bearer())

    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token()}"}

    def socket(self, conversation: str = "", after: int = 0, **headers: str) -> Any:
        path = f"/chat/ws?token={self.token()}&conversation={conversation}&after={after}"
        return self.client.websocket_connect(path, headers=headers)


@pytest.fixture
def chat() -> Iterator[Chat]:
    house = Chat()
    with house.client:
        yield house


def until(socket: Any, kind: str, **fields: Any) -> dict[str, Any]:
    """Reads on to the first message of this kind with these fields."""
    while True:
        got: dict[str, Any] = socket.receive_json()
        if got["type"] == kind and all(got.get(name) == value for name, value in fields.items()):
            return got


def write(socket: Any, text: str, id: str) -> None:
    socket.send_json({"type": "message", "client_msg_id": id, "text": text})


def test_without_a_token_http_says_401_and_why(chat: Chat) -> None:
    answer = chat.client.get("/chat/messages")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer error="missing"')


def test_an_expired_token_is_told_apart(chat: Chat) -> None:
    expired = chat.token(lasts=-timedelta(minutes=1))
    answer = chat.client.post(
        "/chat/messages",
        json={"text": "x", "client_msg_id": "a"},
        headers={"Authorization": f"Bearer {expired}", "Origin": "https://lender.example"},
    )
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer error="expired"')
    assert answer.headers["access-control-allow-origin"] == "https://lender.example"
    assert not chat.ledger.records


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_a_socket_without_a_good_token_closes_with_4401(chat: Chat, token: str) -> None:
    with chat.client.websocket_connect(f"/chat/ws?token={token}") as socket, pytest.raises(WebSocketDisconnect) as closed:
        socket.receive_json()
    assert closed.value.code == 4401


def test_a_socket_for_nobody_we_know_closes_with_4404(chat: Chat) -> None:
    with chat.client.websocket_connect(f"/chat/ws?token={chat.token('d99')}") as socket, pytest.raises(WebSocketDisconnect) as closed:
        socket.receive_json()
    assert closed.value.code == 4404


def test_a_socket_closes_when_its_token_expires() -> None:
    house = Chat()
    path = f"/chat/ws?token={house.token(lasts=timedelta(seconds=-29))}"
    with house.client, house.client.websocket_connect(path) as socket, pytest.raises(WebSocketDisconnect) as closed:
        while True:
            socket.receive_json()
    assert closed.value.code == 4401


def test_posting_begins_answers_and_is_idempotent(chat: Chat) -> None:
    first, again = chat.post("hello", "m1").json(), chat.post("hello", "m1").json()
    assert [each["text"] for each in first["messages"]] == ["hello", "echo: hello"]
    assert again == first
    assert [each["text"] for each in chat.get()["messages"]] == ["Hello, I am an automated assistant.", "hello", "echo: hello"]


def test_get_reads_above_a_seq(chat: Chat) -> None:
    chat.post("hello", "m1")
    assert [each["seq"] for each in chat.get(after=2)["messages"]] == [3]


def test_before_anything_began_the_thread_is_empty(chat: Chat) -> None:
    assert chat.get() == {"conversation": None, "phase": "bot", "locale": "en-US", "agent": None, "messages": []}


def test_open_begins_once(chat: Chat) -> None:
    pages = [chat.client.post("/chat/open", headers=chat.bearer()).json() for _ in range(2)]
    assert pages[0] == pages[1]
    assert len(pages[0]["messages"]) == 1


def test_another_conversation_is_404(chat: Chat) -> None:
    assert chat.client.get("/chat/messages", params={"conversation": "chat-77"}, headers=chat.bearer()).status_code == 404


@pytest.mark.parametrize("body", [{}, {"text": "x"}, {"text": "", "client_msg_id": "a"}, {"text": "x" * 2001, "client_msg_id": "a"}])
def test_what_is_not_a_message_is_422(chat: Chat, body: dict[str, str]) -> None:
    assert chat.client.post("/chat/messages", json=body, headers=chat.bearer()).status_code == 422


def test_a_huge_body_is_413(chat: Chat) -> None:
    assert chat.post("x" * LONGEST_FRAME, "a").status_code == 413


def test_too_many_messages_are_429_with_a_wait(chat: Chat) -> None:
    answers = [chat.post("hi", f"m{each}") for each in range(int(BURST) + 1)]
    assert (answers[-1].status_code, answers[0].status_code) == (429, 200)
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_a_failed_turn_is_503_and_heals_by_sending_again(chat: Chat) -> None:
    chat.talks.fail_after = 1
    assert chat.post("hello", "m1").status_code == 503
    assert [each["text"] for each in chat.post("hello", "m1").json()["messages"]] == ["hello", "echo: hello"]


def test_a_page_off_the_list_is_kept_out() -> None:
    house = Chat(origins=("https://lender.example",))
    evil = {"Origin": "https://evil.example"}
    with house.client:
        assert house.client.get("/chat/messages", headers={**house.bearer(), **evil}).status_code == 403
        assert house.client.options("/chat/messages", headers=evil).status_code == 403
        assert house.client.options("/chat/messages", headers={"Origin": "https://lender.example"}).status_code == 204
        with house.socket(origin="https://evil.example") as socket, pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
    assert closed.value.code == 4403


def test_a_socket_welcomes_opens_and_answers(chat: Chat) -> None:
    with chat.socket() as socket:
        standing = {"conversation": "chat-1", "phase": "bot", "locale": "en-US", "agent": None}
        assert socket.receive_json() == {"type": "welcome", "after": 0, **standing}
        assert until(socket, "message")["text"] == "Hello, I am an automated assistant."
        write(socket, "hello", "m1")
        assert until(socket, "typing")["on"] is True
        assert until(socket, "message", client_msg_id="m1")["speaker"] == "debtor"
        assert until(socket, "message")["text"] == "echo: hello"


def test_a_socket_that_dropped_goes_on_without_loss_or_doubling(chat: Chat) -> None:
    with chat.socket() as socket:
        first = until(socket, "message")
    chat.post("meanwhile", "m1")
    with chat.socket(first["conversation"], first["seq"]) as socket:
        assert until(socket, "welcome")["after"] == first["seq"]
        assert [until(socket, "message")["seq"] for _ in range(2)] == [2, 3]
        write(socket, "meanwhile", "m1")
        socket.send_json({"type": "ping"})
        rest = []
        while not rest or rest[-1]["type"] != "pong":
            rest.append(socket.receive_json())
    assert not [each for each in rest if each["type"] == "message"]


def test_two_devices_see_the_same_thread(chat: Chat) -> None:
    with chat.socket() as phone, chat.socket() as desk:
        until(phone, "message"), until(desk, "message")
        write(phone, "hello", "m1")
        assert until(desk, "message", client_msg_id="m1")["text"] == "hello"
        assert until(desk, "message", speaker="bot")["text"] == "echo: hello"


def test_the_end_is_told_and_the_rest_of_an_ended_conversation_is_still_shown(chat: Chat) -> None:
    with chat.socket() as socket:
        write(socket, "bye", "m1")
        assert until(socket, "state")["phase"] == "ended"
    with chat.socket("chat-1", 2) as socket:
        assert until(socket, "welcome")["phase"] == "ended"
        assert until(socket, "message")["text"] == "Goodbye."
        socket.send_json({"type": "open"})
        assert until(socket, "welcome")["conversation"] == "chat-2"
        assert until(socket, "message")["conversation"] == "chat-2"
        write(socket, "and now this", "m2")
        assert until(socket, "message", client_msg_id="m2")["conversation"] == "chat-2"


def test_an_agents_reply_arrives_with_the_agents_name_and_no_note(chat: Chat) -> None:
    with chat.socket() as socket:
        until(socket, "message")
        chat.holders.held["chat-1"] = Holding()
        assert until(socket, "state")["phase"] == "waiting"
        chat.holders.held["chat-1"] = Holding("Ann")
        assert until(socket, "state")["agent"] == "Ann"
        chat.ledger.say("chat-1", Speaker.NOTE, "private", NOW)
        chat.ledger.say("chat-1", Speaker.AGENT, "I am here.", NOW)
        assert until(socket, "message")["text"] == "I am here."
        write(socket, "thanks", "m1")
        assert until(socket, "message", client_msg_id="m1")["seq"] == 4
        chat.holders.held.clear()
        assert until(socket, "state")["phase"] == "bot"


def test_bad_messages_are_refused_and_the_chat_goes_on(chat: Chat) -> None:
    with chat.socket() as socket:
        socket.send_text("{")
        assert until(socket, "refused")["reason"] == "bad_message"
        socket.send_bytes(b"\x00\xff")
        assert until(socket, "refused")["reason"] == "bad_message"
        write(socket, "x" * 2001, "m1")
        assert until(socket, "refused")["reason"] == "too_long"
        chat.talks.fail_before = 1
        write(socket, "hello", "m2")
        assert until(socket, "refused") == {"type": "refused", "reason": "unavailable", "client_msg_id": "m2", "retry_s": 3.0}
        write(socket, "hello", "m2")
        assert until(socket, "message", client_msg_id="m2")["text"] == "hello"


def test_too_fast_on_a_socket_names_the_message_and_the_wait(chat: Chat) -> None:
    with chat.socket() as socket:
        for each in range(int(BURST) + 1):
            write(socket, "hi", f"m{each}")
        refused = until(socket, "refused")
    assert (refused["reason"], refused["client_msg_id"]) == ("too_fast", f"m{int(BURST)}")
    assert refused["retry_s"] > 0


def test_a_huge_frame_closes_the_socket(chat: Chat) -> None:
    with chat.socket() as socket:
        socket.send_text("x" * (LONGEST_FRAME + 1))
        with pytest.raises(WebSocketDisconnect) as closed:
            while True:
                socket.receive_json()
        assert closed.value.code == 1009


def test_the_widgets_files_are_served_to_any_page_and_nothing_else_is(chat: Chat) -> None:
    script = chat.client.get("/chat/widget.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["access-control-allow-origin"] == "*"
    assert chat.client.get("/chat/widget/main.mjs").status_code == 200
    for path in ("/chat/widget/../router_chat.py", "/chat/widget/..%2Frouter_chat.py", "/chat/widget/none.mjs"):
        assert chat.client.get(path).status_code == 404
