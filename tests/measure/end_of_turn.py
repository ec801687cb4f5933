"""Prints false cut-offs against delay: `python -m tests.measure.end_of_turn [--ours]`. Ours beside fixed pauses: same ears, same sound.

Every line is said whole and with a hesitation of several lengths where people hesitate. A cut-off is a first transcript before the true
end; the delay is true end to decision of the utterances that were not cut.
"""

import asyncio
import sys
from dataclasses import dataclass
from statistics import quantiles

import numpy as np

import speech.hearing
from speech import mulaw
from speech.asr.models import bundled_model
from speech.asr.vosk_ears import VoskModel, VoskRecognisers
from speech.end_of_turn import TurnSoFar, is_over
from speech.events import Transcript
from speech.hearing import Hearing
from speech.mulaw import RATE, Pcm
from speech.silero_activity import SileroModel
from speech.tts.pyttsx3_voice import Pyttsx3Engine, VoiceChoice

VOICES = {
    "en-US": [VoiceChoice(f"gmw/en-us+{variant}", 150, 0.8) for variant in ("f2", "m3", "f4")],
    "zh-CN": [VoiceChoice(f"sit/cmn-latn-pinyin+{variant}", 160, 0.7) for variant in ("f2", "m3", "f4")],
}
HESITATIONS_S = (0.0, 0.3, 0.5, 0.7, 0.9)
LINES: dict[str, list[tuple[str, int | None, tuple[str, ...]]]] = {
    "en-US": [
        ("identity", None, ("yes", "this is mary johnson")),
        ("identity", None, ("yes",)),
        ("confirm", None, ("yes that is right",)),
        ("confirm", None, ("no",)),
        ("verification", 4, ("nineteen", "eighty five")),
        ("verification", 5, ("zero two one", "three nine")),
        ("willingness", None, ("i can pay", "one hundred dollars", "on friday")),
        ("willingness", None, ("i can pay fifty dollars and", "the rest next month")),
        ("willingness", None, ("no i can not pay",)),
        ("amount", None, ("one hundred", "fifty dollars")),
        ("amount", None, ("fifty dollars",)),
        ("date", None, ("on friday",)),
        ("date", None, ("next month on the", "fifteenth")),
        ("open", None, ("i lost my job and", "i have no money")),
        ("open", None, ("i want to speak to a human",)),
        ("anything_else", None, ("no that is all", "goodbye")),
    ],
    "zh-CN": [
        ("identity", None, ("对", "我是李强")),
        ("identity", None, ("是的",)),
        ("confirm", None, ("对没错",)),
        ("confirm", None, ("不是",)),
        ("verification", 4, ("三八", "二一")),
        ("verification", 4, ("一九九零",)),
        ("willingness", None, ("我星期五", "还五百块")),
        ("willingness", None, ("我先还三百块然后", "下个月还八百块")),
        ("willingness", None, ("我不还",)),
        ("amount", None, ("一千", "五百块")),
        ("amount", None, ("五百块",)),
        ("date", None, ("星期五",)),
        ("date", None, ("下个月", "十五号")),
        ("open", None, ("我没有钱因为", "我失业了")),
        ("open", None, ("转人工",)),
        ("anything_else", None, ("没有了", "再见")),
    ],
}


@dataclass(frozen=True)
class Line:
    """One rendering of a line: its sound and where it truly ends."""

    locale: str
    expects: str
    digits: int | None
    sound: bytes
    ends_s: float


async def lines() -> list[Line]:
    """Every line in three voices with every hesitation."""
    made = []
    for locale, voices in VOICES.items():
        for choice in voices:
            engine = Pyttsx3Engine({locale: choice}, workers=1)
            for expects, digits, parts in LINES[locale]:
                clips = [mulaw.decode(await engine.render(part, locale)) for part in parts]
                for hesitation_s in HESITATIONS_S if len(parts) > 1 else (0.0,):
                    made.append(_line(locale, expects, digits, clips, hesitation_s))
            await engine.close()
    return made


def _line(locale: str, expects: str, digits: int | None, clips: list[Pcm], hesitation_s: float) -> Line:
    gap = np.zeros(int(hesitation_s * RATE), dtype=np.int16)
    spoken = np.concatenate([part for clip in clips for part in (_tight(clip), gap)][:-1])
    quiet = np.zeros(RATE // 2, dtype=np.int16)
    sound = np.concatenate([quiet, spoken, np.zeros(3 * RATE, dtype=np.int16)])
    noise = np.random.default_rng(len(sound)).normal(0, 4, len(sound))
    return Line(locale, expects, digits, mulaw.encode((sound + noise).astype(np.int16)), 0.5 + len(spoken) / RATE)


def _tight(pcm: Pcm) -> Pcm:
    loud = np.flatnonzero(np.abs(pcm.astype(int)) > 150)
    return pcm[loud[0] : loud[-1] + 1]


def run(made: list[Line], fixed_s: float | None) -> tuple[float, float, float]:
    """Share of cut-offs, delay p50 and p95 in ms; `fixed_s` replaces our rule by one pause for all."""
    speech.hearing.is_over = is_over if fixed_s is None else lambda turn: _fixed(turn, fixed_s)
    silero, models = SileroModel(), {locale: VoskModel(bundled_model(locale)) for locale in VOICES}
    cut, delays = 0, []
    for line in made:
        ears = Hearing(silero.activity(), VoskRecognisers(models), line.locale)
        ears.expect(line.expects, line.digits)
        heard: list[Transcript] = []
        for at in range(0, len(line.sound), 480):
            heard += [event for event in ears.accept(line.sound[at : at + 480]) if isinstance(event, Transcript)]
        if heard and heard[0].decided_s < line.ends_s:
            cut += 1
        elif heard:
            delays.append((heard[0].decided_s - line.ends_s) * 1000)
    shares = quantiles(delays, n=20)
    return cut / len(made), shares[9], shares[18]


def _fixed(turn: TurnSoFar, seconds: float) -> bool:
    return turn.silence_s >= seconds


def main() -> None:
    """One row per rule."""
    made = asyncio.run(lines())
    sys.stdout.write(f"{len(made)} utterances\n| rule | cut off % | delay p50 ms | p95 ms |\n|---|---|---|---|\n")
    for name, fixed_s in (
        [("ours", None)]
        if "--ours" in sys.argv
        else [("ours", None), *((f"fixed {seconds} s", seconds) for seconds in (0.3, 0.5, 0.7, 0.9, 1.1))]
    ):
        cut, middle, late = run(made, fixed_s)
        sys.stdout.write(f"| {name} | {cut * 100:.1f} | {middle:.0f} | {late:.0f} |\n")


if __name__ == "__main__":
    main()
