"""What may be done with a debtor: flags, consents, the times they asked us to leave them in peace, and when they want a call."""

from dataclasses import asdict
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select, update

from portfolio.books import Book, hold_debtor, insert_new, record
from portfolio.failures import BadInput
from portfolio.records import Callback, Consent, InconvenientTime, RaisedFlag
from portfolio.tables import callbacks, consents, conversations, debtors, flags, inconvenient_times
from portfolio.words import Channel, Flag

CALLBACK = "callback"
"""Source of a consent that the debtor gave by asking to be contacted again."""

TAKEN = "taken"
"""Outcome of a call-back that somebody is seeing to."""

CALLBACK_DAYS = 7
"""For how many days asking for a call-back allows one; the day of the request is the first (12 CFR 1006.14(b)(3)(i))."""


class Standing(Book):
    """Flags, consents, inconvenient times and call-backs."""

    def flags(self, debtor_id: str) -> tuple[RaisedFlag, ...]:
        """The flags that stand, oldest first."""
        wanted = (
            select(flags.c.flag, flags.c.raised_at, flags.c.source, flags.c.conversation_id, flags.c.number)
            .where(flags.c.debtor_id == debtor_id, flags.c.cleared_at.is_(None))
            .order_by(flags.c.raised_at, flags.c.id)
        )
        with self._reading() as connection:
            return tuple(record(RaisedFlag, row) for row in connection.execute(wanted).mappings())

    def raise_flag(self, debtor_id: str, raised: RaisedFlag) -> None:
        """The flag stands when this returns. Raising it again from the same conversation and for the same number changes nothing."""
        same = (
            select(func.count())
            .select_from(flags)
            .where(
                flags.c.debtor_id == debtor_id,
                flags.c.flag == raised.flag,
                flags.c.conversation_id.is_not_distinct_from(raised.conversation_id),
                flags.c.number.is_not_distinct_from(raised.number),
                flags.c.cleared_at.is_(None),
            )
        )
        with self._writing() as connection:
            hold_debtor(connection, debtor_id)
            if not connection.execute(same).scalar_one():
                connection.execute(insert(flags).values(debtor_id=debtor_id, **asdict(raised)))

    def clear_flag(self, debtor_id: str, flag: Flag, by: str, at: datetime) -> None:
        """The flag no longer stands; who cleared it and when stays on file."""
        standing = (flags.c.debtor_id == debtor_id, flags.c.flag == flag, flags.c.cleared_at.is_(None))
        with self._writing() as connection:
            connection.execute(update(flags).where(*standing).values(cleared_at=at, cleared_by=by))

    def consents(self, debtor_id: str) -> tuple[Consent, ...]:
        """Consents that were not revoked, oldest first. An ended one is still listed: calls made under it stay covered."""
        wanted = (
            select(consents.c.channel, consents.c.given_at, consents.c.source, consents.c.ends_at)
            .where(consents.c.debtor_id == debtor_id, consents.c.revoked_at.is_(None))
            .order_by(consents.c.given_at, consents.c.id)
        )
        with self._reading() as connection:
            return tuple(record(Consent, row) for row in connection.execute(wanted).mappings())

    def add_consent(self, debtor_id: str, consent: Consent) -> None:
        """The consent is on file, once. One that was revoked does not come back by being handed in again."""
        self.add_consents((debtor_id, consent))

    def add_consents(self, *given: tuple[str, Consent]) -> None:
        """As `add_consent`, of several debtors."""
        with self._writing() as connection:
            insert_new(connection, consents, *({"debtor_id": debtor_id, **asdict(consent)} for debtor_id, consent in given))

    def revoke_consent(self, debtor_id: str, channel: Channel, at: datetime) -> None:
        """Nothing is agreed any more for this channel."""
        standing = (consents.c.debtor_id == debtor_id, consents.c.channel == channel, consents.c.revoked_at.is_(None))
        with self._writing() as connection:
            connection.execute(update(consents).where(*standing).values(revoked_at=at))

    def inconvenient_times(self, debtor_id: str) -> tuple[InconvenientTime, ...]:
        """When the debtor asked not to be contacted."""
        wanted = select(inconvenient_times).where(inconvenient_times.c.debtor_id == debtor_id).order_by(inconvenient_times.c.id)
        with self._reading() as connection:
            return tuple(
                InconvenientTime(frozenset(map(int, r.weekdays)), time.fromisoformat(r.starts), time.fromisoformat(r.ends))
                for r in connection.execute(wanted)
            )

    def add_inconvenient_time(self, debtor_id: str, block: InconvenientTime, at: datetime) -> None:
        """The debtor is left in peace in this block from now on."""
        with self._writing() as connection:
            connection.execute(
                insert(inconvenient_times).values(
                    debtor_id=debtor_id,
                    weekdays="".join(str(day) for day in sorted(block.weekdays)),
                    starts=f"{block.starts:%H:%M}",
                    ends=f"{block.ends:%H:%M}",
                    stated_at=at,
                )
            )

    def add_callback(
        self, debtor_id: str, at: datetime, conversation_id: str | None, channel: Channel, asked_at: datetime | None = None
    ) -> Callback:
        """The debtor is contacted at `at`; having asked for it counts as consent for a week from `asked_at`.

        `asked_at` is when the conversation began, where it is not said. Asking again in the same conversation moves the call-back.
        """
        with self._writing() as connection:
            hold_debtor(connection, debtor_id)
            if asked_at is None:
                began = select(conversations.c.started_at).where(conversations.c.id == conversation_id)
                asked_at = connection.execute(began).scalar_one_or_none()
            if asked_at is None:
                raise BadInput("a call-back needs the moment or the conversation in which it was asked for")
            if conversation_id is not None:
                earlier = (callbacks.c.conversation_id == conversation_id, callbacks.c.outcome.is_(None))
                connection.execute(update(callbacks).where(*earlier).values(outcome="moved"))
            row = {"debtor_id": debtor_id, "channel": channel, "at": at, "conversation_id": conversation_id}
            made = connection.execute(insert(callbacks).values(row).returning(callbacks.c.id)).scalar_one()
            zone = connection.execute(select(debtors.c.time_zone).where(debtors.c.id == debtor_id)).scalar_one()
            agreed = Consent(channel, asked_at, CALLBACK, _callback_consent_ends(asked_at, ZoneInfo(zone)))
            insert_new(connection, consents, {"debtor_id": debtor_id, **asdict(agreed)})
        return Callback(made, debtor_id, channel, at, conversation_id)

    def callbacks(self, debtor_id: str) -> tuple[Callback, ...]:
        """All call-backs of the debtor, done or not, earliest first."""
        wanted = select(callbacks).where(callbacks.c.debtor_id == debtor_id).order_by(callbacks.c.at, callbacks.c.id)
        with self._reading() as connection:
            return tuple(record(Callback, row) for row in connection.execute(wanted).mappings())

    def due_callbacks(self, now: datetime) -> tuple[Callback, ...]:
        """Call-backs whose time has come and that are not done, earliest first."""
        wanted = select(callbacks).where(callbacks.c.outcome.is_(None), callbacks.c.at <= now).order_by(callbacks.c.at, callbacks.c.id)
        with self._reading() as connection:
            return tuple(record(Callback, row) for row in connection.execute(wanted).mappings())

    def take_callback(self, callback_id: int) -> Callback | None:
        """The call-back is now being seen to, by whoever got it here; None for everybody else."""
        taking = update(callbacks).where(callbacks.c.id == callback_id, callbacks.c.outcome.is_(None)).values(outcome=TAKEN)
        with self._writing() as connection:
            row = connection.execute(taking.returning(*callbacks.c)).mappings().first()
        return record(Callback, row) if row else None

    def put_back_callback(self, callback_id: int) -> None:
        """A taken call-back could not be seen to: it is due again."""
        taken = (callbacks.c.id == callback_id, callbacks.c.outcome == TAKEN)
        with self._writing() as connection:
            connection.execute(update(callbacks).where(*taken).values(outcome=None))

    def callback(self, callback_id: int) -> Callback | None:
        """By id."""
        with self._reading() as connection:
            row = connection.execute(select(callbacks).where(callbacks.c.id == callback_id)).mappings().first()
        return record(Callback, row) if row else None

    def unfinished_callbacks(self, due_before: datetime) -> tuple[Callback, ...]:
        """Call-backs that were taken, were due before this moment, and that nobody has finished."""
        wanted = select(callbacks).where(callbacks.c.outcome == TAKEN, callbacks.c.at < due_before).order_by(callbacks.c.at)
        with self._reading() as connection:
            return tuple(record(Callback, row) for row in connection.execute(wanted).mappings())

    def finish_callback(self, callback_id: int, outcome: str) -> None:
        """The call-back is done, with this outcome; the first outcome stays."""
        with self._writing() as connection:
            pending = (callbacks.c.id == callback_id, callbacks.c.outcome.is_(None) | (callbacks.c.outcome == TAKEN))
            connection.execute(update(callbacks).where(*pending).values(outcome=outcome))


def _callback_consent_ends(asked_at: datetime, zone: ZoneInfo) -> datetime:
    """The midnight that ends the last day, where the debtor lives."""
    first = asked_at.astimezone(zone).date()
    return datetime.combine(first + timedelta(days=CALLBACK_DAYS), time(), zone)
