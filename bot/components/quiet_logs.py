"""Keeps what debtors say out of Rasa's logs, at every level we run.

Rasa names the keys under which it logs words; they print as dots. Tracebacks keep their frames and lose their values: a message
or a local variable of an exception may quote the debtor. Rasa's DEBUG prints words in free text, so there is no DEBUG.
"""

import logging
import sys
import traceback
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog

DOTS = "…"
PLAIN = frozenset({"event", "level", "event_info", "event_key", "timestamp", "url", "filename", "len_extraction_events"})
"""Keys whose values never hold words; everything else in a structured event prints as dots."""


def quiet() -> None:
    """Puts the fences up; doing it twice changes nothing."""
    processors = structlog.get_config()["processors"]
    if without_words not in processors:
        processors.insert(0, without_words)
    factory = logging.getLogRecordFactory()
    if not getattr(factory, "is_quiet", False):
        logging.setLogRecordFactory(_quiet_factory(factory))
    rasa = logging.getLogger("rasa")
    rasa.setLevel(max(rasa.getEffectiveLevel(), logging.INFO))


def without_words(_: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: values of unknown keys as dots, exceptions as frames."""
    raised = event.pop("exc_info", None) or (method == "exception")
    quiet_event = {key: value if key in PLAIN else DOTS for key, value in event.items()}
    if raised:
        quiet_event |= {"exc_info": False, "frames": frames(sys.exc_info() if not isinstance(raised, tuple) else raised)}
    return quiet_event


def frames(exc_info: tuple[Any, Any, Any]) -> str:
    """Where it was raised and what kind it was, without its message."""
    kind, _, trace = exc_info
    return "".join(traceback.format_tb(trace)) + (kind.__name__ if kind else "")


def _quiet_factory(factory: Callable[..., logging.LogRecord]) -> Callable[..., logging.LogRecord]:
    def quiet_record(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = factory(*args, **kwargs)
        if isinstance(record.exc_info, tuple):
            record.exc_text, record.exc_info = frames(record.exc_info), None
        return record

    quiet_record.is_quiet = True  # type: ignore[attr-defined]
    return quiet_record
