"""The locale packs: every sentence of the bot by template id, the same ids and placeholders in every locale."""

import string
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from portfolio.failures import BadInput
from portfolio.words import Locale

PACKS = Path(__file__).parent.parent / "dialogues" / "locales"


class Phrases:
    """Templates by locale and id. An unknown id is an error, never an empty sentence."""

    def __init__(self, packs: Mapping[Locale, Mapping[str, str]]) -> None:
        self._packs = packs

    @classmethod
    def load(cls, folder: Path = PACKS) -> "Phrases":
        """Read `<folder>/<locale>/responses.yml` of every locale and check that they are equals."""
        packs: dict[Locale, dict[str, str]] = {}
        for locale in Locale:
            file = folder / locale.value / "responses.yml"
            raw = yaml.safe_load(file.read_text("utf-8"))
            if not isinstance(raw, dict):
                raise BadInput(f"{file}: expected a mapping of template id to sentence")
            packs[locale] = {str(k): str(v).strip() for k, v in raw.items()}
        phrases = cls(packs)
        if gaps := phrases.gaps():
            raise BadInput(f"locale packs differ: {', '.join(sorted(gaps))}")
        return phrases

    def template(self, id: str, locale: Locale) -> str:
        """The sentence with its placeholders."""
        return self._packs[locale][id]

    def ids(self) -> tuple[str, ...]:
        """All template ids."""
        return tuple(sorted({id for pack in self._packs.values() for id in pack}))

    def gaps(self) -> set[str]:
        """Ids that a locale lacks or whose placeholders differ."""
        packs = list(self._packs.values())
        ids = set().union(*packs)
        return {id for id in ids if any(id not in p for p in packs) or len({placeholders(p[id]) for p in packs}) > 1}


def placeholders(template: str) -> frozenset[str]:
    """The names in braces."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


@cache
def bundled() -> Phrases:
    """The packs that ship with the project, read once."""
    return Phrases.load()
