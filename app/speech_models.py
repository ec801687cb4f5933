"""Which Vosk model each language uses: the bundled small one, a folder, or an official model that is fetched once."""

from collections.abc import Callable
from pathlib import Path

from app.settings import Env, Settings
from portfolio.failures import BadInput
from speech.asr.download import ModelOffer, fetch, look_up
from speech.asr.models import find_model, is_for_trying_out, is_official_name
from speech.failures import ModelMissing

Say = Callable[[str], None]


def prepare_speech_models(settings: Settings, say: Say) -> dict[str, Path]:
    """A model folder per locale, fetched if an official name was set. Raises BadInput with what to do."""
    wanted = {"zh-CN": settings.vosk_zh_cn, "en-US": settings.vosk_en_us}
    folder = settings.state_dir / "vosk"
    models: dict[str, Path] = {}
    for locale, name in wanted.items():
        try:
            models[locale] = _model(name, locale, folder, say)
        except ModelMissing as missing:
            raise BadInput(f"GOODTERMS_VOSK_{locale.replace('-', '_').upper()}: {missing}") from None
    if settings.env is Env.PRODUCTION and any(is_for_trying_out(model) for model in models.values()):
        raise BadInput(
            "the bundled speech models are for trying out: production needs official ones in GOODTERMS_VOSK_ZH_CN and GOODTERMS_VOSK_EN_US"
        )
    return models


def uses_tryout_models(settings: Settings) -> bool:
    """Whether real callers would be recognised badly."""
    return any(not name or is_for_trying_out(Path(name)) for name in (settings.vosk_zh_cn, settings.vosk_en_us))


def _model(name: str, locale: str, folder: Path, say: Say) -> Path:
    try:
        return find_model(name, locale, folder)
    except ModelMissing:
        if not is_official_name(name):
            raise
    offer = look_up(name)
    say(f"fetching {offer.described()}")
    return fetch(offer, folder, _progress(offer, say))


def _progress(offer: ModelOffer, say: Say) -> Callable[[int, int], None]:
    shown = -1

    def progress(done: int, total: int) -> None:
        nonlocal shown
        per_cent = 100 * done // max(1, total)
        if per_cent // 5 != shown:
            shown = per_cent // 5
            say(f"fetching {offer.name}: {per_cent} %")

    return progress
