"""Records as plain values for `--json`, and as indented lines for eyes."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from portfolio.money import Money

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


def plain(value: Any) -> Plain:  # noqa: PLR0911 - one line for each kind of value
    """Dictionaries, lists, texts and numbers only. Money is `{"value": "500.00", "currency": "CNY"}`, instants are ISO 8601."""
    match value:
        case Money():
            return {"value": f"{value.amount:.2f}", "currency": value.currency}
        case Enum():
            return plain(value.value)
        case None | bool() | int() | float() | str():
            return value
        case datetime() | date() | time():
            return value.isoformat()
        case Decimal():
            return str(value)
        case Mapping():
            return {str(key): plain(each) for key, each in value.items()}
        case _ if is_dataclass(value):
            return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            # sets have no order of their own, and two runs must print the same
            return [plain(each) for each in (sorted(value) if isinstance(value, (set, frozenset)) else value)]


def as_json(value: Any) -> str:
    """One JSON object in one line."""
    return json.dumps(plain(value), ensure_ascii=False)


def as_lines(value: Any) -> str:
    """The same for eyes: one line a value, nested by indentation."""
    return "\n".join(_lines(plain(value), ""))


def _lines(value: Plain, indent: str) -> Iterator[str]:
    pairs: list[tuple[str, Plain]] = []
    if isinstance(value, dict):
        pairs = [(f"{key}:", each) for key, each in value.items()]
    elif isinstance(value, list):
        pairs = [("-", each) for each in value]
    for name, each in pairs:
        if isinstance(each, (dict, list)) and each:
            yield f"{indent}{name}"
            yield from _lines(each, indent + "  ")
        else:
            yield f"{indent}{name} {'' if each in (None, [], {}) else each}".rstrip()
