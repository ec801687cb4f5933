"""Both languages say everything, and every word of the handoff room has its text."""

import re
from importlib.resources import files

import pytest

from app.console.desk_texts import texts
from handoff.lifecycle import Move, Refusal
from handoff.tickets import DeclineReason, ReturnReason, TicketReason, TicketState, WrapUpCode
from portfolio.records import PromiseState
from portfolio.words import Channel, Flag, Locale, Speaker

GROUPS = {
    "reason": TicketReason,
    "advice": TicketReason,
    "code": WrapUpCode,
    "state": TicketState,
    "move": Move,
    "notice": Refusal,
    "return_reason": ReturnReason,
    "decline_reason": DeclineReason,
    "flag": Flag,
    "promise": PromiseState,
    "channel": Channel,
    "language": Locale,
    "speaker": Speaker,
}


def test_both_languages_have_the_same_keys_and_the_same_blanks() -> None:
    english, chinese = texts(Locale.EN_US).words, texts(Locale.ZH_CN).words
    assert set(english) == set(chinese)
    for key, text in english.items():
        assert re.findall(r"{\w+}", text) == re.findall(r"{\w+}", chinese[key]), key


@pytest.mark.parametrize("locale", list(Locale))
def test_every_word_of_the_handoff_room_has_its_text(locale: Locale) -> None:
    words = texts(locale).words
    assert not [f"{group}.{word}" for group, kind in GROUPS.items() for word in kind if f"{group}.{word}" not in words]


def test_every_text_that_a_template_asks_for_exists() -> None:
    words = texts(Locale.EN_US).words
    asked = set()
    for template in (files("app.console") / "desk" / "templates").iterdir():
        asked |= set(re.findall(r"""\bt\(["']([a-z_.]+[a-z_])["']""", template.read_text(encoding="utf-8")))
    assert len(asked) > 60
    assert not asked - set(words)


def test_no_chinese_text_is_left_in_english() -> None:
    plain = {"other_language", "language_name"}
    assert not [key for key, text in texts(Locale.ZH_CN).words.items() if key not in plain and not re.search(r"[\u4e00-\u9fff]", text)]
