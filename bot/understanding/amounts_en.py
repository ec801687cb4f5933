"""English amounts in normalised text: with a unit, bare, or by relation (all, half, the minimum, the rest)."""

import re
from decimal import Decimal

from bot.understanding import cues_en
from bot.understanding.found import FoundAmount, Relative, overlaps

N = r"(\d+(?:\.\d+)?)"
UNITS = {
    "USD": r"dollars?|bucks?|usd|quid",
    "CNY": r"yuan|rmb|cny|renminbi|kuai",
    "EUR": r"euros?|eur",
    "GBP": r"pounds?|gbp",
}
ANY_UNIT = "|".join(UNITS.values())
MONEY = re.compile(
    rf"(?:(?P<sign>\$|€|£|\b(?:{ANY_UNIT})) ?(?P<a>\d+(?:\.\d+)?)|(?P<b>\d+(?:\.\d+)?) ?(?P<unit>{ANY_UNIT})\b"
    rf"|(?P<c>\d+(?:\.\d+)?) (?P<cent>cents?|pence|penn(?:y|ies)|c)\b)"
    r"(?:(?: ,)?(?: and)? (?P<small>\d\d?)(?: (?:cents?|c|pence)\b|(?![\d.])(?= *$|(?= [^\d]*$)))(?! (?:days?|weeks?|months?|of)\b))?"
)
BARE = re.compile(rf"(?<![\d./:#-]){N}(?![\d/:%-]|\.\d|st\b|nd\b|rd\b|th\b)")
RELATIVE: tuple[tuple[Relative, re.Pattern[str]], ...] = (
    (
        "minimum",
        re.compile(r"\b(?:the |my )?minimum(?: (?:amount|payment))?\b|\bleast i (?:can|have to) pay\b|\bsmallest (?:amount|payment)\b"),
    ),
    (
        "rest",
        re.compile(
            r"\b(?:the )?(?:rest|remainder)(?: of (?:it|the money))?\b(?! (?:of the )?(?:week|month|day))|\b(?:the )?remaining(?: \w+)?\b"
            r"|\bwhat(?:'s| is) left\b"
        ),
    ),
    ("half", re.compile(r"\b(?:one )?half(?: of (?:it|that|the \w+))?\b(?! (?:past|an? |hour|the (?:month|week)))")),
    (
        "full",
        re.compile(
            r"\b(?:all of (?:it|that)|it all|pay all|(?:the )?(?:full|whole|entire|total) (?:amount|balance|sum|thing"
            r"|lot|payment|debt|bill)|in full|everything|the lot|all the money"
            r"|all at once|full payment|pay (?:it|that|this) (?:off|all|in full)|(?:pay|clear|settle) the (?:balance"
            r"|debt|account)|(?:the )?total)\b"
        ),
    ),
)
UNIT_AFTER = re.compile(
    r"^ ?(?:days?|weeks?|months?|years?|hours?|minutes?|kids?|children|times?|people|percent|%|o'clock|am\b"
    r"|pm\b|loans?|jobs?|payments?|instalments?|installments?|weeks'|thirty\b|accounts?|calls?)"
)
TIME_BEFORE = re.compile(r"\b(?:at|around|before|after|until|by) $")
FEW = 10


def find(text: str, taken: list[tuple[int, int]]) -> list[FoundAmount]:
    """All amounts that a payer may mean, in order; `taken` are spans that belong to days and times."""
    found: list[FoundAmount] = []
    for m in MONEY.finditer(text):
        if not any(overlaps(m.span(), t) for t in taken):
            found.append(_money(m))
    spans = [(f.start, f.end) for f in found] + taken
    for m in BARE.finditer(text):
        if not any(overlaps(m.span(), s) for s in spans) and _is_money(text, m):
            found.append(FoundAmount(Decimal(m.group(1)), None, None, m.start(), m.end(), bare=True))
    spans = [(f.start, f.end) for f in found] + taken
    for name, pattern in RELATIVE:
        for m in pattern.finditer(text):
            if not any(overlaps(m.span(), s) for s in spans):
                spans.append(m.span())
                found.append(FoundAmount(None, None, name, m.start(), m.end()))
    return _meant(text, sorted(found, key=lambda f: f.start))


def _money(m: re.Match[str]) -> FoundAmount:
    small = Decimal(m["small"] or 0) / 100
    if m["c"]:
        return FoundAmount(Decimal(m["c"]) / 100, "USD", None, m.start(), m.end())
    unit = m["sign"] or m["unit"]
    currency = {"$": "USD", "€": "EUR", "£": "GBP"}.get(unit) or next(k for k, v in UNITS.items() if re.fullmatch(v, unit))
    return FoundAmount(Decimal(m["a"] or m["b"]) + small, currency, None, m.start(), m.end())


def _is_money(text: str, m: re.Match[str]) -> bool:
    if UNIT_AFTER.match(text[m.end() :]):
        return False
    if TIME_BEFORE.search(text[: m.start()]) and Decimal(m.group(1)) < 1300 and not cues_en.PAY.search(text):
        return False
    alone = len(text.split()) <= 3
    return alone or Decimal(m.group(1)) >= FEW


def _meant(text: str, found: list[FoundAmount]) -> list[FoundAmount]:
    kept: list[FoundAmount] = []
    for n, one in enumerate(found):
        before = cues_en.clause_before(text, one.start)
        pays = cues_en.PAY.search(before)
        rate = cues_en.RATE.match(text[one.end :])
        if cues_en.negated(text, one.start) or (rate and not pays):
            continue
        if (cue := cues_en.OTHER_MONEY.search(before)) and one.relative is None and not (pays and pays.start() > cue.start()):
            continue
        if n + 1 < len(found) and cues_en.repaired(text, one.end, found[n + 1].start):
            continue
        kept.append(one)
    return kept
