"""`goodterms bench calls`: whole calls with real WAVs in real time against the running service, several at once, and their figures."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np

from app.caller_line import line_to, number_on_file, step_from
from app.client import reach
from app.machine import this_machine
from app.service_probe import Watched, watching
from app.settings import PROJECT, Settings
from app.wiring import open_ledger
from portfolio.failures import BadInput
from telephony.caller import CallReport, SimulatedCall
from telephony.caller.forms import Line
from telephony.caller.http import twilio_session
from telephony.caller.person import HangUp, Manners, Person, Step
from telephony.caller.sound import write_stereo

SCRIPTS = PROJECT / "tests" / "data" / "bench_calls.json"
APART_S = 0.37
KNEE_MS = 1500.0
RAMP = (1, 2, 4, 6, 8, 10, 12, 14, 16, 20, 24, 32)
Say = Callable[[str], None]


@dataclass(frozen=True)
class BenchScript:
    """What one kind of caller does: the number on file of `debtor`, and the steps."""

    debtor: str
    steps: tuple[Step, ...]


def load_scripts(path: Path, locales: Sequence[str]) -> tuple[BenchScript, ...]:
    """The scripts of the wanted locales; steps name WAVs beside the file."""
    if not path.exists():
        raise BadInput(f"{path}: no such file; it names the WAVs of the callers")
    described: dict[str, Any] = json.loads(path.read_text())
    return tuple(
        BenchScript(described[locale]["debtor"], tuple(step_from(word, path.parent) for word in described[locale]["steps"]))
        for locale in locales
    )


def summarise(reports: Sequence[CallReport], watched: Watched, knee: int | None) -> dict[str, Any]:
    """One object for all calls; names that others rely on (interfaces.md) first."""
    answers = [each for report in reports for each in report.figures.answers_ms]
    cut_offs = sum(report.figures.cut_offs for report in reports)
    unanswered = sum(report.figures.unanswered for report in reports)
    turns = len(answers) + cut_offs + unanswered
    firsts = [report.figures.first_audio_ms for report in reports if report.figures.first_audio_ms is not None]
    barge_ins = [each for report in reports for each in report.figures.barge_in_ms]
    return {
        "eos_to_audio_ms_p50": percentile(answers, 50),
        "eos_to_audio_ms_p95": percentile(answers, 95),
        "cut_off_rate": round(cut_offs / turns, 4) if turns else None,
        "calls": len(reports),
        "loop_lag_ms_p95": _rounded(watched.lag_ms_p95()),
        "mb_per_call": _rounded(watched.mb_per_call(len(reports))),
        "knee_calls": knee,
        "first_audio_ms": percentile(firsts, 50),
        "first_audio_ms_max": percentile(firsts, 100),
        "turns": turns,
        "unanswered": unanswered,
        "gaps": sum(report.figures.gaps for report in reports),
        "pauses": sum(report.figures.pauses for report in reports),
        "stale_after_clear": sum(report.figures.stale_after_clear for report in reports),
        "barge_in_ms_p95": percentile(barge_ins, 95),
        "lost_at_close_ms": round(sum(report.lost_at_close_ms for report in reports), 1),
        "caller_lag_ms_p95": percentile([each for report in reports for each in report.late_ms], 95),
        "violations": sum(len(report.violations) for report in reports),
        "ended_by": dict(Counter(report.ended_by for report in reports)),
    }


def percentile(values: Sequence[float], percent: float) -> float | None:
    """A percentile to a tenth; None of nothing."""
    return round(float(np.percentile(values, percent)), 1) if values else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


async def bench_calls(settings: Settings, calls: int, locales: Sequence[str], *, knee: bool, keep: Path | None, say: Say) -> dict[str, Any]:
    """Runs `calls` at once (first a short one of each kind, not counted), and with `knee` goes on upwards until answers come too late."""
    scripts = load_scripts(SCRIPTS, locales)
    machine = this_machine()
    ledger = open_ledger(settings)
    numbers = [number_on_file(ledger, script.debtor) for script in scripts]
    async with reach(settings, say) as reached, twilio_session() as session:
        line = line_to(settings, reached)
        callers = list(zip(numbers, scripts, strict=True))
        say("warming up")
        await _all(session, line, [(number, BenchScript("", (HangUp(),))) for number in numbers])
        say(f"{calls} calls at once")
        async with watching(session, reached.service_url) as watched:
            reports = await _all(session, line, [callers[index % len(callers)] for index in range(calls)])
        found = await _find_knee(session, line, callers, say) if knee else None
    if keep is not None:
        for report in reports:
            write_stereo(keep / f"{report.call_sid}.wav", report.mouth, report.ear)
    return {**summarise(reports, watched, found), "machine": machine.as_dict()}


async def _all(session: aiohttp.ClientSession, line: Line, callers: Sequence[tuple[str, BenchScript]]) -> list[CallReport]:
    async def one(index: int, number: str, script: BenchScript) -> CallReport:
        # people do not all ring in the same instant
        await asyncio.sleep(index * APART_S)
        return await SimulatedCall(line, Person(script.steps, Manners(linger_s=6.0)), session, number).ring_in()

    return list(await asyncio.gather(*(one(index, *caller) for index, caller in enumerate(callers))))


async def _find_knee(session: aiohttp.ClientSession, line: Line, callers: Sequence[tuple[str, BenchScript]], say: Say) -> int:
    """The most simultaneous calls at which the 95th percentile stays within 1.5 s and every caller is greeted."""
    good = 0
    for calls in RAMP:
        reports = await _all(session, line, [callers[index % len(callers)] for index in range(calls)])
        answers = [each for report in reports for each in report.figures.answers_ms]
        p95 = percentile(answers, 95)
        say(f"{calls} calls: p95 {p95} ms")
        if p95 is None or p95 > KNEE_MS or any(report.figures.first_audio_ms is None for report in reports):
            break
        good = calls
    return good
