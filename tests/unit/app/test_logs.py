"""Logs carry fixed strings and ids, never what belongs to a person."""

import json
import logging
import sys

from app.logs import DOTS, LibraryLines, fence_personal_data


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


def test_a_librarys_line_tells_what_happened_and_where_but_not_to_whom() -> None:
    try:
        raise ValueError("the debtor said 3821")
    except ValueError:
        record = logging.LogRecord("uvicorn.error", logging.ERROR, "x.py", 1, 'no "answer" for %s\n3821', ("+15550100121",), sys.exc_info())
    line = LibraryLines().format(record)
    said = json.loads(line)
    assert said["line"] == 'no "answer" for %s' and said["error"].startswith("ValueError at ")
    assert "3821" not in line and "15550100121" not in line
