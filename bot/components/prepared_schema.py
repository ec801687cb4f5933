"""The schema of an action's answer, built once.

Rasa builds and checks it anew on every call, which costs more than the rest of the turn; the rules that are checked stay the same.
"""

from typing import Any

from jsonschema import Draft7Validator
from rasa.core.actions.action import RemoteAction


def prepare() -> None:
    """From now on every remote action's answer is checked by one prepared validator. Doing it twice changes nothing."""
    validator = Draft7Validator(RemoteAction.action_response_format_spec())

    def checked(self: RemoteAction, result: dict[str, Any]) -> bool:
        if not is_plain_answer(result):
            validator.validate(result)
        return True

    RemoteAction._validate_action_result = checked


def is_plain_answer(result: object) -> bool:
    """True for what our actions answer nearly always: responses that are objects, and no event but slots that were set."""
    if not isinstance(result, dict):
        return False
    events, responses = result.get("events", []), result.get("responses", [])
    if not isinstance(events, list) or not isinstance(responses, list):
        return False
    return all(isinstance(one, dict) for one in responses) and all(_is_slot(event) for event in events)


def _is_slot(event: object) -> bool:
    return isinstance(event, dict) and event.get("event") == "slot" and isinstance(event.get("name"), str) and "value" in event
