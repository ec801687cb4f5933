"""Rulebooks: contact law and courtesy as reviewed data, one file per jurisdiction, loaded and checked here.

Each parameter carries its source and a mark that says how well it is known; a deployment's counsel signs them off.
"""

from collections.abc import Iterable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from compliance.rules import AnyRule
from portfolio.failures import BadInput

PRODUCT = "product"
"""The rulebook of our own policy; it holds everywhere."""


class Rulebook(BaseModel):
    """The rules of one place (CN, US, US-MA) or of the product."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: Annotated[str, Field(pattern=r"^([A-Z]{2}(-[A-Z0-9]{1,3})?|product)$")]
    version: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    rules: tuple[Annotated[AnyRule, Field(discriminator="kind")], ...]

    @model_validator(mode="after")
    def _names_each_rule_once(self) -> "Rulebook":
        names = [rule.id for rule in self.rules]
        if len(set(names)) != len(names):
            raise ValueError("two rules have one id")
        return self


def read_rulebook(name: str, text: str) -> Rulebook:
    """The rulebook in this text. Raises BadInput with the name and the place of the first mistake."""
    try:
        return Rulebook.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as wrong:
        raise BadInput(f"the rulebook {name} is not YAML") from wrong
    except ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        raise BadInput(f"the rulebook {name}, {'.'.join(map(str, first['loc']))}: {first['msg']}") from wrong


def load_rulebooks(folder: Traversable | None = None) -> Mapping[str, Rulebook]:
    """All rulebooks of the folder (ours, where none is given) by place. Raises BadInput where one is wrong: no gate without law."""
    books: dict[str, Rulebook] = {}
    for file in sorted((folder or files("compliance") / "rulebooks").iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".yaml"):
            continue
        book = read_rulebook(file.name, file.read_text(encoding="utf-8"))
        if f"{book.place}.yaml" != file.name:
            raise BadInput(f"the rulebook {file.name} is about {book.place}: the file must be called {book.place}.yaml")
        books[book.place] = book
    if PRODUCT not in books:
        raise BadInput(f"there is no rulebook {PRODUCT}.yaml")
    return books


def rulebooks_for(books: Mapping[str, Rulebook], places: Iterable[str]) -> tuple[Rulebook, ...]:
    """The rulebooks that hold for a debtor of these places (jurisdiction, region): country, then state, then the product's own.

    A state without a rulebook of its own has its country's. A country without one has only the product's, and the gate refuses.
    """
    named = {place for given in places for place in (given.split("-")[0], given)}
    found = [books[place] for place in sorted(named, key=lambda place: (place.count("-"), place)) if place in books]
    return (*found, books[PRODUCT])
