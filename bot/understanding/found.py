"""What the grammars find, with where it stood, so that a value is never counted twice and repairs can be told."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Literal

Relative = Literal["full", "half", "minimum", "rest"]


@dataclass(frozen=True)
class FoundDate:
    """A day. `start`/`end` are offsets in the normalised text. `alternatives`: other days that the same words may mean."""

    on: date
    start: int
    end: int


@dataclass(frozen=True)
class FoundAmount:
    """An amount of money, or one named by its relation to what is owed. `currency` None: not said. `bare`: a number without unit."""

    value: Decimal | None
    currency: str | None
    relative: Relative | None
    start: int
    end: int
    bare: bool = False


@dataclass(frozen=True)
class FoundTime:
    """A time of day; `fuzzy` where only a part of the day was named (morning, 下午)."""

    at: time
    start: int
    end: int
    fuzzy: bool = False


def overlaps(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """True where the two spans share a character."""
    return a[0] < b[1] and b[0] < a[1]


def longest(spans: list[tuple[int, int, int]]) -> list[int]:
    """Of (start, end, index), the indexes that remain when longer finds swallow those that they overlap."""
    kept: list[tuple[int, int, int]] = []
    for one in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        if not any(overlaps((one[0], one[1]), (k[0], k[1])) for k in kept):
            kept.append(one)
    return [i for _, _, i in sorted(kept)]
