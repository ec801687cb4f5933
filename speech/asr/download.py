"""Fetches an official Vosk model: what it is, how big and under which licence is known before the first byte; a bad archive never lands."""

import hashlib
import json
import shutil
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final
from urllib.parse import urlsplit

from speech.asr.models import is_model, is_official_name
from speech.failures import ModelMissing

Progress = Callable[[int, int], None]
"""Called with bytes so far and bytes in all."""

_LICENCES: Final = {
    "vosk-model-small-en-us-0.15": "Apache-2.0",
    "vosk-model-en-us-0.22": "Apache-2.0",
    "vosk-model-en-us-0.22-lgraph": "Apache-2.0",
    "vosk-model-small-cn-0.22": "Apache-2.0",
    "vosk-model-cn-0.22": "Apache-2.0",
}
_BLOCK: Final = 1 << 18
_PATIENCE_S: Final = 20
_MOST_UNPACKED: Final = 30


@dataclass(frozen=True)
class ModelOffer:
    """What a download would bring. `size` in bytes."""

    name: str
    url: str
    size: int
    md5: str
    licence: str

    def described(self) -> str:
        """One line to show before asking."""
        return f"{self.name}: {self.size / 1e6:.0f} MB, licence {self.licence}"


def catalogue_url() -> str:
    """Where Vosk's own list of models is; Vosk's package knows."""
    import vosk  # noqa: PLC0415 - loads a native library

    return str(vosk.MODEL_LIST_URL)


def look_up(name: str, catalogue: str | None = None) -> ModelOffer:
    """The offer for an official name; raises `ModelMissing` when there is none or the network is not there."""
    if not is_official_name(name):
        raise ModelMissing(f"{name!r} is not the name of an official Vosk model (vosk-model-…)")
    try:
        with _opened(catalogue or catalogue_url()) as answer:
            listed = json.loads(answer.read())
    except (OSError, ValueError) as error:
        raise _offline(name) from error
    found = next((one for one in listed if one.get("name") == name), None)
    if found is None:
        raise ModelMissing(f"there is no official Vosk model named {name}")
    return ModelOffer(name, str(found["url"]), int(found["size"]), str(found["md5"]), _LICENCES.get(name, "see its README"))


def fetch(offer: ModelOffer, models_dir: Path, progress: Progress = lambda done, total: None) -> Path:
    """Downloads, checks, unpacks and returns the model's folder. An interrupted or damaged download leaves nothing behind."""
    target = models_dir / offer.name
    if is_model(target):
        return target
    models_dir.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(models_dir).free < offer.size * 3:
        raise ModelMissing(f"not enough room in {models_dir} for {offer.described()}: about {offer.size * 3 / 1e6:.0f} MB are needed")
    with tempfile.TemporaryDirectory(prefix=".fetching-", dir=models_dir) as work:
        archive = Path(work) / "model.zip"
        _download(offer, archive, progress)
        folder = _unpack(offer, archive, Path(work) / "unpacked")
        shutil.rmtree(target, ignore_errors=True)
        folder.replace(target)
    return target


def _opened(url: str) -> IO[Any]:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")):
        raise ModelMissing("models are fetched over https only")
    stream: IO[Any] = urllib.request.urlopen(url, timeout=_PATIENCE_S)  # noqa: S310 - the scheme was checked above
    return stream


def _offline(name: str) -> ModelMissing:
    return ModelMissing(f"{name} could not be fetched: no connection to the model site. Fetch and unpack it elsewhere and set the folder")


def _download(offer: ModelOffer, archive: Path, progress: Progress) -> None:
    digest, done = hashlib.md5(usedforsecurity=False), 0
    try:
        with _opened(offer.url) as answer, archive.open("wb") as file:
            while block := answer.read(_BLOCK):
                file.write(block)
                digest.update(block)
                done += len(block)
                progress(done, offer.size)
    except (urllib.error.URLError, OSError) as error:
        raise _offline(offer.name) from error
    if digest.hexdigest() != offer.md5:
        raise ModelMissing(f"{offer.name} arrived damaged (checksum differs): try again")


def _unpack(offer: ModelOffer, archive: Path, into: Path) -> Path:
    """Unpacks only plain files below the model's own folder, and only if that is a model of believable size."""
    damaged = ModelMissing(f"the archive of {offer.name} is not what it should be: nothing was unpacked")
    try:
        with zipfile.ZipFile(archive) as packed:
            members = packed.infolist()
            if sum(member.file_size for member in members) > _MOST_UNPACKED * max(offer.size, archive.stat().st_size):
                raise damaged
            if not all(_is_inside(member, offer.name) for member in members):
                raise damaged
            packed.extractall(into)
    except zipfile.BadZipFile as error:
        raise damaged from error
    folder = into / offer.name
    if not is_model(folder):
        raise damaged
    return folder


def _is_inside(member: zipfile.ZipInfo, name: str) -> bool:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
    return not path.is_absolute() and ".." not in path.parts and path.parts[:1] == (name,) and not is_link
