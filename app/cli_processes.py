"""Commands that run processes: up, service, worker, test."""

import asyncio
import subprocess
import sys
from typing import Annotated

import typer
from rich.console import Console

from app.settings import PROJECT, load_settings
from portfolio.failures import BadInput


def register(app: typer.Typer) -> None:
    """Adds the commands to `goodterms`."""
    app.command()(up)
    app.command(hidden=True)(service)
    app.command(hidden=True)(worker)
    app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)(test)


def up() -> None:
    """Start everything on this machine and print the addresses; Ctrl-C stops all."""
    from app.up import ChildFailed, run_until_stopped  # noqa: PLC0415 - keeps the other commands quick

    try:
        asyncio.run(run_until_stopped(load_settings(), Console()))
    except ChildFailed as failure:
        raise BadInput(str(failure)) from None


def service() -> None:
    """The HTTP service alone (replicas, containers); needs GOODTERMS_REDIS_URL and a running Rasa."""
    from app.serve import serve  # noqa: PLC0415

    serve(load_settings())


def worker() -> None:
    """The background worker alone; needs GOODTERMS_REDIS_URL."""
    from app.worker import work  # noqa: PLC0415

    work(load_settings())


def test(ctx: typer.Context, paths: Annotated[list[str] | None, typer.Argument(hidden=True)] = None) -> None:
    """The whole test suite; real components are started and stopped by it. Arguments go to pytest."""
    done = subprocess.run([sys.executable, "-m", "pytest", *(paths or []), *ctx.args], cwd=PROJECT, check=False)
    sys.exit(done.returncode)
