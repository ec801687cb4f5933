"""`goodterms import`, `show` and `gate`: data in, what is known, and what may be done."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import Engine

from app.clock import clock_from
from app.settings import Settings, load_settings
from app.showing import as_json, as_lines
from compliance.facts import gather
from compliance.gate import ProposedAttempt, decide
from compliance.rulebook import Rulebook, load_rulebooks, rulebooks_for
from compliance.verdicts import verdict_fields
from handoff.tickets_sql import TicketBook
from portfolio.database import open_database
from portfolio.failures import BadInput
from portfolio.importing import ImportReport, import_lines
from portfolio.importing.mapping import load_mapping
from portfolio.ledger import Ledger
from portfolio.words import Channel, Direction, Locale

show_app = typer.Typer(help="What is known about a debtor, a ticket or a conversation.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object.")]


def register(app: typer.Typer) -> None:
    """Mount the commands."""
    app.command("import")(import_file)
    app.command()(gate)
    app.add_typer(show_app, name="show")


@contextmanager
def _database() -> Iterator[tuple[Settings, Engine]]:
    settings = load_settings()
    engine = open_database(settings.sql_url)
    try:
        yield settings, engine
    finally:
        engine.dispose()


def import_file(
    file: Annotated[Path, typer.Argument(help="a .jsonl or .csv file", metavar="FILE")],
    mapping: Annotated[Path | None, typer.Option(help="YAML file that names a CSV file's columns")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, take nothing.")] = False,
    as_object: AsJson = False,
) -> None:
    """Take portfolio data in. Rows that do not fit are set aside with their line and reason; the rest goes in."""
    named = load_mapping(mapping) if mapping else None
    beside = Console(stderr=True)
    with _database() as (settings, engine), Progress(console=beside, transient=True, disable=not beside.is_terminal) as bar:
        task = bar.add_task(file.name, total=None)
        report = import_lines(
            Ledger(engine),
            file,
            named,
            dry_run=dry_run,
            progress=lambda done, size: bar.update(task, completed=done, total=size),
            quarantine_dir=settings.state_dir,
        )
    typer.echo(as_json(_report_fields(report)) if as_object else _report_text(report, dry_run))


def _report_fields(report: ImportReport) -> dict[str, Any]:
    where = str(report.quarantine_file) if report.quarantine_file else None
    return {"rows": report.rows, "accepted": report.accepted, "quarantined": report.quarantined, "quarantine_file": where}


def _report_text(report: ImportReport, dry_run: bool) -> str:
    first = f"{report.rows} rows, {report.accepted} {'fit' if dry_run else 'taken'}, {len(report.quarantined)} set aside"
    lines = [f"  line {one.line}: {one.reason}" for one in report.quarantined[:10]]
    if len(report.quarantined) > len(lines):
        lines.append(f"  and {len(report.quarantined) - len(lines)} more")
    if report.quarantine_file is not None:
        lines.append(f"all of them: {report.quarantine_file}")
    return "\n".join([first, *lines])


@show_app.command("debtor")
def show_debtor(debtor_id: Annotated[str, typer.Argument(metavar="ID")], as_object: AsJson = False) -> None:
    """A debtor: accounts, flags, consents, promises, attempts, verdicts, conversations, tickets."""
    with _database() as (_, engine):
        _print(_debtor(Ledger(engine), TicketBook(engine), debtor_id), as_object)


@show_app.command("ticket")
def show_ticket(ticket_id: Annotated[str, typer.Argument(metavar="ID")], as_object: AsJson = False) -> None:
    """A handoff ticket and every move that it made."""
    with _database() as (_, engine):
        tickets = TicketBook(engine)
        ticket = tickets.ticket(ticket_id)
        if ticket is None:
            raise BadInput(f"there is no ticket {ticket_id}")
        _print({"ticket": ticket, "moves": tickets.audit(ticket_id)}, as_object)


@show_app.command("conversation")
def show_conversation(conversation_id: Annotated[str, typer.Argument(metavar="ID")], as_object: AsJson = False) -> None:
    """A conversation, its transcript as it was heard, and its tickets."""
    with _database() as (_, engine):
        ledger = Ledger(engine)
        found = ledger.conversation(conversation_id)
        if found is None:
            raise BadInput(f"there is no conversation {conversation_id}")
        whole = {
            "conversation": replace(found, state="") if not as_object else found,
            "transcript": ledger.utterances(conversation_id),
            "tickets": TicketBook(engine).for_conversation(conversation_id),
        }
        _print(whole, as_object)


def _print(whole: dict[str, Any], as_object: bool) -> None:
    typer.echo(as_json(whole) if as_object else as_lines(whole))


def _debtor(ledger: Ledger, tickets: TicketBook, debtor_id: str) -> dict[str, Any]:
    debtor = ledger.debtor(debtor_id)
    if debtor is None:
        raise BadInput(f"there is no debtor {debtor_id}")
    conversations = ledger.conversations(debtor_id)
    accounts = ledger.accounts(debtor_id)
    return {
        "debtor": debtor,
        "accounts": accounts,
        "payments": [payment for account in accounts for payment in ledger.payments(account.id)],
        "verification": ledger.verification_questions(debtor_id),
        "consents": ledger.consents(debtor_id),
        "flags": ledger.flags(debtor_id),
        "inconvenient_times": ledger.inconvenient_times(debtor_id),
        "callbacks": ledger.callbacks(debtor_id),
        "promises": ledger.promises(debtor_id),
        "attempts": ledger.attempts(debtor_id),
        "verdicts": [{"channel": one.channel, "at": one.at, **json.loads(one.verdict)} for one in ledger.verdicts(debtor_id)],
        "conversations": [
            {
                "id": one.id,
                "channel": one.channel,
                "direction": one.direction,
                "locale": one.locale,
                "started_at": one.started_at,
                "verified_at": one.verified_at,
                "ended_at": one.ended_at,
                "disposition": one.disposition,
                "recording": one.recording,
            }
            for one in conversations
        ],
        "tickets": [ticket for one in conversations for ticket in tickets.for_conversation(one.id)],
    }


def gate(
    *,
    debtor: Annotated[str, typer.Option(help="id of the debtor", metavar="ID")],
    channel: Annotated[Channel, typer.Option(help="how we would make contact")] = Channel.VOICE,
    at: Annotated[str | None, typer.Option(help="ISO instant with its offset; now, where it is not given", metavar="INSTANT")] = None,
    number: Annotated[str | None, typer.Option(help="number to use; the first usable one, where it is not given")] = None,
    by_hand: Annotated[bool, typer.Option("--by-hand", help="An agent would dial, not the bot.")] = False,
    as_object: AsJson = False,
) -> None:
    """Ask the contact gate whether this debtor may be contacted, and why not. Asking changes and reserves nothing."""
    with _database() as (settings, engine):
        moment = _instant(at) if at else clock_from(settings.now)()
        facts = gather(Ledger(engine), debtor, moment)
        books = rulebooks_for(load_rulebooks(), facts.places)
    proposed = ProposedAttempt(channel, Direction.OUTBOUND, number or facts.number_to_use, automated=not by_hand)
    verdict = verdict_fields(decide(proposed, facts, books, moment))
    if as_object:
        named = {"debtor": debtor, "channel": channel, "at": moment, "allowed": verdict["verdict"] == "allowed"}
        typer.echo(as_json(named | verdict | {"rules": _rules(books, verdict["rules"])}))
    elif verdict["rule"] is None:
        typer.echo(f"allowed ({', '.join(verdict['rules'])})")
    else:
        retry = f"; from {verdict['retry_at']}" if verdict["retry_at"] else "; waiting does not help"
        typer.echo(f"refused by {verdict['rule']}: {verdict['reason'][Locale.EN_US]} / {verdict['reason'][Locale.ZH_CN]}{retry}")


def _instant(text: str) -> datetime:
    with suppress(ValueError):
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment
    raise BadInput(f"{text} is not an instant with its offset, like 2026-03-11T10:00:00+08:00")


def _rules(books: tuple[Rulebook, ...], names: list[str]) -> list[dict[str, Any]]:
    """The rules behind a verdict, each with its rulebook, its version and its source."""
    return [
        {"id": rule.id, "rulebook": book.place, "version": book.version, **rule.model_dump(exclude={"id", "reason"})}
        for book in books
        for rule in book.rules
        if rule.id in names
    ]
