"""The wording guard: no sentence that reaches a debtor threatens, shames, hurries or tells a third person. It looks at every language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from portfolio.words import Locale


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    words: Annotated[tuple[str, ...], Field(min_length=1)]
    why: Annotated[str, Field(min_length=1)]


@dataclass(frozen=True)
class _Ban:
    pattern: re.Pattern[str]
    why: str


_SPACES = re.compile(r"\s+")
_HAN_GAPS = re.compile(r"(?<=[\u4e00-\u9fff])[\s，。、,.·]+(?=[\u4e00-\u9fff])")


def check_wording(text: str, locale: Locale) -> tuple[str, ...]:
    """What is wrong with the text, as 'words: why', the text's own locale first; empty where it may be said.

    Both languages' lists are asked: a sentence may mix them.
    """
    plain = _HAN_GAPS.sub("", _SPACES.sub(" ", text.replace("\u2019", "'"))).casefold()
    locales = sorted(Locale, key=lambda one: one is not locale)
    return tuple(f"{found.group()}: {ban.why}" for one in locales for ban in _bans()[one] if (found := ban.pattern.search(plain)))


@cache
def _bans() -> Mapping[Locale, tuple[_Ban, ...]]:
    text = (files("compliance") / "prohibited_words.yaml").read_text(encoding="utf-8")
    lists = TypeAdapter(dict[Locale, tuple[_Entry, ...]]).validate_python(yaml.safe_load(text))
    return {locale: tuple(_Ban(_pattern(entry.words, locale), entry.why) for entry in lists[locale]) for locale in Locale}


def _pattern(words: tuple[str, ...], locale: Locale) -> re.Pattern[str]:
    one_of = "|".join(re.escape(word.casefold()) for word in sorted(words, key=len, reverse=True))
    # Chinese has no gaps between words; English "court" must not be found in "courtesy".
    return re.compile(one_of if locale is Locale.ZH_CN else rf"\b(?:{one_of})\b")
