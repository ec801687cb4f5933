"""The desk's words in both languages, and numbers and dates as its reader writes them."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_currency

from portfolio.money import Money
from portfolio.words import Locale


@dataclass(frozen=True)
class Texts:
    """All texts of one locale; `t("queue.title")`."""

    locale: Locale
    words: dict[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The text; an unknown key is a bug and raises."""
        return self.words[key].format(**values) if values else self.words[key]

    def known(self, group: str, word: str) -> str:
        """The text of a word that comes from data, or the word itself where nobody has named it yet."""
        return self.words.get(f"{group}.{word}", word.replace("_", " "))

    def money(self, money: Money) -> str:
        """¥3,680.00, $480.00."""
        return str(format_currency(money.amount, money.currency, locale=self._babel))

    def day(self, day: date) -> str:
        """Mar 5, 2026."""
        return str(format_date(day, "medium", locale=self._babel))

    def moment(self, at: datetime, zone: str = "UTC") -> str:
        """Day and hour in the zone."""
        return str(format_datetime(at, "short", tzinfo=ZoneInfo(zone), locale=self._babel))

    def clock(self, at: datetime, zone: str = "UTC") -> str:
        """The hour in the zone."""
        return str(format_time(at, "short", tzinfo=ZoneInfo(zone), locale=self._babel))

    @property
    def _babel(self) -> str:
        return self.locale.replace("-", "_")


@cache
def texts(locale: Locale) -> Texts:
    """The texts of a locale, read once."""
    raw = (files("app.console") / "desk" / "texts" / f"{locale}.yml").read_text(encoding="utf-8")
    return Texts(locale, dict(_flat(yaml.safe_load(raw))))


def _flat(tree: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in tree.items():
        pairs += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(f"{prefix}{key}", value)]
    return pairs
