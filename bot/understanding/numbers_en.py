"""English number words become numerals: "two fifty" 250, "twelve hundred" 1200, "two and a half thousand" 2500, "twenty seventh" 27th."""

import re
from decimal import Decimal

UNITS = {w: n for n, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])}
TEENS = {
    w: n
    for n, w in enumerate(
        ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"], 10
    )
}
TENS = {w: n * 10 for n, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)} | {"fourty": 40}
SCALES = {"thousand": 1000, "grand": 1000, "k": 1000, "million": 1_000_000}
ORDINALS = {w: n for n, w in enumerate(["zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"])}
ORDINAL_TEENS = {
    w: n
    for n, w in enumerate(
        ["tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"],
        10,
    )
} | {"twentieth": 20, "thirtieth": 30}
TOKEN = re.compile(r"\d+/\d+(?:/\d+)?|\d{4}-\d\d?-\d\d?|\d[\d,]*(?:\.\d+)?(?:st|nd|rd|th)?|[a-z]+(?:'[a-z]+)*|[^\sa-z\d]")
SECOND_OF = frozenset(
    [
        "the",
        "on",
        "of",
        "by",
        "next",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)
NOT_A_DAY = frozenset(
    ["payment", "time", "one", "thought", "half", "account", "loan", "job", "question", "try", "quarter", "week", "of", "party", "chance"]
)


def tokens(text: str) -> list[str]:
    """Lower-case words, numerals and signs."""
    text = text.lower().replace("\u2019", "'").replace("\u2013", "-")
    text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text)
    text = re.sub(r"(?<![\d,.])(\d+(?:\.\d+)?) ?k\b", r"\1 k", text)
    text = re.sub(r"(\d)(?!st\b|nd\b|rd\b|th\b)([a-z])", r"\1 \2", text)
    text = re.sub(r"([ap])\s?\.\s?m\b\.?", r"\1m", text)
    text = re.sub(r"\b([ap]) m\b", r"\1m", text)
    return TOKEN.findall(text)


def normalise(text: str) -> str:
    """The text in lower case with number words written as numerals, tokens apart by one space."""
    words = tokens(text)
    out: list[str] = []
    i = 0
    while i < len(words):
        found = _digits(words, i) or _number(words, i)
        if found:
            out.append(found[0])
            i = found[1]
        else:
            out.append(words[i])
            i += 1
    return " ".join(out)


def _digits(words: list[str], i: int) -> tuple[str, int] | None:
    """Three and more single digits in a row are one figure said digit by digit."""
    j = i
    said = ""
    while j < len(words) and (words[j] in UNITS or (said and words[j] in ("oh", "o"))):
        said += str(UNITS.get(words[j], 0))
        j += 1
    return (said, j) if j - i >= 3 and (j == len(words) or words[j] not in ("hundred", *SCALES, *TENS)) else None


def _two(words: list[str], i: int) -> tuple[int, int, bool] | None:  # noqa: PLR0911 - one return per case is how a table reads
    """(value below 100, next index, ordinal?)."""
    if i >= len(words):
        return None
    w, after = words[i], words[i + 1] if i + 1 < len(words) else ""
    if w in TENS:
        if after in UNITS and after != "zero":
            return TENS[w] + UNITS[after], i + 2, False
        if after in ORDINALS:
            return TENS[w] + ORDINALS[after], i + 2, True
        return TENS[w], i + 1, False
    if w in TEENS:
        return TEENS[w], i + 1, False
    if w in UNITS:
        return UNITS[w], i + 1, False
    if w in ORDINAL_TEENS:
        return ORDINAL_TEENS[w], i + 1, True
    if w in ORDINALS and _is_ordinal(words, i):
        return ORDINALS[w], i + 1, True
    return None


def _is_ordinal(words: list[str], i: int) -> bool:
    before, after = words[i - 1] if i else "", words[i + 1] if i + 1 < len(words) else ""
    if words[i] == "second":
        return (before in SECOND_OF or (i == 0 and (len(words) == 1 or after in SECOND_OF))) and after not in NOT_A_DAY - {"of"}
    if words[i] == "third":
        return before not in ("a", "one") and after not in NOT_A_DAY - {"of"}
    return after not in NOT_A_DAY - {"of", "party"} or words[i] != "first"


def _numeral(words: list[str], i: int) -> Decimal | None:
    if i < len(words) and re.fullmatch(r"\d[\d,]*(?:\.\d+)?", words[i]):
        return Decimal(words[i].replace(",", ""))
    return None


def _at(words: list[str], i: int) -> str:
    return words[i] if i < len(words) else ""


def _group(words: list[str], i: int) -> tuple[Decimal, int, bool] | None:  # noqa: PLR0911 - one return per case is how a table reads
    """A figure before any scale word: numeral, two digits, hundreds, or "two fifty"."""
    j = i
    if _at(words, i) == "a" and _at(words, i + 1) in ("hundred", *SCALES):
        value, j, ordinal = Decimal(1), i + 1, False
    elif _at(words, i) == "hundred":
        value, j, ordinal = Decimal(1), i, False
    elif _at(words, i) in ("couple", "pair") or (_at(words, i) == "a" and _at(words, i + 1) in ("couple", "pair")):
        j = i + (1 if words[i] != "a" else 2)
        j += _at(words, j) == "of"
        if _at(words, j) not in ("hundred", *SCALES):
            return None
        value, ordinal = Decimal(2), False
    elif (plain := _numeral(words, i)) is not None:
        value, j, ordinal = plain, i + 1, False
        if _at(words, j) != "hundred":
            return value, j, False
    elif two := _two(words, i):
        value, j, ordinal = Decimal(two[0]), two[1], two[2]
    else:
        return None
    if ordinal:
        return value, j, True
    if _at(words, j) == "hundred":
        value, j = value * 100, j + 1
        k = j + (_at(words, j) == "and")
        rest = _two(words, k)
        if rest and not (k > j and rest[2]) and _at(words, rest[1]) != "hundred":
            return value + rest[0], rest[1], rest[2]
        small = _numeral(words, k)
        if small is not None and small < 100 and k > j and _at(words, k + 1) not in ("cent", "cents"):
            return value + small, k + 1, False
        return value, j, False
    return _spoken_pair(words, value, j)


def _spoken_pair(words: list[str], value: Decimal, j: int) -> tuple[Decimal, int, bool]:
    """ "two fifty" is 250, "two oh five" 205, "nineteen eighty five" 1985."""
    if 0 < value < 100:
        if _at(words, j) in ("oh", "o") and _at(words, j + 1) in UNITS and _at(words, j + 2) not in UNITS:
            return value * 100 + UNITS[words[j + 1]], j + 2, False
        if (two := _two(words, j)) and two[0] >= 10 and not two[2] and _at(words, two[1]) != "hundred":
            return value * 100 + two[0], two[1], False
    return value, j, False


def _number(words: list[str], i: int) -> tuple[str, int] | None:
    if _at(words, i) == "half":
        k = i + 1 + (_at(words, i + 1) == "a")
        return (str(SCALES[words[k]] // 2), k + 1) if _at(words, k) in SCALES else None
    total = Decimal(0)
    ceiling = Decimal(10**12)
    ordinal = False
    j = i
    while (group := _group(words, j if j == i else j + (_at(words, j) == "and"))) is not None:
        value, k, ordinal = group
        if ordinal and j > i and _at(words, j) == "and":
            break
        value, k = _fraction(words, value, k)
        scale = SCALES.get(_at(words, k)) if not ordinal else None
        if (value if scale is None else value * scale) >= ceiling:
            break
        if scale is None:
            total, j = total + value, k
            break
        total, j, ceiling = total + value * scale, k + 1, Decimal(scale)
    if j == i:
        return None
    text = format(total.normalize(), "f")
    return (f"{text}{_suffix(int(total))}" if ordinal else text), j


def _fraction(words: list[str], value: Decimal, j: int) -> tuple[Decimal, int]:
    if [_at(words, j), _at(words, j + 1), _at(words, j + 2)] == ["and", "a", "half"]:
        return value + Decimal("0.5"), j + 3
    if _at(words, j) == "point":
        k, digits = j + 1, ""
        while (two := _two(words, k)) and not two[2]:
            digits, k = digits + str(two[0]), two[1]
        if not digits and _at(words, k).isdigit():
            digits, k = words[k], k + 1
        if digits:
            return value + Decimal(f"0.{digits}"), k
    return value, j


def _suffix(n: int) -> str:
    return "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
