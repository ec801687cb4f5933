"""Who the lender's token names, and every token that names nobody."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest

from app.chat.tokens import TokenRefused, read_token, sign_token
from portfolio.words import Locale

NOW = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
SOON = NOW + timedelta(hours=1)
SECRET = "a-secret-of-the-lender-long-enough-for-hs256"


def claims(**changes: object) -> dict[str, object]:
    return {"sub": "d1", "exp": int(SOON.timestamp()), **changes}


def why(token: str | None) -> str:
    with pytest.raises(TokenRefused) as refused:
        read_token(token, SECRET, NOW)
    return refused.value.reason


def test_a_signed_token_names_its_debtor_until_it_expires() -> None:
    bearer = read_token(sign_token("d1", SECRET, SOON, Locale.ZH_CN), SECRET, NOW)
    assert (bearer.debtor_id, bearer.expires_at, bearer.locale) == ("d1", SOON, Locale.ZH_CN)


def test_the_locale_may_be_left_out() -> None:
    assert read_token(sign_token("d1", SECRET, SOON), SECRET, NOW).locale is None


def test_no_token_is_missing() -> None:
    assert why(None) == why("") == "missing"


def test_an_old_token_is_expired_after_half_a_minute_of_grace() -> None:
    token = sign_token("d1", SECRET, NOW - timedelta(seconds=29))
    assert read_token(token, SECRET, NOW).debtor_id == "d1"
    assert why(sign_token("d1", SECRET, NOW - timedelta(seconds=31))) == "expired"


def test_another_secret_is_invalid() -> None:
    assert why(sign_token("d1", "b" * 40, SOON)) == "invalid"


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_algorithm_is_invalid_even_with_the_right_secret(algorithm: str) -> None:
    assert why(jwt.encode(claims(), SECRET * 2, algorithm=algorithm)) == "invalid"


def test_a_token_without_a_signature_is_invalid() -> None:
    assert why(jwt.encode(claims(), None, algorithm="none")) == "invalid"


@pytest.mark.parametrize("missing", ["sub", "exp"])
def test_subject_and_end_are_required(missing: str) -> None:
    left = {name: value for name, value in claims().items() if name != missing}
    assert why(jwt.encode(left, SECRET, algorithm="HS256")) == "invalid"


@pytest.mark.parametrize("changed", [{"sub": ""}, {"sub": "x" * 129}, {"exp": "soon"}, {"exp": True}, {"exp": 1e30}, {"locale": "fr-FR"}])
def test_claims_that_make_no_sense_are_invalid(changed: dict[str, object]) -> None:
    assert why(jwt.encode(claims(**changed), SECRET, algorithm="HS256")) == "invalid"


def test_a_token_of_tomorrow_is_not_valid_yet() -> None:
    assert why(jwt.encode(claims(nbf=int((NOW + timedelta(days=1)).timestamp())), SECRET, algorithm="HS256")) == "invalid"


@pytest.mark.parametrize("noise", ["x", "a.b.c", "你好", "." * 5000])
def test_noise_is_invalid(noise: str) -> None:
    assert why(noise) == "invalid"
