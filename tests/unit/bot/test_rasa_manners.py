"""What a debtor says does not reach Rasa's logs or its Redis, and an action's answer is checked cheaply but still checked."""

import json
import logging
import sys
from typing import Any

import pytest

pytest.importorskip("rasa")

from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components.prepared_schema import is_plain_answer
from bot.components.quiet_logs import DOTS, frames, without_words
from bot.components.tracker_redis import WordlessRedisTracker, wordless

WORDS = "I can pay one hundred dollars"


def test_values_of_a_structured_event_print_as_dots() -> None:
    kept = without_words(None, "warning", {"event": "message.parsing.failed", "user_text": WORDS})
    assert kept == {"event": "message.parsing.failed", "user_text": DOTS}


def test_an_exception_keeps_its_frames_and_loses_its_message() -> None:
    try:
        raise ValueError(WORDS)
    except ValueError:
        kept = without_words(None, "exception", {"event": "rest.message.received.failure", "text": WORDS})
        shown = frames(sys.exc_info())
    assert WORDS not in json.dumps(dict(kept)) + shown.replace("raise ValueError(WORDS)", "")
    assert shown.endswith("ValueError")
    assert kept["exc_info"] is False


def test_a_stored_tracker_holds_no_words_and_gives_the_same_state() -> None:
    tracker = DialogueStateTracker("call-1", [])
    said = {"intent": {"name": "give_promise", "confidence": 0.9}, "text": WORDS, "entities": [], "intent_ranking": [{"name": "refuse"}]}
    tracker.update(UserUttered(WORDS, said["intent"], [], said, metadata={"expects": "amount"}))
    tracker.update(SlotSet("expects", "confirm"))
    tracker.update(ActionExecuted("action_give_promise"))
    tracker.update(BotUttered("one hundred dollars, right?", {"custom": {"amount": "100"}}))
    stored = WordlessRedisTracker.serialise_tracker(tracker)
    assert "hundred" not in stored
    assert "ranking" not in stored
    kinds = [event["event"] for event in json.loads(stored)["events"]]
    assert kinds == ["user", "slot", "action"]


def test_of_an_utterance_the_intent_and_the_context_are_kept() -> None:
    event: dict[str, Any] = {
        "event": "user",
        "text": WORDS,
        "parse_data": {
            "intent": {"name": "affirm", "confidence": 1.0},
            "entities": [
                {"entity": "expects", "value": "confirm", "extractor": "ContextEntities"},
                {"entity": "name", "value": "Mary", "extractor": "Other"},
            ],
        },
    }
    kept = wordless(event)
    assert kept["parse_data"] == {
        "intent": {"name": "affirm", "confidence": 1.0},
        "entities": [{"entity": "expects", "value": "confirm"}],
        "text": "",
    }


@pytest.mark.parametrize(
    ("answer", "plain"),
    [
        ({"events": [{"event": "slot", "name": "expects", "value": "date"}], "responses": [{"custom": {}}]}, True),
        ({}, True),
        ({"events": [{"event": "restart"}]}, False),
        ({"events": "none"}, False),
        ({"responses": ["text"]}, False),
        ([], False),
    ],
)
def test_only_plain_answers_skip_the_schema(answer: Any, plain: bool) -> None:
    assert is_plain_answer(answer) is plain


def test_debug_of_rasa_is_out_of_reach() -> None:
    from bot.components.quiet_logs import quiet

    logging.getLogger("rasa").setLevel(logging.DEBUG)
    quiet()
    assert logging.getLogger("rasa").level >= logging.INFO
