"""Rasa as its own process: HTTP on loopback, one model for both locales, trackers and locks in Redis."""

import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from app.child import ChildSpec
from app.settings import PROJECT

QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "OMP_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
    "CUDA_VISIBLE_DEVICES": "",
    # glibc gives every thread an arena of its own and keeps what was freed there; one is enough for a process of one busy thread
    "MALLOC_ARENA_MAX": "1",
}

FIRST_WORDS = "hello, this is the first sentence of the day"


# Rasa takes its token as an argument only, and every user of the machine can read a process's arguments: so it is added inside the process.
RUN_RASA = "import os, sys; sys.argv += ['--auth-token=' + os.environ['RASA_AUTH_TOKEN']]; from rasa.__main__ import main; main()"


def rasa_environment(redis_url: str, service_url: str, internal_token: str, embedding_model: str = "") -> Mapping[str, str]:
    """What endpoints.yml reads, where trackers, locks and actions are; and the sentence model that the understanding was trained with."""
    redis = urlsplit(redis_url)
    return {
        **QUIET,
        **({"GOODTERMS_EMBEDDING_MODEL": embedding_model} if embedding_model else {}),
        "RASA_REDIS_HOST": redis.hostname or "127.0.0.1",
        "RASA_REDIS_PORT": str(redis.port or 6379),
        "RASA_REDIS_PASSWORD": redis.password or "",
        "RASA_REDIS_USER": redis.username or "",
        "RASA_REDIS_DB": (redis.path.strip("/") or "0"),
        "RASA_REDIS_SSL": "true" if redis.scheme == "rediss" else "false",
        "RASA_ACTIONS_URL": f"{service_url}/rasa/actions",
        "RASA_ACTIONS_TOKEN": internal_token,
        "RASA_AUTH_TOKEN": internal_token,
    }


def rasa_child(state_dir: Path, model: Path, port: int, token: str, env: Mapping[str, str]) -> ChildSpec:
    """How to run it. Ready when the model is loaded and answers."""
    command = [
        sys.executable, "-c", RUN_RASA, "run", "--enable-api", "--interface", "127.0.0.1", "--port", str(port),
        "--model", str(model), "--endpoints", str(PROJECT / "endpoints.yml"), "--credentials", str(PROJECT / "credentials.yml"),
    ]  # fmt: skip

    async def ready() -> bool:
        return await understands(f"http://127.0.0.1:{port}", token)

    return ChildSpec("rasa", command, state_dir / "logs" / "rasa.log", ready, dict(env), ready_within_s=180)


async def understands(url: str, token: str) -> bool:
    """Whether Rasa's model gave a sentence a meaning. Its /status answers before the model is loaded, and the first sentence is slow."""
    try:
        async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
            answer = await client.post(f"{url}/model/parse", params={"token": token}, json={"text": FIRST_WORDS})
            return answer.status_code == httpx.codes.OK and bool(answer.json()["intent"]["name"])
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return False
