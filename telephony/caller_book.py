"""Who calls whom: what the webhooks read from and write to the ledger about phone numbers and contact attempts."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import phonenumbers

from bot.turns import Opening
from portfolio.records import AttemptState, ContactAttempt, ConversationRecord, Debtor, Utterance
from portfolio.words import Channel, Direction, Locale, Speaker


class CallLedger(Protocol):
    """The part of the ledger that phone calls need; sync, called off the loop."""

    def debtor(self, debtor_id: str) -> Debtor | None: ...

    def debtors_by_number(self, e164: str) -> tuple[Debtor, ...]: ...

    def attempt(self, attempt_id: str) -> ContactAttempt | None: ...

    def reserve_attempt(self, attempt: ContactAttempt) -> object: ...

    def move_attempt(self, attempt_id: str, state: AttemptState, reference: str | None = None) -> object: ...

    def conversation(self, id: str) -> ConversationRecord | None: ...

    def utterances(self, conversation_id: str) -> tuple[Utterance, ...]: ...

    def revoke_consent(self, debtor_id: str, channel: Channel, at: datetime) -> object: ...


@dataclass(frozen=True)
class Party:
    """Who is probably at the other end. `debtor_id` None: nobody we know, or more than one."""

    debtor_id: str | None
    locale: Locale
    number: str | None = field(repr=False)


STATES = {
    "queued": AttemptState.STARTED,
    "initiated": AttemptState.STARTED,
    "ringing": AttemptState.RINGING,
    "in-progress": AttemptState.CONNECTED,
    "completed": AttemptState.CONVERSED,
    "busy": AttemptState.BUSY,
    "no-answer": AttemptState.NO_ANSWER,
    "failed": AttemptState.FAILED,
    "canceled": AttemptState.CANCELLED,
}
"""Twilio's CallStatus in the ledger's words."""


class CallerBook:
    """Finds parties and keeps attempts. Every method blocks on the database and belongs in a thread."""

    def __init__(self, ledger: CallLedger) -> None:
        self._ledger = ledger

    def inbound(self, number: str, call_id: str, at: datetime) -> Party:
        """Who calls from this number; a known debtor's call is an attempt on file."""
        party = self.party(number)
        if party.debtor_id is not None:
            self._ledger.reserve_attempt(
                ContactAttempt(
                    id=call_id,
                    debtor_id=party.debtor_id,
                    channel=Channel.VOICE,
                    direction=Direction.INBOUND,
                    state=AttemptState.CONNECTED,
                    at=at,
                    reference=call_id,
                    number=party.number,
                )
            )
        return party

    def outbound(self, attempt_id: str, call_id: str) -> Party | None:
        """Whom our own call reached; None for an attempt that we never made."""
        attempt = self._ledger.attempt(attempt_id)
        debtor = self._ledger.debtor(attempt.debtor_id) if attempt else None
        if attempt is None or debtor is None or attempt.direction is not Direction.OUTBOUND:
            return None
        self._ledger.move_attempt(attempt_id, AttemptState.CONNECTED, call_id)
        return Party(debtor.id, debtor.locale, attempt.number)

    def moved(self, attempt_id: str, call_status: str, call_id: str) -> None:
        """A status callback. `completed` alone does not say that anybody talked with us: the thread does."""
        state = STATES.get(call_status)
        if state is AttemptState.CONVERSED and not self._somebody_talked(call_id):
            state = AttemptState.CONNECTED
        if state is not None and self._ledger.attempt(attempt_id) is not None:
            self._ledger.move_attempt(attempt_id, state, call_id)

    def left_open(self, call_id: str) -> Opening | None:
        """The conversation of a call whose end the bot has not been told; None where it has, or where there was never a word."""
        record = self._ledger.conversation(call_id)
        if record is None or record.ended_at is not None:
            return None
        return Opening(record.id, record.channel, record.direction, record.locale, record.debtor_id, number=record.number)

    def stop_sms(self, number: str, at: datetime) -> None:
        """Everybody with this number is written no more SMS."""
        for debtor in self._ledger.debtors_by_number(e164(number) or ""):
            self._ledger.revoke_consent(debtor.id, Channel.SMS, at)

    def party(self, raw_number: str) -> Party:
        """Who is known by this number."""
        number = e164(raw_number)
        debtors = self._ledger.debtors_by_number(number) if number else ()
        if len(debtors) == 1:
            return Party(debtors[0].id, debtors[0].locale, number)
        locales = {debtor.locale for debtor in debtors}
        return Party(None, locales.pop() if len(locales) == 1 else locale_of(number), number)

    def _somebody_talked(self, call_id: str) -> bool:
        return any(said.speaker is Speaker.DEBTOR for said in self._ledger.utterances(call_id))


def e164(raw: str) -> str | None:
    """The number as Twilio writes it; None where it is withheld (`anonymous`) or no telephone number (`client:anna`)."""
    try:
        number = phonenumbers.parse(raw)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def locale_of(number: str | None) -> Locale:
    """The language in which a stranger is greeted."""
    return Locale.ZH_CN if number and number.startswith("+86") else Locale.EN_US
