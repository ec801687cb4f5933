"""The action endpoint: one move per call, once per message, with the house's token only."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.actions.router_actions import router


def call(action: str, text: str = "", message_id: str = "m1") -> dict:
    latest = {"text": text, "message_id": message_id, "metadata": {"now": "2026-11-24T10:00:00-05:00"}}
    tracker = {
        "sender_id": "CA1",
        "slots": {},
        "latest_message": latest,
        "events": [],
        "paused": False,
        "active_loop": {},
        "latest_action_name": None,
    }
    return {"next_action": action, "sender_id": "CA1", "tracker": tracker, "domain": {}, "version": "3.6"}


@pytest.fixture
def actions(scene):
    app = FastAPI()
    app.include_router(router(scene().conversations.stage, "token"))
    return TestClient(app)


def post(actions, body, token="token"):  # noqa: S107
    return actions.post("/rasa/actions", json=body, headers={"Authorization": f"Bearer {token}"})


def test_an_action_answers_with_the_reply_and_sets_no_slot(actions):
    answer = post(actions, call("action_open_conversation")).json()
    assert answer["responses"][0]["custom"]["says"][0]["template"] == "open_outbound"
    assert answer["events"] == []


def test_a_message_is_answered_once_however_often_the_engine_calls(actions):
    post(actions, call("action_open_conversation"))
    assert post(actions, call("action_nlu_fallback")).json()["responses"] == []
    assert post(actions, call("action_nlu_fallback", message_id="m2")).json()["responses"] != []


def test_a_fallback_takes_the_message_back_so_that_the_engine_listens(actions):
    assert post(actions, call("action_default_fallback", "mumble")).json()["events"][0]["event"] == "rewind"


def test_without_the_token_nothing_is_played(actions):
    assert post(actions, call("action_open_conversation"), "wrong").status_code == 403


def test_an_unknown_action_is_a_plain_error(actions):
    assert post(actions, call("action_of_another_house")).status_code == 404
