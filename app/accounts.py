"""People who log in to the screens: argon2 passwords, roles as `noun:verb` permissions, a lock after five wrong guesses."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import Connection, Engine, RowMapping, insert, select, update

from app.accounts_tables import desk_accounts
from portfolio.books import record
from portfolio.database import reading, writing
from portfolio.failures import BadInput
from portfolio.words import Clock, Locale

TRIES = 5
LOCKED = timedelta(minutes=5)
PASSWORD_BYTES = 12


class Role(StrEnum):
    """Who somebody is at the lender's."""

    AGENT = "agent"
    MANAGER = "manager"


_AGENT = frozenset({"ticket:take", "ticket:answer", "ticket:close", "debtor:read", "debtor:verify", "queue:read"})
PERMISSIONS: Mapping[Role, frozenset[str]] = {
    Role.AGENT: _AGENT,
    Role.MANAGER: _AGENT | {"board:read", "campaign:run", "account:reset"},
}
DEMO = (
    ("agent@demo", "Alex Morgan", Role.AGENT, Locale.EN_US),
    ("manager@demo", "Lin Chen", Role.MANAGER, Locale.EN_US),
)


@dataclass(frozen=True)
class DeskAccount:
    """Somebody who may log in. `epoch` grows with every new password and logout, and older sessions end with it."""

    id: str
    role: Role
    locale: Locale
    epoch: int
    email: str = field(repr=False)
    name: str = field(repr=False)

    def may(self, permission: str) -> bool:
        """True where the role allows it."""
        return permission in PERMISSIONS[self.role]


class LoginRefused(BadInput):
    """Wrong e-mail or password, or locked; `locked` says which."""

    def __init__(self, locked: bool) -> None:
        super().__init__("too many wrong passwords, wait five minutes" if locked else "e-mail or password is wrong")
        self.locked = locked


class Accounts:
    """Sync and thread-safe; a password check costs tens of milliseconds on purpose, so call it in a thread."""

    def __init__(self, engine: Engine, clock: Clock, hasher: PasswordHasher | None = None) -> None:
        self._engine = engine
        self._clock = clock
        self._hasher = hasher or PasswordHasher()

    def log_in(self, email: str, password: str) -> DeskAccount:
        """The account whose password this is; raises `LoginRefused`, as slowly for an unknown e-mail as for a wrong password."""
        with reading(self._engine) as tx:
            row = _by_email(tx, email)
        if row is None:
            self._fits(_stand_in(self._hasher), password)
            raise LoginRefused(locked=False)
        if row["locked_until"] is not None and row["locked_until"] > self._clock():
            raise LoginRefused(locked=True)
        if self._fits(row["password_hash"], password):
            self._forget_tries(row["id"])
            return _account(row)
        raise LoginRefused(locked=self._one_more_try(row["id"]))

    def account(self, account_id: str) -> DeskAccount | None:
        """By id."""
        with reading(self._engine) as tx:
            row = tx.execute(select(desk_accounts).where(desk_accounts.c.id == account_id)).mappings().first()
        return None if row is None else _account(row)

    def display_name(self, account_id: str) -> str:
        """The name that debtors may see; an account that is gone is simply a colleague."""
        account = self.account(account_id)
        return "—" if account is None else account.name

    def add(self, email: str, name: str, role: Role, locale: Locale) -> str:
        """A new account; returns its random password, which is not kept anywhere."""
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        values = {"id": f"u_{secrets.token_hex(6)}", "email": email.strip().lower(), "name": name, "role": str(role), "locale": locale}
        with writing(self._engine) as tx:
            tx.execute(insert(desk_accounts).values(**values, password_hash=self._hasher.hash(password), epoch=1, failures=0))
        return password

    def add_missing_demo(self) -> dict[str, str]:
        """The demo accounts that were not there yet, e-mail to password; empty from the second start on."""
        with reading(self._engine) as tx:
            missing = [demo for demo in DEMO if _by_email(tx, demo[0]) is None]
        return {email: self.add(email, name, role, locale) for email, name, role, locale in missing}

    def reset(self, email: str) -> str:
        """A new random password; every session of the account ends."""
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        with writing(self._engine) as tx:
            row = _by_email(tx, email)
            if row is None:
                raise BadInput("there is no account with this e-mail")
            new = {"password_hash": self._hasher.hash(password), "epoch": row["epoch"] + 1, "failures": 0, "locked_until": None}
            tx.execute(update(desk_accounts).where(desk_accounts.c.id == row["id"]).values(**new))
        return password

    def end_sessions(self, account_id: str) -> None:
        """Every session of the account ends, on every screen: a cookie that was copied is worth nothing after a logout."""
        with writing(self._engine) as tx:
            tx.execute(update(desk_accounts).where(desk_accounts.c.id == account_id).values(epoch=desk_accounts.c.epoch + 1))

    def emails(self) -> tuple[str, ...]:
        """Every account."""
        with reading(self._engine) as tx:
            return tuple(tx.execute(select(desk_accounts.c.email).order_by(desk_accounts.c.email)).scalars())

    def _fits(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except VerificationError:
            return False

    def _forget_tries(self, account_id: str) -> None:
        with writing(self._engine) as tx:
            tx.execute(update(desk_accounts).where(desk_accounts.c.id == account_id).values(failures=0, locked_until=None))

    def _one_more_try(self, account_id: str) -> bool:
        """Whether it was one too many. Counted in SQL, so that guesses made at the same time count each."""
        this = update(desk_accounts).where(desk_accounts.c.id == account_id)
        with writing(self._engine) as tx:
            failures = tx.execute(this.values(failures=desk_accounts.c.failures + 1).returning(desk_accounts.c.failures)).scalar_one()
            if failures >= TRIES:
                tx.execute(this.values(failures=0, locked_until=self._clock() + LOCKED))
        return bool(failures >= TRIES)


@cache
def _stand_in(hasher: PasswordHasher) -> str:
    """A hash of nothing anybody knows: checking it costs what a real check costs."""
    return hasher.hash(secrets.token_urlsafe(PASSWORD_BYTES))


def _by_email(tx: Connection, email: str) -> RowMapping | None:
    return tx.execute(select(desk_accounts).where(desk_accounts.c.email == email.strip().lower())).mappings().first()


def _account(row: RowMapping) -> DeskAccount:
    found = record(DeskAccount, row, "password_hash", "failures", "locked_until")
    return DeskAccount(found.id, Role(found.role), found.locale, found.epoch, found.email, found.name)
