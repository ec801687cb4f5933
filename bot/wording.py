"""Lines become words: once for eyes (numerals), once for the voice (everything in words). Amounts and days come as typed values only."""

import re
from datetime import date, datetime

from bot.lines import Line, Value
from bot.phrases import Phrases, bundled, placeholders
from bot.spoken import en_us, zh_cn
from portfolio.money import Money
from portfolio.words import Locale

SIGNS = {"USD": "$", "EUR": "€"}
ZH_UNITS = {"CNY": "元", "USD": "美元", "EUR": "欧元"}


def written(value: Value, locale: Locale, today: date) -> str:
    """The value for eyes."""
    if isinstance(value, Money):
        number = f"{value.amount:,.2f}"
        if locale is Locale.ZH_CN:
            return number + ZH_UNITS.get(value.currency, value.currency)
        return SIGNS[value.currency] + number if value.currency in SIGNS else f"{value.currency} {number}"
    if isinstance(value, datetime):
        return (
            f"{value:%H:%M}"
            if locale is Locale.ZH_CN
            else f"{value.hour % 12 or 12}:{value.minute:02d} {'AM' if value.hour < 12 else 'PM'}"
        )
    if isinstance(value, date):
        if locale is Locale.ZH_CN:
            return ("" if value.year == today.year else f"{value.year}年") + f"{value.month}月{value.day}日周{zh_cn.DAYS[value.weekday()]}"
        said = f"{en_us.DAYS[value.weekday()]}, {en_us.MONTHS[value.month - 1]} {value.day}"
        return said if value.year == today.year else f"{said}, {value.year}"
    return str(value)


def spoken(value: Value, locale: Locale, today: date) -> str:
    """The value for the voice."""
    zh = locale is Locale.ZH_CN
    if isinstance(value, Money):
        return zh_cn.money(value) if zh else en_us.money(value)
    if isinstance(value, datetime):
        return zh_cn.time(value) if zh else en_us.time(value)
    if isinstance(value, date):
        return zh_cn.day(value, today) if zh else en_us.day(value, today)
    if isinstance(value, int):
        return zh_cn.number(value) if zh else en_us.number(value)
    return value


def render(line: Line, locale: Locale, today: date, phrases: Phrases | None = None) -> tuple[str, str]:
    """(text for eyes, text for the voice). A placeholder without a value is an error: such a sentence is never said."""
    template = (phrases or bundled()).template(line.template, locale)
    slots = line.slots
    if missing := placeholders(template) - slots.keys():
        raise KeyError(f"template {line.template} lacks {', '.join(sorted(missing))}")
    text = template.format(**{k: written(v, locale, today) for k, v in slots.items()})
    voice = template.format(**{k: spoken(v, locale, today) for k, v in slots.items()})
    digits = zh_cn.digits if locale is Locale.ZH_CN else en_us.digits
    return text, re.sub(r"\s+", " ", digits(voice)).strip()


def say(template: str, locale: Locale) -> str:
    """A fixed sentence without placeholders, for the voice: apologies and holds that channels say by themselves."""
    return render(Line(template), locale, date(2000, 1, 1))[1]
