"""A line is a template id with typed values, not yet words: it can be said again, in the other language, as often as needed."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from portfolio.money import Money

Value = Money | date | datetime | int | str


@dataclass(frozen=True)
class Line:
    """One sentence group to say. `required`: it counts only once heard to the end, and is said again until then."""

    template: str
    values: tuple[tuple[str, Value], ...] = field(repr=False, default=())
    required: bool = False
    interruptible: bool = True

    @property
    def slots(self) -> dict[str, Value]:
        """The values by placeholder name."""
        return dict(self.values)


def line(template: str, *, required: bool = False, interruptible: bool = True, **values: Value) -> Line:
    """A line, its values in the order given."""
    return Line(template, tuple(values.items()), required, interruptible)


def _value_out(value: Value) -> dict[str, str]:
    if isinstance(value, Money):
        return {"money": str(value.amount), "in": value.currency}
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    if isinstance(value, int):
        return {"int": str(value)}
    return {"text": value}


def _value_in(raw: dict[str, str]) -> Value:
    if "money" in raw:
        return Money(Decimal(raw["money"]), raw["in"])
    if "at" in raw:
        return datetime.fromisoformat(raw["at"])
    if "on" in raw:
        return date.fromisoformat(raw["on"])
    if "int" in raw:
        return int(raw["int"])
    return raw["text"]


def line_out(one: Line) -> dict[str, Any]:
    """The line as plain JSON."""
    return {"t": one.template, "v": {k: _value_out(v) for k, v in one.values}, "r": one.required, "i": one.interruptible}


def line_in(raw: dict[str, Any]) -> Line:
    """The line that `line_out` wrote."""
    return Line(raw["t"], tuple((k, _value_in(v)) for k, v in raw["v"].items()), raw["r"], raw["i"])
