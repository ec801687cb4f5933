"""Asking the gate and reserving the attempt are one act: two askers at the last free place get one yes and one no."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from compliance.facts import gather
from compliance.gate import decide
from compliance.rulebook import Rulebook, rulebooks_for
from compliance.verdicts import Allowed, ProposedAttempt, Verdict, verdict_json
from portfolio.ledger import Ledger
from portfolio.records import AttemptState, ContactAttempt
from portfolio.words import Channel, Direction

_BY_NUMBER = frozenset({Channel.VOICE, Channel.SMS})


@dataclass(frozen=True)
class Permission:
    """The verdict and, where it allows, the attempt that is now reserved and counts."""

    verdict: Verdict
    attempt: ContactAttempt | None


@dataclass(frozen=True)
class Request:
    """Somebody wants to contact a debtor. `number` None: the first usable one on file. `attempt_id` is the caller's own new id."""

    attempt_id: str
    debtor_id: str
    channel: Channel
    number: str | None = None
    automated: bool = True


def ask(ledger: Ledger, books: Mapping[str, Rulebook], request: Request, now: datetime) -> Permission:
    """The verdict, kept in the ledger; where it allows, the attempt is reserved in the same transaction, before anything is sent.

    Raises BadInput where there is no such debtor. A failed transaction reserves nothing and must be read as a refusal.
    """
    with ledger.transaction() as tx:
        tx.hold(request.debtor_id)
        facts = gather(tx, request.debtor_id, now)
        number = (request.number or facts.number_to_use) if request.channel in _BY_NUMBER else None
        proposed = ProposedAttempt(request.channel, Direction.OUTBOUND, number, request.automated)
        verdict = decide(proposed, facts, rulebooks_for(books, facts.places), now)
        tx.store_verdict(request.debtor_id, request.channel, now, verdict_json(verdict))
        if not isinstance(verdict, Allowed):
            return Permission(verdict, None)
        reserved = ContactAttempt(
            request.attempt_id, request.debtor_id, request.channel, Direction.OUTBOUND, AttemptState.RESERVED, now, None, number
        )
        return Permission(verdict, tx.reserve_attempt(reserved))
