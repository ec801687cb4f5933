"""Logs are fixed strings with ids. A field that is not on the list prints as dots, so that a careless line leaks nothing of a person."""

import json
import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "logger", "part", "code", "count", "child", "restarts", "status", "state", "reason", "kind",
        "rule", "move", "action", "intent", "expects", "template", "templates", "locale", "channel", "ms", "seconds", "bytes", "line",
        "port", "error", "where", "outcome", "disposition", "indexed", "dropped", "lapsed", "released", "callbacks",
        "call_id", "conversation", "conversation_id", "ticket_id", "agent_id", "debtor_id", "attempt_id", "promise_id", "callback_id",
        "stream_id", "saying_id", "leg",
    }
)  # fmt: skip
DOTS = "••••"


def fence_personal_data(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog processor: keeps the allowed fields, dots the others; an exception is reduced to its type and place."""
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["error"] = _type_and_place(error)
    elif isinstance(error, tuple) and error[1] is not None:
        event["error"] = _type_and_place(error[1])
    return {key: value if key in ALLOWED else DOTS for key, value in event.items()}


def _type_and_place(error: BaseException) -> str:
    # Messages and local values of an exception may quote the debtor: where it happened is what an engineer needs.
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f" at {place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else ""
    return f"{type(error).__name__}{where}"


class LibraryLines(logging.Formatter):
    """A library's line in our form: the first line of its fixed text, type and place of its exception.

    What it would fill in, and an exception's message, may hold addresses with tokens, numbers or words of a person.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One JSON object."""
        said = str(record.msg).strip().partition("\n")[0]
        line = {"event": "library", "logger": record.name, "level": record.levelname.lower(), "line": said}
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = _type_and_place(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def configure_logs(level: str, output: TextIO | None = None) -> None:
    """One JSON line per event, on standard output or the one given; libraries speak only from WARNING up, through `LibraryLines`."""
    handler = logging.StreamHandler()
    handler.setFormatter(LibraryLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    for talkative in ("httpx", "httpcore", "twilio", "alembic", "multipart"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _take_current_error,
            fence_personal_data,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(output),
        cache_logger_on_first_use=True,
    )


def _take_current_error(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if event.get("exc_info") is True:
        event["exc_info"] = sys.exc_info()
    return event
