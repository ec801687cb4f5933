"""Settings: an unknown or malformed one stops the start with a clear line."""

import pytest

from app.settings import Env, load_settings
from portfolio.failures import BadInput

GIVEN = {
    "GOODTERMS_ENV": "production",
    "GOODTERMS_PUBLIC_URL": "https://bot.example",
    "GOODTERMS_REDIS_URL": "redis://redis.example:6379/0",
    "GOODTERMS_DATABASE_URL": "postgresql+psycopg://db.example/goodterms",
    "GOODTERMS_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "GOODTERMS_TWILIO_AUTH_TOKEN": "t",
    "GOODTERMS_TWILIO_FROM": "+15550100000",
    "GOODTERMS_VOSK_ZH_CN": "vosk-model-small-cn-0.22",
    "GOODTERMS_VOSK_EN_US": "vosk-model-small-en-us-0.15",
    "GOODTERMS_CHAT_SECRET": "cccccccccccccccccccccccccccccccc",
    "GOODTERMS_INTERNAL_TOKEN": "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii",
    "GOODTERMS_SESSION_SECRET": "ssssssssssssssssssssssssssssssss",
}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("GOODTERMS_")]:
        monkeypatch.delenv(name)


def _set(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


def test_without_any_setting_it_is_a_demo_on_port_8000() -> None:
    settings = load_settings()
    assert (settings.env, settings.port) == (Env.DEMO, 8000)


def test_an_unknown_setting_is_named_together_with_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOODTERMS_COLOUR", "green")
    with pytest.raises(BadInput, match=r"unknown setting GOODTERMS_COLOUR; the known ones are .*GOODTERMS_PORT"):
        load_settings()


def test_a_misspelt_setting_is_named_together_with_the_one_that_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOODTERMS_PROT", "8001")
    with pytest.raises(BadInput, match=r"unknown setting GOODTERMS_PROT; did you mean GOODTERMS_PORT\?"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("GOODTERMS_PORT", "eighty", "GOODTERMS_PORT"),
        ("GOODTERMS_PORT", "70000", "GOODTERMS_PORT"),
        ("GOODTERMS_NOW", "2026-03-11T10:00:00", "with its offset"),
        ("GOODTERMS_PUBLIC_URL", "bot.example", "whole address"),
        ("GOODTERMS_ENV", "staging", "GOODTERMS_ENV"),
    ],
)
def test_a_malformed_setting_stops_the_start_and_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadInput, match=says):
        load_settings()


def test_production_with_everything_given_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, GIVEN)
    assert load_settings().env is Env.PRODUCTION


@pytest.mark.parametrize("missing", sorted(set(GIVEN) - {"GOODTERMS_ENV"}))
def test_production_names_each_setting_that_it_lacks(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    _set(monkeypatch, {name: value for name, value in GIVEN.items() if name != missing})
    with pytest.raises(BadInput, match=missing):
        load_settings()


def test_production_refuses_a_made_up_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, {**GIVEN, "GOODTERMS_NOW": "2026-03-11T10:00:00+08:00"})
    with pytest.raises(BadInput, match="GOODTERMS_NOW"):
        load_settings()


def test_secrets_print_as_dots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOODTERMS_CHAT_SECRET", "very-secret-word")
    assert "very-secret-word" not in repr(load_settings())


@pytest.mark.parametrize("name", ["GOODTERMS_CHAT_SECRET", "GOODTERMS_INTERNAL_TOKEN", "GOODTERMS_SESSION_SECRET"])
def test_production_refuses_a_secret_that_can_be_guessed_and_does_not_print_it(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    _set(monkeypatch, {**GIVEN, name: "letmein"})
    with pytest.raises(BadInput, match=f"{name}.*at least 16") as refused:
        load_settings()
    assert "letmein" not in str(refused.value)


def test_production_sends_its_auth_token_over_https_only(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, {**GIVEN, "GOODTERMS_TWILIO_API_URL": "http://twilio.example"})
    with pytest.raises(BadInput, match="GOODTERMS_TWILIO_API_URL"):
        load_settings()
