"""`goodterms ring` (a simulated inbound call) and `goodterms bench calls` (figures of whole calls)."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app.bench_calls import bench_calls
from app.machine import told
from app.ring import BAD_LINES
from app.ring import ring as ring_in
from app.settings import load_settings
from portfolio.failures import BadInput
from portfolio.words import Locale

notes = Console(stderr=True, highlight=False)


def register(app: typer.Typer) -> None:
    """Adds `ring` to `goodterms`; `calls` belongs to the `bench` group."""
    app.command()(ring)


def register_bench(bench: typer.Typer) -> None:
    """Adds `calls` to `goodterms bench`."""
    bench.command()(calls)


def ring(
    says: Annotated[
        list[str] | None, typer.Argument(metavar="WAV…", help="In turn: a.wav, over:a.wav (interrupts), keys:12#, wait:2, hangup.")
    ] = None,
    *,
    debtor: Annotated[str | None, typer.Option(help="Who calls, from their number on file; without it, an unknown caller.")] = None,
    number: Annotated[str | None, typer.Option("--from", help="The number that calls.")] = None,
    out: Annotated[Path | None, typer.Option(help="The stereo WAV to write: left you, right the bot.")] = None,
    bad_line: Annotated[str, typer.Option(help=f"What goes wrong on the line: {', '.join(BAD_LINES)}.")] = "none",
    linger: Annotated[float, typer.Option(help="Seconds to stay on the line after the last WAV was answered.")] = 8.0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object at the end.")] = False,
) -> None:
    """Call the running service as a person would, signed and streamed as Twilio does it, and play WAVs in real time."""
    if bad_line not in BAD_LINES:
        raise BadInput(f"--bad-line takes {', '.join(BAD_LINES)}")
    report = asyncio.run(ring_in(load_settings(), says or [], debtor, number, out=out, bad_line=bad_line, linger_s=linger, as_json=as_json))
    if report.ended_by in ("webhook_failed", "twiml_refused"):
        raise typer.Exit(1)


def calls(
    calls: Annotated[int, typer.Option(min=1, help="Calls at the same time.")] = 1,
    locale: Annotated[Locale | None, typer.Option(help="Callers of one language; both in turn if not given.")] = None,
    knee: Annotated[bool, typer.Option(help="Then go upwards until the 95th percentile exceeds 1.5 s.")] = False,
    keep: Annotated[Path | None, typer.Option(help="A folder for the stereo WAVs of the calls.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Whole calls with real WAVs in real time: delays, cut-offs, gaps, stale sound, and the machine they were taken on."""
    locales = [locale.value] if locale else [Locale.EN_US.value, Locale.ZH_CN.value]
    work = bench_calls(load_settings(), calls, locales, knee=knee, keep=keep, say=lambda text: notes.print(f"[dim]{text}[/dim]"))
    found = asyncio.run(work)
    print(json.dumps(found, ensure_ascii=False) if as_json else told(found))
