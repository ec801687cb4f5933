"""English times of day in normalised text: "at 5 pm", "half past nine", "in the morning"."""

import re
from datetime import time

from bot.understanding.found import FoundTime, longest

PARTS = {
    "morning": 10,
    "noon": 12,
    "midday": 12,
    "lunchtime": 12,
    "lunch": 12,
    "afternoon": 15,
    "evening": 18,
    "after work": 18,
    "tonight": 19,
}
CLOCK = re.compile(
    r"\b(?:(?:at|around|about|after|before|by|until|from) )?(?P<past>half past |quarter past |quarter to )?(?P<h>\d{1,2})"
    r"(?: ?: ?(?P<m>\d\d)| (?P<m2>[0-5]\d))?"
    r" ?(?P<ap>am|pm|o'clock|in the (?:morning|afternoon|evening))\b(?: in the (?P<part>morning|afternoon|evening))?"
)
AT = re.compile(
    r"\b(?:at|around|about|after) (?P<past>half past |quarter past |quarter to )?(?P<h>\d{1,2})(?: ?: ?(?P<m>\d\d)"
    r"| (?P<m2>[0-5]\d))?(?![\d/]|st|nd|rd|th| (?:dollars|bucks|cents|percent|days|weeks))"
)
PACKED = re.compile(
    r"\b(?:at |around |about |after )?(?P<h>\d{1,2}?)(?P<m>[0-5]\d) ?(?P<ap>am|pm)\b"
    r"|\b(?:at|around) (?P<h2>\d{1,2}?)(?P<m3>[0-5]\d)\b(?! ?(?:dollars"
    r"|bucks))"
)
COLON = re.compile(r"\b(?:at )?(?P<h>\d{1,2}) ?: ?(?P<m>\d\d)(?: ?(?P<ap>am|pm))?\b")
WEEK = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow"
PART = re.compile(rf"\b(?:in the |at |this |(?:{WEEK}) )?({'|'.join(PARTS)})\b")


def _hour(h: int, half: str) -> int | None:
    if h > 23:
        return None
    if half == "pm" or "afternoon" in half or "evening" in half:
        return h + 12 if h < 12 else h
    if half == "am" or "morning" in half:
        return 0 if h == 12 else h
    return h + 12 if 1 <= h <= 7 else h


def find(text: str) -> list[FoundTime]:
    """Times of day in order; an hour from 1 to 7 without a.m. is in the afternoon."""
    hits: list[FoundTime] = []
    for pattern in (CLOCK, AT, PACKED, COLON):
        for m in pattern.finditer(text):
            if at := _clock(m, text):
                hits.append(FoundTime(at, m.start(), m.end()))
    exact = [hits[i] for i in longest([(h.start, h.end, n) for n, h in enumerate(hits)])]
    if exact:
        return exact
    return [FoundTime(time(PARTS[m[1]]), m.start(), m.end(), fuzzy=True) for m in PART.finditer(text)]


def _clock(m: re.Match[str], text: str) -> time | None:
    g = m.groupdict()
    hour = _hour(int(g.get("h") or g.get("h2") or 99), g.get("part") or g.get("ap") or _part_of(text))
    minute = int(g.get("m") or g.get("m2") or g.get("m3") or 0)
    if hour is None or minute > 59:
        return None
    past = (g.get("past") or "").strip()
    if past == "quarter to":
        return time((hour - 1) % 24, 45)
    return time(hour, {"": minute, "half past": 30, "quarter past": 15}[past])


def _part_of(text: str) -> str:
    m = re.search(r"\b(morning|afternoon|evening|tonight)\b", text)
    return "evening" if m and m[1] == "tonight" else m[1] if m else ""


COUNT = r"(half an|an?|\d{1,3})"
UNIT = r"(hours?|minutes?|mins?)( and a half)?"
ON = re.compile(rf"\b(?:in|after|give me) (?:about |around |like |another )?{COUNT} {UNIT}\b|\b{COUNT} {UNIT} (?:from now|later)\b")


def minutes_on(text: str) -> int | None:
    """Minutes from now, where so many minutes or hours were named."""
    m = ON.search(text)
    if not m:
        return None
    count, unit, half = m[1] or m[4], m[2] or m[5], m[3] or m[6]
    n = 0.5 if count == "half an" else 1.0 if count in ("a", "an") else float(count)
    n += 0.5 if half else 0
    return round(n * 60) if unit.startswith("hour") else round(n)
