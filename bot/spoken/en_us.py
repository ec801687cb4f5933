"""English: "one hundred twenty-five dollars and fifty cents", "Friday, November twenty-seventh", "half past five in the afternoon"."""

import re
from datetime import date, datetime

from portfolio.money import Money

ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SCALES = ((1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"))
ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth", "twelve": "twelfth"}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
UNITS = {"USD": ("dollar", "dollars", "cent", "cents"), "CNY": ("yuan", "yuan", "fen", "fen"), "EUR": ("euro", "euros", "cent", "cents")}


def number(n: int) -> str:
    """The whole number in words."""
    if n < 0:
        return f"minus {number(-n)}"
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10] + (f"-{ONES[n % 10]}" if n % 10 else "")
    if n < 1000:
        return f"{ONES[n // 100]} hundred" + (f" {number(n % 100)}" if n % 100 else "")
    scale, name = next((s, w) for s, w in SCALES if n >= s)
    return f"{number(n // scale)} {name}" + (f" {number(n % scale)}" if n % scale else "")


def ordinal(n: int) -> str:
    """The whole number as a place in a row: twenty-seventh."""
    words = number(n)
    head, cut, last = words.rpartition("-") if "-" in words.split()[-1] else words.rpartition(" ")
    if last in ORDINALS:
        last = ORDINALS[last]
    elif last.endswith("y"):
        last = last[:-1] + "ieth"
    else:
        last += "th"
    return head + cut + last


def year(n: int) -> str:
    """The year as it is said: nineteen eighty-five, two thousand five, twenty twenty-six."""
    high, low = divmod(n, 100)
    if 2000 <= n < 2010 or (low == 0 and high % 10 == 0):
        return number(n)
    if low == 0:
        return f"{number(high)} hundred"
    return f"{number(high)} {number(low)}" if low > 9 else f"{number(high)} oh {number(low)}"


def money(amount: Money) -> str:
    """The amount in words, to the cent, without naming cents that are not there."""
    one, many, cent, cents = UNITS.get(amount.currency, (amount.currency, amount.currency, "hundredth", "hundredths"))
    whole, rest = divmod(int(amount.amount * 100), 100)
    parts = [f"{number(whole)} {one if whole == 1 else many}"] if whole or not rest else []
    if rest:
        parts.append(f"{number(rest)} {cent if rest == 1 else cents}")
    return " and ".join(parts)


def day(on: date, today: date) -> str:
    """Weekday, month, day; the year only where it is not this one."""
    said = f"{DAYS[on.weekday()]}, {MONTHS[on.month - 1]} {ordinal(on.day)}"
    return said if on.year == today.year else f"{said}, {year(on.year)}"


def time(at: datetime) -> str:
    """The time of day to the minute."""
    part = "in the morning" if at.hour < 12 else "in the afternoon" if at.hour < 18 else "in the evening"
    hour = number(at.hour % 12 or 12)
    if at.minute == 0:
        return f"{hour} o'clock {part}"
    return f"{hour} {'oh ' if at.minute < 10 else ''}{number(at.minute)} {part}"


def digits(text: str) -> str:
    """Digits left in a text, one by one, as with a phone number."""
    return re.sub(r"\d+", lambda m: f" {' '.join(ONES[int(d)] for d in m.group())} ", text)
