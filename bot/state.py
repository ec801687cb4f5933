"""Where a conversation stands. The SQL conversation row holds it as JSON and is the truth; a lost Rasa tracker loses nothing."""

import json
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bot.lines import Line, line_in, line_out
from bot.turns import Expects


@dataclass(frozen=True)
class DialogueState:
    """All that the next move needs to know beside the ledger's facts.

    `topic` narrows an open question (may_write, attorney_name, plan, human, sure_<intent>); `back_to`: what was expected, and its topic,
    before a safety intent was asked back. `due`: required lines said but not yet heard to the end.
    `disclosed`: (template, locale) heard to the end. `live`: a human was asked to take over this very conversation.
    """

    expects: Expects = Expects.OPEN
    topic: str = ""
    back_to: tuple[str, ...] = ()
    turn: int = 0
    key: str = ""
    opened: bool = False
    stranger: bool = False
    person_confirmed: bool = False
    secrets_passed: tuple[str, ...] = ()
    failed_checks: int = 0
    declined_checks: int = 0
    check: str = ""
    reason_told: bool = False
    paused: bool = False
    offer_amount: Decimal | None = None
    offer_on: date | None = None
    callback_on: date | None = None
    callback_clock: str = ""
    readback: str = ""
    readback_heard: bool = False
    readback_denied: int = 0
    promised: bool = False
    more_payments: bool = False
    rung: int = 0
    declines: int = 0
    misses: int = 0
    silences: int = 0
    warnings: int = 0
    noticed: tuple[str, ...] = ()
    disclosed: tuple[tuple[str, str], ...] = ()
    due: tuple[Line, ...] = field(default=())
    last: tuple[Line, ...] = field(default=())
    live: bool = False
    ticket: str = ""
    waiting_since: datetime | None = None
    hold_said_at: datetime | None = None
    callback_offered: bool = False
    agent_seq: int = 0
    ended: bool = False
    disposition: str = ""


def dumps(state: DialogueState) -> str:
    """The state as JSON text; only what differs from a fresh one is written."""
    fresh = DialogueState()
    raw = {f.name: _out(getattr(state, f.name)) for f in fields(state) if getattr(state, f.name) != getattr(fresh, f.name)}
    return json.dumps(raw, ensure_ascii=False)


def loads(text: str) -> DialogueState:
    """The state that `dumps` wrote; unknown names (of another version) are left out."""
    raw: dict[str, Any] = json.loads(text or "{}")
    known = {f.name for f in fields(DialogueState)}
    return DialogueState(**{k: _in(k, v) for k, v in raw.items() if k in known})


def _out(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, tuple):
        return [line_out(v) if isinstance(v, Line) else list(v) if isinstance(v, tuple) else v for v in value]
    return value


def _in(name: str, value: Any) -> Any:  # noqa: PLR0911 - one return per case is how a table reads
    if name == "expects":
        return Expects(value)
    if name == "offer_amount":
        return Decimal(value)
    if name in ("offer_on", "callback_on"):
        return date.fromisoformat(value)
    if name in ("waiting_since", "hold_said_at"):
        return datetime.fromisoformat(value)
    if name in ("due", "last"):
        return tuple(line_in(v) for v in value)
    if name == "disclosed":
        return tuple((template, locale) for template, locale in value)
    if name in ("secrets_passed", "noticed", "back_to"):
        return tuple(value)
    return value
