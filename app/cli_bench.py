"""`goodterms bench …`: figures of one run, with the machine they were taken on."""

import asyncio
import json
from typing import Annotated, Any

import typer

from app import cli_calls
from app.bench_gate import bench_gate
from app.bench_import import bench_import
from app.bench_queue import bench_queue
from app.bench_turns import bench_turns
from app.machine import told
from app.settings import load_settings


def register(app: typer.Typer) -> None:
    """Adds `bench` to `goodterms`."""
    bench = typer.Typer(no_args_is_help=True, help="Figures of one run, with the machine they were taken on.")
    bench.command()(turns)
    bench.command()(gate)
    bench.command("import")(importing)
    bench.command()(queue)
    cli_calls.register_bench(bench)
    app.add_typer(bench, name="bench")


def turns(
    conversations: Annotated[int, typer.Option(min=1, help="Conversations to lead, half in each language.")] = 40,
    as_object: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """How long one turn takes in Rasa, its action included, and in the whole bot."""
    asyncio.run(bench_turns(load_settings(), conversations, as_object))


def gate(
    decisions: Annotated[int, typer.Option(min=1, help="Questions to put to the contact gate.")] = 20_000,
    as_object: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """How fast the contact gate decides, and how often it allowed what its simple judge finds out of hours or over a cap."""
    _tell(bench_gate(decisions), as_object)


def importing(
    accounts: Annotated[int, typer.Option(min=1, help="Made-up debtors, each with one account and one payment.")] = 10_000,
    as_object: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """How long a portfolio takes to import into a new SQLite database, and the memory that it takes."""
    _tell(asyncio.run(bench_import(accounts)), as_object)


def queue(
    tickets: Annotated[int, typer.Option(min=1, help="Tickets to queue, offer, accept and close.")] = 3_000,
    processes: Annotated[int, typer.Option(min=1, max=32, help="Processes at once, with eight agents each.")] = 3,
    as_object: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """How many moves the handoff queue makes, and whether any ticket was lost or handed out twice."""
    _tell(asyncio.run(bench_queue(load_settings(), tickets, processes)), as_object)


def _tell(figures: dict[str, Any], as_object: bool) -> None:
    print(json.dumps(figures) if as_object else told(figures))
