"""A reply as JSON, for its way through the dialogue engine."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.turns import Expects, KeypadSpec, Reply, Saying
from portfolio.words import Locale


def reply_out(reply: Reply) -> dict[str, Any]:
    """The reply as plain JSON."""
    return asdict(reply)


def reply_in(raw: Mapping[str, Any]) -> Reply:
    """The reply that `reply_out` wrote."""
    says = tuple(Saying(**(s | {"locale": Locale(s["locale"])})) for s in raw["says"])
    keypad = KeypadSpec(**raw["keypad"]) if raw.get("keypad") else None
    known = {k: raw[k] for k in ("ended", "verified", "held", "ticket")}
    return Reply(says=says, expects=Expects(raw["expects"]), locale=Locale(raw["locale"]), keypad=keypad, **known)
