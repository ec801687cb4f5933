"""How fast a debtor may write, and from which pages."""

import pytest

from app.chat.origins import origin_allowed
from app.chat.pace import BURST, REMEMBERED, Pace


def test_a_burst_is_taken_then_a_wait_is_named() -> None:
    pace = Pace()
    assert [pace.wait_s("d1", 0.0) for _ in range(int(BURST))] == [0.0] * int(BURST)
    assert pace.wait_s("d1", 0.0) == pytest.approx(1.0)
    assert pace.wait_s("d1", 0.5) == pytest.approx(0.5)


def test_after_the_wait_one_more_is_taken() -> None:
    pace = Pace()
    for _ in range(int(BURST) + 1):
        pace.wait_s("d1", 0.0)
    assert pace.wait_s("d1", 1.0) == 0.0
    assert pace.wait_s("d1", 1.0) > 0.0


def test_one_debtor_does_not_slow_another() -> None:
    pace = Pace()
    for _ in range(int(BURST) + 1):
        pace.wait_s("d1", 0.0)
    assert pace.wait_s("d2", 0.0) == 0.0


def test_the_longest_silent_are_forgotten() -> None:
    pace = Pace()
    for each in range(REMEMBERED + 5):
        pace.wait_s(f"d{each}", 0.0)
    assert len(pace._buckets) == REMEMBERED


LENDER = ("https://app.lender.example",)
OWN = "https://bot.example"


@pytest.mark.parametrize("origin", [None, "https://app.lender.example", "https://app.lender.example:443", "https://bot.example"])
def test_the_lenders_page_our_own_and_servers_are_let_in(origin: str | None) -> None:
    assert origin_allowed(origin, LENDER, OWN)


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://app.lender.example", "https://app.lender.example.evil.example", "null", "https://bot.example:x"],
)
def test_any_other_page_is_kept_out_once_there_is_a_list(origin: str) -> None:
    assert not origin_allowed(origin, LENDER, OWN)


def test_without_a_list_the_token_alone_decides() -> None:
    assert origin_allowed("https://anywhere.example", (), OWN)
