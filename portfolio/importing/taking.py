"""One checked row goes into the ledger, if what it refers to is there."""

from portfolio.failures import BadInput
from portfolio.importing.rows import AccountRow, DebtorRow, ObservationRow, PaymentRow, Row
from portfolio.ledger import Transaction
from portfolio.money import Money
from portfolio.records import Account, Answer, Consent, Debtor, Observation, Payment


class MissingReference(BadInput):
    """The row refers to a debtor or account that is not there (yet)."""


class Taker:
    """Takes rows. In a dry run it only remembers which debtors and accounts would be there."""

    def __init__(self, *, dry_run: bool = False, even_if_older: bool = False) -> None:
        self._dry_run = dry_run
        self._even_if_older = even_if_older
        self._debtors: set[str] = set()
        self._currencies: dict[str, str] = {}
        self._owners: dict[str, str] = {}

    def take(self, tx: Transaction, row: Row) -> None:
        """The row is in. Raises MissingReference, or BadInput where it contradicts what is on file."""
        match row:
            case DebtorRow():
                self._debtor(tx, row)
            case AccountRow():
                self._account(tx, row)
            case PaymentRow():
                self._payment(tx, row)
            case ObservationRow():
                self._observation(tx, row)

    def _debtor(self, tx: Transaction, row: DebtorRow) -> None:
        self._debtors.add(row.id)
        if self._dry_run:
            return
        tx.put_debtor(Debtor(row.id, row.locale, row.region, row.time_zone, row.jurisdiction, row.name, row.phones, row.email))
        if row.verification:
            tx.put_answers(row.id, [Answer(one.question, one.answer) for one in row.verification])
        for one in row.consents:
            tx.add_consent(row.id, Consent(one.channel, one.given_at, one.source, one.ends_at))

    def _account(self, tx: Transaction, row: AccountRow) -> None:
        self._need_debtor(tx, row.debtor)
        owner = self._owner(tx, row.id)
        if owner not in (None, row.debtor):
            raise BadInput("debtor: this account belongs to another debtor")
        if self._currencies.get(row.id, row.currency) != row.currency:
            raise BadInput("currency: this account is kept in another currency")
        self._owners[row.id] = row.debtor
        self._currencies[row.id] = row.currency
        if self._dry_run:
            return
        account = Account(
            row.id,
            row.debtor,
            row.creditor,
            row.product,
            Money(row.balance, row.currency),
            Money(row.minimum, row.currency),
            row.due_on,
            row.opened_on,
            row.as_of,
        )
        tx.put_account(account, even_if_older=self._even_if_older)

    def _payment(self, tx: Transaction, row: PaymentRow) -> None:
        if self._owner(tx, row.account) is None:
            raise MissingReference("account: there is no account of this id")
        if not self._dry_run:
            tx.add_payment(Payment(row.account, Money(row.amount, self._currencies[row.account]), row.paid_at))

    def _observation(self, tx: Transaction, row: ObservationRow) -> None:
        self._need_debtor(tx, row.debtor)
        if not self._dry_run:
            tx.add_observation(Observation(row.debtor, row.source, row.name, row.value, row.as_of, row.purpose, row.basis))

    def _need_debtor(self, tx: Transaction, debtor_id: str) -> None:
        if debtor_id not in self._debtors:
            if tx.debtor(debtor_id) is None:
                raise MissingReference("debtor: there is no debtor of this id")
            self._debtors.add(debtor_id)

    def _owner(self, tx: Transaction, account_id: str) -> str | None:
        if account_id not in self._owners:
            known = tx.account(account_id)
            if known is None:
                return None
            self._owners[account_id] = known.debtor_id
            self._currencies[account_id] = known.balance.currency
        return self._owners[account_id]
