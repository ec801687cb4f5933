"""Chinese times of day in normalised text: 下午五点, 晚上七点半, 十点一刻, 上午."""

import re
from datetime import time

from bot.understanding.found import FoundTime
from bot.understanding.numbers_zh import value

PARTS = {
    "早上": 9,
    "早晨": 9,
    "上午": 10,
    "中午": 12,
    "下午": 15,
    "傍晚": 18,
    "晚上": 19,
    "今晚": 19,
    "明晚": 19,
    "下班后": 18,
    "下班以后": 18,
    "下班": 18,
}
PART = r"(早上|早晨|上午|中午|下午|傍晚|晚上|今晚|明晚|凌晨|明早|今早)?"
HOUR = r"(十[一二]?|二十[一二三]?|[一二两三四五六七八九]|[01]?\d|2[0-3])"
MINUTE = r"(半|一刻|三刻|零?[一二三四五六七八九]分|零[一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?分?|[0-5]\d分?|\d分)?"
# 十五点七 is a number: a minute of one digit needs its 分 or its 零
CLOCK = re.compile(rf"(?<![千百万\d十二]){PART}的?{HOUR}(?:点钟?|:){MINUTE}(?![一二三四五六七八九几\d])")
FUZZY = re.compile("|".join(sorted(PARTS, key=len, reverse=True)))


def _minute(text: str | None) -> int:
    if not text:
        return 0
    if text in ("半", "一刻", "三刻"):
        return {"半": 30, "一刻": 15, "三刻": 45}[text]
    n = value(text.removesuffix("分"))
    return int(n) if n is not None and n < 60 else 0


def find(text: str) -> list[FoundTime]:
    """Times of day in order; an hour from 1 to 7 without its part of the day is in the afternoon."""
    found: list[FoundTime] = []
    for m in CLOCK.finditer(text):
        hour = int(value(m[2]) or 0)
        part = m[1] or ""
        if (
            (part in ("下午", "傍晚", "晚上", "今晚", "明晚") and hour < 12)
            or (part == "中午" and hour < 3)
            or (not part and 1 <= hour <= 7)
        ):
            hour += 12
        if hour < 24:
            found.append(FoundTime(time(hour, _minute(m[3])), m.start(), m.end()))
    return found or [FoundTime(time(PARTS[m[0]]), m.start(), m.end(), fuzzy=True) for m in FUZZY.finditer(text)]


ON = re.compile(
    r"(半|[一二两三四五六七八九十]+|\d+)个?(半)?(小时|钟头|分钟|刻钟)(?:之后|以后|后|左右|再|吧|$)|(?:过|等)(半"
    r"|[一二两三四五六七八九十]+|\d+)个?(半)?(小时|钟头|分钟)"
)


def minutes_on(text: str) -> int | None:
    """Minutes from now, where so many minutes or hours were named."""
    m = ON.search(text)
    if not m:
        return None
    count, half, unit = m[1] or m[4], m[2] or m[5], m[3] or m[6]
    n = 0.5 if count == "半" else float(value(count) or 0)
    n += 0.5 if half else 0
    return round(n * {"分钟": 1, "刻钟": 15}.get(unit, 60))
