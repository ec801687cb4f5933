"""Chinese: 一千二百五十元五角, 十一月二十七号星期五, 下午五点半."""

import re
from datetime import date, datetime

from portfolio.money import Money

DIGITS = "零一二三四五六七八九"
PHONE = "零幺二三四五六七八九"
DAYS = "一二三四五六日"
UNITS = {"CNY": "元", "USD": "美元", "EUR": "欧元"}


def _below_wan(n: int, zero: bool) -> str:
    out, gap = "", zero
    for size, unit in ((1000, "千"), (100, "百"), (10, "十")):
        d = n // size % 10
        if d:
            out += (
                ("零" if gap else "") + ("两" if d == 2 and (unit == "千" or (unit == "百" and not out and not zero)) else DIGITS[d]) + unit
            )
            gap = False
        elif out:
            gap = n % size > 0
    d = n % 10
    return out + (("零" if gap and (out or zero) else "") + DIGITS[d] if d else "")


def number(n: int) -> str:
    """The whole number in words."""
    if n < 0:
        return "负" + number(-n)
    if n == 0:
        return "零"
    out = ""
    for size, unit in ((100_000_000, "亿"), (10_000, "万")):
        if n >= size:
            head = n // size
            out += ("两" if head == 2 else number(head)) + unit
            n %= size
    tail = _below_wan(n, zero=bool(out) and 0 < n < 1000) if n else ""
    out += tail
    return out[1:] if out.startswith("一十") else out


def year(n: int) -> str:
    """The year digit by digit: 二零二六."""
    return "".join(DIGITS[int(d)] for d in str(n))


def money(amount: Money) -> str:
    """The amount in words, to the fen, without naming what is not there."""
    unit = UNITS.get(amount.currency, amount.currency)
    whole, rest = divmod(int(amount.amount * 100), 100)
    said = f"{'两' if whole == 2 else number(whole)}{unit}" if whole or not rest else ""
    if not rest:
        return said
    if unit == "元":
        jiao, fen = divmod(rest, 10)
        return said + (f"{DIGITS[jiao]}角" if jiao else "零" if said else "") + (f"{DIGITS[fen]}分" if fen else "")
    return f"{said}{number(rest)}美分" if amount.currency == "USD" else f"{said}{number(rest)}分"


def day(on: date, today: date) -> str:
    """Month, day, weekday; the year only where it is not this one."""
    said = f"{number(on.month)}月{number(on.day)}号星期{DAYS[on.weekday()]}"
    return said if on.year == today.year else f"{year(on.year)}年{said}"


def time(at: datetime) -> str:
    """The time of day to the minute."""
    h = at.hour
    part = "凌晨" if h < 6 else "上午" if h < 12 else "中午" if h < 13 else "下午" if h < 18 else "晚上"
    hour = h % 12 or 12
    minute = "" if at.minute == 0 else "半" if at.minute == 30 else f"{'零' if at.minute < 10 else ''}{number(at.minute)}分"
    return f"{part}{'两' if hour == 2 else number(hour)}点{minute}"


def digits(text: str) -> str:
    """Digits left in a text, one by one, as with a phone number."""
    return re.sub(r"\d+", lambda m: "".join(PHONE[int(d)] for d in m.group()), text)
