"""The training data, the domain, the rules and the held-apart sets fit together."""

import re
from pathlib import Path

import pytest
import yaml

from bot.turns import Expects

PROJECT = Path(__file__).resolve().parents[3]
LOCALES = ("en-US", "zh-CN")
SENT_BY_US = {"open_conversation", "resume_conversation", "verification_passed", "verification_failed", "silence", "nlu_fallback"}
SAFETY = {
    "self_harm", "stop_calling", "attorney", "bankruptcy", "deceased", "minor", "dispute", "fraud", "wrong_number", "third_party",
    "complaint", "coercion", "card_number", "ask_human",
}  # fmt: skip


def read(path: str) -> dict[str, object]:
    return yaml.safe_load((PROJECT / path).read_text(encoding="utf-8"))


def examples(locale: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted((PROJECT / "nlu_data" / locale).glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            found.setdefault(entry["intent"], []).extend(line.removeprefix("- ") for line in entry["examples"].strip().splitlines())
    return found


def held_apart(locale: str) -> dict[str, list[str]]:
    return yaml.safe_load((PROJECT / "tests" / "data" / "nlu" / f"{locale}.yml").read_text(encoding="utf-8"))


def intents() -> set[str]:
    return set(read("dialogues/domain.yml")["intents"])  # type: ignore[call-overload]


def plain(text: str) -> str:
    return re.sub(r"[\s,.?!，。？！]+", "", text).lower()


@pytest.mark.parametrize("locale", LOCALES)
def test_everything_that_a_debtor_may_mean_has_examples_in_both_languages(locale: str) -> None:
    assert set(examples(locale)) == intents() - SENT_BY_US


@pytest.mark.parametrize("locale", LOCALES)
def test_every_intent_has_at_least_25_examples_and_the_safety_ones_35(locale: str) -> None:
    counts = {intent: len(found) for intent, found in examples(locale).items()}
    assert {intent for intent, count in counts.items() if count < (35 if intent in SAFETY else 25)} == set()


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sentence_is_an_example_of_two_intents(locale: str) -> None:
    seen: dict[str, str] = {}
    twice = {text: (seen[plain(text)], intent) for intent, found in examples(locale).items() for text in found
             if seen.setdefault(plain(text), intent) != intent}  # fmt: skip
    assert twice == {}


@pytest.mark.parametrize("locale", LOCALES)
def test_the_held_apart_set_shares_no_sentence_with_the_training_data(locale: str) -> None:
    trained = {plain(text) for found in examples(locale).values() for text in found}
    assert [text for found in held_apart(locale).values() for text in found if plain(text) in trained] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_the_held_apart_set_asks_about_every_intent(locale: str) -> None:
    assert set(held_apart(locale)) == intents() - SENT_BY_US


def test_every_understood_thing_has_one_rule_and_a_yes_or_no_one_per_question() -> None:
    rules = read("dialogues/rules.yml")["rules"]
    moves = [(rule["steps"][0]["intent"], rule["steps"][1]["action"]) for rule in rules]  # type: ignore[attr-defined]
    answers = {(word, f"action_{word}_{asked}") for word in ("affirm", "deny") for asked in Expects}
    others = {(intent, f"action_{intent}") for intent in intents() - {"affirm", "deny"}}
    assert len(moves) == len(set(moves))
    assert set(moves) == answers | others


def test_every_move_of_a_rule_is_in_the_domain() -> None:
    domain = read("dialogues/domain.yml")
    moves = {rule["steps"][1]["action"] for rule in read("dialogues/rules.yml")["rules"]}  # type: ignore[attr-defined]
    assert moves | {"action_default_fallback"} == set(domain["actions"])  # type: ignore[call-overload]


def test_the_question_slot_knows_exactly_the_questions_of_the_bot() -> None:
    slots = read("dialogues/domain.yml")["slots"]
    assert slots["expects"]["values"] == [str(asked) for asked in Expects]  # type: ignore[call-overload]
