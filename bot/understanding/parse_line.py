"""One line as `goodterms parse` shows it: the model's intent, the safety rules' verdict, days and amounts."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from bot.tripwires import FLAGS, trip
from bot.understanding.parse import as_json, understand
from portfolio.words import Locale

CURRENCIES = {Locale.ZH_CN: "CNY", Locale.EN_US: "USD"}


class Parser(Protocol):
    """The dialogue engine's understanding of a text."""

    async def parse(self, text: str) -> Mapping[str, Any]: ...


async def parse_line(parser: Parser, text: str, locale: Locale, today: date) -> dict[str, Any]:
    """The understanding of one line. A safety rule that trips decides the intent, as it does in a conversation."""
    parsed = await parser.parse(text)
    tripped = trip((text,))
    best = parsed.get("intent") or {}
    intent = tripped.intent if tripped else str(best.get("name") or "nlu_fallback")
    found = understand(text, locale, today)
    return {
        "text": text,
        "intent": intent,
        "confidence": 1.0 if tripped else float(best.get("confidence") or 0.0),
        "ranking": [{"name": r["name"], "confidence": r["confidence"]} for r in parsed.get("intent_ranking") or ()][:10],
        "flags": [FLAGS[intent].value] if intent in FLAGS else [],
        "dates": [d.on.isoformat() for d in found.dates],
        "amounts": [as_json(a, CURRENCIES[locale]) for a in found.amounts],
    }
