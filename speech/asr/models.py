"""Which model folder recognises a locale, and at which sample rate.

The bundled tiny models make a fresh clone talk; they are for trying out and tests only.
"""

import re
from pathlib import Path
from typing import Final

from speech.failures import ModelMissing

BUNDLED: Final = {"zh-CN": "vosk-model-tiny-zh-cn-phone", "en-US": "vosk-model-tiny-en-us-phone"}
SUGGESTED: Final = {"zh-CN": "vosk-model-small-cn-0.22", "en-US": "vosk-model-small-en-us-0.15"}
_BUNDLED_DIR: Final = Path(__file__).with_name("models")
_NAME: Final = re.compile(r"vosk-model-[A-Za-z0-9._-]+")
_RATE: Final = re.compile(r"^--sample-frequency=(\d+)", re.MULTILINE)
_FEATURE_CONFS: Final = ("conf/mfcc.conf", "conf/fbank.conf", "mfcc.conf", "fbank.conf")
_KALDI_DEFAULT_RATE: Final = 16000


def bundled_model(locale: str) -> Path:
    """The tiny model that ships with the product, for trying out and tests."""
    return _BUNDLED_DIR / BUNDLED[locale]


def is_for_trying_out(folder: Path) -> bool:
    """Whether real callers must not be recognised with this folder."""
    return folder.name in BUNDLED.values()


def is_official_name(wanted: str) -> bool:
    """Whether the setting names an official model rather than a folder."""
    return _NAME.fullmatch(wanted) is not None


def find_model(wanted: str | None, locale: str, models_dir: Path) -> Path:
    """The folder for a setting: nothing means the bundled model, else a folder, or an official name fetched before into `models_dir`.

    Raises `ModelMissing` with what to do.
    """
    if not wanted:
        return bundled_model(locale)
    named = models_dir / wanted
    if is_official_name(wanted) and is_model(named):
        return named
    folder = Path(wanted).expanduser()
    if is_model(folder):
        return folder
    if is_official_name(wanted):
        raise ModelMissing(f"the {locale} model {wanted} is not in {models_dir}: it has to be fetched first, or unpack it there by hand")
    raise ModelMissing(
        f"{folder} is no Vosk model folder (am/final.mdl is missing): name a folder or an official model such as {SUGGESTED[locale]}"
    )


def is_model(folder: Path) -> bool:
    """Whether the folder holds what Vosk needs to load (either of its two layouts)."""
    return (folder / "am" / "final.mdl").is_file() or (folder / "final.mdl").is_file()


def model_rate(folder: Path) -> int:
    """Samples a second that the model's features were made for, from its own configuration: a wrong rate hears nothing and says nothing."""
    for name in _FEATURE_CONFS:
        conf = folder / name
        if conf.is_file():
            found = _RATE.search(conf.read_text("utf-8"))
            return int(found.group(1)) if found else _KALDI_DEFAULT_RATE
    raise ModelMissing(f"{folder} has no conf/mfcc.conf or conf/fbank.conf: the model is not complete, fetch it again")
