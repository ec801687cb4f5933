"""The right-party check. Answers are looked for here and compared in the ledger; they reach neither the dialogue engine nor a log."""

import re
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.masking import EN_MORE, spoken_digits
from bot.state import DialogueState
from bot.understanding.numbers_en import normalise as normalise_en
from bot.understanding.numbers_zh import NUMERAL, value
from bot.understanding.numbers_zh import normalise as normalise_zh
from bot.understanding.parse import is_chinese
from portfolio.ledger import Books

CANDIDATES = 4
NUMBER = re.compile(rf"\d|\b(?:{'|'.join(EN_MORE)})\b", re.IGNORECASE)
SIGH = re.compile(r"\b(?:oh|o)\b", re.IGNORECASE)
NUMERIC = frozenset({"id_last4", "birth_year", "zip", "phone_last4", "contract_last4"})


@dataclass(frozen=True)
class Answer:
    """What may be an answer. `candidates` of the right length, best first; none with `digits` means it was cut short."""

    candidates: tuple[str, ...] = field(repr=False)
    digits: bool


def find_answer(texts: tuple[str, ...], question: str, length: int) -> Answer:
    """Possible answers in what was said or keyed, over all alternatives of the recogniser.

    Who lists several numbers in one breath gave the last one: a list of guesses is one try at one number.
    """
    found: dict[str, None] = {}
    digits = False
    for text in texts:
        said, meant = _runs(text, question)
        digits = digits or bool(said)
        whole = [run for run in said if len(run) == length][-1:] or [run for run in meant if len(run) == length]
        found.update(dict.fromkeys(whole))
    return Answer(tuple(found)[:CANDIDATES], digits)


def askable(questions: tuple[str, ...]) -> tuple[str, ...]:
    """The stored questions that can be put: answers of digits, which are kept from the dialogue engine and the transcript."""
    return tuple(one for one in questions if one in NUMERIC)


def _runs(text: str, question: str) -> tuple[list[str], list[str]]:
    """(numbers as said, what they stand for: the whole year of "eighty five")"""
    runs = [spoken_digits(text)]
    if is_chinese(text):
        clean = normalise_zh(text)
        runs += [
            str(int(v)) for m in re.finditer(NUMERAL, clean) if (v := value(m.group())) is not None and v == int(v) and len(m.group()) > 1
        ]
        runs += re.findall(r"(?<!\d)\d+(?!\d)", clean)
    else:
        clean = normalise_en(re.sub(r"\b(?:oh|o)\b", "zero", text.lower()))
        runs += re.findall(r"(?<![\d.])\d+(?![\d.]*\d)", clean)
        runs.append("".join(re.findall(r"\d+", re.sub(r"\d+(?:st|nd|rd|th)\b", "", clean))))
    meant: list[str] = []
    if question == "birth_year":
        meant += ["19" + r for r in runs if len(r) == 2] + ["20" + r for r in runs if len(r) == 2 and r < "20"]
    if question == "id_last4" and (m := re.search(r"\d{3}\s*[xX]\b", text)):
        runs.append(re.sub(r"\s", "", m.group()).upper())
    if question == "id_last4" and re.search(r"(?:\bx|叉|艾克斯)\s*$", text.lower()) and len(spoken_digits(text)) == 3:
        runs.append(spoken_digits(text) + "X")
    return [r for r in dict.fromkeys(runs) if r], meant


def says_digits(text: str) -> bool:
    """There is a number in it; a lone 一, "one" or "oh" is a figure of speech (等一下, one moment)."""
    return len(spoken_digits(SIGH.sub(" ", text))) > 1 or bool(NUMBER.search(text))


Check = Literal["passed", "failed", "incomplete"]


def check(books: Books, debtor_id: str, question: str, answer: Answer, state: DialogueState) -> DialogueState:
    """The state with the outcome counted, to be committed before anything is said."""
    if not answer.candidates:
        return replace(state, check="incomplete")
    if any(books.check_answer(debtor_id, question, candidate) for candidate in answer.candidates):
        return replace(state, check="passed", secrets_passed=(*state.secrets_passed, question))
    return replace(state, check="failed", failed_checks=state.failed_checks + 1)
