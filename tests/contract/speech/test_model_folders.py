"""Which folder a setting leads to, and what fetching an official model does with good, damaged and hostile archives."""

import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from speech.asr.download import fetch, look_up
from speech.asr.models import SUGGESTED, bundled_model, find_model, is_for_trying_out, is_model, model_rate
from speech.failures import ModelMissing

NAME = "vosk-model-small-en-us-0.15"


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Tests print nothing."""


class Site:
    """A model site on loopback: a catalogue and archives, as Vosk's own is laid out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def catalogue(self) -> str:
        return f"{self.url}/model-list.json"

    def offer(self, files: dict[str, bytes], *, md5: str | None = None) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        data = packed.getvalue()
        (self.folder / "model.zip").write_bytes(data)
        listed = {"name": NAME, "url": f"{self.url}/model.zip", "size": len(data), "md5": md5 or hashlib.md5(data).hexdigest()}  # noqa: S324
        (self.folder / "model-list.json").write_text(json.dumps([{"name": "vosk-model-other", "url": "", "size": 1, "md5": ""}, listed]))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    folder = tmp_path / "site"
    folder.mkdir()
    site = Site(folder)
    yield site
    site.server.shutdown()
    site.server.server_close()


GOOD = {f"{NAME}/am/final.mdl": b"m" * 1000, f"{NAME}/conf/mfcc.conf": b"--sample-frequency=16000\n--use-energy=false\n"}


def test_an_official_model_is_fetched_checked_and_unpacked(site: Site, tmp_path: Path) -> None:
    site.offer(GOOD)
    offer = look_up(NAME, site.catalogue)
    assert "Apache-2.0" in offer.described()
    steps: list[tuple[int, int]] = []
    folder = fetch(offer, tmp_path / "models", lambda done, total: steps.append((done, total)))
    assert is_model(folder)
    assert model_rate(folder) == 16000
    assert steps[-1] == (offer.size, offer.size)
    assert find_model(NAME, "en-US", tmp_path / "models") == folder
    assert [path.name for path in (tmp_path / "models").iterdir()] == [NAME]


def test_a_model_that_is_there_is_not_fetched_again(site: Site, tmp_path: Path) -> None:
    site.offer(GOOD)
    offer = look_up(NAME, site.catalogue)
    fetch(offer, tmp_path / "models")
    (site.folder / "model.zip").unlink()
    assert is_model(fetch(offer, tmp_path / "models"))


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({**GOOD, "../outside.txt": b"x"}, "nothing was unpacked"),
        ({**GOOD, "/etc/outside.txt": b"x"}, "nothing was unpacked"),
        ({**GOOD, f"{NAME}/../../outside.txt": b"x"}, "nothing was unpacked"),
        ({f"{NAME}/README": b"no model"}, "nothing was unpacked"),
        ({**GOOD, f"{NAME}/huge": b"\0" * 5_000_000}, "nothing was unpacked"),
    ],
    ids=["above", "absolute", "sideways", "no-model", "bomb"],
)
def test_a_hostile_archive_leaves_nothing_behind(site: Site, tmp_path: Path, files: dict[str, bytes], said: str) -> None:
    site.offer(files)
    with pytest.raises(ModelMissing, match=said):
        fetch(look_up(NAME, site.catalogue), tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []
    assert not (tmp_path / "outside.txt").exists()


def test_a_damaged_download_is_refused(site: Site, tmp_path: Path) -> None:
    site.offer(GOOD, md5="0" * 32)
    with pytest.raises(ModelMissing, match="checksum"):
        fetch(look_up(NAME, site.catalogue), tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


def test_without_a_network_one_line_says_what_to_do() -> None:
    with pytest.raises(ModelMissing, match="set the folder"):
        look_up(NAME, "http://127.0.0.1:9/model-list.json")


def test_a_name_that_nobody_offers_is_refused(site: Site) -> None:
    site.offer(GOOD)
    with pytest.raises(ModelMissing, match="no official Vosk model"):
        look_up("vosk-model-small-xx-9.9", site.catalogue)
    with pytest.raises(ModelMissing, match="not the name"):
        look_up("../../etc", site.catalogue)


@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
def test_without_a_setting_the_bundled_model_is_used_and_known_for_what_it_is(locale: str, tmp_path: Path) -> None:
    folder = find_model(None, locale, tmp_path)
    assert folder == bundled_model(locale)
    assert is_model(folder)
    assert is_for_trying_out(folder)
    assert model_rate(folder) == 8000
    assert (folder / "LICENSE").is_file()


def test_a_folder_may_be_named(tmp_path: Path) -> None:
    assert find_model(str(bundled_model("en-US")), "en-US", tmp_path) == bundled_model("en-US")


def test_a_model_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="fetched first"):
        find_model(SUGGESTED["en-US"], "en-US", tmp_path)
    with pytest.raises(ModelMissing, match="no Vosk model folder"):
        find_model(str(tmp_path / "nothing"), "en-US", tmp_path)
    with pytest.raises(ModelMissing, match="not complete"):
        model_rate(tmp_path)


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://models.example/list.json", "http://127.0.0.1.models.example/list.json", "ftp://127.0.0.1/"]
)
def test_models_come_over_https_or_from_this_machine_and_from_nowhere_else(address: str) -> None:
    with pytest.raises(ModelMissing, match="https only"):
        look_up("vosk-model-small-en-us-0.15", address)
