"""Secrets become dots before anything is stored or sent on: card numbers anywhere, answers to verification questions."""

import re

from bot.spoken.en_us import ONES, TENS
from bot.understanding.numbers_zh import DIGITS as ZH_DIGITS

EN_DIGITS = {word: str(n) for n, word in enumerate(ONES[:10])} | {"oh": "0", "o": "0"}
EN_MORE = [*ONES[10:], *filter(None, TENS), "hundred", "thousand", "double", "triple"]
ZH_RUN = re.compile(r"[\d零〇一二两俩三四五六七八九十百千万幺](?:[\s-]*[\d零〇一二两俩三四五六七八九十百千万幺])*(?!位)")
EN_RUN = re.compile(
    rf"(?<![a-z\d])(?:\d+|{'|'.join([*EN_DIGITS, *EN_MORE])})(?:[\s,.-]+(?:\d+|and\b|{'|'.join([*EN_DIGITS, *EN_MORE])}))*(?![a-z\d])",
    re.IGNORECASE,
)
CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
CARD_DIGITS = (13, 19)
DOTS = "••••"


def spoken_digits(text: str) -> str:
    """All digits of the text in a row, said one by one or written."""
    out = []
    for word in re.findall(r"\d|[a-z]+|[\u3400-\u9fff〇]", text.lower()):
        if word.isdigit():
            out.append(word)
        elif word in EN_DIGITS:
            out.append(EN_DIGITS[word])
        elif len(word) == 1 and word in ZH_DIGITS:
            out.append(str(ZH_DIGITS[word]))
    return "".join(out)


def luhn(digits: str) -> bool:
    """True for a number with the check digit of payment cards."""
    total = 0
    for n, d in enumerate(reversed(digits)):
        value = int(d) * (2 if n % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def has_card_number(text: str) -> bool:
    """Some run of digits, written or said one by one, is a payment card's number."""
    for run in [
        *(m.group() for m in CARD.finditer(text)),
        *(m.group() for m in EN_RUN.finditer(text)),
        *(m.group() for m in ZH_RUN.finditer(text)),
    ]:
        digits = spoken_digits(run)
        if (
            any(luhn(digits[i : i + n]) for n in range(CARD_DIGITS[0], CARD_DIGITS[1] + 1) for i in range(len(digits) - n + 1))
            and len(set(digits)) > 1
        ):
            return True
    return False


def masked_numbers(text: str, at_least: int = 1) -> str:
    """The text with every run of `at_least` digits or number words as dots."""

    def dots(m: re.Match[str]) -> str:
        return DOTS if len(re.findall(r"\d|[a-z]+|[\u3400-\u9fff〇]", m.group().lower())) >= at_least else m.group()

    return ZH_RUN.sub(dots, EN_RUN.sub(dots, text))
