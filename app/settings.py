"""Settings come from the environment (prefix `GOODTERMS_`) or `.env`; an unknown or malformed one stops the start with a clear line."""

import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.run_state import write_private
from portfolio.failures import BadInput

PROJECT = Path(__file__).resolve().parent.parent
PREFIX = "GOODTERMS_"
OWN_SECRETS = ("chat_secret", "internal_token", "session_secret")
SHORTEST_SECRET = 16


class Env(StrEnum):
    """demo is for trying out on one machine; production refuses everything that only a demo may have."""

    DEMO = "demo"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Everything that can be set from outside. Secrets print as dots."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    env: Env = Env.DEMO
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    public_url: str = ""
    state_dir: Path = PROJECT / "var"
    redis_url: str | None = Field(None, repr=False)
    database_url: str | None = Field(None, repr=False)
    rasa_port: int = Field(5005, ge=1, le=65535)

    twilio_account_sid: str | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_from: str | None = Field(None, repr=False)
    twilio_api_url: str | None = None

    vosk_zh_cn: str = ""
    vosk_en_us: str = ""
    embedding_model: str = ""

    chat_secret: SecretStr | None = None
    chat_origins: str = ""
    internal_token: SecretStr | None = None
    session_secret: SecretStr | None = None

    now: datetime | None = None
    collector_role: Literal["first_party", "third_party"] = "first_party"
    demo_book: bool = True
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("now")
    @classmethod
    def _aware(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("give the instant with its offset, for example 2026-03-11T10:00:00+08:00")
        return value

    @field_validator("public_url")
    @classmethod
    def _absolute(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in ("https", "http") or not urlsplit(value).netloc):
            raise ValueError("give the whole address that Twilio calls, for example https://bot.example")
        return value.rstrip("/")

    @property
    def base_url(self) -> str:
        """The public address if one is set, else the local one."""
        return self.public_url or f"http://127.0.0.1:{self.port}"

    @property
    def rasa_url(self) -> str:
        """Rasa listens on loopback only."""
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def local_url(self) -> str:
        """The service as its neighbours on this machine reach it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def sql_url(self) -> str:
        """The given database, or embedded SQLite."""
        return self.database_url or f"sqlite:///{self.state_dir / 'goodterms.sqlite3'}"


@dataclass(frozen=True)
class Secrets:
    """Keys of this installation. Given by settings, or made once and kept in the state folder (demo only)."""

    twilio_auth_token: str
    chat_secret: str
    internal_token: str
    session_secret: str

    def __repr__(self) -> str:
        return "Secrets(••••)"


def load_settings() -> Settings:
    """The settings of this process. Raises BadInput with one line per wrong or unknown setting."""
    _refuse_unknown()
    try:
        settings = Settings()  # type: ignore[call-arg]  # pydantic reads the fields from the environment
    except ValidationError as error:
        raise BadInput("; ".join(f"{PREFIX}{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())) from None
    if settings.env is Env.PRODUCTION:
        _refuse_in_production(settings)
    return settings


def _refuse_unknown() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    given = {name for name in (*os.environ, *dotenv_values(".env")) if name.startswith(PREFIX)}
    unknown = sorted(given - known)
    if unknown:
        bare = [name.removeprefix(PREFIX) for name in known]
        meant = sorted({PREFIX + near for name in unknown for near in get_close_matches(name.removeprefix(PREFIX), bare, n=1)})
        hint = f"did you mean {', '.join(meant)}?" if meant else f"the known ones are {', '.join(sorted(known))}"
        raise BadInput(f"unknown setting {', '.join(unknown)}; {hint}")


def _refuse_in_production(settings: Settings) -> None:
    needed = {
        "GOODTERMS_PUBLIC_URL": settings.public_url.startswith("https://"),
        "GOODTERMS_REDIS_URL": settings.redis_url,
        "GOODTERMS_DATABASE_URL": settings.database_url,
        "GOODTERMS_TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "GOODTERMS_TWILIO_AUTH_TOKEN": settings.twilio_auth_token,
        "GOODTERMS_TWILIO_FROM": settings.twilio_from,
        "GOODTERMS_VOSK_ZH_CN": settings.vosk_zh_cn,
        "GOODTERMS_VOSK_EN_US": settings.vosk_en_us,
        "GOODTERMS_CHAT_SECRET": settings.chat_secret,
        "GOODTERMS_INTERNAL_TOKEN": settings.internal_token,
        "GOODTERMS_SESSION_SECRET": settings.session_secret,
    }
    missing = [name for name, given in needed.items() if not given]
    if missing:
        raise BadInput(f"production needs {', '.join(missing)} (public URL with https; no embedded services, no made-up secrets)")
    short = [PREFIX + name.upper() for name in OWN_SECRETS if len(getattr(settings, name).get_secret_value()) < SHORTEST_SECRET]
    if short:
        raise BadInput(f"{', '.join(short)}: too short to keep a secret, give at least {SHORTEST_SECRET} random characters")
    if settings.twilio_api_url is not None and not settings.twilio_api_url.startswith("https://"):
        raise BadInput("GOODTERMS_TWILIO_API_URL: production sends its auth token over https only")
    if settings.now is not None:
        raise BadInput("GOODTERMS_NOW is for demos and evaluation; production runs on the real clock: unset it")


def load_secrets(settings: Settings) -> Secrets:
    """Given secrets win; missing ones are made once, random, in a file only the owner reads."""
    path = settings.state_dir / "secrets.json"
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    made = {name: kept.get(name) or secrets.token_urlsafe(32) for name in Secrets.__dataclass_fields__}
    if made != kept and settings.env is Env.DEMO:
        settings.state_dir.mkdir(parents=True, exist_ok=True)
        write_private(path, json.dumps(made))
    given = {
        name: value.get_secret_value() for name in Secrets.__dataclass_fields__ if isinstance(value := getattr(settings, name), SecretStr)
    }
    return Secrets(**{**made, **given})
