"""Debtors: who they are, what they owe, and what they paid."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select

from portfolio.books import Book, insert_new, upsert
from portfolio.money import Money
from portfolio.records import Account, Debtor, Observation, Payment
from portfolio.tables import accounts, debtors, flags, observations, payments, phones
from portfolio.words import Flag


class People(Book):
    """Debtors, their accounts, payments and outside figures."""

    def debtor(self, debtor_id: str) -> Debtor | None:
        """The debtor of this id, if we know one."""
        with self._reading() as connection:
            found = _debtors(connection, debtors.c.id == debtor_id)
        return found[0] if found else None

    def debtors_by_number(self, e164: str) -> tuple[Debtor, ...]:
        """Everyone on file with this number; several may share one. A number known to be wrong for somebody does not find them."""
        quarantined = select(flags.c.debtor_id).where(
            flags.c.flag == Flag.WRONG_NUMBER, flags.c.number == e164, flags.c.cleared_at.is_(None)
        )
        has_it = select(phones.c.debtor_id).where(phones.c.number == e164)
        with self._reading() as connection:
            return _debtors(connection, and_(debtors.c.id.in_(has_it), debtors.c.id.not_in(quarantined)))

    def all_debtors(self) -> tuple[Debtor, ...]:
        """Everybody, by id."""
        with self._reading() as connection:
            return _debtors(connection, None)

    def put_debtor(self, debtor: Debtor) -> None:
        """The debtor is on file as given; their flags, consents and history stay."""
        with self._writing() as connection:
            upsert(
                connection,
                debtors,
                {
                    "id": debtor.id,
                    "name": debtor.name,
                    "locale": debtor.locale,
                    "region": debtor.region,
                    "time_zone": debtor.time_zone,
                    "jurisdiction": debtor.jurisdiction,
                    "email": debtor.email,
                },
            )
            connection.execute(delete(phones).where(phones.c.debtor_id == debtor.id))
            rows = [{"debtor_id": debtor.id, "number": number, "position": n} for n, number in enumerate(dict.fromkeys(debtor.phones))]
            if rows:
                connection.execute(insert(phones), rows)

    def account(self, account_id: str) -> Account | None:
        """The account of this id, if we know one."""
        with self._reading() as connection:
            found = _accounts(connection, accounts.c.id == account_id)
        return found[0] if found else None

    def accounts(self, debtor_id: str) -> tuple[Account, ...]:
        """What the debtor owes, longest overdue first."""
        with self._reading() as connection:
            return _accounts(connection, accounts.c.debtor_id == debtor_id)

    def put_account(self, account: Account, *, even_if_older: bool = False) -> bool:
        """The account holds as given, unless what is on file is of a later moment: then nothing changes and it says False."""
        with self._writing() as connection:
            known = connection.execute(select(accounts.c.as_of).where(accounts.c.id == account.id)).scalar_one_or_none()
            if known is not None and known > account.as_of and not even_if_older:
                return False
            upsert(
                connection,
                accounts,
                {
                    "id": account.id,
                    "debtor_id": account.debtor_id,
                    "creditor": account.creditor,
                    "product": account.product,
                    "currency": account.balance.currency,
                    "balance": account.balance.amount,
                    "minimum": account.minimum.amount,
                    "due_on": account.due_on,
                    "opened_on": account.opened_on,
                    "as_of": account.as_of,
                },
            )
            return True

    def payments(self, account_id: str) -> tuple[Payment, ...]:
        """What arrived on the account, oldest first."""
        wanted = select(payments).where(payments.c.account_id == account_id).order_by(payments.c.paid_at, payments.c.id)
        with self._reading() as connection:
            return tuple(Payment(r.account_id, Money(r.amount, r.currency), r.paid_at) for r in connection.execute(wanted))

    def add_payment(self, payment: Payment) -> None:
        """The payment is on file, once: the same amount on the same account at the same instant is the same payment."""
        with self._writing() as connection:
            insert_new(
                connection,
                payments,
                {
                    "account_id": payment.account_id,
                    "currency": payment.amount.currency,
                    "amount": payment.amount.amount,
                    "paid_at": payment.paid_at,
                },
            )

    def observations(self, debtor_id: str) -> tuple[Observation, ...]:
        """Outside figures about the debtor, oldest first, each with its purpose and basis."""
        wanted = select(observations).where(observations.c.debtor_id == debtor_id).order_by(observations.c.as_of, observations.c.id)
        with self._reading() as connection:
            return tuple(
                Observation(r.debtor_id, r.source, r.name, r.value, r.as_of, r.purpose, r.basis) for r in connection.execute(wanted)
            )

    def add_observation(self, seen: Observation) -> None:
        """The figure is on file, once per source, name and moment."""
        with self._writing() as connection:
            insert_new(connection, observations, asdict(seen))


def _debtors(connection: Connection, where: ColumnElement[bool] | None) -> tuple[Debtor, ...]:
    people = select(debtors).order_by(debtors.c.id)
    numbers = select(phones.c.debtor_id, phones.c.number).order_by(phones.c.debtor_id, phones.c.position)
    if where is not None:
        people = people.where(where)
        numbers = numbers.join(debtors, debtors.c.id == phones.c.debtor_id).where(where)
    found: Sequence[dict[str, object]] = [dict(row) for row in connection.execute(people).mappings()]
    lines: dict[str, list[str]] = {}
    for debtor_id, number in connection.execute(numbers):
        lines.setdefault(debtor_id, []).append(number)
    return tuple(Debtor(**row, phones=tuple(lines.get(str(row["id"]), ()))) for row in found)  # type: ignore[arg-type]


def _accounts(connection: Connection, where: ColumnElement[bool]) -> tuple[Account, ...]:
    wanted = select(accounts).where(where).order_by(accounts.c.due_on, accounts.c.id)
    return tuple(
        Account(
            r.id,
            r.debtor_id,
            r.creditor,
            r.product,
            Money(r.balance, r.currency),
            Money(r.minimum, r.currency),
            r.due_on,
            r.opened_on,
            r.as_of,
        )
        for r in connection.execute(wanted)
    )
