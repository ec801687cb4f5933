"""Debtors: who they are, what they owe, and what they paid."""

from collections.abc import Collection, Sequence
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

    def debtors_known(self, ids: Collection[str]) -> frozenset[str]:
        """Which of these debtors are on file."""
        with self._reading() as connection:
            return frozenset(connection.execute(select(debtors.c.id).where(debtors.c.id.in_(ids))).scalars())

    def put_debtor(self, *given: Debtor) -> None:
        """The debtors are on file as given; their flags, consents and history stay. One given twice is as given last."""
        # in the order of ids: two imports of the same people never wait for each other
        each = sorted({one.id: one for one in given}.values(), key=_by_id)
        with self._writing() as connection:
            upsert(connection, debtors, *map(_debtor_row, each))
            connection.execute(delete(phones).where(phones.c.debtor_id.in_([one.id for one in each])))
            numbers = [
                {"debtor_id": one.id, "number": number, "position": n} for one in each for n, number in enumerate(dict.fromkeys(one.phones))
            ]
            if numbers:
                connection.execute(insert(phones), numbers)

    def account(self, account_id: str) -> Account | None:
        """The account of this id, if we know one."""
        with self._reading() as connection:
            found = _accounts(connection, accounts.c.id == account_id)
        return found[0] if found else None

    def accounts(self, debtor_id: str) -> tuple[Account, ...]:
        """What the debtor owes, longest overdue first."""
        with self._reading() as connection:
            return _accounts(connection, accounts.c.debtor_id == debtor_id)

    def account_owners(self, ids: Collection[str]) -> dict[str, tuple[str, str]]:
        """The debtor and the currency of those of these accounts that are on file."""
        wanted = select(accounts.c.id, accounts.c.debtor_id, accounts.c.currency).where(accounts.c.id.in_(ids))
        with self._reading() as connection:
            return {r.id: (r.debtor_id, r.currency) for r in connection.execute(wanted)}

    def put_account(self, *given: Account, even_if_older: bool = False) -> bool:
        """The accounts hold as given, unless what is on file is of a later moment: that stays. False where nothing changed."""
        newest = None if even_if_older else accounts.c.as_of
        with self._writing() as connection:
            return bool(upsert(connection, accounts, *map(_account_row, sorted(given, key=_by_id)), newest=newest))

    def payments(self, account_id: str) -> tuple[Payment, ...]:
        """What arrived on the account, oldest first."""
        wanted = select(payments).where(payments.c.account_id == account_id).order_by(payments.c.paid_at, payments.c.id)
        with self._reading() as connection:
            return tuple(Payment(r.account_id, Money(r.amount, r.currency), r.paid_at) for r in connection.execute(wanted))

    def add_payment(self, *given: Payment) -> None:
        """The payments are on file, once: the same amount on the same account at the same instant is the same payment."""
        rows = (
            {"account_id": one.account_id, "currency": one.amount.currency, "amount": one.amount.amount, "paid_at": one.paid_at}
            for one in given
        )
        with self._writing() as connection:
            insert_new(connection, payments, *rows)

    def observations(self, debtor_id: str) -> tuple[Observation, ...]:
        """Outside figures about the debtor, oldest first, each with its purpose and basis."""
        wanted = select(observations).where(observations.c.debtor_id == debtor_id).order_by(observations.c.as_of, observations.c.id)
        with self._reading() as connection:
            return tuple(
                Observation(r.debtor_id, r.source, r.name, r.value, r.as_of, r.purpose, r.basis) for r in connection.execute(wanted)
            )

    def add_observation(self, *seen: Observation) -> None:
        """The figures are on file, once per source, name and moment."""
        with self._writing() as connection:
            insert_new(connection, observations, *(asdict(one) for one in seen))


def _by_id(one: Debtor | Account) -> str:
    return one.id


def _debtor_row(debtor: Debtor) -> dict[str, object]:
    return {
        "id": debtor.id,
        "name": debtor.name,
        "locale": debtor.locale,
        "region": debtor.region,
        "time_zone": debtor.time_zone,
        "jurisdiction": debtor.jurisdiction,
        "email": debtor.email,
    }


def _account_row(account: Account) -> dict[str, object]:
    return {
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
    }


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
