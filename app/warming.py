"""What is rendered before the first call, so that nobody waits for it: every sentence that says nothing of one debtor, openings first."""

from datetime import date

import structlog

from bot.lines import Line
from bot.persona import Persona
from bot.phrases import bundled, placeholders
from bot.wording import render
from portfolio.words import Locale
from speech.failures import VoiceUnavailable
from speech.voice import Voice

log = structlog.get_logger()

SAME_FOR_ALL = frozenset({"bot", "lender"})
NO_DAY = date(2000, 1, 1)
"""No warmed sentence holds a day."""


def fixed_prompts(persona: Persona) -> tuple[tuple[str, str], ...]:
    """Words for the voice and their locale. Only such sentences are kept on disk."""
    phrases = bundled()
    found: list[tuple[str, str]] = []
    for template in sorted(phrases.ids(), key=lambda one: not one.startswith("open_")):
        for locale in Locale:
            if placeholders(phrases.template(template, locale)) <= SAME_FOR_ALL:
                names = (("bot", persona.bot_name[locale]), ("lender", persona.lender[locale]))
                found.append((render(Line(template, names), locale, NO_DAY)[1], locale.value))
    return tuple(found)


async def warm_up(voice: Voice, persona: Persona) -> None:
    """Renders them; a voice that is away is told in the log and tried again when it is needed."""
    prompts = fixed_prompts(persona)
    try:
        await voice.warm(prompts)
    except VoiceUnavailable:
        log.warning("voice_not_warmed")
        return
    log.info("voice_warmed", count=len(prompts))
