"""All that a sentence says of days, times and amounts. Script decides the grammar: Chinese in an English call is still heard."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from bot.understanding import amounts_en, amounts_zh, dates_en, dates_zh, numbers_en, numbers_zh, times_en, times_zh
from bot.understanding.found import FoundAmount, FoundDate, FoundTime, overlaps
from portfolio.words import Locale


@dataclass(frozen=True)
class Payment:
    """One payment that was spoken of: amount and day where they were said."""

    amount: FoundAmount | None
    on: date | None


@dataclass(frozen=True)
class Understood:
    """Values in the order said; denied and taken-back ones are left out."""

    dates: tuple[FoundDate, ...] = ()
    amounts: tuple[FoundAmount, ...] = ()
    times: tuple[FoundTime, ...] = ()
    minutes_on: int | None = None

    @property
    def first_on(self) -> date | None:
        """The first day named."""
        return self.dates[0].on if self.dates else None

    def payments(self) -> tuple[Payment, ...]:
        """Amounts with their days: each amount takes the nearest day that no other took."""
        if not self.amounts:
            return tuple(Payment(None, d.on) for d in self.dates[:1])
        left = list(self.dates)
        out: list[Payment] = []
        for amount in self.amounts:
            near = min(left, key=lambda d: min(abs(d.start - amount.end), abs(amount.start - d.end)), default=None)
            if near is not None:
                left.remove(near)
            out.append(Payment(amount, near.on if near else None))
        return tuple(out)

    def minutes_from(self, now: datetime) -> datetime | None:
        """The moment that "in half an hour" names; None where nothing like it was said."""
        return None if self.minutes_on is None else now + timedelta(minutes=self.minutes_on)

    def at(self, now: datetime, on: date | None, clock: time) -> datetime:
        """That time of day on `on`, else its next occurrence, in `now`'s zone."""
        day = on or (now.date() if clock > now.time() else now.date() + timedelta(1))
        return datetime.combine(day, clock, tzinfo=now.tzinfo)


WORD = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")


def has_words(text: str) -> bool:
    """True where there is something to understand; the model has no answer to an emoji, dots or another script."""
    return bool(WORD.search(text))


def is_chinese(text: str) -> bool:
    """True where Chinese characters outweigh Latin words."""
    han = sum("\u3400" <= c <= "\u9fff" for c in text)
    return han * 2 > sum(c.isascii() and c.isalpha() for c in text) and han > 0


def understand(text: str, locale: Locale, today: date) -> Understood:
    """Parse one sentence."""
    if is_chinese(text) or (locale is Locale.ZH_CN and not any(c.isascii() and c.isalpha() for c in text)):
        clean = numbers_zh.normalise(text)
        named, times = dates_zh.find_spans(clean, today), times_zh.find(clean)
        taken = [(d.start, d.end) for d in named] + [(t.start, t.end) for t in times]
        amounts = amounts_zh.find(clean, taken)
        return Understood(tuple(dates_zh.meant(clean, named)), tuple(amounts), tuple(times), times_zh.minutes_on(clean))
    clean = numbers_en.normalise(text)
    named = dates_en.find_spans(clean, today)
    times = [t for t in times_en.find(clean) if not any(overlaps((t.start, t.end), (d.start, d.end)) for d in named) or t.fuzzy]
    amounts = amounts_en.find(clean, [(d.start, d.end) for d in named] + [(t.start, t.end) for t in times if not t.fuzzy])
    return Understood(tuple(dates_en.meant(clean, named)), tuple(amounts), tuple(times), times_en.minutes_on(clean))


def as_json(found: FoundAmount, default_currency: str) -> dict[str, str | None]:
    """An amount as `goodterms parse` prints it."""
    value = None if found.value is None else str(found.value.quantize(Decimal("0.01")))
    return {"value": value, "currency": found.currency or default_currency, "relative": found.relative}
