"""The command line: `goodterms …`. Each command is a thin door to the room that does the work."""

import asyncio
import os
import sys
from typing import Annotated

import typer
from rich.console import Console

from app import cli_accounts, cli_bench, cli_call, cli_calls, cli_portfolio, cli_processes, cli_talk
from app.logs import configure_logs
from app.settings import load_settings
from portfolio.failures import BadInput, Unavailable

app = typer.Typer(
    name="goodterms",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A voice and chat bot that reminds people of overdue repayments and hands over to a human with the whole story.",
)
for part in (cli_processes, cli_talk, cli_calls, cli_call, cli_portfolio, cli_accounts, cli_bench):
    part.register(app)


@app.command()
def train(force: Annotated[bool, typer.Option(help="Train even if nothing changed.")] = False) -> None:
    """Train the dialogue model; nothing happens when its data did not change."""
    from app.embedding_model import prepare_embedding_model  # noqa: PLC0415 - only this command needs it
    from app.training import train as train_model  # noqa: PLC0415

    console, settings = Console(), load_settings()
    prepared = settings.model_copy(update={"embedding_model": prepare_embedding_model(settings, console.print)})
    path = train_model(prepared, force=force, progress=console.print)
    console.print(f"model: {path}", highlight=False)


def main() -> None:
    """Entry point. Expected failures end with one clear line and exit code 2; anything else is a bug and shows its traceback."""
    os.umask(0o077)  # database, recordings, logs: whatever we and our children write is for nobody else on this machine
    # What a command prints is its answer; only warnings are logged, and beside it.
    configure_logs("WARNING", sys.stderr)
    try:
        app()
    except (BadInput, Unavailable) as error:
        print(f"goodterms: {error}", file=sys.stderr)
        sys.exit(2)
    except (asyncio.CancelledError, KeyboardInterrupt):
        sys.exit(130)


if __name__ == "__main__":
    main()
