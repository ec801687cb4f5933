"""A ledger of two debtors in memory, as far as phone calls use one."""

from dataclasses import replace
from datetime import datetime

from portfolio.failures import Unavailable
from portfolio.records import AttemptState, ContactAttempt, ConversationRecord, Debtor, Utterance
from portfolio.words import Channel, Locale

LI = Debtor("d1", Locale.ZH_CN, "CN-44", "Asia/Shanghai", "CN", "李强", ("+8613800000000",))
MARY = Debtor("d21", Locale.EN_US, "US-NY", "America/New_York", "US", "Mary Johnson", ("+15550100121",))


class FakeCallLedger:
    """Keeps attempts and says who has which number; raises as the real one does while `away`."""

    def __init__(self, *debtors: Debtor) -> None:
        self._debtors = debtors or (LI, MARY)
        self.kept: dict[str, ContactAttempt] = {}
        self.said: tuple[Utterance, ...] = ()
        self.records: dict[str, ConversationRecord] = {}
        self.verdicts: list[tuple[str, str]] = []
        self.no_sms: list[str] = []
        self.away = False

    def debtor(self, debtor_id: str) -> Debtor | None:
        return next((debtor for debtor in self._debtors if debtor.id == debtor_id), None)

    def debtors_by_number(self, e164: str) -> tuple[Debtor, ...]:
        if self.away:
            raise Unavailable("database")
        return tuple(debtor for debtor in self._debtors if e164 in debtor.phones)

    def attempt(self, attempt_id: str) -> ContactAttempt | None:
        if self.away:
            raise Unavailable("database")
        return self.kept.get(attempt_id)

    def reserve_attempt(self, attempt: ContactAttempt) -> ContactAttempt:
        return self.kept.setdefault(attempt.id, attempt)

    def move_attempt(self, attempt_id: str, state: AttemptState, reference: str | None = None) -> ContactAttempt:
        before = self.kept[attempt_id]
        self.kept[attempt_id] = replace(before, state=state, reference=before.reference or reference)
        return self.kept[attempt_id]

    def conversation(self, id: str) -> ConversationRecord | None:
        return self.records.get(id)

    def utterances(self, conversation_id: str) -> tuple[Utterance, ...]:
        return self.said

    def store_verdict(self, debtor_id: str, channel: Channel, at: datetime, verdict_json: str) -> None:
        self.verdicts.append((debtor_id, verdict_json))

    def revoke_consent(self, debtor_id: str, channel: Channel, at: datetime) -> None:
        if channel is Channel.SMS:
            self.no_sms.append(debtor_id)
