"""What the service knows of a turn reaches the slots, for words and for "/intent" messages alike."""

from typing import Any

import pytest

pytest.importorskip("rasa")

from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.nlu.constants import ENTITIES, INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.context_entities import ContextEntities, context_of

TOLD = {"expects": "confirm", "verified": True, "locale": "zh-CN", "channel": "voice", "now": "2026-03-11T10:00:00+08:00"}


def found_in(text: str, metadata: dict[str, Any] | None) -> tuple[str | None, dict[str, str]]:
    message = Message({TEXT: text, METADATA: metadata})
    (message,) = RegexMessageHandler().process(ContextEntities().process([message]))
    return (message.get(INTENT) or {}).get("name"), {one["entity"]: one["value"] for one in message.get(ENTITIES, [])}


def test_words_carry_the_context_of_their_turn() -> None:
    assert found_in("对", TOLD)[1] == {"expects": "confirm", "verified": "yes", "locale": "zh-CN", "channel": "voice"}


def test_a_message_of_the_service_carries_the_context_too() -> None:
    assert found_in("/deny", TOLD) == ("deny", {"expects": "confirm", "verified": "yes", "locale": "zh-CN", "channel": "voice"})


def test_without_metadata_nothing_is_added() -> None:
    assert found_in("yes", None)[1] == {}
    assert found_in("/deny", None) == ("deny", {})


def test_only_the_four_known_names_are_taken() -> None:
    assert context_of({"expects": None, "verified": False, "phone": "+15550100123"}) == {"verified": "no"}
