"""The voice gives way: warming its prompts never keeps a caller's sentence waiting."""

import asyncio

import pytest

from speech import mulaw
from speech.clause_voice import ClauseVoice
from speech.voice_cache import VoiceCache

pytestmark = pytest.mark.anyio


class OneByOneEngine:
    """Renders in the order in which it was asked, each when `go` lets it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.go = asyncio.Semaphore(0)

    def identity(self, locale: str) -> str:
        return locale

    async def render(self, clause: str, locale: str) -> bytes:
        self.asked.append(clause)
        await self.go.acquire()
        return mulaw.silence(20)

    async def close(self) -> None:
        """Nothing was started."""


async def test_a_callers_sentence_waits_for_one_prompt_of_its_language_at_most() -> None:
    engine = OneByOneEngine()
    voice = ClauseVoice(engine, VoiceCache(None))
    prompts = [(f"prompt {number}", locale) for number in range(50) for locale in ("en-US", "zh-CN")]
    async with asyncio.timeout(10):
        warming = asyncio.create_task(voice.warm(prompts))
        while len(engine.asked) < 2:  # noqa: ASYNC110 - one of each language is being rendered
            await asyncio.sleep(0)
        speaking = asyncio.create_task(voice.speak("your balance", "en-US"))
        for _ in range(3):
            engine.go.release()
        assert (await speaking).ms == 20
        assert not warming.done()
        for _ in prompts:
            engine.go.release()
        await warming
    assert set(engine.asked) == {text for text, _ in prompts} | {"your balance"}
