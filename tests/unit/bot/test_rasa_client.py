"""The client of the dialogue engine: what it sends, and that anything but a reply is "away"."""

import asyncio
import json
from datetime import UTC, datetime

import httpx
import pytest

from bot.ports import Message
from bot.rasa_client import RasaClient
from portfolio.failures import Unavailable
from portfolio.words import Channel, Locale

MESSAGE = Message("CA1", "yes", "confirm", True, Locale.EN_US, Channel.VOICE, datetime(2026, 11, 24, tzinfo=UTC), ("yes", "yet"))
REPLY = {"says": [], "expects": "open"}


def client(answer: httpx.Response | Exception, seen: list[httpx.Request]) -> RasaClient:
    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return RasaClient("http://rasa", "token", transport=httpx.MockTransport(respond))


def test_the_state_of_the_conversation_goes_along_with_every_message():
    seen: list[httpx.Request] = []
    asyncio.run(client(httpx.Response(200, json=[{"recipient_id": "CA1", "custom": REPLY}]), seen).turn(MESSAGE))
    body = json.loads(seen[0].content)
    assert body["sender"] == "CA1" and body["metadata"]["expects"] == "confirm" and body["metadata"]["verified"] is True
    assert seen[0].url.params["token"] == "token"


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json=[]),
        httpx.Response(200, json=[{"text": "hi"}]),
        httpx.Response(500),
        httpx.Response(200, text="{"),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
    ],
)
def test_anything_but_a_reply_is_away(answer):
    with pytest.raises(Unavailable):
        asyncio.run(client(answer, []).turn(MESSAGE))


def test_a_leading_slash_is_dropped_from_a_parse():
    seen: list[httpx.Request] = []
    asyncio.run(client(httpx.Response(200, json={"intent": {}}), seen).parse("/affirm"))
    assert json.loads(seen[0].content) == {"text": "affirm"}
