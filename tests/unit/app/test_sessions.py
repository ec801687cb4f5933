"""Sessions: signed, bound to their epoch's reader, over after their time by the product's clock."""

from datetime import UTC, datetime

import jwt

from app.sessions import LIFETIME, Sessions

NOW = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
SECRET = "a secret of this test only, long enough"


def test_a_session_names_its_account_until_its_time_is_over() -> None:
    sessions = Sessions(SECRET, secure=True)
    cookie = sessions.issue("u_1", 3, NOW)
    session = sessions.read(cookie, NOW)
    assert session is not None and (session.account_id, session.epoch) == ("u_1", 3)
    assert sessions.read(cookie, NOW + LIFETIME) is None


def test_two_sessions_never_share_their_form_token() -> None:
    sessions = Sessions(SECRET, secure=True)
    first, second = (sessions.read(sessions.issue("u_1", 1, NOW), NOW) for _ in range(2))
    assert first is not None and second is not None and first.csrf != second.csrf


def test_what_was_not_signed_here_is_nobody() -> None:
    sessions = Sessions(SECRET, secure=True)
    claims = {"sub": "u_1", "epoch": 1, "id": "x", "until": (NOW + LIFETIME).timestamp()}
    forged = (jwt.encode(claims, SECRET, algorithm="HS256"), jwt.encode(claims, None, algorithm="none"), "nonsense", "", None)
    assert [sessions.read(each, NOW) for each in forged] == [None] * 5
    assert Sessions("another secret that is long enough, too", secure=True).read(sessions.issue("u_1", 1, NOW), NOW) is None
