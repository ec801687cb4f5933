"""Checked rows are gathered, if what they refer to is there, and go into the ledger together."""

from collections.abc import Sequence

from portfolio.failures import BadInput
from portfolio.importing.rows import AccountRow, DebtorRow, ObservationRow, PaymentRow, Row
from portfolio.ledger import Books, Ledger
from portfolio.money import Money
from portfolio.records import Account, Answer, Consent, Debtor, Observation, Payment
from portfolio.verification import hashed


class MissingReference(BadInput):
    """The row refers to a debtor or account that is not there (yet)."""


class Taker:
    """Takes rows, batch by batch: `look_up`, `take` each, `write`. A dry run only remembers which debtors and accounts would be there."""

    def __init__(self, *, dry_run: bool = False, even_if_older: bool = False) -> None:
        self._dry_run = dry_run
        self._even_if_older = even_if_older
        self._known: set[str] = set()
        self._owners: dict[str, tuple[str, str]] = {}
        self._forget_batch()

    def look_up(self, books: Books, rows: Sequence[Row]) -> None:
        """What these rows refer to is known, as far as it is there."""
        debtors = {row.debtor for row in rows if isinstance(row, AccountRow | ObservationRow)}
        accounts = {row.id for row in rows if isinstance(row, AccountRow)} | {row.account for row in rows if isinstance(row, PaymentRow)}
        self._known |= books.debtors_known(debtors - self._known)
        self._owners |= books.account_owners(accounts - self._owners.keys())

    def take(self, row: Row) -> None:
        """The row will be in. Raises MissingReference, or BadInput where it contradicts what is on file."""
        match row:
            case DebtorRow():
                self._debtor(row)
            case AccountRow():
                self._account(row)
            case PaymentRow():
                self._payment(row)
            case ObservationRow():
                self._need_debtor(row.debtor)
                self._seen.append(Observation(row.debtor, row.source, row.name, row.value, row.as_of, row.purpose, row.basis))

    def write(self, ledger: Ledger) -> None:
        """What was taken is in, in one transaction; nothing of it is remembered, so that memory does not grow with the file."""
        if not self._dry_run:
            answers = hashed(self._answers)
            with ledger.transaction() as tx:
                tx.put_debtor(*self._debtors)
                tx.put_hashed(answers)
                tx.add_consents(*self._consents)
                tx.put_account(*self._accounts, even_if_older=self._even_if_older)
                tx.add_payment(*self._payments)
                tx.add_observation(*self._seen)
            self._known.clear()
            self._owners.clear()
        self._forget_batch()

    def _forget_batch(self) -> None:
        self._debtors: list[Debtor] = []
        self._answers: dict[str, list[Answer]] = {}
        self._consents: list[tuple[str, Consent]] = []
        self._accounts: list[Account] = []
        self._payments: list[Payment] = []
        self._seen: list[Observation] = []

    def _debtor(self, row: DebtorRow) -> None:
        self._known.add(row.id)
        self._debtors.append(Debtor(row.id, row.locale, row.region, row.time_zone, row.jurisdiction, row.name, row.phones, row.email))
        if row.verification:
            self._answers[row.id] = [Answer(one.question, one.answer) for one in row.verification]
        self._consents += [(row.id, Consent(one.channel, one.given_at, one.source, one.ends_at)) for one in row.consents]

    def _account(self, row: AccountRow) -> None:
        self._need_debtor(row.debtor)
        owner, currency = self._owners.setdefault(row.id, (row.debtor, row.currency))
        if owner != row.debtor:
            raise BadInput("debtor: this account belongs to another debtor")
        if currency != row.currency:
            raise BadInput("currency: this account is kept in another currency")
        balance, minimum = Money(row.balance, currency), Money(row.minimum, currency)
        self._accounts.append(
            Account(row.id, row.debtor, row.creditor, row.product, balance, minimum, row.due_on, row.opened_on, row.as_of)
        )

    def _payment(self, row: PaymentRow) -> None:
        if row.account not in self._owners:
            raise MissingReference("account: there is no account of this id")
        self._payments.append(Payment(row.account, Money(row.amount, self._owners[row.account][1]), row.paid_at))

    def _need_debtor(self, debtor_id: str) -> None:
        if debtor_id not in self._known:
            raise MissingReference("debtor: there is no debtor of this id")
