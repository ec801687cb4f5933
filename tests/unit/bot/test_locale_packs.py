"""The two locale packs are equals, within the wording guard, and neither holds a number of its own."""

import re
from pathlib import Path

import pytest
import yaml

import bot
from bot.fence import OF_THE_MATTER
from bot.moves.table import MOVES
from bot.phrases import PACKS, Phrases
from compliance.wording import check_wording
from portfolio.words import Locale

PHRASES = Phrases.load()
HOTLINES = re.compile(r"988|911|12356|110|120")


def test_every_template_has_both_languages_and_the_same_placeholders():
    assert PHRASES.gaps() == set()


@pytest.mark.parametrize("locale", list(Locale))
def test_no_template_threatens_shames_or_hurries(locale):
    assert {id: found for id in PHRASES.ids() if (found := check_wording(PHRASES.template(id, locale), locale))} == {}


@pytest.mark.parametrize("locale", list(Locale))
def test_amounts_and_days_come_only_from_placeholders(locale):
    assert [id for id in PHRASES.ids() if re.search(r"\d", HOTLINES.sub("", PHRASES.template(id, locale)))] == []


@pytest.mark.parametrize("locale", list(Locale))
def test_sentences_are_short_and_ask_one_thing(locale):
    for id in PHRASES.ids():
        template = PHRASES.template(id, locale)
        assert len(re.findall(r"[?？]", template)) <= 1, id
        for sentence in re.split(r"[.!?。！？]", template):
            assert len(sentence.split()) <= 27 and len(re.findall(r"[\u4e00-\u9fff]", sentence)) <= 36, (id, sentence)


def test_every_template_that_a_move_names_exists():
    sources = "\n".join(p.read_text("utf-8") for p in Path(bot.__file__).parent.rglob("*.py"))
    named = set(re.findall(r'\bline\(\s*"([a-z_0-9]+)"', sources)) | OF_THE_MATTER
    assert named - set(PHRASES.ids()) == set()


def test_every_action_of_the_domain_has_its_move():
    domain = yaml.safe_load((PACKS.parent / "domain.yml").read_text("utf-8"))
    assert set(domain["actions"]) - set(MOVES) == set()
