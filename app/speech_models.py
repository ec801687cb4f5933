"""Which Vosk model each language uses: the bundled small one, a folder, or an official model that is fetched once."""

from collections.abc import Callable
from pathlib import Path

from app.settings import Settings
from portfolio.failures import BadInput
from speech.asr.models import find_model
from speech.failures import ModelMissing


def prepare_speech_models(settings: Settings, say: Callable[[str], None]) -> dict[str, Path]:
    """A model folder per locale, fetched if an official name was set. Raises BadInput with what to do."""
    wanted = {"zh-CN": settings.vosk_zh_cn, "en-US": settings.vosk_en_us}
    try:
        return {locale: find_model(name, locale, settings.state_dir / "vosk", say) for locale, name in wanted.items()}
    except ModelMissing as missing:
        raise BadInput(str(missing)) from None
