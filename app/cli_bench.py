"""`goodterms bench …`: figures of one run, with the machine they were taken on."""

import asyncio
from typing import Annotated

import typer

from app import cli_calls
from app.bench_turns import bench_turns
from app.settings import load_settings


def register(app: typer.Typer) -> None:
    """Adds `bench` to `goodterms`."""
    bench = typer.Typer(no_args_is_help=True, help="Figures of one run, with the machine they were taken on.")
    bench.command()(turns)
    cli_calls.register_bench(bench)
    app.add_typer(bench, name="bench")


def turns(
    conversations: Annotated[int, typer.Option(min=1, help="Conversations to lead, half in each language.")] = 40,
    as_object: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """How long one turn takes in Rasa, its action included, and in the whole bot."""
    asyncio.run(bench_turns(load_settings(), conversations, as_object))
