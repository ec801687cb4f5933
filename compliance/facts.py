"""What the contact gate is told, read from the ledger. The gate itself reads nothing."""

from datetime import datetime, timedelta

import phonenumbers
from phonenumbers import timezone as number_zones

from compliance.verdicts import GateFacts, Owed
from portfolio.failures import BadInput
from portfolio.ledger import Books
from portfolio.records import AttemptState, ContactAttempt, ConversationRecord, Debtor, PromiseState
from portfolio.words import Channel

LOOK_BACK = timedelta(days=9)
"""The longest window of any rule is seven calendar days; a day more at each end covers every time zone."""

_MOST_ZONES = 3
"""A number whose prefix spans more zones (toll-free, mobile in some countries) says nothing about where its owner is."""


def gather(ledger: Books, debtor_id: str, now: datetime) -> GateFacts:
    """The facts about this debtor as of `now`. Raises BadInput where there is no such debtor."""
    debtor = ledger.debtor(debtor_id)
    if debtor is None:
        raise BadInput(f"there is no debtor {debtor_id}")
    since = now - LOOK_BACK
    attempts = ledger.attempts(debtor_id, since)
    return GateFacts(
        debtor_id=debtor_id,
        places=(debtor.jurisdiction, debtor.region),
        zones=candidate_zones(debtor),
        numbers=debtor.phones,
        flags=ledger.flags(debtor_id),
        attempts=attempts,
        conversed_at=_talks(attempts, [one for one in ledger.conversations(debtor_id) if one.started_at >= since]),
        consents=ledger.consents(debtor_id),
        inconvenient=ledger.inconvenient_times(debtor_id),
        promises=tuple(one for one in ledger.promises(debtor_id) if one.state is PromiseState.OPEN),
        owed=tuple(Owed(account.balance, account.as_of) for account in ledger.accounts(debtor_id)),
    )


def candidate_zones(debtor: Debtor) -> tuple[str, ...]:
    """Every zone where the debtor may be: the stated one first, then those of their numbers (12 CFR 1006.6(b)(1), comment 2)."""
    zones = [debtor.time_zone]
    for number in debtor.phones:
        try:
            found = number_zones.time_zones_for_number(phonenumbers.parse(number))
        except phonenumbers.NumberParseException:
            continue
        if len(found) <= _MOST_ZONES:
            zones.extend(zone for zone in found if zone != "Etc/Unknown")
    return tuple(dict.fromkeys(zones))


def _talks(attempts: tuple[ContactAttempt, ...], conversations: list[ConversationRecord]) -> tuple[datetime, ...]:
    """When there was a talk on the phone with the debtor; a call that is both an attempt and a conversation is one talk."""
    talked = {one.id: one.started_at for one in conversations if one.channel is Channel.VOICE and one.verified_at is not None}
    for one in attempts:
        if one.channel is Channel.VOICE and one.state is AttemptState.CONVERSED:
            talked.setdefault(one.reference or one.id, one.at)
    return tuple(sorted(talked.values()))
