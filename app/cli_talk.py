"""`goodterms talk` (a conversation in the terminal) and `goodterms parse` (what a line is understood as)."""

import asyncio
import json
import sys
from datetime import date, datetime
from typing import Annotated, Any

import aiohttp
import typer
from rich.console import Console

from app.client import Reached, reach
from app.clock import clock_from
from app.settings import Settings, load_settings
from bot.rasa_client import RasaClient
from bot.understanding.parse_line import parse_line
from portfolio.failures import BadInput
from portfolio.words import Channel, Locale

notes = Console(stderr=True)


def register(app: typer.Typer) -> None:
    """Adds the commands to `goodterms`."""
    app.command()(talk)
    app.command()(parse)


def talk(
    debtor: Annotated[str | None, typer.Option(help="Debtor id, e.g. d1 or d21 of the demo book; without it, an unknown caller.")] = None,
    channel: Annotated[str, typer.Option(help="voice (the phone flow without sound) or chat.")] = "voice",
    number: Annotated[str | None, typer.Option("--from", help="The number that calls; the one on file if not given.")] = None,
    locale: Annotated[str | None, typer.Option(help="zh-CN or en-US; the debtor's own if not given.")] = None,
    json_lines: Annotated[bool, typer.Option("--json", help="One JSON line per bot turn.")] = False,
) -> None:
    """Talk to the bot in the terminal. An empty line is silence; end of input hangs up."""
    if channel not in (Channel.VOICE.value, Channel.CHAT.value):
        raise BadInput("--channel takes voice or chat")
    query = {"debtor": debtor, "channel": channel, "number": number, "locale": locale}
    asyncio.run(_talk(load_settings(), {k: v for k, v in query.items() if v is not None}, json_lines))


async def _talk(settings: Settings, query: dict[str, str], json_lines: bool) -> None:
    if settings.now is not None:
        query["now"] = settings.now.isoformat()
    async with reach(settings, lambda text: notes.print(f"[dim]{text}[/dim]")) as reached, aiohttp.ClientSession() as session:
        address = reached.service_url.replace("http", "ws", 1) + "/dev/talk"
        async with session.ws_connect(address, params=query, headers=reached.headers) as socket:
            async for message in socket:
                turn: dict[str, Any] = message.json()
                if "error" in turn:
                    raise BadInput(turn["error"])
                _show(turn, json_lines)
                line = "" if turn["ended"] else await asyncio.to_thread(sys.stdin.readline)
                if not line:
                    break
                await socket.send_json({"text": line.strip()})


def _show(turn: dict[str, Any], json_lines: bool) -> None:
    if json_lines:
        shown = {key: turn[key] for key in ("said", "expects", "ended", "ticket", "locale")}
        print(json.dumps(shown, ensure_ascii=False), flush=True)
        return
    for said in turn["said"]:
        print(f"bot  {said}")
    mark = f"ended, conversation {turn['conversation']}" if turn["ended"] else turn["expects"]
    print(f"     [{mark}{', ticket ' + turn['ticket'] if turn['ticket'] else ''}]", flush=True)


def parse(
    locale: Annotated[Locale, typer.Option(help="zh-CN or en-US.")],
    json_lines: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False,
) -> None:
    """What each line of standard input is understood as: intent, safety flags, dates, amounts."""
    asyncio.run(_parse(load_settings(), locale, json_lines))


async def _parse(settings: Settings, locale: Locale, json_lines: bool) -> None:
    clock = clock_from(settings.now)
    async with reach(settings, lambda text: notes.print(f"[dim]{text}[/dim]")) as reached:
        rasa = _rasa(reached)
        try:
            while line := await asyncio.to_thread(sys.stdin.readline):
                if not line.strip():
                    continue
                understood = await parse_line(rasa, line.strip(), locale, _today(clock(), settings.now))
                if json_lines:
                    print(json.dumps(understood, ensure_ascii=False), flush=True)
                else:
                    shown = {k: understood[k] for k in ("flags", "dates", "amounts") if understood[k]}
                    print(f"{understood['intent']} {understood['confidence']:.2f} {shown or ''}", flush=True)
        finally:
            await rasa.close()


def _rasa(reached: Reached) -> RasaClient:
    return RasaClient(reached.rasa_url, reached.token)


def _today(now: datetime, given: datetime | None) -> date:
    """The day that lines are understood on: in GOODTERMS_NOW's own offset where it is set, else where this machine is."""
    return (now.astimezone(given.tzinfo) if given else now.astimezone()).date()
