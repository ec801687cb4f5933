"""Vosk behind `Ears`: the callers' sentences are heard word for word, at the models' own rate and at the official models' 16 kHz."""

import asyncio
import re
import shutil
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from data.caller_lines import CALLER_LINES

from speech import mulaw
from speech.asr.models import bundled_model
from speech.asr.vosk_ears import VoskModel
from speech.events import ListenerEvent, SpeechStarted, Transcript
from speech.failures import ListenerClosed, ModelMissing
from speech.listener import Ears, Listener
from speech.mulaw import Pcm

pytestmark = pytest.mark.anyio

LOCALES = ("zh-CN", "en-US")
SOUND = Path(__file__).parents[2] / "data" / "speech"
FRAME = 160


@pytest.fixture(scope="module")
def shared_ears() -> Ears:
    return Ears.load({locale: bundled_model(locale) for locale in LOCALES})


@pytest.fixture
async def ears(shared_ears: Ears) -> AsyncIterator[Ears]:
    yield shared_ears


def clip(locale: str, name: str) -> bytes:
    with wave.open(str(SOUND / locale / f"{name}.wav"), "rb") as sound:
        pcm: Pcm = np.frombuffer(sound.readframes(sound.getnframes()), dtype=np.int16)
    return mulaw.encode(pcm)


def say(listener: Listener, *sounds: bytes) -> None:
    line = b"".join(sounds)
    for at in range(0, len(line), FRAME):
        listener.feed(line[at : at + FRAME])


async def until_transcript(listener: Listener) -> tuple[Transcript, list[ListenerEvent]]:
    before: list[ListenerEvent] = []
    async with asyncio.timeout(20):
        while True:
            event = await listener.next()
            if isinstance(event, Transcript):
                return event, before
            before.append(event)


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("locale", LOCALES)
async def test_every_sentence_of_our_callers_is_heard_word_for_word(ears: Ears, locale: str) -> None:
    wrong = {}
    for name, text in CALLER_LINES[locale].items():
        listener = ears.listener(locale)
        say(listener, mulaw.silence(500), clip(locale, name), mulaw.silence(2000))
        heard, _ = await until_transcript(listener)
        listener.close()
        if plain(heard.text) != plain(text):
            wrong[name] = heard.text
    assert wrong == {}


@pytest.mark.parametrize(("locale", "name"), [("en-US", "pay_hundred_friday"), ("zh-CN", "pay_500_friday")])
async def test_a_transcript_has_times_words_and_confidence(ears: Ears, locale: str, name: str) -> None:
    listener = ears.listener(locale)
    sound = clip(locale, name)
    say(listener, mulaw.silence(1000), sound, mulaw.silence(2000))
    heard, before = await until_transcript(listener)
    assert isinstance(before[0], SpeechStarted)
    assert heard.started_s == pytest.approx(1.0, abs=0.15)
    assert heard.speech_ended_s == pytest.approx(1.0 + len(sound) / 8000, abs=0.15)
    assert 0.5 < heard.confidence <= 1
    assert plain("".join(word.text for word in heard.words)) == plain(heard.text)
    assert all(one.start_s <= other.start_s for one, other in zip(heard.words, heard.words[1:], strict=False))
    assert heard.words[-1].end_s <= heard.speech_ended_s - heard.started_s + 0.3
    assert all(0 <= word.confidence <= 1 for word in heard.words)
    assert heard.text not in heard.alternatives
    listener.close()


async def test_the_language_can_change_in_the_call(ears: Ears) -> None:
    listener = ears.listener("en-US")
    say(listener, mulaw.silence(500), clip("en-US", "speak_chinese"), mulaw.silence(2000))
    assert (await until_transcript(listener))[0].text == CALLER_LINES["en-US"]["speak_chinese"]
    listener.switch("zh-CN")
    say(listener, clip("zh-CN", "pay_500_friday"), mulaw.silence(2000))
    assert (await until_transcript(listener))[0].text == CALLER_LINES["zh-CN"]["pay_500_friday"]
    listener.close()


async def test_silence_and_a_hum_of_the_line_are_no_words(ears: Ears) -> None:
    listener = ears.listener("en-US")
    say(listener, mulaw.silence(3000), b"\xfd\xff\x7d\xff" * 4000)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(listener.next(), 0.5)
    assert listener.clock_s == pytest.approx(5.0)
    listener.close()


async def test_a_closed_listener_tells_whoever_waits(ears: Ears) -> None:
    listener = ears.listener("en-US")
    waiting = asyncio.ensure_future(listener.next())
    await asyncio.sleep(0)
    listener.close()
    listener.feed(b"\xff" * 160)
    with pytest.raises(ListenerClosed):
        await waiting
    with pytest.raises(ListenerClosed):
        await listener.next()


async def test_eight_callers_are_heard_at_once(ears: Ears) -> None:
    listeners = [ears.listener(locale) for _ in range(4) for locale in LOCALES]
    for listener, locale in zip(listeners, LOCALES * 4, strict=True):
        say(
            listener, mulaw.silence(300), clip(locale, "pay_hundred_friday" if locale == "en-US" else "pay_500_friday"), mulaw.silence(2000)
        )
    heard = [(await until_transcript(listener))[0].text for listener in listeners]
    assert heard == [CALLER_LINES["zh-CN"]["pay_500_friday"], CALLER_LINES["en-US"]["pay_hundred_friday"]] * 4
    for listener in listeners:
        listener.close()


async def test_a_model_made_for_16_khz_is_fed_at_16_khz(tmp_path: Path) -> None:
    folder = tmp_path / "vosk-model-16k"
    shutil.copytree(bundled_model("en-US"), folder)
    conf = folder / "conf" / "fbank.conf"
    conf.write_text(conf.read_text().replace("--sample-frequency=8000", "--sample-frequency=16000"))
    assert VoskModel(folder).rate == 16000
    ears = Ears.load({"en-US": folder})
    listener = ears.listener("en-US")
    say(listener, mulaw.silence(500), clip("en-US", "pay_hundred_friday"), mulaw.silence(2000))
    heard, _ = await until_transcript(listener)
    listener.close()
    ears.close()
    assert heard.text == CALLER_LINES["en-US"]["pay_hundred_friday"]


async def test_a_locale_without_a_model_is_a_plain_error(ears: Ears) -> None:
    with pytest.raises(ValueError, match="fr-FR"):
        ears.listener("fr-FR")


async def test_a_folder_that_is_no_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="conf"):
        Ears.load({"en-US": tmp_path})
