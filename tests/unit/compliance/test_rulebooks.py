"""The rulebooks are data that can fail: each is read, and each mistake in one is told."""

from importlib.resources import files
from pathlib import Path

import pytest
from unit.compliance.gate_cases import BOOKS

from compliance.rulebook import PRODUCT, load_rulebooks, read_rulebook, rulebooks_for
from compliance.rules import CapRule, HoursRule, Mark
from portfolio.failures import BadInput
from portfolio.words import Channel, Flag

GOOD = """
place: XX
version: "2026-01-01"
rules:
  - id: XX-01
    kind: hours
    opens: "08:00"
    closes: "20:00"
    source: a law
    mark: V1
    reason: {zh-CN: 太晚, en-US: too late}
"""


def test_every_rulebook_that_ships_can_be_read() -> None:
    shipped = {file.name.removesuffix(".yaml") for file in (files("compliance") / "rulebooks").iterdir() if file.name.endswith(".yaml")}
    assert shipped == set(BOOKS) == {"CN", "US", "US-MA", "US-DC", "US-CA", PRODUCT}


def test_no_two_rules_of_all_rulebooks_share_an_id() -> None:
    ids = [rule.id for book in BOOKS.values() for rule in book.rules]
    assert len(ids) == len(set(ids))


def test_the_product_book_is_policy_and_the_law_books_cite_a_source() -> None:
    assert {rule.mark for rule in BOOKS[PRODUCT].rules} == {Mark.POLICY}
    assert all(len(rule.source) > 5 for book in BOOKS.values() for rule in book.rules)


def test_every_reason_is_in_both_languages() -> None:
    for book in BOOKS.values():
        for rule in book.rules:
            assert any("\u4e00" <= sign <= "\u9fff" for sign in rule.reason.zh_cn), rule.id
            assert rule.reason.en_us.isascii(), rule.id


def test_our_policy_is_never_looser_than_the_law() -> None:
    def hours(place: str) -> list[HoursRule]:
        return [rule for rule in BOOKS[place].rules if isinstance(rule, HoursRule)]

    for ours in hours(PRODUCT):
        for law in (*hours("CN"), *hours("US")):
            if ours.channels & law.channels:
                assert law.opens <= ours.opens
                assert ours.closes <= law.closes

    def most(place: str, counts: str, days: int) -> int:
        return min(
            rule.most
            for rule in BOOKS[place].rules
            if isinstance(rule, CapRule) and rule.counts == counts and rule.days == days and Channel.VOICE in rule.channels
        )

    assert most(PRODUCT, "conversations", 1) <= most("CN", "conversations", 1)
    assert most(PRODUCT, "dials", 1) <= most("CN", "dials", 1)
    assert most(PRODUCT, "calls", 7) <= most("US", "calls", 7)


def test_every_flag_but_the_harmless_one_is_looked_at_by_our_own_book() -> None:
    looked_at = {flag for rule in BOOKS[PRODUCT].rules if rule.kind == "flags" for flag in rule.flags} | {Flag.WRONG_NUMBER}
    assert set(Flag) - looked_at == {Flag.THIRD_PARTY_ANSWERED}


def test_a_state_adds_to_its_country_and_an_unknown_state_has_its_country_only() -> None:
    def places(*given: str) -> list[str]:
        return [book.place for book in rulebooks_for(BOOKS, given)]

    assert places("US-MA", "US-MA") == ["US", "US-MA", PRODUCT]
    assert places("US", "US-MA") == ["US", "US-MA", PRODUCT]
    assert places("US-TX", "US-TX") == ["US", PRODUCT]
    assert places("CN", "CN-44") == ["CN", PRODUCT]
    assert places("GB", "GB-LND") == [PRODUCT]


@pytest.mark.parametrize(
    ("good", "bad", "place"),
    [
        ("mark: V1", "mark: V9", "mark"),
        ("source: a law", "", "source"),
        ("{zh-CN: 太晚, en-US: too late}", "{en-US: too late}", "zh-CN"),
        ('opens: "08:00"', "opens: 22:00", "quoted"),
        ('opens: "08:00"', 'opens: "21:00"', "close before they open"),
        ('opens: "08:00"', 'opens: "08:00+08:00"', "zone"),
        ("kind: hours", "kind: horoscope", "horoscope"),
        ("id: XX-01", "id: no number", "id"),
        ("mark: V1", "mark: V1\n    colour: red", "colour"),
        ("rules:", "rules: {", "not YAML"),
    ],
)
def test_a_mistake_in_a_rulebook_is_told_with_its_place(good: str, bad: str, place: str) -> None:
    assert read_rulebook("XX.yaml", GOOD).place == "XX"
    with pytest.raises(BadInput, match=r"XX\.yaml") as told:
        read_rulebook("XX.yaml", GOOD.replace(good, bad))
    assert place in str(told.value)


def test_two_rules_of_one_id_are_a_mistake() -> None:
    twice = GOOD + GOOD.split("rules:\n")[1]
    with pytest.raises(BadInput, match="one id"):
        read_rulebook("XX.yaml", twice)


def test_a_folder_of_rulebooks_needs_the_products_and_right_names(tmp_path: Path) -> None:
    (tmp_path / "XX.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(BadInput, match="no rulebook product"):
        load_rulebooks(tmp_path)
    (tmp_path / "YY.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(BadInput, match=r"must be called XX\.yaml"):
        load_rulebooks(tmp_path)
