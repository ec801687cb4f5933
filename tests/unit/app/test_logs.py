"""Logs carry fixed strings and ids, never what belongs to a person."""

from app.logs import DOTS, fence_personal_data


def test_an_unlisted_field_prints_as_dots() -> None:
    line = fence_personal_data(None, "info", {"event": "turn_failed", "text": "my number is 1234", "conversation_id": "c1"})
    assert line == {"event": "turn_failed", "text": DOTS, "conversation_id": "c1"}


def test_an_exception_keeps_its_type_and_place_but_not_its_message() -> None:
    try:
        raise ValueError("the debtor said 3821")
    except ValueError as error:
        line = fence_personal_data(None, "error", {"event": "turn_failed", "exc_info": error})
    assert line["error"].startswith("ValueError at ")
    assert "3821" not in str(line)
