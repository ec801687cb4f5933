"""`goodterms up` as a user meets it: its start, its end, and its one clear line where it cannot start."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from peers.stack import READY_WITHIN_S, STOPPED_WITHIN_S, UP, environment_of, lay_models, start_up, until

from app.run_state import free_port, read_run_state
from app.settings import PROJECT

NOWHERE = "http://127.0.0.1:9"
"""A proxy that nobody runs: a machine without network."""


def processes_of(state_dir: Path) -> list[psutil.Process]:
    """Every process on this machine that was started for this state folder."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get("GOODTERMS_STATE_DIR") == str(state_dir) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def fails(environment: dict[str, str]) -> str:
    """The one line with which `goodterms up` refuses to start."""
    done = subprocess.run(UP, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=READY_WITHIN_S, check=False)
    assert done.returncode == 2, done.stdout + done.stderr
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("goodterms: ") and "Traceback" not in done.stdout
    return line


def ends(process: subprocess.Popen[bytes], state_dir: Path) -> None:
    """Ctrl-C, and nothing is left."""
    before = processes_of(state_dir)
    assert len(before) > 1
    process.send_signal(signal.SIGINT)
    process.wait(STOPPED_WITHIN_S)
    until(lambda: not processes_of(state_dir), f"every process of {state_dir} is gone", 10)
    assert not [each for each in before if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A state folder; whatever a failed test left running on it is killed."""
    yield tmp_path
    for left in processes_of(tmp_path):
        with contextlib.suppress(psutil.Error):
            left.kill()


def ready(process: subprocess.Popen[bytes], state_dir: Path) -> bool:
    assert process.poll() is None, (state_dir / "up.log").read_text()
    return read_run_state(state_dir) is not None and "Ctrl-C stops everything" in (state_dir / "up.log").read_text()


def test_it_starts_once_stops_clean_and_starts_again(folder: Path, trained_models: Path) -> None:
    lay_models(folder, trained_models)
    environment = environment_of(folder, free_port(), free_port())
    for start in ("first", "second"):
        began = time.monotonic()
        process = start_up(folder, environment)
        until(lambda process=process: ready(process, folder), "it is up", READY_WITHIN_S)  # type: ignore[misc]
        print(f"{start} start: {time.monotonic() - began:.1f} s")
        printed = (folder / "up.log").read_text()
        assert f"http://127.0.0.1:{environment['GOODTERMS_PORT']}/desk" in printed and "agent@demo" in printed
        if start == "first":
            assert f"already runs or starts in {folder}" in fails(environment)
            elsewhere = environment | {"GOODTERMS_STATE_DIR": str(folder / "other")}
            taken = fails(elsewhere)
            assert f"port {environment['GOODTERMS_PORT']} is taken" in taken and "GOODTERMS_PORT" in taken
        ends(process, folder)
        assert read_run_state(folder) is None


@pytest.mark.parametrize("moment", ["training", "starting"])
def test_ctrl_c_while_it_still_trains_or_starts_leaves_nothing_behind(folder: Path, trained_models: Path, moment: str) -> None:
    if moment == "starting":
        lay_models(folder, trained_models)
    process = start_up(folder, environment_of(folder, free_port(), free_port()))
    sign = {"training": "rasa train", "starting": "--enable-api"}[moment]

    def has_begun() -> bool:
        assert process.poll() is None, (folder / "up.log").read_text()
        with contextlib.suppress(psutil.Error):
            return any(sign in " ".join(each.cmdline()) for each in processes_of(folder))
        return False

    until(has_begun, f"it is {moment}", READY_WITHIN_S)
    ends(process, folder)
    assert read_run_state(folder) is None


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("GOODTERMS_PORT", "eighty", "GOODTERMS_PORT"),
        ("GOODTERMS_PRT", "8000", "unknown setting GOODTERMS_PRT"),
        ("GOODTERMS_NOW", "2026-03-11T10:00:00", "with its offset"),
        ("GOODTERMS_VOSK_EN_US", "/no/such/model", "/no/such/model"),
    ],
)
def test_a_bad_setting_is_one_clear_line(folder: Path, name: str, value: str, says: str) -> None:
    line = fails(environment_of(folder, free_port(), free_port()) | {name: value})
    assert says in line and name in line
    assert processes_of(folder) == []


def test_an_official_speech_model_without_network_says_what_to_do(folder: Path) -> None:
    offline = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"), NOWHERE)
    environment = environment_of(folder, free_port(), free_port(), GOODTERMS_VOSK_EN_US="vosk-model-small-en-us-0.15") | offline
    line = fails(environment)
    assert "vosk-model-small-en-us-0.15" in line and "GOODTERMS_VOSK_EN_US" in line
