"""A token opens one stream for a short time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.failures import BadInput
from portfolio.words import Direction, Locale
from telephony.stream_token import LIFETIME, StreamPass, StreamTokens

NOW = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
PASS = StreamPass("CA1", "twilio", Locale.ZH_CN, Direction.OUTBOUND, "d1", resumed=True)
TOKENS = StreamTokens("a secret")


def test_a_pass_comes_back_as_it_was_minted() -> None:
    for one in (PASS, StreamPass("CA1", "twilio", Locale.EN_US, Direction.INBOUND)):
        assert TOKENS.read(TOKENS.mint(one, NOW), "twilio", NOW + LIFETIME) == one


def test_a_token_fits_a_path_and_the_longest_stream_address() -> None:
    token = TOKENS.mint(PASS, NOW)
    assert "/" not in token and "?" not in token and "=" not in token and len(token) < 400


def test_a_token_is_over_after_its_lifetime() -> None:
    with pytest.raises(BadInput, match="over"):
        TOKENS.read(TOKENS.mint(PASS, NOW), "twilio", NOW + LIFETIME + timedelta(seconds=1))


def test_a_token_of_the_phone_page_opens_no_twilio_stream() -> None:
    with pytest.raises(BadInput, match="audience"):
        TOKENS.read(TOKENS.mint(PASS, NOW), "phone", NOW)


def test_a_token_of_another_secret_is_refused() -> None:
    with pytest.raises(BadInput):
        TOKENS.read(StreamTokens("another").mint(PASS, NOW), "twilio", NOW)


@given(st.text(max_size=80))
def test_no_forgery_is_accepted_or_raises_anything_else(token: str) -> None:
    with pytest.raises(BadInput):
        TOKENS.read(token, "twilio", NOW)


def test_an_empty_secret_is_an_error_not_an_open_door() -> None:
    with pytest.raises(ValueError, match="everybody"):
        StreamTokens("")
