"""What the try-out phone page and the demo chat page need of the other rooms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from portfolio.records import ConversationRecord, Debtor, Utterance
from portfolio.words import Clock, Locale


class PhoneBook(Protocol):
    """The ledger, as far as a phone page may read it. Calls block: they run off the loop."""

    def all_debtors(self) -> tuple[Debtor, ...]: ...

    def debtor(self, debtor_id: str, /) -> Debtor | None: ...

    def conversation(self, conversation_id: str, /) -> ConversationRecord | None: ...

    def utterances(self, conversation_id: str, /, after: int = 0) -> tuple[Utterance, ...]: ...


@dataclass(frozen=True)
class PhonePage:
    """`pass_for(call id, debtor id or None, locale)` mints the token of `WS /phone/stream/{token}`; `chat_token(debtor id, locale)` the
    lender's; `hints` tells, by debtor id, the answers of the demo book, so that a newcomer can pass the verification."""

    book: PhoneBook
    clock: Clock
    pass_for: Callable[[str, str | None, Locale], str]
    chat_token: Callable[[str, Locale | None], str]
    tiny_models: bool
    hints: Mapping[str, Mapping[str, str]] = field(repr=False, default_factory=dict)
