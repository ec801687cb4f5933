"""`goodterms accounts`: who can log in to the screens, and new passwords for them."""

from typing import Annotated

import typer

from app.accounts import Accounts, Role
from app.clock import clock_from
from app.settings import load_settings
from portfolio.database import open_database
from portfolio.failures import BadInput
from portfolio.words import Locale

accounts_app = typer.Typer(help="Accounts of agents and managers.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Mount the commands."""
    app.add_typer(accounts_app, name="accounts")


def _open() -> Accounts:
    settings = load_settings()
    return Accounts(open_database(settings.sql_url), clock_from(settings.now))


@accounts_app.command("list")
def show() -> None:
    """E-mail of every account."""
    for email in _open().emails():
        typer.echo(email)


@accounts_app.command()
def reset(email: Annotated[str, typer.Argument(help="e-mail of the account; without it, both demo accounts")] = "") -> None:
    """Give an account a new random password, printed once; its open sessions end."""
    accounts = _open()
    for each in [email] if email else [known for known in accounts.emails() if known.endswith("@demo")]:
        try:
            typer.echo(f"{each} {accounts.reset(each)}")
        except BadInput as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(2) from error


@accounts_app.command()
def add(email: str, name: str, role: Role = Role.AGENT, locale: Locale = Locale.EN_US) -> None:
    """A new account with a random password, printed once."""
    accounts = _open()
    if email.strip().lower() in accounts.emails():
        typer.echo("there is an account with this e-mail already", err=True)
        raise typer.Exit(2)
    typer.echo(f"{email} {accounts.add(email, name, role, locale)}")
