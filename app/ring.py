"""`goodterms ring`: a person calls the running service, as Twilio would bring them, and plays WAVs in real time."""

import json
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from app.caller_line import UNKNOWN_CALLER, line_to, number_on_file, step_from
from app.client import reach
from app.settings import Settings
from app.wiring import open_ledger
from portfolio.ledger import Ledger
from portfolio.words import Speaker
from telephony.caller import CallReport, SimulatedCall
from telephony.caller.http import twilio_session
from telephony.caller.mischief import ODD_SIZES, Mischief
from telephony.caller.person import Manners, Person
from telephony.caller.sound import write_stereo

LINES = {
    "bot_begins": "bot speaks",
    "bot_ends": "bot is silent",
    "speak": "you say",
    "press": "you press keys:",
    "hang_up": "you hang up",
    "clear": "bot breaks off",
    "violation": "Twilio would warn: error",
}

BAD_LINES = {
    "none": Mischief(),
    "sizes": Mischief(frame_sizes=ODD_SIZES),
    "malformed": Mischief(malformed_every=5),
    "second-start": Mischief(second_start_s=3.0),
    "drop": Mischief(drop_s=5.0),
    "unsigned": Mischief(unsigned=True),
    "forged": Mischief(forged=True),
}


async def ring(
    settings: Settings,
    words: list[str],
    debtor: str | None,
    number: str | None,
    *,
    out: Path | None,
    bad_line: str,
    linger_s: float,
    as_json: bool,
) -> CallReport:
    """One call from pick-up to hang-up; prints what happens as it happens, then figures and transcript, and writes the stereo WAV."""
    console = Console(stderr=as_json, highlight=False, soft_wrap=True)
    ledger = open_ledger(settings)
    script = tuple(step_from(word) for word in words)
    caller = number or (number_on_file(ledger, debtor) if debtor else UNKNOWN_CALLER)

    def tell(at_s: float, what: str, name: str) -> None:
        console.print(f"{at_s:7.2f} s  {LINES[what]} {name}".rstrip())

    async with reach(settings, lambda text: console.print(f"[dim]{text}[/dim]")) as reached, twilio_session() as session:
        person = Person(script, Manners(linger_s=linger_s))
        call = SimulatedCall(line_to(settings, reached), person, session, caller, mischief=BAD_LINES[bad_line], tell=tell)
        report = await call.ring_in()
    path = out or settings.state_dir / "ring" / f"{report.call_sid}.wav"
    write_stereo(path, report.mouth, report.ear)
    _show(console, report, path, ledger)
    if as_json:
        print(json.dumps(_as_dict(report, path), ensure_ascii=False))
    return report


def _show(console: Console, report: CallReport, path: Path, ledger: Ledger) -> None:
    for utterance in ledger.utterances(report.call_sid):
        who = "you" if utterance.speaker is Speaker.DEBTOR else utterance.speaker.value
        console.print(f"{who:>6}  {utterance.text}", markup=False)
    figures = report.figures
    answers = ", ".join(f"{each:.0f}" for each in figures.answers_ms) or "none"
    first = "never" if figures.first_audio_ms is None else f"{figures.first_audio_ms:.0f} ms after start"
    console.print(f"first sound {first}; end of your speech to the bot's sound, ms: {answers}")
    console.print(
        f"cut off {figures.cut_offs}, unanswered {figures.unanswered}, gaps {figures.gaps}, stale after clear {figures.stale_after_clear}, "
        f"lost at close {report.lost_at_close_ms:.0f} ms, marks {report.marks_returned}"
    )
    # 31921, closed by the server, is logged at every intended end too
    errors = ", ".join(str(code) for code in report.errors if code != 31921)
    errors = f"; Twilio errors {errors}" if errors else ""
    console.print(f"call {report.call_sid} {report.ended_by}{errors}; left you, right bot: {path}")
    for violation in report.violations[:5]:
        console.print(f"against the contract ({violation.code}): {violation.why}", markup=False)


def _as_dict(report: CallReport, path: Path) -> dict[str, object]:
    return {
        "call": report.call_sid,
        "ended_by": report.ended_by,
        "errors": report.errors,
        "violations": [asdict(violation) for violation in report.violations],
        "lost_at_close_ms": report.lost_at_close_ms,
        "wav": str(path),
        **asdict(report.figures),
    }
