"""What is rendered ahead says nothing of one debtor, and the first words of a call are in it."""

import pytest

from app.warming import fixed_prompts
from bot.lines import Line
from bot.persona import Persona
from bot.wording import render
from portfolio.words import Locale

PERSONA = Persona()


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("template", ["open_inbound", "open_outbound"])
def test_the_first_words_of_a_call_are_rendered_ahead_and_first(template: str, locale: Locale) -> None:
    names = (("bot", PERSONA.bot_name[locale]), ("lender", PERSONA.lender[locale]))
    from datetime import date

    words = render(Line(template, names), locale, date(2026, 3, 11))[1]
    assert (words, locale.value) in fixed_prompts(PERSONA)[:8]


def test_no_sentence_with_a_name_an_amount_or_a_day_is_kept() -> None:
    assert not [words for words, _ in fixed_prompts(PERSONA) if "{" in words or "}" in words]
    assert not [words for words, _ in fixed_prompts(PERSONA) if any(character.isdigit() for character in words)]
