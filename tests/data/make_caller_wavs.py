"""Renders the callers' sentences: `python -m tests.data.make_caller_wavs` from the repository root.

Each sentence is spoken by the first of several espeak-ng voices that is not the bot's own and that the bundled model hears word for word
through our own ears; a sentence that none of them makes heard is reported and left out. Output: 8 kHz 16-bit mono WAVs and manifest.tsv.
"""

import asyncio
import re
import sys
import wave
from pathlib import Path

import numpy as np

from speech import mulaw
from speech.asr.models import bundled_model
from speech.asr.vosk_ears import VoskModel, VoskRecognisers
from speech.events import Transcript
from speech.hearing import Hearing
from speech.mulaw import RATE, Pcm
from speech.silero_activity import SileroModel
from speech.tts.pyttsx3_voice import Pyttsx3Engine, VoiceChoice
from tests.data.caller_lines import CALLER_LINES

FOLDER = Path(__file__).with_name("speech")
LICENCE = "own work, espeak-ng output (Apache-2.0 with the project)"
VOICES = {
    "en-US": [
        VoiceChoice(f"gmw/en-us+{variant}", rate, 0.8)
        for rate in (150, 140, 165)
        for variant in ("f2", "m3", "f4", "m7", "f3", "m1", "m5", "f1")
    ],
    "zh-CN": [
        VoiceChoice(f"sit/cmn-latn-pinyin+{variant}", rate, 0.7)
        for rate in (160, 145, 175)
        for variant in ("f2", "m3", "f4", "m7", "f3", "m1", "m5", "f1")
    ],
}


def heard(ears: Hearing, pcm: Pcm) -> list[str]:
    """The utterances that our ears make of the clip, followed by a second and a half of silence."""
    line = np.concatenate([np.zeros(RATE // 2, dtype=np.int16), pcm, np.zeros(RATE * 2, dtype=np.int16)])
    return [event.text for event in ears.accept(mulaw.encode(line)) if isinstance(event, Transcript)]


def same(one: str, other: str) -> bool:
    """Whether two texts have the same words."""
    return re.sub(r"\s", "", one) == re.sub(r"\s", "", other)


async def make(locale: str) -> list[str]:
    """All clips of one language; returns the manifest's lines."""
    silero, models = SileroModel(), {locale: VoskModel(bundled_model(locale))}
    engines = [(choice, Pyttsx3Engine({locale: choice}, workers=1)) for choice in VOICES[locale]]
    lines = []
    for at, (name, text) in enumerate(CALLER_LINES[locale].items()):
        # a different voice leads for each sentence, so that the set does not sound like one person
        for choice, engine in engines[at % 8 : 8] + engines[: at % 8] + engines[8:]:
            pcm = mulaw.decode(await engine.render(text, locale))
            if [same(text, one) for one in heard(Hearing(silero.activity(), VoskRecognisers(models), locale), pcm)] == [True]:
                _write(FOLDER / locale / f"{name}.wav", pcm)
                lines.append(
                    "\t".join((f"{locale}/{name}.wav", text, f"{len(pcm) / RATE:.2f}", f"espeak-ng {choice.voice} {choice.rate}", LICENCE))
                )
                break
        else:
            sys.stderr.write(f"no voice makes this heard: {locale} {name} {text}\n")
    for _, engine in engines:
        await engine.close()
    return lines


def _write(path: Path, pcm: Pcm) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(pcm.tobytes())


def main() -> None:
    """Writes all clips and the manifest."""
    rows = ["path\ttranscript\tseconds\tvoice\tlicence"]
    for locale in CALLER_LINES:
        rows += asyncio.run(make(locale))
    (FOLDER / "manifest.tsv").write_text("\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    main()
