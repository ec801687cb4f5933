"""`goodterms bench turns`: whole text conversations against the running stack; how long each turn took in Rasa and in all."""

import json
import time
from collections.abc import Sequence
from statistics import quantiles

import aiohttp
import httpx
from rich.console import Console

from app.client import Reached, reach
from app.machine import this_machine
from app.settings import Settings

notes = Console(stderr=True)

LINES: dict[str, Sequence[str]] = {
    "d21": (
        "yes this is mary",
        "1985",
        "why are you calling me",
        "how much is it",
        "i can pay one hundred dollars on friday",
        "yes that is right",
        "no thanks",
    ),
    "d1": ("对 我是李强", "1990", "为什么 打给我", "要还 多少 钱", "我 星期五 还 五百 块", "对", "没有 了 再见"),
}


async def bench_turns(settings: Settings, conversations: int, as_object: bool) -> None:
    """Prints `ms_p50, ms_p95` of Rasa's turns (its action included) and of whole turns, over all turns but the first conversation's."""
    machine = this_machine()
    async with reach(settings, notes.print) as reached, httpx.AsyncClient(headers=reached.headers) as http:
        whole: list[float] = []
        await _converse(reached, "d21", [])  # a first message warms what only a first message warms
        before = len((await http.get(f"{reached.service_url}/dev/turn-times")).json())
        for number in range(conversations):
            await _converse(reached, tuple(LINES)[number % 2], whole)
        rasa: list[float] = (await http.get(f"{reached.service_url}/dev/turn-times")).json()[before:]
    figures = {
        "ms_p50": percentile(rasa, 50), "ms_p95": percentile(rasa, 95), "whole_ms_p50": percentile(whole, 50),
        "whole_ms_p95": percentile(whole, 95), "turns": len(whole), "machine": machine.as_dict(),
    }  # fmt: skip
    if as_object:
        print(json.dumps(figures))
        return
    print(f"Rasa turn   p50 {figures['ms_p50']} ms, p95 {figures['ms_p95']} ms (goal: p95 <= 25)")
    print(f"whole turn  p50 {figures['whole_ms_p50']} ms, p95 {figures['whole_ms_p95']} ms, {figures['turns']} turns")
    print(f"on {machine}")


async def _converse(reached: Reached, debtor: str, whole: list[float]) -> None:
    address = reached.service_url.replace("http", "ws", 1) + "/dev/talk"
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(address, params={"debtor": debtor}, headers=reached.headers) as socket,
    ):
        turn = await socket.receive_json()
        for line in LINES[debtor]:
            if turn["ended"]:
                return
            began = time.perf_counter()
            await socket.send_json({"text": line})
            turn = await socket.receive_json()
            whole.append((time.perf_counter() - began) * 1000)


def percentile(values: Sequence[float], per_cent: int) -> float:
    """Rounded to a tenth."""
    return round(quantiles(values, n=100, method="inclusive")[per_cent - 1], 1)
