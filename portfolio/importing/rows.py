"""What one row may look like, and the record that it becomes. Everything outside the format is refused with a reason.

Reasons name the field and what is wrong with it, never the value: a row is about a person.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

import phonenumbers
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    FiniteFloat,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from portfolio.failures import BadInput
from portfolio.verification import normalised
from portfolio.words import Channel, Locale

_ZONES = frozenset(available_timezones())


def _e164(number: str) -> str:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not re.fullmatch(r"\+[1-9]\d{6,14}", number) or not phonenumbers.is_possible_number(parsed):
        raise ValueError("not a phone number like +8613800000000 or +15550100123")
    return number


def _zone(name: str) -> str:
    if name not in _ZONES:
        raise ValueError("not a time zone like Asia/Shanghai")
    return name


def _answer(answer: str) -> str:
    if not normalised(answer):
        raise ValueError("an answer needs letters or digits")
    return answer


def _not_a_number(value: Any) -> Any:
    # a JSON number went through binary floating point before we saw it
    if isinstance(value, float):
        raise ValueError('an amount is written as text, like "368.00"')
    return value


Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:\-]{0,63}$")]
Text = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]
Word = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.\-]{1,64}$")]
Amount = Annotated[Decimal, BeforeValidator(_not_a_number), Field(ge=0, max_digits=16, decimal_places=2, allow_inf_nan=False)]
Phone = Annotated[str, AfterValidator(_e164)]
Place = Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, str_strip_whitespace=True)


class AnswerPart(_Row):
    """A question and its answer in clear, on its way to being hashed."""

    question: Word
    answer: Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_answer)] = Field(repr=False)


class ConsentPart(_Row):
    """The debtor agreed to a channel."""

    channel: Channel
    given_at: AwareDatetime
    source: Word
    ends_at: AwareDatetime | None = None


class DebtorRow(_Row):
    """A debtor with everything that comes with them."""

    kind: Literal["debtor"]
    id: Id
    name: Text = Field(repr=False)
    locale: Locale
    phones: tuple[Phone, ...] = Field(repr=False, max_length=10)
    email: Annotated[str, Field(pattern=r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+$", max_length=320)] | None = Field(repr=False, default=None)
    region: Place
    time_zone: Annotated[str, AfterValidator(_zone)]
    jurisdiction: Place
    verification: tuple[AnswerPart, ...] = Field(default=(), max_length=10)
    consents: tuple[ConsentPart, ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def _asks_each_question_once(self) -> "DebtorRow":
        if len({one.question for one in self.verification}) != len(self.verification):
            raise ValueError("a verification question is there twice")
        return self


class AccountRow(_Row):
    """An account as of a moment."""

    kind: Literal["account"]
    id: Id
    debtor: Id
    creditor: Text
    product: Word
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    balance: Amount
    minimum: Amount
    due_on: date
    opened_on: date
    as_of: AwareDatetime

    @model_validator(mode="after")
    def _is_consistent(self) -> "AccountRow":
        if self.minimum > self.balance:
            raise ValueError("the minimum is more than the balance")
        if self.opened_on > self.due_on:
            raise ValueError("the account was due before it was opened")
        return self


class PaymentRow(_Row):
    """Money that arrived."""

    kind: Literal["payment"]
    account: Id
    amount: Annotated[Amount, Field(gt=0)]
    paid_at: AwareDatetime


class ObservationRow(_Row):
    """A figure from outside, with its purpose and basis."""

    kind: Literal["observation"]
    debtor: Id
    source: Literal["bureau", "behaviour", "core"]
    name: Word
    value: FiniteFloat
    as_of: AwareDatetime
    purpose: Word
    basis: Word


Row = DebtorRow | AccountRow | PaymentRow | ObservationRow

_rows: TypeAdapter[Row] = TypeAdapter(Annotated[Row, Field(discriminator="kind")])


def checked(raw: Any) -> Row:
    """The row, if it fits; else BadInput with every reason in one line."""
    try:
        return _rows.validate_python(raw)
    except ValidationError as wrong:
        raise BadInput("; ".join(_reason(one) for one in wrong.errors(include_url=False, include_context=False))) from None


def _reason(error: Any) -> str:
    if error["type"].startswith("union_tag"):
        return "kind: must be debtor, account, payment or observation"
    if error["type"] == "model_attributes_type":
        return "not an object with fields"
    # the first step of the place is the kind itself
    place = ".".join(str(step) for step in error["loc"][1:])
    said = str(error["msg"]).removeprefix("Value error, ")
    return f"{place}: {said}" if place else said
