"""What is rendered and loaded before the first call, so that nobody waits for it: fixed prompts of both languages."""

import structlog

from app.wiring import House
from bot.phrases import bundled, placeholders
from bot.wording import say
from portfolio.words import Locale
from speech.failures import VoiceUnavailable

log = structlog.get_logger()


def fixed_prompts() -> tuple[tuple[str, str], ...]:
    """Every sentence without a placeholder, with its locale."""
    phrases = bundled()
    fixed = [(template, locale) for locale in Locale for template in phrases.ids() if not placeholders(phrases.template(template, locale))]
    return tuple((say(template, locale), locale.value) for template, locale in fixed)


async def warm_up(house: House) -> None:
    """Renders the fixed prompts; a voice or a disk that is away is told in the log, and tried again when it is needed."""
    try:
        await house.voice.warm(fixed_prompts())
    except (VoiceUnavailable, OSError) as error:
        log.warning("voice_not_warmed", kind=type(error).__name__)
        return
    log.info("voice_warmed", count=len(fixed_prompts()))
