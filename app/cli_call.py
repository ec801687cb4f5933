"""`goodterms call`: a real outbound call through Twilio, if the contact gate allows it."""

import asyncio
from typing import Annotated

import typer

from app.run_state import read_run_state
from app.settings import Settings, load_settings
from app.wiring import open_office
from compliance.verdicts import Refused
from portfolio.failures import BadInput
from portfolio.words import Locale
from telephony.dialler import Placed

REFUSED = 3


def register(app: typer.Typer) -> None:
    """Adds the command to `goodterms`."""
    app.command()(call)


def call(
    number: Annotated[str, typer.Argument(help="The debtor's number, with country code.")],
    debtor: Annotated[str, typer.Option(help="Whom the number should reach.")],
) -> None:
    """Call a debtor. The contact gate decides first; a refusal (exit code 3) names its rule, its reason and when to try again."""
    placed = asyncio.run(_call(load_settings(), number, debtor))
    if isinstance(placed, Refused):
        again = f"; not before {placed.retry_at.isoformat()}" if placed.retry_at else ""
        print(f"refused by {placed.rule}: {placed.reason.said_in(Locale.EN_US)} / {placed.reason.said_in(Locale.ZH_CN)}{again}")
        raise typer.Exit(REFUSED)
    print(f"ringing: call {placed.call_id}, attempt {placed.attempt_id}")


async def _call(settings: Settings, number: str, debtor: str) -> Placed | Refused:
    if not (settings.twilio_account_sid and settings.twilio_from):
        # said before the gate is asked: an attempt that could never be made must not be on the debtor's record
        raise BadInput("no carrier is set up; set GOODTERMS_TWILIO_ACCOUNT_SID, GOODTERMS_TWILIO_AUTH_TOKEN and GOODTERMS_TWILIO_FROM")
    running = read_run_state(settings.state_dir)
    if running is None and settings.redis_url is None:
        raise BadInput("Goodterms does not run here, so nobody could speak when the debtor answers: start it with `./goodterms up` first")
    reached = settings.model_copy(update={"redis_url": running.redis_url}) if running else settings
    async with open_office(reached) as office:
        return await office.dialler.place_call(debtor, number)
