"""English days in normalised text. A weekday alone is the next such day after today; "next Friday" the Friday of next week."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from bot.understanding import cues_en
from bot.understanding.calendar import (
    add_months,
    business_days,
    last_weekday,
    month_end,
    next_day_of_month,
    next_month_day,
    next_weekday_day,
    nth_weekday,
    weekday_after,
    weekday_in_week,
)
from bot.understanding.found import FoundDate, longest

DAYS = {"monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6}
SHORT = {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6}
NAMES = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
MONTHS = {n: i for i, n in enumerate(NAMES, 1)} | {n[:3]: i for i, n in enumerate(NAMES, 1)} | {"sept": 9}
D = rf"(?:{'|'.join(DAYS)})(?:s|'s)?"
DS = rf"(?:{'|'.join([*DAYS, *SHORT])})"
M = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
NUM = r"(\d{1,2})(?:st|nd|rd|th)?"
ORD = r"(\d{1,2})(?:st|nd|rd|th)"
COUNT = r"(\d{1,3}|a|an|one|couple)"
Make = Callable[[re.Match[str], date], date | None]


def _wd(word: str) -> int:
    word = word.removesuffix("'s")
    return SHORT[word] if word in SHORT else DAYS[word if word in DAYS else word.removesuffix("s")]


def _count(word: str) -> int:
    return int(word) if word.isdigit() else 2 if word == "couple" else 1


def _span(n: int, unit: str, today: date) -> date:
    if unit.startswith("month"):
        return add_months(today, n)
    if unit.startswith("year"):
        return add_months(today, 12 * n)
    return today + timedelta(days=n * {"d": 1, "w": 7, "f": 14}[unit[0]])


def _full(day: str, month: str, year: str | None, today: date) -> date | None:
    m = MONTHS[month] if month in MONTHS else int(month)
    if year is None:
        return next_month_day(m, int(day), today)
    y = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return date(y, m, int(day))
    except ValueError:
        return None


def _slashes(m: re.Match[str], today: date) -> date | None:
    a, b, year = m[1], m[2], m[3]
    return _full(b, a, year, today) if int(a) <= 12 else _full(a, b, year, today) if int(b) <= 12 else None


def _month_day(m: re.Match[str], today: date) -> date | None:
    return next_month_day(int(m[1]), int(m[2]), today)


def _nth_next_month(n: int, weekday: int, today: date) -> date | None:
    first = add_months(today.replace(day=1), 1)
    return nth_weekday(n, weekday, first.month, first)


def _days(n: int) -> Make:
    return lambda m, today: today + timedelta(days=n)


YEAR = r"(?: ?,? ?(\d{4}))?"
RULES: tuple[tuple[re.Pattern[str], Make], ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (r"\bday after (?:tomorrow|tmrw|tmr)\b", _days(2)),
        (r"\b(?:the )?(?:next|following) day\b|\bthe day after(?= ?[?.!,]|$)", _days(1)),
        (r"\b(?:tomorrow|tomorow|tmrw|tmr|tommorrow)\b", _days(1)),
        (
            r"\b(?:today|tonight|right now|straight away|right away|immediately|(?<=\d )now|now(?=$| ?[.,!?]| and\b)"
            r"|this (?:morning|afternoon|evening))\b",
            _days(0),
        ),
        (
            rf"\b(?:a )?{D} week\b|\bweek (?:from|on) ({D})\b",
            lambda m, t: weekday_after(t, _wd(m[1] or m[0].removeprefix("a ").split()[0])) + timedelta(7),
        ),
        (rf"\b(?:the )?({DS}) after next\b", lambda m, t: weekday_after(t, _wd(m[1])) + timedelta(7)),
        (rf"\bnext (?:week )?(?:on )?({DS})\b(?! ?(?:week|\d))", lambda m, t: weekday_in_week(t, _wd(m[1]), 1)),
        (
            rf"\b(?:following ({DS})|({DS}) (?:of )?(?:the )?(?:next|following) week|week after (?:this|next)? ?({DS}))\b",
            lambda m, t: weekday_in_week(t, _wd(m[1] or m[2] or m[3]), 1),
        ),
        (rf"\b(?:({DS}) (?:of )?this week|this week'?s? (?:on )?({DS}))\b", lambda m, t: weekday_in_week(t, _wd(m[1] or m[2]), 0)),
        (rf"\b(?:this (?:coming )?|coming |on |by |the |before )?({D})\b", lambda m, t: weekday_after(t, _wd(m[1]))),
        (
            rf"(?:\b(?:this|on|by|next|coming) |^)({'|'.join(SHORT)})\b ?\.?(?= *(?:$|at|,|morning|night|the|\d|please|ok))",
            lambda m, t: weekday_after(t, _wd(m[1])),
        ),
        (rf"\b(\d\d?) ({D}) from now\b", lambda m, t: weekday_after(t, _wd(m[2])) + timedelta(7 * (int(m[1]) - 1))),
        (
            rf"\b(?:in|within|after|another|give me|need|upcoming|next) (?:about |around |like |another |the next |a )?"
            rf"{COUNT}(?: of)?(?: more)? (days?"
            rf"|weeks?|months?|years?|fortnights?)(?:'?s? time)?\b",
            lambda m, t: _span(_count(m[1]), m[2], t),
        ),
        (
            rf"\b{COUNT}(?: of)?(?: more)? (days?|weeks?|months?|years?)(?:'?s)? (?:from (?:now|today)|later|time|hence)\b",
            lambda m, t: _span(_count(m[1]), m[2], t),
        ),
        (rf"\b{COUNT} (days?|weeks?|months?) from tomorrow\b", lambda m, t: _span(_count(m[1]), m[2], t + timedelta(1))),
        (r"\b(?:in |within )?(?:a )?(fortnight)\b", lambda m, t: t + timedelta(14)),
        (r"\bend of (?:the )?next month\b|\bnext month'?s? end\b", lambda m, t: month_end(add_months(t.replace(day=1), 1))),
        (
            r"\b(?:the )?end of (?:the|this) month\b|\bmonth'?s? end\b|\b(?:the )?last day of (?:the|this) month\b|\bend of month\b",
            lambda m, t: month_end(t),
        ),
        (rf"\b(?:the )?end of (?:the )?({M})\b", lambda m, t: month_end(next_month_day(MONTHS[m[1]], 1, t.replace(day=1)) or t)),
        (r"\bend of (?:the )?next week\b", lambda m, t: weekday_in_week(t, 4, 1)),
        (r"\bend of (?:the|this) week\b", lambda m, t: weekday_in_week(t, 4, 0) if t.weekday() < 4 else weekday_in_week(t, 6, 0)),
        (r"\b(?:on )?(?:the|this) weekend\b", lambda m, t: weekday_after(t - timedelta(1), 5)),
        (r"\bend of (?:the|this) year\b", lambda m, t: date(t.year, 12, 31)),
        (r"\bend of (?:the )?(?:day|business)\b", _days(0)),
        (r"\b(?:the )?(?:beginning|start) of (?:the )?next month\b", lambda m, t: add_months(t.replace(day=1), 1)),
        (r"\b(?:the )?middle of (?:the )?next month\b|\bmid next month\b", lambda m, t: add_months(t.replace(day=15), 1)),
        (r"\b(?:the )?middle of (?:the|this) month\b|\bmid month\b", lambda m, t: next_day_of_month(15, t)),
        (
            rf"\b(?:the )?{NUM}(?: day)? of (?:the )?(?:next|following|coming) month\b|\bnext month,? (?:on )?(?:the )?{ORD}",
            lambda m, t: next_day_of_month(int(m[1] or m[2]), add_months(t.replace(day=1), 1)),
        ),
        (
            rf"\b(?:the )?{NUM} of (?:the |this )?month\b|\bthis month,? (?:on )?the {ORD}",
            lambda m, t: next_day_of_month(int(m[1] or m[2]), t),
        ),
        (
            rf"\b(?:{DS} )?(?<![$] )(?:the )?{NUM}(?: day)?(?: \.)? (?:of )?({M})\b(?: ?\.)?(?: ?,? ?(?:in )?(\d{{4}}))?",
            lambda m, t: _full(m[1], m[2], m[3], t),
        ),
        (
            rf"\b({M})\b ?[.,/-]? ?(?:the )?{NUM}(?: ?, ?| )?(\d{{4}})?\b(?! ?(?:dollars?|bucks|percent|%))",
            lambda m, t: _full(m[2], m[1], m[3], t),
        ),
        (rf"\b(?:the )?(\d)(?:st|nd|rd|th) ({D}) (?:of|in) ({M})\b", lambda m, t: nth_weekday(int(m[1]), _wd(m[2]), MONTHS[m[3]], t)),
        (rf"\b(?:the )?(\d)(?:st|nd|rd|th) ({D}) (?:of|in) (?:the )?next month\b", lambda m, t: _nth_next_month(int(m[1]), _wd(m[2]), t)),
        (rf"\b(?:the )?last ({D}) (?:of|in) ({M})\b", lambda m, t: last_weekday(_wd(m[1]), MONTHS[m[2]], t)),
        (rf"\b(?:the )?last ({D}) (?:of|in) (?:the|this) month\b", lambda m, t: last_weekday(_wd(m[1]), t.month, t)),
        (
            r"\b(?:in|within) (\d\d?) (?:business|working) days?\b|\b(\d\d?) (?:business|working) days? from (?:now|today)\b",
            lambda m, t: business_days(t, int(m[1] or m[2])),
        ),
        (
            r"\b(?:on|by|until|till|before) (?:the )?(\d\d?)(?=$| ?[.,!?;]| at\b)|\bthe (\d\d?)(?=$| ?[.,!?;]| at\b)",
            lambda m, t: next_day_of_month(int(m[1] or m[2]), t),
        ),
        (r"(?<![\d/$-])(\d\d?) - (\d\d?) - (\d{4})(?![\d/-])", _slashes),
        (r"(?:^|\bon )(\d\d?) [-.] ?(\d\d?)()(?=$| ?[.!?]$)", _month_day),
        (
            rf"\b(?:({DS}) ?,? )?(?:on |by |until |before )?(?:the )?{ORD}(?: day)?\b",
            lambda m, t: next_day_of_month(int(m[2]), t) if m[1] is None else next_weekday_day(_wd(m[1]), int(m[2]), t),
        ),
        (
            rf"\b(?:on |by |this )?({DS}) (?:the )?(\d\d?)\b(?=$| ?[.,!?]| at\b| of\b)",
            lambda m, t: next_weekday_day(_wd(m[1]), int(m[2]), t),
        ),
        (r"(?<![\d$])\b(\d{4})[-/](\d\d?)[-/](\d\d?)\b", lambda m, t: _full(m[3], m[2], m[1], t)),
        (r"(?<![\d/$])(\d\d?) ?[/] ?(\d\d?)(?: ?/ ?(\d{4}|\d\d))?(?![\d/])", _slashes),
        (r"\bchristmas(?: day)?\b", lambda m, t: next_month_day(12, 25, t)),
        (r"\bchristmas eve\b", lambda m, t: next_month_day(12, 24, t)),
        (r"\bnew year'?s? eve\b", lambda m, t: next_month_day(12, 31, t)),
        (r"\bnew year'?s?(?: day)?\b", lambda m, t: next_month_day(1, 1, t)),
        (r"\bthanksgiving(?: day)?\b", lambda m, t: nth_weekday(4, 3, 11, t)),
    )
)


def find_spans(text: str, today: date) -> list[FoundDate]:
    """Every day named in the normalised text, whether meant or not, in order."""
    hits: list[FoundDate] = []
    for pattern, make in RULES:
        for m in pattern.finditer(text):
            on = make(m, today)
            if on is not None:
                hits.append(FoundDate(on, m.start(), m.end()))
    return _joined(text, [hits[i] for i in longest([(h.start, h.end, n) for n, h in enumerate(hits)])])


WEEKDAY_ONLY = re.compile(rf"(?:this |on |by )?{DS}\.?")
SHIFT = re.compile(rf"\b{COUNT} (days?|weeks?|months?|years?) (?:after|from|past|before) (?:the )?$")


def _joined(text: str, found: list[FoundDate]) -> list[FoundDate]:
    """ "Friday, November 27" is one day; "two weeks after Christmas" counts from it."""
    out: list[FoundDate] = []
    for date_found in found:
        one = date_found
        if out and _names_weekday_of(text, out[-1], one):
            one = replace(one, start=out.pop().start)
        if shift := SHIFT.search(text[: one.start]):
            sign = -1 if "before" in shift.group() else 1
            one = FoundDate(_span(sign * _count(shift[1]), shift[2], one.on), shift.start(), one.end)
            out = [o for o in out if o.end <= shift.start()]
        out.append(one)
    return out


def _names_weekday_of(text: str, before: FoundDate, one: FoundDate) -> bool:
    """ "friday" right before "november 27" is that day's name; before another weekday it is a day of its own."""
    if WEEKDAY_ONLY.fullmatch(text[one.start : one.end]) or not WEEKDAY_ONLY.fullmatch(text[before.start : before.end]):
        return False
    return bool(re.fullmatch(r"[ ,]*(?:the )?", text[before.end : one.start]))


def meant(text: str, found: list[FoundDate]) -> list[FoundDate]:
    """Those that a payer may mean: not denied, not taken back, not another's day."""
    kept: list[FoundDate] = []
    for n, one in enumerate(found):
        before = cues_en.clause_before(text, one.start)
        tail = text[one.end :].split()[:5]
        if cues_en.negated(text, one.start, found[n - 1].end if n else 0):
            continue
        other = cues_en.OTHER_DAY.search(before)
        if other and not any(p.start() > other.start() for p in cues_en.PAY.finditer(before)):
            continue
        if cues_en.OTHER_DAY.search(" ".join(tail)) and not cues_en.PAY.search(before):
            continue
        if n + 1 < len(found) and cues_en.repaired(text, one.end, found[n + 1].start):
            continue
        kept.append(one)
    return kept
