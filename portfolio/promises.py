"""Promises to pay. An account has at most one open promise: what the debtor said last is what holds."""

from sqlalchemy import RowMapping, insert, select, update

from portfolio.books import Book, hold_debtor
from portfolio.failures import BadInput
from portfolio.money import Money
from portfolio.records import Promise, PromiseState
from portfolio.tables import promises

MOVES: dict[PromiseState, frozenset[PromiseState]] = {
    PromiseState.OPEN: frozenset({PromiseState.KEPT, PromiseState.PARTIAL, PromiseState.BROKEN, PromiseState.CANCELLED}),
    # money may still arrive after the first judgement
    PromiseState.PARTIAL: frozenset({PromiseState.KEPT, PromiseState.BROKEN}),
    PromiseState.BROKEN: frozenset({PromiseState.KEPT, PromiseState.PARTIAL}),
    PromiseState.KEPT: frozenset(),
    PromiseState.CANCELLED: frozenset(),
}
"""The legal moves in the life of a promise."""


class Promises(Book):
    """Promises to pay."""

    def record_promise(self, promise: Promise) -> Promise:
        """The promise is on file and open; an earlier open one of the same account is cancelled. The same id is stored once."""
        with self._writing() as connection:
            hold_debtor(connection, promise.debtor_id)
            known = connection.execute(select(promises).where(promises.c.id == promise.id)).mappings().one_or_none()
            if known is not None:
                return _promise(known)
            earlier = (promises.c.account_id == promise.account_id, promises.c.state == PromiseState.OPEN)
            connection.execute(update(promises).where(*earlier).values(state=PromiseState.CANCELLED))
            row = {
                "id": promise.id,
                "account_id": promise.account_id,
                "debtor_id": promise.debtor_id,
                "currency": promise.amount.currency,
                "amount": promise.amount.amount,
                "due_on": promise.due_on,
                "state": PromiseState.OPEN,
                "made_at": promise.made_at,
                "conversation_id": promise.conversation_id,
            }
            stored = connection.execute(insert(promises).values(row).returning(promises)).mappings().one()
            return _promise(stored)

    def promises(self, debtor_id: str) -> tuple[Promise, ...]:
        """All promises of the debtor, oldest first."""
        wanted = select(promises).where(promises.c.debtor_id == debtor_id).order_by(promises.c.made_at, promises.c.id)
        with self._reading() as connection:
            return tuple(_promise(row) for row in connection.execute(wanted).mappings())

    def move_promise(self, promise_id: str, state: PromiseState) -> Promise:
        """The promise in its new state. Raises BadInput for an unknown promise and for a move that is not in MOVES."""
        with self._writing() as connection:
            wanted = select(promises).where(promises.c.id == promise_id).with_for_update()
            row = connection.execute(wanted).mappings().one_or_none()
            if row is None:
                raise BadInput("there is no promise of this id")
            before = _promise(row)
            if state is before.state:
                return before
            if state not in MOVES[before.state]:
                raise BadInput(f"a promise that is {before.state} cannot become {state}")
            moved = update(promises).where(promises.c.id == promise_id).values(state=state).returning(promises)
            return _promise(connection.execute(moved).mappings().one())


def _promise(row: RowMapping) -> Promise:
    return Promise(
        row["id"],
        row["account_id"],
        row["debtor_id"],
        Money(row["amount"], row["currency"]),
        row["due_on"],
        row["state"],
        row["made_at"],
        row["conversation_id"],
    )
