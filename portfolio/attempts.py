"""Contact attempts: reserved before anything is sent, moved on by the carrier's callbacks, which come late, twice and out of order."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import insert, select, update

from portfolio.books import Book, hold_debtor, record
from portfolio.failures import BadInput
from portfolio.records import AttemptState, ContactAttempt, StoredVerdict
from portfolio.tables import attempts, verdicts
from portfolio.words import Channel

S = AttemptState

_ENDS = frozenset({S.NO_ANSWER, S.BUSY, S.FAILED, S.CANCELLED})

MOVES: dict[AttemptState, frozenset[AttemptState]] = {
    S.RESERVED: frozenset({S.STARTED, S.RINGING, S.CONNECTED, S.CONVERSED}) | _ENDS,
    S.STARTED: frozenset({S.RINGING, S.CONNECTED, S.CONVERSED}) | _ENDS,
    S.RINGING: frozenset({S.CONNECTED, S.CONVERSED}) | _ENDS,
    S.CONNECTED: frozenset({S.CONVERSED}),
    S.CONVERSED: frozenset(),
    S.NO_ANSWER: frozenset(),
    S.BUSY: frozenset(),
    S.FAILED: frozenset(),
    S.CANCELLED: frozenset(),
}
"""The legal moves in the life of an attempt. It only moves on: any other news is late or said twice, and is ignored."""

_RANG = frozenset({S.RINGING, S.CONNECTED, S.CONVERSED, S.NO_ANSWER})


class Attempts(Book):
    """Contact attempts, and what the contact gate said before them."""

    def reserve_attempt(self, attempt: ContactAttempt) -> ContactAttempt:
        """The attempt counts from now on. The same id, or the same reference, is stored once."""
        with self._writing() as connection:
            hold_debtor(connection, attempt.debtor_id)
            same = attempts.c.id == attempt.id
            if attempt.reference is not None:
                same = same | (attempts.c.reference == attempt.reference)
            known = connection.execute(select(attempts).where(same)).mappings().first()
            if known is not None:
                return record(ContactAttempt, known)
            row = asdict(attempt) | {"rang": attempt.rang or attempt.state in _RANG}
            stored = connection.execute(insert(attempts).values(**row).returning(attempts)).mappings().one()
            return record(ContactAttempt, stored)

    def move_attempt(self, attempt_id: str, state: AttemptState, reference: str | None = None) -> ContactAttempt:
        """The attempt after the news. `reference` is remembered the first time. Raises BadInput for an unknown attempt."""
        with self._writing() as connection:
            wanted = select(attempts).where(attempts.c.id == attempt_id).with_for_update()
            row = connection.execute(wanted).mappings().one_or_none()
            if row is None:
                raise BadInput("there is no contact attempt of this id")
            before = record(ContactAttempt, row)
            moves = state in MOVES[before.state]
            changed = {
                "state": state if moves else before.state,
                "rang": before.rang or (moves and state in _RANG),
                "reference": before.reference or reference,
            }
            moved = update(attempts).where(attempts.c.id == attempt_id).values(changed).returning(attempts)
            return record(ContactAttempt, connection.execute(moved).mappings().one())

    def attempts(self, debtor_id: str, since: datetime | None = None) -> tuple[ContactAttempt, ...]:
        """Attempts on the debtor from `since` on (all, where it is not given), oldest first."""
        wanted = select(attempts).where(attempts.c.debtor_id == debtor_id).order_by(attempts.c.at, attempts.c.id)
        if since is not None:
            wanted = wanted.where(attempts.c.at >= since)
        with self._reading() as connection:
            return tuple(record(ContactAttempt, row) for row in connection.execute(wanted).mappings())

    def attempt(self, attempt_id: str) -> ContactAttempt | None:
        """The attempt of this id, if there is one."""
        with self._reading() as connection:
            row = connection.execute(select(attempts).where(attempts.c.id == attempt_id)).mappings().one_or_none()
        return None if row is None else record(ContactAttempt, row)

    def attempt_by_reference(self, reference: str) -> ContactAttempt | None:
        """The attempt that the carrier knows by this id, if there is one."""
        with self._reading() as connection:
            row = connection.execute(select(attempts).where(attempts.c.reference == reference)).mappings().one_or_none()
        return None if row is None else record(ContactAttempt, row)

    def store_verdict(self, debtor_id: str, channel: Channel, at: datetime, verdict_json: str) -> None:
        """What the contact gate said is on file."""
        with self._writing() as connection:
            connection.execute(insert(verdicts).values(debtor_id=debtor_id, channel=channel, at=at, verdict=verdict_json))

    def verdicts(self, debtor_id: str) -> tuple[StoredVerdict, ...]:
        """What the contact gate said about the debtor, oldest first."""
        wanted = select(verdicts).where(verdicts.c.debtor_id == debtor_id).order_by(verdicts.c.at, verdicts.c.id)
        with self._reading() as connection:
            return tuple(record(StoredVerdict, row, "id") for row in connection.execute(wanted).mappings())
