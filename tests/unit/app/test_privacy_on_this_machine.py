"""What other users of the machine must not see: secrets in the process list, and our files."""

import subprocess
import sys
from pathlib import Path

from app.embedded_redis import embedded_redis
from app.rasa_process import rasa_child, rasa_environment

SECRET = "the-internal-token"


def test_no_child_is_started_with_a_secret_among_its_arguments(tmp_path: Path) -> None:
    environment = rasa_environment("redis://:redis-password@127.0.0.1:6379/0", "http://127.0.0.1:8000", SECRET)
    rasa = rasa_child(tmp_path, tmp_path / "model.tar.gz", 5005, SECRET, environment)
    redis = embedded_redis(tmp_path, 6379, "redis-password")
    arguments = " ".join([*rasa.command, *redis.command])
    assert SECRET not in arguments and "redis-password" not in arguments
    assert environment["RASA_AUTH_TOKEN"] == SECRET and "RASA_AUTH_TOKEN" in arguments
    assert SECRET not in repr(rasa)


def test_the_redis_password_is_in_a_file_of_its_owner_alone(tmp_path: Path) -> None:
    config = Path(embedded_redis(tmp_path, 6379, "redis-password").command[1])
    assert "requirepass redis-password" in config.read_text() and config.stat().st_mode & 0o777 == 0o600


def test_whatever_a_command_writes_is_for_its_owner_alone(tmp_path: Path) -> None:
    state = tmp_path / "state"
    environment = {"GOODTERMS_STATE_DIR": str(state), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", "import os; os.umask(0); from app.cli import main; main()", "show", "debtor", "nobody"]
    subprocess.run(command, env=environment, check=False, capture_output=True, timeout=60)
    written = [state, *state.rglob("*")]
    assert any(path.is_file() for path in written)
    assert {oct(path.stat().st_mode & 0o077) for path in written} == {"0o0"}
