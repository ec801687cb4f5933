"""What every voice keeps: the product's pyttsx3 voice and the fake one pass the same tests."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from speech import mulaw
from speech.clause_voice import ClauseVoice
from speech.failures import VoiceUnavailable
from speech.fake_voice import FakeVoice
from speech.tts.polish import loudness_dbfs
from speech.tts.pyttsx3_voice import Pyttsx3Engine
from speech.voice import Voice
from speech.voice_cache import VoiceCache

pytestmark = pytest.mark.anyio

LINES = [
    ("Hello, this is an automated call from Example Finance. Am I speaking with Mary Johnson?", "en-US"),
    ("您好，这里是示例金融的自动语音电话。请问是李强吗？", "zh-CN"),
    ("Yes", "en-US"),
    ("好", "zh-CN"),
]


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@pytest.fixture
async def real_voice(tmp_path: Path) -> AsyncIterator[ClauseVoice]:
    voice = ClauseVoice(Pyttsx3Engine(), VoiceCache(tmp_path))
    yield voice
    await voice.close()


@pytest.fixture(params=["real", "fake"])
async def voice(request: pytest.FixtureRequest, real_voice: ClauseVoice) -> Voice:
    return real_voice if request.param == "real" else FakeVoice()


@pytest.mark.parametrize(("text", "locale"), LINES)
async def test_a_text_becomes_whole_frames_of_telephone_sound(voice: Voice, text: str, locale: str) -> None:
    speech = await voice.speak(text, locale)
    assert speech.text == text
    assert len(speech.mulaw) % mulaw.FRAME_BYTES == 0
    assert speech.ms >= 60
    assert np.abs(mulaw.decode(speech.mulaw).astype(int)).max() > 1000


@pytest.mark.parametrize(("text", "locale"), LINES)
async def test_what_was_heard_grows_from_nothing_to_the_whole(voice: Voice, text: str, locale: str) -> None:
    speech = await voice.speak(text, locale)
    heard = [speech.text_heard(ms) for ms in range(0, speech.ms + 20, 20)]
    assert heard[0] == ""
    assert heard == sorted(heard, key=len)
    assert all(text.startswith(one) for one in heard)
    assert heard[-1] == text


async def test_many_callers_may_ask_at_once(voice: Voice) -> None:
    spoken = await asyncio.gather(*(voice.speak(text, locale) for _ in range(5) for text, locale in LINES))
    assert [one.text for one in spoken] == [text for _ in range(5) for text, _ in LINES]


async def test_nothing_to_say_is_no_sound(voice: Voice) -> None:
    assert (await voice.speak("", "en-US")).mulaw == b""
    assert (await voice.speak(" … ", "zh-CN")).mulaw == b""


async def test_a_closed_voice_says_that_it_is_unavailable(voice: Voice) -> None:
    await voice.close()
    with pytest.raises(VoiceUnavailable):
        await voice.speak("hello", "en-US")


@pytest.mark.parametrize(("text", "locale"), LINES[:2])
async def test_the_real_voice_is_loud_enough_and_never_clips(real_voice: ClauseVoice, text: str, locale: str) -> None:
    pcm = mulaw.decode((await real_voice.speak(text, locale)).mulaw)
    assert -24 < loudness_dbfs(pcm) < -17
    assert np.abs(pcm.astype(int)).max() < 30000


async def test_the_real_voice_starts_with_sound_not_with_silence(real_voice: ClauseVoice) -> None:
    pcm = mulaw.decode((await real_voice.speak("Hello, Mary.", "en-US")).mulaw)
    assert np.abs(pcm[:400].astype(int)).max() > 300


async def test_the_same_words_are_rendered_once(real_voice: ClauseVoice) -> None:
    first = await real_voice.speak("Hello, Mary.", "en-US")
    misses = real_voice.cache.misses
    assert (await real_voice.speak("Hello, Mary.", "en-US")).mulaw == first.mulaw
    assert real_voice.cache.misses == misses


async def test_warmed_prompts_are_on_disk_and_a_new_voice_needs_no_engine_for_them(real_voice: ClauseVoice, tmp_path: Path) -> None:
    await real_voice.warm(LINES)
    spoken = [(await real_voice.speak(text, locale)).mulaw for text, locale in LINES]
    engineless = ClauseVoice(Pyttsx3Engine(command=("/nonexistent",)), VoiceCache(tmp_path))
    await engineless.warm(LINES)
    assert [(await engineless.speak(text, locale)).mulaw for text, locale in LINES] == spoken


async def test_what_is_said_to_one_person_is_not_written_to_disk(real_voice: ClauseVoice, tmp_path: Path) -> None:
    await real_voice.speak("Mary owes one hundred dollars.", "en-US")
    assert files_in(tmp_path) == []


async def test_a_worker_that_hangs_is_killed_and_the_caller_told() -> None:
    hanging = (sys.executable, "-c", "import time; time.sleep(60)")
    voice = ClauseVoice(Pyttsx3Engine(command=hanging, start_bound_s=0.3, clause_bound_s=0.3), VoiceCache(None))
    with pytest.raises(VoiceUnavailable) as told:
        await asyncio.wait_for(voice.speak("my secret sentence", "en-US"), 5)
    assert "secret" not in str(told.value)
    await voice.close()


async def test_a_worker_that_cannot_be_started_is_a_voice_that_is_away() -> None:
    with pytest.raises(VoiceUnavailable):
        await ClauseVoice(Pyttsx3Engine(command=("/nonexistent",)), VoiceCache(None)).speak("Hello", "en-US")


async def test_a_worker_that_dies_is_replaced_by_another(tmp_path: Path) -> None:
    # One clause, so that one worker is asked: two that start at once could both find no flag and die.
    flag = tmp_path / "died-once"
    dies_once = (
        "import os, runpy, sys; path = sys.argv.pop(1)\n"
        "if not os.path.exists(path): open(path, 'w').close(); sys.exit(1)\n"
        "runpy.run_module('speech.tts.pyttsx3_worker', run_name='__main__', alter_sys=True)"
    )
    voice = ClauseVoice(Pyttsx3Engine(command=(sys.executable, "-c", dies_once, str(flag))), VoiceCache(None))
    assert (await voice.speak("Hello Mary", "en-US")).ms > 100
    assert flag.exists()
    await voice.close()


async def test_a_caller_who_gives_up_spoils_nothing(real_voice: ClauseVoice) -> None:
    speaking = asyncio.ensure_future(real_voice.speak("Hello, Mary.", "en-US"))
    await asyncio.sleep(0)
    speaking.cancel()
    assert (await real_voice.speak("Hello, Mary.", "en-US")).ms > 100
